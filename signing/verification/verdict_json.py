"""The verdict as JSON values, for the command line and the API."""

from collections.abc import Iterable
from datetime import datetime

from signing.certificate import Certificate
from signing.sentence import Sentence
from signing.signers.simple import Confirmation
from signing.trust.evidence import Evidence
from signing.trust.qualification import Qualification
from signing.trust.revocation import CertificateStatus
from signing.verification.verdict import SignatureVerdict

Json = dict[str, object]


def to_json(verdicts: Iterable[SignatureVerdict]) -> Json:
    """`{"signatures": […]}`; times are ISO 8601 in UTC, unknown values null. Evidence is named by its SHA-256."""
    return {"signatures": [_verdict(verdict) for verdict in verdicts]}


def _verdict(verdict: SignatureVerdict) -> Json:
    return {
        "indication": verdict.indication,
        "sub_indication": verdict.sub_indication,
        "level": verdict.level,
        "form": verdict.form,
        "time": verdict.time.isoformat(),
        "time_source": verdict.time_source,
        "claimed_time": _time(verdict.claimed_time),
        "try_again_at": _time(verdict.try_again_at),
        "signer": _certificate(verdict.signer) if verdict.signer else None,
        "qualification": _qualification(verdict.qualification) if verdict.qualification else None,
        "stamped_by": _certificate(verdict.stamped_by) if verdict.stamped_by else None,
        "confirmation": _confirmation(verdict.confirmation) if verdict.confirmation else None,
        "summary": _sentence(verdict.sentence),
        "warnings": [_sentence(warning) for warning in verdict.warnings],
        "checks": [
            {"name": check.name, "outcome": check.outcome, **_sentence(check.sentence)} for check in verdict.checks
        ],
        "revocations": [_revocation(one) for one in verdict.revocations],
        "evidence": [_evidence(one) for one in verdict.evidence],
    }


def _sentence(sentence: Sentence) -> Json:
    return {"ru": sentence.ru, "en": sentence.en}


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _certificate(certificate: Certificate) -> Json:
    texts = ("common_name", "organisation", "surname", "given_name", "title", "inn", "innle", "ogrn", "ogrnip", "snils")
    return {
        **{name: getattr(certificate, name) for name in texts},
        "serial": certificate.serial,
        "issuer": certificate.issuer,
        "not_before": certificate.not_before.isoformat(),
        "not_after": certificate.not_after.isoformat(),
        "algorithm": certificate.algorithm,
        "thumbprint_sha1": certificate.thumbprint_sha1,
        "thumbprint_sha256": certificate.thumbprint_sha256,
    }


def _qualification(found: Qualification) -> Json:
    tools, period = found.issuer_sign_tool, found.key_usage_period
    return {
        "holds": found.holds,
        "lacking": [_sentence(one) for one in found.lacking],
        "omissions": [_sentence(one) for one in found.omissions],
        "accredited": found.accredited,
        "accreditation": found.accreditation,
        "classes": list(found.classes),
        "subject_sign_tool": found.subject_sign_tool,
        "issuer_sign_tool": vars(tools) if tools else None,
        "identification_kind": found.identification_kind,
        "key_usage_period": {"from": _time(period.not_before), "to": _time(period.not_after)} if period else None,
    }


def _revocation(found: CertificateStatus) -> Json:
    said = found.statement
    return {
        "certificate": found.certificate.common_name,
        "serial": found.certificate.serial,
        "status": found.status,
        "revoked_at": _time(found.revoked_at),
        "reason": said.reason if said and said.revoked_at else None,
        "this_update": _time(said.this_update) if said else None,
        "next_update": _time(said.next_update) if said else _time(found.expected_at),
        "evidence": said.evidence.sha256 if said else None,
    }


def _evidence(evidence: Evidence) -> Json:
    return {
        "kind": evidence.kind,
        "sha256": evidence.sha256,
        "size": len(evidence.content),
        "address": evidence.address,
    }


def _confirmation(confirmation: Confirmation) -> Json:
    texts = ("user_id", "name", "method", "agreement", "ip", "text_shown_sha256")
    return {
        **{name: getattr(confirmation, name) for name in texts},
        "confirmed_at": confirmation.confirmed_at.isoformat(),
    }
