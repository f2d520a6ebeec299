"""What a GOST implementation must be able to do. Every implementation passes the same contract tests."""

from typing import Protocol

from signing.gost.keys import PrivateKey, PublicKey


class SigningKey(Protocol):
    """A private key loaded and ready; may be shared by threads."""

    @property
    def public(self) -> PublicKey: ...

    def sign(self, digest: bytes) -> bytes:
        """s‖r, big-endian, twice the length of the digest (RFC 9215, 2)."""


class GostProvider(Protocol):
    @property
    def name(self) -> str: ...

    def digest(self, content: bytes, *, bits: int) -> bytes:
        """Streebog (RFC 6986) of 256 or 512 bits, in the byte order of the standard's file format."""

    def signing_key(self, key: PrivateKey) -> SigningKey: ...

    def verify(self, key: PublicKey, digest: bytes, signature: bytes) -> bool:
        """Never raises for bad signatures: whatever is not a valid s‖r for this key is False."""
