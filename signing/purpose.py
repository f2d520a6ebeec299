"""Whether a certificate may be used to sign documents (RFC 5280 4.2.1.3, 4.2.1.12)."""

from cryptography import x509

from signing import oids
from signing.certificate import Certificate

_UNDERSTOOD = frozenset({oids.KEY_USAGE, oids.BASIC_CONSTRAINTS, oids.EXTENDED_KEY_USAGE, oids.CERTIFICATE_POLICIES})
_NOT_FOR_DOCUMENTS = frozenset(
    {
        oids.TIME_STAMPING,
        "1.3.6.1.5.5.7.3.9",  # OCSP responses
        "1.3.6.1.5.5.7.3.1",  # TLS servers
        "1.3.6.1.5.5.7.3.3",  # program code
        oids.SIMPLE_SIGNATURE_SERVICE,
    }
)


def may_sign_documents(certificate: Certificate) -> bool:
    """Some purpose must be left beside those that exclude documents; none named means any."""
    usages, critical = _purposes(certificate)
    fit = not usages or oids.ANY_EXTENDED_KEY_USAGE in usages or bool(usages - _NOT_FOR_DOCUMENTS)
    return fit and critical and _key_usage_allows(certificate)


def may_seal_records(certificate: Certificate) -> bool:
    """Only the service's key: an employee's certificate must not confirm on another's behalf."""
    usages, critical = _purposes(certificate)
    return usages == {oids.SIMPLE_SIGNATURE_SERVICE} and critical and _key_usage_allows(certificate)


def may_stamp_time(certificate: Certificate) -> bool:
    """RFC 3161, 2.3: time stamping and nothing else."""
    usages, critical = _purposes(certificate)
    return usages == {oids.TIME_STAMPING} and critical and _key_usage_allows(certificate)


def _purposes(certificate: Certificate) -> tuple[frozenset[str], bool]:
    """Extended key usages, and whether every critical extension is one we understand."""
    extensions = x509.load_der_x509_certificate(certificate.der).extensions
    understood = all(one.oid.dotted_string in _UNDERSTOOD for one in extensions if one.critical)
    for one in extensions:
        if isinstance(one.value, x509.ExtendedKeyUsage):
            return frozenset(usage.dotted_string for usage in one.value), understood
    return frozenset(), understood


def _key_usage_allows(certificate: Certificate) -> bool:
    extensions = x509.load_der_x509_certificate(certificate.der).extensions
    for one in extensions:
        if isinstance(one.value, x509.KeyUsage):
            return one.value.digital_signature or one.value.content_commitment
    return True


def subject_key_id(certificate: Certificate) -> bytes | None:
    for one in x509.load_der_x509_certificate(certificate.der).extensions:
        if isinstance(one.value, x509.SubjectKeyIdentifier):
            return one.value.digest
    return None
