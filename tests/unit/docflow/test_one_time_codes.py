"""One-time codes at the edges of time and of patience, over a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pyotp
import pytest

from edo_gateway.docflow.credentials import password_hash
from edo_gateway.docflow.enter import ConfirmPassword, WrongPassword
from edo_gateway.docflow.one_time_codes import CodesAreOff, CodesAreOn, EnrolmentSpent, OneTimeCodes, WrongCode
from edo_gateway.docflow.register import Register
from edo_gateway.docflow.throttle import Throttle, TooManyAttempts
from edo_gateway.domain.confirmation import Method
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.person import Person
from edo_gateway.storage.engine import migrate
from edo_gateway.storage.units import open_units
from signing import KeyPlace, MasterKey
from signing.keys.sealing import Sealer

PASSWORD = "сложный пароль"


@dataclass
class Clock:
    now: datetime = datetime(2026, 6, 1, 12, 0, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Phone:
    codes: OneTimeCodes
    clock: Clock
    person: Person
    secret: str

    def code(self, drift: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.clock() + timedelta(seconds=drift))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def codes(tmp_path: Path, clock: Clock) -> Iterator[OneTimeCodes]:
    url = f"sqlite:///{tmp_path / 'gateway.db'}"
    migrate(url)
    units, throttle = open_units(url), Throttle(clock)
    sealer = Sealer(KeyPlace(tmp_path / "keys" / "sealing.pem", MasterKey(f"file:{tmp_path / 'master.key'}")))
    password = ConfirmPassword(units=units, throttle=throttle)
    yield OneTimeCodes(units=units, clock=clock, sealer=sealer, throttle=throttle, password=password)
    units.close()


@pytest.fixture
def person(codes: OneTimeCodes) -> Person:
    person = Person(id=PersonId(uuid4()), login="director", name="Вера Орлова")
    with codes.units.begin() as unit:
        unit.people.add(person, password_hash(PASSWORD))
    return person


@pytest.fixture
def phone(codes: OneTimeCodes, clock: Clock, person: Person) -> Phone:
    secret = codes.begin(person).secret
    phone = Phone(codes, clock, person, secret)
    assert len(codes.finish(person.id, secret, phone.code(), PASSWORD)) == 10
    clock.pass_by(60)
    return phone


def test_the_code_that_turned_them_on_and_any_used_one_is_refused(phone: Phone) -> None:
    phone.clock.pass_by(-60)
    with pytest.raises(WrongCode):
        phone.codes.confirm(phone.person.id, phone.code())
    phone.clock.pass_by(60)
    assert phone.codes.confirm(phone.person.id, f" {phone.code()[:3]} {phone.code()[3:]} ") is Method.ONE_TIME_CODE
    for drift in (0, -30):
        with pytest.raises(WrongCode):
            phone.codes.confirm(phone.person.id, phone.code(drift))


@pytest.mark.parametrize(("drift", "is_taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_be_one_step_off(phone: Phone, drift: int, is_taken: bool) -> None:
    phone.clock.pass_by(300)
    if is_taken:
        assert phone.codes.confirm(phone.person.id, phone.code(drift)) is Method.ONE_TIME_CODE
    else:
        with pytest.raises(WrongCode):
            phone.codes.confirm(phone.person.id, phone.code(drift))


@pytest.mark.parametrize("given", ["", "12345", "1234567", "абвгде", "１２３４５６", "\ud800"])
def test_what_is_no_code_is_refused_as_one(phone: Phone, given: str) -> None:
    with pytest.raises(WrongCode):
        phone.codes.confirm(phone.person.id, given.encode("utf-8", "replace").decode())


def test_guessing_is_slowed_down_even_for_the_right_code(phone: Phone) -> None:
    for _ in range(5):
        with pytest.raises(WrongCode):
            phone.codes.confirm(phone.person.id, "000000")
    with pytest.raises(TooManyAttempts):
        phone.codes.confirm(phone.person.id, phone.code())
    phone.clock.pass_by(600)
    assert phone.codes.confirm(phone.person.id, phone.code())


def test_the_secret_is_not_in_the_database_in_clear(phone: Phone, tmp_path: Path) -> None:
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("gateway.db*"))
    assert phone.secret.encode() not in kept


def test_turning_on_needs_the_password_and_its_own_fresh_page(
    codes: OneTimeCodes, clock: Clock, person: Person
) -> None:
    begun = codes.begin(person)
    assert begun.uri.startswith("otpauth://totp/")
    assert codes.secret_of(person.id, begun.token) == begun.secret
    with pytest.raises(EnrolmentSpent):
        codes.secret_of(person.id, begun.token)
    stranger = codes.begin(person)
    with pytest.raises(EnrolmentSpent):
        codes.secret_of(PersonId(uuid4()), stranger.token)
    late = codes.begin(person)
    clock.pass_by(901)
    with pytest.raises(EnrolmentSpent):
        codes.secret_of(person.id, late.token)
    with pytest.raises(WrongPassword):
        codes.finish(person.id, begun.secret, pyotp.TOTP(begun.secret).at(clock()), "wrong")
    with pytest.raises(CodesAreOff):
        codes.confirm(person.id, "123456")


def test_codes_that_are_on_are_not_replaced_unawares(phone: Phone) -> None:
    with pytest.raises(CodesAreOn):
        phone.codes.begin(phone.person)
    phone.codes.turn_off(phone.person.id, phone.code())
    assert phone.codes.begin(phone.person).secret != phone.secret


def test_an_administrator_turns_off_the_codes_of_a_lost_phone(phone: Phone) -> None:
    Register(units=phone.codes.units, clock=phone.clock).forget_proofs(phone.person.id)
    with pytest.raises(CodesAreOff):
        phone.codes.confirm(phone.person.id, phone.code())
