"""The digests and signature algorithms this library accepts, and the one place that verifies a raw signature.

Everything that is not in these tables – SHA-1, MD5, RSA below 2048 bits, GOST of 2001 – is refused.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from signing import der, oids
from signing.digest import Digest
from signing.errors import AlgorithmUnsupported
from signing.gost import PublicKey, gost_provider
from signing.pyca import PycaVerifier

_PSS_DIGEST, _PSS_MASK, _PSS_SALT = 0xA0, 0xA1, 0xA2


@dataclass(frozen=True)
class SignatureAlgorithm:
    """An AlgorithmIdentifier of a signature; `pss_digest` and `salt_length` are of RSASSA-PSS alone (RFC 4055)."""

    oid: str
    pss_digest: Digest | None = None
    salt_length: int | None = None

    @classmethod
    def of(cls, identifier: der.Element) -> "SignatureAlgorithm":
        """ValueError for a damaged identifier, AlgorithmUnsupported for PSS with SHA-1 or an unlike mask."""
        name, *parameters = identifier.expect(der.SEQUENCE).children()
        if name.as_oid() != oids.RSA_PSS:
            return cls(name.as_oid())
        given = {one.tag: one for one in parameters[0].children()} if parameters else {}
        if not {_PSS_DIGEST, _PSS_MASK} <= given.keys():
            raise _unsupported("RSASSA-PSS + SHA-1")
        digest = digest_by_oid(given[_PSS_DIGEST].children()[0].children()[0].as_oid())
        mask, mask_digest = given[_PSS_MASK].children()[0].children()
        if mask.as_oid() != oids.MGF1 or mask_digest.children()[0].as_oid() != digest:
            raise _unsupported("RSASSA-PSS + MGF1")
        salt = given[_PSS_SALT].children()[0].as_integer() if _PSS_SALT in given else 20
        return cls(oids.RSA_PSS, digest, salt)

    @property
    def digest(self) -> Digest:
        """The digest a signatureAlgorithm of X.509 stands for."""
        digests = _SIGNATURE_DIGESTS.get(self.oid, frozenset())
        if self.pss_digest:
            return self.pss_digest
        if len(digests) != 1:
            raise _unsupported(self.oid)
        return next(iter(digests))


# In SignerInfo.signatureAlgorithm makers write either the key's algorithm or the pair with the digest.
_SIGNATURE_DIGESTS: dict[str, frozenset[Digest]] = {
    oids.GOST_KEY_256: frozenset({Digest.STREEBOG256}),
    oids.GOST_SIGNATURE_256: frozenset({Digest.STREEBOG256}),
    oids.GOST_KEY_512: frozenset({Digest.STREEBOG512}),
    oids.GOST_SIGNATURE_512: frozenset({Digest.STREEBOG512}),
    oids.EC_PUBLIC_KEY: frozenset({Digest.SHA256, Digest.SHA384, Digest.SHA512}),
    oids.ECDSA_WITH_SHA256: frozenset({Digest.SHA256}),
    oids.ECDSA_WITH_SHA384: frozenset({Digest.SHA384}),
    oids.ECDSA_WITH_SHA512: frozenset({Digest.SHA512}),
    oids.RSA_ENCRYPTION: frozenset({Digest.SHA256, Digest.SHA384, Digest.SHA512}),
    oids.RSA_PSS: frozenset({Digest.SHA256, Digest.SHA384, Digest.SHA512}),
    oids.SHA256_WITH_RSA: frozenset({Digest.SHA256}),
    oids.SHA384_WITH_RSA: frozenset({Digest.SHA384}),
    oids.SHA512_WITH_RSA: frozenset({Digest.SHA512}),
}
_KEY_SIGNATURES: dict[str, frozenset[str]] = {
    oids.GOST_KEY_256: frozenset({oids.GOST_KEY_256, oids.GOST_SIGNATURE_256}),
    oids.GOST_KEY_512: frozenset({oids.GOST_KEY_512, oids.GOST_SIGNATURE_512}),
    oids.EC_PUBLIC_KEY: frozenset(
        {oids.EC_PUBLIC_KEY, oids.ECDSA_WITH_SHA256, oids.ECDSA_WITH_SHA384, oids.ECDSA_WITH_SHA512}
    ),
    oids.RSA_ENCRYPTION: frozenset(
        {oids.RSA_ENCRYPTION, oids.RSA_PSS, oids.SHA256_WITH_RSA, oids.SHA384_WITH_RSA, oids.SHA512_WITH_RSA}
    ),
}
_NAMES = {
    oids.GOST_KEY_256: "GOST R 34.10-2012 256",
    oids.GOST_KEY_512: "GOST R 34.10-2012 512",
    oids.EC_PUBLIC_KEY: "ECDSA",
    oids.RSA_ENCRYPTION: "RSA",
}


@dataclass(frozen=True)
class SignatureScheme:
    """How a key of this library's making signs: the digest, and the identifiers written into CMS and X.509."""

    digest: Digest
    cms: bytes
    x509: bytes


_SCHEMES = {
    oids.GOST_KEY_256: SignatureScheme(
        Digest.STREEBOG256,
        der.sequence(der.oid(oids.GOST_KEY_256)),
        der.sequence(der.oid(oids.GOST_SIGNATURE_256)),
    ),
    oids.GOST_KEY_512: SignatureScheme(
        Digest.STREEBOG512,
        der.sequence(der.oid(oids.GOST_KEY_512)),
        der.sequence(der.oid(oids.GOST_SIGNATURE_512)),
    ),
    oids.EC_PUBLIC_KEY: SignatureScheme(
        Digest.SHA256,
        der.sequence(der.oid(oids.ECDSA_WITH_SHA256)),
        der.sequence(der.oid(oids.ECDSA_WITH_SHA256)),
    ),
    oids.RSA_ENCRYPTION: SignatureScheme(
        Digest.SHA256,
        der.sequence(der.oid(oids.SHA256_WITH_RSA), der.null()),
        der.sequence(der.oid(oids.SHA256_WITH_RSA), der.null()),
    ),
}


def key_algorithm(public_key: bytes) -> str:
    """The object identifier inside a SubjectPublicKeyInfo; ValueError when it is damaged."""
    return der.read(public_key).expect(der.SEQUENCE).children()[0].children()[0].as_oid()


def key_algorithm_name(oid: str) -> str:
    return _NAMES.get(oid, oid)


def scheme_of(public_key: bytes) -> SignatureScheme:
    algorithm = key_algorithm(public_key)
    if algorithm not in _SCHEMES:
        raise _unsupported(algorithm)
    return _SCHEMES[algorithm]


def same_key(one: bytes, other: bytes) -> bool:
    """Whether two SubjectPublicKeyInfo are of one key: GOST parameters are written in more ways than one (RFC 9215)."""
    if one == other:
        return True
    algorithms = {key_algorithm(one), key_algorithm(other)}
    if not algorithms <= {oids.GOST_KEY_256, oids.GOST_KEY_512}:
        return False
    return PublicKey.decode(one) == PublicKey.decode(other)


def digest_by_oid(oid: str) -> Digest:
    try:
        return Digest(oid)
    except ValueError:
        raise _unsupported(oid) from None


def check_combination(*, public_key: bytes, algorithm: SignatureAlgorithm, digest: Digest) -> None:
    """Raises AlgorithmUnsupported unless key, signature and digest algorithms are allowed and fit each other."""
    key = key_algorithm(public_key)
    if algorithm.oid not in _KEY_SIGNATURES.get(key, frozenset()):
        raise _unsupported(f"{key} + {algorithm.oid}")
    wanted = algorithm.pss_digest if algorithm.oid == oids.RSA_PSS else digest
    if digest not in _SIGNATURE_DIGESTS[algorithm.oid] or wanted is not digest:
        raise _unsupported(f"{algorithm.oid} + {digest}")


def verify_signature(
    *, public_key: bytes, digest: Digest, message: bytes, signature: bytes, salt_length: int | None = None
) -> bool:
    """Whether `signature` is over `message` by this SubjectPublicKeyInfo; RSASSA-PSS where a salt is given.

    ValueError for a damaged key, AlgorithmUnsupported for one that is not allowed.
    """
    return _verifier(public_key).verify(digest, message, signature, salt_length)


def is_signed(*, public_key: bytes, algorithm: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a certificate, a list or a response is signed by this key. False for whatever is not allowed,
    too; `algorithm` is the AlgorithmIdentifier, `signature` the content of the BIT STRING."""
    try:
        read = SignatureAlgorithm.of(der.read(algorithm))
        check_combination(public_key=public_key, algorithm=read, digest=read.digest)
        return signature[:1] == b"\x00" and verify_signature(
            public_key=public_key,
            digest=read.digest,
            message=message,
            signature=signature[1:],
            salt_length=read.salt_length,
        )
    except (ValueError, IndexError, AlgorithmUnsupported):
        return False


class _Verifier(Protocol):
    def verify(self, digest: Digest, message: bytes, signature: bytes, salt_length: int | None) -> bool: ...


@lru_cache(maxsize=256)
def _verifier(public_key: bytes) -> _Verifier:
    algorithm = key_algorithm(public_key)
    if algorithm in (oids.GOST_KEY_256, oids.GOST_KEY_512):
        return _GostVerifier(PublicKey.decode(public_key))
    if algorithm in (oids.EC_PUBLIC_KEY, oids.RSA_ENCRYPTION):
        return PycaVerifier(public_key)
    raise _unsupported(algorithm)


@dataclass(frozen=True)
class _GostVerifier:
    key: PublicKey

    def verify(self, digest: Digest, message: bytes, signature: bytes, salt_length: int | None) -> bool:  # noqa: ARG002
        return gost_provider().verify(self.key, digest.of(message), signature)


def _unsupported(algorithm: str) -> AlgorithmUnsupported:
    return AlgorithmUnsupported(
        ru=f"Алгоритм {algorithm} не допускается. Нужен ГОСТ Р 34.10-2012, ECDSA или RSA от 2048 бит с SHA-2.",
        en=f"Algorithm {algorithm} is not allowed: GOST R 34.10-2012, or ECDSA or RSA ≥ 2048 with SHA-2, is.",
    )
