"""ECDSA and RSA keys through `cryptography`."""

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.pyca import key_unsupported

RSA_BITS = 3072


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
            raise key_unsupported()
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
