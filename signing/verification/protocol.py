"""The protocol of a verification as one HTML page to be printed and filed: facts for people, no script."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape

from signing.certificate import Certificate
from signing.indication import Indication
from signing.trust.qualification import IdentificationKind, Qualification
from signing.trust.revocation import CertificateStatus, RevocationStatus
from signing.verification.verdict import CheckName, Outcome, SignatureVerdict, TimeSource

_INDICATIONS = {
    Indication.TOTAL_PASSED: "подпись верна",
    Indication.INDETERMINATE: "сведений недостаточно",
    Indication.TOTAL_FAILED: "подпись недействительна",
}
_CHECKS = {
    CheckName.FORMAT: "Состав подписи",
    CheckName.CERTIFICATE: "Сертификат подписанта",
    CheckName.BINDING: "Связь подписи с сертификатом",
    CheckName.ALGORITHMS: "Алгоритмы",
    CheckName.INTEGRITY: "Неизменность документа",
    CheckName.SIGNATURE: "Значение подписи",
    CheckName.TIME: "Время подписи",
    CheckName.CHAIN: "Цепочка сертификатов",
    CheckName.PURPOSE: "Назначение сертификата",
    CheckName.QUALIFICATION: "Вид сертификата",
    CheckName.REVOCATION: "Отзыв сертификатов",
}
_OUTCOMES = {
    Outcome.OK: "да",
    Outcome.WARNING: "с оговоркой",
    Outcome.FAILED: "нет",
    Outcome.UNKNOWN: "не установлено",
}
_SOURCES = {
    TimeSource.NOW: "текущий момент",
    TimeSource.RECEIVED: "время получения",
    TimeSource.OPERATOR: "время оператора",
    TimeSource.TIME_STAMP: "штамп времени",
}
_STATUSES = {
    RevocationStatus.GOOD: "не отозван",
    RevocationStatus.REVOKED: "отозван",
    RevocationStatus.ON_HOLD: "приостановлен",
    RevocationStatus.UNKNOWN: "нет сведений",
}
_KINDS = {"qualified": "квалифицированная", "unqualified": "неквалифицированная", "simple": "простая"}
_IDENTIFICATIONS = {
    IdentificationKind.IN_PERSON: "при личном присутствии",
    IdentificationKind.BY_SIGNATURE: "по действующей квалифицированной подписи",
    IdentificationKind.BY_PASSPORT: "по заграничному паспорту с электронным носителем",
    IdentificationKind.BY_BIOMETRICS: "по биометрическим данным",
}
PROTOCOL_STYLE = """
body { font: 11pt/1.45 "PT Sans", "Segoe UI", Arial, sans-serif; max-width: 190mm; margin: 8mm auto; padding: 0 4mm;
  color: #1b1b1b; }
h1 { font-size: 16pt; margin: 0 0 4mm; } h2 { font-size: 12.5pt; margin: 7mm 0 2mm; }
.verdict { border: 1px solid currentColor; border-radius: 1.5mm; padding: 3mm 4mm; font-size: 12.5pt; }
.TOTAL_PASSED { color: #14662f; } .INDETERMINATE { color: #8a5a00; } .TOTAL_FAILED { color: #a31616; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: 1mm 2mm;
  border-bottom: 1px solid #d5d5d5; overflow-wrap: anywhere; } th { font-weight: 600; width: 33%;
  overflow-wrap: break-word; hyphens: auto; }
code { font: 9pt/1.4 "PT Mono", Consolas, monospace; overflow-wrap: anywhere; }
@media print { body { margin: 0; } section { break-inside: avoid-page; } }
"""
Row = tuple[str, str]


@dataclass(frozen=True)
class ProtocolHead:
    """What was verified, as the protocol shall name it; `sha256` of the document, lower-case hexadecimal."""

    document: str
    signature: str
    sha256: str
    verified_at: datetime


def to_html(verdicts: Iterable[SignatureVerdict], subject: ProtocolHead) -> str:
    """A whole page, in Russian. What files and certificates say is text in it and nothing else."""
    named = _table(
        [
            ("Документ", subject.document),
            ("SHA-256 документа", subject.sha256),
            ("Файл подписи", subject.signature),
            ("Проверено", _moment(subject.verified_at)),
        ]
    )
    sections = "".join(_section(number, one) for number, one in enumerate(verdicts, 1))
    return (
        '<!doctype html>\n<html lang="ru"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Протокол проверки подписи</title><style>{PROTOCOL_STYLE}</style></head>"
        f"<body><h1>Протокол проверки электронной подписи</h1>{named}{sections}</body></html>\n"
    )


def _section(number: int, verdict: SignatureVerdict) -> str:
    checks = [(_CHECKS[one.name], f"{_OUTCOMES[one.outcome]} – {one.sentence.ru}") for one in verdict.checks]
    qualification = list(_qualification(verdict.qualification)) if verdict.qualification else []
    word = f"{_INDICATIONS[verdict.indication].capitalize()}. " if not verdict.passed else ""
    code = " / ".join(filter(None, (verdict.indication, verdict.sub_indication)))
    said = f"<b>{escape(word + verdict.sentence.ru)}</b><br><code>{code}</code>"
    parts = [
        f"<section><h2>Подпись {number}</h2>",
        f'<p class="verdict {verdict.indication}">{said}</p>',
        _table(list(_facts(verdict))),
        "</section>",
        _titled("Что проверено", checks),
        _titled("Предупреждения", [("!", one.ru) for one in verdict.warnings]),
        _titled("Сертификат", list(_certificate(verdict.signer)) if verdict.signer else []),
        _titled("Сведения о квалификации", qualification),
        _titled("Отзыв", [(one.certificate.common_name, _status(one)) for one in verdict.revocations]),
    ]
    return "".join(parts)


def _facts(verdict: SignatureVerdict) -> Iterator[Row]:
    if verdict.kind:
        yield "Вид подписи", _KINDS[verdict.kind]
    if verdict.form:
        yield "Формат", verdict.form
    yield "Проверено на момент", f"{_moment(verdict.time)} ({_SOURCES[verdict.time_source]})"
    if verdict.stamped_by:
        yield "Служба штампов времени", verdict.stamped_by.common_name
    if verdict.claimed_time:
        yield "Заявлено подписантом", _moment(verdict.claimed_time)
    if verdict.confirmation:
        yield "Кто подтвердил", verdict.confirmation.name
        yield "Как", f"{verdict.confirmation.method}, {_moment(verdict.confirmation.confirmed_at)}"
    if verdict.try_again_at:
        yield "Новые сведения обещаны", _moment(verdict.try_again_at)


def _certificate(certificate: Certificate) -> Iterator[Row]:
    rows = (
        ("Владелец", certificate.common_name),
        ("Организация", certificate.organisation),
        ("Фамилия, имя, отчество", f"{certificate.surname} {certificate.given_name}".strip()),
        ("Должность", certificate.title),
        ("ИНН юридического лица", certificate.innle),
        ("ИНН", certificate.inn),
        ("ОГРН", certificate.ogrn),
        ("ОГРНИП", certificate.ogrnip),
        ("СНИЛС", certificate.snils),
        ("Серийный номер", certificate.serial),
        ("Издатель", certificate.issuer),
        ("Действует", f"{_moment(certificate.not_before)} – {_moment(certificate.not_after)}"),
        ("Алгоритм ключа", certificate.algorithm.replace("GOST R", "ГОСТ Р")),
        ("Отпечаток SHA-1", certificate.thumbprint_sha1),
        ("Отпечаток SHA-256", certificate.thumbprint_sha256),
    )
    yield from (row for row in rows if row[1])


def _qualification(found: Qualification) -> Iterator[Row]:
    yield "Квалифицированный", "да" if found.holds else "нет: " + "; ".join(one.ru for one in found.lacking)
    if found.accreditation:
        yield "Аккредитация издателя в день выпуска", found.accreditation
    if found.classes:
        yield "Класс средств подписи", ", ".join(found.classes)
    if found.subject_sign_tool:
        yield "Средство подписи владельца", found.subject_sign_tool
    if found.issuer_sign_tool:
        tools = found.issuer_sign_tool
        yield "Средства удостоверяющего центра", f"{tools.sign_tool}; {tools.authority_tool}"
        yield "Документы о соответствии", f"{tools.sign_tool_certificate}; {tools.authority_tool_certificate}"
    kind = found.identification_kind
    if kind is not None:
        known = kind in set(IdentificationKind)
        yield "Владелец опознан", _IDENTIFICATIONS[IdentificationKind(kind)] if known else f"способ {kind}"
    if period := found.key_usage_period:
        ends = (_moment(one) if one else "…" for one in (period.not_before, period.not_after))
        yield "Срок действия ключа подписи", " – ".join(ends)


def _status(found: CertificateStatus) -> str:
    said = found.statement
    if said is None:
        return _STATUSES[found.status]
    when = f" {_moment(said.revoked_at)}" if said.revoked_at else ""
    source = f"{said.evidence.kind.upper()} от {_moment(said.this_update)}, SHA-256 {said.evidence.sha256}"
    return f"{_STATUSES[found.status]}{when}; {source}"


def _titled(title: str, rows: list[Row]) -> str:
    return f"<section><h2>{escape(title)}</h2>{_table(rows)}</section>" if rows else ""


def _table(rows: list[Row]) -> str:
    lines = (f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return f"<table>{''.join(lines)}</table>"


def _moment(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y %H:%M:%S} UTC"
