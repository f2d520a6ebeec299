"""The verdict as JSON values, for the command line and the API."""

from collections.abc import Iterable

from signing.certificate import Certificate
from signing.simple import Confirmation
from signing.verdict import Sentence, SignatureVerdict

Json = dict[str, object]


def to_json(verdicts: Iterable[SignatureVerdict]) -> Json:
    """`{"signatures": […]}`; times are ISO 8601 in UTC, unknown values null."""
    return {"signatures": [_verdict(verdict) for verdict in verdicts]}


def _verdict(verdict: SignatureVerdict) -> Json:
    claimed = verdict.claimed_time
    return {
        "indication": verdict.indication,
        "sub_indication": verdict.sub_indication,
        "level": verdict.level,
        "form": verdict.form,
        "time": verdict.time.isoformat(),
        "time_source": verdict.time_source,
        "claimed_time": claimed.isoformat() if claimed else None,
        "signer": _certificate(verdict.signer) if verdict.signer else None,
        "confirmation": _confirmation(verdict.confirmation) if verdict.confirmation else None,
        "summary": _sentence(verdict.sentence),
        "warnings": [_sentence(warning) for warning in verdict.warnings],
        "checks": [
            {"name": check.name, "outcome": check.outcome, **_sentence(check.sentence)} for check in verdict.checks
        ],
    }


def _sentence(sentence: Sentence) -> Json:
    return {"ru": sentence.ru, "en": sentence.en}


def _certificate(certificate: Certificate) -> Json:
    texts = ("common_name", "organisation", "surname", "given_name", "title", "inn", "innle", "ogrn", "snils")
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


def _confirmation(confirmation: Confirmation) -> Json:
    texts = ("user_id", "name", "method", "agreement", "ip", "text_shown_sha256")
    return {
        **{name: getattr(confirmation, name) for name in texts},
        "confirmed_at": confirmation.confirmed_at.isoformat(),
    }
