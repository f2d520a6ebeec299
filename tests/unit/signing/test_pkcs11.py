"""Keys on a token: addresses, PINs, and what is said when something is missing. Signatures: the contract of signers."""

import gc
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from signing import CompanyAuthority, Employee, certificate_at, der, open_key, open_signer
from signing.algorithms import same_key, verify_signature
from signing.digest import Digest
from signing.errors import CertificateAbsent, KeyUnavailable, PassphraseRefused, SignerFailed
from signing.gost import PrivateKey, curve_by_oid, gost_provider
from signing.keys.key import CRYPTOPRO_XCHA, GostKey, Key
from signing.keys.pyca_key import PycaKey
from signing.pkcs11 import token_key
from signing.pkcs11.cryptoki import Attribute, Mechanism, ObjectClass, Refusal
from signing.pkcs11.token_key import TokenKey
from signing.pkcs11.uri import TokenAddress
from tests.softhsm import SoftToken, soft_token
from tests.unit.signing.conftest import NOW


@pytest.fixture(scope="module")
def token() -> SoftToken:
    return soft_token()


@pytest.fixture
def key(token: SoftToken) -> TokenKey:
    opened = open_key(token.add(PycaKey.generate().encode()))
    assert isinstance(opened, TokenKey)
    return opened


def good(key: Key, message: bytes = b"message") -> bool:
    return verify_signature(
        public_key=key.public_key, digest=Digest.SHA256, message=message, signature=key.sign(message)
    )


@pytest.mark.parametrize("make", [PycaKey.generate, lambda: PycaKey.generate_rsa(2048)], ids=["ecdsa", "rsa"])
def test_a_key_of_the_token_signs_and_is_the_one_put_there(token: SoftToken, make: object) -> None:
    made: PycaKey = make()  # type: ignore[operator]
    key = open_key(token.add(made.encode()))
    assert key.public_key == made.public_key
    assert good(key)


def test_it_is_found_by_its_id_and_by_the_tokens_serial_number_too(token: SoftToken, key: TokenKey) -> None:
    (present,) = (one for one in token_key.library(token.module).tokens() if one.label == "edo")
    identifier = key._session.read(key._handle, Attribute.ID)
    written = "".join(f"%{octet:02X}" for octet in identifier)
    found = open_key(token.address(f"serial={present.serial};id={written};type=private"))
    assert found.public_key == key.public_key


def test_the_certificate_of_a_key_is_found_on_its_token(token: SoftToken, tmp_path: Path) -> None:
    authority = CompanyAuthority.open(tmp_path / "ca", organisation="ООО «Проба»", at=NOW)
    issued = authority.issue_employee(Employee(surname="Иванов", given_name="Иван"), at=NOW)
    address = token.add(issued.key.encode(), certificate=issued.certificate)
    assert certificate_at(address) == issued.certificate
    assert open_signer(address, certificate=certificate_at(address)).sign(
        b"x", at=NOW
    )  # the public key is taken from it
    with pytest.raises(CertificateAbsent):
        certificate_at(token.add(PycaKey.generate().encode()))


def test_threads_sign_one_after_another(key: TokenKey) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda number: good(key, b"%d" % number), range(40)))


def test_a_session_that_was_lost_is_opened_again(key: TokenKey) -> None:
    key._session.close()
    assert good(key)


def test_a_child_process_has_a_session_of_its_own(token: SoftToken, key: TokenKey) -> None:
    address = token.add(PycaKey.generate().encode())
    child = os.fork()
    if not child:
        os._exit(0 if good(open_key(address)) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert good(key)


class TestPin:
    def test_a_wrong_one_is_tried_once_and_never_again(self, token: SoftToken) -> None:
        gc.collect()  # while any session is logged in no PIN is asked
        other = token.address("token=edo;object=none", pin="11111111")
        for said in ("wrong", "already", "already"):
            with pytest.raises(PassphraseRefused, match=said):
                open_key(other)

    def test_none_is_tried_when_one_try_is_left(self, token: SoftToken, monkeypatch: pytest.MonkeyPatch) -> None:
        find = token_key._the_token
        monkeypatch.setattr(token_key, "_the_token", lambda *given: replace(find(*given), is_final_try=True))
        with pytest.raises(PassphraseRefused, match="one try is left"):
            open_key(token.address("token=edo;object=x"))
        monkeypatch.setattr(token_key, "_the_token", lambda *given: replace(find(*given), is_locked=True))
        with pytest.raises(PassphraseRefused, match="locked"):
            open_key(token.address("token=edo;object=x"))


@pytest.mark.parametrize(
    "location",
    [
        "", "token=x", "object=x", "object=x?module-path=lib.so", "object=x?module-path=/l&pin-value=1234",
        "object=x;object=y?module-path=/l", "token=x?module-path=/l", "object=x;type=cert?module-path=/l",
        "junk?module-path=/l",
    ],
)  # fmt: skip
def test_an_address_that_is_not_whole_is_refused_with_the_form(location: str) -> None:
    with pytest.raises(KeyUnavailable, match="pkcs11:token=") as refused:
        open_key(f"pkcs11:{location}")
    assert "1234" not in str(refused.value)


def test_percent_signs_are_undone() -> None:
    parsed = TokenAddress.parse("token=%D0%A0;id=%00%FF;object=a%3Bb?module-path=/x%20y&pin-source=file:/p%26q")
    assert (parsed.token, parsed.identifier, parsed.object) == ("Р", b"\0\xff", "a;b")
    assert (parsed.module, parsed.pin_source) == ("/x y", "file:/p&q")


def test_a_library_that_is_not_there_is_a_sentence_when_it_is_needed(tmp_path: Path) -> None:
    for path in (tmp_path / "none.so", Path(__file__)):
        with pytest.raises(KeyUnavailable, match="module-path"):
            open_key(f"pkcs11:object=x?module-path={path}")


def test_a_library_that_speaks_no_pkcs11_is_a_sentence() -> None:
    with pytest.raises(SignerFailed, match="C_Initialize"):
        open_key("pkcs11:object=x?module-path=/lib/x86_64-linux-gnu/libc.so.6")


@pytest.mark.parametrize("path", ["token=none;object=x", "token=edo;object=none"])
def test_what_is_not_there_is_a_sentence(token: SoftToken, path: str) -> None:
    with pytest.raises(KeyUnavailable, match="one must"):
        open_key(token.address(path))


class _GostToken:
    """What a token of the Russian extensions answers by its published constants; no such token was at hand."""

    def __init__(self, key: PrivateKey) -> None:
        self._key = gost_provider().signing_key(key)
        self._size = key.curve.size
        public = self._key.public
        point = public.x.to_bytes(self._size, "little") + public.y.to_bytes(self._size, "little")
        self._attributes = {
            Attribute.KEY_TYPE: (0x30 if self._size == 32 else 0xD4321003).to_bytes(8, "little"),
            Attribute.GOSTR3410_PARAMS: der.oid(key.curve.oid),
            Attribute.VALUE: point,
            Attribute.ID: b"\1",
        }

    def find(self, kind: ObjectClass, _: object) -> list[int]:
        return [kind]

    def read(self, _: int, name: Attribute) -> bytes:
        return self._attributes[name]

    def sign(self, _: int, mechanism: Mechanism, data: bytes) -> bytes:
        expected = Mechanism.GOSTR3410 if self._size == 32 else Mechanism.GOSTR3410_512
        if mechanism is not expected or len(data) != self._size:
            raise Refusal("C_Sign", 0x70)
        return self._key.sign(data)

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("curve", "digest"), [(CRYPTOPRO_XCHA, Digest.STREEBOG256), ("1.2.643.7.1.2.1.2.1", Digest.STREEBOG512)]
)
def test_gost_keys_are_asked_by_the_published_constants(
    monkeypatch: pytest.MonkeyPatch, curve: str, digest: Digest
) -> None:
    private = PrivateKey.generate(curve_by_oid(curve))
    monkeypatch.setattr(TokenKey, "_found", lambda _: (_GostToken(private), 1))
    key = TokenKey(TokenAddress(module="/x", pin_source=""))
    assert same_key(key.public_key, GostKey(private).public_key)
    assert verify_signature(public_key=key.public_key, digest=digest, message=b"x", signature=key.sign(b"x"))
