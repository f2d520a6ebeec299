"""Words and colours for what the domain names: one place, so that every page says the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from edo_gateway.domain.delivery import FactKind, Settlement, Thread, ThreadState
from edo_gateway.domain.document import Document, DocumentFunction, DocumentStatus, DocumentType, Heading
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.joint import JointSigning
from edo_gateway.domain.journal import Happening
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import SignatureLevel


class Tone(StrEnum):
    """The part a colour plays; it never speaks without a word beside it."""

    NEUTRAL = "neutral"
    INFO = "info"
    ACCENT = "accent"
    WARNING = "warning"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Chip:
    word: str
    tone: Tone


_S = DocumentStatus

STATUS_CHIPS: dict[DocumentStatus, Chip] = {
    _S.DRAFT: Chip("Черновик", Tone.NEUTRAL),
    _S.APPROVAL: Chip("На согласовании", Tone.INFO),
    _S.RETURNED: Chip("Возвращён", Tone.WARNING),
    _S.SIGNING: Chip("К подписи", Tone.ACCENT),
    _S.SIGNED: Chip("Готов к отправке", Tone.ACCENT),
    _S.SENDING: Chip("Отправляется", Tone.INFO),
    _S.UNKNOWN: Chip("Уточняем у оператора", Tone.WARNING),
    _S.SENT: Chip("У оператора", Tone.INFO),
    _S.FINISHED: Chip("Завершён", Tone.SUCCESS),
    _S.DISCREPANCIES: Chip("Расхождения", Tone.WARNING),
    _S.CORRECTION_REQUESTED: Chip("Просят уточнить", Tone.WARNING),
    _S.REJECTED: Chip("Отказ", Tone.DANGER),
    _S.FAILED: Chip("Не доставлен", Tone.DANGER),
}


def chip_of(document: Document) -> Chip:
    """The chip of a document; on the way and at the end it also says what the other side has confirmed."""
    if document.status is _S.SENT:
        return Chip(_how_far(document.settlement), Tone.INFO)
    if document.status is _S.FINISHED and _is(document.settlement, Thread.ANSWER):
        return Chip("Подписан", Tone.SUCCESS)
    if document.status is _S.FINISHED and _is(document.settlement, Thread.RECEIPT):
        return Chip("Получен", Tone.SUCCESS)
    return STATUS_CHIPS[document.status]


def _how_far(settlement: Settlement) -> str:
    if _is(settlement, Thread.RECEIPT):
        return "Получен"
    return "Доставлен" if _is(settlement, Thread.DELIVERY) else "У оператора"


def _is(settlement: Settlement, thread: Thread) -> bool:
    return settlement.threads[thread].state is ThreadState.DONE


_WITH_FUNCTIONS = (DocumentType.TRANSFER_DOCUMENT, DocumentType.CORRECTION_DOCUMENT)

FUNCTIONS: dict[DocumentFunction, str] = {
    DocumentFunction.INVOICE: "счёт-фактура",
    DocumentFunction.INVOICE_AND_TRANSFER: "счёт-фактура и передача",
    DocumentFunction.TRANSFER: "передаточный документ",
    DocumentFunction.SALES_REPORT: "отчёт комиссионера о продажах",
    DocumentFunction.PURCHASE_REPORT: "отчёт комиссионера о закупках",
    DocumentFunction.CORRECTION_INVOICE: "корректировочный счёт-фактура",
    DocumentFunction.CORRECTION_INVOICE_AND_AGREEMENT: "корректировочный счёт-фактура и соглашение",
    DocumentFunction.AGREEMENT: "соглашение об изменении стоимости",
    DocumentFunction.CORRECTED_SALES_REPORT: "исправленный отчёт о продажах",
    DocumentFunction.CORRECTED_PURCHASE_REPORT: "исправленный отчёт о закупках",
}
TYPES: dict[DocumentType, str] = {
    DocumentType.TRANSFER_DOCUMENT: "УПД",
    DocumentType.CORRECTION_DOCUMENT: "УКД",
    DocumentType.WORKS_ACT: "акт КС-2",
    DocumentType.RECONCILIATION_ACT: "акт сверки",
    DocumentType.DISCREPANCY_ACT: "акт о расхождениях",
    DocumentType.EXCHANGE_FILE: "формализованный файл",
    DocumentType.FREE_FORM: "файл без формата",
}
TAXED = frozenset({DocumentType.TRANSFER_DOCUMENT, DocumentType.CORRECTION_DOCUMENT, DocumentType.WORKS_ACT})
"""Documents that say whether there is VAT in their sum."""
KINDS: dict[str, str] = {
    **{str(function): word for function, word in FUNCTIONS.items()},
    **{str(kind): word for kind, word in TYPES.items() if kind not in _WITH_FUNCTIONS},
}
"""Functions, and types that have but one."""


def kind_of(heading: Heading) -> str:
    """What the document is, in small letters."""
    return KINDS[heading.type if heading.function is DocumentFunction.DEFAULT else heading.function]


_LONGEST_NAME = 40  # the names the order prescribes are sentences; nobody calls a document so
_NAMES: dict[DocumentType, str] = {
    DocumentType.TRANSFER_DOCUMENT: "УПД",
    DocumentType.CORRECTION_DOCUMENT: "УКД",
    DocumentType.WORKS_ACT: "Акт КС-2",
    DocumentType.RECONCILIATION_ACT: "Акт сверки",
    DocumentType.DISCREPANCY_ACT: "Акт о расхождениях",
}


def name_of(heading: Heading) -> str:
    """«Акт об оказании услуг № 42»: a document as people call it."""
    return f"{_called(heading)} №\u00a0{heading.number}"


def _called(heading: Heading) -> str:
    if heading.function is DocumentFunction.INVOICE:
        return "Счёт-фактура"
    known = _NAMES.get(heading.type, "Документ")
    has_own_name = heading.function is DocumentFunction.TRANSFER or heading.type not in _NAMES
    return heading.title if has_own_name and 0 < len(heading.title) <= _LONGEST_NAME else known


ROLES: dict[Role, str] = {
    Role.ACCOUNTANT: "бухгалтер",
    Role.APPROVER: "согласующий",
    Role.SIGNER: "подписант",
    Role.AUDITOR: "аудитор",
    Role.ADMINISTRATOR: "администратор",
}

LEVELS: dict[SignatureLevel, str] = {
    SignatureLevel.SIMPLE: "простая",
    SignatureLevel.UNQUALIFIED: "неквалифицированная",
    SignatureLevel.QUALIFIED: "квалифицированная",
}

THREADS: dict[Thread, str] = {
    Thread.OPERATOR: "Наш оператор",
    Thread.DELIVERY: "Доставка",
    Thread.RECEIPT: "Контрагент",
    Thread.ANSWER: "Ответный титул",
    Thread.CORRECTION: "Уточнение",
}

THREAD_STATES: dict[Thread, dict[ThreadState, str]] = {
    Thread.OPERATOR: {
        ThreadState.WAITING: "ждём подтверждения даты",
        ThreadState.DONE: "принял и подтвердил дату",
        ThreadState.FAILED: "не принял",
    },
    Thread.DELIVERY: {
        ThreadState.WAITING: "ещё в пути",
        ThreadState.DONE: "лежит в ящике контрагента",
        ThreadState.FAILED: "не доставлен",
    },
    Thread.RECEIPT: {
        ThreadState.WAITING: "ждём извещения о получении",
        ThreadState.DONE: "подтвердил получение",
        ThreadState.FAILED: "не подтвердил получение",
    },
    Thread.ANSWER: {
        ThreadState.WAITING: "ждём подписи контрагента",
        ThreadState.DONE: "контрагент подписал",
        ThreadState.FAILED: "контрагент отказал",
    },
    Thread.CORRECTION: {
        ThreadState.WAITING: "",
        ThreadState.DONE: "контрагент просит исправить",
        ThreadState.FAILED: "",
    },
}
NOT_EXPECTED = "по этому документу не требуется"

FACTS: dict[FactKind, str] = {
    FactKind.OPERATOR_RECEIVED: "Оператор подтвердил дату получения файла",
    FactKind.OPERATOR_FORWARDED: "Оператор отправил файл дальше",
    FactKind.DELIVERED: "Документ доставлен в ящик контрагента",
    FactKind.RECEIPT_NOTICE: "Контрагент подтвердил получение",
    FactKind.ACCEPTED: "Контрагент подписал: принято без расхождений",
    FactKind.ACCEPTED_WITH_DISCREPANCIES: "Контрагент подписал: принято с расхождениями",
    FactKind.NOT_ACCEPTED: "Контрагент не принял товары или работы",
    FactKind.REPLY_CONFIRMED: "Оператор подтвердил ответ контрагента",
    FactKind.ANSWERED: "Пришёл ответный титул",
    FactKind.COUNTERSIGNED: "Контрагент подписал",
    FactKind.REJECTED: "Контрагент отказал в подписи",
    FactKind.CORRECTION_REQUESTED: "Контрагент просит исправить документ",
    FactKind.SIGNATURE_REFUSED: "Оператор не принял нашу подпись",
    FactKind.DELIVERY_FAILED: "Оператор не смог доставить документ",
    FactKind.UNRECOGNISED: "Оператор сообщил о событии, которого шлюз не знает",
}

HAPPENINGS: dict[Happening, str] = {
    Happening.CREATED: "Создание",
    Happening.MOVED: "Смена состояния",
    Happening.DECIDED: "Решение",
    Happening.SIGNED: "Подпись",
    Happening.ATTEMPTED: "Обращение к оператору",
    Happening.LEARNED: "Сообщение оператора",
    Happening.VERIFIED: "Повторная проверка подписи",
    Happening.RECEIVED: "Входящий файл",
}

FILES: dict[FileRole, str] = {
    FileRole.SELLER_TITLE: "Документ",
    FileRole.BUYER_TITLE: "Ответный титул",
    FileRole.RECEIPT_NOTICE: "Извещение о получении",
    FileRole.OPERATOR_RECEIVED: "Подтверждение оператора о дате получения",
    FileRole.OPERATOR_FORWARDED: "Подтверждение оператора о дате отправки",
    FileRole.CORRECTION_REQUEST: "Уведомление об уточнении",
    FileRole.SIGNATURE_REJECTION: "Отказ в подписи",
    FileRole.OTHER: "Файл",
}

ACTORS: dict[str, str] = {"gateway": "шлюз", "operator": "оператор"}


def actor_word(actor: str) -> str:
    """A person by name; the gateway and the operator by their words."""
    return ACTORS.get(actor, actor)


def snils(digits: str) -> str:
    """СНИЛС as it is printed on papers: 112-233-445 95."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}" if len(digits) == 11 else digits


def joint_words(joint: JointSigning) -> str:
    """How many of those who sign jointly have, and who has not."""
    missing = ", ".join(party.name for party in joint.missing)
    said = f"Совместно, подписали {len(joint.signed)} из {len(joint.parties)}"
    return f"{said}, ещё нет подписи: {missing}." if missing else f"{said}."
