"""Keys of programs, sessions of people, and the places of signing keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from edo_gateway.domain.identity import ApiKeyId, OrganizationId, PersonId
from edo_gateway.domain.person import Person
from edo_gateway.domain.signature import SignatureLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A bearer key: acts as one person within one organisation. Only its SHA-256 is kept."""

    id: ApiKeyId
    organization_id: OrganizationId
    person_id: PersonId
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A person's log-in in a browser. Only the SHA-256 of its token is kept."""

    token_hash: str
    person_id: PersonId
    csrf_token: str
    expires_at: datetime


class Purpose(StrEnum):
    """What a person was asked to prove."""

    BROWSER_SIGNATURE = "browser_signature"
    ONE_TIME_ENROLMENT = "one_time_enrolment"
    PASSKEY_ADDING = "passkey_adding"
    PASSKEY_PROOF = "passkey_proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A question only this person may answer, once and before it expires. Only the SHA-256 of its token is kept;
    ``subject`` is what the answer is about, in the words of the purpose."""

    token_hash: str
    person_id: PersonId
    purpose: Purpose
    subject: str
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A key of a person's device (WebAuthn): ``id`` is base64url, ``public_key`` COSE; ``counter`` stays 0 for keys
    that keep none."""

    id: str
    person_id: PersonId
    public_key: bytes
    counter: int
    name: str
    added_at: datetime


IN_BROWSER = "browser:"
"""The place of a key that never leaves its holder's token: a plug-in of their browser signs with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """Where a person's key for one kind of signature lives: ``location`` is ``scheme:place``."""

    organization_id: OrganizationId
    person_id: PersonId
    level: SignatureLevel
    location: str
    certificate: bytes  # DER

    @property
    def is_in_browser(self) -> bool:
        return self.location.startswith(IN_BROWSER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, and within which organisation: what every step is told."""

    person: Person
    organization_id: OrganizationId

    @property
    def label(self) -> str:
        """How the journal names the actor."""
        return self.person.name
