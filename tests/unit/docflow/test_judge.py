"""Signatures made elsewhere: which are kept, and what is said of the others."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from edo_gateway.docflow.judge import Expected, Judged, OtherBytes, OtherLevel, OtherSigner, SignatureRefused, judged
from edo_gateway.docflow.signatory import CertificateOfAnother
from edo_gateway.docflow.verification import VerifySignature
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.identity import OrganizationId, PersonId
from edo_gateway.domain.party import Organization, ParticipantId, TaxNumbers
from edo_gateway.domain.person import Person
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.domain.text import Language
from signing import (
    CompanyAuthority,
    Confirmation,
    Employee,
    Indication,
    KeySigner,
    SamplePki,
    SignatureKind,
    SimpleSigner,
    TrustStore,
    make_sample_pki,
)
from signing.authority.sample_pki import SAMPLE, holder_profile
from signing.keys.key import open_key
from tests.unit.signing import forgery

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
DOCUMENT = "<?xml version='1.0' encoding='windows-1251'?><Файл/>".encode("cp1251") * 40
SELLER = "7701000019"


class Enclosing(KeySigner):
    """Carries the content inside, as programs do unless told otherwise."""

    def _enclose(self, content: bytes) -> bytes:
        return content


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> SamplePki:
    return make_sample_pki(tmp_path_factory.mktemp("pki") / "pki", at=NOW)


@pytest.fixture(scope="module")
def trust(pki: SamplePki) -> TrustStore:
    return TrustStore.from_directory(pki.trust_directory)


@pytest.fixture(scope="module")
def signature(pki: SamplePki) -> bytes:
    return pki.signer("seller").sign(DOCUMENT, at=NOW)


def expected(**changes: Any) -> Expected:
    ours = Organization(
        id=OrganizationId(uuid4()),
        name="ООО «Учебный продавец»",
        tax=TaxNumbers(inn=SELLER),
        participant_id=ParticipantId("2BM"),
        box="",
        card="{}",
    )
    person = Person(id=PersonId(uuid4()), login="ivanov", name="Иван Иванов")
    known = Expected(content=DOCUMENT, person=person, organization=ours, keys=())
    return replace(known, **changes)


def judge(signature: bytes, wanted: Expected, trust: TrustStore, *, at: datetime) -> Judged:
    return judged(signature, wanted, VerifySignature(clock=lambda: at, trust=lambda: trust), at=at)


def key(certificate: bytes, level: SignatureLevel = SignatureLevel.QUALIFIED) -> SigningKey:
    return SigningKey(
        organization_id=OrganizationId(uuid4()),
        person_id=PersonId(uuid4()),
        level=level,
        location="browser:",
        certificate=certificate,
    )


def enclosing(pki: SamplePki, content: bytes) -> bytes:
    opened = open_key(pki.key_address("seller"))
    return Enclosing(opened, pki.certificate("seller"), SignatureKind.QUALIFIED).sign(content, at=NOW)


@pytest.mark.parametrize(
    "written",
    [
        lambda der: der,
        base64.b64encode,
        base64.encodebytes,
        lambda der: b"-----BEGIN PKCS7-----\n" + base64.encodebytes(der) + b"-----END PKCS7-----\n",
    ],
    ids=["der", "base64", "base64-lines", "pem"],
)
def test_the_right_signature_is_taken_however_it_is_written_and_kept_as_der(
    signature: bytes, trust: TrustStore, written: Callable[[bytes], bytes]
) -> None:
    found = judge(written(signature), expected(), trust, at=LATER)
    assert (found.content, found.level) == (signature, SignatureLevel.QUALIFIED)
    assert found.verdict.indication is Indication.TOTAL_PASSED


def test_a_signature_that_encloses_the_very_file_is_kept_without_it(pki: SamplePki, trust: TrustStore) -> None:
    attached = enclosing(pki, DOCUMENT)
    found = judge(attached, expected(), trust, at=LATER)
    assert DOCUMENT in attached
    assert DOCUMENT not in found.content
    assert judge(found.content, expected(), trust, at=LATER).verdict.passed


@pytest.mark.parametrize("is_attached", [False, True])
def test_a_signature_of_other_bytes_is_refused(pki: SamplePki, trust: TrustStore, is_attached: bool) -> None:
    other = DOCUMENT + b" "
    made = enclosing(pki, other) if is_attached else pki.signer("seller").sign(other, at=NOW)
    with pytest.raises(OtherBytes):
        judge(made, expected(), trust, at=LATER)


def test_a_certificate_of_another_company_or_person_is_refused(pki: SamplePki, trust: TrustStore) -> None:
    theirs = pki.signer("buyer").sign(DOCUMENT, at=NOW)
    with pytest.raises(CertificateOfAnother, match="Петрова"):
        judge(theirs, expected(), trust, at=LATER)
    ours = pki.signer("seller").sign(DOCUMENT, at=NOW)
    namesake = replace(expected().person, name="Пётр Иванов")
    with pytest.raises(OtherSigner):
        judge(ours, expected(person=namesake), trust, at=LATER)


def test_a_certificate_need_not_name_the_company_and_one_that_names_nobody_must_be_known(
    pki: SamplePki, trust: TrustStore
) -> None:
    """What a natural person may sign for the company is a matter of powers of attorney."""
    alone = replace(SAMPLE.holders[0], innle="", ogrn="", organisation="")
    opened, certificate = forgery.certified(pki, holder_profile(alone, at=NOW))
    made = KeySigner(opened, certificate, SignatureKind.QUALIFIED).sign(DOCUMENT, at=NOW)
    assert judge(made, expected(), trust, at=LATER).level is SignatureLevel.QUALIFIED
    opened, certificate = forgery.certified(pki, holder_profile(replace(alone, surname=""), at=NOW))
    made = KeySigner(opened, certificate, SignatureKind.QUALIFIED).sign(DOCUMENT, at=NOW)
    with pytest.raises(OtherSigner):
        judge(made, expected(), trust, at=LATER)
    assert judge(made, expected(keys=(key(certificate.der),)), trust, at=LATER).level


def test_where_one_certificate_is_asked_for_no_other_of_the_same_person_will_do(
    pki: SamplePki, trust: TrustStore, signature: bytes
) -> None:
    profile = holder_profile(SAMPLE.holders[0], at=NOW)
    _, renewed = forgery.certified(pki, profile)
    with pytest.raises(OtherSigner):
        judge(signature, expected(keys=(key(renewed.der),), is_exact=True), trust, at=LATER)


def test_a_signature_of_another_kind_is_refused(
    signature: bytes, trust: TrustStore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(OtherLevel, match="is needed"):
        judge(signature, expected(level=SignatureLevel.UNQUALIFIED), trust, at=LATER)
    authority = CompanyAuthority.open(tmp_path_factory.mktemp("ca") / "authority", organisation="ООО", at=NOW)
    issued = authority.issue_employee(Employee(surname="Иванов", given_name="Иван Иванович"), at=NOW)
    signer = KeySigner(issued.key, issued.certificate, SignatureKind.UNQUALIFIED)
    company = trust.joined(TrustStore.from_directory(authority.trust_directory))
    with pytest.raises(OtherLevel):
        judge(signer.sign(DOCUMENT, at=NOW), expected(level=SignatureLevel.QUALIFIED), company, at=LATER)


def test_a_sealed_record_of_a_simple_signature_cannot_be_brought(tmp_path_factory: pytest.TempPathFactory) -> None:
    authority = CompanyAuthority.open(tmp_path_factory.mktemp("ca") / "authority", organisation="ООО", at=NOW)
    service = authority.issue_service("Шлюз", at=NOW)
    facts = Confirmation(
        user_id="1", name="Иван", method="password", confirmed_at=NOW, agreement="", ip="", text_shown_sha256=""
    )
    sealed = SimpleSigner(service.key, service.certificate, facts).sign(DOCUMENT, at=NOW)
    company = TrustStore.from_directory(authority.trust_directory)
    with pytest.raises(SignatureRefused):
        judge(sealed, expected(), company, at=LATER)


def test_an_expired_certificate_and_one_of_a_stranger_authority_are_refused(
    pki: SamplePki, trust: TrustStore, signature: bytes
) -> None:
    with pytest.raises(SignatureRefused) as refused:
        judge(signature, expected(), trust, at=NOW + timedelta(days=500))
    assert "срок" in refused.value.said_in(Language.RUSSIAN).lower()
    with pytest.raises(SignatureRefused):
        judge(signature, expected(), TrustStore(()), at=LATER)


def test_a_signature_without_binding_is_warned_of_or_refused_by_policy(pki: SamplePki, trust: TrustStore) -> None:
    plain = forgery.plain_cms(open_key(pki.key_address("seller")), pki.certificate("seller"), DOCUMENT)
    found: Judged = judge(plain, expected(), trust, at=LATER)
    assert found.verdict.warnings
    with pytest.raises(SignatureRefused, match="signingCertificateV2"):
        judge(plain, expected(accepts_plain=False), trust, at=LATER)


def test_two_signers_in_one_message_are_refused(pki: SamplePki, trust: TrustStore, signature: bytes) -> None:
    both = forgery.joined(signature, pki.signer("buyer").sign(DOCUMENT, at=NOW))
    with pytest.raises(SignatureRefused, match="several"):
        judge(both, expected(), trust, at=LATER)


@pytest.mark.parametrize("garbage", [b"", b"\x30", b"not a signature", b"\x30\x80\x06\x01", b"-----BEGIN CMS-----\n"])
def test_what_is_no_signature_is_said_so(trust: TrustStore, garbage: bytes) -> None:
    with pytest.raises(SignatureRefused, match="CMS"):
        judge(garbage, expected(), trust, at=LATER)
