"""The wrapping of private keys: PEM, PKCS#8 (RFC 5958) and its encryption PBES2 (RFC 8018).

Only PBKDF2 with HMAC-SHA-2 and AES-CBC are read: what `openssl pkcs8 -topk8 -v2 aes-256-cbc` writes. GOST
containers of other making (PBKDF2 with Streebog, Magma, Kuznyechik) are refused by name.
"""

import base64
import binascii
import hashlib

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
_MOST_ITERATIONS = 10_000_000


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
    text = base64.b64encode(encoded)
    lines = b"\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return b"-----BEGIN PRIVATE KEY-----\n" + lines + b"\n-----END PRIVATE KEY-----\n"


def decrypt(encoded: bytes, passphrase: bytes | None) -> bytes:
    """PrivateKeyInfo out of EncryptedPrivateKeyInfo; a plain one is returned as it is. ValueError otherwise."""
    head, body, *_ = der.read(encoded).expect(der.SEQUENCE).children()
    if head.tag == der.INTEGER:
        return encoded
    if passphrase is None:
        raise ValueError("the key is encrypted and no passphrase was given")
    scheme, parameters = head.children()
    if scheme.as_oid() != _PBES2:
        raise ValueError(f"encryption {scheme.as_oid()} is not PBES2; re-encrypt the key with AES-256")
    derivation, encryption = parameters.children()
    cipher, vector = encryption.children()
    size = _AES_CBC.get(cipher.as_oid())
    if size is None:
        raise ValueError(f"cipher {cipher.as_oid()} is not AES-CBC; re-encrypt the key with AES-256")
    key = _derive(derivation, passphrase, size)
    return _unpad(_aes_cbc(key, vector.expect(der.OCTET_STRING).content, body.content))


def _derive(derivation: der.Element, passphrase: bytes, size: int) -> bytes:
    name, parameters = derivation.children()
    if name.as_oid() != _PBKDF2:
        raise ValueError(f"key derivation {name.as_oid()} is not PBKDF2; re-encrypt the key")
    salt, iterations, *rest = parameters.children()
    functions = [element.children()[0].as_oid() for element in rest if element.tag == der.SEQUENCE]
    digest = _HASHES.get(functions[0]) if functions else None
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
        raise ValueError("the passphrase is wrong")
    return plain


def _base64(body: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error:
        raise ValueError("the PEM block is not base64") from None
