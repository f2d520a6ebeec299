"""Completing the titles of the transport waybill: names by codes, totals of the cargo, what the schema repeats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.mapping.rewriting import rewritten
from edo_gateway.formats.messages import finding
from edo_gateway.formats.parts import classifiers
from edo_gateway.formats.parts.party_completion import composer_of
from edo_gateway.formats.transport.cargo import CargoValue, Containers
from edo_gateway.formats.transport.carriage import LoadedBy, OwnedBy, Readdressing, ReaddressingParty
from edo_gateway.formats.transport.parties import AnyTransportParty
from edo_gateway.formats.transport.references import CarrierRemark, Fine, PartyRemark
from edo_gateway.formats.transport.waybill import TransportWaybill
from edo_gateway.formats.wording import wording

AnyDocument = TypeVar("AnyDocument", bound=DocumentModel)
AnyPart = TypeVar("AnyPart", bound=Part)
_OFFSET = "_has_offset"
_ROUBLE = "643"
_PARTIES = ("consignor", "carrier", "consignee", "customer")


def completed_transport_waybill(waybill: TransportWaybill, findings: list[Finding]) -> TransportWaybill:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    return _Completion(waybill, findings).done()


def with_remarks(document: AnyDocument, findings: list[Finding]) -> AnyDocument:
    """The document with the currencies of fines named, and each moment on record said to have its offset."""

    def named(fine: Fine, pointer: str) -> Fine:
        return fine if fine.currency is None else fine.changed(_currency(fine.currency, fine, pointer, findings))

    document = rewritten(document, Fine, named)
    document = rewritten(document, PartyRemark, lambda remark, _: with_offsets(remark))
    return rewritten(document, CarrierRemark, lambda remark, _: with_offsets(remark))


def with_offsets(part: AnyPart) -> AnyPart:
    """The part with НалКоорТочВр… said of every moment it has: a moment is never written without its offset."""
    moments = (name.removesuffix(_OFFSET) for name in type(part).model_fields if name.endswith(_OFFSET))
    unsaid = (name for name in moments if getattr(part, name) is not None and getattr(part, f"{name}{_OFFSET}") is None)
    changes = {f"{name}{_OFFSET}": True for name in unsaid}
    return part.changed(changes) if changes else part


def _currency(code: str, named: CargoValue | Fine, pointer: str, findings: list[Finding]) -> dict[str, Any]:
    digits = classifiers.currency_code(code) or code
    name = named.currency_name or classifiers.currency_name(digits)
    if name is None:
        findings.append(finding("request.currency_unknown", f"{pointer}/currency", given=code))
    return {"currency": digits, "currency_name": name}


@dataclass(slots=True)
class _Completion:
    waybill: TransportWaybill
    findings: list[Finding]

    def done(self) -> TransportWaybill:
        waybill = rewritten(self.waybill, CargoValue, self._value)
        waybill = rewritten(waybill, Containers, _counted)
        changes: dict[str, Any] = {
            **self._heading(),
            "declared_value": self._declared_value(waybill),
            "instructions": self._instructions(),
            "loading": self._loading(),
            "signatory": waybill.signatory.completed(),
        }
        return with_remarks(waybill.changed(changes), self.findings)

    def _heading(self) -> dict[str, Any]:
        waybill, said = self.waybill, wording().transport
        parties = {name: getattr(waybill, name) for name in _PARTIES}
        return {
            "fact_name": waybill.fact_name or said["fact"],
            "operation": waybill.operation or said["operation"],
            "composer": waybill.composer or composer_of(waybill.consignor),
            "sender": waybill.sender or waybill.consignor.participant_id,
            "recipient": waybill.recipient or waybill.carrier.participant_id,
            "third_participant": waybill.third_participant or waybill.consignee.participant_id,
            **{name: _uncarded(party) for name, party in parties.items() if party is not None},
        }

    def _value(self, value: CargoValue, pointer: str) -> CargoValue:
        """A value whose currency has a name and no code stays so: the format allows it."""
        if value.currency is None and value.currency_name is not None:
            return value
        return value.changed(_currency(value.currency or _ROUBLE, value, pointer, self.findings))

    def _declared_value(self, waybill: TransportWaybill) -> CargoValue | None:
        """The sum of the positions, where each has a value and all are in one currency."""
        given, values = waybill.declared_value, [item.value for item in waybill.cargo if item.value is not None]
        currencies = {(value.currency, value.currency_name) for value in values}
        if len(values) < len(waybill.cargo) or len(currencies) != 1:
            return given
        total = sum((value.sum for value in values), Decimal("0.00"))
        if given is None:
            return values[0].changed({"sum": total})
        if given.currency == values[0].currency and given.sum != total:
            self.findings.append(
                finding("arithmetic.declared_value", "/declared_value/sum", given=given.sum, expected=total)
            )
        return given

    def _instructions(self) -> Any:
        instructions = with_offsets(self.waybill.instructions)
        return instructions.changed({"readdressing": self._readdressing(instructions.readdressing)})

    def _readdressing(self, readdressing: Readdressing) -> Readdressing:
        is_consignor = readdressing.by is ReaddressingParty.CONSIGNOR
        party = self.waybill.consignor if is_consignor else self.waybill.consignee
        return readdressing.changed({"contact": readdressing.contact or party.contact})

    def _loading(self) -> Any:
        """Packages and mass by plan, unless said; who is known to be the consignor is named again."""
        waybill, loading = self.waybill, with_offsets(self.waybill.loading)
        loader, owner, identity = loading.loader, loading.owner, waybill.consignor.identity
        is_loaded, is_owned = loader.by is LoadedBy.CONSIGNOR, owner.by is OwnedBy.CONSIGNOR
        packages = sum(item.packages for item in waybill.cargo)
        mass = _plain(item.mass.gross_mass for item in waybill.cargo)
        return loading.changed(
            {
                "packages": packages if loading.packages is None else loading.packages,
                "gross_mass": loading.gross_mass or mass,
                "loader": loader.changed(
                    {
                        "party": _uncarded(loader.party),
                        "consignor": loader.consignor or (identity if is_loaded else None),
                    }
                ),
                "owner": owner.changed(
                    {"party": _uncarded(owner.party), "consignor": owner.consignor or (identity if is_owned else None)}
                ),
            }
        )


def _uncarded(party: AnyTransportParty | None) -> AnyTransportParty | None:
    """The party as the file will hold it: the participant id lives in the name of the file."""
    return None if party is None else party.changed({"participant_id": None})


def _counted(containers: Containers, _: str) -> Containers:
    return containers.changed({"count": len(containers.numbers) if containers.count is None else containers.count})


def _plain(masses: Iterable[Decimal]) -> str:
    return format(sum(masses, Decimal()), "f")
