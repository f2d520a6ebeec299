"""The power of attorney that goes to the operator with a signature made by it."""

from __future__ import annotations

import json

from edo_gateway.docflow.powers import KnownPower, KnownPowers
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.signature import Signature
from edo_gateway.operators.contract import AttachedPower, PowerFile
from edo_gateway.storage.contract import Unit
from signing import TrustStore

_NOBODY = TrustStore(anchors=())  # nothing is judged here: it was, when the signature was made


def attached_power(unit: Unit, organization: OrganizationId, signature: Signature) -> AttachedPower | None:
    """By its number, or as files where the policy wants so; None for a signature that rests on none."""
    authority = json.loads(signature.authority or "{}")
    number = authority.get("power_number")
    if not number or not authority.get("holds"):
        return None
    chain = KnownPowers.of(unit, organization, _NOBODY).chain(number)
    if not chain:
        return None
    enclosed = unit.organizations.policy(organization).are_powers_enclosed
    return AttachedPower(
        number=chain[0].power.number,
        principal_inn=chain[-1].power.principals[0].inn,
        representative_inn=_representative_inn(chain[0], authority),
        files=tuple(_file(one) for one in chain) if enclosed else (),
    )


def _file(one: KnownPower) -> PowerFile:
    """The first of its signatures: the protocol takes one with a file."""
    return PowerFile(content=one.kept.file.content, signature=one.kept.signatures[0] if one.kept.signatures else b"")


def _representative_inn(one: KnownPower, authority: dict[str, object]) -> str:
    """Of several representatives the one who signed."""
    known = [party.inn for party in one.power.representatives]
    signer = str(authority.get("representative_inn") or "")
    return signer if signer in known else known[0]
