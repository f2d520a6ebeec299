"""Which certificates that travel in a message may take part in building a path.

Anyone can put sixty certificates that issue each other in circles into a message, and a path builder would
try their permutations for hours. So only those are let in whose signature leads, certificate by certificate,
to one the trust store already holds; a stranger cannot make any of these.
"""

from collections.abc import Sequence

from signing import der
from signing.algorithms import signature_digest, verify_signature
from signing.certificate import Certificate
from signing.errors import AlgorithmUnsupported, CertificateUnreadable
from signing.trust import TrustStore


def vouched(embedded: Sequence[bytes], trust: TrustStore) -> list[Certificate]:
    known = [*trust.anchors, *trust.intermediates]
    waiting = _readable(embedded)
    found: list[Certificate] = []
    while confirmed := [one for one in waiting if any(_issued(one, issuer) for issuer in known)]:
        waiting = [one for one in waiting if one not in confirmed]
        found += confirmed
        known = confirmed
    return found


def _readable(embedded: Sequence[bytes]) -> list[Certificate]:
    certificates = []
    for encoded in embedded:
        try:
            certificates.append(Certificate.from_der(encoded))
        except CertificateUnreadable:
            continue
    return certificates


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    if certificate.issuer_name != issuer.subject_name:
        return False
    try:
        tbs, algorithm, signature = der.read(certificate.der).children()
        return verify_signature(
            public_key=issuer.public_key,
            digest=signature_digest(algorithm.children()[0].as_oid()),
            message=tbs.encoded,
            signature=signature.content[1:],
        )
    except (ValueError, IndexError, AlgorithmUnsupported):
        return False
