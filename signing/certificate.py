"""What an X.509 certificate says, as one frozen value."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from signing import der, oids
from signing.algorithms import key_algorithm, key_algorithm_name
from signing.errors import CertificateUnreadable
from signing.extension import Extension, find, read_extensions

_LONGEST_REMEMBERED = 16 * 2**10  # bytes; the same few certificates come again and again
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_CHARSETS = {0x14: "latin-1", 0x1E: "utf-16-be"}
"""TeletexString and BMPString; every other string type of names is UTF-8 or a part of it."""
GOST_KEYS = frozenset({oids.GOST_KEY_256, oids.GOST_KEY_512})


@dataclass(frozen=True)
class Certificate:
    """Fields are empty strings where the subject does not name them. Times are aware UTC."""

    der: bytes = field(repr=False)
    common_name: str
    organisation: str
    surname: str
    given_name: str
    title: str
    inn: str
    """ИНН of the person (12 digits), or of the organisation as certificates before 2022 wrote it (00 + 10)."""
    innle: str
    """ИНН of the legal entity, 10 digits."""
    ogrn: str
    """ОГРН of the legal entity, 13 digits."""
    ogrnip: str
    """ОГРНИП of the entrepreneur, 15 digits."""
    snils: str
    """СНИЛС, 11 digits."""
    serial: str
    """Serial number, lower-case hexadecimal."""
    issuer: str
    """Common name of the issuing authority."""
    not_before: datetime
    not_after: datetime
    algorithm: str
    """Name of the public key's algorithm."""
    policies: tuple[str, ...]
    public_key: bytes = field(repr=False)
    """SubjectPublicKeyInfo, DER."""
    issuer_name: bytes = field(repr=False)
    """The issuer's Name, DER, byte for byte as in the certificate."""
    subject_name: bytes = field(repr=False)
    extensions: tuple[Extension, ...] = field(repr=False)

    @classmethod
    def from_der(cls, encoded: bytes) -> "Certificate":
        try:
            return _remembered(encoded) if len(encoded) <= _LONGEST_REMEMBERED else _parsed(encoded)
        except (ValueError, TypeError, IndexError, x509.InvalidVersion, x509.DuplicateExtension) as broken:
            raise _unreadable(str(broken)) from broken

    @classmethod
    def from_bytes(cls, encoded: bytes) -> "Certificate":
        """DER or PEM."""
        if not encoded.lstrip().startswith(b"-----BEGIN"):
            return cls.from_der(encoded)
        try:
            parsed = x509.load_pem_x509_certificate(encoded)
        except ValueError as broken:
            raise _unreadable(str(broken)) from broken
        return cls.from_der(parsed.public_bytes(serialization.Encoding.DER))

    @classmethod
    def from_file(cls, path: Path) -> "Certificate":
        try:
            encoded = path.read_bytes()
        except OSError as absent:
            raise _unreadable(f"{path}: {absent.strerror}") from absent
        return cls.from_bytes(encoded)

    @cached_property
    def thumbprint_sha1(self) -> str:
        """Lower-case hexadecimal; how CryptoPro and operators name a certificate."""
        return hashlib.sha1(self.der, usedforsecurity=False).hexdigest()

    @cached_property
    def thumbprint_sha256(self) -> str:
        return hashlib.sha256(self.der).hexdigest()

    @cached_property
    def key_algorithm(self) -> str:
        return key_algorithm(self.public_key)

    @property
    def is_gost(self) -> bool:
        return self.key_algorithm in GOST_KEYS

    @property
    def sign_tool_classes(self) -> tuple[str, ...]:
        """Certificate policies that name a class of signature tools, КС1 … КА1 (FSB order 795)."""
        return tuple(policy for policy in self.policies if policy.startswith(oids.SIGN_TOOL_CLASSES))

    @property
    def is_self_issued(self) -> bool:
        return self.issuer_name == self.subject_name

    def extension(self, oid: str) -> bytes | None:
        """The value of an extension, DER of its own type; None when it is absent."""
        found = find(self.extensions, oid)
        return found.value if found else None

    def is_valid_at(self, moment: datetime) -> bool:
        return self.not_before <= moment <= self.not_after

    def to_pem(self) -> bytes:
        return x509.load_der_x509_certificate(self.der).public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True)
class _Names:
    """What is taken from the encoding itself: `cryptography` loads no GOST keys and frowns on long names."""

    serial: int
    issuer: bytes
    subject: bytes
    public_key: bytes
    extensions: tuple[Extension, ...]

    @classmethod
    def of(cls, encoded: bytes) -> "_Names":
        fields = der.read(encoded).expect(der.SEQUENCE).children()[0].children()
        serial, _algorithm, issuer, _validity, subject, public_key, *rest = fields[fields[0].tag == _VERSION :]
        if serial.as_integer() <= 0:
            raise ValueError("the serial number is not positive (RFC 5280, 4.1.2.2)")
        extensions = next((read_extensions(one.content) for one in rest if one.tag == _EXTENSIONS), ())
        return cls(serial.as_integer(), issuer.encoded, subject.encoded, public_key.encoded, extensions)


def _parsed(encoded: bytes) -> Certificate:
    names = _Names.of(encoded)
    return _read(x509.load_der_x509_certificate(encoded), names)


_remembered = lru_cache(maxsize=1024)(_parsed)


def _read(parsed: x509.Certificate, names: _Names) -> Certificate:
    subject, issuer = _texts(names.subject), _texts(names.issuer)
    return Certificate(
        der=parsed.public_bytes(serialization.Encoding.DER),
        common_name=subject.get(oids.COMMON_NAME, ""),
        organisation=subject.get(oids.ORGANISATION, ""),
        surname=subject.get(oids.SURNAME, ""),
        given_name=subject.get(oids.GIVEN_NAME, ""),
        title=subject.get(oids.TITLE, ""),
        inn=subject.get(oids.INN, ""),
        innle=subject.get(oids.INNLE, ""),
        ogrn=subject.get(oids.OGRN, ""),
        ogrnip=subject.get(oids.OGRNIP, ""),
        snils=subject.get(oids.SNILS, ""),
        serial=f"{names.serial:x}",
        issuer=issuer.get(oids.COMMON_NAME, "") or issuer.get(oids.ORGANISATION, ""),
        not_before=parsed.not_valid_before_utc,
        not_after=parsed.not_valid_after_utc,
        algorithm=key_algorithm_name(key_algorithm(names.public_key)),
        policies=_policies(names.extensions),
        public_key=names.public_key,
        issuer_name=names.issuer,
        subject_name=names.subject,
        extensions=names.extensions,
    )


def _texts(name: bytes) -> dict[str, str]:
    """The first value of every attribute; later ones would let a subject say two different things."""
    texts: dict[str, str] = {}
    for relative in der.read(name).children():
        for attribute in relative.children():
            oid, value = attribute.children()
            texts.setdefault(oid.as_oid(), value.content.decode(_CHARSETS.get(value.tag, "utf-8"), "replace"))
    return texts


def _policies(extensions: tuple[Extension, ...]) -> tuple[str, ...]:
    named = find(extensions, oids.CERTIFICATE_POLICIES)
    if named is None:
        return ()
    return tuple(policy.children()[0].as_oid() for policy in der.read(named.value).expect(der.SEQUENCE).children())


def _unreadable(reason: str) -> CertificateUnreadable:
    return CertificateUnreadable(
        ru=f"Сертификат не читается: {reason}. Нужен файл X.509 в DER или PEM.",
        en=f"The certificate cannot be read: {reason}. An X.509 file in DER or PEM is expected.",
    )
