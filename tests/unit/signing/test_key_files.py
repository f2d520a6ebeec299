"""Keys at rest: files, passphrases and where they come from, containers, the master key."""

import base64
import os
import subprocess
import traceback
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_der_private_key, pkcs12

from signing import (
    CompanyAuthority,
    Employee,
    MasterKey,
    SamplePki,
    certificate_at,
    load_key,
    open_key,
    open_signer,
    read_passphrase,
    write_key,
)
from signing.errors import CertificateAbsent, KeyExposed, KeyUnavailable, PassphraseRefused, SigningError
from signing.gost import PrivateKey, curve_by_oid
from signing.keys import pkcs8
from signing.keys.key import CRYPTOPRO_XCHA, GostKey
from signing.keys.key_files import is_plain, protect_key
from signing.keys.pyca_key import PycaKey
from tests.tools import requires_tool
from tests.unit.signing.conftest import NOW, openssl_with_gost

SECRET = b"the passphrase of a person"
SOURCES_OF_NOTHING = ("", "secret", "env:", "env:NOT_SET", "fd:x", "fd:-1", "fd:999", "prompt:x", "pass:secret")


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signing.keys.passphrases._remembered", {})


@pytest.fixture
def private(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    write_key(path, PycaKey.generate().encode(), passphrase=SECRET)
    return path


class TestPassphraseSources:
    def test_the_environment_gives_it_once_and_keeps_nothing(
        self, private: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OF_THE_KEY", SECRET.decode())
        address = f"file:{private}?passphrase=env:OF_THE_KEY"
        assert open_key(address).public_key == open_key(address).public_key
        assert "OF_THE_KEY" not in os.environ

    def test_a_descriptor_is_read_to_its_end(self, private: Path) -> None:
        ours, theirs = os.pipe()
        os.write(theirs, SECRET + b"\n")
        os.close(theirs)
        assert open_key(f"file:{private}?passphrase=fd:{ours}")

    def test_a_file_must_be_private(self, private: Path, tmp_path: Path) -> None:
        secret = tmp_path / "passphrase"
        secret.write_bytes(SECRET + b"\n")
        secret.chmod(0o640)
        with pytest.raises(KeyExposed):
            open_key(f"file:{private}?passphrase=file:{secret}")
        secret.chmod(0o400)
        assert open_key(f"file:{private}?passphrase=file:{secret}")

    def test_the_terminal_is_asked_without_echo(self, private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("getpass.getpass", lambda _: SECRET.decode())
        assert open_key(f"file:{private}?passphrase=prompt")

    @pytest.mark.parametrize("source", SOURCES_OF_NOTHING)
    def test_none_to_be_had_is_a_sentence(self, source: str) -> None:
        with pytest.raises(PassphraseRefused) as refused:
            read_passphrase(source)
        assert refused.value.ru
        assert "secret" not in str(refused.value)

    def test_an_empty_one_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "empty").touch(mode=0o600)
        with pytest.raises(PassphraseRefused):
            read_passphrase(f"file:{tmp_path / 'empty'}")


class TestFiles:
    def test_one_that_belongs_to_another_is_refused(self, private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)
        with pytest.raises(KeyExposed, match="chown"):
            open_key(f"file:{private}", passphrase=SECRET)

    def test_openssl_opens_what_we_encrypt(self, private: Path) -> None:
        openssl = requires_tool("openssl", "openssl")
        command: list[str | Path] = [openssl, "pkey", "-in", private, "-passin", "stdin", "-pubout", "-outform", "DER"]
        opened = subprocess.run(command, input=SECRET, capture_output=True, check=True, timeout=60)
        assert opened.stdout == open_key(f"file:{private}", passphrase=SECRET).public_key

    def test_a_key_is_encrypted_anew_or_left_as_it_was(self, private: Path) -> None:
        before = private.read_bytes()
        with pytest.raises(KeyUnavailable):
            protect_key(private, (b"wrong", b"also wrong"), b"new")
        assert private.read_bytes() == before
        key = open_key(f"file:{private}", passphrase=SECRET).public_key
        protect_key(private, (b"wrong", SECRET), b"new")
        assert open_key(f"file:{private}", passphrase=b"new").public_key == key
        assert private.stat().st_mode & 0o777 == 0o600
        with pytest.raises(PassphraseRefused):
            open_key(f"file:{private}", passphrase=SECRET)

    def test_a_wrong_passphrase_is_told_as_such_even_where_the_padding_happens_to_be_good(self) -> None:
        encrypted = pkcs8.encrypt(PycaKey.generate().encode(), b"x" * 64)  # as a machine makes them: not slowed down
        for number in range(1000):  # one in 256 decrypts to good padding
            with pytest.raises(PassphraseRefused):
                load_key(encrypted, passphrase=b"%d" % number)

    @pytest.mark.parametrize("key", [PycaKey, GostKey])
    def test_nothing_of_a_key_is_in_its_words_or_its_errors(self, key: type[PycaKey | GostKey]) -> None:
        made = key.generate()
        encoded = made.encode()
        told = [repr(made), str(made), repr(vars(made))]
        for damaged in (encoded[:-1], encoded + b"x", b"\x30" + encoded, pkcs8.to_pem(encoded)[:-30]):
            try:
                load_key(damaged)
            except SigningError as error:
                told += [error.ru, error.en, "".join(traceback.format_exception(error))]
        told = "\n".join(told).lower()  # type: ignore[assignment]
        scalar = _scalar(encoded)
        for written in (f"{scalar:x}", str(scalar), base64.b64encode(encoded[-32:]).decode().lower()):
            assert written not in told


def _scalar(encoded: bytes) -> int:
    try:
        return PrivateKey.decode(encoded).scalar
    except SigningError:
        private = load_der_private_key(encoded, None)
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        return private.private_numbers().private_value


def _under_the_passphrase(command: list[str | Path]) -> bytes:
    """What the command writes when it is told the passphrase."""
    told: list[str | Path] = [*command, "-passout", "stdin"]
    return subprocess.run(told, input=SECRET, capture_output=True, check=True, timeout=60).stdout


class TestContainers:
    @pytest.mark.parametrize("make", ["ecdsa", "rsa"])
    def test_pkcs12_opens_with_its_passphrase_alone(self, make: str) -> None:
        key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = (
            ec.generate_private_key(ec.SECP256R1()) if make == "ecdsa" else rsa.generate_private_key(65537, 2048)
        )
        packed = pkcs12.serialize_key_and_certificates(b"k", key, None, None, BestAvailableEncryption(SECRET))
        assert load_key(packed, passphrase=SECRET).sign(b"x")
        for wrong in (None, b"", b"wrong"):
            with pytest.raises(PassphraseRefused):
                load_key(packed, passphrase=wrong)

    def test_one_without_a_key_is_refused(self, tmp_path: Path) -> None:
        authority = CompanyAuthority.open(tmp_path / "ca", organisation="ООО «Проба»", at=NOW)
        certificate = x509.load_der_x509_certificate(authority.certificate.der)
        packed = pkcs12.serialize_key_and_certificates(b"k", None, None, [certificate], BestAvailableEncryption(SECRET))
        with pytest.raises(KeyUnavailable, match="no private key"):
            load_key(packed, passphrase=SECRET)

    @pytest.mark.parametrize("wrapping", ["gost", "aes"])
    @pytest.mark.parametrize("curve", [CRYPTOPRO_XCHA, "1.2.643.7.1.2.1.2.1"], ids=["256", "512"])
    def test_gost_pkcs12_of_openssl_opens(self, tmp_path: Path, wrapping: str, curve: str) -> None:
        openssl, key = openssl_with_gost(), GostKey.generate(curve_by_oid(curve))
        plain = tmp_path / "plain.pem"
        write_key(plain, key.encode())
        command: list[str | Path] = [openssl, "pkcs12", "-export", "-engine", "gost", "-nocerts", "-inkey", plain]
        if wrapping == "gost":
            command += ["-keypbe", "gost89", "-macalg", "md_gost12_512"]
        made = _under_the_passphrase(command)
        assert load_key(made, passphrase=SECRET).public_key == key.public_key
        with pytest.raises(PassphraseRefused):
            load_key(made, passphrase=b"wrong")

    def test_the_certificate_in_a_container_is_found(self, pki: SamplePki, tmp_path: Path) -> None:
        key, seller = pki.key_address("seller").removeprefix("file:"), pki.certificate("seller")
        (tmp_path / "seller.pem").write_bytes(seller.to_pem())
        command: list[str | Path] = [openssl_with_gost(), "pkcs12", "-export", "-engine", "gost", "-inkey", key]
        command += [
            "-in",
            tmp_path / "seller.pem",
            "-keypbe",
            "gost89",
            "-certpbe",
            "gost89",
            "-macalg",
            "md_gost12_512",
        ]
        packed = tmp_path / "seller.p12"
        packed.touch(mode=0o600)
        packed.write_bytes(_under_the_passphrase(command))
        assert certificate_at(f"file:{packed}", passphrase=SECRET) == seller
        assert open_signer(f"file:{packed}", certificate=seller, passphrase=SECRET).sign(b"x", at=NOW)

    def test_so_is_one_of_an_ecdsa_key(self, tmp_path: Path) -> None:
        authority = CompanyAuthority.open(tmp_path / "ca", organisation="ООО «Проба»", at=NOW)
        issued = authority.issue_employee(Employee(surname="Иванов", given_name="Иван"), at=NOW)
        private = load_der_private_key(issued.key.encode(), None)
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        certificate = x509.load_der_x509_certificate(issued.certificate.der)
        packed = tmp_path / "employee.p12"
        packed.touch(mode=0o600)
        packed.write_bytes(
            pkcs12.serialize_key_and_certificates(b"k", private, certificate, None, BestAvailableEncryption(SECRET))
        )
        assert certificate_at(f"file:{packed}", passphrase=SECRET) == issued.certificate
        write_key(tmp_path / "bare.pem", issued.key.encode())
        for address in (f"file:{tmp_path / 'bare.pem'}", "helper:/x#y", "nonsense"):
            with pytest.raises(CertificateAbsent):
                certificate_at(address)

    def test_gost_pkcs8_of_openssl_opens(self, tmp_path: Path) -> None:
        openssl, key = openssl_with_gost(), GostKey.generate()
        plain = tmp_path / "plain.pem"
        write_key(plain, key.encode())
        command: list[str | Path] = [openssl, "pkcs8", "-topk8", "-engine", "gost", "-v2", "gost89", "-in", plain]
        made = _under_the_passphrase(command)
        assert load_key(made, passphrase=SECRET).public_key == key.public_key
        with pytest.raises(PassphraseRefused):
            load_key(made, passphrase=b"wrong")


class TestMasterKey:
    @pytest.fixture
    def master(self, tmp_path: Path) -> MasterKey:
        return MasterKey(f"file:{tmp_path / 'apart' / 'master.key'}")

    def test_it_is_made_once_and_private(self, master: MasterKey, tmp_path: Path) -> None:
        assert master.current == master.current
        assert (tmp_path / "apart" / "master.key").stat().st_mode & 0o777 == 0o600
        assert [path.name for path in (tmp_path / "apart").iterdir()] == ["master.key"]

    def test_the_authoritys_key_is_under_it(self, master: MasterKey, tmp_path: Path) -> None:
        CompanyAuthority.open(tmp_path / "ca", organisation="ООО «Проба»", at=NOW, master=master)
        path = tmp_path / "ca" / "authority.key"
        assert not is_plain(path)
        with pytest.raises(PassphraseRefused):
            open_key(f"file:{path}")
        again = CompanyAuthority.open(tmp_path / "ca", organisation="", at=NOW, master=master)
        assert again.issue_service("x", at=NOW)

    def test_plain_keys_work_with_a_warning_until_they_are_protected(
        self, master: MasterKey, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        path = tmp_path / "old.pem"
        write_key(path, PycaKey.generate().encode())
        key = master.open(f"file:{path}").public_key
        assert "edo-gateway key protect" in caplog.text
        assert master.protect([path]) == [path]
        assert master.protect([path]) == []
        caplog.clear()
        assert master.open(f"file:{path}").public_key == key
        assert not caplog.text

    def test_renewing_puts_every_key_under_a_new_one(self, master: MasterKey, tmp_path: Path) -> None:
        paths = [tmp_path / f"{number}.pem" for number in range(3)]
        for path in paths:
            write_key(path, PycaKey.generate().encode(), passphrase=master.current)
        before = master.current
        assert master.renew(paths) == paths
        assert master.current != before
        assert before not in (tmp_path / "apart" / "master.key").read_bytes()
        for path in paths:
            assert master.open(f"file:{path}")
            with pytest.raises(PassphraseRefused):
                open_key(f"file:{path}", passphrase=before)

    def test_a_renewal_that_was_interrupted_loses_nothing_and_is_finished_by_the_next(
        self, master: MasterKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        paths = [tmp_path / f"{number}.pem" for number in range(3)]
        for path in paths:
            write_key(path, PycaKey.generate().encode(), passphrase=master.current)
        with monkeypatch.context() as patched:
            patched.setattr("signing.keys.master_key.protect_key", _fail_at(paths[1]))
            with pytest.raises(KeyboardInterrupt):
                master.renew(paths)
        assert all(master.open(f"file:{path}") for path in paths)
        master.renew(paths)
        assert all(open_key(f"file:{path}", passphrase=master.current) for path in paths)

    def test_one_that_is_not_in_a_file_is_read_and_never_replaced(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MASTER", "y" * 43)
        master = MasterKey("env:MASTER")
        write_key(tmp_path / "key.pem", PycaKey.generate().encode(), passphrase=master.current)
        assert master.open(f"file:{tmp_path / 'key.pem'}")
        with pytest.raises(PassphraseRefused, match="key protect"):
            master.renew([tmp_path / "key.pem"])

    def test_a_short_one_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "master").write_text("hunter2\n")
        (tmp_path / "master").chmod(0o600)
        with pytest.raises(PassphraseRefused, match="shorter"):
            assert MasterKey(f"file:{tmp_path / 'master'}").current

    def test_a_key_under_a_strangers_passphrase_says_what_to_do(self, master: MasterKey, private: Path) -> None:
        with pytest.raises(PassphraseRefused, match=r"\?passphrase=file:PATH"):
            master.open(f"file:{private}")


def _fail_at(place: Path) -> object:
    def protect(path: Path, old: tuple[bytes, ...], new: bytes) -> None:
        if path == place:
            raise KeyboardInterrupt
        protect_key(path, old, new)

    return protect
