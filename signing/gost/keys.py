"""Keys of GOST R 34.10-2012 and their encodings: SubjectPublicKeyInfo (RFC 9215) and PKCS#8 (RFC 5958)."""

import secrets
from dataclasses import dataclass, field

from signing import der, oids
from signing.errors import AlgorithmUnsupported
from signing.gost.curves import Curve, curve_by_oid

KEY_ALGORITHMS = {oids.GOST_KEY_256: 32, oids.GOST_KEY_512: 64}


@dataclass(frozen=True)
class PublicKey:
    curve: Curve
    x: int
    y: int

    def encode(self) -> bytes:
        """SubjectPublicKeyInfo; x‖y little-endian in an OCTET STRING inside the BIT STRING."""
        size = self.curve.size
        point = self.x.to_bytes(size, "little") + self.y.to_bytes(size, "little")
        return der.sequence(_algorithm(self.curve), der.bits(der.octets(point)))

    @classmethod
    def decode(cls, encoded: bytes) -> "PublicKey":
        """ValueError for damaged encodings and points off the curve; AlgorithmUnsupported for other keys."""
        algorithm, bits = der.read(encoded).expect(der.SEQUENCE).children()
        curve = _curve(algorithm)
        if bits.expect(der.BIT_STRING).content[:1] != b"\x00":
            raise ValueError("public key has unused bits")
        point = der.read(bits.content[1:]).expect(der.OCTET_STRING).content
        if len(point) != 2 * curve.size:
            raise ValueError("public key has a wrong length")
        x, y = (int.from_bytes(half, "little") for half in (point[: curve.size], point[curve.size :]))
        if not curve.contains(x, y):
            raise ValueError("public key is not a point of its curve")
        return cls(curve, x, y)


@dataclass(frozen=True)
class PrivateKey:
    curve: Curve
    scalar: int = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 < self.scalar < self.curve.q:
            raise ValueError("private key is outside 1 … q-1")

    @classmethod
    def generate(cls, curve: Curve) -> "PrivateKey":
        return cls(curve, 1 + secrets.randbelow(curve.q - 1))

    def encode(self) -> bytes:
        """PrivateKeyInfo with the scalar little-endian in an OCTET STRING, as OpenSSL and GnuTLS write it."""
        scalar = self.scalar.to_bytes(self.curve.size, "little")
        return der.sequence(der.integer(0), _algorithm(self.curve), der.octets(der.octets(scalar)))

    @classmethod
    def decode(cls, encoded: bytes) -> "PrivateKey":
        """ValueError for damaged encodings, AlgorithmUnsupported for keys of other algorithms."""
        _version, algorithm, value, *_ = der.read(encoded).expect(der.SEQUENCE).children()
        curve = _curve(algorithm)
        return cls(curve, _scalar(value.expect(der.OCTET_STRING).content, curve.size))


def _scalar(value: bytes, size: int) -> int:
    """Bare bytes and OCTET STRING are little-endian, INTEGER is big-endian: three makers, three forms."""
    if len(value) == size:
        return int.from_bytes(value, "little")
    inner = der.read(value)
    if inner.tag == der.INTEGER:
        return inner.as_integer()
    if len(inner.expect(der.OCTET_STRING).content) != size:
        raise ValueError("private key is masked or has a wrong length")
    return int.from_bytes(inner.content, "little")


def _algorithm(curve: Curve) -> bytes:
    key, digest = (oids.GOST_KEY_256, oids.STREEBOG_256) if curve.size == 32 else (oids.GOST_KEY_512, oids.STREEBOG_512)
    named = (der.oid(digest),) if curve.names_digest else ()
    return der.sequence(der.oid(key), der.sequence(der.oid(curve.oid), *named))


def _curve(algorithm: der.Element) -> Curve:
    name, *parameters = algorithm.expect(der.SEQUENCE).children()
    size = KEY_ALGORITHMS.get(name.as_oid())
    if size is None or not parameters:
        raise AlgorithmUnsupported(ru="Ключ не по ГОСТ Р 34.10-2012.", en="The key is not a GOST R 34.10-2012 key.")
    curve = curve_by_oid(parameters[0].expect(der.SEQUENCE).children()[0].as_oid())
    if curve.size != size:
        raise ValueError("parameter set does not fit the key algorithm")
    return curve
