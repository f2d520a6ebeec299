"""The sample infrastructure: complete, repeatable, private."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import x509
from stdnum.ru import inn, ogrn

from signing import SAMPLE, SamplePki, SubIndication, TrustStore, make_sample_pki, oids, verify
from signing.authority.issuance import Revocation
from signing.gost import GostProvider
from tests.unit.signing.conftest import DOCUMENT, NOW

HOLDERS = [holder.file for holder in SAMPLE.holders]


def test_a_second_run_changes_no_key_and_no_certificate(folder: Path) -> None:
    make_sample_pki(folder, at=NOW)
    before = _contents(folder)
    make_sample_pki(folder, at=NOW + timedelta(days=20))
    after = _contents(folder)
    assert {name for name in before if before[name] != after[name]} == {"trust/root.crl", "trust/authority.crl"}


def test_an_interrupted_run_is_completed(folder: Path) -> None:
    pki = make_sample_pki(folder, at=NOW)
    (folder / "certificates" / "buyer.cer").unlink()
    make_sample_pki(folder, at=NOW)
    trust = TrustStore.from_directory(pki.trust_directory)
    assert verify(DOCUMENT, pki.signer("buyer").sign(DOCUMENT, at=NOW), trust, at=NOW)[0].passed


def test_keys_are_private(pki: SamplePki) -> None:
    keys = pki.directory / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert {path.stem for path in keys.iterdir()} == {"root", "authority", *HOLDERS}


@pytest.mark.parametrize("holder", HOLDERS)
def test_every_holder_signs(provider: GostProvider, pki: SamplePki, trust: TrustStore, holder: str) -> None:
    assert verify(DOCUMENT, pki.signer(holder).sign(DOCUMENT, at=NOW), trust, at=NOW)[0].passed


@pytest.mark.parametrize("holder", SAMPLE.holders, ids=HOLDERS)
def test_the_numbers_of_the_holders_have_right_check_digits(holder: object) -> None:
    assert inn.is_valid(holder.innle)  # type: ignore[attr-defined]
    assert inn.is_valid(holder.inn)  # type: ignore[attr-defined]
    assert ogrn.is_valid(holder.ogrn)  # type: ignore[attr-defined]


def test_certificates_have_the_qualified_form(pki: SamplePki) -> None:
    """FSB order 795: signature tools, classes, identification; numbers as NumericString."""
    certificate = pki.certificate("seller")
    parsed = x509.Certificate.load(certificate.der)
    extensions = {one["extn_id"].dotted for one in parsed["tbs_certificate"]["extensions"]}
    assert {oids.SUBJECT_SIGN_TOOL, oids.ISSUER_SIGN_TOOL, oids.IDENTIFICATION_KIND} <= extensions
    assert certificate.sign_tool_classes == (oids.KC1, oids.KC2)
    assert parsed.key_usage_value.native == {"digital_signature", "non_repudiation"}
    for number in (certificate.innle, certificate.inn, certificate.ogrn, certificate.snils):
        assert b"\x12" + bytes((len(number),)) + number.encode() in certificate.der


def test_lists_are_fresh_after_every_start(folder: Path) -> None:
    pki = make_sample_pki(folder, at=NOW)
    later = NOW + timedelta(days=100)
    make_sample_pki(folder, at=later)
    signature = pki.signer("seller").sign(DOCUMENT, at=later)
    assert verify(DOCUMENT, signature, TrustStore.from_directory(pki.trust_directory), at=later)[0].passed


def test_a_restart_does_not_undo_a_revocation(folder: Path) -> None:
    pki = make_sample_pki(folder, at=NOW)
    pki.publish("authority", [Revocation(int(pki.certificate("seller").serial, 16), NOW)], at=NOW)
    signature = pki.signer("seller").sign(DOCUMENT, at=NOW)
    for later in (NOW + timedelta(days=1), NOW + timedelta(days=100)):
        make_sample_pki(folder, at=later)
        (verdict,) = verify(DOCUMENT, signature, TrustStore.from_directory(pki.trust_directory), at=later)
        assert verdict.sub_indication is SubIndication.REVOKED


def test_many_starting_at_once_make_one_infrastructure(folder: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: make_sample_pki(folder, at=NOW), range(6)))
    assert made[0].signer("seller").certificate == made[-1].certificate("seller")


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
