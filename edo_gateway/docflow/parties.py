"""Whom a document names: our organisation and known counterparties by id or ИНН are filled in from their cards."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from edo_gateway.domain.document import DocumentFunction, DocumentType
from edo_gateway.domain.errors import GatewayError, NotFound
from edo_gateway.domain.identity import CounterpartyId, OrganizationId
from edo_gateway.domain.party import Counterparty, Organization, TaxNumbers
from edo_gateway.domain.signature import strongest
from edo_gateway.domain.text import Text
from edo_gateway.formats.cards import filled_from_cards, sides_of
from edo_gateway.formats.ready_files import Addressee
from edo_gateway.storage.contract import Unit

_NUMBERS = frozenset({"inn", "kpp"})


class ForeignSeller(GatewayError):
    code = "foreign_seller"
    text = Text(
        "Организация {inn} – не ваша. Документ отправляют только от своей.",
        "The organisation {inn} is not yours. A document is sent from one's own only.",
    )


class ForeignParticipant(GatewayError):
    code = "foreign_participant"
    text = Text(
        "По имени файла его отправляет участник {given}, а ваша организация – {ours}. Сформируйте файл от её имени.",
        "By its name the file is sent by the participant {given}; your organisation is {ours}. Make it in your name.",
    )


class UnknownCounterparty(GatewayError):
    code = "unknown_counterparty"
    text = Text(
        "Контрагент {inn} не зарегистрирован, и куда отправлять документ, неизвестно. Добавьте его в справочник.",
        "The counterparty {inn} is not registered, so there is nowhere to send the document. Register it first.",
    )


def filled_in(unit: Unit, organization: OrganizationId, payload: dict[str, Any]) -> dict[str, Any]:
    """The caller's JSON with our card and the counterparty's card where they were left out.

    What the caller gave always wins over the card; null for a tax number is leaving it out. A payload of an unknown
    type comes back as it is: the reader of documents says what is wrong with it. Raises :class:`ForeignSeller`.
    """
    try:
        our_side, their_side = sides_of(payload["type"])
    except (KeyError, TypeError):
        return payload
    ours = unit.organizations.get(organization)
    told = {name: _told(value) if name in (our_side, their_side) else value for name, value in payload.items()}
    sender = told.get(our_side)
    if isinstance(sender, dict) and not _names(sender, ours.id, ours.tax):
        raise ForeignSeller(pointer=f"/{our_side}/inn", inn=sender.get("inn", ""))
    recipient = told.get(their_side)
    known = _counterparty(unit, organization, recipient, their_side) if isinstance(recipient, dict) else None
    card = _with_signature(unit, ours, payload)
    return filled_from_cards(told, card, json.loads(known.card) if known else None)


def counterparty_of(unit: Unit, organization: OrganizationId, tax: TaxNumbers, *, pointer: str) -> Counterparty:
    """The registered counterparty a document is for. Raises :class:`UnknownCounterparty`."""
    found = unit.organizations.find_counterparty(organization, tax)
    if found is None:
        raise UnknownCounterparty(pointer=pointer, inn=tax.inn)
    return found


def addressee(unit: Unit, organization: OrganizationId, given: Addressee) -> TaxNumbers:
    """The numbers of the counterparty named. Raises :class:`NotFound`, :class:`UnknownCounterparty`."""
    tax = TaxNumbers(inn=given.inn or "", kpp=given.kpp or "")
    if given.id is None:
        return counterparty_of(unit, organization, tax, pointer="/counterparty/inn").tax
    return _by_id(unit, organization, given.id, "counterparty").tax


def _told(party: object) -> object:
    if not isinstance(party, dict):
        return party
    return {name: value for name, value in party.items() if value is not None or name not in _NUMBERS}


def _names(party: dict[str, Any], id: OrganizationId, tax: TaxNumbers) -> bool:
    if "id" in party:
        return bool(str(party["id"]) == str(id))
    return (party.get("inn", tax.inn), party.get("kpp", tax.kpp)) == (tax.inn, tax.kpp)


def _with_signature(unit: Unit, ours: Organization, payload: dict[str, Any]) -> dict[str, Any]:
    """Our card; the usual signatory signs with the strongest of the signatures the policy asks for this kind."""
    card: dict[str, Any] = json.loads(ours.card)
    if not isinstance(usual := card.get("signatory"), dict):
        return card
    try:
        function = DocumentFunction(payload.get("function") or DocumentFunction.DEFAULT)
        kind = DocumentType(payload["type"])
    except (ValueError, TypeError):
        return card  # the reader of documents says what is wrong with the function
    required = unit.organizations.policy(ours.id).signatures_for(kind, function)
    return {**card, "signatory": {"signature": strongest(required), **usual}}


def _counterparty(unit: Unit, organization: OrganizationId, party: dict[str, Any], side: str) -> Counterparty | None:
    if "id" in party:
        return _by_id(unit, organization, party["id"], side)
    tax = TaxNumbers(inn=str(party.get("inn", "")), kpp=str(party.get("kpp", "")))
    return unit.organizations.find_counterparty(organization, tax)


def _by_id(unit: Unit, organization: OrganizationId, id: object, side: str) -> Counterparty:
    try:
        return unit.organizations.counterparty(organization, CounterpartyId(UUID(str(id))))
    except (ValueError, NotFound):
        raise NotFound(pointer=f"/{side}/id", what=f"контрагент {id}") from None
