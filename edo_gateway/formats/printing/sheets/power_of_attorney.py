"""The power of attorney as it reads on paper: who empowers whom to do what, until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from edo_gateway.formats.power.document import (
    CodedPower,
    EarlierPower,
    Grant,
    PowerOfAttorney,
    Powers,
    Redelegation,
    Restriction,
    Terms,
)
from edo_gateway.formats.power.parties import Head, PowerForeignOrganization, PowerOrganization
from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import (
    Block,
    Captions,
    Entries,
    Entry,
    Heading,
    Paper,
    Paragraph,
    Person,
    Row,
    Run,
    Table,
    Title,
    Tone,
    person_slots,
)
from edo_gateway.formats.printing.phrases import phrase, word
from edo_gateway.formats.printing.sheets.form import form
from edo_gateway.formats.printing.sheets.rest import Answers, alike, beyond
from edo_gateway.formats.printing.stamps import Side
from edo_gateway.formats.printing.wording import as_day

_FORM = form("power_of_attorney")
_ON_FORM: OnForm = alike("grant redelegation", PowerOfAttorney)
_KINDS = ("company", "foreign_company", "entrepreneur", "person", "branch")
_TERMS = ("revocability", "redelegable", "number", "issued_on", "valid_until")


def sheet(power: PowerOfAttorney, _: Answers, signed: frozenset[Side]) -> Paper:
    facts, given = Facts(PowerOfAttorney, _ON_FORM), power.grant or power.redelegation
    text = _granted(given, facts) if isinstance(given, Grant) else _passed_on(given, facts) if given else ()
    return Paper(
        name=phrase("numbered", name=_FORM.word("short"), number=power.number, date=as_day(power.date)),
        blocks=(_title(power), *text, *_hands(given, is_signed=bool(signed)), *beyond(facts, power)),
    )


def _title(power: PowerOfAttorney) -> Title:
    name = _FORM.word("title_passed_on" if power.redelegation else "title")
    number = _FORM.word("numbered", number=power.number, date=as_day(power.date))
    return Title(lines=((Run(name, Tone.STRONG),), (Run(number),)), appendix=_FORM.word("appendix"))


def _granted(grant: Grant, facts: Facts) -> Iterator[Block]:
    yield from _people("principals", grant.principals, facts)
    yield Paragraph(text=_FORM.word("empowers"))
    yield from _people("representatives", grant.representatives, facts)
    yield from _rest(grant, facts)


def _passed_on(given: Redelegation, facts: Facts) -> Iterator[Block]:
    yield from _people("passing", given.passing, facts)
    yield Paragraph(text=_FORM.word("passed_on"))
    yield from _people("representatives", given.representatives, facts)
    yield from _rest(given, facts)
    for name, earlier in (("first", given.first), ("previous", given.previous)):
        if earlier is not None:
            yield from _earlier(name, earlier, facts)
    yield from _section("", facts.entries(given, "was_passed_on"))


def _rest(given: Grant | Redelegation, facts: Facts) -> Iterator[Block]:
    """The powers, how long and how they are used, and what a notary added."""
    yield Paragraph(text=_FORM.word("powers_are"))
    yield from _powers(given.powers, facts)
    yield from _terms(given.terms, facts)
    if given.certification:
        yield from _section("certification", facts.entries(given.certification))


def _people(name: str, parties: Sequence[Any], facts: Facts) -> Iterator[Block]:
    yield from _section(name, (entry for party in parties for entry in _party(party, facts)))


def _section(name: str, entries: Iterable[Entry]) -> Iterator[Block]:
    if told := tuple(entries):
        if name:
            yield Heading(text=_FORM.word(name), is_section=True)
        yield Entries(entries=told, captions=Captions.USUAL, is_underlined=False)


def _party(party: Any, facts: Facts) -> Iterator[Entry]:
    """Whoever gives or gets powers, under the word for what they are; then who acts for them."""
    for name in _KINDS:
        somebody = getattr(party, name, None)
        if somebody is None:
            continue
        kind = word(party.kind.value) if party.kind else facts.caption(party, name)
        main = getattr(somebody, "organization", somebody)
        yield Entry(f"{kind[:1].upper()}{kind[1:]}", _who(main, facts))
        if main is not somebody:
            yield from facts.entries(somebody, "headed_by_company", "headed_by_person", "headed_by_entrepreneur")
        yield from _acting(somebody, facts)


def _acting(somebody: Any, facts: Facts) -> Iterator[Entry]:
    for head in (*getattr(somebody, "heads", ()), *filter(None, (getattr(somebody, "acting", None),))):
        if isinstance(head, Head):
            yield Entry(_FORM.word("without_power"), _head(head, facts))
        else:
            yield Entry(_FORM.word("without_power"), _who(head, facts))
    for name in ("head", "signing_proxy"):
        if known := getattr(somebody, name, None):
            yield Entry(facts.caption(somebody, name), _who(known, facts))


def _head(head: Head, facts: Facts) -> str:
    managing = head.managing_company
    people = [managing.organization, *managing.people] if managing else []
    known = (*people, *filter(None, (head.person, head.entrepreneur)))
    return "; ".join((*(_who(one, facts) for one in known), word(head.exercise.value)))


def _who(somebody: Any, facts: Facts) -> str:
    """Name and position first, then numbers and whatever else is told."""
    if isinstance(somebody, PowerOrganization | PowerForeignOrganization):
        numbers = "/".join(filter(None, (somebody.inn, somebody.kpp)))
        named = (somebody.name, phrase("inn_kpp", numbers=numbers) if numbers else "")
        return ", ".join(filter(None, (*named, facts.line(somebody, but=("name", "inn", "kpp")))))
    person = somebody.person
    name = getattr(somebody, "name", None)  # of an entrepreneur
    own = facts.line(somebody, but=("name", "person", "position", "acting", "signing_proxy"))
    told = (name, person.name.full, getattr(somebody, "position", None), own, facts.line(person, but=("name",)))
    return ", ".join(filter(None, told))


def _powers(powers: Powers, facts: Facts) -> Iterator[Block]:
    yield Heading(text=_FORM.word("powers"), is_section=True)
    if powers.text:
        yield Paragraph(text=powers.text)
    if powers.codes:
        rows = tuple(_code(index, power, facts) for index, power in enumerate(powers.codes, 1))
        yield Table(columns=_FORM.columns("codes"), rows=rows)
    yield Paragraph(text=_FORM.word("joint", exercise=word(powers.exercise.value)))
    yield from _section("", facts.entries(powers, "form", "lost_when_passed_on"))


def _code(index: int, power: CodedPower, facts: Facts) -> Row:
    code = " ".join(filter(None, (power.code, power.mnemonic)))
    return str(index), code, power.name, "; ".join(_restriction(one, facts) for one in power.restrictions)


def _restriction(one: Restriction, facts: Facts) -> str:
    return _FORM.word("restriction", name=one.name, value=facts.line(one, but=("name",)))


def _terms(terms: Terms, facts: Facts) -> Iterator[Block]:
    """What matters as sentences; the rest as it is called."""
    yield Heading(text=_FORM.word("terms"), is_section=True)
    sentences = (
        _FORM.word("term", issued=as_day(terms.issued_on), until=as_day(terms.valid_until)),
        _FORM.words["redelegable"][terms.redelegable.value],
        _FORM.words["revocability"][terms.revocability.value],
    )
    yield Paragraph(text=" ".join(sentences))
    others = [name for name in type(terms).model_fields if name not in _TERMS]
    yield from _section("", facts.entries(terms, *others))


def _earlier(name: str, power: EarlierPower, facts: Facts) -> Iterator[Block]:
    term = _FORM.word("term_until", issued=as_day(power.issued_on), until=as_day(power.valid_until))
    others = [field for field in type(power).model_fields if field not in ("issued_on", "valid_until", "principals")]
    told = [Entry(_FORM.word("short"), term), *facts.entries(power, *others)]
    told += [entry for principal in power.principals for entry in _party(principal, facts)]
    yield from _section(name, told)


def _hands(given: Grant | Redelegation | None, *, is_signed: bool) -> Iterator[Block]:
    """A line for each person who signs for those who give or pass on the powers."""
    parties: Sequence[Any] = given.principals if isinstance(given, Grant) else given.passing if given else ()
    for party in parties:
        for somebody in filter(None, (getattr(party, name, None) for name in _KINDS)):
            for person in _signing(somebody):
                yield person_slots(person, is_signed=is_signed, caption=_FORM.word("signed"))


def _signing(somebody: Any) -> Iterator[Person]:
    """Heads of an organisation; a person or an entrepreneur signs themselves unless somebody acts for them."""
    acting = (*getattr(somebody, "heads", ()), *filter(None, (getattr(somebody, "acting", None),)))
    if not acting:
        acting = (getattr(somebody, "head", None) or getattr(somebody, "signing_proxy", None) or somebody,)
    for one in acting:
        people = [one]
        if isinstance(one, Head):
            managers = one.managing_company.people if one.managing_company else ()
            people = [*managers, *filter(None, (one.person, one.entrepreneur))]
        for known in people:
            yield Person(getattr(known, "position", None) or "", known.person.name.full)
