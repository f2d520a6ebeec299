"""Those who exchange documents: our organisation, and the register of its counterparties."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from pydantic import Field

from edo_gateway import formats
from edo_gateway.docflow.rights import require
from edo_gateway.domain.errors import Forbidden, GatewayError
from edo_gateway.domain.identity import CounterpartyId, OrganizationId
from edo_gateway.domain.party import Counterparty, ParticipantId, TaxNumbers
from edo_gateway.domain.person import Role
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding, InvalidDocument, Layer
from edo_gateway.web.api import examples
from edo_gateway.web.api.document_schema import COMPONENT
from edo_gateway.web.api.operation import Answer, Call, Reply, Section
from edo_gateway.web.api.presenting import counterparty_view, organization_view
from edo_gateway.web.api.views import CounterpartyList, CounterpartyView, OrganizationList, Shape
from edo_gateway.web.errors import InvalidRequest

parties = Section(Text("Организация и контрагенты", "The organisation and its counterparties"))


class CounterpartyDiffers(GatewayError):
    code = "counterparty_differs"
    text = Text(
        "Контрагент {inn} уже зарегистрирован с другими данными: отличается {what}. Ничего не изменено.",
        "The counterparty {inn} is registered with other data: {what} differs. Nothing was changed.",
    )


class CounterpartyBody(Shape):
    party: dict[str, Any] = Field(
        description="Карточка: те же поля, что у стороны документа (seller, buyer).",
        json_schema_extra={COMPONENT: "Party"},
    )
    participant_id: str = Field(
        pattern=r"^[A-Za-z0-9@.\-]{4,46}$", description="Идентификатор участника ЭДО; первые три знака – оператор."
    )
    box: str = Field(min_length=1, max_length=200, description="Адрес ящика у оператора.")


@parties.get(
    "/organizations",
    summary=Text("Организация ключа", "The organisation of the key"),
    about=Text(
        "Ключ действует в одной организации; она и приходит, с карточкой, маршрутом согласования и видами подписей.",
        "A key acts within one organisation; here it is, with its card, its route of approval and its signatures.",
    ),
    answers={200: Answer(text=Text("Организации", "Organisations"), model=OrganizationList)},
)
def list_organizations(call: Call) -> OrganizationList:
    with call.docflow.units.look() as unit:
        ours = unit.organizations.get(call.actor.organization_id)
        policy = unit.organizations.policy(ours.id)
        return OrganizationList(organizations=[organization_view(unit, ours, policy)])


@parties.get(
    "/counterparties",
    summary=Text("Контрагенты", "Counterparties"),
    about=Text("Все зарегистрированные контрагенты организации.", "Every registered counterparty of the organisation."),
    answers={200: Answer(text=Text("Контрагенты", "Counterparties"), model=CounterpartyList)},
)
def list_counterparties(call: Call) -> CounterpartyList:
    with call.docflow.units.look() as unit:
        known = unit.organizations.counterparties(call.actor.organization_id)
    return CounterpartyList(counterparties=[counterparty_view(counterparty) for counterparty in known])


@parties.post(
    "/counterparties",
    summary=Text("Зарегистрировать контрагента", "Register a counterparty"),
    about=Text(
        "Карточка подставляется в документы, где контрагент назван одним ИНН. Повтор с теми же данными ничего не "
        "меняет; с другими – отказ, чтобы документ не ушёл по чужому адресу.",
        "The card fills in documents which name the counterparty by ИНН alone. Repeating it with the same data "
        "changes nothing; with other data it is refused, so that no document goes to the wrong address.",
    ),
    answers={
        201: Answer(text=Text("Зарегистрирован", "Registered"), model=CounterpartyView),
        200: Answer(
            text=Text("Был зарегистрирован раньше", "Registered earlier with the same data"), model=CounterpartyView
        ),
    },
    problems=(Forbidden, CounterpartyDiffers),
    example=examples.COUNTERPARTY,
)
def register_counterparty(call: Call, body: CounterpartyBody) -> Reply:
    action = Text("добавить контрагента", "register a counterparty")
    require(call.actor, Role.ACCOUNTANT, Role.ADMINISTRATOR, action=action)
    asked = _counterparty(call.actor.organization_id, body)
    kept = call.docflow.register.counterparty(asked)
    if kept.id == asked.id:
        return Reply(body=counterparty_view(kept), status=201)
    _check_same(kept, asked)
    return Reply(body=counterparty_view(kept))


def _counterparty(organization: OrganizationId, body: CounterpartyBody) -> Counterparty:
    try:
        card = formats.party_card(json.dumps(body.party))
    except InvalidDocument as error:
        raise InvalidRequest(tuple(_under("/party", error.report.findings))) from error
    if not card.inn:
        raise InvalidRequest((_no_inn(),))
    return Counterparty(
        id=CounterpartyId(uuid4()),
        organization_id=organization,
        name=card.display_name,
        tax=TaxNumbers(inn=card.inn, kpp=card.kpp or ""),
        participant_id=ParticipantId(body.participant_id),
        box=body.box,
        card=json.dumps({**body.party, "participant_id": body.participant_id}, ensure_ascii=False),
    )


def _check_same(kept: Counterparty, asked: Counterparty) -> None:
    for name in ("participant_id", "box"):
        if getattr(kept, name) != getattr(asked, name):
            raise CounterpartyDiffers(pointer=f"/{name}", inn=kept.tax.inn, what=name)
    if json.loads(kept.card) != json.loads(asked.card):
        raise CounterpartyDiffers(pointer="/party", inn=kept.tax.inn, what="party")


def _under(pointer: str, findings: Iterable[Finding]) -> Iterable[Finding]:
    return (replace(finding, pointer=pointer + (finding.pointer or "")) for finding in findings)


def _no_inn() -> Finding:
    return Finding(
        layer=Layer.REQUEST,
        rule="request.missing",
        text=Text("Нужен ИНН: по нему контрагента находят.", "An ИНН is needed: the counterparty is found by it."),
        pointer="/party/inn",
    )
