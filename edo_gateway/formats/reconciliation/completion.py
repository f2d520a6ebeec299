"""Completing the reconciliation act and its answer: lines numbered, turnovers and balances reckoned or checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.messages import finding
from edo_gateway.formats.parts import classifiers
from edo_gateway.formats.reconciliation.act import Operation, ReconciliationAct, SettledContract, SettledDocument
from edo_gateway.formats.reconciliation.answer import (
    AnsweredContract,
    AnsweredDocument,
    AnsweredOperation,
    ReconciliationAnswer,
)
from edo_gateway.formats.reconciliation.balances import (
    FIELDS,
    Balance,
    Settlement,
    set_off,
    settled,
    together,
    told,
    told_settlement,
)

AnyOperation = TypeVar("AnyOperation", Operation, AnsweredOperation)
ActSums = SettledContract | ReconciliationAct
AnswerSums = AnsweredContract | ReconciliationAnswer
AnySums = ActSums | AnswerSums
OPENING, TURNOVER, CLOSING = FIELDS


def completed_reconciliation_act(act: ReconciliationAct, findings: list[Finding]) -> ReconciliationAct:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    return _Completion(act, findings).done()


@dataclass(slots=True)
class _Completion:
    act: ReconciliationAct
    findings: list[Finding]

    def done(self) -> ReconciliationAct:
        act, numbers = self.act, count(1)
        settlements: list[Settlement] = []
        contracts = tuple(self._contract(one, index, numbers, settlements) for index, one in enumerate(act.contracts))
        return act.model_copy(
            update={
                "currency": classifiers.currency_code(act.currency) or act.currency,
                "sender": act.sender or act.author.participant_id,
                "recipient": act.recipient or act.counterparty.participant_id,
                "author": act.author.changed({"participant_id": None}),
                "counterparty": act.counterparty.changed({"participant_id": None}),
                "contracts": contracts,
                "signatory": act.signatory.completed(),
                **self._whole(settlements).fields(),
            }
        )

    def _contract(
        self, contract: SettledContract, index: int, numbers: Iterator[int], settlements: list[Settlement]
    ) -> SettledContract:
        documents = tuple(_document(document, numbers) for document in contract.documents)
        operations = [operation for document in documents for operation in document.operations]
        turnover = together(told(one.debit, one.credit) or Balance() for one in operations)
        opening, _, closing = told_settlement(contract.__dict__)
        work = settled(opening, turnover, closing)
        settlements.append(work)
        pointer, number = f"/contracts/{index}", index + 1
        self._same_turnover("arithmetic.contract_turnover", contract, pointer, turnover, number=number)
        if work.closing.net != work.expected_closing:
            place, given, expected = _side_told(contract, CLOSING), work.closing.net, work.expected_closing
            facts = {"number": number, "given": given, "expected": expected}
            self._note("arithmetic.contract_closing", f"{pointer}/{place}", **facts)
        return contract.changed({"documents": documents, **work.fields()})

    def _whole(self, settlements: list[Settlement]) -> Settlement:
        """The whole act: the sums of its contracts, whose balances are set off against each other."""
        expected = Settlement(
            set_off(one.opening for one in settlements),
            together(one.turnover for one in settlements),
            set_off(one.closing for one in settlements),
        )
        opening, _, closing = told_settlement(self.act.__dict__)
        self._same_turnover("arithmetic.act_turnover", self.act, "", expected.turnover)
        self._same_balance("arithmetic.act_opening", OPENING, opening, expected.opening)
        self._same_balance("arithmetic.act_closing", CLOSING, closing, expected.closing)
        return Settlement(opening or expected.opening, expected.turnover, closing or expected.closing)

    def _same_balance(self, rule: str, sides: tuple[str, str], given: Balance | None, expected: Balance) -> None:
        if given is not None and given.net != expected.net:
            self._note(rule, f"/{_side_told(self.act, sides)}", given=given.net, expected=expected.net)

    def _same_turnover(self, rule: str, sums: ActSums, pointer: str, expected: Balance, **facts: Any) -> None:
        for name, wanted in zip(TURNOVER, expected.sides, strict=True):
            given = getattr(sums, name)
            if given is not None and given != wanted:
                self._note(rule, f"{pointer}/{name}", given=given, expected=wanted, **facts)

    def _note(self, rule: str, pointer: str, **facts: Any) -> None:
        self.findings.append(finding(rule, pointer, **facts))


def _document(document: SettledDocument, numbers: Iterator[int]) -> SettledDocument:
    return document.changed({"operations": _operations(document.operations, document, numbers)})


def _operations(
    operations: tuple[AnyOperation, ...], document: SettledDocument | AnsweredDocument, numbers: Iterator[int]
) -> tuple[AnyOperation, ...]:
    """Numbered through the act; an operation is dated and named as its document unless it says otherwise."""
    return tuple(
        operation.changed(
            {
                "number": operation.number if operation.number is not None else number,
                "date": operation.date or document.date,
                "name": operation.name or document.name,
            }
        )
        for operation, number in zip(operations, numbers, strict=False)
    )


def _side_told(sums: AnySums, sides: tuple[str, str]) -> str:
    """The field to mend: the side that was given."""
    debit, credit = sides
    return debit if getattr(sums, debit) is not None else credit


def completed_reconciliation_answer(answer: ReconciliationAnswer, findings: list[Finding]) -> ReconciliationAnswer:
    """The answer with its lines numbered, its balances checked.

    Its table may hold only what is disputed, so it is not summed up.
    """
    numbers = count(1)
    contracts = tuple(_answered(contract, numbers) for contract in answer.contracts)
    for index, contract in enumerate(contracts):
        findings += _unsettled(contract, f"/contracts/{index}", "arithmetic.contract_closing", number=index + 1)
    findings += _unsettled(answer, "", "arithmetic.answer_closing")
    return answer.model_copy(update={"contracts": contracts, "signatory": answer.signatory.completed()})


def _answered(contract: AnsweredContract, numbers: Iterator[int]) -> AnsweredContract:
    documents = tuple(
        document.changed({"operations": _operations(document.operations, document, numbers)})
        for document in contract.documents
    )
    return contract.changed({"documents": documents})


def _unsettled(sums: AnswerSums, pointer: str, rule: str, **facts: Any) -> Iterator[Finding]:
    """A finding when the recipient gave both balances and the turnover, and they do not agree."""
    opening, turnover, closing = told_settlement(sums.__dict__)
    if opening is None or turnover is None or closing is None:
        return
    work = Settlement(opening, turnover, closing)
    if work.closing.net != work.expected_closing:
        given, expected = work.closing.net, work.expected_closing
        yield finding(rule, f"{pointer}/{_side_told(sums, CLOSING)}", given=given, expected=expected, **facts)
