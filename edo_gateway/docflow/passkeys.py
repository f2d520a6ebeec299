"""Passkeys (WebAuthn level 3): a key of the person's device, unlocked by a finger, a face or a PIN, for one site alone.

The holder is verified at every use (userVerification), each question is answered once, and the counter of a key that
keeps one must grow: one that does not is a copy.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from edo_gateway.docflow.credentials import token_hash
from edo_gateway.docflow.enter import ConfirmPassword
from edo_gateway.docflow.throttle import Throttle
from edo_gateway.domain.access import Challenge, Passkey, Purpose
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.confirmation import Method
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.person import Person
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Units

_NAME = "Шлюз ЭДО"
_LIFE = timedelta(minutes=5)
_LONGEST_NAME = 60
_VERIFIED = UserVerificationRequirement.REQUIRED


class WrongPasskey(GatewayError):
    code = "wrong_passkey"
    text = Text(
        "Ключ доступа не подошёл или запрос устарел. Попробуйте ещё раз.",
        "The passkey does not fit, or the request has expired. Try again.",
    )


@dataclass(frozen=True, kw_only=True)
class Passkeys:
    """``origin`` is what the browser knows this site by, as ``https://edo.example.ru``: a key works there alone."""

    units: Units
    clock: Clock
    throttle: Throttle
    password: ConfirmPassword

    def begin_adding(self, person: Person, origin: str) -> str:
        """What the browser makes a key by, JSON."""
        options = generate_registration_options(
            rp_id=_host(origin),
            rp_name=_NAME,
            user_name=person.login,
            user_id=person.id.bytes,
            user_display_name=person.name,
            authenticator_selection=AuthenticatorSelectionCriteria(user_verification=_VERIFIED),
            exclude_credentials=self._known(person.id),
        )
        self._ask(person.id, Purpose.PASSKEY_ADDING, options.challenge)
        return options_to_json(options)

    def add(self, person: PersonId, answer: str, *, name: str, password: str, origin: str) -> None:
        """Raises :class:`WrongPasskey` and what :class:`ConfirmPassword` raises."""
        self.password(person, password)
        challenge = self._answered(person, Purpose.PASSKEY_ADDING, answer)
        try:
            made = verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=_host(origin),
                expected_origin=origin,
                require_user_verification=True,
            )
        except WebAuthnException as error:
            raise WrongPasskey from error
        passkey = Passkey(
            id=bytes_to_base64url(made.credential_id),
            person_id=person,
            public_key=made.credential_public_key,
            counter=made.sign_count,
            name=name.strip()[:_LONGEST_NAME] or "Ключ доступа",
            added_at=self.clock(),
        )
        with self.units.begin() as unit:
            unit.factors.add_passkey(passkey)

    def remove(self, person: PersonId, passkey: str, *, password: str) -> None:
        self.password(person, password)
        with self.units.begin() as unit:
            unit.factors.drop_passkey(person, passkey)

    def begin_proof(self, person: PersonId, origin: str) -> str:
        """What the browser signs with one of the person's keys, JSON."""
        options = generate_authentication_options(
            rp_id=_host(origin), user_verification=_VERIFIED, allow_credentials=self._known(person)
        )
        self._ask(person, Purpose.PASSKEY_PROOF, options.challenge)
        return options_to_json(options)

    def confirm(self, person: PersonId, answer: str, origin: str) -> Method:
        """Raises :class:`WrongPasskey`, and :class:`~edo_gateway.docflow.throttle.TooManyAttempts`."""
        self.throttle.check(str(person))
        try:
            self._verify(person, answer, origin)
        except WrongPasskey:
            self.throttle.failed(str(person))
            raise
        self.throttle.succeeded(str(person))
        return Method.PASSKEY

    def _verify(self, person: PersonId, answer: str, origin: str) -> None:
        challenge = self._answered(person, Purpose.PASSKEY_PROOF, answer)
        with self.units.look() as unit:
            known = {passkey.id: passkey for passkey in unit.factors.passkeys(person)}
        passkey = known.get(_field(answer, "id"))
        if passkey is None:
            raise WrongPasskey
        try:
            found = verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=_host(origin),
                expected_origin=origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.counter,
                require_user_verification=True,
            )
        except WebAuthnException as error:
            raise WrongPasskey from error
        with self.units.begin() as unit:
            if not unit.factors.use_passkey(passkey, found.new_sign_count):
                raise WrongPasskey

    def _known(self, person: PersonId) -> list[PublicKeyCredentialDescriptor]:
        with self.units.look() as unit:
            known = unit.factors.passkeys(person)
        return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.id)) for passkey in known]

    def _ask(self, person: PersonId, purpose: Purpose, challenge: bytes) -> None:
        now = self.clock()
        with self.units.begin() as unit:
            unit.factors.ask(
                Challenge(
                    token_hash=token_hash(bytes_to_base64url(challenge)),
                    person_id=person,
                    purpose=purpose,
                    subject="",
                    asked_at=now,
                    expires_at=now + _LIFE,
                )
            )

    def _answered(self, person: PersonId, purpose: Purpose, answer: str) -> bytes:
        """The challenge the answer claims to answer, when it was put to this person for this; spent by it."""
        token = _challenge_of(answer)
        with self.units.begin() as unit:
            asked = unit.factors.answered(token_hash(token), self.clock())
        if asked is None or asked.person_id != person or asked.purpose is not purpose:
            raise WrongPasskey
        return base64url_to_bytes(token)


def _challenge_of(answer: str) -> str:
    try:
        client = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        return str(client["challenge"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise WrongPasskey from None


def _field(answer: str, name: str) -> str:
    found: Any = json.loads(answer)
    return str(found.get(name, "")) if isinstance(found, dict) else ""


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""
