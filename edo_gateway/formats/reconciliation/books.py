"""What each side tells of its books on settlements, in the act and in the answer to it alike."""

from __future__ import annotations

from typing import Annotated

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.values import Date, Money, Whole


class BookedOperation(Part):
    """СвОпер."""

    number: Annotated[Whole | None, At("@НомСтр")] = None
    date: Annotated[Date | None, At("@ДатаОпер")] = None
    name: Annotated[str | None, At("@НаимОпер")] = None
    debit: Annotated[Money | None, At("@СумДебет")] = None
    credit: Annotated[Money | None, At("@СумКредит")] = None


class BookedDocument(Part):
    """ДокСв without its operations; ``id`` is its key in the books."""

    name: Annotated[str, At("@НаимДок")]
    number: Annotated[str, At("@НомДок")]
    date: Annotated[Date, At("@ДатаДок")]
    id: Annotated[str | None, At("@ИдДок")] = None


class BookedContract(Part):
    """ДогСв without its documents."""

    id: Annotated[str | None, At("@ИдДог")] = None
    description: Annotated[str | None, At("@ОписТипДог")] = None
    number: Annotated[str | None, At("@НомДог")] = None
    date: Annotated[Date | None, At("@ДатаДог")] = None
    opening_debit: Annotated[Money | None, At("@СальдоНачДеб")] = None
    opening_credit: Annotated[Money | None, At("@СальдоНачКр")] = None
    debit_turnover: Annotated[Money | None, At("@ОборотДеб")] = None
    credit_turnover: Annotated[Money | None, At("@ОборотКр")] = None
    closing_debit: Annotated[Money | None, At("@СальдоКонДеб")] = None
    closing_credit: Annotated[Money | None, At("@СальдоКонКр")] = None
