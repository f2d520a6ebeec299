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
from edo_gateway.storage.contract import Unit

_NUMBERS = frozenset({"inn", "kpp"})


class ForeignSeller(GatewayError):
    code = "foreign_seller"
    text = Text(
        "Продавец {inn} — не ваша организация. Документ отправляют только от своей.",
        "The seller {inn} is not your organisation. A document is sent from one's own only.",
    )


class UnknownCounterparty(GatewayError):
    code = "unknown_counterparty"
    text = Text(
        "Контрагент {inn} не зарегистрирован, и куда отправлять документ, неизвестно. Добавьте его в справочник.",
        "The counterparty {inn} is not registered, so there is nowhere to send the document. Register it first.",
    )


def filled_in(unit: Unit, organization: OrganizationId, payload: dict[str, Any]) -> dict[str, Any]:
    """The caller's JSON with our card and the counterparty's card where they were left out.

    What the caller gave always wins over the card; null for a tax number is leaving it out.
    Raises :class:`ForeignSeller`.
    """
    ours = unit.organizations.get(organization)
    seller = {} if payload.get("seller") is None else _told(payload["seller"])
    if isinstance(seller, dict) and not _names(seller, ours.id, ours.tax):
        raise ForeignSeller(pointer="/seller/inn", inn=seller.get("inn", ""))
    completed = {**payload, "seller": _with_signature(unit, ours, payload, _merged(ours, seller))}
    if isinstance(buyer := _told(payload.get("buyer")), dict) and (known := _counterparty(unit, organization, buyer)):
        completed["buyer"] = _merged(known, buyer)
    if completed.get("type") is None:
        completed["type"] = DocumentType.TRANSFER_DOCUMENT
    return completed


def counterparty_of(unit: Unit, organization: OrganizationId, inn: str, kpp: str) -> Counterparty:
    """The registered counterparty a document is for. Raises :class:`UnknownCounterparty`."""
    found = unit.organizations.find_counterparty(organization, TaxNumbers(inn=inn, kpp=kpp))
    if found is None:
        raise UnknownCounterparty(pointer="/buyer/inn", inn=inn)
    return found


def _told(party: object) -> object:
    if not isinstance(party, dict):
        return party
    return {name: value for name, value in party.items() if value is not None or name not in _NUMBERS}


def _names(party: dict[str, Any], id: OrganizationId, tax: TaxNumbers) -> bool:
    if "id" in party:
        return bool(str(party["id"]) == str(id))
    return (party.get("inn", tax.inn), party.get("kpp", tax.kpp)) == (tax.inn, tax.kpp)


def _merged(known: Organization | Counterparty, given: object) -> object:
    if not isinstance(given, dict):
        return given
    card = json.loads(known.card)
    return {**card, **{name: value for name, value in given.items() if name != "id"}}


def _with_signature(unit: Unit, ours: Organization, payload: dict[str, Any], seller: object) -> object:
    """The usual signatory signs with the strongest of the signatures the policy asks for this function."""
    if not isinstance(seller, dict) or not isinstance(usual := seller.get("signatory"), dict):
        return seller
    try:
        function = DocumentFunction(payload.get("function", ""))
    except (ValueError, TypeError):
        return seller  # the reader of documents says what is wrong with the function
    required = unit.organizations.policy(ours.id).signatures_for(function)
    return {**seller, "signatory": {"signature": strongest(required), **usual}}


def _counterparty(unit: Unit, organization: OrganizationId, party: dict[str, Any]) -> Counterparty | None:
    if "id" in party:
        try:
            return unit.organizations.counterparty(organization, CounterpartyId(UUID(str(party["id"]))))
        except (ValueError, NotFound):
            raise NotFound(pointer="/buyer/id", what=f"контрагент {party['id']}") from None
    tax = TaxNumbers(inn=str(party.get("inn", "")), kpp=str(party.get("kpp", "")))
    return unit.organizations.find_counterparty(organization, tax)
