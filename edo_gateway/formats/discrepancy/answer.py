"""Further statements to a discrepancy act 5.01, the second title: DP_PRIRASXDOP, КНД 1175015, 423@."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.discrepancy.parties import (
    CompanyPerson,
    EntrepreneurPerson,
    ExchangeOperator,
    PrivatePerson,
    SignatoryStatus,
)
from edo_gateway.formats.mapping.declaration import At, DocumentModel, Header, Part
from edo_gateway.formats.parts.kinds import tag_of_person
from edo_gateway.formats.parts.references import Information
from edo_gateway.formats.parts.values import Date, ParticipantId, Time

_INFORMATION = "СвИтПрием/ИнфПол"


class _AnswerSignatory(Part):
    """What every signatory says; ``scope`` is the code of the format."""

    scope: Annotated[Literal["21", "22", "23", "29"], At("@ОблПолн")]
    status: Annotated[SignatoryStatus | None, At("@Статус")] = None
    basis: Annotated[str | None, At("@ОснПолн")] = None
    organization_basis: Annotated[str | None, At("@ОснПолнОрг")] = None


class AnswerCompanySignatory(_AnswerSignatory, CompanyPerson):
    """Подписант who acts for an organisation."""


class AnswerEntrepreneurSignatory(_AnswerSignatory, EntrepreneurPerson):
    """Подписант who is an entrepreneur."""


class AnswerPersonSignatory(_AnswerSignatory, PrivatePerson):
    """Подписант who is a private person."""


AnswerSignatory = Annotated[
    Annotated[AnswerCompanySignatory, Tag(":company")]
    | Annotated[AnswerEntrepreneurSignatory, Tag(":entrepreneur")]
    | Annotated[AnswerPersonSignatory, Tag(":individual")],
    Discriminator(tag_of_person),
]
"""A signatory of the second title."""


class DiscrepancyAnswer(DocumentModel):
    """What the other side says to a discrepancy act, in words.

    ``act_file`` and the signatures tie it to the very bytes the buyer signed.
    """

    header: ClassVar[Header] = Header(
        prefix="DP_PRIRASXDOP",
        knd="1175015",
        version="5.01",
        attributes=("КНД", "ДатаДок", "ВремДок", "НаимЭконСубСост", "ОснДоверОргСост"),
        date="ДатаДок",
        time="ВремДок",
    )

    type: Literal["discrepancy_answer"] = "discrepancy_answer"
    format: Literal["5.01"] = "5.01"
    sender: Annotated[ParticipantId | None, At("../СвУчДокОбор/@ИдОтпр")] = None
    recipient: Annotated[ParticipantId | None, At("../СвУчДокОбор/@ИдПол")] = None
    sending_operator: Annotated[ExchangeOperator | None, At("../СвУчДокОбор/СвОЭДОтпрСФ")] = None

    composer: Annotated[str | None, At("@НаимЭконСубСост")] = None
    composer_basis: Annotated[str | None, At("@ОснДоверОргСост")] = None
    act_file: Annotated[str, At("ИдИнфПок/@ИдФайлИнфПок")]
    act_file_date: Annotated[Date, At("ИдИнфПок/@ДатаФайлИнфПок")]
    act_file_time: Annotated[Time, At("ИдИнфПок/@ВремФайлИнфПок")]
    act_signatures: Annotated[tuple[str, ...], At("ИдИнфПок/ЭП")]
    date: Annotated[Date, At("СвИтПрием/@ДатаСвИтПрием")]
    text: Annotated[str, At("СвИтПрием/@СодСвИтПрием")]
    information_file: Annotated[str | None, At(f"{_INFORMATION}/@ИдФайлИнфПол")] = None
    information: Annotated[tuple[Information, ...], At(f"{_INFORMATION}/ТекстИнф")] = ()
    signatories: Annotated[tuple[AnswerSignatory, ...], At("Подписант")]
