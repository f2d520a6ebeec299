"""One-time codes of a phone (TOTP, RFC 6238): turned on by the person, used when they sign, replaced by spare codes.

A code counts once: the step it belongs to is remembered. The secret is sealed at rest; of spare codes only the SHA-256
is kept, for they have eighty random bits.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

import pyotp

from edo_gateway.docflow.credentials import new_token, token_hash
from edo_gateway.docflow.enter import ConfirmPassword
from edo_gateway.docflow.throttle import Throttle
from edo_gateway.domain.access import Challenge, Purpose
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.confirmation import Method
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.person import Person
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Units
from signing.keys.sealing import Sealer

_ISSUER = "Шлюз ЭДО"
_STEP = 30  # seconds
_ENROLMENT = timedelta(minutes=15)
_SPARE = 10  # codes


class WrongCode(GatewayError):
    code = "wrong_code"
    text = Text(
        "Код не подошёл. Каждый код действует один раз: дождитесь нового и проверьте время на телефоне.",
        "The code does not fit. Each code counts once: wait for a new one and check the clock of the phone.",
    )


class CodesAreOff(GatewayError):
    code = "one_time_codes_off"
    text = Text(
        "Одноразовые коды у вас не включены. Включите их в профиле.",
        "One-time codes are not turned on for you. Turn them on in the profile.",
    )


class CodesAreOn(GatewayError):
    code = "one_time_codes_on"
    text = Text(
        "Одноразовые коды уже включены. Чтобы сменить телефон, сначала выключите их.",
        "One-time codes are on already. To change the phone, turn them off first.",
    )


class EnrolmentSpent(GatewayError):
    code = "enrolment_spent"
    text = Text(
        "Страница настройки устарела. Откройте её ещё раз.", "The page of the setup has expired. Open it once more."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What the phone is told: ``uri`` is otpauth://, ``secret`` is in Base32; ``token`` comes back with a code."""

    token: str
    secret: str
    uri: str


@dataclass(frozen=True, kw_only=True)
class OneTimeCodes:
    """Raises :class:`~edo_gateway.docflow.throttle.TooManyAttempts` for a person who keeps failing."""

    units: Units
    clock: Clock
    sealer: Sealer
    throttle: Throttle
    password: ConfirmPassword

    def begin(self, person: Person, secret: str = "") -> Enrolment:
        """A secret for the phone, a new one unless given; nothing is turned on yet. Raises :class:`CodesAreOn`."""
        enrolment = _enrolment(person, secret or pyotp.random_base32())
        now, sealed = self.clock(), self._sealed(person.id, enrolment.secret)
        with self.units.begin() as unit:
            if unit.factors.one_time_secret(person.id):
                raise CodesAreOn
            unit.factors.ask(
                Challenge(
                    token_hash=token_hash(enrolment.token),
                    person_id=person.id,
                    purpose=Purpose.ONE_TIME_ENROLMENT,
                    subject=base64.b64encode(sealed).decode(),
                    asked_at=now,
                    expires_at=now + _ENROLMENT,
                )
            )
        return enrolment

    def secret_of(self, person: PersonId, token: str) -> str:
        """The secret an enrolment was begun with, which is spent by this. Raises :class:`EnrolmentSpent`."""
        with self.units.begin() as unit:
            asked = unit.factors.answered(token_hash(token), self.clock())
        if asked is None or asked.person_id != person or asked.purpose is not Purpose.ONE_TIME_ENROLMENT:
            raise EnrolmentSpent
        return self._opened(person, base64.b64decode(asked.subject))

    def finish(self, person: PersonId, secret: str, code: str, password: str) -> list[str]:
        """Turn the codes on: the phone shows the right one and the password is right. The spare codes, shown once.

        Raises :class:`WrongCode` and what :class:`ConfirmPassword` raises.
        """
        self.password(person, password)
        step = self._step(secret, code)
        if step is None:
            raise WrongCode
        spare = [_spare_code() for _ in range(_SPARE)]
        with self.units.begin() as unit:
            unit.factors.put_one_time_secret(person, self._sealed(person, secret), step)
            unit.factors.put_spare_codes(person, [_spare_hash(one) for one in spare])
        return spare

    def turn_off(self, person: PersonId, code: str) -> None:
        """With a code of the phone or a spare one. Raises as :meth:`confirm`."""
        self.confirm(person, code)
        with self.units.begin() as unit:
            unit.factors.drop_one_time_secret(person)

    def confirm(self, person: PersonId, code: str) -> Method:
        """What the code was. Raises :class:`WrongCode`, :class:`CodesAreOff`."""
        self.throttle.check(str(person))
        with self.units.look() as unit:
            sealed = unit.factors.one_time_secret(person)
        if sealed is None:
            raise CodesAreOff
        step = self._step(self._opened(person, sealed), code)
        with self.units.begin() as unit:
            if step is not None and unit.factors.use_step(person, step):
                method = Method.ONE_TIME_CODE
            elif unit.factors.use_spare_code(person, _spare_hash(code)):
                method = Method.SPARE_CODE
            else:
                self.throttle.failed(str(person))
                raise WrongCode(pointer="/code")
        self.throttle.succeeded(str(person))
        return method

    def _step(self, secret: str, code: str) -> int | None:
        """The step the code belongs to; a phone may be one step off (RFC 6238, 5.2)."""
        current, given = int(self.clock().timestamp()) // _STEP, "".join(code.split()).encode()
        made = pyotp.TOTP(secret, interval=_STEP)
        near = (current, current - 1, current + 1)
        return next((step for step in near if hmac.compare_digest(made.generate_otp(step).encode(), given)), None)

    def _sealed(self, person: PersonId, secret: str) -> bytes:
        return self.sealer.seal(secret.encode(), about=f"one-time codes of {person}")

    def _opened(self, person: PersonId, sealed: bytes) -> str:
        return self.sealer.open(sealed, about=f"one-time codes of {person}").decode()


def _enrolment(person: Person, secret: str) -> Enrolment:
    uri = pyotp.TOTP(secret, interval=_STEP).provisioning_uri(name=person.login, issuer_name=_ISSUER)
    return Enrolment(token=new_token(), secret=secret, uri=uri)


def _spare_code() -> str:
    text = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def _spare_hash(code: str) -> str:
    return token_hash("".join(code.split()).replace("-", "").upper())
