"""The scheme `pkcs11:`: a key on a token signs digests that are computed here.

ECDSA and RSA are verified with SoftHSM. GOST R 34.10-2012 is written against the published constants of the Russian
extensions (TC 26) and has met no real token: the self-check of every signature refuses whatever does not verify.
"""

import hashlib
import threading

from signing import der, oids
from signing.algorithms import key_algorithm, scheme_of
from signing.certificate import Certificate
from signing.digest import Digest
from signing.errors import KeyUnavailable, PassphraseRefused, SignerFailed
from signing.gost import PublicKey, curve_by_oid
from signing.keys.passphrases import read_passphrase
from signing.pkcs11.cryptoki import Answer, Attribute, Library, Mechanism, ObjectClass, Refusal, Session, Token, library
from signing.pkcs11.uri import TokenAddress

_GONE = frozenset(
    {
        Answer.DEVICE_ERROR,
        Answer.DEVICE_REMOVED,
        Answer.SESSION_CLOSED,
        Answer.SESSION_HANDLE_INVALID,
        Answer.TOKEN_NOT_PRESENT,
        Answer.USER_NOT_LOGGED_IN,
    }
)
_MECHANISMS = {
    oids.RSA_ENCRYPTION: Mechanism.RSA_PKCS,
    oids.EC_PUBLIC_KEY: Mechanism.ECDSA,
    oids.GOST_KEY_256: Mechanism.GOSTR3410,
    oids.GOST_KEY_512: Mechanism.GOSTR3410_512,
}
_refused_pins: set[tuple[str, str, bytes]] = set()


class TokenKey:
    """Shared by threads, one signature at a time. A token plugged in again is found again."""

    def __init__(self, address: TokenAddress) -> None:
        self._address, self._lock = address, threading.Lock()
        self._session, self._handle = self._found()
        try:
            self.public_key = _public_key(self._session, self._handle)
        except Refusal as refusal:
            raise _failed(refusal) from refusal
        self._mechanism = _MECHANISMS[key_algorithm(self.public_key)]

    def sign(self, message: bytes) -> bytes:
        digest = scheme_of(self.public_key).digest
        data = _digest_info(digest, message) if self._mechanism is Mechanism.RSA_PKCS else digest.of(message)
        with self._lock:
            value = self._signed(data)
        return _ecdsa_value(value) if self._mechanism is Mechanism.ECDSA else value

    def certificate(self) -> bytes | None:
        """What the token has with the key's CKA_ID, DER."""
        with self._lock:
            same = {Attribute.ID: self._session.read(self._handle, Attribute.ID)}
            found = self._session.find(ObjectClass.CERTIFICATE, same)
            return self._session.read(found[0], Attribute.VALUE) if found else None

    def _signed(self, data: bytes) -> bytes:
        try:
            try:
                return self._session.sign(self._handle, self._mechanism, data)
            except Refusal as refusal:
                if refusal.answer not in _GONE:
                    raise
            self._session.close()
            self._session, self._handle = self._found()
            return self._session.sign(self._handle, self._mechanism, data)
        except Refusal as refusal:
            raise _failed(refusal) from refusal

    def _found(self) -> tuple[Session, int]:
        """A session that is logged in, and the private key. Raises SigningError."""
        module = library(self._address.module)
        try:
            token = _the_token(module, self._address)
            session = module.open(token)
            try:
                if self._address.pin_source:
                    _log_in(session, token, self._address)
                return session, _the_key(session, self._address)
            except BaseException:
                session.close()
                raise
        except Refusal as refusal:
            raise _failed(refusal) from refusal

    def __del__(self) -> None:
        session = getattr(self, "_session", None)
        if session is not None:
            session.close()


def open_token_key(location: str, passphrase: bytes | None) -> TokenKey:  # noqa: ARG001 – the address names the PIN's source
    """Raises SigningError."""
    return TokenKey(TokenAddress.parse(location))


def _the_token(module: Library, address: TokenAddress) -> Token:
    wanted = {name: getattr(address, attribute) for name, attribute in _NAMES.items()}
    present = list(module.tokens())
    found = [one for one in present if all(not value or getattr(one, name) == value for name, value in wanted.items())]
    if len(found) == 1:
        return found[0]
    labels = ", ".join(f"«{one.label}»" for one in present) or "–"
    raise KeyUnavailable(
        ru=f"Подходящих токенов {len(found)}, нужен один. Вставлены: {labels}.",
        en=f"{len(found)} tokens fit where one must. Plugged in: {labels}.",
    )


_NAMES = {"label": "token", "serial": "serial", "model": "model", "manufacturer": "manufacturer"}


def _log_in(session: Session, token: Token, address: TokenAddress) -> None:
    """A PIN that was refused is not tried again, and none is where a single try is left: a few lock the token."""
    pin = read_passphrase(address.pin_source)
    tried = (address.module, token.serial, hashlib.sha256(pin).digest())
    if token.is_locked:
        raise _pin_refused("PIN заблокирован", "the PIN is locked")
    if token.is_final_try:
        raise _pin_refused("осталась одна попытка, введите PIN вручную", "one try is left, enter the PIN by hand")
    if tried in _refused_pins:
        raise _pin_refused("этот PIN токен уже отверг", "the token has refused this PIN already")
    try:
        session.log_in(pin)
    except Refusal as refusal:
        if refusal.answer not in (Answer.PIN_INCORRECT, Answer.PIN_LOCKED):
            raise
        _refused_pins.add(tried)
        raise _pin_refused("PIN не подошёл", "the PIN is wrong") from refusal


def _the_key(session: Session, address: TokenAddress) -> int:
    wanted = {Attribute.LABEL: address.object.encode(), Attribute.ID: address.identifier}
    found = session.find(ObjectClass.PRIVATE_KEY, {name: value for name, value in wanted.items() if value})
    if len(found) != 1:
        raise KeyUnavailable(
            ru=f"На токене подходящих закрытых ключей {len(found)}, нужен один. Проверьте object, id и PIN.",
            en=f"{len(found)} private keys of the token fit where one must. Check object, id and the PIN.",
        )
    return found[0]


def _public_key(session: Session, handle: int) -> bytes:
    """SubjectPublicKeyInfo of the public key or the certificate that has the private key's CKA_ID."""
    same = {Attribute.ID: session.read(handle, Attribute.ID)}
    for found in session.find(ObjectClass.PUBLIC_KEY, same):
        return _encoded(session, found)
    for found in session.find(ObjectClass.CERTIFICATE, same):
        return Certificate.from_der(session.read(found, Attribute.VALUE)).public_key
    raise KeyUnavailable(
        ru="На токене нет ни открытого ключа, ни сертификата с тем же CKA_ID, что у закрытого.",
        en="The token has neither a public key nor a certificate with the CKA_ID of the private key.",
    )


def _encoded(session: Session, handle: int) -> bytes:
    kind = int.from_bytes(session.read(handle, Attribute.KEY_TYPE), "little")
    if kind == _RSA:
        modulus, exponent = (
            int.from_bytes(session.read(handle, name), "big") for name in (Attribute.MODULUS, Attribute.PUBLIC_EXPONENT)
        )
        key = der.sequence(der.integer(modulus), der.integer(exponent))
        return der.sequence(der.sequence(der.oid(oids.RSA_ENCRYPTION), der.null()), der.bits(key))
    if kind == _EC:
        point = der.read(session.read(handle, Attribute.EC_POINT)).expect(der.OCTET_STRING).content
        parameters = session.read(handle, Attribute.EC_PARAMS)
        return der.sequence(der.sequence(der.oid(oids.EC_PUBLIC_KEY), parameters), der.bits(point))
    if kind in _GOST:
        curve = curve_by_oid(der.read(session.read(handle, Attribute.GOSTR3410_PARAMS)).as_oid())
        point = session.read(handle, Attribute.VALUE)[-2 * curve.size :]  # bare, or in an OCTET STRING
        x, y = (int.from_bytes(half, "little") for half in (point[: curve.size], point[curve.size :]))
        return PublicKey(curve, x, y).encode()
    raise KeyUnavailable(
        ru=f"Ключ на токене вида {kind:#x}; нужен ГОСТ Р 34.10-2012, ECDSA или RSA.",
        en=f"The token's key is of type {kind:#x}: GOST R 34.10-2012, ECDSA or RSA is needed.",
    )


_RSA, _EC, _GOST = 0x0, 0x3, (0x30, 0xD4321003)
"""CKK_RSA, CKK_EC, CKK_GOSTR3410 and, of TC 26, CKK_GOSTR3410_512."""


def _digest_info(digest: Digest, message: bytes) -> bytes:
    """RFC 8017, 9.2: here the parameters of the digest are NULL, not absent."""
    return der.sequence(der.sequence(der.oid(digest.value), der.null()), der.octets(digest.of(message)))


def _ecdsa_value(value: bytes) -> bytes:
    """Tokens answer r‖s; RFC 3279 wants a SEQUENCE of both."""
    half = len(value) // 2
    return der.sequence(*(der.integer(int.from_bytes(part, "big")) for part in (value[:half], value[half:])))


def _pin_refused(ru: str, en: str) -> PassphraseRefused:
    return PassphraseRefused(
        ru=f"Токен не открыт: {ru}. Проверьте файл, на который указывает pin-source, и состояние токена.",
        en=f"The token was not opened: {en}. Check what pin-source names, and the state of the token.",
    )


def _failed(refusal: Refusal) -> SignerFailed:
    return SignerFailed(
        ru=f"Токен отказал ({refusal}). Проверьте, что он вставлен, и повторите.",
        en=f"The token refused ({refusal}). Check that it is plugged in and try again.",
    )
