"""Whether a certificate is a qualified one, and what it says about its making (63-ФЗ, article 17; FSB order 795)."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from signing import der, oids
from signing.certificate import Certificate
from signing.sentence import Sentence
from signing.trust.accreditation import AccreditedAuthorities

_CLASS_NAMES = {
    "1.2.643.100.113.1": "КС1",
    "1.2.643.100.113.2": "КС2",
    "1.2.643.100.113.3": "КС3",
    "1.2.643.100.113.4": "КВ1",
    "1.2.643.100.113.5": "КВ2",
    "1.2.643.100.113.6": "КА1",
}
_NOT_BEFORE, _NOT_AFTER = 0x80, 0x81


class IdentificationKind(IntEnum):
    """How the authority saw who the holder is (1.2.643.100.114, FSB order 795 as amended in 2021)."""

    IN_PERSON = 0
    BY_SIGNATURE = 1
    BY_PASSPORT = 2
    BY_BIOMETRICS = 3


class Accredited(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_LISTED = "not-listed"
    NOT_ASKED = "not-asked"
    """No list of accredited authorities was given."""


@dataclass(frozen=True)
class IssuerSignTool:
    """1.2.643.100.112: the authority's tools and the documents of their conformity."""

    sign_tool: str
    authority_tool: str
    sign_tool_certificate: str
    authority_tool_certificate: str


@dataclass(frozen=True)
class KeyUsagePeriod:
    """2.5.29.16: when the private key may sign, which is shorter than the certificate's own period."""

    not_before: datetime | None
    not_after: datetime | None

    def includes(self, moment: datetime) -> bool:
        begun = self.not_before is None or self.not_before <= moment
        return begun and (self.not_after is None or moment <= self.not_after)


@dataclass(frozen=True)
class Qualification:
    """`lacking` says, in order, why the certificate is not a qualified one; empty when it is."""

    lacking: tuple[Sentence, ...]
    omissions: tuple[Sentence, ...]
    """What the form of a qualified certificate prescribes and this one leaves out."""
    accredited: Accredited
    accreditation: str
    """The status of the issuing authority on the day of issue, as the ministry's list words it."""
    classes: tuple[str, ...]
    """КС1 … КА1."""
    subject_sign_tool: str
    issuer_sign_tool: IssuerSignTool | None
    identification_kind: int | None
    key_usage_period: KeyUsagePeriod | None

    @property
    def holds(self) -> bool:
        return not self.lacking

    @classmethod
    def of(
        cls, certificate: Certificate, issuer: Certificate | None, accredited: AccreditedAuthorities | None
    ) -> "Qualification":
        """`issuer` is the next certificate on a path that holds. ValueError for damaged extensions."""
        authority, status = _accreditation(certificate, issuer, accredited)
        tool, makers = _subject_sign_tool(certificate), _issuer_sign_tool(certificate)
        kind = _identification_kind(certificate)
        return cls(
            lacking=tuple(_lacking(certificate, issuer, authority, status)),
            omissions=tuple(_omissions(tool, makers, kind)),
            accredited=authority,
            accreditation=status,
            classes=tuple(_CLASS_NAMES.get(one, one) for one in certificate.sign_tool_classes),
            subject_sign_tool=tool,
            issuer_sign_tool=makers,
            identification_kind=kind,
            key_usage_period=key_usage_period(certificate),
        )


def key_usage_period(certificate: Certificate) -> KeyUsagePeriod | None:
    encoded = certificate.extension(oids.PRIVATE_KEY_USAGE_PERIOD)
    if encoded is None:
        return None
    # The tags are implicit over GeneralizedTime.
    times = {one.tag: der.read(der.tlv(der.GENERALIZED_TIME, one.content)) for one in der.read(encoded).children()}
    begin, end = times.get(_NOT_BEFORE), times.get(_NOT_AFTER)
    return KeyUsagePeriod(begin.as_time() if begin else None, end.as_time() if end else None)


def _accreditation(
    certificate: Certificate, issuer: Certificate | None, accredited: AccreditedAuthorities | None
) -> tuple[Accredited, str]:
    """On the day the certificate was issued (63-ФЗ, article 11)."""
    if accredited is None:
        return Accredited.NOT_ASKED, ""
    authority = accredited.holder_of(issuer) if issuer else None
    if authority is None:
        return Accredited.NOT_LISTED, ""
    answer = Accredited.YES if authority.was_accredited(certificate.not_before) else Accredited.NO
    return answer, authority.status_at(certificate.not_before) or ""


def _lacking(
    certificate: Certificate, issuer: Certificate | None, accredited: Accredited, status: str
) -> list[Sentence]:
    lacking = []
    if not certificate.is_gost:
        lacking.append(Sentence("ключ не по ГОСТ Р 34.10-2012", "the key is not a GOST one"))
    if not certificate.sign_tool_classes:
        lacking.append(Sentence("не назван класс средств подписи", "no class of signature tools is named"))
    if issuer is None or not (issuer.sign_tool_classes or oids.ANY_POLICY in issuer.policies):
        lacking.append(
            Sentence("издатель не выпускает квалифицированных сертификатов", "the issuer makes no qualified ones")
        )
    if accredited is Accredited.NOT_LISTED:
        lacking.append(Sentence("издателя нет в перечне аккредитованных", "the issuer is not listed as accredited"))
    if accredited is Accredited.NO:
        lacking.append(
            Sentence(
                f"на дату выпуска сертификата аккредитация издателя: {status or 'ещё не получена'}",
                f"the issuer was not accredited on the day of issue ({status or 'not yet'})",
            )
        )
    return lacking


def _omissions(tool: str, makers: IssuerSignTool | None, kind: int | None) -> list[Sentence]:
    named = (
        (tool, "средство подписи владельца (subjectSignTool)", "the holder's signature tool (subjectSignTool)"),
        (makers, "средства удостоверяющего центра (issuerSignTool)", "the authority's tools (issuerSignTool)"),
        (kind is not None, "способ идентификации (identificationKind)", "the identification (identificationKind)"),
    )
    return [Sentence(ru, en) for present, ru, en in named if not present]


def _subject_sign_tool(certificate: Certificate) -> str:
    encoded = certificate.extension(oids.SUBJECT_SIGN_TOOL)
    return "" if encoded is None else _text(der.read(encoded))


def _issuer_sign_tool(certificate: Certificate) -> IssuerSignTool | None:
    encoded = certificate.extension(oids.ISSUER_SIGN_TOOL)
    if encoded is None:
        return None
    texts = [_text(one) for one in der.read(encoded).children()]
    return IssuerSignTool(*texts) if len(texts) == len(IssuerSignTool.__dataclass_fields__) else None


def _text(element: der.Element) -> str:
    return element.content.decode("utf-8", "replace")


def _identification_kind(certificate: Certificate) -> int | None:
    encoded = certificate.extension(oids.IDENTIFICATION_KIND)
    return None if encoded is None else der.read(encoded).as_integer()
