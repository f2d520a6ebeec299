"""Reconciliation act 5.01, the sender's title: ON_AKTSVEROTP, КНД 1110332, приказ ФНС ЕД-7-26/405@.

The balances are the sender's: a debit balance is what the other side owes.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, DocumentModel, Header
from edo_gateway.formats.parts.values import Date, Money, ParticipantId
from edo_gateway.formats.reconciliation.books import BookedContract, BookedDocument, BookedOperation
from edo_gateway.formats.reconciliation.parties import SettlementParty, SettlementSignatory

_ABOUT = "СвДокКрАкт"


class Operation(BookedOperation):
    """СвОпер: one line of the act. Left out, ``number``, ``date`` and ``name`` follow from the document."""


class SettledDocument(BookedDocument):
    """ДокСв: a document that changed the debt; ``id`` is its key in the sender's books."""

    note: Annotated[str | None, At("@ДопИнф")] = None
    operations: Annotated[tuple[Operation, ...], At("СвОпер")]


class SettledContract(BookedContract):
    """ДогСв: the settlements under one contract. Turnovers and balances left out are computed."""

    documents: Annotated[tuple[SettledDocument, ...], At("ДокСв")]


class ReconciliationAct(DocumentModel):
    """The sender's books on settlements with ``counterparty`` over a period; the answer agrees or tells otherwise.

    Sums are in ``currency``. What is left out and can be computed is computed by ``complete``.
    """

    header: ClassVar[Header] = Header(
        prefix="ON_AKTSVEROTP",
        knd="1110332",
        version="5.01",
        attributes=("КНД", "ДатаИнфОтпр", "ВрИнфОтпр", "ДатаНачПер", "ДатаОкПер", "НомерАкт"),
        date="ДатаИнфОтпр",
        time="ВрИнфОтпр",
        time_has_colons=True,
    )

    sides: ClassVar[tuple[str, str]] = ("author", "counterparty")

    type: Literal["reconciliation_act"] = "reconciliation_act"
    format: Literal["5.01"] = "5.01"
    sender: ParticipantId | None = None
    recipient: ParticipantId | None = None

    number: Annotated[str, At("@НомерАкт")]
    period_start: Annotated[Date, At("@ДатаНачПер")]
    period_end: Annotated[Date, At("@ДатаОкПер")]
    currency: Annotated[str, At(f"{_ABOUT}/@КодОКВ")] = "643"
    author: Annotated[SettlementParty, At(f"{_ABOUT}/СвОтпр")]
    counterparty: Annotated[SettlementParty, At(f"{_ABOUT}/СвПол")]
    opening_debit: Annotated[Money | None, At("ТаблАкт/@СальдоНачДеб")] = None
    opening_credit: Annotated[Money | None, At("ТаблАкт/@СальдоНачКр")] = None
    debit_turnover: Annotated[Money | None, At("ТаблАкт/@ОборотДеб")] = None
    credit_turnover: Annotated[Money | None, At("ТаблАкт/@ОборотКр")] = None
    closing_debit: Annotated[Money | None, At("ТаблАкт/@СальдоКонДеб")] = None
    closing_credit: Annotated[Money | None, At("ТаблАкт/@СальдоКонКр")] = None
    contracts: Annotated[tuple[SettledContract, ...], At("ТаблАкт/ДогСв")]
    signatory: Annotated[SettlementSignatory, At("Подписант")]

    @property
    def date(self) -> dt.date:
        """The day as of which the debts are stated: the format has no other date of the act."""
        return self.period_end
