"""Parties, references and people of an invoice as they are written on its form."""

from __future__ import annotations

from collections.abc import Iterable

from edo_gateway.formats.correction.parties import AnyCorrectionParty, CorrectionForeignParty
from edo_gateway.formats.parts.parties import Company, Entrepreneur, ForeignParty, Individual
from edo_gateway.formats.parts.references import Information
from edo_gateway.formats.printing.facts import Facts
from edo_gateway.formats.printing.paper import Person
from edo_gateway.formats.printing.phrases import DASH, phrase
from edo_gateway.formats.printing.sheets.rest import person_of
from edo_gateway.formats.printing.wording import as_address
from edo_gateway.formats.transfer.buyer_title import AcceptedBy
from edo_gateway.formats.transfer.facts import HandedOverBy

Party = Company | Entrepreneur | ForeignParty | Individual


def display_names(parties: Iterable[Party]) -> str:
    return "; ".join(party.display_name for party in parties)


def tax_numbers(party: Party | AnyCorrectionParty) -> str:
    """ИНН/КПП; a foreign party has none here, and its own identifier is told below the form."""
    if isinstance(party, ForeignParty | CorrectionForeignParty):
        return DASH
    return "/".join(filter(None, (party.inn, party.kpp))) or DASH


def subject_of(party: Party | AnyCorrectionParty) -> str:
    """Who stands for a party: its name and tax numbers."""
    numbers = tax_numbers(party)
    taxed = "" if numbers == DASH else phrase("inn_kpp" if "/" in numbers else "inn", numbers=numbers)
    return ", ".join(filter(None, (party.display_name, taxed)))


def placed(party: Party | str) -> str:
    """A party with its address; a word such as «он же» stays a word."""
    if isinstance(party, str):
        return party
    return ", ".join(filter(None, (subject_of(party), as_address(party.address))))


def listed(values: Iterable[str]) -> str:
    return "; ".join(filter(None, values)) or DASH


def actor_person(facts: Facts, by: HandedOverBy | AcceptedBy | None) -> Person | None:
    """Who handed over or received, with what is told of their power to."""
    known = (by.employee or by.agent or by.person) if by else None
    return person_of(facts, known) if known else None


def notes_text(information: Iterable[Information]) -> str:
    return "; ".join(f"{pair.id}: {pair.value}" for pair in information)
