"""The digests this library accepts."""

import hashlib
from collections.abc import Callable
from enum import StrEnum

from signing import der, oids
from signing.gost import gost_provider


class Digest(StrEnum):
    """A digest algorithm by its object identifier."""

    SHA256 = oids.SHA256
    SHA384 = oids.SHA384
    SHA512 = oids.SHA512
    STREEBOG256 = oids.STREEBOG_256
    STREEBOG512 = oids.STREEBOG_512

    def of(self, content: bytes) -> bytes:
        return _DIGESTS[self](content)

    @property
    def identifier(self) -> bytes:
        """AlgorithmIdentifier with absent parameters (RFC 5754, 2; RFC 9215, 2)."""
        return der.sequence(der.oid(self.value))


_DIGESTS: dict[Digest, Callable[[bytes], bytes]] = {
    Digest.SHA256: lambda content: hashlib.sha256(content).digest(),
    Digest.SHA384: lambda content: hashlib.sha384(content).digest(),
    Digest.SHA512: lambda content: hashlib.sha512(content).digest(),
    Digest.STREEBOG256: lambda content: gost_provider().digest(content, bits=256),
    Digest.STREEBOG512: lambda content: gost_provider().digest(content, bits=512),
}
