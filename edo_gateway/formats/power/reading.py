"""What a power of attorney says, read from its file for whoever has to decide by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.power import GrantedPower, NotAPower, PartyKind, Power, PowerParty, Redelegable
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats.exchange import envelope_of, parse
from edo_gateway.formats.mapping.declaration import Part
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.power.document import (
    CodedPower,
    Grant,
    Passing,
    PowerOfAttorney,
    Powers,
    Principal,
    Redelegation,
    Representative,
    Restriction,
    Terms,
)
from edo_gateway.formats.power.parties import (
    Exercise,
    Head,
    PersonPrincipal,
    PowerEntrepreneur,
    PowerForeignOrganization,
    PowerOrganization,
    PowerPerson,
)
from edo_gateway.formats.validation import validate

_NOT_DIGITS = re.compile(r"\D")


def read_power(file: ExchangeFile) -> Power:
    """The power of a file. Raises :class:`NotAPower`, and :class:`InvalidDocument` for one with errors in it."""
    report = validate(file)
    if report.format != PowerOfAttorney.header.prefix:
        raise NotAPower
    if not report.is_valid:
        raise InvalidDocument(report)
    model = parse(file)
    if not isinstance(model, PowerOfAttorney):
        raise NotAPower
    if model.redelegation:
        return _passed_on(model.redelegation)
    if model.grant:
        return _granted(model.grant)
    raise NotAPower


def legal_name(file: ExchangeFile) -> str:
    """The name its file must have: the identifier within, with the extension. Raises :class:`InvalidDocument`."""
    return f"{envelope_of(file).file_id}.xml"


def _granted(grant: Grant) -> Power:
    heads = [head for principal in grant.principals for head in _heads(principal)]
    return _power(
        grant.terms,
        grant.powers,
        principals=[party for principal in grant.principals for party in _parties(_choice(principal))],
        heads=[party for head in heads for party in _signers(head)] or _own_heads(grant.principals),
        must_join=any(head.exercise is Exercise.JOINTLY for head in heads),
        representatives=grant.representatives,
    )


def _passed_on(one: Redelegation) -> Power:
    before = one.previous or one.first
    givers = [party for passing in one.passing for party in _parties(_choice(passing))]
    heads = [head for passing in one.passing if passing.company for head in passing.company.heads]
    named = [party for head in heads for party in _signers(head)]
    people = [person for passing in one.passing for person in _acting(passing)]
    return _power(
        one.terms,
        one.powers,
        principals=givers,
        heads=named + [party for person in people for party in _parties(person)] or givers,
        must_join=any(head.exercise is Exercise.JOINTLY for head in heads),
        representatives=one.representatives,
        parent=before.number or before.first_number or before.internal_number or before.first_internal_number or "?",
    )


def _power(
    terms: Terms,
    powers: Powers,
    *,
    principals: Sequence[PowerParty],
    heads: Sequence[PowerParty],
    must_join: bool,
    representatives: Iterable[Representative],
    parent: str = "",
) -> Power:
    return Power(
        number=terms.number,
        issued_on=terms.issued_on,
        valid_until=terms.valid_until,
        principals=tuple(principals),
        heads=tuple(heads),
        representatives=tuple(party for one in representatives for party in _parties(_choice(one))),
        granted=tuple(map(_coded, powers.codes)),
        text=powers.text or "",
        is_joint=powers.exercise is Exercise.JOINTLY,
        must_heads_join=must_join,
        redelegable=Redelegable(terms.redelegable.value),
        parent=parent,
        internal_number=terms.internal_number or "",
        recorded_on=terms.recorded_on,
        system=terms.check_at or "",
    )


def _choice(part: Part) -> Part | None:
    """The one of the alternatives of a choice that is filled."""
    names = ("company", "foreign_company", "entrepreneur", "person", "branch")
    return next((one for name in names if (one := getattr(part, name, None)) is not None), None)


def _heads(principal: Principal) -> Sequence[Head]:
    return principal.company.heads if principal.company else ()


def _signers(head: Head) -> Iterator[PowerParty]:
    if head.managing_company:
        yield from _parties(head.managing_company.organization)
        for person in head.managing_company.people:
            yield from _parties(person)
    yield from _parties(head.person)
    yield from _parties(head.entrepreneur)


def _own_heads(principals: Iterable[Principal]) -> list[PowerParty]:
    """A person or an entrepreneur signs their own power; a foreign company is signed for by its heads."""
    own = [party for one in principals for party in _parties(one.entrepreneur or one.person)]
    foreign = [head for one in principals if one.foreign_company for head in one.foreign_company.heads]
    return own + [party for head in foreign for party in _parties(head)]


def _acting(passing: Passing) -> Iterator[PowerPerson]:
    if passing.branch:
        yield passing.branch.head
    if passing.foreign_company:
        yield from passing.foreign_company.heads


def _parties(part: Part | None) -> Iterator[PowerParty]:
    """The party in one shape, whatever the format calls its parts here."""
    organization = getattr(part, "organization", part)
    if isinstance(organization, PowerOrganization | PowerForeignOrganization):
        ogrn = getattr(organization, "ogrn", None)
        yield PowerParty(kind=PartyKind.COMPANY, name=organization.name, inn=organization.inn or "", ogrn=ogrn or "")
    elif isinstance(part, PowerEntrepreneur):
        yield PowerParty(
            kind=PartyKind.ENTREPRENEUR,
            name=_said(part.person.name),
            inn=part.inn,
            snils=_digits(part.snils),
            ogrn=part.ogrnip,
        )
    elif part is not None:
        person: PowerPerson | PersonPrincipal = part  # type: ignore[assignment] # all that is left has a person
        yield PowerParty(
            kind=PartyKind.PERSON, name=_said(person.person.name), inn=person.inn or "", snils=_digits(person.snils)
        )


def _coded(power: CodedPower) -> GrantedPower:
    return GrantedPower(code=power.code, name=power.name, limits=tuple(map(_limit, power.restrictions)))


def _limit(one: Restriction) -> str:
    return f"{one.name}: {one.value_text or one.value_name or one.value_code or one.code}"


def _said(name: FullName) -> str:
    return " ".join(filter(None, (name.surname, name.given_name, name.patronymic)))


def _digits(number: str | None) -> str:
    return _NOT_DIGITS.sub("", number or "")
