"""Those who exchange documents: our own organisations and their counterparties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from edo_gateway.domain.identity import CounterpartyId, OrganizationId

ParticipantId = NewType("ParticipantId", str)
"""Идентификатор участника ЭДО, 4–46 characters; its first three name the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxNumbers:
    """ИНН (10 digits for a company, 12 for an entrepreneur) and КПП (9 characters, companies only)."""

    inn: str
    kpp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """One of our own organisations.

    ``card`` is what a document takes from it when it names it by ИНН alone: a JSON object of the shape of a
    document's party, with its usual signatory. ``box`` is its address at the operator.
    """

    id: OrganizationId
    name: str
    tax: TaxNumbers
    participant_id: ParticipantId
    box: str
    card: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty:
    """A company one of our organisations deals with, known to that organisation only; ``card`` as above."""

    id: CounterpartyId
    organization_id: OrganizationId
    name: str
    tax: TaxNumbers
    participant_id: ParticipantId
    box: str
    card: str
