"""The gateway's own keys at rest, and those of an installation older than their encryption."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_der_private_key, pkcs12

from edo_gateway import bootstrap
from edo_gateway.cli import main
from edo_gateway.config import Config, from_environment
from edo_gateway.domain.clock import system_clock
from signing import Certificate, CompanyAuthority, Employee, MasterKey, open_key
from signing.errors import KeyExposed, PassphraseRefused
from signing.keys.key_files import is_plain


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("EDO_GATEWAY_DATA", str(tmp_path / "data"))
    return from_environment({"EDO_GATEWAY_DATA": str(tmp_path / "data")})


def test_a_new_installation_keeps_no_key_in_clear(config: Config) -> None:
    bootstrap.docflow(config).units.close()
    keys = [path for path in config.keys.rglob("*.key") if path.is_file()]
    assert keys
    assert not any(is_plain(path) for path in keys)
    assert not (config.keys / "master.key").exists()  # a copy of the keys alone opens nothing


def test_an_older_one_works_with_a_warning_and_is_mended_by_one_command(
    config: Config, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    config.keys.mkdir(parents=True)
    now = system_clock()
    old = CompanyAuthority.open(config.keys / "authority", organisation="ООО «Проба»", at=now)
    key = config.keys / "authority" / "authority.key"
    assert is_plain(key)
    assert bootstrap.authority(config, now).issue_service("x", at=now)
    assert f"edo-gateway key protect {key}" in caplog.text
    assert main(["key", "protect"]) == 0
    assert capsys.readouterr().out.split() == [str(key)]
    assert not is_plain(key)
    assert bootstrap.authority(config, now).certificate == old.certificate
    assert bootstrap.authority(config, now).issue_service("x", at=now)


def test_the_master_key_is_renewed_by_one_command(config: Config) -> None:
    now = system_clock()
    bootstrap.authority(config, now)
    before = MasterKey(config.master).current
    assert main(["key", "rekey"]) == 0
    assert MasterKey(config.master).current != before
    with pytest.raises(PassphraseRefused):
        open_key(f"file:{config.keys / 'authority' / 'authority.key'}", passphrase=before)
    assert bootstrap.authority(config, now).issue_service("x", at=now)


def test_a_key_others_can_read_stops_the_gateway_at_its_start(config: Config) -> None:
    bootstrap.docflow(config).units.close()
    key = config.keys / "authority" / "authority.key"
    key.chmod(0o640)
    with pytest.raises(KeyExposed, match="chmod 600"):
        bootstrap.docflow(config)


def test_a_container_holds_all_that_a_signature_needs(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = system_clock()
    issued = bootstrap.authority(config, now).issue_employee(Employee(surname="Иванов", given_name="Иван"), at=now)
    private = load_der_private_key(issued.key.encode(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    packed = tmp_path / "employee.p12"
    packed.touch(mode=0o600)
    certificate = x509.load_der_x509_certificate(issued.certificate.der)
    packed.write_bytes(
        pkcs12.serialize_key_and_certificates(b"k", private, certificate, None, BestAvailableEncryption(b"secret"))
    )
    (tmp_path / "document").write_bytes(b"document")
    for command in (
        ["sign", str(tmp_path / "document"), "--key"],
        ["key", "certificate", "-o", str(tmp_path / "c.cer")],
    ):
        monkeypatch.setenv("SECRET", "secret")
        monkeypatch.setattr("signing.keys.passphrases._remembered", {})
        assert main([*command, f"file:{packed}?passphrase=env:SECRET"]) == 0
    assert Certificate.from_file(tmp_path / "c.cer") == issued.certificate
    trust = str(config.keys / "authority" / "trust")
    assert main(["verify", str(tmp_path / "document"), str(tmp_path / "document.sig"), "--trust", trust]) == 0


@pytest.mark.parametrize("algorithm", ["gost-256", "gost-512", "ecdsa", "rsa"])
def test_a_new_key_is_encrypted_from_the_first_byte(config: Config, tmp_path: Path, algorithm: str) -> None:
    assert main(["key", "new", str(tmp_path / "new.pem"), "--algorithm", algorithm]) == 0
    assert not is_plain(tmp_path / "new.pem")
    assert MasterKey(config.master).open(f"file:{tmp_path / 'new.pem'}").sign(b"x")
    assert main(["key", "new", str(tmp_path / "new.pem")]) == 3  # never overwritten
