"""Which certificates that travel in a message may take part in building a path.

Anyone can put sixty certificates that issue each other in circles into a message, and a path builder would
try their permutations for hours. So only those are let in whose signature leads, certificate by certificate,
to one the trust store already holds; a stranger cannot make any of these.
"""

from collections.abc import Mapping, Sequence

from signing import der
from signing.algorithms import is_signed
from signing.certificate import Certificate
from signing.errors import CertificateUnreadable
from signing.trust.store import TrustStore, by_subject


def vouched(embedded: Sequence[bytes], trust: TrustStore) -> list[Certificate]:
    known = trust.issuers
    waiting = _readable(embedded)
    found: list[Certificate] = []
    while confirmed := [one for one in waiting if _has_issuer(one, known)]:
        waiting = [one for one in waiting if one not in confirmed]
        found += confirmed
        known = by_subject(confirmed)
    return found


def _readable(embedded: Sequence[bytes]) -> list[Certificate]:
    certificates = []
    for encoded in embedded:
        try:
            certificates.append(Certificate.from_der(encoded))
        except CertificateUnreadable:
            continue
    return certificates


def _has_issuer(certificate: Certificate, known: Mapping[bytes, Sequence[Certificate]]) -> bool:
    return any(is_issued_by(certificate, issuer) for issuer in known.get(certificate.issuer_name, ()))


def is_issued_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the issuer's key signed the certificate; whether it may issue is another question."""
    tbs, algorithm, signature = der.read(certificate.der).children()
    return is_signed(
        public_key=issuer.public_key, algorithm=algorithm.encoded, message=tbs.encoded, signature=signature.content
    )
