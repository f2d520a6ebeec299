"""Whom the verifier believes: anchors, intermediate certificates, evidence about revocation, accreditations."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from signing.certificate import Certificate
from signing.errors import CertificateUnreadable, TrustUnreadable
from signing.trust import crl
from signing.trust.accreditation import ACCREDITED_FILE, AccreditedAuthorities
from signing.trust.evidence import Evidence, EvidenceKind

CERTIFICATE_SUFFIXES = frozenset({".cer", ".crt", ".pem", ".der"})
LIST_SUFFIX, RESPONSE_SUFFIX = ".crl", ".ocsp"


@dataclass(frozen=True)
class TrustStore:
    """`crls` and `ocsps` are DER. Whoever decides what lies in the directory decides whose signatures pass."""

    anchors: tuple[Certificate, ...]
    intermediates: tuple[Certificate, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    accredited: AccreditedAuthorities | None = None
    """The ministry's list; without it whoever filled the store answers for the accreditation of its authorities."""

    @classmethod
    def from_directory(cls, directory: Path) -> "TrustStore":
        """Self-signed certificates are anchors, the others intermediates, `*.crl` revocation lists, `*.ocsp` OCSP
        responses, `accredited.json` the imported list of accredited authorities; certificates and lists PEM or DER.

        Not recursive; other suffixes are passed over. TrustUnreadable names the file that is not what its
        suffix says, since a list left out silently would let a revoked certificate pass.
        """
        certificates: list[Certificate] = []
        crls: list[bytes] = []
        ocsps: list[bytes] = []
        accredited: AccreditedAuthorities | None = None
        for path in _files(directory):
            if path.suffix.lower() in CERTIFICATE_SUFFIXES:
                certificates.extend(_certificates(path))
            elif path.suffix.lower() == LIST_SUFFIX:
                crls.append(_list(path))
            elif path.suffix.lower() == RESPONSE_SUFFIX:
                ocsps.append(path.read_bytes())
            elif path.name == ACCREDITED_FILE:
                accredited = AccreditedAuthorities.from_json(path.read_bytes())
        return cls.of(certificates, crls, ocsps, accredited)

    @classmethod
    def of(
        cls,
        certificates: Iterable[Certificate],
        crls: Iterable[bytes] = (),
        ocsps: Iterable[bytes] = (),
        accredited: AccreditedAuthorities | None = None,
    ) -> "TrustStore":
        """Of the accredited authorities' certificates those are anchors whose own issuer is not at hand."""
        given, listed = tuple(certificates), accredited.certificates if accredited else ()
        subjects = {one.subject_name for one in (*given, *listed)}
        anchors = [one for one in given if one.is_self_issued]
        anchors += [one for one in listed if one.is_self_issued or one.issuer_name not in subjects]
        tops = {one.der for one in anchors}
        intermediates = [one for one in (*given, *listed) if one.der not in tops]
        return cls(tuple(anchors), tuple(intermediates), tuple(crls), tuple(ocsps), accredited)

    def joined(self, other: "TrustStore") -> "TrustStore":
        return TrustStore(
            self.anchors + other.anchors,
            self.intermediates + other.intermediates,
            self.crls + other.crls,
            self.ocsps + other.ocsps,
            self.accredited or other.accredited,
        )

    def with_evidence(self, evidence: Iterable[Evidence]) -> "TrustStore":
        """The same beliefs and more evidence, such as a verdict kept: it decides again without any network."""
        kept = tuple(evidence)
        return replace(
            self,
            crls=self.crls + tuple(one.content for one in kept if one.kind is EvidenceKind.CRL),
            ocsps=self.ocsps + tuple(one.content for one in kept if one.kind is EvidenceKind.OCSP),
        )

    def evidence_of(self, issuer: Certificate) -> tuple[Evidence, ...]:
        """What may speak of the issuer's certificates: its lists and every response."""
        return (*self._lists.get(issuer.subject_name, ()), *self._responses)

    @cached_property
    def _lists(self) -> Mapping[bytes | None, list[Evidence]]:
        """By the name of their issuer: a store may hold the lists of hundreds of authorities."""
        found: dict[bytes | None, list[Evidence]] = {}
        for one in self.crls:
            found.setdefault(crl.issuer_of(one), []).append(Evidence(EvidenceKind.CRL, one))
        return found

    @cached_property
    def _responses(self) -> tuple[Evidence, ...]:
        return tuple(Evidence(EvidenceKind.OCSP, one) for one in self.ocsps)

    @cached_property
    def issuers(self) -> Mapping[bytes, tuple[Certificate, ...]]:
        """Anchors and intermediates by their subject's name."""
        return by_subject((*self.anchors, *self.intermediates))

    @cached_property
    def fingerprint(self) -> bytes:
        """Changes whenever any certificate, list or response does."""
        parts = (*(one.der for one in (*self.anchors, *self.intermediates)), *self.crls, *self.ocsps)
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


def by_subject(certificates: Iterable[Certificate]) -> Mapping[bytes, tuple[Certificate, ...]]:
    found: dict[bytes, list[Certificate]] = {}
    for one in certificates:
        found.setdefault(one.subject_name, []).append(one)
    return {name: tuple(ones) for name, ones in found.items()}


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
