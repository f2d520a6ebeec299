"""The answering titles the counterparty writes: one for each format that has one, built by ``formats``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats import (
    DocumentModel,
    answer,
    answer_discrepancies,
    answer_reconciliation,
    answer_works_act,
    build,
    parse,
)
from edo_gateway.formats.discrepancy.act import DiscrepancyAct
from edo_gateway.formats.discrepancy.answer import AnswerCompanySignatory
from edo_gateway.formats.parts.references import Reference
from edo_gateway.formats.parts.signatories import Signatory as TitleSignatory
from edo_gateway.formats.reconciliation.act import ReconciliationAct
from edo_gateway.formats.reconciliation.answer import AnsweredContract, AnsweredDocument, AnsweredOperation
from edo_gateway.formats.reconciliation.parties import SettlementSignatory
from edo_gateway.formats.transfer.buyer_title import AcceptanceResult, AcceptedBy
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.transfer.facts import Employee
from edo_gateway.formats.works.act import WorksAct
from edo_gateway.formats.works.answer import WorksAcceptanceResult
from edo_gateway.formats.works.parts import ConstructionSignatory
from edo_gateway.sandbox.keys import signatory_of
from edo_gateway.sandbox.service_files import Received, name_of

_DEFECTS: Final = "Кладка отклоняется от вертикали, просим исправить."
_STATEMENT: Final = "С расхождениями согласны, недостающее отгрузим."
_OFF_BY: Final = Decimal("1.00")


def answering_title(received: Received, *, with_discrepancies: bool, at: dt.datetime) -> ExchangeFile | None:
    """None where the format of the answer is not known. Raises ``InvalidDocument`` for a file that cannot be read."""
    document = parse(received.file)
    write = _WRITERS.get(type(document))
    if write is None:
        return None
    title = write(received, document, with_discrepancies, at.astimezone(MOSCOW).date())
    between = {"sender": received.receiver.participant_id, "recipient": received.sender.participant_id}
    return build(title.model_copy(update=between), at=at, guid=uuid4())


def _of_transfer(received: Received, _document: DocumentModel, doubts: bool, today: dt.date) -> DocumentModel:
    person = signatory_of(received.receiver)
    return answer(
        received.file,
        (received.signature,),
        signatory=TitleSignatory(position=person.position, name=name_of(person), date=today),
        accepted_on=today,
        result=AcceptanceResult.WITH_DISCREPANCIES if doubts else AcceptanceResult.ACCEPTED,
        discrepancies=Reference(name="Акт о расхождениях", number="1", date=today) if doubts else None,
        accepted_by=AcceptedBy(employee=Employee(position=person.position, name=name_of(person))),
    )


def _of_works(received: Received, _document: DocumentModel, doubts: bool, today: dt.date) -> DocumentModel:
    """Acceptance with defects is for state needs alone: a private customer does not accept."""
    person = signatory_of(received.receiver)
    return answer_works_act(
        received.file,
        (received.signature,),
        signatory=ConstructionSignatory(position=person.position, name=name_of(person)),
        on=today,
        result=WorksAcceptanceResult.NOT_ACCEPTED if doubts else WorksAcceptanceResult.ACCEPTED,
        reasons=_DEFECTS if doubts else None,
    )


def _of_settlements(received: Received, act: ReconciliationAct, doubts: bool, _today: dt.date) -> DocumentModel:
    person = signatory_of(received.receiver)
    return answer_reconciliation(
        received.file,
        received.signature,
        signatory=SettlementSignatory(position=person.position, name=name_of(person)),
        contracts=(_disputed(act),) if doubts else (),
    )


def _disputed(act: ReconciliationAct) -> AnsweredContract:
    """The first document of the act, on the other side of the books and a rouble off."""
    document = act.contracts[0].documents[0]
    operation = document.operations[0]
    mirrored = AnsweredOperation(
        debit=operation.credit + _OFF_BY if operation.credit else None,
        credit=operation.debit + _OFF_BY if operation.debit else None,
    )
    answered = AnsweredDocument(
        name=document.name, number=document.number, date=document.date, difference=_OFF_BY, operations=(mirrored,)
    )
    return AnsweredContract(documents=(answered,))


def _of_discrepancies(received: Received, _act: DocumentModel, _doubts: bool, today: dt.date) -> DocumentModel:
    person = signatory_of(received.receiver)
    signatory = AnswerCompanySignatory(
        scope="21",
        inn=received.receiver.inn,
        organization=received.receiver.name,
        position=person.position,
        name=name_of(person),
    )
    return answer_discrepancies(
        received.file, (received.signature,), signatories=(signatory,), text=_STATEMENT, date=today
    )


_WRITERS: Final[dict[type[Any], Callable[[Received, Any, bool, dt.date], DocumentModel]]] = {
    TransferDocument: _of_transfer,
    WorksAct: _of_works,
    ReconciliationAct: _of_settlements,
    DiscrepancyAct: _of_discrepancies,
}
