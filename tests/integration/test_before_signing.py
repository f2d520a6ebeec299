"""What is looked at before a key is asked, what is told before it is too late, and what renews itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Event

import pytest
from cryptography import x509

from edo_gateway import bootstrap
from edo_gateway.cli import demo_company
from edo_gateway.docflow.confirm import Consent
from edo_gateway.docflow.may_sign import SignatureFailed
from edo_gateway.docflow.signatory import CertificateOfAnother, require_own
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.web.pages.visitor import SESSION_COOKIE
from signing import Certificate, Employee, SignatureKind, Signer
from signing.authority.sample_pki import SamplePki, holder_profile
from tests.house import House
from tests.house import house as opened_house
from tests.unit.signing import forgery


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with opened_house(folder, f"sqlite:///{folder / 'gateway.db'}") as house:
        yield house


def key_of(house: House, level: SignatureLevel) -> SigningKey:
    with house.docflow.units.look() as unit:
        return unit.people.signing_key(house.organization.id, house.actor("director").person.id, level)


class _Silent:
    """Has a certificate, and no key that could be asked."""

    def __init__(self, certificate: Certificate) -> None:
        self.certificate = certificate


def test_a_revoked_certificate_is_refused_before_its_key_is_asked(house: House) -> None:
    certificate = Certificate.from_der(key_of(house, SignatureLevel.UNQUALIFIED).certificate)
    document_id = house.approved("акт")
    issued = bootstrap.authority(house.config, house.clock()).issue_employee(
        Employee(surname=certificate.surname, given_name=certificate.given_name), at=house.clock()
    )
    bootstrap.authority(house.config, house.clock()).revoke(issued.certificate, at=house.clock())
    sign = replace(house.docflow.sign, open_key=lambda _: _Silent(issued.certificate))
    with pytest.raises(SignatureFailed, match="revoked"):
        sign(document_id, SignatureLevel.UNQUALIFIED, Consent(), actor=house.actor("director"))
    assert house.document(document_id).status is DocumentStatus.SIGNING


class _Faulty(Signer):
    """A key that gives out what its certificate does not confirm."""

    def __init__(self, own: Signer) -> None:
        self._own = own

    @property
    def kind(self) -> SignatureKind:
        return self._own.kind

    @property
    def certificate(self) -> Certificate:
        return self._own.certificate

    def _sign(self, message: bytes) -> bytes:
        return self._own._sign(message)[::-1]


def test_a_signature_that_does_not_verify_is_not_kept(house: House) -> None:
    document_id = house.approved("акт")
    own = house.docflow.sign.open_key(key_of(house, SignatureLevel.UNQUALIFIED))
    sign = replace(house.docflow.sign, open_key=lambda _: _Faulty(own))
    with pytest.raises(SignatureFailed, match="does not verify"):
        sign(document_id, SignatureLevel.UNQUALIFIED, Consent(), actor=house.actor("director"))
    assert house.document(document_id).status is DocumentStatus.SIGNING
    with house.docflow.units.look() as unit:
        assert unit.documents.signatures(document_id) == []


def test_a_certificate_of_another_person_is_refused_before_its_key_is_asked(house: House) -> None:
    document_id = house.approved("акт")
    issued = bootstrap.authority(house.config, house.clock()).issue_employee(
        Employee(surname="Чужая", given_name="Вера Павловна"), at=house.clock()
    )
    sign = replace(house.docflow.sign, open_key=lambda _: _Silent(issued.certificate))
    with pytest.raises(CertificateOfAnother, match="Чужая"):
        sign(document_id, SignatureLevel.UNQUALIFIED, Consent(), actor=house.actor("director"))


@pytest.mark.parametrize(
    ("surname", "days", "refusal"),
    [("Орлова", -440, SignatureFailed), ("Чужая", 0, CertificateOfAnother)],
    ids=["expired", "of another person"],
)
def test_a_plug_in_is_not_even_asked_for_what_would_be_refused(
    house: House, surname: str, days: int, refusal: type[Exception]
) -> None:
    kept, document_id = key_of(house, SignatureLevel.QUALIFIED), house.approved("УПД")
    holder = replace(demo_company.DIRECTOR_CERTIFICATE, surname=surname)
    wanted = holder_profile(holder, at=house.clock() + timedelta(days=days), life=timedelta(days=365))
    _, certificate = forgery.certified(SamplePki(house.config.data / "pki"), wanted)
    house.docflow.register.signing_key(replace(kept, location="browser:", certificate=certificate.der))
    with pytest.raises(refusal):
        house.docflow.ask_browser(document_id, actor=house.actor("director"))
    house.docflow.register.signing_key(replace(kept, location="browser:"))
    assert len(house.docflow.ask_browser(document_id, actor=house.actor("director"))) == 1
    house.docflow.register.signing_key(kept)


@pytest.mark.parametrize(
    ("changes", "is_own"),
    [
        ({}, True),
        ({"surname": "ОРЛОВА"}, True),
        ({"surname": "Орлов"}, False),
        ({"surname": ""}, True),
        ({"innle": "7700000099"}, False),
        ({"innle": "", "inn": "007700000099"}, False),
        ({"innle": "", "inn": "770000000099"}, True),  # a person's own
        ({"innle": "", "inn": ""}, True),
    ],
)
def test_a_certificate_must_name_who_signs_and_for_whom(house: House, changes: dict[str, str], is_own: bool) -> None:
    certificate = Certificate.from_der(key_of(house, SignatureLevel.QUALIFIED).certificate)
    person = house.actor("director").person
    try:
        require_own(replace(certificate, **changes), person, house.organization)  # type: ignore[arg-type]
        found = True
    except CertificateOfAnother:
        found = False
    assert found is is_own


def test_nothing_is_told_while_there_is_time(house: House) -> None:
    assert house.docflow.expiring(house.organization.id) == ()


@pytest.fixture
def later(house: House) -> Iterator[House]:
    """A year and more on: the people's certificates have a few days left."""
    before = house.clock.skipped
    house.clock.skip(days=440)
    yield house
    house.clock.skipped = before


def test_what_ends_within_thirty_days_is_told_with_what_to_do(later: House) -> None:
    told = later.docflow.expiring(later.organization.id)
    said = [one.what.ru for one in told]
    assert sum("Вера Орлова" in one for one in said) == 2
    assert all(one.mend.ru and one.mend.en for one in told)
    assert [one.until for one in told] == sorted(one.until for one in told)


def test_the_page_of_problems_shows_it(later: House) -> None:
    web = bootstrap.web(later.docflow, later.config).test_client()
    token, _ = later.docflow.log_in("director", later.passwords["director"])
    web.set_cookie(SESSION_COOKIE, token)
    page = web.get("/problems").get_data(as_text=True)
    assert "Истекает срок" in page
    assert "Вера Орлова" in page


def test_every_day_the_list_is_renewed_and_the_rest_is_told_in_the_log(
    later: House, caplog: pytest.LogCaptureFixture
) -> None:
    folder = later.config.keys / "authority"
    before = x509.load_der_x509_crl((folder / "trust" / "authority.crl").read_bytes())
    with caplog.at_level(logging.WARNING):
        later.docflow.upkeep()
    after = x509.load_der_x509_crl((folder / "trust" / "authority.crl").read_bytes())
    assert after.last_update_utc - before.last_update_utc > timedelta(days=400)
    assert "Вера Орлова" in caplog.text
    assert "The list of the company's authority" not in caplog.text


def test_the_services_certificate_is_renewed_before_it_ends(later: House) -> None:
    bootstrap.make_own_keys(later.config, later.clock() - timedelta(days=440))
    path = later.config.keys / "service" / "service.cer"
    old = Certificate.from_file(path)
    later.docflow.upkeep()
    new = Certificate.from_file(path)
    assert new.public_key == old.public_key
    assert new.not_after > old.not_after
    later.docflow.upkeep()
    assert Certificate.from_file(path) == new


def test_a_worker_keeps_the_house_up_at_its_start_and_every_day(later: House) -> None:
    stop, moments = Event(), []

    def upkeep() -> None:
        moments.append(later.clock())
        if len(moments) == 3:
            stop.set()

    def passing() -> datetime:
        later.clock.skip(hours=1)
        return later.clock()

    replace(later.worker(), clock=passing, upkeep=upkeep, handlers={}, idle=0.0).run(stop)
    assert all(timedelta(hours=23) < two - one < timedelta(hours=30) for one, two in pairwise(moments))
