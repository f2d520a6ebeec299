"""Document on acceptance and discrepancies (ТОРГ-2) 5.01, the buyer's title: DP_PRIRASXPRIN, КНД 1175014, 423@."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.discrepancy.circumstances import (
    Cargo,
    CommissionOrder,
    GoodsAcceptedBy,
    Inspection,
    OtherCircumstances,
    Timing,
)
from edo_gateway.formats.discrepancy.lines import AcceptanceLine
from edo_gateway.formats.discrepancy.parties import (
    AcceptanceParty,
    CompanyPerson,
    EntrepreneurPerson,
    ExchangeOperator,
    PrivatePerson,
    SignatoryStatus,
)
from edo_gateway.formats.mapping.declaration import At, DocumentModel, Header, Part
from edo_gateway.formats.parts.kinds import tag_of_person
from edo_gateway.formats.parts.references import Information
from edo_gateway.formats.parts.values import Date, ParticipantId, Whole

_ABOUT = "СодФХЖ1"  # noqa: RUF001 - the digit belongs to the name
_RESULTS = "СодФХЖ2"  # noqa: RUF001 - the digit belongs to the name
_INFORMATION = f"{_ABOUT}/ИнфПолФХЖ1"  # noqa: RUF001 - the digit belongs to the name
_RESULTS_INFORMATION = f"{_RESULTS}/ИнфПолФХЖ2"  # noqa: RUF001 - the digit belongs to the name


class ActCorrection(Part):
    """ИспрДокПР: this act mends the one of the same number and date."""

    number: Annotated[Whole, At("@НомИспрДокПР")]
    date: Annotated[Date, At("@ДатаИспрДокПР")]


class Attachment(Part):
    """ПрилДок: a document enclosed with the act."""

    name: Annotated[str, At("@ВидПрилДок")]
    number: Annotated[str, At("@НомерПрилДок")]
    date: Annotated[Date, At("@ДатаПрилДок")]


class _ActSignatory(Part):
    """What every signatory says; ``scope`` is the code of the format, ``acquainted`` – with the rules of acceptance."""

    scope: Annotated[Literal["1", "2", "3", "7", "8"], At("@ОблПолн")]
    status: Annotated[SignatoryStatus | None, At("@Статус")] = None
    basis: Annotated[str | None, At("@ОснПолн")] = None
    organization_basis: Annotated[str | None, At("@ОснПолнОрг")] = None
    acquainted: Annotated[Literal[True] | None, At("@ПризнОзнак")] = None


class ActCompanySignatory(_ActSignatory, CompanyPerson):
    """Подписант who acts for an organisation; left out, it is the buyer."""


class ActEntrepreneurSignatory(_ActSignatory, EntrepreneurPerson):
    """Подписант who is an entrepreneur."""


class ActPersonSignatory(_ActSignatory, PrivatePerson):
    """Подписант who is a private person."""


ActSignatory = Annotated[
    Annotated[ActCompanySignatory, Tag(":company")]
    | Annotated[ActEntrepreneurSignatory, Tag(":entrepreneur")]
    | Annotated[ActPersonSignatory, Tag(":individual")],
    Discriminator(tag_of_person),
]
"""A signatory of the buyer's title: a member of the commission as a rule."""


class DiscrepancyAct(DocumentModel):
    """Акт о расхождениях: what the buyer found wrong with the goods. The buyer sends it, the seller answers.

    ``additions`` are codes of ИнфДопСв: which further statements the act will get. ``results_information`` are pairs of
    the results, ``information`` those of the circumstances. What is left out and can be computed is by ``complete``.
    """

    header: ClassVar[Header] = Header(
        prefix="DP_PRIRASXPRIN",
        knd="1175014",
        version="5.01",
        attributes=(
            "КНД",
            "ДатаИнфПок",
            "ВремИнфПок",
            "ПоФактХЖ",
            "НаимДокОпр",
            "НаимЭконСубСост",
            "ОснДоверОргСост",
            "ОбстСостДок",
            "НазнДопСв",
        ),
        date="ДатаИнфПок",
        time="ВремИнфПок",
    )

    sides: ClassVar[tuple[str, str]] = ("buyer", "seller")

    type: Literal["discrepancy_act"] = "discrepancy_act"
    format: Literal["5.01"] = "5.01"
    sender: Annotated[ParticipantId | None, At("../СвУчДокОбор/@ИдОтпр")] = None
    recipient: Annotated[ParticipantId | None, At("../СвУчДокОбор/@ИдПол")] = None
    sending_operator: Annotated[ExchangeOperator | None, At("../СвУчДокОбор/СвОЭДОтпрСФ")] = None

    fact_name: Annotated[str | None, At("@ПоФактХЖ")] = None
    title: Annotated[str | None, At("@НаимДокОпр")] = None
    composer: Annotated[str | None, At("@НаимЭконСубСост")] = None
    composer_basis: Annotated[str | None, At("@ОснДоверОргСост")] = None
    circumstance: Annotated[Literal["1", "2"] | None, At("@ОбстСостДок")] = None
    additions_purpose: Annotated[str | None, At("@НазнДопСв")] = None

    number: Annotated[str, At("ИдентДокПР/@НомДокПР")]
    date: Annotated[Date, At("ИдентДокПР/@ДатаДокПР")]
    correction: Annotated[ActCorrection | None, At("ИспрДокПР")] = None
    usage_code: Annotated[str | None, At(f"{_ABOUT}/@ОбстИсп")] = None
    state_contract: Annotated[str | None, At(f"{_ABOUT}/@ИдГосКон")] = None
    seller: Annotated[AcceptanceParty, At(f"{_ABOUT}/Продавец")]
    buyer: Annotated[AcceptanceParty, At(f"{_ABOUT}/Покупатель")]
    consignor: Annotated[AcceptanceParty | None, At(f"{_ABOUT}/Грузоотправитель")] = None
    consignee: Annotated[AcceptanceParty | None, At(f"{_ABOUT}/Грузополучатель")] = None
    insurer: Annotated[AcceptanceParty | None, At(f"{_ABOUT}/СтрахКом")] = None
    commission_order: Annotated[CommissionOrder | None, At(f"{_ABOUT}/Приказ")] = None
    inspection: Annotated[Inspection | None, At(f"{_ABOUT}/СвОсмГруз")] = None
    cargo: Annotated[tuple[Cargo, ...], At(f"{_ABOUT}/СвСопрДок")] = ()
    timing: Annotated[Timing | None, At(f"{_ABOUT}/СвВремПрием")] = None
    other_circumstances: Annotated[OtherCircumstances | None, At(f"{_ABOUT}/ДрОбстПрием")] = None
    accepted_by: Annotated[GoodsAcceptedBy | None, At(f"{_ABOUT}/СвЛицПрин")] = None
    information_file: Annotated[str | None, At(f"{_INFORMATION}/@ИдФайлИнфПол")] = None
    information: Annotated[tuple[Information, ...], At(f"{_INFORMATION}/ТекстИнф")] = ()
    summary: Annotated[str | None, At(f"{_RESULTS}/@СодСоб")] = None
    conclusion: Annotated[str | None, At(f"{_RESULTS}/@Заключение")] = None
    lines: Annotated[tuple[AcceptanceLine, ...], At(f"{_RESULTS}/РезПрием")]
    attachments: Annotated[tuple[Attachment, ...], At(f"{_RESULTS}/ПрилДок")] = ()
    operation_kind: Annotated[str | None, At(f"{_RESULTS}/ВидОперации")] = None
    results_information: Annotated[tuple[Information, ...], At(_RESULTS_INFORMATION)] = ()
    additions: Annotated[tuple[Literal["1", "2", "3", "4", "5", "6", "7", "8"], ...], At("ИнфДопСв")]
    signatories: Annotated[tuple[ActSignatory, ...], At("Подписант")]
