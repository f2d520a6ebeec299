"""Whether a signature by this certificate would be worth anything, asked before the key is."""

from datetime import datetime

from signing.certificate import Certificate
from signing.errors import CertificateOutOfDate, CertificateRevoked, CertificateUnfit
from signing.trust.crl import RevocationList
from signing.trust.path import check_path
from signing.trust.purpose import may_seal_records, may_sign_documents
from signing.trust.qualification import key_usage_period
from signing.trust.revocation import RevocationStatus, statuses_of
from signing.trust.store import TrustStore


def require_ready(certificate: Certificate, trust: TrustStore, *, at: datetime) -> None:
    """The chain to an anchor, the purpose, the key's own period, and that nothing on the chain is revoked.

    Raises CertificateUnfit, CertificateOutOfDate, CertificateRevoked. That revocation is not known is no reason: the
    verdict on the signature will say so and be tried again.
    """
    path = check_path(certificate, (), trust, at)
    if path.trouble:
        raise CertificateUnfit(
            ru=f"Сертификатом «{certificate.common_name}» подписывать нельзя: {path.sentence.ru}",
            en=f"The certificate “{certificate.common_name}” is not fit for signing: {path.sentence.en}",
        )
    if not (may_sign_documents(certificate) or may_seal_records(certificate)):
        raise CertificateUnfit(
            ru=f"Сертификат «{certificate.common_name}» выпущен не для подписания документов.",
            en=f"The certificate “{certificate.common_name}” was not issued for signing documents.",
        )
    _require_key_period(certificate, at)
    for found in statuses_of(path.certificates, trust.evidence_of, at):
        if found.status in (RevocationStatus.REVOKED, RevocationStatus.ON_HOLD):
            raise _revoked(certificate)


def signs_until(certificate: Certificate) -> datetime:
    """The end of the certificate, or of its key's own period (2.5.29.16) where that is earlier."""
    period = key_usage_period(certificate)
    end = period.not_after if period else None
    return min(certificate.not_after, end) if end else certificate.not_after


def lists_until(trust: TrustStore, *, at: datetime) -> list[tuple[Certificate, datetime]]:
    """The living issuers the store has a revocation list of, with the end of the newest."""
    newest: dict[bytes, datetime] = {}
    for encoded in trust.crls:
        one = RevocationList.from_der(encoded)
        newest[one.issuer_name] = max(one.next_update, newest.get(one.issuer_name, one.next_update))
    issuers = (*trust.anchors, *trust.intermediates)
    return [(one, newest[one.subject_name]) for one in issuers if one.subject_name in newest and one.is_valid_at(at)]


def _require_key_period(certificate: Certificate, at: datetime) -> None:
    period = key_usage_period(certificate)
    if period and not period.includes(at):
        raise CertificateOutOfDate(
            ru=f"Срок действия закрытого ключа сертификата «{certificate.common_name}» истёк или не начался. "
            "Получите новый ключ и сертификат.",
            en=f"The period of the private key of “{certificate.common_name}” is over or has not begun. "
            "Get a new key and certificate.",
        )


def _revoked(certificate: Certificate) -> CertificateRevoked:
    return CertificateRevoked(
        ru=f"Сертификат «{certificate.common_name}» или его издатель отозван. Получите новый ключ и сертификат.",
        en=f"The certificate “{certificate.common_name}” or its issuer is revoked. Get a new key and certificate.",
    )
