"""Other people's programs accept what we make, and refuse what we refuse.

`certtool` knows no other moment than now, so everything here is made now.
"""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signing import (
    CompanyAuthority,
    Employee,
    KeySigner,
    SamplePki,
    SignatureKind,
    Signer,
    TrustStore,
    make_sample_pki,
    verify,
)
from signing.gost import GostProvider
from tests.tools import requires_tool
from tests.unit.signing import forgery
from tests.unit.signing.conftest import DOCUMENT, openssl_with_gost

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> SamplePki:
    return make_sample_pki(tmp_path_factory.mktemp("current"), at=NOW)


@pytest.fixture(scope="module")
def trust(pki: SamplePki) -> TrustStore:
    return TrustStore.from_directory(pki.trust_directory)


@dataclass(frozen=True)
class Case:
    signer: Signer
    trust: TrustStore

    def authorities(self, folder: Path) -> Path:
        """Certificates and lists in one PEM file, as `openssl cms` wants them."""
        path = folder / "trust.pem"
        certificates = b"".join(one.to_pem() for one in (*self.trust.anchors, *self.trust.intermediates))
        path.write_bytes(certificates + b"".join(map(_crl_pem, self.trust.crls)))
        return path


@pytest.fixture(params=["qualified", "unqualified"])
def case(request: pytest.FixtureRequest, pki: SamplePki, trust: TrustStore, tmp_path: Path) -> Case:
    if request.param == "qualified":
        return Case(pki.signer("seller"), trust)
    authority = CompanyAuthority.open(tmp_path / "authority", organisation="ООО «Проба»", at=NOW)
    issued = authority.issue_employee(Employee(surname="Иванов", given_name="Иван"), at=NOW)
    signer = KeySigner(issued.key, issued.certificate, SignatureKind.UNQUALIFIED)
    return Case(signer, TrustStore.from_directory(authority.trust_directory))


Verifier = Callable[[Case, bytes, bytes], bool]


@pytest.fixture(params=["openssl", "certtool"])
def accepted(request: pytest.FixtureRequest, tmp_path: Path) -> Verifier:
    return _openssl(tmp_path) if request.param == "openssl" else _certtool(tmp_path)


def test_others_accept_our_signatures(provider: GostProvider, case: Case, accepted: Verifier) -> None:
    assert accepted(case, DOCUMENT, case.signer.sign(DOCUMENT, at=NOW))


def test_others_refuse_a_changed_document(case: Case, accepted: Verifier) -> None:
    assert not accepted(case, DOCUMENT + b"x", case.signer.sign(DOCUMENT, at=NOW))


def test_others_refuse_a_stranger(case: Case, accepted: Verifier, pki: SamplePki) -> None:
    forged = forgery.plain_cms(forgery.seller_key(pki), pki.certificate("buyer"), DOCUMENT)
    assert not accepted(case, DOCUMENT, forged)


def test_we_accept_what_openssl_signs(pki: SamplePki, trust: TrustStore, tmp_path: Path) -> None:
    openssl = openssl_with_gost()
    document, certificate = tmp_path / "document", tmp_path / "certificate.pem"
    document.write_bytes(DOCUMENT)
    certificate.write_bytes(pki.certificate("seller").to_pem())
    key = pki.key_address("seller").removeprefix("file:")
    command: list[str | Path] = [
        openssl,
        "cms",
        "-sign",
        "-engine",
        "gost",
        "-cades",
        "-binary",
        "-nosmimecap",
        "-outform",
        "DER",
    ]
    made = subprocess.run(
        [*command, "-signer", certificate, "-inkey", key, "-in", document],
        capture_output=True,
        check=True,
        timeout=60,
    )
    (verdict,) = verify(DOCUMENT, made.stdout, trust, at=NOW)
    assert verdict.passed, verdict.sentence


def test_we_accept_what_gnutls_signs(pki: SamplePki, trust: TrustStore, tmp_path: Path) -> None:
    certtool = requires_tool("certtool", "gnutls-bin")
    document, certificate = tmp_path / "document", tmp_path / "certificate.pem"
    document.write_bytes(DOCUMENT)
    certificate.write_bytes(pki.certificate("seller").to_pem())
    key = pki.key_address("seller").removeprefix("file:")
    command: list[str | Path] = [certtool, "--p7-detached-sign", "--p7-time", "--outder"]
    made = subprocess.run(
        [*command, "--load-certificate", certificate, "--load-privkey", key, "--infile", document],
        capture_output=True,
        check=True,
        timeout=60,
    )
    (verdict,) = verify(DOCUMENT, made.stdout, trust, at=NOW)
    assert verdict.passed, verdict.sentence


def _openssl(folder: Path) -> Verifier:
    program = openssl_with_gost()

    def accepts(case: Case, content: bytes, signature: bytes) -> bool:
        document, message = _stored(folder, content, signature)
        command: list[str | Path] = [
            program,
            "cms",
            "-verify",
            "-cades",
            "-binary",
            "-inform",
            "DER",
            "-engine",
            "gost",
        ]
        command += ["-in", message, "-content", document, "-CAfile", case.authorities(folder), "-out", "/dev/null"]
        command += ["-crl_check_all", "-purpose", "any", "-attime", str(int(NOW.timestamp()))]
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0

    return accepts


def _certtool(folder: Path) -> Verifier:
    program = requires_tool("certtool", "gnutls-bin")

    def accepts(case: Case, content: bytes, signature: bytes) -> bool:
        document, message = _stored(folder, content, signature)
        anchors = folder / "anchors.pem"
        anchors.write_bytes(b"".join(one.to_pem() for one in case.trust.anchors))
        command: list[str | Path] = [program, "--p7-verify", "--inder", "--infile", message, "--load-data", document]
        command += ["--load-ca-certificate", anchors]
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0

    return accepts


def _stored(folder: Path, content: bytes, signature: bytes) -> tuple[Path, Path]:
    document, message = folder / "document", folder / "message"
    document.write_bytes(content)
    message.write_bytes(signature)
    return document, message


def _crl_pem(crl: bytes) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_der_x509_crl(crl).public_bytes(Encoding.PEM)
