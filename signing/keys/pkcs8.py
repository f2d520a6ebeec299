"""The wrapping of private keys: PEM, PKCS#8 (RFC 5958) and its encryption PBES2 (RFC 8018).

Written and read here: PBKDF2 with HMAC-SHA-2 and AES-CBC, what `openssl pkcs8 -topk8 -v2 aes-256-cbc` writes. What
names GOST algorithms (RFC 9337) is opened by OpenSSL's engine. Everything else is refused by name.
"""

import base64
import binascii
import hashlib
import os
from contextlib import suppress

from signing import der

_PBES2 = "1.2.840.113549.1.5.13"
_PBKDF2 = "1.2.840.113549.1.5.12"
_HASHES = {
    "1.2.840.113549.2.9": "sha256",
    "1.2.840.113549.2.10": "sha384",
    "1.2.840.113549.2.11": "sha512",
}
_AES_CBC = {
    "2.16.840.1.101.3.4.1.2": 16,
    "2.16.840.1.101.3.4.1.22": 24,
    "2.16.840.1.101.3.4.1.42": 32,
}
_GOST = "1.2.643."
_AES_256_CBC, _HMAC_SHA256 = "2.16.840.1.101.3.4.1.42", "1.2.840.113549.2.9"
_MOST_ITERATIONS = 10_000_000
_MACHINE_MADE = 43
"""Octets of 256 random bits in base64. Slowing a guesser down matters for shorter passphrases, thought of by people."""
_ITERATIONS, _FEWEST_ITERATIONS = 300_000, 1_000


class WrongPassphrase(ValueError):
    """The key is encrypted and does not open with what was given."""


def from_pem(encoded: bytes) -> bytes:
    """DER of a PEM file with one PRIVATE KEY block, or the argument itself when it is not PEM."""
    if b"-----BEGIN" not in encoded:
        return encoded
    for label in (b"PRIVATE KEY", b"ENCRYPTED PRIVATE KEY"):
        _, begin, rest = encoded.partition(b"-----BEGIN " + label + b"-----")
        body, end, _ = rest.partition(b"-----END " + label + b"-----")
        if begin and end:
            return _base64(body)
    raise ValueError("no PRIVATE KEY block in the PEM file")


def to_pem(encoded: bytes) -> bytes:
    label = b"PRIVATE KEY" if is_plain(encoded) else b"ENCRYPTED PRIVATE KEY"
    text = base64.b64encode(encoded)
    lines = b"\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return b"-----BEGIN " + label + b"-----\n" + lines + b"\n-----END " + label + b"-----\n"


def is_plain(encoded: bytes) -> bool:
    """Whether it is PrivateKeyInfo rather than EncryptedPrivateKeyInfo; ValueError when it is neither."""
    children = der.read(encoded).expect(der.SEQUENCE).children()
    if len(children) < 2:
        raise ValueError("not PKCS#8")
    return children[0].tag == der.INTEGER


def encrypt(plain: bytes, passphrase: bytes) -> bytes:
    """EncryptedPrivateKeyInfo: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    salt, vector = os.urandom(16), os.urandom(16)
    count = _FEWEST_ITERATIONS if len(passphrase) >= _MACHINE_MADE else _ITERATIONS
    key = hashlib.pbkdf2_hmac("sha256", passphrase, salt, count, 32)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    padding = 16 - len(plain) % 16
    body = encryptor.update(plain + bytes((padding,)) * padding) + encryptor.finalize()
    function = der.sequence(der.oid(_HMAC_SHA256), der.null())
    derivation = der.sequence(
        der.oid(_PBKDF2), der.sequence(der.octets(salt), der.integer(count), der.integer(32), function)
    )
    cipher = der.sequence(der.oid(_AES_256_CBC), der.octets(vector))
    scheme = der.sequence(der.oid(_PBES2), der.sequence(derivation, cipher))
    return der.sequence(scheme, der.octets(body))


def decrypt(encoded: bytes, passphrase: bytes | None) -> bytes:
    """PrivateKeyInfo out of EncryptedPrivateKeyInfo; a plain one is returned as it is.

    Raises WrongPassphrase, ValueError; ProviderUnavailable where GOST needs OpenSSL's engine and it is absent.
    """
    if is_plain(encoded):
        return encoded
    if passphrase is None:
        raise WrongPassphrase("none was given")
    head, body, *_ = der.read(encoded).children()
    scheme, parameters = head.children()
    if scheme.as_oid() != _PBES2:
        raise ValueError(f"encryption {scheme.as_oid()} is not PBES2; re-encrypt the key with AES-256")
    derivation, encryption = parameters.children()
    cipher, vector, *_ = (*encryption.children(), None)
    function = _pseudo_random_function(derivation)
    if cipher is None or vector is None:
        raise ValueError("PBES2 without a cipher")
    if _GOST in (function[: len(_GOST)], cipher.as_oid()[: len(_GOST)]):
        return _decrypt_gost(encoded, passphrase)
    size = _AES_CBC.get(cipher.as_oid())
    if size is None:
        raise ValueError(f"cipher {cipher.as_oid()} is not AES-CBC; re-encrypt the key with AES-256")
    key = _derive(derivation, function, passphrase, size)
    plain = _unpad(_aes_cbc(key, vector.expect(der.OCTET_STRING).content, body.content))
    with suppress(ValueError):
        if is_plain(plain):
            return plain
    raise WrongPassphrase("it does not open the key")  # one wrong passphrase in 256 leaves good padding


def _decrypt_gost(encoded: bytes, passphrase: bytes) -> bytes:
    from signing.gost.containers import open_pkcs8

    plain = open_pkcs8(encoded, passphrase)
    if plain is None:
        raise WrongPassphrase("it does not open the key")
    return plain


def _pseudo_random_function(derivation: der.Element) -> str:
    name, parameters = derivation.children()
    if name.as_oid() != _PBKDF2:
        raise ValueError(f"key derivation {name.as_oid()} is not PBKDF2; re-encrypt the key")
    _salt, _iterations, *rest = parameters.children()
    functions = [element.children()[0].as_oid() for element in rest if element.tag == der.SEQUENCE]
    return functions[0] if functions else ""


def _derive(derivation: der.Element, function: str, passphrase: bytes, size: int) -> bytes:
    salt, iterations, *_ = derivation.children()[1].children()
    digest = _HASHES.get(function)
    count = iterations.as_integer()
    if digest is None or not 0 < count <= _MOST_ITERATIONS:
        raise ValueError("PBKDF2 is not with HMAC-SHA-2; re-encrypt the key")
    return hashlib.pbkdf2_hmac(digest, passphrase, salt.expect(der.OCTET_STRING).content, count, size)


def _aes_cbc(key: bytes, vector: bytes, body: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(body) + decryptor.finalize()


def _unpad(padded: bytes) -> bytes:
    size = padded[-1] if padded else 0
    plain = padded[:-size] if size else b""
    if not 1 <= size <= 16 or padded != plain + bytes((size,)) * size:
        raise WrongPassphrase("it does not open the key")
    return plain


def _base64(body: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error:
        raise ValueError("the PEM block is not base64") from None
