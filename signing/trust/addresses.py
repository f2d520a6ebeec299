"""Where a certificate says its revocation information is published, and what a list says it is for."""

from collections.abc import Iterator

from signing import der, oids
from signing.certificate import Certificate

_URI, _FULL_NAME, _POINT_NAME = 0x86, 0xA0, 0xA0


def list_addresses(certificate: Certificate) -> tuple[str, ...]:
    """cRLDistributionPoints (RFC 5280, 4.2.1.13): URIs of whole lists; those of other issuers are left out."""
    points = certificate.extension(oids.CRL_DISTRIBUTION_POINTS)
    if points is None:
        return ()
    whole = [one.children() for one in der.read(points).children()]
    return tuple(uri for parts in whole if len(parts) == 1 for uri in uris_of_point(parts[0]))


def status_addresses(certificate: Certificate) -> tuple[str, ...]:
    """URIs of OCSP responders (authorityInfoAccess, RFC 5280, 4.2.2.1)."""
    descriptions = certificate.extension(oids.AUTHORITY_INFORMATION_ACCESS)
    if descriptions is None:
        return ()
    pairs = [one.children() for one in der.read(descriptions).children()]
    return tuple(_text(place) for method, place in pairs if method.as_oid() == oids.OCSP and place.tag == _URI)


def uris_of_point(element: der.Element) -> Iterator[str]:
    """URIs of a DistributionPointName that stands under the tag [0] of its holder; relative names give none."""
    if element.tag != _POINT_NAME:
        return
    for name in element.children():
        if name.tag == _FULL_NAME:
            yield from (_text(one) for one in name.children() if one.tag == _URI)


def _text(uri: der.Element) -> str:
    return uri.content.decode("ascii", "replace")
