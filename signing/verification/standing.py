"""The checks beyond the message: when it existed, who stands behind its certificate, and whether they still did."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from signing.certificate import Certificate
from signing.indication import SubIndication
from signing.sentence import Doubt, Sentence
from signing.signers.contract import SignatureKind
from signing.trust.evidence import Evidence, EvidenceSource, distinct
from signing.trust.path import PathResult, check_path
from signing.trust.purpose import may_seal_records, may_sign_documents
from signing.trust.qualification import Accredited, Qualification
from signing.trust.revocation import CertificateStatus, RevocationStatus, statuses_of
from signing.trust.store import TrustStore
from signing.verification.examination import Examination, Step
from signing.verification.refusal import Refused
from signing.verification.verdict import CheckName, Form, TimeSource

_CLOCK_TOLERANCE = timedelta(minutes=5)
_TIME_SENTENCES = {
    TimeSource.NOW: Sentence(
        "Доказанного времени подписи нет: сертификат проверен на текущий момент.",
        "There is no proof of the time of signing: the certificate is judged now.",
    ),
    TimeSource.RECEIVED: Sentence(
        "Сертификат проверен на время получения подписи.", "The certificate is judged at the time of receipt."
    ),
    TimeSource.OPERATOR: Sentence(
        "Сертификат проверен на время, подтверждённое оператором.",
        "The certificate is judged at the time the operator confirmed.",
    ),
    TimeSource.TIME_STAMP: Sentence(
        "Сертификат проверен на время по штампу времени.", "The certificate is judged at the time of the time-stamp."
    ),
}


@dataclass(frozen=True)
class Surroundings:
    """What every signature of one verification is judged with."""

    trust: TrustStore
    at: datetime
    source: TimeSource
    evidence: EvidenceSource | None = None


@dataclass(frozen=True)
class ProvenTime:
    """What a good time-stamp proves, and by whose word."""

    moment: datetime
    authority: Certificate
    revocations: tuple[CertificateStatus, ...]


ReadTimeStamp = Callable[[bytes, bytes, Surroundings], ProvenTime]


@dataclass
class Standing:
    examination: Examination
    around: Surroundings
    read_time_stamp: ReadTimeStamp | None = None
    purpose: Callable[[Certificate], bool] = may_sign_documents
    path: PathResult | None = None
    stamp: ProvenTime | None = None
    undecided_stamp: Refused | None = None
    """Why a time-stamp, good otherwise, could not be considered yet: revocation data of its authority is missing."""
    qualification: Qualification | None = None
    own_revocations: tuple[CertificateStatus, ...] = ()
    warnings: list[Sentence] = field(default_factory=list)

    def steps(self) -> tuple[Step, ...]:
        return (
            (CheckName.TIME, self._time),
            (CheckName.CHAIN, self._chain),
            (CheckName.PURPOSE, self._purpose),
            (CheckName.QUALIFICATION, self._qualification),
            (CheckName.REVOCATION, self._revocation),
        )

    @property
    def at(self) -> datetime:
        """The moment the certificate is judged at."""
        return self.stamp.moment if self.stamp else self.around.at

    @property
    def source(self) -> TimeSource:
        return TimeSource.TIME_STAMP if self.stamp else self.around.source

    @property
    def kind(self) -> SignatureKind | None:
        """Nothing is said before the chain holds: anyone can write any policy into a certificate of their own."""
        if self.path is None or self.path.trouble or self.qualification is None:
            return None
        if self.examination.record:
            return SignatureKind.SIMPLE
        return SignatureKind.QUALIFIED if self.qualification.holds else SignatureKind.UNQUALIFIED

    @property
    def revocations(self) -> tuple[CertificateStatus, ...]:
        return self.own_revocations + (self.stamp.revocations if self.stamp else ())

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return distinct(one.evidence for one in self.revocations if one.evidence)

    def _time(self) -> Sentence:
        for token in self.examination.signer.time_stamps:
            self._consider_time_stamp(token)
        claimed = self.examination.claimed
        if claimed and claimed > self.at + _CLOCK_TOLERANCE:
            self.warnings.append(
                Sentence(
                    f"Подписант указал время {claimed:%d.%m.%Y %H:%M} UTC – позже доказанного.",
                    f"The signer claims {claimed:%Y-%m-%d %H:%M} UTC, later than the proven time.",
                )
            )
        return _TIME_SENTENCES[self.source]

    def _consider_time_stamp(self, token: bytes) -> None:
        """The earliest good time-stamp is the moment to judge by; a bad one proves nothing and harms nothing."""
        if self.read_time_stamp is None:
            return
        try:
            proven = self.read_time_stamp(token, self.examination.signer.signature, self.around)
        except Refused as refused:
            if refused.sub is SubIndication.TRY_LATER:
                self.undecided_stamp = refused
            self.warnings.append(
                Sentence(
                    f"Штамп времени не учтён: {refused.sentence.ru}",
                    f"The time-stamp is not considered: {refused.sentence.en}",
                )
            )
            return
        self.examination.form = Form.CADES_T
        if proven.moment <= self.at:
            self.stamp = proven

    def _chain(self) -> Sentence:
        message, trust = self.examination.message, self.around.trust
        path = check_path(self.examination.certificate, message.certificates, trust, self.at)
        if path.trouble is SubIndication.OUT_OF_BOUNDS_NO_POE and self.undecided_stamp and not self.stamp:
            raise Refused(
                SubIndication.TRY_LATER,
                f"Срок сертификата истёк, а штамп времени ещё не проверить. {self.undecided_stamp.sentence.ru}",
                f"A certificate expired, and the time-stamp cannot be judged yet. {self.undecided_stamp.sentence.en}",
                expected_at=self.undecided_stamp.expected_at,
            )
        if path.trouble:
            raise Refused(path.trouble, path.sentence.ru, path.sentence.en)
        self.path = path
        self.qualification = Qualification.of(self.examination.certificate, path.issuer, trust.accredited)
        return path.sentence

    def _purpose(self) -> Sentence:
        allowed = may_seal_records if self.examination.record else self.purpose
        if not allowed(self.examination.certificate):
            raise Refused(
                SubIndication.CHAIN_CONSTRAINTS_FAILURE,
                "Сертификат выпущен не для подписания документов.",
                "The certificate was not issued for signing documents.",
            )
        return self._within_key_usage_period()

    def _within_key_usage_period(self) -> Sentence:
        period = self.qualification.key_usage_period if self.qualification else None
        if period and not period.includes(self.at):
            return Doubt(
                "Срок действия закрытого ключа (отдельный от срока сертификата) не включает время подписи.",
                "The private key's usage period, apart from the certificate's, does not include the time of signing.",
            )
        return Sentence("Сертификат выпущен для подписания документов.", "The certificate is for signing documents.")

    def _qualification(self) -> Sentence:
        """A fact, not a condition: a signature that is not qualified may still be a good unqualified one."""
        found = self.qualification
        if found is None or self.kind is SignatureKind.SIMPLE:
            return Sentence("Простая подпись: сертификат службы.", "A simple signature: the service's certificate.")
        if not found.holds:
            return _unqualified(found, self.examination.certificate)
        if found.omissions:
            return _incomplete(found)
        if found.accredited is Accredited.NOT_ASKED:
            return Sentence(
                "Сертификат квалифицированный; аккредитация издателя принята по каталогу доверия.",
                "The certificate is qualified; the issuer is taken as accredited by the trust directory.",
            )
        return Sentence(
            "Сертификат квалифицированный: издатель был аккредитован в день выпуска.",
            "The certificate is qualified: its issuer was accredited on the day of issue.",
        )

    def _revocation(self) -> Sentence:
        path = self.path.certificates if self.path else ()
        trust = self.around.trust
        self.own_revocations = statuses_of(path, trust.evidence_of, self.at, self.around.evidence)
        for index, found in enumerate(self.own_revocations):
            if found.status is RevocationStatus.REVOKED:
                raise self._revoked(found, is_signer=index == 0)
        undecided = [one for one in self.own_revocations if one.status is not RevocationStatus.GOOD]
        if undecided:
            raise _try_later(undecided)
        return Sentence("Ни один сертификат цепочки не был отозван.", "No certificate on the chain was revoked.")

    def _revoked(self, found: CertificateStatus, *, is_signer: bool) -> Refused:
        """A claim of signing after the revocation settles it: no proof of time could save the signature."""
        when, claimed = found.revoked_at, self.examination.claimed
        whose = ("подписанта", "the signer") if is_signer else ("удостоверяющего центра", "the authority")
        sub = SubIndication.REVOKED_NO_POE if is_signer else SubIndication.REVOKED_CA_NO_POE
        if when and claimed and claimed >= when:
            sub = SubIndication.REVOKED
        return Refused(
            sub,
            f"Сертификат {whose[0]} отозван {when:%d.%m.%Y %H:%M} UTC, а подпись существует доказанно лишь позднее.",
            f"The certificate of {whose[1]} was revoked at {when:%Y-%m-%d %H:%M} UTC, and the signature is proven "
            "to exist only later.",
        )


def _unqualified(found: Qualification, certificate: Certificate) -> Sentence:
    ru, en = "; ".join(one.ru for one in found.lacking), "; ".join(one.en for one in found.lacking)
    claims = certificate.is_gost and certificate.sign_tool_classes
    kind = Doubt if claims else Sentence
    return kind(f"Подпись не квалифицированная: {ru}.", f"The signature is not a qualified one: {en}.")


def _incomplete(found: Qualification) -> Sentence:
    ru, en = ", ".join(one.ru for one in found.omissions), ", ".join(one.en for one in found.omissions)
    return Doubt(
        f"Сертификат квалифицированный, но в нём не указаны: {ru}.", f"The certificate is qualified but lacks: {en}."
    )


def _try_later(undecided: list[CertificateStatus]) -> Refused:
    promised = [one.expected_at for one in undecided if one.expected_at]
    when = max(promised, default=None)
    if any(one.status is RevocationStatus.ON_HOLD for one in undecided):
        ru, en = "Действие сертификата приостановлено", "A certificate is on hold"
    else:
        ru, en = "Нет действующих сведений об отзыве сертификатов цепочки", "There is no current revocation data"
    if when:
        ru, en = (
            f"{ru}; новые обещаны {when:%d.%m.%Y %H:%M} UTC",
            f"{en}; more is promised for {when:%Y-%m-%d %H:%M} UTC",
        )
    return Refused(
        SubIndication.TRY_LATER,
        f"{ru}. Загрузите свежий список отзыва или проверьте подпись снова позже.",
        f"{en}. Load a fresh revocation list or verify again later.",
        expected_at=when,
    )
