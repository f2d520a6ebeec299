"""The company file: organisations, counterparties, people, routes and keys of an installation, as TOML.

What is registered already is kept as it is; policies and signing keys are renewed from the file, so that running it
again after a change is safe. Secrets are not in it: passwords are made, shown once and never kept in clear.
"""

from __future__ import annotations

import json
import secrets
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from edo_gateway import formats
from edo_gateway.config import BadSetting
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.approval import Stage
from edo_gateway.domain.confirmation import Method
from edo_gateway.domain.document import DocumentFunction, DocumentType
from edo_gateway.domain.identity import CounterpartyId, OrganizationId, PersonId
from edo_gateway.domain.party import Counterparty, Organization, ParticipantId, TaxNumbers
from edo_gateway.domain.person import Person, Role
from edo_gateway.domain.policy import Policy
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.operators.contract import Participant
from signing import Certificate

FindBox = Callable[[TaxNumbers], tuple[Participant, ...]]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CompanyEntry(_Entry):
    """A company. ``card`` is a document's party; ``box`` may be left out where the operator knows just one."""

    card: dict[str, Any]
    box: str = ""

    @property
    def tax(self) -> TaxNumbers:
        return TaxNumbers(inn=str(self.card.get("inn", "")), kpp=str(self.card.get("kpp", "")))


class StageEntry(_Entry):
    name: str
    approvers: list[str]


class OrganizationEntry(CompanyEntry):
    """One of our organisations: its counterparties, the stages of approval, the signatures by function or type.

    ``powers`` are codes of powers of attorney by function or type, any one of which is enough to sign.
    """

    counterparties: list[CompanyEntry] = []
    stages: list[StageEntry] = []
    signatures: dict[DocumentFunction | DocumentType, frozenset[SignatureLevel]] = {}
    accepts_plain_cms: bool = True
    confirmations: frozenset[Method] = Field(default=frozenset({Method.PASSWORD}), min_length=1)
    powers: dict[DocumentFunction | DocumentType, frozenset[str]] = {}
    powers_enclosed: bool = False


class KeyEntry(_Entry):
    organization: str
    level: SignatureLevel
    location: str
    certificate: Path


class PersonEntry(_Entry):
    """A person; ``roles`` by the ИНН of the organisation."""

    login: str
    name: str
    position: str = ""
    roles: dict[str, frozenset[Role]] = {}
    keys: list[KeyEntry] = []


class CompanyFile(_Entry):
    organizations: list[OrganizationEntry]
    people: list[PersonEntry] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """Who is there now; ``passwords`` are those just made, by log-in."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> CompanyFile:
    """Raises :class:`BadSetting` with every mistake of the file and its place."""
    try:
        return CompanyFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path}: {error}") from error
    except ValidationError as error:
        mistakes = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise BadSetting(f"{path}: " + "; ".join(mistakes)) from error


def install(file: CompanyFile, docflow: Docflow, find_box: FindBox, registered: Registered | None = None) -> Registered:
    """Register everything of the file. Raises :class:`BadSetting` where an entry cannot be used.

    ``registered`` is filled as it goes, so that the passwords made before a failure can still be shown.
    """
    registered = registered or Registered()
    for entry in file.organizations:
        registered.organizations[entry.tax.inn] = _organization(entry, docflow, find_box)
    for person in file.people:
        _person(person, docflow, registered)
    for entry in file.organizations:
        _policy(entry, docflow, registered)
    return registered


def _organization(entry: OrganizationEntry, docflow: Docflow, find_box: FindBox) -> Organization:
    address = _address(entry, find_box)
    ours = docflow.register.organization(
        Organization(id=OrganizationId(uuid4()), name=_name(entry), tax=entry.tax, **address)
    )
    for known in entry.counterparties:
        docflow.register.counterparty(
            Counterparty(
                id=CounterpartyId(uuid4()),
                organization_id=ours.id,
                name=_name(known),
                tax=known.tax,
                **_address(known, find_box),
            )
        )
    return ours


def _address(entry: CompanyEntry, find_box: FindBox) -> dict[str, Any]:
    """Participant id, box and card; the operator is asked for what the file leaves out."""
    participant = str(entry.card.get("participant_id", ""))
    if not (entry.box and participant):
        found = _one(entry, [one for one in find_box(entry.tax) if entry.box in ("", one.box)])
        return {
            "participant_id": found.participant_id,
            "box": found.box,
            "card": _card({**entry.card, "participant_id": found.participant_id}),
        }
    return {"participant_id": ParticipantId(participant), "box": entry.box, "card": _card(entry.card)}


def _one(entry: CompanyEntry, found: list[Participant]) -> Participant:
    if len(found) != 1:
        boxes = ", ".join(one.box for one in found) or "none"
        raise BadSetting(f"{entry.tax.inn}: the operator knows these boxes: {boxes}. Name one as “box”.")
    return found[0]


def _card(card: dict[str, Any]) -> str:
    formats.party_card(card)  # refuses a card that no document could use
    return json.dumps(card, ensure_ascii=False)


def _name(entry: CompanyEntry) -> str:
    name = entry.card.get("name", "")
    return name if isinstance(name, str) else " ".join(str(part) for part in name.values())


def _person(entry: PersonEntry, docflow: Docflow, registered: Registered) -> None:
    roles = {_our(inn, registered).id: names for inn, names in entry.roles.items()}
    password = secrets.token_urlsafe(12)
    wanted = Person(
        id=PersonId(uuid4()), login=entry.login.lower(), name=entry.name, position=entry.position, roles=roles
    )
    person = docflow.register.person(wanted, password)
    if person.id == wanted.id:
        registered.passwords[person.login] = password
    registered.people[person.login] = person
    for key in entry.keys:
        docflow.register.signing_key(
            SigningKey(
                organization_id=_our(key.organization, registered).id,
                person_id=person.id,
                level=key.level,
                location=key.location,
                certificate=Certificate.from_file(key.certificate).der,
            )
        )


def _policy(entry: OrganizationEntry, docflow: Docflow, registered: Registered) -> None:
    stages = tuple(
        Stage(name=stage.name, approvers=tuple(_person_id(login, registered) for login in stage.approvers))
        for stage in entry.stages
    )
    policy = Policy(
        stages=stages,
        signatures=dict(entry.signatures),
        accepts_plain_cms=entry.accepts_plain_cms,
        confirmations=entry.confirmations,
        powers=dict(entry.powers),
        are_powers_enclosed=entry.powers_enclosed,
    )
    docflow.register.policy(registered.organizations[entry.tax.inn].id, policy)


def _our(inn: str, registered: Registered) -> Organization:
    if inn not in registered.organizations:
        raise BadSetting(f"{inn}: no organisation with this ИНН in the file")
    return registered.organizations[inn]


def _person_id(login: str, registered: Registered) -> PersonId:
    if login.lower() not in registered.people:
        raise BadSetting(f"{login}: no person with this log-in in the file")
    return registered.people[login.lower()].id
