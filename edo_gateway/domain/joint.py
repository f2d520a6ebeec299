"""Several who must all sign: the representatives of one joint power of attorney (ГК РФ, статья 185, пункт 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.power import PowerParty
from edo_gateway.domain.signature import AlreadySigned
from edo_gateway.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class JointSigning:
    """How far a document is signed under one joint power.

    A place is the index of one of ``parties``; ``signed`` tells which of our people filled it, ``asked`` are those of
    our people who may fill the rest.
    """

    power_number: str
    parties: tuple[PowerParty, ...]
    signed: Mapping[int, PersonId] = field(default_factory=dict)
    asked: tuple[PersonId, ...] = ()

    @property
    def missing(self) -> tuple[PowerParty, ...]:
        return tuple(party for index, party in enumerate(self.parties) if index not in self.signed)

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def places(self) -> frozenset[str]:
        return frozenset(map(self.place, range(len(self.parties))))

    def place(self, index: int) -> str:
        """What its signature is kept under (:attr:`~edo_gateway.domain.signature.Signature.place`)."""
        return f"{self.power_number}/{index}"

    def with_signed(self, index: int, person: PersonId) -> JointSigning:
        return replace(self, signed={**self.signed, index: person})


class AlreadySignedJointly(AlreadySigned):
    code = "already_signed_jointly"
    text = Text(
        "Представитель {name} уже подписал документ по совместной доверенности {number}. Ждём остальных: {missing}.",
        "{name} has signed this document under the joint power of attorney {number}. Still to sign: {missing}.",
    )

    def __init__(self, joint: JointSigning, index: int) -> None:
        GatewayError.__init__(
            self,
            name=joint.parties[index].name,
            number=joint.power_number,
            missing=", ".join(party.name for party in joint.missing),
        )
