"""What the sandbox is told at its start: where it keeps things and who has a box in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from edo_gateway.domain.party import ParticipantId
from edo_gateway.sandbox.errors import BadOrganization

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "urn:edo-gateway:sandbox")
_INN_LENGTHS: Final = (10, 12)
_KPP_LENGTH: Final = 9


class Behaviour(StrEnum):
    """How a box answers what it receives; ``MANUAL`` does nothing, somebody else holds the box and answers."""

    ACCEPT = "accept"
    ACCEPT_WITH_DISCREPANCIES = "accept_with_discrepancies"
    REFUSE = "refuse"
    REQUEST_CORRECTION = "request_correction"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOrganization:
    """A company with one box.

    ``participant_id`` is made from the tax numbers when it is not given; ``behaviour`` None means «as the
    configuration says». ``counteragents_only`` refuses documents of strangers (Sociability of the protocol).
    """

    inn: str
    kpp: str
    name: str
    participant_id: ParticipantId | None = None
    behaviour: Behaviour | None = None
    counteragents_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxConfig:
    """Everything the sandbox needs.

    ``own_inns`` are the companies played by the client under test: their boxes are ``MANUAL`` unless said otherwise,
    every other box is ``ACCEPT``. When nobody is named, the first company of the list is the client's.
    ``key_directory`` keeps the sandbox's own test keys, made at the first start; ``trust_directory`` holds the roots
    that the client's certificates are checked against. ``step_delay`` is the pause between two steps of processing,
    ``token_life`` the life of an authentication token.
    """

    database: Path
    key_directory: Path
    trust_directory: Path | None = None
    organizations: tuple[SandboxOrganization, ...] = ()
    own_inns: frozenset[str] = field(default_factory=frozenset)
    operator_prefix: str = "2SB"
    operator_name: str = "Песочница ЭДО"
    operator_inn: str = "7700000094"
    step_delay: timedelta = timedelta(milliseconds=300)
    token_life: timedelta = timedelta(hours=24)
    acquainted: bool = True

    def behaviour_of(self, organization: SandboxOrganization) -> Behaviour:
        if organization.behaviour is not None:
            return organization.behaviour
        return Behaviour.MANUAL if self._is_own(organization) else Behaviour.ACCEPT

    def _is_own(self, organization: SandboxOrganization) -> bool:
        if self.own_inns or any(one.behaviour is Behaviour.MANUAL for one in self.organizations):
            return organization.inn in self.own_inns
        return organization in self.organizations[:1]

    def participant_id_of(self, organization: SandboxOrganization) -> ParticipantId:
        return organization.participant_id or participant_id(self.operator_prefix, organization.inn, organization.kpp)


def participant_id(prefix: str, inn: str, kpp: str) -> ParticipantId:
    """``2SB-<ИНН>-<КПП>-<20 digits>`` (no КПП for an entrepreneur); the same numbers always give the same id."""
    digest = hashlib.sha256(f"{prefix}/{inn}/{kpp}".encode()).digest()
    digits = f"{int.from_bytes(digest[:8], 'big'):020d}"
    return ParticipantId("-".join(part for part in (prefix, inn, kpp, digits) if part))


def box_guid(inn: str, kpp: str) -> UUID:
    """The box of a company: the same in every sandbox, so that settings survive a fresh database."""
    return uuid5(_NAMESPACE, f"box/{inn}/{kpp}")


def organization_guid(inn: str, kpp: str) -> UUID:
    return uuid5(_NAMESPACE, f"organization/{inn}/{kpp}")


def parse_organization(text: str) -> SandboxOrganization:
    """Read ``ИНН:КПП:Название[:поведение]``; КПП is empty for an entrepreneur. Raises :class:`BadOrganization`."""
    parts = [part.strip() for part in text.split(":", 2)]
    if len(parts) != 3 or not parts[2]:
        raise BadOrganization(given=text)
    inn, kpp, rest = parts
    name, _, word = rest.rpartition(":")
    behaviour = behaviour_named(word) if name else None
    organization = SandboxOrganization(inn=inn, kpp=kpp, name=name if behaviour else rest, behaviour=behaviour)
    if not _has_plausible_numbers(organization):
        raise BadOrganization(given=text)
    return organization


def behaviour_named(word: str) -> Behaviour | None:
    return next((behaviour for behaviour in Behaviour if behaviour == word), None)


def _has_plausible_numbers(organization: SandboxOrganization) -> bool:
    inn, kpp = organization.inn, organization.kpp
    return inn.isdecimal() and len(inn) in _INN_LENGTHS and (not kpp or len(kpp) == _KPP_LENGTH)
