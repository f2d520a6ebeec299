"""Whom the verifier believes: anchors, intermediate certificates and revocation lists."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from signing.certificate import Certificate
from signing.errors import CertificateUnreadable, TrustUnreadable

CERTIFICATE_SUFFIXES = frozenset({".cer", ".crt", ".pem", ".der"})
LIST_SUFFIX = ".crl"


@dataclass(frozen=True)
class TrustStore:
    """`crls` are DER. Whoever decides what lies in the directory decides whose signatures pass."""

    anchors: tuple[Certificate, ...]
    intermediates: tuple[Certificate, ...] = ()
    crls: tuple[bytes, ...] = ()

    @classmethod
    def from_directory(cls, directory: Path) -> "TrustStore":
        """Self-signed certificates are anchors, the others intermediates, `*.crl` revocation lists; PEM or DER.

        Not recursive; other suffixes are passed over. TrustUnreadable names the file that is not what its
        suffix says, since a list left out silently would let a revoked certificate pass.
        """
        certificates: list[Certificate] = []
        crls: list[bytes] = []
        for path in _files(directory):
            if path.suffix.lower() in CERTIFICATE_SUFFIXES:
                certificates.extend(_certificates(path))
            elif path.suffix.lower() == LIST_SUFFIX:
                crls.append(_list(path))
        return cls.of(certificates, crls)

    @classmethod
    def of(cls, certificates: Iterable[Certificate], crls: Iterable[bytes] = ()) -> "TrustStore":
        anchors: list[Certificate] = []
        intermediates: list[Certificate] = []
        for certificate in certificates:
            self_issued = certificate.issuer_name == certificate.subject_name
            (anchors if self_issued else intermediates).append(certificate)
        return cls(tuple(anchors), tuple(intermediates), tuple(crls))

    def joined(self, other: "TrustStore") -> "TrustStore":
        return TrustStore(
            self.anchors + other.anchors, self.intermediates + other.intermediates, self.crls + other.crls
        )

    @cached_property
    def fingerprint(self) -> bytes:
        """Changes whenever any certificate or list does."""
        parts = (*(one.der for one in (*self.anchors, *self.intermediates)), *self.crls)
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


def _files(directory: Path) -> list[Path]:
    try:
        return sorted(path for path in directory.iterdir() if path.is_file())
    except OSError as absent:
        raise TrustUnreadable(
            ru=f"Каталог доверия {directory} не читается: {absent.strerror}.",
            en=f"The trust directory {directory} cannot be read: {absent.strerror}.",
        ) from absent


def _certificates(path: Path) -> list[Certificate]:
    encoded = path.read_bytes()
    try:
        if b"-----BEGIN" not in encoded:
            return [Certificate.from_der(encoded)]
        parsed = x509.load_pem_x509_certificates(encoded)
    except (ValueError, CertificateUnreadable) as broken:
        raise _unreadable(path, "сертификат X.509", "an X.509 certificate") from broken
    return [Certificate.from_der(one.public_bytes(serialization.Encoding.DER)) for one in parsed]


def _list(path: Path) -> bytes:
    encoded = path.read_bytes()
    try:
        parsed = (
            x509.load_pem_x509_crl(encoded)
            if encoded.lstrip().startswith(b"-----BEGIN")
            else x509.load_der_x509_crl(encoded)
        )
    except ValueError as broken:
        raise _unreadable(path, "список отзыва", "a revocation list") from broken
    return parsed.public_bytes(serialization.Encoding.DER)


def _unreadable(path: Path, ru: str, en: str) -> TrustUnreadable:
    return TrustUnreadable(
        ru=f"Файл {path} в каталоге доверия – не {ru}. Замените или уберите его.",
        en=f"File {path} of the trust directory is not {en}. Replace or remove it.",
    )
