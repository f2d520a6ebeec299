"""Extensions of certificates and lists (RFC 5280, 4.1.2.9), written and read."""

from collections.abc import Iterable
from dataclasses import dataclass

from signing import der


@dataclass(frozen=True)
class Extension:
    oid: str
    value: bytes
    """DER of the extension's own type."""
    critical: bool = False

    def encode(self) -> bytes:
        critical = (der.boolean(True),) if self.critical else ()
        return der.sequence(der.oid(self.oid), *critical, der.octets(self.value))

    @classmethod
    def of(cls, element: der.Element) -> "Extension":
        name, *critical, value = element.expect(der.SEQUENCE).children()
        marked = bool(critical and critical[0].expect(der.BOOLEAN).content != b"\x00")
        return cls(name.as_oid(), value.expect(der.OCTET_STRING).content, marked)


def read_extensions(encoded: bytes) -> tuple[Extension, ...]:
    """Of the SEQUENCE OF Extension; ValueError when one is damaged or stands twice (RFC 5280, 4.2)."""
    found = tuple(Extension.of(one) for one in der.read(encoded).expect(der.SEQUENCE).children())
    if len({one.oid for one in found}) != len(found):
        raise ValueError("an extension is repeated")
    return found


def find(extensions: Iterable[Extension], oid: str) -> Extension | None:
    return next((one for one in extensions if one.oid == oid), None)
