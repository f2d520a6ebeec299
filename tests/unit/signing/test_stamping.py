"""A signature gets a time-stamp from a real service over HTTP; a stamp that would prove nothing is not put on."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signing import Certificate, KeySigner, SamplePki, SignatureKind, TimeSource, TrustStore, der, oids, verify
from signing.authority.issuance import ISSUING, SIGNING, Issuer, Profile, issue, revocation_list, self_signed
from signing.errors import FetchFailed, TimeStampRefused
from signing.keys.key import GostKey, Key
from signing.keys.key_files import write_key
from signing.keys.pyca_key import PycaKey
from signing.trust.fetching import Fetcher, FetchPolicy
from signing.verification.message import read_message
from signing.verification.stamping import TimeStampAuthority
from signing.verification.verdict import Form
from tests.unit.signing import forgery, publisher
from tests.unit.signing.conftest import DOCUMENT, openssl_with_gost
from tests.unit.signing.publisher import Server

DAY = timedelta(days=1)
FETCHER = Fetcher(FetchPolicy(private_networks=True))
SETTINGS = """
[tsa]
default_tsa = stamper
[stamper]
serial = serial
signer_cert = tsa.cer
signer_key = tsa.key
signer_digest = {digest}
default_policy = 1.2.643.2.2.38.4
other_policies = 1.2.643.2.2.38.5
digests = md_gost12_256, md_gost12_512, sha256
ess_cert_id_alg = sha256
"""
Change = Callable[[bytes], bytes]


@dataclass
class Service:
    """OpenSSL's time-stamping authority behind an HTTP server; `change` sits between it and whoever asks."""

    server: Server
    folder: Path
    openssl: Path
    settings: str = SETTINGS.format(digest="md_gost12_256")
    change: Change = bytes
    question: Change = bytes

    def use(self, key: GostKey | PycaKey, certificate: Certificate, digest: str = "md_gost12_256") -> None:
        (self.folder / "tsa.key").unlink(missing_ok=True)
        write_key(self.folder / "tsa.key", key.encode())
        (self.folder / "tsa.cer").write_bytes(certificate.to_pem())
        (self.folder / "serial").write_text("01")
        (self.folder / "tsa.cnf").write_text(SETTINGS.format(digest=digest))

    def answer(self, question: bytes) -> bytes:
        (self.folder / "query").write_bytes(self.question(question))
        command = [self.openssl, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply"]
        environment = {"OPENSSL_CONF": str(self.folder / "gost.cnf")}
        subprocess.run(command, cwd=self.folder, env=environment, check=True, capture_output=True, timeout=60)
        return self.change((self.folder / "reply").read_bytes())

    @property
    def address(self) -> str:
        return self.server.answer("/tsa", self.answer)


@pytest.fixture(scope="module")
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def around(pki: SamplePki, trust: TrustStore, now: datetime) -> TrustStore:
    crls = tuple(
        revocation_list(pki.issuer(name), (), number=3, this_update=now - DAY, next_update=now + 9 * DAY)
        for name in ("authority", "root")
    )
    return replace(trust, crls=crls)


def stamper_profile(now: datetime) -> Profile:
    usage = (oids.TIME_STAMPING,)
    return replace(forgery.profile(at=now), extended_key_usage=usage, extended_key_usage_critical=True)


@pytest.fixture
def service(pki: SamplePki, now: datetime, tmp_path: Path) -> Iterator[Service]:
    openssl = openssl_with_gost()
    (tmp_path / "gost.cnf").write_text(
        "openssl_conf = a\n[a]\nengines = b\n[b]\ngost = c\n[c]\nengine_id = gost\ndefault_algorithms = ALL\n"
    )
    with publisher.served() as server:
        running = Service(server, tmp_path, openssl)
        key = GostKey.generate()
        running.use(key, issue(pki.issuer("authority"), key.public_key, stamper_profile(now)))
        yield running


@pytest.fixture
def message(pki: SamplePki, now: datetime) -> bytes:
    return pki.signer("seller").sign(DOCUMENT, at=now)


def stamped(service: Service, message: bytes, around: TrustStore, policy: str = "") -> bytes:
    return TimeStampAuthority(address=service.address, fetcher=FETCHER, policy=policy).stamp(message, around)


def test_a_gost_signature_is_stamped_and_outlives_its_certificate(
    service: Service, pki: SamplePki, around: TrustStore, message: bytes, now: datetime
) -> None:
    result = stamped(service, message, around)
    (verdict,) = verify(DOCUMENT, result, around, at=now + 1000 * DAY)
    assert verdict.passed, verdict.warnings
    assert (verdict.form, verdict.time_source) == (Form.CADES_T, TimeSource.TIME_STAMP)
    assert verdict.stamped_by is not None
    assert abs(verdict.time - datetime.now(UTC)) < timedelta(minutes=5)
    assert {one.status for one in verdict.revocations} == {"good"}
    assert len(verdict.revocations) == 4  # of the signer's path and of the stamper's


def test_openssl_finds_the_signature_unharmed(
    service: Service, pki: SamplePki, around: TrustStore, message: bytes, tmp_path: Path
) -> None:
    (tmp_path / "signature").write_bytes(stamped(service, message, around))
    (tmp_path / "document").write_bytes(DOCUMENT)
    roots = b"".join(one.to_pem() for one in (*around.anchors, *around.intermediates))
    (tmp_path / "roots.pem").write_bytes(roots)
    command = ["cms", "-verify", "-cades", "-inform", "DER", "-in", "signature", "-content", "document", "-binary"]
    more = ["-CAfile", "roots.pem", "-purpose", "any", "-out", "verified"]
    environment = {"OPENSSL_CONF": str(service.folder / "gost.cnf")}
    subprocess.run([service.openssl, *command, *more], cwd=tmp_path, env=environment, check=True, timeout=60)
    assert (tmp_path / "verified").read_bytes() == DOCUMENT


def test_an_ecdsa_signature_is_stamped_by_an_ecdsa_service(service: Service, now: datetime) -> None:
    root_key, key, stamper = PycaKey.generate(), PycaKey.generate(), PycaKey.generate()
    subject = ((oids.COMMON_NAME, "Центр компании"),)
    profile = Profile(subject, now - DAY, now + 900 * DAY, ISSUING, authority=True)
    issuer = Issuer(self_signed(root_key, profile), root_key)
    certificate = issue(
        issuer, key.public_key, Profile(((oids.COMMON_NAME, "Сотрудник"),), now - DAY, now + DAY, SIGNING)
    )
    service.use(stamper, issue(issuer, stamper.public_key, stamper_profile(now)), "sha256")
    crl = revocation_list(issuer, (), number=1, this_update=now, next_update=now + DAY)
    around = TrustStore.of([issuer.certificate], [crl])
    signature = KeySigner(key, certificate, SignatureKind.UNQUALIFIED).sign(DOCUMENT, at=now)
    (verdict,) = verify(DOCUMENT, stamped(service, signature, around), around, at=now + 100 * DAY)
    assert verdict.passed, verdict.warnings
    assert verdict.time_source is TimeSource.TIME_STAMP


def test_a_second_stamp_stands_beside_the_first(service: Service, around: TrustStore, message: bytes) -> None:
    twice = stamped(service, stamped(service, message, around), around)
    (signer,) = read_message(twice, content_size=0).signers
    assert len(signer.time_stamps) == 2


def test_the_stampers_revocation_may_still_be_unknown(service: Service, around: TrustStore, message: bytes) -> None:
    assert stamped(service, message, replace(around, crls=()))


def test_a_policy_may_be_asked_for(service: Service, around: TrustStore, message: bytes) -> None:
    assert stamped(service, message, around, "1.2.643.2.2.38.5")
    with pytest.raises(TimeStampRefused, match="refused"):
        stamped(service, message, around, "1.2.3.4")


@dataclass(frozen=True)
class GostStamper:
    """A stamper of our own, for what OpenSSL would not do."""

    key: Key
    certificate: Certificate
    clock_error: timedelta = timedelta()

    def __call__(self, question: bytes) -> bytes:
        _, imprint, nonce, _ = der.read(question).children()
        at = datetime.now(UTC) + self.clock_error
        token = forgery.token(self.key, self.certificate, imprint.encoded, at, nonce.encoded)
        return der.sequence(der.sequence(der.integer(0)), token)


class TestStampsThatAreNotPutOn:
    def _refused(self, service: Service, message: bytes, around: TrustStore, match: str, policy: str = "") -> None:
        with pytest.raises(TimeStampRefused, match=match) as refused:
            stamped(service, message, around, policy)
        assert refused.value.ru

    def test_another_nonce(self, service: Service, around: TrustStore, message: bytes) -> None:
        def other_nonce(question: bytes) -> bytes:
            version, imprint, nonce, certificate = der.read(question).children()
            changed = der.integer(nonce.as_integer() ^ 1)
            return der.sequence(version.encoded, imprint.encoded, changed, certificate.encoded)

        service.question = other_nonce
        self._refused(service, message, around, "another request")

    def test_no_nonce(self, service: Service, around: TrustStore, message: bytes) -> None:
        def without_nonce(question: bytes) -> bytes:
            version, imprint, _, certificate = der.read(question).children()
            return der.sequence(version.encoded, imprint.encoded, certificate.encoded)

        service.question = without_nonce
        self._refused(service, message, around, "another request")

    def test_another_imprint(self, service: Service, around: TrustStore, message: bytes) -> None:
        def other_imprint(question: bytes) -> bytes:
            imprint = der.read(question).children()[1].children()[1].content
            return question.replace(imprint, bytes(len(imprint)))

        service.question = other_imprint
        self._refused(service, message, around, "another signature")

    def test_an_old_answer(self, service: Service, around: TrustStore, message: bytes) -> None:
        stamped(service, message, around)
        old = (service.folder / "reply").read_bytes()
        service.change = lambda _: old
        self._refused(service, message, around, "another request")

    @pytest.mark.parametrize(
        "answer", [b"", b"<html>no</html>", der.sequence(), b"\x30\x80", der.sequence(der.sequence(der.integer(0)))]
    )
    def test_what_is_no_answer(self, service: Service, around: TrustStore, message: bytes, answer: bytes) -> None:
        service.change = lambda _: answer
        self._refused(service, message, around, r"cannot be read|refused")

    def test_a_broken_signature(self, service: Service, around: TrustStore, message: bytes) -> None:
        service.change = lambda reply: reply[:-1] + bytes((reply[-1] ^ 1,))
        self._refused(service, message, around, "does not verify")

    @pytest.mark.parametrize("critical", [True, False])
    def test_a_certificate_for_something_else_or_not_for_stamps_alone(
        self, service: Service, pki: SamplePki, around: TrustStore, message: bytes, now: datetime, critical: bool
    ) -> None:
        """OpenSSL refuses to stamp with it, so our own stamper does."""
        usages = (oids.TIME_STAMPING, oids.EMAIL_PROTECTION)
        wanted = replace(stamper_profile(now), extended_key_usage=usages, extended_key_usage_critical=critical)
        key, certificate = forgery.certified(pki, wanted)
        service.server.answer("/own", GostStamper(key, certificate))
        with pytest.raises(TimeStampRefused, match="not issued for"):
            TimeStampAuthority(address=service.server.address + "/own", fetcher=FETCHER).stamp(message, around)

    def test_an_expired_certificate(
        self, service: Service, pki: SamplePki, around: TrustStore, message: bytes, now: datetime
    ) -> None:
        key, certificate = forgery.certified(pki, replace(stamper_profile(now), not_after=now - timedelta(hours=1)))
        service.use(key, certificate)  # type: ignore[arg-type]
        self._refused(service, message, around, "expired")

    def test_a_stranger(self, service: Service, around: TrustStore, message: bytes, now: datetime) -> None:
        key = GostKey.generate()
        profile = replace(stamper_profile(now), subject=((oids.COMMON_NAME, "Никто"),))
        service.use(key, self_signed(key, profile))
        self._refused(service, message, around, "self-signed")

    def test_a_wrong_clock(
        self, service: Service, pki: SamplePki, around: TrustStore, message: bytes, now: datetime
    ) -> None:
        key, certificate = forgery.certified(pki, stamper_profile(now))
        service.server.answer("/own", GostStamper(key, certificate, timedelta(minutes=-6)))
        with pytest.raises(TimeStampRefused, match="five minutes"):
            TimeStampAuthority(address=service.server.address + "/own", fetcher=FETCHER).stamp(message, around)

    def test_a_service_that_is_down(self, around: TrustStore, message: bytes) -> None:
        with pytest.raises(FetchFailed):
            TimeStampAuthority(address="http://127.0.0.1:1/", fetcher=FETCHER).stamp(message, around)

    def test_a_message_of_two_signers(
        self, service: Service, pki: SamplePki, around: TrustStore, message: bytes, now: datetime
    ) -> None:
        both = forgery.joined(message, pki.signer("buyer").sign(DOCUMENT, at=now))
        self._refused(service, both, around, "more than one signer")
        assert service.server.seen == []
