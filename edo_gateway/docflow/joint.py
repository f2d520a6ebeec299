"""Sign under a joint power: whose place is filled, and which of our people are asked next."""

from __future__ import annotations

import re
from dataclasses import replace

from edo_gateway.docflow.powers import holder_of
from edo_gateway.domain.authority import Authority
from edo_gateway.domain.covering import is_party
from edo_gateway.domain.document import Document
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import OrganizationId, PersonId
from edo_gateway.domain.joint import AlreadySignedJointly, JointSigning
from edo_gateway.domain.person import Person, Role
from edo_gateway.domain.power import PowerParty
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.storage.contract import Unit
from signing import Certificate


def check_place(document: Document, authority: Authority) -> None:
    """Raises :class:`AlreadySignedJointly` where the holder of the certificate has done their part."""
    joint = _under(document, authority)
    if joint and authority.place in joint.signed:
        raise AlreadySignedJointly(joint, authority.place)


def joint_after(unit: Unit, document: Document, authority: Authority, person: PersonId) -> JointSigning | None:
    """How far the document is signed jointly with one more qualified signature; None where it was made alone."""
    if not authority.parties:
        return None
    joint = _under(document, authority) or JointSigning(power_number=authority.power_number, parties=authority.parties)
    joint = joint.with_signed(authority.place, person)
    return replace(joint, asked=_asked(unit, document.organization_id, joint))


def _under(document: Document, authority: Authority) -> JointSigning | None:
    """What was begun under the very power; signatures under another one, which has ended since, do not count."""
    joint = document.joint if authority.parties else None
    return joint if joint and joint.power_number == authority.power_number else None


def _asked(unit: Unit, organization: OrganizationId, joint: JointSigning) -> tuple[PersonId, ...]:
    return tuple(
        person.id
        for person in unit.people.of_organization(organization)
        if person.may(Role.SIGNER, organization)
        and any(_is(unit, organization, person, party) for party in joint.missing)
    )


def _is(unit: Unit, organization: OrganizationId, person: Person, party: PowerParty) -> bool:
    """By the numbers of the person's certificate; whoever has none set up yet, by name."""
    try:
        key = unit.people.signing_key(organization, person.id, SignatureLevel.QUALIFIED)
    except NotFound:
        return _words(person.name) <= _words(party.name)
    return is_party(party, holder_of(Certificate.from_der(key.certificate)))


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold().replace("ё", "е")))
