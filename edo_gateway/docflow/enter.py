"""Entering the gateway: a person with a password, a program with a bearer key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from edo_gateway.docflow.credentials import is_password, new_token, token_hash
from edo_gateway.docflow.throttle import Throttle
from edo_gateway.domain.access import Actor, Session
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.person import Person
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Units

SESSION_LIFE = timedelta(hours=12)


class WrongPassword(GatewayError):
    code = "wrong_password"
    text = Text("Неверный логин или пароль.", "Wrong log-in or password.")


class NotSignedIn(GatewayError):
    code = "not_signed_in"
    text = Text(
        "Нужен действующий ключ: заголовок «Authorization: Bearer …».",
        "A valid key is needed: the header “Authorization: Bearer …”.",
    )


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """Password → session. Returns the token for the cookie and the session; raises :class:`WrongPassword`."""

    units: Units
    clock: Clock

    def __call__(self, login: str, password: str) -> tuple[str, Session]:
        with self.units.look() as unit:
            found = unit.people.find(login.strip().lower())
        if not is_password(password, found[1] if found else None) or not found:
            raise WrongPassword
        token, now = new_token(), self.clock()
        session = Session(
            token_hash=token_hash(token),
            person_id=found[0].id,
            csrf_token=new_token(),
            expires_at=now + SESSION_LIFE,
        )
        with self.units.begin() as unit:
            unit.people.open_session(session, now=now)
        return token, session


@dataclass(frozen=True, kw_only=True)
class LogOut:
    units: Units

    def __call__(self, token: str) -> None:
        with self.units.begin() as unit:
            unit.people.close_session(token_hash(token))


@dataclass(frozen=True, kw_only=True)
class RecogniseSession:
    """Cookie token → person and session; None when it is unknown or has expired."""

    units: Units
    clock: Clock

    def __call__(self, token: str) -> tuple[Person, Session] | None:
        with self.units.look() as unit:
            session = unit.people.find_session(token_hash(token), self.clock())
            return (unit.people.get(session.person_id), session) if session else None


@dataclass(frozen=True, kw_only=True)
class RecogniseKey:
    """Bearer key → actor; raises :class:`NotSignedIn`."""

    units: Units

    def __call__(self, token: str) -> Actor:
        with self.units.look() as unit:
            key = unit.people.find_api_key(token_hash(token)) if token else None
            if key is None:
                raise NotSignedIn
            return Actor(person=unit.people.get(key.person_id), organization_id=key.organization_id)


@dataclass(frozen=True, kw_only=True)
class ConfirmPassword:
    """Re-authentication at the moment of signing.

    Raises :class:`WrongPassword`, and :class:`TooManyAttempts` for a person who keeps failing: whoever holds their
    key or session must not find out the password by trying.
    """

    units: Units
    throttle: Throttle

    def __call__(self, person: PersonId, password: str) -> None:
        key = str(person)
        self.throttle.check(key)
        with self.units.look() as unit:
            kept = unit.people.password_hash(person)
        if not is_password(password, kept):
            self.throttle.failed(key)
            raise WrongPassword(pointer="/password")
        self.throttle.succeeded(key)
