"""What verification found: separate facts, and the summary that follows from them (ETSI EN 319 102-1)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from signing.certificate import Certificate
from signing.indication import Indication, SubIndication
from signing.sentence import Sentence
from signing.signers.contract import SignatureKind
from signing.signers.simple import Confirmation
from signing.trust.evidence import Evidence
from signing.trust.qualification import Qualification
from signing.trust.revocation import CertificateStatus


class TimeSource(StrEnum):
    """Who vouches that the signature existed at the time it is judged by. The signer never does."""

    NOW = "now"
    RECEIVED = "received"
    """Our own receipt."""
    OPERATOR = "operator"
    """The operator's confirmation of the date of receipt or sending."""
    TIME_STAMP = "time-stamp"


class CheckName(StrEnum):
    """In the order they are made; the first that fails decides and the later ones stay unknown."""

    FORMAT = "format"
    CERTIFICATE = "certificate"
    BINDING = "binding"
    ALGORITHMS = "algorithms"
    INTEGRITY = "integrity"
    SIGNATURE = "signature"
    TIME = "time"
    CHAIN = "chain"
    PURPOSE = "purpose"
    QUALIFICATION = "qualification"
    REVOCATION = "revocation"


class Outcome(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """Does not decide, and has to be told."""
    FAILED = "failed"
    UNKNOWN = "unknown"


class Form(StrEnum):
    CADES_BES = "CAdES-BES"
    CADES_T = "CAdES-T"
    CMS = "CMS"


@dataclass(frozen=True)
class Check:
    name: CheckName
    outcome: Outcome
    sentence: Sentence


@dataclass(frozen=True)
class SignatureVerdict:
    """One per signer of the message. What was not reached is None or empty."""

    indication: Indication
    sub_indication: SubIndication | None
    kind: SignatureKind | None
    """Known only when the chain is: until then the certificate's own claim counts for nothing."""
    form: Form | None
    time: datetime
    """The moment the certificate is judged at."""
    time_source: TimeSource
    claimed_time: datetime | None
    """The signer's own signingTime; proves nothing."""
    signer: Certificate | None
    confirmation: Confirmation | None = None
    """Who confirmed, for a simple signature; then `signer` is the service that sealed the record."""
    warnings: tuple[Sentence, ...] = ()
    checks: tuple[Check, ...] = field(default=())
    stamped_by: Certificate | None = None
    """The time-stamping authority whose word the time is."""
    qualification: Qualification | None = None
    revocations: tuple[CertificateStatus, ...] = ()
    """Every certificate of the path but its anchor, the signer's first, and then those of the time-stamp."""
    evidence: tuple[Evidence, ...] = ()
    """What `revocations` rely on. Kept with the document it gives the same verdict without any network."""
    try_again_at: datetime | None = None
    """When what is missing is promised, for TRY_LATER; None when nobody promised."""

    @property
    def passed(self) -> bool:
        return self.indication is Indication.TOTAL_PASSED

    @property
    def level(self) -> SignatureKind | None:
        """The kind by the word reports use."""
        return self.kind

    @property
    def sentence(self) -> Sentence:
        """The one thing a bookkeeper needs: that all is well, or the first check that is not."""
        troubled = next((check for check in self.checks if check.outcome in (Outcome.FAILED, Outcome.UNKNOWN)), None)
        return troubled.sentence if troubled else Sentence("Подпись верна.", "The signature is valid.")
