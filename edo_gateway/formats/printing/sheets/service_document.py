"""Service documents as a page each: what is confirmed, about which file, by whom and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from edo_gateway.formats.annulment import Annulment
from edo_gateway.formats.catalogue import packaged
from edo_gateway.formats.file_names import file_id_of
from edo_gateway.formats.parts.references import PersonName
from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import Entries, Entry, Paper, Paragraph, Run, Title, Tone
from edo_gateway.formats.printing.phrases import DASH, phrase, title
from edo_gateway.formats.printing.sheets.form import form
from edo_gateway.formats.printing.sheets.rest import Answers, alike, beyond, signers
from edo_gateway.formats.printing.stamps import Side
from edo_gateway.formats.printing.wording import as_day
from edo_gateway.formats.service_documents import (
    CompanyParticipant,
    CorrectionRequest,
    EntrepreneurParticipant,
    ForeignParticipant,
    IndividualParticipant,
    Operator,
    OperatorForwarded,
    OperatorParticipant,
    OperatorReceived,
    ReceiptNotice,
)

ServiceDocument = ReceiptNotice | OperatorReceived | OperatorForwarded | CorrectionRequest | Annulment

_FORM = form("service_document")
_ON_FORM: OnForm = {
    **alike("date time file text signatory", ReceiptNotice, CorrectionRequest, Annulment),
    **alike("date time file signatory", OperatorReceived, OperatorForwarded),
    **alike("name inn kpp", CompanyParticipant, EntrepreneurParticipant, IndividualParticipant, ForeignParticipant),
    **alike("name inn", OperatorParticipant, Operator),
}


def sheet(document: ServiceDocument, _: Answers, signed: frozenset[Side]) -> Paper:
    facts, name = Facts(type(document), _ON_FORM), title(document.type)
    knd = document.header.knd
    people = (document.signatory,) if document.signatory else ()
    return Paper(
        name=" ".join(filter(None, (name, phrase("since", date=as_day(document.date)) if document.date else ""))),
        blocks=(
            Title(lines=((Run(name, Tone.STRONG),),), appendix=_FORM.word("knd", knd=knd) if knd else ""),
            Paragraph(text=_FORM.words[document.type]["what"].format(who=_author(document), moment=_at(document))),
            Entries(entries=tuple(_entries(document)), is_underlined=False),
            *signers(facts, people, is_signed=bool(signed), caption=_FORM.word("signed")),
            *beyond(facts, document),
        ),
    )


def _entries(document: ServiceDocument) -> Iterator[Entry]:
    yield Entry(_FORM.word("file"), document.file)
    if kind := _kind_of(document.file):
        yield Entry(_FORM.word("kind"), kind)
    if isinstance(document, OperatorReceived | OperatorForwarded):
        yield Entry(_FORM.word("sender"), _named(document.file_sender))
        yield Entry(_FORM.word("recipient"), _named(document.file_recipient))
        return
    words = _FORM.words[document.type]
    yield Entry(words["counterparty"], _named(document.counterparty))
    if isinstance(document, CorrectionRequest | Annulment):
        yield Entry(words["text"], document.text)


def _author(document: ServiceDocument) -> str:
    return _named(document.operator if isinstance(document, OperatorReceived | OperatorForwarded) else document.author)


def _named(participant: Any) -> str:
    """Name and tax numbers of a participant of the exchange or of an operator."""
    name = participant.name.full if isinstance(participant.name, PersonName) else participant.name or DASH
    numbers = "/".join(filter(None, (getattr(participant, field, None) for field in ("inn", "kpp"))))
    return f"{name}, {phrase('inn_kpp' if '/' in numbers else 'inn', numbers=numbers)}" if numbers else name


def _at(document: ServiceDocument) -> str:
    if isinstance(document, Annulment):
        return ""
    return _FORM.word("moment", date=as_day(document.date), time=f"{document.time:%H:%M:%S}")


def _kind_of(file: str) -> str:
    """What people call a file of this name; empty when the name does not tell."""
    parts = file_id_of(file)
    known = (format_.title.ru for format_ in packaged().living if parts and format_.prefix == parts.prefix)
    return next(known, "")
