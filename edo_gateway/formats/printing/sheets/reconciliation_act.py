"""The act of reconciliation as books lay it out: on the left what one side says, on the right what the other does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from edo_gateway.formats.parts import classifiers
from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import (
    Align,
    Block,
    Cell,
    Column,
    Columns,
    Mark,
    Orientation,
    Paper,
    Paragraph,
    Row,
    Run,
    Table,
    Title,
    Tone,
)
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.sheets.form import form
from edo_gateway.formats.printing.sheets.rest import Answers, alike, answer_of, beyond, signers
from edo_gateway.formats.printing.stamps import Side
from edo_gateway.formats.printing.wording import as_day, as_sum, in_words
from edo_gateway.formats.reconciliation.act import Operation, ReconciliationAct, SettledContract, SettledDocument
from edo_gateway.formats.reconciliation.answer import (
    AnsweredContract,
    AnsweredDocument,
    AnsweredOperation,
    ReconciliationAnswer,
    ReconciliationResult,
)

Contract = SettledContract | AnsweredContract
Document = SettledDocument | AnsweredDocument
Books = ReconciliationAct | ReconciliationAnswer | Contract
"""What has an opening balance, a turnover and a closing balance."""

_FORM = form("reconciliation_act")
_BALANCES = "opening_debit opening_credit debit_turnover credit_turnover closing_debit closing_credit"
_CONTRACT = f"description number date {_BALANCES}"
_ON_FORM: OnForm = {
    **alike(f"number period_start period_end currency author counterparty signatory {_BALANCES}", ReconciliationAct),
    **alike(_CONTRACT, SettledContract),
    **alike("name number date", SettledDocument),
    **alike("number date name debit credit", Operation),
}
_ANSWER_ON_FORM: OnForm = {
    **alike(f"result signatory difference_debit difference_credit {_BALANCES}", ReconciliationAnswer),
    **alike(f"{_CONTRACT} difference_debit difference_credit", AnsweredContract),
    **alike("name number date difference", AnsweredDocument),
    **alike("number date name debit credit", AnsweredOperation),
}


def sheet(act: ReconciliationAct, answers: Answers, signed: frozenset[Side]) -> Paper:
    """The other side's answer fills the right half."""
    facts, reply = Facts(ReconciliationAct, _ON_FORM), answer_of(answers, ReconciliationAnswer)
    has_differences = reply is not None and bool(reply.contracts)
    return Paper(
        name=_name(act),
        blocks=(
            _title(act),
            Paragraph(text=_FORM.word("intro", author=_side(act), counterparty=act.counterparty.display_name)),
            _two_sides(act, reply),
            *_debts(act, reply),
            *_verdict(reply),
            _hands(act, reply, facts, signed),
            *beyond(facts, act),
            *(beyond(_answer_facts(), reply, _FORM.word("answer_beyond")) if reply else ()),
        ),
        orientation=Orientation.LANDSCAPE if has_differences else Orientation.PORTRAIT,
    )


def answer_sheet(answer: ReconciliationAnswer, _: Answers, signed: frozenset[Side]) -> Paper:
    """The answer by itself: whether it agrees, and the answering side's own books where it does not."""
    name = _FORM.word("answer")
    facts = _answer_facts()
    tables = (_one_side(answer),) if answer.contracts else ()
    return Paper(
        name=name,
        blocks=(
            Title(lines=((Run(name, Tone.STRONG),),)),
            *_verdict(answer),
            *tables,
            *signers(facts, (answer.signatory,), is_signed=bool(signed), caption=_FORM.word("answered")),
            *beyond(facts, answer),
        ),
    )


def _answer_facts() -> Facts:
    return Facts(ReconciliationAnswer, _ANSWER_ON_FORM)


def _name(act: ReconciliationAct) -> str:
    period = _FORM.word("period", start=as_day(act.period_start), end=as_day(act.period_end))
    return f"{_FORM.word('short')} № {act.number} {period}"


def _title(act: ReconciliationAct) -> Title:
    period = _FORM.word("period", start=as_day(act.period_start), end=as_day(act.period_end))
    between = _FORM.word("between", author=act.author.display_name, counterparty=act.counterparty.display_name)
    currency = ", ".join(filter(None, (classifiers.currency_name(act.currency), act.currency)))
    first = (Run(f"{_FORM.word('title')} ", Tone.STRONG), Run(_FORM.word("of")), Run(act.number, Tone.STRONG))
    return Title(lines=(first, (Run(period),), (Run(between),)), appendix=_FORM.word("currency", currency=currency))


def _side(act: ReconciliationAct) -> str:
    who = " ".join(filter(None, (act.signatory.position, act.signatory.name.full)))
    return _FORM.word("represented", name=act.author.display_name, who=who)


@dataclass(frozen=True, slots=True)
class _Line:
    """An operation as one side's books have it; ``difference`` stands at the last one of its document."""

    day: str = ""
    text: str = ""
    debit: str = ""
    credit: str = ""
    number: str = ""
    difference: str = ""

    @property
    def cells(self) -> Row:
        return self.day, self.text, self.debit, self.credit


@dataclass(frozen=True, slots=True)
class _Half:
    """What one side says of one contract: balances as debit and credit, documents by number and date."""

    contract: Contract | None

    @property
    def documents(self) -> dict[tuple[str, date], list[_Line]]:
        found: dict[tuple[str, date], list[_Line]] = {}
        for document in self.contract.documents if self.contract else ():
            found.setdefault((document.number, document.date), []).extend(_lines(document))
        return found


def _lines(document: Document) -> list[_Line]:
    named = f"{document.name} {phrase('dated', number=f'№ {document.number}', date=as_day(document.date))}"
    lines = [
        _Line(
            as_day(operation.date),
            named if operation.name in (None, document.name, named) else f"{named}: {operation.name}",
            _sum(operation.debit),
            _sum(operation.credit),
            str(operation.number or ""),
        )
        for operation in document.operations
    ]
    if lines and isinstance(document, AnsweredDocument):
        lines[-1] = replace(lines[-1], difference=as_sum(document.difference))
    return lines


def _sum(value: Decimal | None) -> str:
    return as_sum(value) if value is not None else ""


def _two_sides(act: ReconciliationAct, answer: ReconciliationAnswer | None) -> Table:
    """The counterparty's half is empty until it has told its own books."""
    has_differences = answer is not None and bool(answer.contracts)
    columns = (
        *_FORM.columns("number"),
        *_under(act.author.display_name),
        *_under(act.counterparty.display_name),
        *(_FORM.columns("difference") if has_differences else ()),
    )
    start, end = as_day(act.period_start), as_day(act.period_end)
    rows: list[Row] = []
    for left, right in _pairs(act.contracts, answer.contracts if answer else ()):
        rows += _rows(left, right, (start, end), has_differences=has_differences)
    totals = _balances("total_", act, answer, (start, end), has_differences=has_differences)
    return Table(columns=columns, rows=tuple(rows), totals=tuple(totals))


def _under(name: str) -> tuple[Column, ...]:
    books = _FORM.word("by_books", name=name)
    return tuple(replace(column, under=(books,)) for column in _FORM.columns("side"))


def _pairs(
    given: Sequence[SettledContract], answered: Sequence[AnsweredContract]
) -> Iterator[tuple[Contract | None, Contract | None]]:
    """Contracts of both sides by their number and date; what only the other side names stands last."""
    waiting = list(answered)
    for contract in given:
        known = next((other for other in waiting if _key(other) == _key(contract)), None)
        if known is not None:
            waiting.remove(known)
        yield contract, known
    for other in waiting:
        yield None, other


def _key(contract: Contract) -> tuple[str | None, date | None]:
    return contract.number, contract.date


def _rows(
    left: Contract | None, right: Contract | None, days: tuple[str, str], *, has_differences: bool
) -> Iterator[Row]:
    width = 9 + has_differences
    names = dict.fromkeys(_contract(known) for known in (left, right) if known)
    yield (Cell(text=" / ".join(names), columns=width, align=Align.LEFT, tone=Tone.STRONG),)
    opening, *rest = _balances("", left, right, days, has_differences=has_differences)
    yield opening
    for ours, theirs in _side_by_side(_Half(left).documents, _Half(right).documents):
        difference = (theirs.difference,) if has_differences else ()
        number = " / ".join(filter(None, dict.fromkeys((ours.number, theirs.number))))
        yield (number, *ours.cells, *theirs.cells, *difference)
    yield from rest


def _contract(contract: Contract) -> str:
    number = f"№ {contract.number}" if contract.number else ""
    told = (number, phrase("since", date=as_day(contract.date)) if contract.date else "")
    named = " ".join(filter(None, (_FORM.word("contract"), *told))) if any(told) else _FORM.word("other_contract")
    return f"{named} ({contract.description})" if contract.description else named


def _side_by_side(
    left: dict[tuple[str, date], list[_Line]], right: dict[tuple[str, date], list[_Line]]
) -> Iterator[tuple[_Line, _Line]]:
    for document in dict.fromkeys((*left, *right)):
        yield from zip_longest(left.get(document, ()), right.get(document, ()), fillvalue=_Line())


def _balances(
    prefix: str, left: Books | None, right: Books | None, days: tuple[str, str], *, has_differences: bool
) -> Iterator[Row]:
    start, end = days
    for name, debit, credit, day in (
        ("opening", "opening_debit", "opening_credit", start),
        ("turnover", "debit_turnover", "credit_turnover", ""),
        ("closing", "closing_debit", "closing_credit", end),
    ):
        caption = Cell(text=_FORM.word(f"{prefix}{name}", date=day), columns=3, align=Align.LEFT, tone=Tone.STRONG)
        sums = (_of(left, debit), _of(left, credit), Cell(columns=2), _of(right, debit), _of(right, credit))
        difference = (_difference(right) if name == "closing" else "",) if has_differences else ()
        yield (caption, *sums, *difference)


def _of(books: Books | None, name: str) -> str:
    return _sum(getattr(books, name)) if books is not None else ""


def _difference(books: Books | None) -> str:
    """By debit and by credit."""
    known = (_of(books, "difference_debit"), _of(books, "difference_credit"))
    return " / ".join(filter(None, known)) if isinstance(books, AnsweredContract | ReconciliationAnswer) else ""


def _one_side(answer: ReconciliationAnswer) -> Table:
    columns = (*_FORM.columns("number"), *_under(_FORM.word("recipient")), *_FORM.columns("difference"))
    rows: list[Row] = []
    for contract in answer.contracts:
        rows.append((Cell(text=_contract(contract), columns=len(columns), align=Align.LEFT, tone=Tone.STRONG),))
        opening, *rest = _own_balances("", contract)
        rows.append(opening)
        for lines in _Half(contract).documents.values():
            rows += [(line.number, *line.cells, line.difference) for line in lines]
        rows += rest
    return Table(columns=columns, rows=tuple(rows), totals=tuple(_own_balances("total_", answer)))


def _own_balances(prefix: str, books: Books) -> Iterator[Row]:
    for name, debit, credit in (
        ("at_start", "opening_debit", "opening_credit"),
        ("turnover", "debit_turnover", "credit_turnover"),
        ("at_end", "closing_debit", "closing_credit"),
    ):
        caption = Cell(text=_FORM.word(f"{prefix}{name}"), columns=3, align=Align.LEFT, tone=Tone.STRONG)
        yield (caption, _of(books, debit), _of(books, credit), _difference(books) if name == "at_end" else "")


def _debts(act: ReconciliationAct, answer: ReconciliationAnswer | None) -> Iterator[Paragraph]:
    """Who owes whom at the end, in words; by the other side's books too, once it has told them."""
    author, counterparty = act.author.display_name, act.counterparty.display_name
    yield Paragraph(text=_debt(act, act, author, counterparty), tone=Tone.STRONG)
    if answer is not None and answer.contracts:
        yield Paragraph(text=_debt(act, answer, counterparty, author), tone=Tone.STRONG)


def _debt(act: ReconciliationAct, books: Books, own: str, other: str) -> str:
    net = (books.closing_debit or Decimal(0)) - (books.closing_credit or Decimal(0))
    day = as_day(act.period_end)
    if not net:
        return _FORM.word("settled", books=own, date=day)
    debtor, creditor = (other, own) if net > 0 else (own, other)
    return _FORM.word("owed", books=own, date=day, debtor=debtor, creditor=creditor, sum=_said(abs(net), act.currency))


def _said(sum_: Decimal, currency: str) -> str:
    words = in_words(sum_, currency) or classifiers.currency_name(currency) or currency
    return _FORM.word("sum", sum=as_sum(sum_), words=words)


def _verdict(answer: ReconciliationAnswer | None) -> Iterator[Block]:
    if answer is not None:
        is_agreed = answer.result is ReconciliationResult.AGREED
        yield Mark(text=_FORM.word(answer.result.value), tone=Tone.GOOD if is_agreed else Tone.DOUBT)


def _hands(
    act: ReconciliationAct, answer: ReconciliationAnswer | None, facts: Facts, signed: frozenset[Side]
) -> Columns:
    ours = signers(facts, (act.signatory,), is_signed=Side.SELLER in signed)
    people = (answer.signatory,) if answer else ()
    theirs = signers(_answer_facts(), people, is_signed=Side.BUYER in signed)
    return Columns(
        parts=(
            (Paragraph(text=_FORM.word("from", name=facts.party(act.author))), *ours),
            (Paragraph(text=_FORM.word("from", name=facts.party(act.counterparty))), *theirs),
        ),
        shares=(12, 12),
    )
