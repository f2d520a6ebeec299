"""ECDSA and RSA verified through `cryptography`."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.digest import Digest
from signing.errors import AlgorithmUnsupported

MINIMUM_RSA_BITS = 2048
_HASHES: dict[Digest, hashes.HashAlgorithm] = {
    Digest.SHA256: hashes.SHA256(),
    Digest.SHA384: hashes.SHA384(),
    Digest.SHA512: hashes.SHA512(),
}


class PycaVerifier:
    def __init__(self, public_key: bytes) -> None:
        self._key = _load(public_key)

    def verify(self, digest: Digest, message: bytes, signature: bytes, salt_length: int | None) -> bool:
        """PKCS #1 v1.5 for an RSA key, RSASSA-PSS where a salt is given."""
        if digest not in _HASHES:
            return False
        try:
            if isinstance(self._key, rsa.RSAPublicKey):
                self._key.verify(signature, message, _padding(digest, salt_length), _HASHES[digest])
            else:
                self._key.verify(signature, message, ec.ECDSA(_HASHES[digest]))
        except InvalidSignature:
            return False
        return True


def _padding(digest: Digest, salt_length: int | None) -> padding.AsymmetricPadding:
    if salt_length is None:
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(_HASHES[digest]), salt_length)


def _load(public_key: bytes) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
    try:
        key = serialization.load_der_public_key(public_key)
    except UnsupportedAlgorithm:
        raise key_unsupported() from None
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= MINIMUM_RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size >= 256:
        return key
    raise key_unsupported()


def key_unsupported() -> AlgorithmUnsupported:
    return AlgorithmUnsupported(
        ru="Ключ не допускается: нужен ECDSA от 256 бит или RSA от 2048 бит.",
        en="The key is not allowed: ECDSA of at least 256 or RSA of at least 2048 bits is.",
    )
