"""Pieces of the transport waybill: a section with lines and small print under them, tables of cargo and vehicles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from edo_gateway.formats.printing.facts import Facts
from edo_gateway.formats.printing.paper import Align, Block, Cell, Heading, Row, Slot, Slots, Table
from edo_gateway.formats.printing.phrases import DASH
from edo_gateway.formats.printing.sheets.form import form
from edo_gateway.formats.printing.wording import as_local_moment, as_quantity, as_sum
from edo_gateway.formats.transport.cargo import CargoItem, CargoMass, CargoValue, Dimensions
from edo_gateway.formats.transport.carriage import Vehicle
from edo_gateway.formats.transport.delivery import AcceptedItem
from edo_gateway.formats.transport.values import Moment

FORM = form("transport_waybill")

_BY = " \u00d7 "

_CARGO = (
    *("name", "condition", "packing", "package_kind", "density", "volume", "packages", "marks"),
    *("dimensions", "mass", "value"),
)
_VEHICLE = ("number", "ownership", "vehicle_type", "make", "payload", "capacity")


def section(number: str) -> Heading:
    return Heading(text=FORM.words["sections"][number], is_section=True)


def line(*filled: tuple[str, str]) -> Slots:
    """Values side by side, each over what the form prints under it."""
    return Slots(slots=tuple(Slot(value or DASH, FORM.words["under"][key]) for key, value in filled))


def at(moment: Moment | None) -> str:
    return as_local_moment(moment) if moment else ""


def value_of(value: CargoValue | None) -> str:
    return " ".join(filter(None, (as_sum(value.sum), value.currency_name, value.currency))) if value else DASH


def cargo_table(items: Sequence[CargoItem], facts: Facts) -> Table:
    """What the form has no column for – dangerous goods, containers, state systems – stands under its position."""
    columns = FORM.columns("cargo")
    rows: list[Row] = []
    for index, item in enumerate(items, 1):
        pallets = facts.line(item.mass, but=("gross_mass", "net_mass"))
        told = "; ".join(filter(None, (pallets, facts.line(item, but=_CARGO))))
        rows.append(_cargo(index, item, rows=2 if told else 1))
        if told:
            rows.append((Cell(text=told, columns=len(columns) - 1, align=Align.LEFT),))
    return Table(columns=columns, rows=tuple(rows))


def _cargo(index: int, item: CargoItem, rows: int) -> Row:
    return (
        Cell(text=str(index), rows=rows),
        f"{item.name}, {item.condition}",
        str(item.packages),
        ", ".join((item.package_kind, item.packing, *item.marks)),
        as_quantity(item.mass.gross_mass),
        as_quantity(item.mass.net_mass),
        _sizes(item.dimensions),
        as_quantity(item.volume),
        as_quantity(item.density),
        value_of(item.value),
    )


def _sizes(of: Dimensions | None) -> str:
    return _BY.join(map(as_quantity, (of.height, of.length, of.width))) if of else DASH


def vehicle_table(vehicles: Sequence[Vehicle], facts: Facts) -> Table:
    return Table(columns=FORM.columns("vehicles"), rows=tuple(_vehicle(vehicle, facts) for vehicle in vehicles))


def _vehicle(vehicle: Vehicle, facts: Facts) -> Row:
    return (
        vehicle.vehicle_type,
        vehicle.make,
        vehicle.number,
        as_quantity(vehicle.payload),
        as_quantity(vehicle.capacity),
        FORM.words["ownership"][vehicle.ownership],
        facts.line(vehicle, but=_VEHICLE),
    )


def accepted_table(items: Sequence[AcceptedItem], facts: Facts) -> Iterator[Block]:
    """The cargo as it arrived, position by position; nothing where the title tells of the whole alone."""
    if items:
        yield Table(columns=FORM.columns("accepted"), rows=tuple(_accepted(item, facts) for item in items))


def _accepted(item: AcceptedItem, facts: Facts) -> Row:
    return (
        item.name,
        item.condition,
        str(item.packages),
        ", ".join(item.marks),
        _mass(item.mass, facts),
        as_quantity(item.volume),
        as_quantity(item.density),
    )


def _mass(mass: CargoMass | None, facts: Facts) -> str:
    return facts.line(mass) if mass else DASH
