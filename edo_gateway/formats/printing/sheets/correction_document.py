"""The correction invoice and the УКД on the paper people know: the resolution № 1137, appendix 2, and ММВ-20-15/86@."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from edo_gateway.formats.correction.document import (
    ChangeTotal,
    CorrectedDocument,
    CorrectionDocument,
    CorrectionFunction,
)
from edo_gateway.formats.correction.lines import CorrectionLine, TraceabilityChange
from edo_gateway.formats.correction.parties import (
    AnyCorrectionParty,
    CorrectionCompany,
    CorrectionEntrepreneur,
    CorrectionForeignParty,
)
from edo_gateway.formats.parts.classifiers import currency_name
from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import (
    Align,
    Block,
    Captions,
    Cell,
    Columns,
    Entries,
    Orientation,
    Paper,
    Paragraph,
    Row,
    Rule,
    Run,
    Status,
    Table,
    Title,
    Tone,
    person_slots,
)
from edo_gateway.formats.printing.phrases import DASH, phrase
from edo_gateway.formats.printing.sheets.form import form
from edo_gateway.formats.printing.sheets.parties import listed, notes_text, subject_of, tax_numbers
from edo_gateway.formats.printing.sheets.rest import Answers, alike, beyond, invoice_hands, person_of, signers
from edo_gateway.formats.printing.stamps import Side
from edo_gateway.formats.printing.wording import as_address, as_day, as_price, as_quantity, as_sum

_FORM = form("correction_document")
_STATUSES = {CorrectionFunction.INVOICE_AND_AGREEMENT: "1", CorrectionFunction.AGREEMENT: "2"}
_KINDS = {
    CorrectionFunction.INVOICE: "invoice",
    CorrectionFunction.INVOICE_AND_AGREEMENT: "invoice",
    CorrectionFunction.AGREEMENT: "agreement",
    CorrectionFunction.SALES_REPORT: "sales_report",
    CorrectionFunction.PURCHASE_REPORT: "purchase_report",
}
_ROWS = ("before", "after", "increase", "decrease")
_FIGURES: dict[str, Callable[[Any], str]] = {
    "unit_code": lambda value: value or DASH,
    "unit": lambda value: value or DASH,
    "quantity": as_quantity,
    "price": as_price,
    "net": as_sum,
    "excise": lambda value: phrase("without_excise") if value is None else as_sum(value),
    "vat_rate": lambda value: value.value if value else DASH,
    "vat": as_sum,
    "gross": as_sum,
}
"""Graphs 2 to 9, and how each is written."""

_UPPER = (
    "function number date currency currency_name exchange_rate corrected correction state_contract information "
    "total_increase total_decrease signatories"
)
_LINE = "number corrected_line name description code article customs_code information"
_PARTIES = alike(
    "name inn kpp address participant_id signatory", CorrectionCompany, CorrectionEntrepreneur, CorrectionForeignParty
)


def sheet(document: CorrectionDocument, _: Answers, signed: frozenset[Side]) -> Paper:
    """Each line of goods in the rows А, Б, В and Г; what has changed in Б is set in bold.

    What the form has no place for stands below it.
    """
    is_signed, facts = Side.SELLER in signed, Facts(CorrectionDocument, _on_form(document))
    return Paper(
        name=phrase("numbered", name=_short(document), number=document.number, date=as_day(document.date)),
        blocks=(
            _upper(document),
            _table(document),
            *_notes(document),
            *_signatories(document, facts, is_signed),
            *(_lower(document, facts, is_signed) if _is_agreement(document) else ()),
            *beyond(facts, document),
        ),
        orientation=Orientation.LANDSCAPE,
        is_change=True,
    )


def _is_agreement(document: CorrectionDocument) -> bool:
    """Whether the form has its lower half."""
    return document.function is not CorrectionFunction.INVOICE


def _on_form(document: CorrectionDocument) -> OnForm:
    lower = " composer agreement" if _is_agreement(document) else ""
    named = "" if _KINDS[document.function] == "invoice" else " title"
    figures = " ".join(f"{name}_{row}" for name in _FIGURES for row in _ROWS)
    return {
        **alike(_UPPER + lower + named, CorrectionDocument),
        **alike(f"{_LINE} {figures}", CorrectionLine),
        **alike(" ".join(("batch unit_code", *(f"quantity_{row}" for row in _ROWS))), TraceabilityChange),
        **_PARTIES,
    }


def _short(document: CorrectionDocument) -> str:
    return _FORM.word("short") if document.function in _STATUSES else _kind(document)


def _kind(document: CorrectionDocument) -> str:
    is_invoice = _KINDS[document.function] == "invoice"
    return _FORM.word(_KINDS[document.function]) if is_invoice or not document.title else document.title


def _upper(document: CorrectionDocument) -> Block:
    head: tuple[Block, ...] = (_title(document), _head(document))
    status = _STATUSES.get(document.function)
    if status is None:
        return Columns(parts=(head,), shares=(24,))
    box = Status(name=_FORM.word("form"), status=status, legend=tuple(_FORM.words["legend"]))
    return Columns(parts=((box,), head), shares=(3, 21), is_ruled=True)


def _title(document: CorrectionDocument) -> Title:
    name = (
        Run(f"{_kind(document)} № "),
        Run(document.number, Tone.STRONG),
        *(Run(" от "), Run(as_day(document.date), Tone.STRONG), _graph("graph")),
    )
    originals = "; ".join(map(_original, document.corrected))
    to = (Run(_FORM.word("to")), Run(originals, Tone.STRONG), _graph("originals_graph"))
    appendix = "" if document.function is CorrectionFunction.AGREEMENT else _FORM.word("appendix")
    return Title(lines=(name, _own_correction(document), to), appendix=appendix)


def _graph(key: str) -> Run:
    return Run(_FORM.word(key), Tone.FAINT)


def _own_correction(document: CorrectionDocument) -> tuple[Run, ...]:
    mended = document.correction
    if mended is None:
        return Run(_FORM.word("not_corrected")), _graph("correction_graph")
    dated = phrase("dated", number=mended.number, date=as_day(mended.date))
    return Run(_FORM.word("corrected")), Run(dated, Tone.STRONG), _graph("correction_graph")


def _original(corrected: CorrectedDocument) -> str:
    facts = {"number": corrected.number, "date": as_day(corrected.date)}
    if not corrected.corrections:
        return _FORM.word("original", **facts)
    dates = (phrase("dated", number=one.number, date=as_day(one.date)) for one in corrected.corrections)
    return _FORM.word("original_mended", **facts, mended=", ".join(dates))


def _head(document: CorrectionDocument) -> Entries:
    seller, buyer = document.seller, document.buyer
    values = (
        *(seller.display_name, as_address(seller.address), tax_numbers(seller), _currency(document)),
        *(buyer.display_name, as_address(buyer.address), tax_numbers(buyer), document.state_contract or DASH),
    )
    lines = zip(_FORM.words["lines"], values, strict=True)
    return Entries(entries=tuple(_FORM.line(number, value) for number, value in lines), columns=2)


def _currency(document: CorrectionDocument) -> str:
    name = document.currency_name or currency_name(document.currency)
    named = ", ".join(filter(None, (name, document.currency)))
    rate = document.exchange_rate
    return phrase("rate", name=named, rate=as_quantity(rate)) if rate else named


def _table(document: CorrectionDocument) -> Table:
    is_traced = any(line.traceability for line in document.lines)
    columns = _FORM.columns() + (_FORM.columns("traced") if is_traced else ())
    rows = (row for index, line in enumerate(document.lines, 1) for row in _line(index, line, is_traced=is_traced))
    totals = (
        _total("increase", document.total_increase, is_traced=is_traced),
        _total("decrease", document.total_decrease, is_traced=is_traced),
    )
    return Table(columns=columns, rows=tuple(rows), totals=totals, is_dense=is_traced)


def _line(index: int, line: CorrectionLine, *, is_traced: bool) -> Iterator[Row]:
    """Four rows; what does not change stands once beside all of them."""
    name = listed((line.name or "", line.description or "", notes_text(line.information)))
    number = str(line.corrected_line or line.number or index)
    for row in _ROWS:
        is_first = row == "before"
        whose = (
            (_whole(listed((line.code or "", line.article or ""))), _whole(number), _whole(name)) if is_first else ()
        )
        kind = (_whole(line.customs_code or DASH),) if is_first else ()
        figures = _difference(line, row) if row in ("increase", "decrease") else _figures(line, row)
        traced = _traced(line.traceability, row) if is_traced else ()
        yield (*whose, _FORM.word(row), *kind, *figures, *traced)


def _whole(text: str) -> Cell:
    return Cell(text=text, rows=len(_ROWS))


def _figures(line: CorrectionLine, row: str) -> Row:
    """Graphs 2 to 9 of the row А or Б."""
    texts = [tell(getattr(line, f"{name}_{row}")) for name, tell in _FIGURES.items()]
    if row == "before":
        return tuple(texts)
    before = [tell(getattr(line, f"{name}_before")) for name, tell in _FIGURES.items()]
    return tuple(
        text if text == old else Cell(text=text, tone=Tone.STRONG) for text, old in zip(texts, before, strict=True)
    )


def _difference(line: CorrectionLine, row: str) -> Row:
    """Graphs 2 to 9 of the row В or Г: only sums differ."""
    net, excise, vat, gross = (as_sum(getattr(line, f"{name}_{row}")) for name in ("net", "excise", "vat", "gross"))
    cross = _FORM.word("cross")
    return (*[Cell(text=cross, align=Align.CENTER)] * 4, net, excise, cross, vat, gross)


def _traced(batches: tuple[TraceabilityChange, ...], row: str) -> Row:
    quantities = listed(as_quantity(getattr(batch, f"quantity_{row}")) for batch in batches)
    if row != "before":
        return (quantities,)
    numbers, units = (listed(getattr(batch, name) for batch in batches) for name in ("batch", "unit_code"))
    return _whole(numbers), _whole(units), quantities


def _total(row: str, total: ChangeTotal | None, *, is_traced: bool) -> Row:
    net, vat, gross = (_amount(getattr(total, name, None)) for name in ("net", "vat", "gross"))
    cross = Cell(text=_FORM.word("cross"), columns=2, align=Align.CENTER)
    caption = Cell(text=_FORM.word(f"total_{row}"), columns=9, align=Align.LEFT)
    return (caption, net, cross, vat, gross, *((Cell(columns=3),) if is_traced else ()))


def _amount(value: Decimal | str | None) -> str:
    return as_sum(value)


def _notes(document: CorrectionDocument) -> Iterator[Block]:
    if document.function is CorrectionFunction.INVOICE and (notes := notes_text(document.information)):
        yield Paragraph(text=_FORM.word("notes", notes=notes))


def _signatories(document: CorrectionDocument, facts: Facts, is_signed: bool) -> Iterator[Columns]:
    registration = document.seller.certificate if isinstance(document.seller, CorrectionEntrepreneur) else None
    return invoice_hands(
        _FORM,
        [person_of(facts, signatory) for signatory in document.signatories],
        is_signed=is_signed,
        is_short=_is_agreement(document),
        registration=(registration or DASH) if isinstance(document.seller, CorrectionEntrepreneur) else "",
    )


def _lower(document: CorrectionDocument, facts: Facts, is_signed: bool) -> Iterator[Block]:
    known = document.agreement
    sent_on = _FORM.word("sent_on", date=as_day(known.sent_on)) if known and known.sent_on else ""
    details = (known.operation or "", known.details or "", sent_on) if known else ()
    boxes = (
        _FORM.box("5", listed(map(facts.said, known.transfer_documents if known else ()))),
        _FORM.box("6", listed(map(facts.said, known.basis if known else ()))),
        _FORM.box("7", listed((*details, notes_text(document.information)))),
    )
    yield Rule()
    yield Entries(entries=boxes, captions=Captions.FIT)
    yield Columns(parts=(_seller(document, facts, is_signed), _buyer(document.buyer)), shares=(12, 12), is_ruled=True)


def _seller(document: CorrectionDocument, facts: Facts, is_signed: bool) -> tuple[Block, ...]:
    subject = document.composer or subject_of(document.seller)
    return (
        _FORM.heading("8"),
        person_slots(None, is_signed=False),
        _FORM.heading("9"),
        person_slots(None, is_signed=False),
        _FORM.heading("10"),
        *signers(facts, document.signatories, is_signed=is_signed),
        Entries(entries=(_FORM.box("11", subject),), captions=Captions.FIT),
    )


def _buyer(buyer: AnyCorrectionParty) -> tuple[Block, ...]:
    """The other side answers with a title of its own; until then its half is empty."""
    nobody = person_slots(None, is_signed=False)
    return (
        _FORM.heading("12"),
        nobody,
        Entries(entries=(_FORM.box("13", ""),), captions=Captions.FIT),
        _FORM.heading("14"),
        nobody,
        Entries(entries=(_FORM.box("15", subject_of(buyer)),), captions=Captions.FIT),
    )
