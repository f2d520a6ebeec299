"""Making and revoking unqualified signatures with the commands, and what the gateway makes of a revoked one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from edo_gateway import bootstrap
from edo_gateway.cli import main
from edo_gateway.config import from_environment
from edo_gateway.docflow.confirm import Consent
from edo_gateway.docflow.may_sign import SignatureFailed
from edo_gateway.domain.clock import system_clock
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.signature import SignatureLevel
from signing import Certificate
from signing.keys.pyca_key import PycaKey
from tests.house import House
from tests.house import house as opened_house

HOLDER = ("--surname", "Орлова", "--given-name", "Вера Павловна")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDO_GATEWAY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.mark.parametrize("algorithm", ["ecdsa", "rsa"])
def test_a_signature_is_made_renewed_and_revoked_by_commands_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], algorithm: str
) -> None:
    key, certificate, document = tmp_path / "key.pem", tmp_path / "a.cer", tmp_path / "document"
    document.write_bytes(b"document")

    def said(*arguments: object) -> str:
        assert main(list(map(str, arguments))) == 0
        return capsys.readouterr().out.strip()

    serial = said("ca", "issue", *HOLDER, "--new-key", key, "--algorithm", algorithm, "-o", certificate)
    assert Certificate.from_file(certificate).serial == serial
    passphrase = f"file:{data / 'master.key'}"
    signature = said("sign", document, "--key", f"file:{key}?passphrase={passphrase}", "--certificate", certificate)
    check = ["verify", str(document), signature, "--trust", str(data / "keys" / "authority" / "trust")]
    assert main(check) == 0
    assert said("ca", "renew", serial, "-o", tmp_path / "b.cer") != serial
    assert said("ca", "revoke", serial, "--reason", "key-compromise") == ""
    capsys.readouterr()
    assert main(check) == 1
    assert "REVOKED" in capsys.readouterr().out
    states = [json.loads(line) for line in said("ca", "list", "--json").splitlines()]
    assert [one["state"] for one in states if one["serial"] == serial] == ["revoked"]
    assert main(["ca", "renew", serial, "-o", str(tmp_path / "c.cer")]) == 3
    assert main(["ca", "issue", *HOLDER, "-o", str(tmp_path / "c.cer")]) == 2
    with pytest.raises(SystemExit):
        main(["ca", "issue", *HOLDER, "--inn", "двенадцать", "-o", str(tmp_path / "c.cer")])
    assert not (tmp_path / "c.cer").exists()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened_house(tmp_path, f"sqlite:///{tmp_path / 'gateway.db'}") as house:
        yield house


def test_a_revoked_employee_signs_no_more_and_everybody_can_see_why(house: House) -> None:
    director = house.actor("director")
    document_id = house.approved("акт")
    with house.docflow.units.look() as unit:
        key = unit.people.signing_key(house.organization.id, director.person.id, SignatureLevel.UNQUALIFIED)
    certificate = Certificate.from_der(key.certificate)
    bootstrap.authority(house.config, house.clock()).revoke(certificate, at=house.clock())
    with pytest.raises(SignatureFailed):
        house.docflow.sign(document_id, SignatureLevel.UNQUALIFIED, Consent(), actor=director)
    assert house.document(document_id).status is DocumentStatus.SIGNING
    web = bootstrap.web(house.docflow, house.config).test_client()
    answer = web.get("/ca/company.crl")
    assert answer.content_type == "application/pkix-crl"
    listed = x509.load_der_x509_crl(answer.data)
    assert [f"{one.serial_number:x}" for one in listed] == [certificate.serial]
    assert web.get("/ca/company.cer").data == bootstrap.authority(house.config, house.clock()).certificate.der
    assert web.get("/ca/authority.key").status_code == 404


def test_the_published_address_is_written_into_certificates(data: Path) -> None:
    settings = {"EDO_GATEWAY_DATA": str(data), "EDO_GATEWAY_PUBLIC_URL": "https://edo.example.org/"}
    authority = bootstrap.authority(from_environment(settings), system_clock())
    issued = authority.certify_service("x", PycaKey.generate().public_key, at=system_clock())
    assert b"https://edo.example.org/ca/company.crl" in issued.der
