"""What a message says before it is signed.

The process that holds the keys is given bytes, never a digest: a digest says nothing, so whoever could ask for one
signature could ask for any. Signed attributes of CAdES (EN 319 122-1) are short whatever the size of the document, and
name the document by its digest, the moment, and the certificate. A key of an authority signs certificates and
revocation lists (RFC 5280) instead. Anything else is refused: a request to log in somewhere, a signature of yesterday.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from signing import der, oids
from signing.errors import StatementRefused

TOLERANCE = timedelta(minutes=15)
_VERSION_3, _LIST_VERSION_2 = der.context(0, der.integer(2)), der.integer(1)
_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME, _ = _NAMES = tuple(
    der.oid(name) for name in (oids.CONTENT_TYPE, oids.MESSAGE_DIGEST, oids.SIGNING_TIME, oids.SIGNING_CERTIFICATE_V2)
)
_REQUIRED, _DATA = frozenset(_NAMES), der.oid(oids.DATA)
_UTC, _GENERALIZED = "%y%m%d%H%M%SZ", "%Y%m%d%H%M%SZ"


class Purpose(StrEnum):
    """What a key may sign."""

    DOCUMENTS = "documents"
    CERTIFICATES = "certificates"


@dataclass(frozen=True)
class Statement:
    """What was asked, for the log: of documents the digest and the claimed moment."""

    what: str
    document: str = ""
    """The document's digest, hexadecimal."""


def read_statement(message: bytes, purpose: Purpose, *, now: datetime, tolerance: timedelta = TOLERANCE) -> Statement:
    """Raises StatementRefused for what this key does not sign."""
    try:
        if purpose is Purpose.CERTIFICATES:
            return _of_authority(message)
        return _of_document(message, now, tolerance)
    except (ValueError, IndexError, KeyError) as broken:
        raise StatementRefused(
            ru=f"Служба подписи не подписывает такое этим ключом: {broken}.",
            en=f"The signing helper does not sign this with that key: {broken}.",
        ) from broken


def _of_document(message: bytes, now: datetime, tolerance: timedelta) -> Statement:
    attributes = _attributes(message)
    if attributes[_CONTENT_TYPE].encoded != _DATA:
        raise ValueError("the content is not a document")
    claimed = _moment(attributes[_SIGNING_TIME])
    if abs(claimed - now) > tolerance:
        raise ValueError(f"the claimed time {claimed:%Y-%m-%d %H:%M:%S}Z is too far from now")
    digest = attributes[_MESSAGE_DIGEST].expect(der.OCTET_STRING).content
    return Statement(what=f"a document, {claimed:%Y-%m-%dT%H:%M:%SZ}", document=digest.hex())


def _attributes(message: bytes) -> dict[bytes, der.Element]:
    """By the encoded name."""
    found: dict[bytes, der.Element] = {}
    for attribute in der.read(message).expect(der.SET).children():
        name, values = attribute.expect(der.SEQUENCE).children()
        (value,) = values.expect(der.SET).children()
        if name.encoded in found:
            raise ValueError(f"attribute {name.as_oid()} twice")
        found[name.encoded] = value
    if not found.keys() >= _REQUIRED:
        missing = (der.read(name).as_oid() for name in sorted(_REQUIRED - found.keys()))
        raise ValueError(f"not the signed attributes of a document: no {', '.join(missing)}")
    return found


def _moment(value: der.Element) -> datetime:
    form = {der.UTC_TIME: _UTC, der.GENERALIZED_TIME: _GENERALIZED}[value.tag]
    return datetime.strptime(value.content.decode("ascii"), form).replace(tzinfo=UTC)


def _of_authority(message: bytes) -> Statement:
    version = der.read(message).expect(der.SEQUENCE).children()[0].encoded
    kinds = {_VERSION_3: "a certificate", _LIST_VERSION_2: "a revocation list"}
    if version not in kinds:
        raise ValueError("neither a certificate nor a revocation list")
    return Statement(what=kinds[version])


ReadStatement = Callable[[bytes, Purpose], Statement]
