"""Whether a power of attorney, with the chain it rests on, covers a signature. Pure matching.

Each chain goes from the power of the signer to the one the organisation gave itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from edo_gateway.domain.power import PartyKind, Power, PowerParty, Redelegable, Revocation
from edo_gateway.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom a certificate names; digits only, empty where it says nothing. ``ogrn`` is ОГРН or ОГРНИП."""

    name: str
    inn: str = ""
    snils: str = ""
    company_inn: str = ""
    ogrn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What is signed: for whom (``inn`` and ``ogrn``, which may be empty), on which day, by whom.

    ``sufficient`` are the codes of which any one is enough for this kind of document; None where nobody has said.
    """

    inn: str
    on: date
    holder: Holder
    ogrn: str = ""
    sufficient: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A power of a chain. ``defect`` says what is wrong with its own signature, ``doubt`` what could not be judged;
    ``signers`` are those who signed it."""

    power: Power
    signers: tuple[Holder, ...] = ()
    revocation: Revocation | None = None
    defect: Text | None = None
    doubt: Text | None = None


class Fault(StrEnum):
    """Why a power does not cover a signature."""

    OTHER_PRINCIPAL = "other_principal"
    OTHER_REPRESENTATIVE = "other_representative"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SIGNATURE = "signature"
    NO_POWERS = "no_powers"
    JOINT = "joint"
    CHAIN_BROKEN = "chain_broken"
    NOT_REDELEGABLE = "not_redelegable"
    BEYOND_PARENT = "beyond_parent"
    NO_POWER = "no_power"
    OTHER_COMPANY = "other_company"
    UNKNOWN_POWER = "unknown_power"


@dataclass(frozen=True, slots=True)
class Objection:
    fault: Fault
    text: Text


def objections(signed: Signed, chain: tuple[Link, ...]) -> Iterator[Objection]:
    leaf, root = chain[0].power, chain[-1].power
    yield from _of_representative(leaf, signed.holder)
    if root.parent:
        yield Objection(Fault.CHAIN_BROKEN, _MISSING.filled(number=leaf.number, parent=root.parent))
    elif not any(_is_organization(party, signed) for party in root.principals):
        names = ", ".join(party.name for party in root.principals)
        yield Objection(Fault.OTHER_PRINCIPAL, _PRINCIPAL.filled(number=root.number, names=names, inn=signed.inn))
    for link in chain:
        yield from _of_link(link, signed.on)
    for child, parent in pairwise(chain):
        yield from _passing(child.power, parent.power, is_passed_on=child is not chain[0])
        yield from _passed_jointly(child, parent.power)
    yield from _of_powers(leaf, signed)


def _of_representative(power: Power, holder: Holder) -> Iterator[Objection]:
    if not any(is_party(party, holder) for party in power.representatives):
        names = ", ".join(map(_numbered, power.representatives))
        yield Objection(
            Fault.OTHER_REPRESENTATIVE,
            _REPRESENTATIVE.filled(
                number=power.number, names=names, name=holder.name, inn=holder.inn or "–", snils=holder.snils or "–"
            ),
        )


def _numbered(party: PowerParty) -> str:
    return f"{party.name} (ИНН {party.inn or '–'}, СНИЛС {party.snils or '–'})"


def _of_link(link: Link, on: date) -> Iterator[Objection]:
    power, facts = link.power, {"number": link.power.number, "on": f"{on:%d.%m.%Y}"}
    if on < power.issued_on:
        yield Objection(Fault.NOT_YET, _NOT_YET.filled(**facts, issued=f"{power.issued_on:%d.%m.%Y}"))
    if on > power.valid_until:
        yield Objection(Fault.EXPIRED, _EXPIRED.filled(**facts, until=f"{power.valid_until:%d.%m.%Y}"))
    if link.revocation and on >= link.revocation.on:
        revoked = f"{link.revocation.on:%d.%m.%Y}"
        yield Objection(Fault.REVOKED, _REVOKED.filled(**facts, revoked=revoked, reason=link.revocation.reason))
    if link.defect:
        yield Objection(Fault.SIGNATURE, _DEFECT.filled(**facts, ru=link.defect.ru, en=link.defect.en))


def _passing(child: Power, parent: Power, *, is_passed_on: bool) -> Iterator[Objection]:
    """Передоверие: by a representative of the parent, who may pass it on, within its powers and dates."""
    facts = {"number": child.number, "parent": parent.number}
    forbidden = parent.redelegable is Redelegable.NO or (parent.redelegable is Redelegable.ONCE and is_passed_on)
    if forbidden:
        yield Objection(Fault.NOT_REDELEGABLE, _NOT_REDELEGABLE.filled(**facts))
    if not any(_is_same(giver, one) for giver in child.principals for one in parent.representatives):
        yield Objection(Fault.CHAIN_BROKEN, _STRANGE_GIVER.filled(**facts))
    if child.issued_on < parent.issued_on or child.valid_until > parent.valid_until:
        until = f"{parent.valid_until:%d.%m.%Y}"
        yield Objection(Fault.BEYOND_PARENT, _LONGER.filled(**facts, until=until))
    if parent.codes and (extra := child.codes - parent.codes):
        yield Objection(Fault.BEYOND_PARENT, _WIDER.filled(**facts, codes=", ".join(sorted(extra))))


def _passed_jointly(child: Link, parent: Power) -> Iterator[Objection]:
    """What was given to several jointly is passed on by all of them, and each signs."""
    givers = {one for one in parent.must_all_sign if any(_is_same(one, giver) for giver in child.power.principals)}
    missing = [
        one
        for one in parent.must_all_sign
        if one not in givers or (child.signers and not any(is_party(one, signer) for signer in child.signers))
    ]
    if missing:
        names = ", ".join(party.name for party in missing)
        text = _PASSED_ALONE.filled(number=child.power.number, parent=parent.number, names=names)
        yield Objection(Fault.JOINT, text)


def _of_powers(power: Power, signed: Signed) -> Iterator[Objection]:
    if not power.codes or signed.sufficient is None or power.codes & signed.sufficient:
        return
    needed, given = ", ".join(sorted(signed.sufficient)), ", ".join(sorted(power.codes))
    yield Objection(Fault.NO_POWERS, _POWERS.filled(number=power.number, needed=needed, given=given))


def warnings(signed: Signed, chain: tuple[Link, ...]) -> Iterator[Text]:
    power = chain[0].power
    if not power.codes:
        yield _IN_WORDS.filled(number=power.number, text=power.text)
    elif signed.sufficient is None:
        yield _NOBODY_SAID.filled(number=power.number, codes=", ".join(sorted(power.codes)))
    for one in power.granted:
        if one.limits and (signed.sufficient is None or one.code in signed.sufficient):
            yield _LIMITED.filled(code=one.code, limits="; ".join(one.limits))
    if any(not link.power.codes for link in chain[1:]) and power.codes:
        yield _PARENT_IN_WORDS.filled(number=power.number)
    for party in power.representatives:
        if is_party(party, signed.holder) and (lacking := _uncompared(party, signed.holder)):
            yield _UNCOMPARED.filled(what=lacking)
    yield from (link.doubt for link in chain if link.doubt)
    yield _REGISTRY.filled(number=power.number)


def is_signed_by_head(power: Power, holders: Sequence[Holder]) -> Text | None:
    """What is wrong with those who signed the power itself; None when they are its head, or all of several."""
    if not holders:
        return _UNSIGNED
    missing = [head for head in power.heads if not any(_is_head(head, power, holder) for holder in holders)]
    if not missing or (len(missing) < len(power.heads) and not power.must_heads_join):
        return None
    return _NOT_HEAD.filled(
        names=", ".join(holder.name for holder in holders), heads=", ".join(map(_numbered, missing or power.heads))
    )


def _is_head(head: PowerParty, power: Power, holder: Holder) -> bool:
    """A person who acts for a company signs with a certificate of that company."""
    if not is_party(head, holder):
        return False
    companies = {party.inn for party in power.principals if party.kind is PartyKind.COMPANY}
    managing = {one.inn for one in power.heads if one.kind is PartyKind.COMPANY}
    return not companies or head.kind is PartyKind.COMPANY or holder.company_inn in companies | managing


def is_party(party: PowerParty, holder: Holder) -> bool:
    """Every number both name is the same, and there is at least one; a company is met by its own certificate."""
    if party.kind is PartyKind.COMPANY:
        pairs = [(party.inn, holder.company_inn), (party.ogrn, holder.ogrn)]
        return party.inn == holder.company_inn != "" and _agree(pairs)
    pairs = [(party.inn, holder.inn), (party.snils, holder.snils)]
    return _agree(pairs)


def concerns(power: Power, holder: Holder) -> bool:
    """Whether the power seems meant for the holder, so that what is wrong with it is worth telling."""
    numbers = {holder.inn, holder.snils, holder.company_inn} - {""}
    return any(numbers & {party.inn, party.snils} for party in power.representatives)


def _agree(pairs: Sequence[tuple[str, str]]) -> bool:
    compared = [one == other for one, other in pairs if one and other]
    return bool(compared) and all(compared)


def _uncompared(party: PowerParty, holder: Holder) -> str:
    if party.kind is PartyKind.COMPANY:
        return ""
    pairs = {"ИНН": (party.inn, holder.inn), "СНИЛС": (party.snils, holder.snils)}
    return ", ".join(name for name, (one, other) in pairs.items() if not (one and other))


def _is_organization(party: PowerParty, signed: Signed) -> bool:
    return party.inn == signed.inn and not (party.ogrn and signed.ogrn and party.ogrn != signed.ogrn)


def _is_same(one: PowerParty, other: PowerParty) -> bool:
    return _agree([(one.inn, other.inn), (one.snils, other.snils)])


_REPRESENTATIVE = Text(
    "Доверенность {number} выдана не владельцу сертификата: в ней {names}, в сертификате {name} (ИНН {inn}, СНИЛС "
    "{snils}). Должны совпадать и ИНН, и СНИЛС.",
    "The power of attorney {number} was not given to the holder of the certificate: it names {names}, the certificate "
    "{name} (ИНН {inn}, СНИЛС {snils}). Both ИНН and СНИЛС must agree.",
)
_PASSED_ALONE = Text(
    "Доверенность {parent} выдана нескольким представителям совместно, а {number} передоверили не все: не хватает "
    "{names}. Передоверие подписывает каждый из них.",
    "The power of attorney {parent} was given to several representatives jointly; {number} was not passed on by all of "
    "them: {names} missing. Each of them signs what is passed on.",
)
_MISSING = Text(
    "Доверенность {number} – передоверие, а доверенности {parent}, на которой оно стоит, здесь нет. Добавьте её.",
    "The power of attorney {number} was passed on from {parent}, which is not here. Add it.",
)
_PRINCIPAL = Text(
    "Доверенность {number} выдала не эта организация: доверитель – {names}, а нужна организация с ИНН {inn}.",
    "The power of attorney {number} was not given by this organisation: the principal is {names}, not the ИНН {inn}.",
)
_NOT_YET = Text(
    "Доверенность {number} выдана {issued}, а подпись ставится {on}. Дождитесь этого дня или добавьте другую.",
    "The power of attorney {number} was issued on {issued}, the signature is made on {on}. Wait, or add another one.",
)
_EXPIRED = Text(
    "Доверенность {number} действовала по {until}, а подпись ставится {on}. Добавьте новую.",
    "The power of attorney {number} was valid until {until}, the signature is made on {on}. Add a new one.",
)
_REVOKED = Text(
    "Доверенность {number} отозвана {revoked} ({reason}). Добавьте новую.",
    "The power of attorney {number} was revoked on {revoked} ({reason}). Add a new one.",
)
_DEFECT = Text(
    "Подпись под самой доверенностью {number} не годится: {ru}",
    "The signature of the power of attorney {number} itself is no good: {en}",
)
_NOT_REDELEGABLE = Text(
    "Доверенность {parent} не разрешает передоверие, на котором стоит {number}. Нужна доверенность от организации.",
    "The power of attorney {parent} may not be passed on, which {number} rests on. Get one from the organisation.",
)
_STRANGE_GIVER = Text(
    "Доверенность {number} передоверил не тот, кому выдана {parent}. Проверьте ИНН и СНИЛС в обеих.",
    "{number} was passed on by somebody else than {parent} was given to. Check ИНН and СНИЛС in both.",
)
_LONGER = Text(
    "Срок доверенности {number} выходит за срок {parent} (по {until}), из которой она передоверена.",
    "The term of {number} exceeds that of {parent} (until {until}), from which it was passed on.",
)
_WIDER = Text(
    "В доверенности {number} есть полномочия, которых нет в {parent}: {codes}. Передоверить можно только свои.",
    "{number} has powers that {parent} lacks: {codes}. Only one's own powers can be passed on.",
)
_POWERS = Text(
    "Полномочий доверенности {number} ({given}) для этого документа не хватает: нужно любое из {needed}.",
    "The powers of {number} ({given}) are not enough for this document: any one of {needed} is needed.",
)
_IN_WORDS = Text(
    "Полномочия в доверенности {number} описаны словами, хватает ли их, решает человек: «{text}».",
    "The powers of {number} are described in words; a person decides whether they suffice: “{text}”.",
)
_NOBODY_SAID = Text(
    "Какие коды полномочий нужны для этого вида документов, в настройках не сказано. В доверенности {number}: {codes}.",
    "Which codes of powers this kind of document needs is not set. {number} has: {codes}.",
)
_LIMITED = Text(
    "Полномочие {code} ограничено, проверьте сами: {limits}.",
    "The power {code} is limited, check it yourself: {limits}.",
)
_PARENT_IN_WORDS = Text(
    "В цепочке доверенности {number} есть полномочия словами: хватает ли их для передоверия, решает человек.",
    "The chain of {number} has powers in words: whether they allow passing on, a person decides.",
)
_UNCOMPARED = Text(
    "Сверить с сертификатом не удалось: {what} – числа нет в доверенности или в сертификате.",
    "Could not be compared with the certificate: {what} – missing from the power of attorney or the certificate.",
)
_REGISTRY = Text(
    "Реестр доверенностей ФНС не спрошен: об отзыве доверенности {number} известно только то, что отметили здесь.",
    "The registry of the tax service was not asked: of a revocation of {number} only what was noted here is known.",
)
_UNSIGNED = Text(
    "её подписи здесь нет. Добавьте доверенность вместе с файлом подписи (.sig).",
    "there is none here. Add the power of attorney together with the file of its signature (.sig).",
)
_NOT_HEAD = Text(
    "её подписал не руководитель доверителя. Подписал: {names}; без доверенности действует: {heads}.",
    "it was not signed by the head of the principal. Signed by: {names}; who acts without a power: {heads}.",
)
