"""Whatever a part of a document says, as captioned values in the terms of its format.

A sheet lays out what the paper form has a place for; everything else is told by these, so that nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, get_args

from edo_gateway.formats.mapping.declaration import Coded, DocumentModel, Part, Scalar
from edo_gateway.formats.parts.parties import Contact
from edo_gateway.formats.parts.references import PersonName
from edo_gateway.formats.parts.short_parties import ShortContact
from edo_gateway.formats.parts.values import MONEY_SCALAR
from edo_gateway.formats.printing.paper import Entry
from edo_gateway.formats.printing.phrases import label, phrase, word
from edo_gateway.formats.printing.wording import Address, as_address, as_day, as_local_moment, as_quantity, as_sum
from edo_gateway.formats.reconciliation.parties import SettlementContact
from edo_gateway.formats.transport.parties import TransportContact
from edo_gateway.formats.vocabulary import Vocabulary, vocabulary_of
from edo_gateway.formats.works.values import DASH

TECHNICAL = frozenset(
    {
        *("BuyerTitle.seller_signatures", "BuyerTitle.marks", "WorksActAnswer.contractor_signatures"),
        *("ReconciliationAnswer.act_signature", "DiscrepancyAnswer.act_signatures"),
        *("ReceiptNotice.signatures", "OperatorReceived.signatures", "OperatorForwarded.signatures"),
        *("CorrectionRequest.signature", "Annulment.signatures", "OrderFile.signature", "HandSignature.image"),
        *("TransportAcceptance.waybill_signature", "TransportDelivery.acceptance_signature"),
        *("TransportHandover.delivery_signature", "PowerOfAttorney.sections"),
    }
)
"""Fields that never stand on paper: signatures in base64, which the stamps tell of; the flags of a schema."""

_OFFSET = "_has_offset"  # tells that a moment has its offset from UTC, which is written with the moment

OnForm = Mapping[type[Part], frozenset[str]]
"""By part: the fields a form has a place for. Of a part that is not named everything is told in one line."""

_NOTHING = ("", DASH)  # a dash is how 691@ says that there is no sum
_CODES = re.compile("(\\w+) [\u2013\u2014] ([^,]+)")
_CONTACTS = (Contact, ShortContact, SettlementContact, TransportContact)
_OF_A_REFERENCE = ("name", "number", "date")
_OF_A_PARTY = ("address", "contact")


class Facts:
    """Tells parts of one type of document; captions are the terms of its schema, or our labels where they differ."""

    def __init__(self, document: type[DocumentModel], on_form: OnForm | None = None) -> None:
        self._terms: Vocabulary = vocabulary_of(document)
        self._on_form = on_form or {}

    def beyond(self, part: Part, path: tuple[str, ...] = ()) -> Iterator[Entry]:
        """Each value the form has no place for, under the names of the parts it lies in."""
        shown = self._on_form.get(type(part), frozenset())
        for name, value in _given(part):
            for item, caption in self._items(part, name, value) if name not in shown else ():
                if isinstance(item, Part) and type(item) in self._on_form:
                    yield from self.beyond(item, (*path, self._called(item, caption)))
                elif (said := self.said(item)) not in _NOTHING:
                    yield Entry(" · ".join((*path, caption)), said)

    def entries(self, part: Part, *names: str) -> Iterator[Entry]:
        """The named fields that are given, in this order; all of them where none is named. A list is counted."""
        given = dict(_given(part))
        for name in names or given:
            for item, caption in self._items(part, name, given[name]) if name in given else ():
                if said := self.said(item):
                    yield Entry(caption, said)

    def line(self, part: Part, but: Iterable[str] = ()) -> str:
        """All the part says, in one line; empty for a part that says nothing else than ``but``."""
        names = [name for name, _ in _given(part) if name not in but]
        told = self.entries(part, *names) if names else ()
        return "; ".join(f"{entry.caption}: {_inside(entry.value)}" for entry in told)

    def said(self, value: Any) -> str:
        """A value as it is written; a part in one line."""
        if isinstance(value, tuple):
            return ", ".join(self.said(item) for item in value)
        return self._part(value) if isinstance(value, Part) else _scalar(value)

    def caption(self, part: Part, name: str) -> str:
        """The term of the field; what a term says of codes is left out where words stand for the code."""
        own = label(f"{type(part).__name__}.{name}")
        known = self._terms.get((type(part).__name__, name))
        if own or known is None:
            return own or label(name) or name
        is_worded = isinstance(getattr(part, name), Coded | bool) or bool(_codes_of(known.term))
        return known.term.partition(":")[0] if is_worded else known.term

    def _coded(self, part: Part, name: str, value: Any) -> Any:
        """The word of a code where the term explains it: «1 – электронная, 2 – бумажная»."""
        known = self._terms.get((type(part).__name__, name))
        is_code = known is not None and isinstance(value, str) and not isinstance(value, StrEnum)
        return _codes_of(known.term).get(value, value) if known and is_code else value

    def _called(self, part: Part, caption: str) -> str:
        """A line by its name as well as its number: «Работа раздела 2 (Вывоз грунта)»."""
        name = getattr(part, "name", None)
        return f"{caption} ({name})" if isinstance(name, str) and hasattr(part, "number") else caption

    def _items(self, part: Part, name: str, value: Any) -> Iterator[tuple[Any, str]]:
        """The value with its caption; parts of a list one by one, counted where there are several."""
        caption = self.caption(part, name)
        if not (isinstance(value, tuple) and any(isinstance(item, Part) for item in value)):
            yield _money(value) if _is_money(type(part), name) else self._coded(part, name, value), caption
            return
        for index, item in enumerate(value, 1):
            yield item, f"{caption} {index}" if len(value) > 1 else caption

    def _part(self, part: Part) -> str:
        if isinstance(part, PersonName):
            return part.full
        if isinstance(part, Address):
            return as_address(part)
        if isinstance(part, _CONTACTS):
            return ", ".join(self.said(value) for _, value in _given(part))
        if set(type(part).model_fields) == {"id", "value"}:
            return ": ".join(str(value) for _, value in _given(part))
        if hasattr(part, "display_name"):
            return self.party(part)
        return self._reference(part) if _is_reference(part) else self.line(part)

    def _reference(self, part: Part) -> str:
        """«Договор № Д-15 от 12.01.2026 (ИНН организации: 7700000016)»."""
        name, number, day = (getattr(part, field, None) for field in _OF_A_REFERENCE)
        told = (name, f"№ {number}" if number else "", phrase("since", date=as_day(day)) if day else "")
        return bracketed(" ".join(filter(None, told)), self.line(part, but=_OF_A_REFERENCE))

    def party(self, part: Any, but: Iterable[str] = ()) -> str:
        """Name, tax numbers, address, contacts, then whatever else is told; what is told beyond the form is not."""
        shown = self._on_form.get(type(part), frozenset(type(part).model_fields))
        left_out = {*but, *(set(type(part).model_fields) - shown)}
        numbers = "/".join(filter(None, (part.inn, part.kpp)))
        told = [self.said(getattr(part, name, None) or ()) for name in _OF_A_PARTY if name not in left_out]
        more = self.line(part, but={"name", "inn", "kpp", *_OF_A_PARTY, *left_out})
        known = (
            part.display_name,
            phrase("inn_kpp" if part.kpp else "inn", numbers=numbers) if numbers else "",
            *told,
            more,
        )
        return ", ".join(filter(None, known))


def _inside(said: str) -> str:
    """A value within a line stands in brackets where it says several things itself."""
    return f"({said})" if "; " in said and not said.endswith(")") else said


def bracketed(text: str, more: str) -> str:
    """«Договор № 1 (что ещё о нём сказано)»."""
    return f"{text} ({more})" if text and more else text or more


@cache
def _codes_of(term: str) -> dict[str, str]:
    return dict(_CODES.findall(term.partition(": ")[2]))


def _is_reference(part: Part) -> bool:
    """A document that is named: what has a number or a date beside its name."""
    declared = type(part).model_fields
    return {"number", "date"} <= set(declared) and any(getattr(part, name) for name in ("number", "date"))


def _given(part: Part) -> Iterator[tuple[str, Any]]:
    """Fields that are filled, but for technical ones and what only tells variants apart."""
    kind = type(part)
    for name in kind.model_fields:
        value = getattr(part, name)
        if value not in (None, ()) and not is_technical(kind, name):
            yield name, value


@cache
def is_technical(part: type[Part], name: str) -> bool:
    """Whether a field never stands on paper: TECHNICAL, or what only tells formats and variants of a choice apart."""
    hidden = ("type", "format") if issubclass(part, DocumentModel) else ("kind",) if part.when else ()
    return name in hidden or name.endswith(_OFFSET) or f"{part.__name__}.{name}" in TECHNICAL


@cache
def _is_money(part: type[Part], name: str) -> bool:
    waiting = [part.model_fields[name].annotation, *part.model_fields[name].metadata]
    while waiting:
        known = waiting.pop()
        if isinstance(known, Scalar) and known.write is MONEY_SCALAR.write:
            return True
        waiting.extend(get_args(known))
    return False


def _money(value: Any) -> Any:
    return as_sum(value) if isinstance(value, Decimal) else value


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return word("true" if value else "false")
    if isinstance(value, Decimal):
        return as_quantity(value)
    if isinstance(value, datetime):
        return as_local_moment(value) if value.tzinfo else f"{value:%d.%m.%Y %H:%M:%S}"
    if isinstance(value, date):
        return as_day(value)
    if isinstance(value, time):
        return f"{value:%H:%M:%S}"
    return word(value.value) if isinstance(value, StrEnum) else str(value)
