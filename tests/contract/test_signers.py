"""What every signer promises, run against each of them (`signing/signers/contract.py`)."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_der_private_key, pkcs12

from signing import (
    Certificate,
    CompanyAuthority,
    Confirmation,
    Employee,
    Indication,
    KeySigner,
    SignatureKind,
    Signer,
    SigningError,
    SimpleSigner,
    SubIndication,
    TrustStore,
    make_sample_pki,
    open_key,
    open_signer,
    verify,
    write_key,
)
from signing.errors import (
    CertificateOutOfDate,
    KeyMismatch,
    ProviderUnavailable,
    SignatureDefective,
    SignerFailed,
)
from signing.gost import gost_provider
from signing.keeper.keeper import KeptKey
from signing.keys.key import GostKey, Key
from signing.keys.pyca_key import PycaKey
from tests.keepers import keeping
from tests.softhsm import soft_token
from tests.tools import missing

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
PASSPHRASE = b"long enough to be taken for a machine-made one, which is quick"
DOCUMENT = "<Файл/>".encode("cp1251") * 300


@dataclass(frozen=True)
class Subject:
    """A signer under the contract and the store that trusts it."""

    signer: Signer
    trust: TrustStore
    kind: SignatureKind


Maker = Callable[[Path, ExitStack], Subject]
"""From a folder of its own; what must end with the test is put on the stack."""


def _simple(folder: Path, _: ExitStack) -> Subject:
    authority = CompanyAuthority.open(folder, organisation="ООО «Проба»", at=NOW)
    service = authority.issue_service("Служба простых подписей", at=NOW)
    confirmation = Confirmation(
        user_id="42",
        name="Иванов Иван",
        method="password",
        confirmed_at=NOW,
        agreement="Соглашение № 1",
        ip="192.0.2.1",
        text_shown_sha256=Confirmation.digest_of_text("Подписать УПД № 1"),
    )
    signer = SimpleSigner(service.key, service.certificate, confirmation)
    return Subject(signer, TrustStore.from_directory(authority.trust_directory), SignatureKind.SIMPLE)


def _unqualified(folder: Path, _: ExitStack) -> Subject:
    authority = CompanyAuthority.open(folder, organisation="ООО «Проба»", at=NOW)
    issued = authority.issue_employee(Employee(surname="Иванов", given_name="Иван"), at=NOW)
    signer = KeySigner(issued.key, issued.certificate, SignatureKind.UNQUALIFIED)
    return Subject(signer, TrustStore.from_directory(authority.trust_directory), SignatureKind.UNQUALIFIED)


def _placed(place: Callable[[Path, PycaKey], str], generate: Callable[[], PycaKey] = PycaKey.generate) -> Maker:
    """An employee's signer whose key lies where `place` puts it; it answers with the address."""

    def make(folder: Path, _: ExitStack) -> Subject:
        authority = CompanyAuthority.open(folder, organisation="ООО «Проба»", at=NOW)
        issued = authority.issue_employee(Employee(surname="Иванов", given_name="Иван"), at=NOW, key=generate())
        signer = open_signer(place(folder, issued.key), certificate=issued.certificate, passphrase=PASSPHRASE)
        return Subject(signer, TrustStore.from_directory(authority.trust_directory), SignatureKind.UNQUALIFIED)

    return make


def _in_a_file(folder: Path, key: PycaKey) -> str:
    write_key(folder / "key.pem", key.encode())
    return f"file:{folder / 'key.pem'}"


def _in_an_encrypted_file(folder: Path, key: PycaKey) -> str:
    write_key(folder / "key.pem", key.encode(), passphrase=PASSPHRASE)
    return f"file:{folder / 'key.pem'}"


def _in_a_container(folder: Path, key: PycaKey) -> str:
    private: ec.EllipticCurvePrivateKey = load_der_private_key(key.encode(), None)  # type: ignore[assignment]
    packed = pkcs12.serialize_key_and_certificates(b"key", private, None, None, BestAvailableEncryption(PASSPHRASE))
    (folder / "key.p12").write_bytes(packed)
    (folder / "key.p12").chmod(0o600)
    return f"file:{folder / 'key.p12'}"


def _qualified(folder: Path, _: ExitStack) -> Subject:
    pki = make_sample_pki(folder, at=NOW)
    return Subject(pki.signer("seller"), TrustStore.from_directory(pki.trust_directory), SignatureKind.QUALIFIED)


@cache
def _an_rsa_key() -> PycaKey:
    return PycaKey.generate_rsa(2048)


@cache
def _an_ecdsa_key() -> PycaKey:
    return PycaKey.generate()


@cache
def _put_on_the_token(key: PycaKey) -> str:
    return soft_token().add(key.encode())


def _on_a_token(_: Path, key: PycaKey) -> str:
    return _put_on_the_token(key)


def _kept(key: Key, open_things: ExitStack) -> Key:
    """The same key, asked for over the socket of a process that holds it."""
    path = open_things.enter_context(keeping({"key": KeptKey(key)}, clock=lambda: NOW))
    return open_key(f"helper:{path}#key")


def _unqualified_by_helper(folder: Path, open_things: ExitStack) -> Subject:
    authority = CompanyAuthority.open(folder, organisation="ООО «Проба»", at=NOW)
    issued = authority.issue_employee(Employee(surname="Иванов", given_name="Иван"), at=NOW)
    signer = KeySigner(_kept(issued.key, open_things), issued.certificate, SignatureKind.UNQUALIFIED)
    return Subject(signer, TrustStore.from_directory(authority.trust_directory), SignatureKind.UNQUALIFIED)


def _qualified_by_helper(folder: Path, open_things: ExitStack) -> Subject:
    pki = make_sample_pki(folder, at=NOW)
    key = _kept(open_key(pki.key_address("seller")), open_things)
    signer = KeySigner(key, pki.certificate("seller"), SignatureKind.QUALIFIED)
    return Subject(signer, TrustStore.from_directory(pki.trust_directory), SignatureKind.QUALIFIED)


MAKERS: dict[str, tuple[Maker, str]] = {
    "simple": (_simple, "portable"),
    "unqualified": (_unqualified, "portable"),
    "file": (_placed(_in_a_file), "portable"),
    "file-encrypted": (_placed(_in_an_encrypted_file), "portable"),
    "file-pkcs12": (_placed(_in_a_container), "portable"),
    "token": (_placed(_on_a_token, _an_ecdsa_key), "portable"),
    "token-rsa": (_placed(_on_a_token, _an_rsa_key), "portable"),
    "unqualified-helper": (_unqualified_by_helper, "portable"),
    "qualified-helper": (_qualified_by_helper, "libcrypto"),
    "qualified-libcrypto": (_qualified, "libcrypto"),
    "qualified-portable": (_qualified, "portable"),
}


@pytest.fixture(params=list(MAKERS))
def subject(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    make, provider = MAKERS[request.param]
    monkeypatch.setenv("EDO_GOST_PROVIDER", provider)
    gost_provider.cache_clear()
    try:
        gost_provider()
    except ProviderUnavailable:
        missing("the GOST engine of OpenSSL", "libengine-gost-openssl")
    with ExitStack() as open_things:
        yield make(tmp_path / "made", open_things)
    gost_provider.cache_clear()


def test_its_signature_verifies_as_its_kind(subject: Subject) -> None:
    (verdict,) = verify(DOCUMENT, subject.signer.sign(DOCUMENT, at=NOW), subject.trust, at=NOW)
    assert verdict.indication is Indication.TOTAL_PASSED
    assert verdict.kind is subject.signer.kind is subject.kind
    assert verdict.signer == subject.signer.certificate


def test_its_signature_is_of_one_document_only(subject: Subject) -> None:
    signature = subject.signer.sign(DOCUMENT, at=NOW)
    (verdict,) = verify(DOCUMENT + b"\n", signature, subject.trust, at=NOW)
    assert verdict.sub_indication is SubIndication.HASH_FAILURE


def test_the_moment_is_written_as_the_claim_in_utc(subject: Subject) -> None:
    moscow = (NOW + timedelta(minutes=5)).astimezone(timezone(timedelta(hours=3)))
    (verdict,) = verify(DOCUMENT, subject.signer.sign(DOCUMENT, at=moscow), subject.trust, at=moscow)
    assert verdict.claimed_time == NOW + timedelta(minutes=5)
    assert verdict.claimed_time is not None
    assert verdict.claimed_time.utcoffset() == timedelta(0)


@pytest.mark.parametrize("content", [b"", b"\x00", bytes(range(256)) * 160], ids=["empty", "one", "large"])
def test_any_bytes_can_be_signed(subject: Subject, content: bytes) -> None:
    (verdict,) = verify(content, subject.signer.sign(content, at=NOW), subject.trust, at=NOW)
    assert verdict.passed


def test_the_same_signer_signs_again_and_again(subject: Subject) -> None:
    for number in range(3):
        document = DOCUMENT + b"%d" % number
        assert verify(document, subject.signer.sign(document, at=NOW), subject.trust, at=NOW)[0].passed


@pytest.mark.parametrize("shift", [timedelta(days=-400), timedelta(days=4000)])
def test_it_does_not_sign_outside_its_certificates_life(subject: Subject, shift: timedelta) -> None:
    with pytest.raises(CertificateOutOfDate) as refused:
        subject.signer.sign(DOCUMENT, at=NOW + shift)
    assert refused.value.ru
    assert refused.value.en


def test_a_moment_without_a_zone_is_refused(subject: Subject) -> None:
    with pytest.raises(SigningError):
        subject.signer.sign(DOCUMENT, at=NOW.replace(tzinfo=None))


class _Broken(Signer):
    """A key holder that misbehaves in a way of the test's choice."""

    def __init__(self, certificate: Certificate, answer: Callable[[bytes], bytes]) -> None:
        self._certificate, self._answer = certificate, answer

    @property
    def kind(self) -> SignatureKind:
        return SignatureKind.UNQUALIFIED

    @property
    def certificate(self) -> Certificate:
        return self._certificate

    def _sign(self, message: bytes) -> bytes:
        return self._answer(message)


def test_a_value_the_certificate_does_not_confirm_is_not_handed_out(subject: Subject) -> None:
    for value in (b"", bytes(64), b"\xff" * 64):
        with pytest.raises(SignatureDefective):
            _Broken(subject.signer.certificate, lambda _, value=value: value).sign(DOCUMENT, at=NOW)  # type: ignore[misc]


def test_who_verifies_the_whole_gets_the_same_message_unverified(subject: Subject) -> None:
    message = subject.signer.sign_unverified(DOCUMENT, at=NOW)
    assert verify(DOCUMENT, message, subject.trust, at=NOW)[0].passed
    broken = _Broken(subject.signer.certificate, lambda _: bytes(64)).sign_unverified(DOCUMENT, at=NOW)
    assert verify(DOCUMENT, broken, subject.trust, at=NOW)[0].sub_indication is SubIndication.SIG_CRYPTO_FAILURE


def test_only_our_own_errors_leave(subject: Subject) -> None:
    def unplugged(_: bytes) -> bytes:
        raise OSError("the token was unplugged")

    with pytest.raises(SignerFailed, match="unplugged") as failed:
        _Broken(subject.signer.certificate, unplugged).sign(DOCUMENT, at=NOW)
    assert failed.value.retryable


def test_a_key_is_not_accepted_with_the_certificate_of_another(subject: Subject) -> None:
    for key in (GostKey.generate(), PycaKey.generate()):
        with pytest.raises(KeyMismatch):
            KeySigner(key, subject.signer.certificate, subject.kind)
