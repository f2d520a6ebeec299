"""Transport waybills drawn from the declaration, as the order allows them."""

from hypothesis import strategies as st

from edo_gateway.formats.transport.acceptance import TransportAcceptance
from edo_gateway.formats.transport.cargo import CargoItem
from edo_gateway.formats.transport.carriage import (
    Driver,
    Loader,
    Loading,
    LoadingEmployee,
    MovementPermit,
    PlaceOwner,
    Readdressing,
    Route,
    Vehicle,
)
from edo_gateway.formats.transport.delivery import TransportDelivery, Unloading
from edo_gateway.formats.transport.handover import TransportHandover
from edo_gateway.formats.transport.parties import ForeignCustomer, TransportForeignParty
from edo_gateway.formats.transport.references import (
    ConsignorSignatory,
    Fine,
    TransportAuthor,
    TransportForeigner,
    TransportReference,
    TransportSignatory,
)
from edo_gateway.formats.transport.waybill import TransportWaybill
from tests.unit.formats.strategies import _FIXES, RECIPIENT, SENDER, Json, _without, parts

THIRD = "2XX-7700000094-770001001-000000000000000000003"
_REFERENCE: Json = {"name": "Договор", "number": "1", "date": "2026-01-12", "authors": [{"company_inn": "7700000016"}]}


def _fixed_reference(drawn: Json) -> Json:
    return drawn if "id" in drawn else {**_REFERENCE, **drawn}


def _fixed_foreigner(drawn: Json) -> Json:
    told = {"country": "Казахстан", "name": "Muster", **drawn}
    if told.get("status") == "ФЛ":
        told.setdefault("identity_document", {"document_type": "паспорт", "number": "1", "date": "2020-02-02"})
    return told


def _fixed_loader(drawn: Json) -> Json:
    if drawn["by"] == "another_party":
        employee = {"position": "Кладовщик", "duties": "да", "name": "Тестов Иван"}
        return {"party": _party(), "basis": _REFERENCE, "employee": employee, **drawn}
    return drawn


def _fixed_owner(drawn: Json) -> Json:
    if drawn["by"] == "another_party":
        drawn.setdefault("party", _party())
    if drawn["by"] == "unknown":
        drawn.setdefault("unknown_reason", "нет сведений")
    return drawn


def _party() -> Json:
    return {"inn": "7700000094", "name": "ООО Тест", "contact": {"phones": ["1"]}}


def _fixed_employee(drawn: Json) -> Json:
    return _without(drawn, "duties") if "basis" in drawn else {"duties": "да", **drawn}


def _fixed_vehicle(drawn: Json) -> Json:
    if drawn["ownership"] in ("3", "4", "5"):
        drawn["basis"] = drawn.get("basis") or [_REFERENCE]
    return drawn


def _fixed_driver(drawn: Json) -> Json:
    told = {"license_number": "1", "license_series": "77", "license_issued": "2020-02-02"}
    return drawn if "inn" in drawn else {**told, **drawn}


def _fixed_permit(drawn: Json) -> Json:
    return drawn if "id" in drawn else {"number": "1", "date": "2026-01-12", "term": "год", **drawn}


def _fixed_readdressing(drawn: Json) -> Json:
    if drawn.get("by") == "consignee":
        drawn.setdefault("right_document", _REFERENCE)
    return drawn


def _fixed_route(drawn: Json) -> Json:
    return drawn or {"text": "М-11"}


def _fixed_fine(drawn: Json) -> Json:
    return {"sum": "1.00", **drawn}


def _fixed_signatory(drawn: Json) -> Json:
    return {"system": "https://example.org", **drawn} if drawn.get("status") in ("2", "5") else drawn


def _fixed_cargo(drawn: Json) -> Json:
    if drawn.get("in_state_system"):
        drawn.setdefault("state_system", {"name": "ГИС МТ", "numbers": ["1"]})
    return drawn


def _fixed_author(drawn: Json) -> Json:
    """One of the four."""
    return dict([next(iter(drawn.items()), ("company_inn", "7700000016"))])


def _fixed_loading(drawn: Json) -> Json:
    return _without(drawn, "access") if "access_document" in drawn else drawn


def _fixed_unloading(drawn: Json) -> Json:
    """The totals are left to be computed where there are positions."""
    if drawn.get("items"):
        for item in drawn["items"]:
            item["mass"] = {"gross_mass": "7.5", **item.get("mass", {})}
        return _without(drawn, "packages", "gross_mass")
    return {"packages": 1, "gross_mass": "7.5", **drawn}


_FIXES |= {
    TransportReference: _fixed_reference,
    TransportForeigner: _fixed_foreigner,
    TransportForeignParty: _fixed_foreigner,
    ForeignCustomer: _fixed_foreigner,
    Loader: _fixed_loader,
    PlaceOwner: _fixed_owner,
    LoadingEmployee: _fixed_employee,
    Vehicle: _fixed_vehicle,
    Driver: _fixed_driver,
    MovementPermit: _fixed_permit,
    Readdressing: _fixed_readdressing,
    Route: _fixed_route,
    Fine: _fixed_fine,
    ConsignorSignatory: _fixed_signatory,
    TransportSignatory: _fixed_signatory,
    CargoItem: _fixed_cargo,
    TransportAuthor: _fixed_author,
    Loading: _fixed_loading,
    Unloading: _fixed_unloading,
}


@st.composite
def transport_waybills(draw: st.DrawFn) -> Json:
    """The consignor's title with any of its parts."""
    drawn = draw(parts(TransportWaybill))
    drawn = _without(drawn, "declared_value")
    if drawn.get("consignor_is_forwarder"):
        drawn.setdefault("customer", _party())
    else:
        drawn.pop("payment_basis", None)
    if "customer" in drawn:
        drawn.setdefault("customer_contract", _REFERENCE)
    else:
        drawn.pop("customer_contract", None)
    return {**drawn, "sender": SENDER, "recipient": RECIPIENT, "third_participant": THIRD}


@st.composite
def transport_answers(draw: st.DrawFn) -> Json:
    """An answering title: the carrier takes the cargo, the consignee takes or refuses it, the carrier hands it over."""
    drawn = draw(parts(draw(st.sampled_from((TransportAcceptance, TransportDelivery, TransportHandover)))))
    drawn = _without(drawn, "operation", "refusal")
    if drawn["type"] == "transport_delivery":
        drawn = {"refusal_reason": "Брак", **drawn} if "unloading" not in drawn else _without(drawn, "refusal_reason")
    return {**drawn, "sender": SENDER, "recipient": RECIPIENT, "third_participant": THIRD}
