"""Verification of CMS signatures: the verdict of EN 319 102-1 from the checks of `examination.py` and `standing.py`."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from signing.indication import Indication, SubIndication
from signing.sentence import Doubt, Sentence
from signing.trust.evidence import EvidenceSource
from signing.trust.store import TrustStore
from signing.verification.examination import Examination
from signing.verification.message import MalformedMessage, SignedMessage, SignerInfo, read_message
from signing.verification.refusal import Refused, made
from signing.verification.standing import Standing, Surroundings
from signing.verification.time_stamp import proven_time
from signing.verification.verdict import Check, CheckName, Outcome, SignatureVerdict, TimeSource

_UNREACHED = Sentence("Не проверялось: исход решён раньше.", "Not checked: an earlier check decided.")


def verify(
    content: bytes,
    signature: bytes,
    trust: TrustStore,
    *,
    at: datetime | None = None,
    time_source: TimeSource | None = None,
    evidence: EvidenceSource | None = None,
) -> tuple[SignatureVerdict, ...]:
    """One verdict per signer, at least one; never an exception, whatever `signature` holds.

    `at` (aware) is the moment the caller can prove the signature existed, `time_source` who proves it; without
    it the certificate is judged now. A good time-stamp of an earlier moment takes precedence; the signer's own
    claim of a time decides nothing. `evidence` is asked about revocation where the trust store does not know.
    """
    moment = at or datetime.now(UTC)
    if moment.tzinfo is None:
        raise ValueError("the moment of verification must be an aware datetime")
    around = Surroundings(trust, moment, time_source or (TimeSource.RECEIVED if at else TimeSource.NOW), evidence)
    try:
        message = read_message(signature, content_size=len(content))
    except MalformedMessage as broken:
        return (_malformed(str(broken), around),)
    return tuple(_verdict(content, message, signer, around) for signer in message.signers)


def _verdict(content: bytes, message: SignedMessage, signer: SignerInfo, around: Surroundings) -> SignatureVerdict:
    examination = Examination(content, message, signer, around.trust.intermediates)
    standing = Standing(examination, around, read_time_stamp=proven_time)
    decision = _decide(examination, standing)
    sub, record = decision.sub, examination.record
    doubts = tuple(check.sentence for check in decision.checks if check.outcome is Outcome.WARNING)
    return SignatureVerdict(
        indication=sub.indication if sub else Indication.TOTAL_PASSED,
        sub_indication=sub,
        kind=standing.kind,
        form=examination.form,
        time=standing.at,
        time_source=standing.source,
        claimed_time=examination.claimed,
        signer=examination.found,
        confirmation=record.confirmation if record else None,
        warnings=doubts + tuple(standing.warnings),
        checks=tuple(decision.checks),
        stamped_by=standing.stamp.authority if standing.stamp else None,
        qualification=standing.qualification,
        revocations=standing.revocations,
        evidence=standing.evidence,
        try_again_at=decision.expected_at,
    )


@dataclass
class _Decision:
    sub: SubIndication | None = None
    expected_at: datetime | None = None
    checks: list[Check] = field(default_factory=list)


def _decide(examination: Examination, standing: Standing) -> _Decision:
    """The first check that fails decides; the later ones are reported as not made."""
    decision = _Decision()
    for name, step in (*examination.steps(), *standing.steps()):
        if decision.sub:
            decision.checks.append(Check(name, Outcome.UNKNOWN, _UNREACHED))
            continue
        try:
            said = made(step)
            outcome = Outcome.WARNING if isinstance(said, Doubt) else Outcome.OK
            decision.checks.append(Check(name, outcome, said))
        except Refused as refused:
            decision.sub, decision.expected_at = refused.sub, refused.expected_at
            outcome = Outcome.UNKNOWN if refused.sub is SubIndication.TRY_LATER else Outcome.FAILED
            decision.checks.append(Check(name, outcome, refused.sentence))
    return decision


def _malformed(reason: str, around: Surroundings) -> SignatureVerdict:
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
        time=around.at,
        time_source=around.source,
        claimed_time=None,
        signer=None,
        checks=(Check(CheckName.FORMAT, Outcome.FAILED, sentence), *rest),
    )
