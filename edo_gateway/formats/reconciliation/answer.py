"""Reconciliation act 5.01, the recipient's title: ON_AKTSVERPOL, КНД 1110333, приказ ФНС ЕД-7-26/405@."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, Coded, DocumentModel, Header
from edo_gateway.formats.parts.values import ColonTime, Date, Money, ParticipantId
from edo_gateway.formats.reconciliation.books import BookedContract, BookedDocument, BookedOperation
from edo_gateway.formats.reconciliation.parties import SettlementSignatory


class ReconciliationResult(Coded):
    """ПризнРазн."""

    AGREED = "agreed", "1"
    WITH_DISCREPANCIES = "with_discrepancies", "2"


class AnsweredOperation(BookedOperation):
    """СвОпер by the recipient's books."""

    note: Annotated[str | None, At("@ДопИнф")] = None


class AnsweredDocument(BookedDocument):
    """ДокСв by the recipient's books; ``difference`` is how far the two sides are apart."""

    difference: Annotated[Money, At("@ИтогоРасх")]
    note: Annotated[str | None, At("@ДопИнф")] = None
    operations: Annotated[tuple[AnsweredOperation, ...], At("СвОпер")]


class AnsweredContract(BookedContract):
    """ДогСв by the recipient's books. A closing balance left out is computed when opening and turnover are given."""

    difference_debit: Annotated[Money | None, At("@ИтогоРасхДеб")] = None
    difference_credit: Annotated[Money | None, At("@ИтогоРасхКр")] = None
    note: Annotated[str | None, At("@ДопИнф")] = None
    documents: Annotated[tuple[AnsweredDocument, ...], At("ДокСв")]


class ReconciliationAnswer(DocumentModel):
    """The recipient agrees with a reconciliation act, or gives the settlements by its own books.

    Sums and ``contracts`` are given only with discrepancies. ``act_file`` and the signature tie the answer to the very
    bytes the sender signed.
    """

    header: ClassVar[Header] = Header(
        prefix="ON_AKTSVERPOL",
        knd="1110333",
        version="5.01",
        attributes=("КНД", "ДатаИнфПол", "ВрИнфПол"),
        date="ДатаИнфПол",
        time="ВрИнфПол",
        time_has_colons=True,
    )

    type: Literal["reconciliation_answer"] = "reconciliation_answer"
    format: Literal["5.01"] = "5.01"
    sender: ParticipantId | None = None
    recipient: ParticipantId | None = None

    result: Annotated[ReconciliationResult, At("../@ПризнРазн")]
    act_file: Annotated[str, At("ИдИнфОтпр/@ИдФайлИнфОтпр")]
    act_file_date: Annotated[Date, At("ИдИнфОтпр/@ДатФайлИнфОтпр")]
    act_file_time: Annotated[ColonTime, At("ИдИнфОтпр/@ВрФайлИнфОтпр")]
    act_signature: Annotated[str, At("ИдИнфОтпр/ЭП")]
    opening_debit: Annotated[Money | None, At("ТаблАкт/@СальдоНачДеб")] = None
    opening_credit: Annotated[Money | None, At("ТаблАкт/@СальдоНачКр")] = None
    debit_turnover: Annotated[Money | None, At("ТаблАкт/@ОборотДеб")] = None
    credit_turnover: Annotated[Money | None, At("ТаблАкт/@ОборотКр")] = None
    closing_debit: Annotated[Money | None, At("ТаблАкт/@СальдоКонДеб")] = None
    closing_credit: Annotated[Money | None, At("ТаблАкт/@СальдоКонКр")] = None
    difference_debit: Annotated[Money | None, At("ТаблАкт/@ИтогоРасхДеб")] = None
    difference_credit: Annotated[Money | None, At("ТаблАкт/@ИтогоРасхКр")] = None
    note: Annotated[str | None, At("ТаблАкт/@ДопИнф")] = None
    contracts: Annotated[tuple[AnsweredContract, ...], At("ТаблАкт/ДогСв")] = ()
    signatory: Annotated[SettlementSignatory, At("Подписант")]

    @property
    def date(self) -> dt.date:
        """The day of the act answered: the format has no other date."""
        return self.act_file_date
