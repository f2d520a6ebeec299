"""PKCS#12 (RFC 7292): a key and its certificates in one file under a passphrase, what certificate stores export.

ECDSA and RSA are opened by `cryptography`, GOST keys (RFC 9548) by OpenSSL's engine.
"""

from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from signing import der
from signing.keys.pkcs8 import WrongPassphrase

_VERSION = 3
_CRYPTOPRO = der.oid("1.2.840.113549.1.12.1.80")
"""The wrapping of CryptoPro CSP, which is not published as a standard."""


def is_container(encoded: bytes) -> bool:
    """Whether the bytes are a PFX rather than a bare key. ValueError when they are not DER."""
    first, *rest = der.read(encoded).expect(der.SEQUENCE).children()
    return bool(rest) and first.tag == der.INTEGER and first.as_integer() == _VERSION


@dataclass(frozen=True)
class Contents:
    """`key` is PrivateKeyInfo, `certificate` the one of that key if it is there; DER."""

    key: bytes = field(repr=False)
    certificate: bytes | None


def read_container(encoded: bytes, passphrase: bytes | None) -> Contents:
    """Raises WrongPassphrase, ValueError; ProviderUnavailable for GOST without the engine."""
    if passphrase is None:
        raise WrongPassphrase("none was given")
    if _CRYPTOPRO in encoded:
        raise ValueError("CryptoPro's own wrapping; export the key as PKCS#8 or sign on a helper that has the tool")
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(encoded, passphrase)
    except (ValueError, UnsupportedAlgorithm):
        return _read_gost(encoded, passphrase)
    if key is None:
        raise ValueError("there is no private key in the container")
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Contents(plain, certificate.public_bytes(serialization.Encoding.DER) if certificate else None)


def _read_gost(encoded: bytes, passphrase: bytes) -> Contents:
    from signing.gost.containers import open_pkcs12

    key, certificate = open_pkcs12(encoded, passphrase)
    if key is None:
        raise WrongPassphrase("it does not open the container, or the container is damaged")
    return Contents(key, certificate)
