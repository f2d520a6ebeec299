"""Documents drawn from the declaration itself: a field declared tomorrow is generated tomorrow.

The strategies give JSON as a caller would post it. Facets that live in the schema (lengths, digits) are told by the
name of the XML attribute; what the order asks across fields is mended class by class.
"""

import types
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from edo_gateway.domain.document import DocumentFunction
from edo_gateway.formats.annulment import Annulment
from edo_gateway.formats.correction.document import CorrectionDocument
from edo_gateway.formats.correction.lines import CorrectionLine, MarkingCodes, TraceabilityChange
from edo_gateway.formats.correction.signatories import CompanySignatory, EntrepreneurSignatory, PersonSignatory
from edo_gateway.formats.discrepancy.act import (
    ActCompanySignatory,
    ActEntrepreneurSignatory,
    ActPersonSignatory,
    DiscrepancyAct,
)
from edo_gateway.formats.discrepancy.answer import (
    AnswerCompanySignatory,
    AnswerEntrepreneurSignatory,
    AnswerPersonSignatory,
    DiscrepancyAnswer,
)
from edo_gateway.formats.discrepancy.circumstances import GoodsAcceptedBy
from edo_gateway.formats.discrepancy.lines import AcceptanceLine, GoodsCount
from edo_gateway.formats.mapping.declaration import At, Part, Scalar
from edo_gateway.formats.parts.addresses import RegisterAddress
from edo_gateway.formats.parts.classifiers import country_name, region_name
from edo_gateway.formats.parts.parties import Individual
from edo_gateway.formats.parts.references import Author
from edo_gateway.formats.parts.signatories import Signatory
from edo_gateway.formats.reconciliation.act import Operation, ReconciliationAct, SettledContract
from edo_gateway.formats.reconciliation.answer import AnsweredContract, AnsweredOperation, ReconciliationAnswer
from edo_gateway.formats.reconciliation.balances import FIELDS
from edo_gateway.formats.service_documents import (
    CorrectionPower,
    CorrectionRequest,
    CorrectionSignatory,
    ForeignParticipant,
    OperatorForwarded,
    OperatorReceived,
    ReceiptNotice,
    ReceiptPower,
    ReceiptSignatory,
)
from edo_gateway.formats.transfer.buyer_title import (
    AcceptedBy,
    BuyerTitle,
    BuyerTreasury,
    ReceivingAgent,
    ReceivingPerson,
)
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.transfer.facts import HandedOverBy, ShippingAgent, ShippingPerson, Transfer
from edo_gateway.formats.transfer.lines import Customs, Line, Marking

Json = dict[str, Any]

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВЯabcXYZ0123456789 .,;:-+=()/«»№<>&\"'"
COMPANY_INNS = ("7700000016", "7800000027", "7700000094", "7700000087")
PERSON_INNS = ("500000000340",)
COUNTRIES = tuple(code for code in ("643", "156", "276", "112", "398") if country_name(code))
SENDER = "2XX-7700000016-770001001-000000000000000000001"
RECIPIENT = "2YY-7800000027-780001001-000000000000000000002"
CORRECTION_RATES = ("0%", "10%", "18%", "20%", "10/110", "20/120", "без НДС", "НДС исчисляется налоговым агентом")
REGIONS = tuple(code for code in ("77", "78", "50", "99") if region_name(code))


def texts(least: int = 1, most: int = 12) -> st.SearchStrategy[str]:
    """Text of the windows-1251 alphabet that does not begin or end with a space."""
    return st.text(_LETTERS, min_size=least, max_size=most).map(lambda text: text.replace(" ", "_", 1).strip() or "ж")


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


def exactly(count: int) -> st.SearchStrategy[str]:
    return st.text("АБВГДабвгд0123456789", min_size=count, max_size=count)


_BY_XML_NAME: dict[str, st.SearchStrategy[Any]] = {
    **{name: digits(count) for name, count in {"ГЛНМеста": 13, "Индекс": 6, "ОКТМОПок": 8, "ОКТМОМесПост": 11}.items()},
    **{
        name: exactly(count)
        for name, count in {
            "ИдНом": 36,
            "ИдЭДОСФ": 3,
            "ОбстИсп": 4,
            "ВидКод": 1,
            "КодКат": 27,
            "КодВидТов": 10,
            "ДопИнфПВидО": 5,
            "ЛицСчетПрод": 11,
            "КодПродБюджКласс": 20,
            "КодЦелиПрод": 20,
            "ИдФайлИнфПол": 36,
            "НомДовер": 36,
            "Инкотермс": 3,
            "ВерИнкотермс": 4,
            "СоглСтрДопИнф": 14,
            "ЛицСчетПок": 11,
            "НомРеестрЗапПок": 8,
            "УчНомБюдОбязПок": 16,
            "КодКазначПок": 4,
            "УчНомДенОбяз": 22,
            "ОчерПлат": 1,
            "КодПокБюджКласс": 20,
            "НомТовПрослеж": 27,
            "ИдГосКон": 21,
        }.items()
    },
    "РеестрНомКонт": exactly(19),
    "КодСмет": st.integers(0, 99),
    "НомВал": st.sampled_from([10, 100, 1000, 10000, 100000]),
    "ОКЕИ_Стройка": st.sampled_from(["796", "0000"]),
    **dict.fromkeys(("НомПоз", "НомПозСт"), texts(1, 9)),
    "КодРегион": st.sampled_from(REGIONS),
    "Регион": st.sampled_from(REGIONS),
    "КодСтр": st.sampled_from(COUNTRIES),
    "СтрРег": st.sampled_from(COUNTRIES),
    "КодПроисх": st.sampled_from(COUNTRIES),
    "КурсВал": st.sampled_from(["1", "80.1234"]),
    "КодОКВ": st.sampled_from(["643", "840", "EUR"]),
    "ОКЕИ_Тов": st.sampled_from(["796", "166"]),
    "ЕдИзмПрослеж": st.sampled_from(["796", "166"]),
    "ИдОперЭДО": st.sampled_from(["2XX", "2YY"]),
    "ФактСрокИсп": st.integers(0, 999),
    "НомИспр": st.integers(1, 999),
    "НомИспрДокПР": st.integers(1, 999),
    "КодВидПр": st.integers(0, 999),
    "КолВедМарк": st.integers(1, 10**6),
    "НомСтр": st.integers(1, 999_999),
    "КодОПФ": exactly(5),
    "ПолнНаимОПФ": texts(4, 20).map(lambda text: text.ljust(4, "ж")),
    **dict.fromkeys(("ОКПО", "СортТов"), texts(1, 9)),
    **dict.fromkeys(("КодКазначПрод", "ДопПризн"), exactly(3)),
    **dict.fromkeys(("АмГруппа", "СрПолИспОС"), exactly(2)),
    "КодТовОКПД2": exactly(4),
    **dict.fromkeys(("Плотн", "Грузопод", "Вместим", "ВлажнНеНиже", "ВлажнНеВыше"), st.sampled_from(["1", "10.50"])),
    **dict.fromkeys(("ТемпНеНиже", "ТемпНеВыше"), st.sampled_from(["-18.0", "25"])),
    **dict.fromkeys(("Широта", "Долгота"), exactly(15)),
    "ГЛН": digits(13),
    "ИННУчаст": digits(10),
    "ВидТар": exactly(2),
    "КодТовНом": exactly(4),
    **dict.fromkeys(("РегНомер", "НомСТС", "КонтТемпер", "АварТемпер"), texts(1, 9)),
    "Клас": texts(1, 3),
    "ИдПолИной": st.lists(st.sampled_from([SENDER, RECIPIENT]), max_size=2),
    "НаимЕдИзм": st.sampled_from(["шт", "кг", "166", "коробка"]),
    "НаимЕдИзмПрослеж": st.sampled_from(["шт", "796"]),
    "КодЦелиПокуп": exactly(4),
    "ИдЭДО": exactly(3),
    "КодГАР": exactly(36),
    **dict.fromkeys(("ОКЕИ_ТовДо", "ОКЕИ_ТовПосле"), st.sampled_from(["796", "166"])),
    **dict.fromkeys(("НаимЕдИзмДо", "НаимЕдИзмПосле"), st.sampled_from(["шт", "кг", "166", "коробка"])),
    **dict.fromkeys(("НалСтДо", "НалСтПосле"), st.sampled_from(CORRECTION_RATES)),
    **dict.fromkeys(("НомИспрСчФ", "НомИспрКСчФ"), st.integers(1, 999)),
    "ПорНомТовВСЧФ": st.integers(1, 999_999),
}
_BY_RULE: dict[str, st.SearchStrategy[Any]] = {
    "request.date": st.dates(date(1990, 1, 1), date(2099, 12, 31)).map(date.isoformat),
    "request.time": st.times().map(lambda moment: moment.replace(microsecond=0, fold=0).isoformat()),
    "request.moment": st.sampled_from(
        ["2026-11-21T10:15:30+03:00", "2026-12-31T23:59:59Z", "2028-02-29T00:00:00-05:30"]
    ),
    "request.inn_company": st.sampled_from(COMPANY_INNS),
    "request.inn_person": st.sampled_from(PERSON_INNS),
    "request.date_time": st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(
        lambda moment: moment.replace(microsecond=0, fold=0).isoformat()
    ),
    "request.kpp": digits(9).map(lambda number: "77" + number[2:]),
    "request.ogrn": st.sampled_from(["1027700000019", "1037800000028"]),
    "request.ogrnip": st.just("304500000000128"),
    "request.bic": digits(9),
    "request.markup": st.just("<Код>7</Код>"),
    "request.gtin": st.just("04609664786013"),
    "request.participant_id": st.sampled_from([SENDER, RECIPIENT]),
}


def kopecks(least: int = 0, most: int = 10**9) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(lambda cents: f"{cents // 100}.{cents % 100:02}")


def _scalar(scalar: Scalar) -> st.SearchStrategy[Any]:
    if scalar.rule in _BY_RULE:
        return _BY_RULE[scalar.rule]
    word = next((word for word in ("без НДС", "без акциза") if word in scalar.pattern), None)
    return kopecks() if word is None else st.one_of(kopecks(), st.just(word))


def _bare(annotation: Any) -> tuple[Any, list[Any]]:
    facts: list[Any] = []
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        facts.extend(more)
    return annotation, facts


def _values(annotation: Any, facts: list[Any], is_required: bool) -> st.SearchStrategy[Any]:
    bare, more = _bare(annotation)
    place = next((fact for fact in facts if isinstance(fact, At)), None)
    name = place.path.split("/")[-1].removeprefix("@") if place else ""
    scalar = next((fact for fact in facts + more if isinstance(fact, Scalar)), None)
    if name in _BY_XML_NAME:
        return _BY_XML_NAME[name]
    if scalar is not None:
        return _scalar(scalar)
    if get_origin(bare) is tuple:
        return st.lists(_values(get_args(bare)[0], [], True), min_size=int(is_required), max_size=2)
    if get_origin(bare) in (Union, types.UnionType):
        members = [member for member in get_args(bare) if member is not type(None)]
        return st.one_of([_values(member, facts, True) for member in members])
    return _plain(bare)


def _plain(bare: Any) -> st.SearchStrategy[Any]:
    if get_origin(bare) is Literal:
        return st.sampled_from(get_args(bare))
    if isinstance(bare, type) and issubclass(bare, Part):
        return parts(bare)
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return st.sampled_from([member.value for member in bare])
    return {str: texts(), bool: st.booleans(), int: st.integers(0, 99)}[bare]


@cache
def parts(part: type[Part]) -> st.SearchStrategy[Json]:
    """JSON of a part: every required field and any of the others."""
    if part in (Author, HandedOverBy, AcceptedBy, GoodsAcceptedBy):
        return st.one_of([_one_field(part, name) for name in part.model_fields])
    required: Json = {}
    optional: Json = {}
    for name, info in part.model_fields.items():
        is_told = info.is_required() or name in ("type", "kind")
        values = _values(info.annotation, list(info.metadata), info.is_required())
        (required if is_told else optional)[name] = values
    return st.fixed_dictionaries(required, optional=optional).map(lambda drawn: _mended(part, drawn))


def _one_field(part: type[Part], name: str) -> st.SearchStrategy[Json]:
    info = part.model_fields[name]
    return st.fixed_dictionaries({name: _values(info.annotation, list(info.metadata), True)})


def _mended(part: type[Part], drawn: Json) -> Json:
    """What the order asks across the fields of one element."""
    if "identifier" in part.model_fields:
        drawn.setdefault("identifier", "ИД-1")
    if part is ForeignParticipant:
        drawn = {"country": COUNTRIES[0], "name": "Muster", **drawn}
    if part in (ReceiptPower, CorrectionPower):
        drawn.setdefault("system", "https://example.org")
    if part is Individual:
        drawn["name"] = {"surname": "Тестов", "given_name": "Иван"}
    if part in (ShippingAgent, ReceivingAgent):
        drawn["inn"] = COMPANY_INNS[0]
    if part in (ShippingPerson, ReceivingPerson):
        drawn["inn"] = PERSON_INNS[0]
    fix = _FIXES.get(part)
    return fix(drawn) if fix else drawn


def _fixed_signatory(drawn: Json) -> Json:
    drawn.pop("authority", None)
    if drawn.get("electronic_powers"):
        drawn.pop("paper_powers", None)
    return drawn


def _fixed_notice_signatory(drawn: Json) -> Json:
    if drawn.get("electronic_power"):
        drawn.pop("paper_power", None)
        return {**drawn, "status": "electronic_power"}
    return {**drawn, "status": "paper_power" if drawn.get("paper_power") else "head"}


def _fixed_marking(drawn: Json) -> Json:
    if drawn.get("codes"):
        drawn.pop("packages", None)
    elif not drawn.get("packages"):
        drawn["transport_package"] = drawn.get("transport_package") or "Т1"
    return drawn


def _fixed_customs(drawn: Json) -> Json:
    return drawn or {"country": COUNTRIES[0]}


def _fixed_register_address(drawn: Json) -> Json:
    drawn.setdefault("municipal_district", {"code": "1", "name": "округ"})
    return drawn


def _fixed_transfer(drawn: Json) -> Json:
    if not drawn.get("basis"):
        drawn["no_basis_document"] = True
    else:
        drawn.pop("no_basis_document", None)
    if "period_start" in drawn or "period_end" in drawn:
        drawn["period_start"] = drawn.get("period_start") or drawn["period_end"]
        drawn["period_end"] = drawn.get("period_end") or drawn["period_start"]
    return drawn


def _fixed_treasury(drawn: Json) -> Json:
    if "pay_before" in drawn:
        drawn.setdefault("payment_order", "5")
        drawn.setdefault("payment_kind", "0")
    return drawn


def _fixed_line(drawn: Json) -> Json:
    """Sums are left to be computed: quantity and price say it all, and neither may be nothing."""
    for name in ("net", "gross", "vat", "price_includes_vat", "number"):
        drawn.pop(name, None)
    drawn.setdefault("name", "Товар")
    drawn["quantity"] = f"{drawn.get('quantity', '3')}1"
    drawn["price"] = f"{drawn.get('price', '10.01')}1"
    for batch in drawn.get("traceability", ()):
        batch["quantity"] = "2"
    return drawn


def _fixed_changed_line(drawn: Json) -> Json:
    """Quantity and price before say it all; what is given after is one of them, a rate or nothing but the quantity."""
    sums = ("net", "vat", "gross", "excise")
    for name in (f"{sum_}_{row}" for sum_ in sums for row in ("before", "after", "increase", "decrease")):
        drawn.pop(name, None)
    drawn.pop("number", None)
    for name, least in (("quantity_before", "3"), ("price_before", "10.01"), ("quantity_after", "2")):
        drawn[name] = drawn.get(name, least)
    return drawn


def _fixed_batch(drawn: Json) -> Json:
    for row in ("increase", "decrease"):
        drawn.pop(f"quantity_{row}", None)
    if "quantity_before" in drawn or "quantity_after" in drawn:
        drawn = {"quantity_before": "5", "quantity_after": "2.5", **drawn}
    return drawn


def _fixed_correction_signatory(drawn: Json) -> Json:
    return {"inn": PERSON_INNS[0], "basis": "Доверенность № 1", **drawn}


def _fixed_company_signatory(drawn: Json) -> Json:
    return {"inn": COMPANY_INNS[0], **drawn}


_BALANCES = tuple(name for pair in FIELDS for name in pair)


def _fixed_operation(drawn: Json) -> Json:
    if "debit" not in drawn:
        drawn.setdefault("credit", "1.00")
    return drawn


def _fixed_settled(drawn: Json) -> Json:
    """Balances are left to be computed, but for the opening one of a contract."""
    return {name: value for name, value in drawn.items() if name not in _BALANCES[2:]}


def _fixed_answered(drawn: Json) -> Json:
    """What the answer tells in debit or in credit it tells with the difference; the closing balance is left out."""
    return {
        "difference_debit": "0.00",
        "difference_credit": "1.50",
        **_without(drawn, "closing_debit", "closing_credit"),
    }


def _without(drawn: Json, *names: str) -> Json:
    return {name: value for name, value in drawn.items() if name not in names}


def _fixed_count(drawn: Json) -> Json:
    """VAT is left to be computed, from one of the rates the revision at hand knows."""
    drawn = _without(drawn, "vat")
    return {**drawn, "vat_rate": "20/120"} if "22" in drawn.get("vat_rate", "") else _without(drawn, "vat_rate")


def _fixed_acceptance_line(drawn: Json) -> Json:
    """Differences are left to be computed where both counts are told; a price differs one way."""
    if "documented" in drawn and "actual" in drawn:
        drawn = _without(drawn, "shortage", "surplus", "defects", "breakage")
    return _without(drawn, "underpriced") if "overpriced" in drawn else drawn


def _fixed_company_person(drawn: Json) -> Json:
    return {"inn": COMPANY_INNS[0], "organization": "ООО «Ромашка»", "basis": "Устав", **drawn}


def _fixed_act_signatory(drawn: Json) -> Json:
    return {"basis": "Приказ № 1", **(drawn if drawn.get("status") != "seller" else {**drawn, "status": "buyer"})}


def _fixed_answer_signatory(drawn: Json) -> Json:
    return {"basis": "Доверенность № 1", **drawn}


_FIXES: dict[type[Part], Any] = {
    Operation: _fixed_operation,
    AnsweredOperation: _fixed_operation,
    SettledContract: _fixed_settled,
    AnsweredContract: _fixed_answered,
    GoodsCount: _fixed_count,
    AcceptanceLine: _fixed_acceptance_line,
    ActCompanySignatory: lambda drawn: _fixed_company_person(_fixed_act_signatory(drawn)),
    ActEntrepreneurSignatory: _fixed_act_signatory,
    ActPersonSignatory: _fixed_act_signatory,
    AnswerCompanySignatory: _fixed_company_person,
    AnswerEntrepreneurSignatory: _fixed_answer_signatory,
    AnswerPersonSignatory: _fixed_answer_signatory,
    CorrectionLine: _fixed_changed_line,
    TraceabilityChange: _fixed_batch,
    MarkingCodes: _fixed_marking,
    CompanySignatory: _fixed_company_signatory,
    EntrepreneurSignatory: _fixed_correction_signatory,
    PersonSignatory: _fixed_correction_signatory,
    Signatory: _fixed_signatory,
    ReceiptSignatory: _fixed_notice_signatory,
    CorrectionSignatory: _fixed_notice_signatory,
    Marking: _fixed_marking,
    Customs: _fixed_customs,
    RegisterAddress: _fixed_register_address,
    Transfer: _fixed_transfer,
    BuyerTreasury: _fixed_treasury,
    Line: _fixed_line,
}
_ADDRESSED = (DocumentFunction.INVOICE, DocumentFunction.INVOICE_AND_TRANSFER)


@st.composite
def transfer_documents(draw: st.DrawFn) -> Json:
    """A transfer document of any function with any of its parts, as the order allows it."""
    drawn = draw(parts(TransferDocument))
    function = DocumentFunction(drawn["function"])
    for name in ("total_net", "total_vat", "total_gross", "price_includes_vat"):
        drawn.pop(name, None)
    _fit_to_function(drawn, function)
    drawn["lines"] = drawn.get("lines") or [draw(parts(Line))]
    drawn["signatories"] = drawn.get("signatories") or [draw(parts(Signatory))]
    if function in (DocumentFunction.INVOICE_AND_TRANSFER, DocumentFunction.TRANSFER) and "transfer" not in drawn:
        drawn["transfer"] = draw(parts(Transfer))
    if function in _ADDRESSED:
        for party in _parties_of(drawn):
            party.setdefault("address", "г. Москва, ул. Тестовая, д. 1")
    drawn.setdefault("sender", SENDER)
    drawn.setdefault("recipient", RECIPIENT)
    return drawn


def _fit_to_function(drawn: Json, function: DocumentFunction) -> None:
    if function is DocumentFunction.INVOICE:
        drawn.pop("title", None)
    else:
        drawn.pop("circumstance", None)
    if drawn.get("circumstance") == "advance":
        drawn["circumstance"] = "sale"
    for name, of in (
        ("invoice_transfer_circumstance", DocumentFunction.INVOICE_AND_TRANSFER),
        ("transfer_circumstance", DocumentFunction.TRANSFER),
    ):
        if name in drawn:
            drawn[name] = "00005"
            if function is not of:
                del drawn[name]


def _parties_of(drawn: Json) -> list[Json]:
    several = ("other_sellers", "other_buyers", "consignors", "consignees")
    listed = [party for name in several for party in drawn.get(name, ()) if isinstance(party, dict)]
    return [drawn["seller"], drawn["buyer"], *filter(None, [drawn.get("factor")]), *listed]


@st.composite
def buyer_titles(draw: st.DrawFn) -> Json:
    """A buyer title with any of its parts."""
    drawn = draw(parts(BuyerTitle))
    drawn["marks"] = draw(st.sampled_from(["0_0_0_0_0_00", "1_1_0_0_1_00"]))
    if drawn["result"] == "not_accepted":
        drawn.pop("operation", None)
    return {**drawn, "sender": "2YY-7800000027", "recipient": "2XX-7700000016"}


@st.composite
def correction_documents(draw: st.DrawFn) -> Json:
    """A correction document of any function with any of its parts."""
    drawn = draw(parts(CorrectionDocument))
    for name in ("total_increase", "total_decrease"):
        drawn.pop(name, None)
    drawn["signatories"] = drawn.get("signatories") or [draw(parts(CompanySignatory))]
    if "agreement" in drawn:
        drawn["agreement"]["basis"] = drawn["agreement"]["basis"] or [{"name": "Соглашение"}]
    return {**drawn, "sender": SENDER, "recipient": RECIPIENT}


@st.composite
def service_documents(draw: st.DrawFn) -> Json:
    """Any of the service documents."""
    models = (ReceiptNotice, OperatorReceived, OperatorForwarded, CorrectionRequest, Annulment)
    drawn = draw(parts(draw(st.sampled_from(models))))
    return {**drawn, "sender": "2YY-7800000027", "recipient": "2XX-7700000016"}


@st.composite
def reconciliations(draw: st.DrawFn) -> Json:
    """A reconciliation act, or an answer that agrees or does not."""
    drawn = draw(st.one_of(parts(ReconciliationAct), parts(ReconciliationAnswer)))
    told = {**_without(drawn, *_BALANCES), "sender": "2YY-7800000027", "recipient": "2XX-7700000016"}
    if told.get("result") == "agreed":
        return _without(told, "contracts", "note", "difference_debit", "difference_credit")
    return told if told.get("contracts") else {**told, "contracts": [draw(parts(_CONTRACTS[told["type"]]))]}


_CONTRACTS: dict[str, type[Part]] = {"reconciliation_act": SettledContract, "reconciliation_answer": AnsweredContract}


@st.composite
def discrepancies(draw: st.DrawFn) -> Json:
    """A discrepancy act or what the other side says to it."""
    drawn = draw(st.one_of(parts(DiscrepancyAct), parts(DiscrepancyAnswer)))
    told = {**_without(drawn, "fact_name"), "sender": "2YY-7800000027", "recipient": "2XX-7700000016"}
    return told if told["type"] == "discrepancy_act" else {**told, "composer": "ООО «Ромашка»"}
