"""What a certificate may be used for (RFC 5280 4.2.1.3, 4.2.1.9, 4.2.1.12)."""

from signing import der, oids
from signing.certificate import Certificate

_UNDERSTOOD = frozenset({oids.KEY_USAGE, oids.BASIC_CONSTRAINTS, oids.EXTENDED_KEY_USAGE, oids.CERTIFICATE_POLICIES})
_NOT_FOR_DOCUMENTS = frozenset(
    {oids.TIME_STAMPING, oids.OCSP_SIGNING, oids.SERVER_AUTH, oids.CODE_SIGNING, oids.SIMPLE_SIGNATURE_SERVICE}
)
_DIGITAL_SIGNATURE, _NON_REPUDIATION, _CRL_SIGN = 0x80, 0x40, 0x02


def may_sign_documents(certificate: Certificate) -> bool:
    """Some purpose must be left beside those that exclude documents; none named means any."""
    usages = extended_key_usages(certificate)
    fit = not usages or oids.ANY_EXTENDED_KEY_USAGE in usages or bool(usages - _NOT_FOR_DOCUMENTS)
    return fit and _may_sign(certificate)


def may_seal_records(certificate: Certificate) -> bool:
    """Only the service's key: an employee's certificate must not confirm on another's behalf."""
    return extended_key_usages(certificate) == {oids.SIMPLE_SIGNATURE_SERVICE} and _may_sign(certificate)


def may_stamp_time(certificate: Certificate) -> bool:
    """RFC 3161, 2.3: time stamping and nothing else."""
    return extended_key_usages(certificate) == {oids.TIME_STAMPING} and _may_sign(certificate)


def may_answer_for_issuer(certificate: Certificate) -> bool:
    """A delegated OCSP responder (RFC 6960, 4.2.2.2)."""
    return oids.OCSP_SIGNING in extended_key_usages(certificate) and _may_sign(certificate)


def may_sign_lists(certificate: Certificate) -> bool:
    usage = _key_usage(certificate)
    return usage is None or bool(usage & _CRL_SIGN)


def is_authority(certificate: Certificate) -> bool:
    """basicConstraints says cA."""
    constraints = certificate.extension(oids.BASIC_CONSTRAINTS)
    if constraints is None:
        return False
    return any(one.tag == der.BOOLEAN and one.content != b"\x00" for one in der.read(constraints).children())


def extended_key_usages(certificate: Certificate) -> frozenset[str]:
    usages = certificate.extension(oids.EXTENDED_KEY_USAGE)
    return frozenset() if usages is None else frozenset(one.as_oid() for one in der.read(usages).children())


def subject_key_id(certificate: Certificate) -> bytes | None:
    identifier = certificate.extension(oids.SUBJECT_KEY_ID)
    return None if identifier is None else der.read(identifier).expect(der.OCTET_STRING).content


def _may_sign(certificate: Certificate) -> bool:
    """Key usage allows signatures, and every critical extension is one we understand."""
    usage = _key_usage(certificate)
    understood = all(one.oid in _UNDERSTOOD for one in certificate.extensions if one.critical)
    return understood and (usage is None or bool(usage & (_DIGITAL_SIGNATURE | _NON_REPUDIATION)))


def _key_usage(certificate: Certificate) -> int | None:
    """The first octet of the bit list; None when the extension is absent and so every use is allowed."""
    usage = certificate.extension(oids.KEY_USAGE)
    if usage is None:
        return None
    bits = der.read(usage).expect(der.BIT_STRING).content[1:]
    return bits[0] if bits else 0
