"""Completing a power of attorney: what follows from its other parts. Pure and idempotent."""

from __future__ import annotations

from typing import Any

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.mapping.declaration import Part
from edo_gateway.formats.mapping.rewriting import rewritten
from edo_gateway.formats.power.document import (
    CodedPower,
    FirstPrincipal,
    Passing,
    PowerOfAttorney,
    Powers,
    PowersForm,
    Principal,
    PrincipalKind,
    Redelegation,
    Representative,
    RepresentativeKind,
    Terms,
)
from edo_gateway.formats.power.parties import RussianPrincipal, YesNo

_CHECKED_AT = "https://m4d.nalog.gov.ru/emchd/check-status?guid="


def completed_power_of_attorney(power: PowerOfAttorney, _findings: list[Finding]) -> PowerOfAttorney:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    power = rewritten(power, Terms, _terms)
    power = rewritten(power, Powers, _powers)
    power = rewritten(power, RussianPrincipal, _headed)
    power = rewritten(power, Redelegation, _passed_on)
    power = rewritten(power, Principal, lambda one, _: one.changed({"kind": one.kind or _principal_kind(one)}))
    power = rewritten(power, FirstPrincipal, lambda one, _: one.changed({"kind": one.kind or _principal_kind(one)}))
    power = rewritten(power, Passing, lambda one, _: one.changed({"kind": one.kind or _kind(one)}))
    return rewritten(power, Representative, lambda one, _: one.changed({"kind": one.kind or _kind(one)}))


def _terms(terms: Terms, _pointer: str) -> Terms:
    return terms.changed(
        {
            "internal_number": terms.internal_number or terms.number,
            "check_at": terms.check_at or f"{_CHECKED_AT}{terms.number}",
        }
    )


def _powers(powers: Powers, _pointer: str) -> Powers:
    form = powers.form or (PowersForm.CODES if powers.codes else PowersForm.TEXT)
    return powers.changed({"form": form, "codes": tuple(map(_numbered, powers.codes))})


def _numbered(power: CodedPower) -> CodedPower:
    numbered = tuple(
        one if one.number else one.changed({"number": number}) for number, one in enumerate(power.restrictions, start=1)
    )
    return power.changed({"restrictions": numbered})


def _headed(principal: RussianPrincipal, _pointer: str) -> RussianPrincipal:
    by = {
        "headed_by_company": any(head.managing_company for head in principal.heads),
        "headed_by_person": any(head.person for head in principal.heads),
        "headed_by_entrepreneur": any(head.entrepreneur for head in principal.heads),
    }
    return principal.changed({name: getattr(principal, name) or _yes_no(is_so) for name, is_so in by.items()})


def _passed_on(redelegation: Redelegation, _pointer: str) -> Redelegation:
    return redelegation.changed(
        {"was_passed_on": redelegation.was_passed_on or _yes_no(redelegation.previous is not None)}
    )


def _yes_no(is_so: bool) -> YesNo:
    return YesNo.YES if is_so else YesNo.NO


def _principal_kind(principal: Part) -> PrincipalKind | None:
    return next((kind for kind in PrincipalKind if _is_filled(principal, kind.value)), None)


def _kind(party: Part) -> RepresentativeKind | None:
    return next((kind for kind in RepresentativeKind if _is_filled(party, kind.value)), None)


def _is_filled(part: Part, field: str) -> bool:
    value: Any = getattr(part, field)
    return value is not None
