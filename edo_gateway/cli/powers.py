"""Commands over powers of attorney: add, list, revoke."""

from __future__ import annotations

import argparse
import json
import os

from edo_gateway import bootstrap
from edo_gateway.config import from_environment
from edo_gateway.docflow.powers import KnownPower
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.party import TaxNumbers
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import InvalidDocument

DONE, BAD_INPUT = 0, 1
_ACTOR = "edo-gateway powers"


class OrganizationNotNamed(GatewayError):
    code = "organization_not_named"
    text = Text(
        "Организаций здесь несколько или ни одной. Назовите свою: --organization ИНН.",
        "There are several organisations here, or none. Name yours: --organization ИНН.",
    )


class OrganizationUnknown(GatewayError):
    code = "organization_unknown"
    text = Text(
        "Организации с ИНН {inn} здесь нет. Проверьте ИНН или зарегистрируйте её: edo-gateway setup.",
        "There is no organisation with the ИНН {inn} here. Check the ИНН, or register it: edo-gateway setup.",
    )


def add(given: argparse.Namespace) -> int:
    """Keep a power with its signatures; what is wrong with it goes to standard output."""
    docflow = _docflow()
    signatures = [path.read_bytes() for path in given.signature]
    try:
        known = docflow.powers.add(
            _organization(docflow, given.organization), given.file.read_bytes(), signatures, by=_ACTOR
        )
    except GatewayError as refused:
        return _refuse(refused, given)
    _print(docflow, known, given)
    return DONE if known.link.defect is None else BAD_INPUT


def listed(given: argparse.Namespace) -> int:
    """One line a power, newest first."""
    docflow = _docflow()
    for known in docflow.powers.all(_organization(docflow, given.organization)).powers.values():
        _print(docflow, known, given)
    return DONE


def revoke(given: argparse.Namespace) -> int:
    """Note a revocation: of one power by its number, or of every one here that a file lists, a number a line."""
    docflow = _docflow()
    organization = _organization(docflow, given.organization)
    try:
        if given.list:
            numbers = given.list.read_text(encoding="utf-8-sig").replace(",", "\n").replace(";", "\n").splitlines()
            for done in docflow.powers.revoke_listed(organization, numbers, reason=given.reason):
                print(done)
            return DONE
        docflow.powers.revoke(organization, given.number, on=given.date, reason=given.reason)
    except GatewayError as refused:
        return _refuse(refused, given)
    return DONE


def _docflow() -> Docflow:
    return bootstrap.docflow(from_environment(os.environ))


def _organization(docflow: Docflow, inn: str | None) -> OrganizationId:
    """The one with this ИНН; the only one there is when none was named."""
    with docflow.units.look() as unit:
        if inn is None and len(ours := unit.organizations.all()) == 1:
            return ours[0].id
        found = unit.organizations.find(TaxNumbers(inn=inn)) if inn else None
    if found is None:
        raise OrganizationUnknown(inn=inn) if inn else OrganizationNotNamed()
    return found.id


def _print(docflow: Docflow, known: KnownPower, given: argparse.Namespace) -> None:
    power, state = known.power, known.state_on(docflow.powers.today())
    names = ", ".join(party.name for party in power.representatives)
    if getattr(given, "json", False):
        told = {"number": power.number, "state": state, "valid_until": f"{power.valid_until}", "representatives": names}
        print(json.dumps(told, ensure_ascii=False))
        return
    print(f"{power.number}  {state:13}  {power.issued_on} – {power.valid_until}  {names}")
    if known.link.defect:
        print(f"  ! {known.link.defect.said_in(given.language)}")


def _refuse(refused: GatewayError, given: argparse.Namespace) -> int:
    print(refused.said_in(given.language))
    if isinstance(refused, InvalidDocument):
        for finding in refused.report.findings:
            print(f"  {finding.path or ''}  {finding.text.said_in(given.language)}")
    return BAD_INPUT
