"""Who must sign together, as JSON: a document keeps the parties its power named, whatever becomes of the power.

Who of them has signed is not kept twice: it is read from the places of the signatures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.joint import JointSigning
from edo_gateway.domain.power import PartyKind, PowerParty


def joint_to(joint: JointSigning | None) -> dict[str, Any] | None:
    if joint is None:
        return None
    return {
        "power_number": joint.power_number,
        "parties": [asdict(party) for party in joint.parties],
        "asked": [str(person) for person in joint.asked],
    }


def joint_from(kept: dict[str, Any] | None, places: Mapping[str, PersonId]) -> JointSigning | None:
    """``places`` are those of our signatures on the document, with whoever made each."""
    if kept is None:
        return None
    parties = tuple(PowerParty(**{**party, "kind": PartyKind(party["kind"])}) for party in kept["parties"])
    asked = tuple(PersonId(UUID(person)) for person in kept["asked"])
    joint = JointSigning(power_number=kept["power_number"], parties=parties, asked=asked)
    for index in range(len(parties)):
        if joint.place(index) in places:
            joint = joint.with_signed(index, places[joint.place(index)])
    return joint
