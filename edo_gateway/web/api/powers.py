"""Powers of attorney (МЧД) over the API: brought as files, listed with what hinders them, revoked."""

from __future__ import annotations

from base64 import b64decode
from datetime import date
from uuid import UUID

from pydantic import Field

from edo_gateway.docflow.powers import KnownPower, require_keeper
from edo_gateway.domain.errors import Forbidden, NotFound
from edo_gateway.domain.power import (
    NoReason,
    NotAPower,
    PowerDiffers,
    PowerParty,
    PowerSignatureBad,
    PowerState,
    Redelegable,
)
from edo_gateway.domain.text import Language, Text
from edo_gateway.domain.validation import Finding, InvalidDocument, Layer
from edo_gateway.web.api.operation import Answer, Call, Reply, Section
from edo_gateway.web.api.routing import PREFIX
from edo_gateway.web.api.views import Moment, Shape
from edo_gateway.web.errors import InvalidRequest

powers = Section(Text("Доверенности", "Powers of attorney"))
_LONGEST_FILE = 4 * 2**20  # characters of Base64


class PowerBody(Shape):
    file: str = Field(min_length=1, max_length=_LONGEST_FILE, description="Файл ON_EMCHD_….xml, Base64.")
    signatures: list[str] = Field(
        default=[], max_length=20, description="Откреплённые подписи руководителя: CMS, Base64 или PEM."
    )


class RevocationBody(Shape):
    reason: str = Field(min_length=1, max_length=500, description="Почему отозвана.")
    on: date | None = Field(default=None, description="С какого дня, по умолчанию с сегодняшнего (Москва).")


class RevocationListBody(Shape):
    numbers: list[str] = Field(max_length=100_000, description="Номера отозванных; чужие и неизвестные пропускаются.")
    reason: str = Field(min_length=1, max_length=500, description="Откуда список.")


class PowerPartyView(Shape):
    kind: str
    name: str
    inn: str
    snils: str
    ogrn: str


class GrantedPowerView(Shape):
    code: str
    name: str
    limits: list[str]


class PowerView(Shape):
    number: str = Field(description="Номер в реестре ФНС.")
    state: PowerState = Field(description="Состояние на сегодня.")
    issued_on: date
    valid_until: date = Field(description="Последний день действия.")
    principals: list[PowerPartyView]
    representatives: list[PowerPartyView]
    powers: list[GrantedPowerView]
    text: str = Field(description="Полномочия словами, если они не по классификатору.")
    is_joint: bool
    redelegable: Redelegable
    parent: str | None = Field(description="Номер доверенности, из которой передоверена.")
    revoked_on: date | None
    revocation_reason: str | None
    signature_defect: str | None = Field(description="Чем не годится её собственная подпись; null – годится.")
    added_at: Moment
    added_by: str


class PowerList(Shape):
    powers: list[PowerView]


class RevokedList(Shape):
    revoked: list[str] = Field(description="Номера тех, что были здесь и теперь отозваны.")


@powers.get(
    "/powers",
    summary=Text("Доверенности", "Powers of attorney"),
    about=Text("Все доверенности организации, новые первыми.", "Every power of the organisation, newest first."),
    answers={200: Answer(text=Text("Доверенности", "Powers"), model=PowerList)},
    problems=(Forbidden,),
)
def list_powers(call: Call) -> PowerList:
    require_keeper(call.actor)
    known = call.docflow.powers.all(call.actor.organization_id).powers.values()
    return PowerList(powers=[_view(call, one) for one in known])


@powers.get(
    "/powers/{power_id}",
    summary=Text("Одна доверенность", "One power of attorney"),
    about=Text("По номеру в реестре ФНС.", "By its number in the registry of the tax service."),
    answers={200: Answer(text=Text("Доверенность", "The power"), model=PowerView)},
    problems=(NotFound, Forbidden),
)
def read_power(call: Call, power_id: UUID) -> PowerView:
    require_keeper(call.actor)
    return _view(call, call.docflow.powers.get(call.actor.organization_id, str(power_id))[0])


@powers.post(
    "/powers",
    summary=Text("Добавить доверенность", "Add a power of attorney"),
    about=Text(
        "Файл проверяется как любой документ, подпись – под его байтами. Повтор того же файла добавляет подписи; "
        "другой файл с тем же номером не принимается.",
        "The file is validated as any document, a signature against its bytes. The same file again adds signatures; "
        "another file of the same number is refused.",
    ),
    answers={201: Answer(text=Text("Добавлена", "Added"), model=PowerView)},
    problems=(Forbidden, NotAPower, InvalidDocument, PowerDiffers, PowerSignatureBad),
    example={"file": "PD94bWwg…", "signatures": ["MIIB…"]},
)
def add_power(call: Call, body: PowerBody) -> Reply:
    require_keeper(call.actor)
    signatures = [one.encode() for one in body.signatures]
    known = call.docflow.powers.add(call.actor.organization_id, _decoded(body.file), signatures, by=call.actor.label)
    location = f"{PREFIX}/powers/{known.kept.number}"
    return Reply(body=_view(call, known), status=201, headers={"Location": location})


@powers.post(
    "/powers/{power_id}/revocation",
    summary=Text("Отметить отзыв", "Note a revocation"),
    about=Text(
        "С этого дня по доверенности не подпишут. Реестр ФНС шлюз не спрашивает.",
        "From that day on nothing is signed by it. The gateway does not ask the registry of the tax service.",
    ),
    answers={200: Answer(text=Text("Отозвана", "Revoked"), model=PowerView)},
    problems=(NotFound, Forbidden, NoReason),
    example={"reason": "Сотрудник уволен"},
)
def revoke_power(call: Call, power_id: UUID, body: RevocationBody) -> PowerView:
    require_keeper(call.actor)
    call.docflow.powers.revoke(call.actor.organization_id, str(power_id), on=body.on, reason=body.reason)
    return _view(call, call.docflow.powers.get(call.actor.organization_id, str(power_id))[0])


@powers.post(
    "/powers/revocations",
    summary=Text("Отозвать по списку", "Revoke by a list"),
    about=Text(
        "Список номеров, например выгрузка отозванных: отзываются те, что есть здесь и действуют.",
        "A list of numbers, such as an extract of revoked ones: those that are here and stand are revoked.",
    ),
    answers={200: Answer(text=Text("Отозванные", "Those revoked"), model=RevokedList)},
    problems=(Forbidden,),
    example={"numbers": ["3f1c0a52-7d0e-4c53-9a6e-5b0e8a1d2c3f"], "reason": "Список от 21.11.2026"},
)
def revoke_powers(call: Call, body: RevocationListBody) -> RevokedList:
    require_keeper(call.actor)
    done = call.docflow.powers.revoke_listed(call.actor.organization_id, body.numbers, reason=body.reason)
    return RevokedList(revoked=done)


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        finding = Finding(
            layer=Layer.REQUEST,
            rule="request.format",
            text=Text("Здесь нужен Base64.", "Base64 is needed here."),
            pointer="/file",
        )
        raise InvalidRequest((finding,)) from None


def _view(call: Call, known: KnownPower) -> PowerView:
    power, kept, defect = known.power, known.kept, known.link.defect
    return PowerView(
        number=power.number,
        state=known.state_on(call.docflow.powers.today()),
        issued_on=power.issued_on,
        valid_until=power.valid_until,
        principals=[_party(one) for one in power.principals],
        representatives=[_party(one) for one in power.representatives],
        powers=[GrantedPowerView(code=one.code, name=one.name, limits=list(one.limits)) for one in power.granted],
        text=power.text,
        is_joint=power.is_joint,
        redelegable=power.redelegable,
        parent=power.parent or None,
        revoked_on=kept.revocation.on if kept.revocation else None,
        revocation_reason=kept.revocation.reason if kept.revocation else None,
        signature_defect=_said(defect, call.language) if defect else None,
        added_at=kept.added_at,
        added_by=kept.added_by,
    )


def _party(party: PowerParty) -> PowerPartyView:
    return PowerPartyView(kind=party.kind, name=party.name, inn=party.inn, snils=party.snils, ogrn=party.ogrn)


def _said(text: Text, language: Language) -> str:
    return text.said_in(language)
