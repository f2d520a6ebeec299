"""The trust directory and what certificates say."""

from pathlib import Path

import pytest

from signing import Certificate, SamplePki, TrustStore, verify
from signing.errors import CertificateUnreadable, TrustUnreadable
from tests.unit.signing.conftest import DOCUMENT, NOW


def test_self_signed_are_anchors_and_the_others_intermediates(trust: TrustStore) -> None:
    assert [one.common_name for one in trust.anchors] == ["Учебный головной удостоверяющий центр"]
    assert [one.common_name for one in trust.intermediates] == ["Учебный удостоверяющий центр (не аккредитован)"]
    assert len(trust.crls) == 2


def test_pem_and_der_are_the_same(pki: SamplePki, trust: TrustStore, folder: Path, signature: bytes) -> None:
    folder.mkdir()
    bundle = b"".join(one.to_pem() for one in (*trust.anchors, *trust.intermediates))
    (folder / "bundle.PEM").write_bytes(bundle)
    for number, crl in enumerate(trust.crls):
        (folder / f"{number}.crl").write_bytes(crl)
    (folder / "readme.txt").write_text("not looked at")
    read = TrustStore.from_directory(folder)
    assert read.fingerprint == trust.fingerprint
    assert verify(DOCUMENT, signature, read, at=NOW)[0].passed


@pytest.mark.parametrize("name", ["broken.cer", "broken.pem", "broken.crl", "broken.der", "broken.crt"])
def test_a_file_that_is_not_what_it_is_called_is_named(folder: Path, name: str) -> None:
    """A list passed over in silence would let a revoked certificate pass."""
    folder.mkdir()
    (folder / name).write_bytes(b"-----BEGIN nothing-----")
    with pytest.raises(TrustUnreadable, match=name):
        TrustStore.from_directory(folder)


def test_an_absent_directory_is_an_error(folder: Path) -> None:
    with pytest.raises(TrustUnreadable):
        TrustStore.from_directory(folder)


def test_the_fingerprint_follows_the_lists(trust: TrustStore) -> None:
    assert TrustStore(trust.anchors, trust.intermediates, trust.crls[:1]).fingerprint != trust.fingerprint
    assert trust.joined(TrustStore(())).fingerprint == trust.fingerprint


def test_a_certificate_reads_the_same_from_pem_and_der(pki: SamplePki) -> None:
    certificate = pki.certificate("seller")
    assert Certificate.from_bytes(certificate.to_pem()) == Certificate.from_bytes(certificate.der) == certificate
    assert len(certificate.thumbprint_sha1) == 40
    assert certificate.algorithm == "GOST R 34.10-2012 256"


@pytest.mark.parametrize("content", [b"", b"x", b"\x30\x00", b"-----BEGIN CERTIFICATE-----"])
def test_bytes_that_are_no_certificate_are_refused(content: bytes) -> None:
    with pytest.raises(CertificateUnreadable):
        Certificate.from_bytes(content)


def test_a_negative_serial_number_is_refused(pki: SamplePki) -> None:
    from signing import der

    certificate = pki.certificate("seller")
    number = der.integer(int(certificate.serial, 16))
    negative = number[:2] + bytes((number[2] | 0x80,)) + number[3:]
    with pytest.raises(CertificateUnreadable, match="not positive"):
        Certificate.from_der(certificate.der.replace(number, negative, 1))
