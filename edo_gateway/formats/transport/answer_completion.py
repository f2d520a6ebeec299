"""Completing the answering titles of the transport waybill: words, flags of moments, sums of what was accepted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.messages import finding
from edo_gateway.formats.transport.acceptance import TransportAcceptance
from edo_gateway.formats.transport.completion import with_offsets, with_remarks
from edo_gateway.formats.transport.delivery import TransportDelivery, Unloading
from edo_gateway.formats.transport.handover import TransportHandover
from edo_gateway.formats.wording import wording

CarrierTitle = TypeVar("CarrierTitle", TransportAcceptance, TransportHandover)
AnyTitle = TypeVar("AnyTitle", bound=DocumentModel)


def completed_transport_acceptance(title: TransportAcceptance, findings: list[Finding]) -> TransportAcceptance:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    return _completed_carrier_title(title, "acceptance", findings)


def completed_transport_handover(title: TransportHandover, findings: list[Finding]) -> TransportHandover:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    return _completed_carrier_title(title, "handover", findings)


def completed_transport_delivery(title: TransportDelivery, findings: list[Finding]) -> TransportDelivery:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    said = wording().transport
    is_accepted, is_refused = title.unloading is not None, title.refusal_reason is not None
    changes: dict[str, Any] = {
        "fact_name": title.fact_name or said["delivery_fact"],
        "signatory": title.signatory.completed(),
        "unloading": None if title.unloading is None else _unloading(title.unloading, findings),
    }
    if not title.operation and not title.refusal and is_accepted is not is_refused:
        changes |= {"refusal": said["delivery_refusal"]} if is_refused else {"operation": said["delivery_operation"]}
    return with_remarks(title.changed(changes), findings)


def _completed_carrier_title(title: CarrierTitle, kind: str, findings: list[Finding]) -> CarrierTitle:
    said = wording().transport
    changes: dict[str, Any] = {
        "fact_name": title.fact_name or said[f"{kind}_fact"],
        "operation": title.operation or said[f"{kind}_operation"],
        "objection": None if title.objection is None else with_offsets(title.objection),
        "signatory": title.signatory.completed(),
    }
    return with_remarks(title.changed(changes), findings)


def _unloading(unloading: Unloading, findings: list[Finding]) -> Unloading:
    """Packages and mass are those of the positions, where they are told position by position."""
    items = unloading.items
    masses = [item.mass.gross_mass for item in items if item.mass is not None]
    packages = sum(item.packages for item in items) if items else None
    mass = sum(masses, Decimal()) if items and len(masses) == len(items) else None
    for name, given, expected in (
        ("packages", unloading.packages, packages),
        ("gross_mass", unloading.gross_mass, mass),
    ):
        if given is None and expected is None:
            findings.append(finding("request.missing", f"/unloading/{name}", name=name, hint_term=""))
        elif given is not None and expected is not None and given != expected:
            rule = f"arithmetic.accepted_{name}"
            findings.append(finding(rule, f"/unloading/{name}", given=given, expected=expected))
    told = {"packages": unloading.packages, "gross_mass": unloading.gross_mass}
    reckoned = {"packages": packages, "gross_mass": mass}
    return with_offsets(unloading).changed(
        {name: reckoned[name] if value is None else value for name, value in told.items()}
    )
