"""Completing a party: names by codes; what belongs to the card and not to the file is taken off."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.mapping.rewriting import rewritten
from edo_gateway.formats.messages import finding
from edo_gateway.formats.parts import classifiers
from edo_gateway.formats.parts.addresses import RegisterAddress, RussianAddress, TextAddress
from edo_gateway.formats.parts.parties import Company, Entrepreneur, ForeignParty, Individual
from edo_gateway.formats.parts.references import ForeignIdentity


class Named(Protocol):
    """A party of any format."""

    @property
    def display_name(self) -> str: ...
    @property
    def inn(self) -> str | None: ...
    @property
    def kpp(self) -> str | None: ...


AnyParty = Company | Entrepreneur | ForeignParty | Individual
AnyDocument = TypeVar("AnyDocument", bound=DocumentModel)
AnyAddress = RussianAddress | RegisterAddress | TextAddress


def completed_party(party: AnyParty, pointer: str, findings: list[Finding]) -> AnyParty:
    """The party as the file will hold it: without participant id, default signatory and what other formats ask for."""
    changes: dict[str, Any] = {"participant_id": None, "signatory": None}
    if isinstance(party, Company):
        changes["ogrn"] = None
    if party.address is not None:
        changes["address"] = _completed_address(party.address, f"{pointer}/address", findings)
    if isinstance(party, ForeignParty):
        changes["country_name"] = party.country_name or _country(party.country, f"{pointer}/country", findings)
    return party.changed(changes)


def with_country_names(document: AnyDocument, findings: list[Finding]) -> AnyDocument:
    """The document with the names of countries wherever a foreign author of a referred document is told by its code."""

    def named(identity: ForeignIdentity, pointer: str) -> ForeignIdentity:
        name = identity.country_name or _country(identity.country, f"{pointer}/country", findings)
        return identity.changed({"country_name": name})

    return rewritten(document, ForeignIdentity, named)


def composer_of(party: Named) -> str:
    """НаимЭконСубСост: the name with ИНН and КПП."""
    if party.inn and party.kpp:
        return f"{party.display_name}, ИНН/КПП {party.inn}/{party.kpp}"
    return f"{party.display_name}, ИНН {party.inn}" if party.inn else party.display_name


def _completed_address(address: AnyAddress, pointer: str, findings: list[Finding]) -> AnyAddress:
    if isinstance(address, TextAddress):
        name = address.country_name or _country(address.country, f"{pointer}/country", findings)
        return address.changed({"country_name": name})
    region = address.region_name or classifiers.region_name(address.region)
    if region is None:
        findings.append(finding("request.region_unknown", f"{pointer}/region", given=address.region))
    return address.changed({"region_name": region})


def _country(code: str, pointer: str, findings: list[Finding]) -> str | None:
    name = classifiers.country_name(code)
    if name is None:
        findings.append(finding("request.country_unknown", pointer, given=code))
    return name
