"""Verification of CMS signatures: the verdict of EN 319 102-1 from the checks of `examination.py`."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from signing.contract import SignatureKind
from signing.errors import ProviderUnavailable
from signing.examination import Examination, Refused
from signing.message import MalformedMessage, read_message
from signing.signers import kind_of
from signing.time_stamp import proven_time
from signing.trust import TrustStore
from signing.verdict import (
    Check,
    CheckName,
    Indication,
    Outcome,
    Sentence,
    SignatureVerdict,
    SubIndication,
    TimeSource,
)

_log = logging.getLogger(__name__)
_UNREACHED = Sentence("Не проверялось: исход решён раньше.", "Not checked: an earlier check decided.")


def verify(
    content: bytes,
    signature: bytes,
    trust: TrustStore,
    *,
    at: datetime | None = None,
    time_source: TimeSource | None = None,
) -> tuple[SignatureVerdict, ...]:
    """One verdict per signer, at least one; never an exception, whatever `signature` holds.

    `at` (aware) is the moment the caller can prove the signature existed, `time_source` who proves it; without
    it the certificate is judged now. A good time-stamp of an earlier moment takes precedence; the signer's own
    claim of a time decides nothing.
    """
    moment = at or datetime.now(UTC)
    if moment.tzinfo is None:
        raise ValueError("the moment of verification must be an aware datetime")
    source = time_source or (TimeSource.RECEIVED if at else TimeSource.NOW)
    try:
        message = read_message(signature, content_size=len(content))
    except MalformedMessage as broken:
        return (_malformed(str(broken), moment, source),)
    return tuple(
        _verdict(Examination(content, message, signer, trust, moment, source, read_time_stamp=proven_time))
        for signer in message.signers
    )


def _verdict(examination: Examination) -> SignatureVerdict:
    sub, checks = _decide(examination)
    record = examination.record
    return SignatureVerdict(
        indication=sub.indication if sub else Indication.TOTAL_PASSED,
        sub_indication=sub,
        kind=_kind(examination),
        form=examination.form,
        time=examination.at,
        time_source=examination.source,
        claimed_time=examination.claimed,
        signer=examination.certificate,
        confirmation=record.confirmation if record else None,
        warnings=tuple(examination.warnings),
        checks=tuple(checks),
    )


def _decide(examination: Examination) -> tuple[SubIndication | None, list[Check]]:
    """The first check that fails decides; the later ones are reported as not made."""
    checks: list[Check] = []
    decided: SubIndication | None = None
    for name, step in examination.steps():
        if decided:
            checks.append(Check(name, Outcome.UNKNOWN, _UNREACHED))
            continue
        try:
            checks.append(Check(name, Outcome.OK, _made(step)))
        except Refused as refused:
            decided = refused.sub
            outcome = Outcome.UNKNOWN if decided is SubIndication.TRY_LATER else Outcome.FAILED
            checks.append(Check(name, outcome, refused.sentence))
    return decided, checks


def _made(step: Callable[[], Sentence]) -> Sentence:
    """A parser's surprise at hostile bytes is a refusal, not a crash of whoever verifies."""
    try:
        return step()
    except (Refused, ProviderUnavailable):
        raise
    except Exception:  # noqa: BLE001 – see above
        _log.exception("a check of a signature broke; the signature is refused")
        raise Refused(
            SubIndication.FORMAT_FAILURE,
            "Подпись или её сертификат повреждены.",
            "The signature or its certificate is damaged.",
        ) from None


def _kind(examination: Examination) -> SignatureKind | None:
    """Nothing is said before the chain holds: anyone can write any policy into a certificate of their own.

    For a qualified signature the issuing authority, too, must be certified for a class of signature tools.
    """
    path, certificate = examination.path, examination.certificate
    if path is None or certificate is None or not path.leads_to_anchor:
        return None
    if examination.record:
        return SignatureKind.SIMPLE
    if kind_of(certificate) is SignatureKind.QUALIFIED and path.issuer_is_qualified:
        return SignatureKind.QUALIFIED
    return SignatureKind.UNQUALIFIED


def _malformed(reason: str, at: datetime, source: TimeSource) -> SignatureVerdict:
    sentence = Sentence(
        "Это не подпись в формате CMS или файл повреждён.",
        f"This is not a CMS signature, or the file is damaged ({reason}).",
    )
    rest = tuple(Check(name, Outcome.UNKNOWN, _UNREACHED) for name in list(CheckName)[1:])
    return SignatureVerdict(
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication.FORMAT_FAILURE,
        kind=None,
        form=None,
        time=at,
        time_source=source,
        claimed_time=None,
        signer=None,
        checks=(Check(CheckName.FORMAT, Outcome.FAILED, sentence), *rest),
    )
