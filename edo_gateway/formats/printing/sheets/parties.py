"""Parties, references and people of an invoice as they are written on its form."""

from __future__ import annotations

from collections.abc import Iterable

from edo_gateway.formats.correction_parties import AnyCorrectionParty, CorrectionForeignParty
from edo_gateway.formats.parties import Company, Entrepreneur, ForeignParty, Individual
from edo_gateway.formats.printing.paper import Person
from edo_gateway.formats.printing.phrases import DASH, phrase
from edo_gateway.formats.printing.wording import as_address, as_day
from edo_gateway.formats.references import Information, Reference
from edo_gateway.formats.signatories import Signatory

Party = Company | Entrepreneur | ForeignParty | Individual


def display_names(parties: Iterable[Party]) -> str:
    return "; ".join(party.display_name for party in parties)


def tax_numbers(party: Party | AnyCorrectionParty) -> str:
    if isinstance(party, ForeignParty | CorrectionForeignParty):
        return party.identifier or DASH
    return "/".join(filter(None, (party.inn, party.kpp))) or DASH


def placed(party: Party | str) -> str:
    if isinstance(party, str):
        return party
    return ", ".join(filter(None, (party.display_name, as_address(party.address))))


def reference_text(reference: Reference) -> str:
    return phrase("reference", name=reference.name, number=reference.number, date=as_day(reference.date))


def listed(values: Iterable[str]) -> str:
    return "; ".join(filter(None, values)) or DASH


def signatory_person(signatory: Signatory) -> Person:
    powers = [
        phrase("electronic_power", number=power.number, date=as_day(power.issued))
        for power in signatory.electronic_powers
    ]
    powers += [
        phrase("paper_power", number=power.number, date=as_day(power.issued)) for power in signatory.paper_powers
    ]
    return Person(signatory.position or "", signatory.name.full, ", ".join(powers))


def notes_text(information: Iterable[Information]) -> str:
    return "; ".join(f"{pair.id}: {pair.value}" for pair in information)
