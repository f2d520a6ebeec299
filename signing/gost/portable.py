"""GOST R 34.10-2012 (RFC 7091) in pure Python, for machines without the OpenSSL engine.

Python's integers are not constant-time. Signing therefore masks what it can: the scalar that multiplies the
generator is blinded by a multiple of the group's order, the private key by a random factor, and the nonce is
hedged – derived from fresh randomness, the key and the digest together, so that a weak random source alone
does not give the key away.
"""

import hashlib
import secrets
from functools import cache

from signing.gost.curves import Curve
from signing.gost.keys import PrivateKey, PublicKey
from signing.gost.streebog import streebog

Point = tuple[int, int, int]
"""Jacobian coordinates: x = X/Z², y = Y/Z³; Z = 0 is the point at infinity."""

_INFINITY: Point = (1, 1, 0)
_WINDOW = 4


class PortableProvider:
    name = "portable"

    def digest(self, content: bytes, *, bits: int) -> bytes:
        return streebog(content, bits=bits)

    def signing_key(self, key: PrivateKey) -> "PortableSigningKey":
        return PortableSigningKey(key)

    def verify(self, key: PublicKey, digest: bytes, signature: bytes) -> bool:
        """RFC 7091, 6.2."""
        curve, size = key.curve, key.curve.size
        if len(signature) != 2 * size or len(digest) != size:
            return False
        s, r = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
        if not (0 < r < curve.q and 0 < s < curve.q):
            return False
        inverse = pow(_exponent(digest, curve), -1, curve.q)
        left = _multiply(_generator_table(curve), s * inverse % curve.q, curve)
        right = _multiply(_table((key.x, key.y, 1), curve), -r * inverse % curve.q, curve)
        point = _add(left, right, curve)
        return point[2] != 0 and _affine(point, curve)[0] % curve.q == r


class PortableSigningKey:
    def __init__(self, key: PrivateKey) -> None:
        self._key = key
        x, y = _affine(_multiply(_generator_table(key.curve), key.scalar, key.curve), key.curve)
        self.public = PublicKey(key.curve, x, y)

    def sign(self, digest: bytes) -> bytes:
        while True:
            signature = sign_with_nonce(self._key, digest, self._nonce(digest))
            if signature is not None:
                return signature

    def _nonce(self, digest: bytes) -> int:
        """Eight bytes more than q has, so that the remainder is uniform to 2⁻⁶⁴."""
        curve = self._key.curve
        seed = self._key.scalar.to_bytes(curve.size, "big") + digest + secrets.token_bytes(64)
        wide = hashlib.shake_256(seed).digest(curve.size + 8)
        return 1 + int.from_bytes(wide, "big") % (curve.q - 1)


def sign_with_nonce(key: PrivateKey, digest: bytes, nonce: int) -> bytes | None:
    """RFC 7091, 6.1 for a given k; None in the negligible case that asks for another k."""
    curve = key.curve
    blinded = nonce + curve.q * (1 << 63 | secrets.randbits(63))
    x, _ = _affine(_multiply(_generator_table(curve), blinded, curve), curve)
    r = x % curve.q
    mask = 1 + secrets.randbelow(curve.q - 1)
    masked = (key.scalar * mask % curve.q) * r + (nonce * mask % curve.q) * _exponent(digest, curve)
    s = masked * pow(mask, -1, curve.q) % curve.q
    if not r or not s:
        return None
    return s.to_bytes(curve.size, "big") + r.to_bytes(curve.size, "big")


def _exponent(digest: bytes, curve: Curve) -> int:
    """RFC 9215, 2: the digest is a little-endian number; zero is replaced by one (RFC 7091, 6.1 step 2)."""
    return int.from_bytes(digest, "little") % curve.q or 1


@cache
def _generator_table(curve: Curve) -> tuple[Point, ...]:
    return _table((curve.x, curve.y, 1), curve)


def _table(point: Point, curve: Curve) -> tuple[Point, ...]:
    """0·P … 15·P for a window of four bits."""
    table = [_INFINITY, point]
    while len(table) < 1 << _WINDOW:
        table.append(_add(table[-1], point, curve))
    return tuple(table)


def _multiply(table: tuple[Point, ...], scalar: int, curve: Curve) -> Point:
    """Every window costs four doublings and one addition, whatever its bits are."""
    result = _INFINITY
    for shift in range((scalar.bit_length() + _WINDOW - 1) // _WINDOW * _WINDOW - _WINDOW, -1, -_WINDOW):
        for _ in range(_WINDOW):
            result = _double(result, curve)
        result = _add(result, table[scalar >> shift & (1 << _WINDOW) - 1], curve)
    return result


def _double(point: Point, curve: Curve) -> Point:
    x, y, z = point
    if not z:
        return _INFINITY
    p = curve.p
    y2, z2 = y * y % p, z * z % p
    s = 4 * x * y2 % p
    m = (3 * x * x + curve.a * z2 * z2) % p
    x3 = (m * m - 2 * s) % p
    return x3, (m * (s - x3) - 8 * y2 * y2) % p, 2 * y * z % p


def _add(left: Point, right: Point, curve: Curve) -> Point:
    x1, y1, z1 = left
    x2, y2, z2 = right
    if not z1 or not z2:
        return right if not z1 else left
    p = curve.p
    zz1, zz2 = z1 * z1 % p, z2 * z2 % p
    u1, u2 = x1 * zz2 % p, x2 * zz1 % p
    s1, s2 = y1 * zz2 * z2 % p, y2 * zz1 * z1 % p
    h, r = (u2 - u1) % p, (s2 - s1) % p
    if not h:
        return _INFINITY if r else _double(left, curve)
    hh = h * h % p
    hhh, v = h * hh % p, u1 * hh % p
    x3 = (r * r - hhh - 2 * v) % p
    return x3, (r * (v - x3) - s1 * hhh) % p, z1 * z2 * h % p


def _affine(point: Point, curve: Curve) -> tuple[int, int]:
    x, y, z = point
    inverse = pow(z, -1, curve.p)
    square = inverse * inverse % curve.p
    return x * square % curve.p, y * square * inverse % curve.p
