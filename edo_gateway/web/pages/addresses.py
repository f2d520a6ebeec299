"""Identifiers and filters as they come in an address or a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.document import DocumentFunction, DocumentStatus, DocumentType
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.journal import Happening
from edo_gateway.storage.contract import DocumentFilter, JournalFilter

_S = DocumentStatus
_MARGIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A named set of statuses: one chip above the list."""

    key: str
    word: str
    statuses: frozenset[DocumentStatus]


SHELVES: tuple[Shelf, ...] = (
    Shelf("", "Все", frozenset()),
    Shelf("draft", "Черновики", frozenset({_S.DRAFT})),
    Shelf("approval", "На согласовании", frozenset({_S.APPROVAL})),
    Shelf("returned", "Возвращены", frozenset({_S.RETURNED})),
    Shelf("signing", "К подписи", frozenset({_S.SIGNING})),
    Shelf("signed", "К отправке", frozenset({_S.SIGNED})),
    Shelf("way", "В пути", frozenset({_S.SENDING, _S.UNKNOWN, _S.SENT})),
    Shelf("done", "Завершены", frozenset({_S.FINISHED})),
    Shelf("trouble", "Расхождения", frozenset({_S.DISCREPANCIES, _S.CORRECTION_REQUESTED})),
    Shelf("refused", "Отказы", frozenset({_S.REJECTED, _S.FAILED})),
)


def document_ids(values: Iterable[str]) -> list[DocumentId]:
    """Those that are identifiers, each once, in the order given."""
    found: dict[DocumentId, None] = {}
    for value in values:
        try:
            found[DocumentId(UUID(value))] = None
        except ValueError:
            continue
    return list(found)


def document_filter(args: Mapping[str, str]) -> DocumentFilter:
    shelf = next((known for known in SHELVES if known.key == args.get("shelf", "")), SHELVES[0])
    text = args.get("q", "").strip()
    inn = text if text.isdigit() and len(text) in (10, 12) else ""
    return DocumentFilter(
        statuses=shelf.statuses,
        type=args.get("what", "") if args.get("what", "") in set(DocumentType) else "",
        function=args.get("what", "") if args.get("what", "") in set(DocumentFunction) else "",
        counterparty_inn=inn,
        text="" if inn else text,
        date_from=as_date(args.get("from", "")),
        date_to=as_date(args.get("to", "")),
    )


def journal_filter(args: Mapping[str, str]) -> JournalFilter:
    """``from`` and ``to`` are days in Moscow time, both included."""
    since, until = as_date(args.get("from", "")), as_date(args.get("to", ""))
    kind = args.get("kind", "")
    documents = document_ids([args.get("document", "")])
    return JournalFilter(
        kinds=frozenset({Happening(kind)}) if kind in set(Happening) else frozenset(),
        document_id=documents[0] if documents else None,
        text=args.get("q", "").strip(),
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def as_date(text: str) -> date | None:
    """None for what is no day, and for one so far off that its midnight in another zone has no name."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min + _MARGIN < day < date.max - _MARGIN else None


def as_position(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), MOSCOW)
