"""A time-stamp proves when a signature existed, and nothing else does it in its place."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signing import Certificate, SamplePki, SignatureVerdict, SubIndication, TimeSource, TrustStore, oids, verify
from signing.authority.issuance import issue, revocation_list
from signing.gost import GostProvider
from signing.keys.key import GostKey, Key
from signing.keys.key_files import write_key
from signing.verification.verdict import Form
from tests.unit.signing import forgery
from tests.unit.signing.conftest import DOCUMENT, NOW, openssl_with_gost

OPENSSL_STAMPER = """
[tsa]
default_tsa = stamper
[stamper]
serial = serial
signer_cert = tsa.cer
signer_key = tsa.pem
signer_digest = md_gost12_256
default_policy = 1.2.643.2.2.38.4
digests = sha256
ess_cert_id_alg = sha256
"""
STAMPED = NOW + timedelta(minutes=10)
TOO_LATE = NOW + timedelta(days=1000)

Stamper = tuple[Key, Certificate]


@pytest.fixture(scope="module")
def stamper(pki: SamplePki) -> Stamper:
    wanted = replace(
        forgery.profile(at=NOW), extended_key_usage=(oids.TIME_STAMPING,), extended_key_usage_critical=True
    )
    return forgery.certified(pki, wanted)


def judge(message: bytes, trust: TrustStore, at: datetime = TOO_LATE) -> SignatureVerdict:
    (verdict,) = verify(DOCUMENT, message, trust, at=at)
    return verdict


def test_a_time_stamp_keeps_a_signature_good_after_its_certificate(
    provider: GostProvider, stamper: Stamper, signature: bytes, trust: TrustStore
) -> None:
    token = forgery.time_stamp(*stamper, forgery.value_of(signature), STAMPED)
    verdict = judge(forgery.stamped(signature, token), trust)
    assert verdict.passed, verdict.sentence
    assert (verdict.time, verdict.time_source) == (STAMPED, TimeSource.TIME_STAMP)
    assert verdict.form is Form.CADES_T
    assert judge(signature, trust).sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE


def test_an_earlier_proof_of_the_caller_stays(stamper: Stamper, signature: bytes, trust: TrustStore) -> None:
    token = forgery.time_stamp(*stamper, forgery.value_of(signature), STAMPED)
    verdict = judge(forgery.stamped(signature, token), trust, NOW + timedelta(minutes=1))
    assert (verdict.time, verdict.time_source) == (NOW + timedelta(minutes=1), TimeSource.RECEIVED)


def test_the_earliest_of_several_counts(stamper: Stamper, signature: bytes, trust: TrustStore) -> None:
    value = forgery.value_of(signature)
    tokens = [forgery.time_stamp(*stamper, value, STAMPED + timedelta(hours=hours)) for hours in (2, 0, 1)]
    assert judge(forgery.stamped(signature, *tokens), trust).time == STAMPED


def test_a_time_stamp_later_than_the_certificate_does_not_revive_it(
    pki: SamplePki, signature: bytes, trust: TrustStore
) -> None:
    """The stamp is good, its moment is proven, and by then the certificate had expired."""
    key, short = forgery.certified(pki, replace(forgery.profile(at=NOW), not_after=NOW + timedelta(minutes=5)))
    usage = {"extended_key_usage": (oids.TIME_STAMPING,), "extended_key_usage_critical": True}
    stamper = forgery.certified(pki, replace(forgery.profile(at=NOW), **usage))  # type: ignore[arg-type]
    message = forgery.plain_cms(key, short, DOCUMENT)
    token = forgery.time_stamp(*stamper, forgery.value_of(message), STAMPED)
    verdict = judge(forgery.stamped(message, token), trust, NOW + timedelta(hours=2))
    assert verdict.time_source is TimeSource.TIME_STAMP
    assert verdict.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE


def test_a_token_made_by_openssl_is_understood(
    pki: SamplePki, signature: bytes, trust: TrustStore, tmp_path: Path
) -> None:
    """OpenSSL stamps with its own clock, so the certificate is one for then."""
    openssl, now = openssl_with_gost(), datetime.now(UTC)
    wanted = replace(
        forgery.profile(at=now), extended_key_usage=(oids.TIME_STAMPING,), extended_key_usage_critical=True
    )
    key = GostKey.generate()
    certificate = issue(pki.issuer("authority"), key.public_key, wanted)
    write_key(tmp_path / "tsa.pem", key.encode())
    (tmp_path / "tsa.cer").write_bytes(certificate.to_pem())
    (tmp_path / "serial").write_text("01")
    (tmp_path / "value").write_bytes(forgery.value_of(signature))
    (tmp_path / "tsa.cnf").write_text(OPENSSL_STAMPER)
    steps: list[list[str | Path]] = [
        ["-query", "-data", "value", "-sha256", "-cert", "-out", "query"],
        ["-reply", "-engine", "gost", "-config", "tsa.cnf", "-queryfile", "query", "-token_out", "-out", "token"],
    ]
    for step in steps:
        subprocess.run([openssl, "ts", *step], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    authority, root = (pki.issuer(name) for name in ("authority", "root"))
    crls = tuple(
        revocation_list(one, (), number=3, this_update=NOW, next_update=now + timedelta(days=9))
        for one in (authority, root)
    )
    token = (tmp_path / "token").read_bytes()
    verdict = judge(forgery.stamped(signature, token), replace(trust, crls=crls), now + timedelta(days=1))
    assert verdict.time_source is TimeSource.TIME_STAMP, verdict.warnings
    assert now - timedelta(minutes=1) < verdict.time < now + timedelta(minutes=1)


def test_a_stamp_whose_authority_cannot_be_judged_yet_leaves_the_question_open(
    pki: SamplePki, signature: bytes, trust: TrustStore
) -> None:
    """Nobody knows yet whether the stamper was revoked: with its list the same signature passes."""
    key = GostKey.generate()
    usage = {"extended_key_usage": (oids.TIME_STAMPING,), "extended_key_usage_critical": True}
    root = pki.issuer("root")
    stamper = issue(root, key.public_key, replace(forgery.profile(at=NOW), **usage))  # type: ignore[arg-type]
    message = forgery.stamped(signature, forgery.time_stamp(key, stamper, forgery.value_of(signature), STAMPED))
    lacking = replace(trust, crls=tuple(one for one in trust.crls if root.certificate.subject_name not in one[:300]))
    assert judge(message, lacking).sub_indication is SubIndication.TRY_LATER
    assert judge(message, trust).passed


class TestBadStamps:
    def _refused(self, message: bytes, trust: TrustStore) -> str:
        verdict = judge(message, trust)
        assert verdict.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE
        assert verdict.time_source is TimeSource.RECEIVED
        (warning,) = (one.en for one in verdict.warnings if "time-stamp" in one.en)
        return warning

    def test_one_of_another_signature_proves_nothing(
        self, stamper: Stamper, signature: bytes, trust: TrustStore
    ) -> None:
        token = forgery.time_stamp(*stamper, b"another value", STAMPED)
        assert "another signature" in self._refused(forgery.stamped(signature, token), trust)

    def test_one_by_a_signer_of_documents_proves_nothing(
        self, pki: SamplePki, signature: bytes, trust: TrustStore
    ) -> None:
        holder = (forgery.seller_key(pki), pki.certificate("seller"))
        token = forgery.time_stamp(*holder, forgery.value_of(signature), STAMPED)
        assert "not issued for" in self._refused(forgery.stamped(signature, token), trust)

    def test_one_by_a_stranger_proves_nothing(
        self, stamper: Stamper, pki: SamplePki, signature: bytes, trust: TrustStore
    ) -> None:
        _, certificate = stamper
        token = forgery.time_stamp(forgery.seller_key(pki), certificate, forgery.value_of(signature), STAMPED)
        assert "does not verify" in self._refused(forgery.stamped(signature, token), trust)

    def test_one_made_before_the_stampers_certificate_proves_nothing(
        self, stamper: Stamper, signature: bytes, trust: TrustStore
    ) -> None:
        token = forgery.time_stamp(*stamper, forgery.value_of(signature), NOW - timedelta(days=30))
        assert "not valid yet" in self._refused(forgery.stamped(signature, token), trust)

    def test_a_damaged_one_proves_nothing(self, stamper: Stamper, signature: bytes, trust: TrustStore) -> None:
        token = forgery.time_stamp(*stamper, forgery.value_of(signature), STAMPED)
        damaged = token.replace(STAMPED.strftime("%Y%m%d%H%M%SZ").encode(), b"20261399999999Z")
        assert damaged != token
        assert "damaged" in self._refused(forgery.stamped(signature, damaged), trust)

    def test_a_moved_one_proves_nothing(self, stamper: Stamper, signature: bytes, trust: TrustStore) -> None:
        token = forgery.time_stamp(*stamper, forgery.value_of(signature), STAMPED)
        moved = token.replace(STAMPED.strftime("%Y%m%d%H%M%SZ").encode(), NOW.strftime("%Y%m%d%H%M%SZ").encode())
        assert "changed after signing" in self._refused(forgery.stamped(signature, moved), trust)

    def test_what_is_no_token_proves_nothing(self, signature: bytes, trust: TrustStore) -> None:
        assert "damaged" in self._refused(forgery.stamped(signature, signature), trust)
