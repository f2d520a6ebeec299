"""Where keys are and in what state they are accepted."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from signing import SamplePki, SignatureKind, load_key, open_key, open_signer, register_scheme, write_key
from signing.algorithms import verify_signature
from signing.digest import Digest
from signing.errors import AlgorithmUnsupported, KeyExposed, KeyMismatch, KeyUnavailable, UnknownKeyScheme
from signing.gost import GostProvider, curve_by_oid
from signing.keys.key import GostKey
from signing.keys.pkcs8 import to_pem
from signing.keys.pyca_key import PycaKey
from tests.unit.signing.conftest import DOCUMENT, NOW, openssl_with_gost


def _stored(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "key.pem"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o700, 0o777])
def test_a_key_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = _stored(tmp_path, to_pem(GostKey.generate().encode()), mode)
    with pytest.raises(KeyExposed, match="chmod 600"):
        open_key(f"file:{path}")


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_private_key_file_is_opened(tmp_path: Path, mode: int) -> None:
    key = GostKey.generate()
    path = _stored(tmp_path, to_pem(key.encode()), mode)
    assert open_key(f"file:{path}").public_key == key.public_key


@pytest.mark.parametrize("address", ["rutoken:slot=1", "/path/key.pem", "", "browser:", "FILE:x"])
def test_an_unknown_scheme_is_refused_with_the_known_ones(address: str) -> None:
    with pytest.raises(UnknownKeyScheme, match="file:") as refused:
        open_key(address)
    assert "file:" in refused.value.ru


def test_a_new_scheme_can_be_added(monkeypatch: pytest.MonkeyPatch) -> None:
    key = PycaKey.generate()
    monkeypatch.setattr("signing.keys.key._SCHEMES", {})
    register_scheme("memory", lambda location, _: {"the-key": key}[location])
    assert open_key("memory:the-key") is key


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match=r"nothing\.pem"):
        open_key(f"file:{tmp_path / 'nothing.pem'}")


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----", b"\x30\x03\x02\x01\x00"]
)
def test_a_damaged_key_is_refused(content: bytes) -> None:
    with pytest.raises(KeyUnavailable):
        load_key(content)


def test_writing_never_replaces_a_key(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    write_key(path, GostKey.generate().encode())
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_key(path, GostKey.generate().encode())


@pytest.mark.parametrize("make", [GostKey.generate, PycaKey.generate], ids=["gost", "ecdsa"])
def test_keys_are_read_as_pem_and_as_der(make: object) -> None:
    key = make()  # type: ignore[operator]
    for encoded in (key.encode(), to_pem(key.encode())):
        assert load_key(encoded).public_key == key.public_key


def test_an_rsa_key_signs_too() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = load_key(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert verify_signature(public_key=key.public_key, digest=Digest.SHA256, message=b"x", signature=key.sign(b"x"))


def test_a_key_of_another_algorithm_is_refused() -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    with pytest.raises(AlgorithmUnsupported):
        load_key(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


class TestPassphrase:
    def test_an_encrypted_key_opens_with_its_passphrase(self) -> None:
        private = ec.generate_private_key(ec.SECP256R1())
        encrypted = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
        opened = load_key(encrypted, passphrase=b"secret")
        plain = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        assert opened.public_key == load_key(plain).public_key

    @pytest.mark.parametrize("passphrase", [None, b"", b"wrong"])
    def test_it_does_not_open_without_it(self, passphrase: bytes | None) -> None:
        private = ec.generate_private_key(ec.SECP256R1())
        encrypted = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
        with pytest.raises(KeyUnavailable):
            load_key(encrypted, passphrase=passphrase)

    @pytest.mark.usefixtures("provider")
    def test_a_gost_key_encrypted_by_openssl_opens(self, tmp_path: Path) -> None:
        openssl = openssl_with_gost()
        key = GostKey.generate()
        plain = _stored(tmp_path, to_pem(key.encode()))
        command: list[str | Path] = [
            openssl,
            "pkcs8",
            "-topk8",
            "-engine",
            "gost",
            "-v2",
            "aes-256-cbc",
            "-v2prf",
            "hmacWithSHA256",
        ]
        made = subprocess.run(
            [*command, "-in", plain, "-passout", "pass:secret"], capture_output=True, check=True, timeout=60
        )
        assert load_key(made.stdout, passphrase=b"secret").public_key == key.public_key


@pytest.mark.parametrize("parameters", ["A", "XA", "TCA", "TCB"])
def test_gost_keys_made_by_openssl_are_read(parameters: str, provider: GostProvider) -> None:
    openssl = openssl_with_gost()
    command: list[str | Path] = [
        openssl,
        "genpkey",
        "-engine",
        "gost",
        "-algorithm",
        "gost2012_256",
        "-pkeyopt",
        f"paramset:{parameters}",
    ]
    made = subprocess.run(command, capture_output=True, check=True, timeout=60)
    key = load_key(made.stdout)
    assert verify_signature(
        public_key=key.public_key, digest=Digest.STREEBOG256, message=b"x", signature=key.sign(b"x")
    )


def test_our_ecdsa_keys_are_read_by_others() -> None:
    key = PycaKey.generate()
    assert load_pem_private_key(to_pem(key.encode()), password=None)


def test_a_key_and_a_strangers_certificate_do_not_make_a_signer(pki: SamplePki) -> None:
    with pytest.raises(KeyMismatch):
        open_signer(pki.key_address("seller"), certificate=pki.certificate("buyer"))


def test_the_certificate_decides_the_kind_when_nobody_does(pki: SamplePki) -> None:
    path = pki.directory / "certificates" / "seller.cer"
    signer = open_signer(pki.key_address("seller"), certificate=path)
    assert signer.kind is SignatureKind.QUALIFIED
    assert signer.sign(DOCUMENT, at=NOW)


@pytest.mark.parametrize("oid", ["1.2.643.7.1.2.1.2.1", "1.2.643.7.1.2.1.2.3"])
def test_512_bit_keys_sign(provider: GostProvider, oid: str) -> None:
    key = GostKey.generate(curve_by_oid(oid))
    assert verify_signature(
        public_key=key.public_key, digest=Digest.STREEBOG512, message=b"x", signature=key.sign(b"x")
    )
