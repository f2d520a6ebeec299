"""ECDSA and RSA through `cryptography`."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.algorithms import MINIMUM_RSA_BITS, Digest
from signing.errors import AlgorithmUnsupported

RSA_BITS = 3072
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


class PycaKey:
    """An ECDSA or RSA private key that signs with SHA-256."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @classmethod
    def generate(cls) -> "PycaKey":
        """ECDSA on P-256."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def generate_rsa(cls, bits: int = RSA_BITS) -> "PycaKey":
        return cls(rsa.generate_private_key(public_exponent=65537, key_size=bits))

    @classmethod
    def decode(cls, encoded: bytes) -> "PycaKey":
        key = serialization.load_der_private_key(encoded, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise _unsupported()
        return cls(key)

    def sign(self, message: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))

    def encode(self) -> bytes:
        """PKCS#8, DER, not encrypted."""
        return self._key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


def _padding(digest: Digest, salt_length: int | None) -> padding.AsymmetricPadding:
    if salt_length is None:
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(_HASHES[digest]), salt_length)


def _load(public_key: bytes) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
    try:
        key = serialization.load_der_public_key(public_key)
    except UnsupportedAlgorithm:
        raise _unsupported() from None
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= MINIMUM_RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size >= 256:
        return key
    raise _unsupported()


def _unsupported() -> AlgorithmUnsupported:
    return AlgorithmUnsupported(
        ru="Ключ не допускается: нужен ECDSA от 256 бит или RSA от 2048 бит.",
        en="The key is not allowed: ECDSA of at least 256 or RSA of at least 2048 bits is.",
    )
