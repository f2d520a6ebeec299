"""DER by hand (ITU-T X.690): the few types that signatures and certificates are made of.

Writing is done here because no ASN.1 library assembles a signature within sixty times of the cost of the
cryptography. Reading is strict DER and serves keys and certificates; signatures of others, which may be BER,
are read in `message.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, ENUMERATED = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A
UTF8_STRING, NUMERIC_STRING, PRINTABLE_STRING, IA5_STRING = 0x0C, 0x12, 0x13, 0x16
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d+))?Z", re.ASCII)
LONGEST_OID = 128  # octets
UTC_TIME, GENERALIZED_TIME, SEQUENCE, SET = 0x17, 0x18, 0x30, 0x31


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*parts: bytes) -> bytes:
    return tlv(SEQUENCE, *parts)


def set_of(*parts: bytes) -> bytes:
    """X.690 11.6: the elements of SET OF go in ascending order of their encodings."""
    return tlv(SET, *sorted(parts))


def integer(value: int) -> bytes:
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octets(value: bytes) -> bytes:
    return tlv(OCTET_STRING, value)


def bits(value: bytes, *, unused: int = 0) -> bytes:
    return tlv(BIT_STRING, bytes((unused,)), value)


def null() -> bytes:
    return b"\x05\x00"


def boolean(value: bool) -> bytes:
    return b"\x01\x01\xff" if value else b"\x01\x01\x00"


def utf8(value: str) -> bytes:
    return tlv(UTF8_STRING, value.encode())


def context(number: int, *parts: bytes, constructed: bool = True) -> bytes:
    return tlv((0xA0 if constructed else 0x80) | number, *parts)


@cache
def oid(dotted: str) -> bytes:
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(OID, b"".join(_base128(arc) for arc in (first * 40 + second, *rest)))


def _base128(value: int) -> bytes:
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(0x80 | value & 0x7F)
    return bytes(reversed(groups))


def time(moment: datetime) -> bytes:
    """RFC 5280 4.1.2.5: UTCTime through the year 2049, GeneralizedTime after; whole seconds of UTC."""
    utc = moment.astimezone(UTC)
    if utc.year < 2050:
        return tlv(UTC_TIME, utc.strftime("%y%m%d%H%M%SZ").encode())
    return generalized_time(utc)


def generalized_time(moment: datetime) -> bytes:
    return tlv(GENERALIZED_TIME, moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


@dataclass(frozen=True, slots=True)
class Element:
    """One element that was read: its tag, its content, and its whole encoding."""

    tag: int
    content: bytes
    encoded: bytes

    def children(self) -> tuple["Element", ...]:
        return tuple(elements(self.content))

    def expect(self, tag: int) -> "Element":
        if self.tag != tag:
            raise ValueError(f"tag {self.tag:#04x} where {tag:#04x} was expected")
        return self

    def as_integer(self) -> int:
        return int.from_bytes(self.expect(INTEGER).content, "big", signed=True)

    def as_time(self) -> datetime:
        """UTCTime (RFC 5280, 4.1.2.5.1: 50 … 99 are of the last century) or GeneralizedTime, fractions allowed."""
        text = self.content.decode("ascii")
        if self.tag == UTC_TIME:
            text = ("20" if int(text[:2]) < 50 else "19") + text
        elif self.tag != GENERALIZED_TIME:
            raise ValueError("not a time")
        found = _TIME.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not a time in UTC")
        *whole, part = found.groups()
        year, month, day, hour, minute, second = map(int, whole)
        return datetime(year, month, day, hour, minute, second, int((part or "0")[:6].ljust(6, "0")), tzinfo=UTC)

    def as_oid(self) -> str:
        arcs: list[int] = []
        value = 0
        if len(self.expect(OID).content) > LONGEST_OID:  # the time to read one grows with its square
            raise ValueError("the object identifier is too long")
        for octet in self.content:
            value = value << 7 | octet & 0x7F
            if not octet & 0x80:
                arcs.append(value)
                value = 0
        if not arcs:
            raise ValueError("empty object identifier")
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, (first, arcs[0] - first * 40, *arcs[1:])))


def read(data: bytes) -> Element:
    """The single element `data` consists of; ValueError on anything else."""
    found = tuple(elements(data))
    if len(found) != 1:
        raise ValueError(f"{len(found)} elements where one was expected")
    return found[0]


def elements(data: bytes) -> Iterator[Element]:
    """Consecutive DER elements; ValueError on truncation, indefinite or needlessly long lengths."""
    offset = 0
    while offset < len(data):
        start = offset
        tag, size, offset = _header(data, offset)
        end = offset + size
        if end > len(data):
            raise ValueError("truncated element")
        yield Element(tag, data[offset:end], data[start:end])
        offset = end


def _header(data: bytes, offset: int) -> tuple[int, int, int]:
    if offset + 2 > len(data):
        raise ValueError("truncated header")
    tag, size = data[offset], data[offset + 1]
    if tag & 0x1F == 0x1F:
        raise ValueError("multi-byte tags are not used here")
    offset += 2
    if size < 0x80:
        return tag, size, offset
    count = size & 0x7F
    length = data[offset : offset + count]
    if not 1 <= count <= 4 or len(length) != count or length[0] == 0:
        raise ValueError("length is not DER")
    size = int.from_bytes(length, "big")
    if size < 0x80:
        raise ValueError("length is not DER")
    return tag, size, offset + count
