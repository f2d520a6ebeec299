"""The company's certificate authority."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signing import (
    CompanyAuthority,
    Confirmation,
    Employee,
    KeySigner,
    SignatureKind,
    SimpleSigner,
    SubIndication,
    TrustStore,
    verify,
)
from signing.authority.certificate_request import requested_key
from signing.authority.company import LIST_LIFE
from signing.authority.issuance import CrlReason
from signing.errors import AuthorityUnavailable, CertificateRevoked, CertificateUnknown, CertificateUnreadable
from signing.keys.pyca_key import PycaKey
from tests.unit.signing.conftest import DOCUMENT, NOW

PERSON = Employee(
    surname="Петрова", given_name="Анна Ивановна", title="Бухгалтер", inn="770100000142", snils="11223344595"
)


@pytest.fixture
def authority(folder: Path) -> CompanyAuthority:
    return CompanyAuthority.open(folder, organisation="ООО «Проба»", inn="7701000019", at=NOW)


def test_the_same_authority_is_found_again(authority: CompanyAuthority, folder: Path) -> None:
    again = CompanyAuthority.open(folder, organisation="Другое название", at=NOW)
    assert again.certificate == authority.certificate


def test_many_starting_at_once_end_with_one_authority(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = pool.map(lambda _: CompanyAuthority.open(folder, organisation="ООО «Проба»", at=NOW), range(8))
    assert len({one.certificate.serial for one in opened}) == 1
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_nobody_else_can_read_its_key(authority: CompanyAuthority, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "authority.key").stat().st_mode) == 0o600


def test_a_damaged_directory_is_refused(authority: CompanyAuthority, folder: Path) -> None:
    (folder / "revoked.json").write_text("{")
    with pytest.raises(AuthorityUnavailable):
        CompanyAuthority.open(folder, organisation="ООО «Проба»", at=NOW)


def test_a_certificate_says_who_holds_it(authority: CompanyAuthority) -> None:
    certificate = authority.issue_employee(PERSON, at=NOW).certificate
    assert certificate.common_name == "Петрова Анна Ивановна"
    assert (certificate.surname, certificate.title) == ("Петрова", "Бухгалтер")
    assert (certificate.inn, certificate.innle, certificate.snils) == ("770100000142", "7701000019", "11223344595")
    assert certificate.organisation == "ООО «Проба»"
    assert certificate.issuer == authority.certificate.common_name


def test_others_find_the_signatures_of_its_certificates_and_lists_good(authority: CompanyAuthority) -> None:
    root = x509.load_der_x509_certificate(authority.certificate.der)
    employee = x509.load_der_x509_certificate(authority.issue_employee(PERSON, at=NOW).certificate.der)
    employee.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    key = root.public_key()
    assert x509.load_der_x509_crl(authority.crl).is_signature_valid(key)  # type: ignore[arg-type]


def test_a_revoked_employee_signs_no_more(authority: CompanyAuthority) -> None:
    issued = authority.issue_employee(PERSON, at=NOW)
    signature = KeySigner(issued.key, issued.certificate, SignatureKind.UNQUALIFIED).sign(DOCUMENT, at=NOW)
    authority.revoke(issued.certificate, at=NOW, reason=1)
    trust = TrustStore.from_directory(authority.trust_directory)
    (verdict,) = verify(DOCUMENT, signature, trust, at=NOW + timedelta(hours=1))
    assert verdict.sub_indication is SubIndication.REVOKED


def test_revocations_survive_a_restart_and_each_other(authority: CompanyAuthority, folder: Path) -> None:
    people = [authority.issue_employee(PERSON, at=NOW).certificate for _ in range(3)]
    authority.revoke(people[0], at=NOW)
    again = CompanyAuthority.open(folder, organisation="", at=NOW)
    again.revoke(people[1], at=NOW)
    again.revoke(people[1], at=NOW + timedelta(days=1))
    listed = x509.load_der_x509_crl(again.crl)
    assert {f"{one.serial_number:x}" for one in listed} == {people[0].serial, people[1].serial}


def test_revocations_by_many_at_once_are_all_kept(authority: CompanyAuthority) -> None:
    people = [authority.issue_employee(PERSON, at=NOW).certificate for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: authority.revoke(one, at=NOW), people))
    assert len(list(x509.load_der_x509_crl(authority.crl))) == 8


def test_the_list_is_renewed_before_it_ages(authority: CompanyAuthority, folder: Path) -> None:
    before = x509.load_der_x509_crl(authority.crl)
    authority.refresh(NOW + timedelta(hours=1))
    assert x509.load_der_x509_crl(authority.crl) == before
    authority.refresh(NOW + LIST_LIFE * 0.6)
    after = x509.load_der_x509_crl(authority.crl)
    assert after.next_update_utc == NOW + LIST_LIFE * 1.6
    number = after.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    assert number == json.loads((folder / "revoked.json").read_text())["number"] == 2


class TestWhatWasIssued:
    def test_nothing_issued_is_forgotten(self, authority: CompanyAuthority, folder: Path) -> None:
        made = [authority.issue_employee(PERSON, at=NOW).certificate for _ in range(3)]
        authority.revoke(made[1], at=NOW, reason=CrlReason.KEY_COMPROMISE)
        again = CompanyAuthority.open(folder, organisation="", at=NOW)
        listed = {one.certificate.serial: one.revoked for one in again.issued()}
        assert listed.keys() == {one.serial for one in made}
        revoked = listed[made[1].serial]
        assert revoked
        assert revoked.reason is CrlReason.KEY_COMPROMISE
        assert [listed[made[number].serial] for number in (0, 2)] == [None, None]

    def test_a_renewed_certificate_is_of_the_same_holder_for_the_same_or_a_new_key(
        self, authority: CompanyAuthority
    ) -> None:
        old = authority.issue_employee(PERSON, at=NOW).certificate
        later = NOW + timedelta(days=400)
        same, other = authority.renew(old.serial.upper(), at=later), PycaKey.generate().public_key
        anew = authority.renew(old.serial, at=later, public_key=other)
        assert (same.public_key, anew.public_key) == (old.public_key, other)
        assert {one.subject_name for one in (old, same, anew)} == {old.subject_name}
        assert same.not_after > old.not_after

    def test_a_revoked_one_is_not_renewed(self, authority: CompanyAuthority) -> None:
        old = authority.issue_employee(PERSON, at=NOW).certificate
        authority.revoke(old, at=NOW)
        with pytest.raises(CertificateRevoked):
            authority.renew(old.serial, at=NOW)

    def test_a_strangers_certificate_is_unknown(self, authority: CompanyAuthority) -> None:
        with pytest.raises(CertificateUnknown, match="abcd"):
            authority.renew("abcd", at=NOW)

    def test_no_certificate_outlives_its_authority(self, authority: CompanyAuthority) -> None:
        made = authority.issue_employee(PERSON, at=NOW, life=timedelta(days=9000)).certificate
        assert made.not_after == authority.certificate.not_after

    def test_it_says_where_the_list_is_published(self, folder: Path) -> None:
        url = "https://edo.example.org/ca/company.crl"
        authority = CompanyAuthority.open(folder, organisation="ООО «Проба»", at=NOW, crl_url=url)
        made = x509.load_der_x509_certificate(authority.issue_employee(PERSON, at=NOW).certificate.der)
        (point,) = made.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        assert point.full_name
        assert [name.value for name in point.full_name] == [url]

    def test_an_employee_may_have_an_rsa_key(self, authority: CompanyAuthority) -> None:
        issued = authority.issue_employee(PERSON, at=NOW, key=PycaKey.generate_rsa(2048))
        signature = KeySigner(issued.key, issued.certificate, SignatureKind.UNQUALIFIED).sign(DOCUMENT, at=NOW)
        (verdict,) = verify(DOCUMENT, signature, TrustStore.from_directory(authority.trust_directory), at=NOW)
        assert verdict.passed
        assert verdict.kind is SignatureKind.UNQUALIFIED


class TestRequests:
    def request(self, key: ec.EllipticCurvePrivateKey) -> bytes:
        builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)

    def test_the_key_of_a_request_is_taken(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        assert requested_key(self.request(key)) == public

    def test_a_key_its_sender_cannot_use_is_not(self) -> None:
        request = bytearray(self.request(ec.generate_private_key(ec.SECP256R1())))
        request[-1] ^= 1
        for refused in (bytes(request), b"", b"-----BEGIN CERTIFICATE REQUEST-----"):
            with pytest.raises(CertificateUnreadable):
                requested_key(refused)


class TestSimpleSignatures:
    @pytest.fixture
    def confirmation(self) -> Confirmation:
        return Confirmation(
            user_id="42",
            name="Петрова Анна",
            method="one-time-code",
            confirmed_at=NOW,
            agreement="Соглашение № 1",
            ip="192.0.2.7",
            text_shown_sha256=Confirmation.digest_of_text("Подписать акт № 3"),
        )

    def test_the_verdict_tells_who_confirmed(self, authority: CompanyAuthority, confirmation: Confirmation) -> None:
        service = authority.issue_service("Служба подписей", at=NOW)
        signature = SimpleSigner(service.key, service.certificate, confirmation).sign(DOCUMENT, at=NOW)
        (verdict,) = verify(DOCUMENT, signature, TrustStore.from_directory(authority.trust_directory), at=NOW)
        assert verdict.passed
        assert verdict.confirmation == confirmation

    def test_an_employee_cannot_confirm_for_another(
        self, authority: CompanyAuthority, confirmation: Confirmation
    ) -> None:
        issued = authority.issue_employee(PERSON, at=NOW)
        forged = SimpleSigner(issued.key, issued.certificate, confirmation).sign(DOCUMENT, at=NOW)
        (verdict,) = verify(DOCUMENT, forged, TrustStore.from_directory(authority.trust_directory), at=NOW)
        assert verdict.sub_indication is SubIndication.CHAIN_CONSTRAINTS_FAILURE

    def test_the_services_key_signs_no_documents(self, authority: CompanyAuthority) -> None:
        service = authority.issue_service("Служба подписей", at=NOW)
        signer = KeySigner(service.key, service.certificate, SignatureKind.UNQUALIFIED)
        trust = TrustStore.from_directory(authority.trust_directory)
        (verdict,) = verify(DOCUMENT, signer.sign(DOCUMENT, at=NOW), trust, at=NOW)
        assert verdict.sub_indication is SubIndication.CHAIN_CONSTRAINTS_FAILURE

    def test_a_changed_record_is_refused(self, authority: CompanyAuthority, confirmation: Confirmation) -> None:
        service = authority.issue_service("Служба подписей", at=NOW)
        signature = SimpleSigner(service.key, service.certificate, confirmation).sign(DOCUMENT, at=NOW)
        other = replace(confirmation, user_id="43")
        changed = signature.replace(b'"user_id":"42"', f'"user_id":"{other.user_id}"'.encode())
        assert changed != signature
        (verdict,) = verify(DOCUMENT, changed, TrustStore.from_directory(authority.trust_directory), at=NOW)
        assert verdict.sub_indication is SubIndication.HASH_FAILURE
