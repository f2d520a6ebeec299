"""Annulment proposal (ПоА) 1.02: DP_PRANNUL, of the agreement between operators; it has no КНД."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.file_names import file_id_of
from edo_gateway.formats.mapping.declaration import At, DocumentModel, Header, Part
from edo_gateway.formats.parts.kinds import tag_of_person
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.values import ParticipantId
from edo_gateway.formats.service_documents import CompanyParticipant, EntrepreneurParticipant

AnnulmentParticipant = Annotated[
    Annotated[CompanyParticipant, Tag(":company")] | Annotated[EntrepreneurParticipant, Tag(":entrepreneur")],
    Discriminator(tag_of_person),
]
"""УчастЭДОТип: the format knows companies and entrepreneurs only."""


class AnnulmentSignatory(Part):
    """Подписант."""

    position: Annotated[str | None, At("@Должность")] = None
    name: Annotated[FullName, At("ФИО")]


class Annulment(DocumentModel):
    """``author`` proposes to ``counterparty`` to annul the file named; ``text`` says why.

    The document counts as annulled only when the other side has signed the proposal.
    """

    header: ClassVar[Header] = Header(prefix="DP_PRANNUL", knd="", version="1.02", attributes=(), version_last=True)
    sides: ClassVar[tuple[str, str]] = ("author", "counterparty")

    type: Literal["annulment"] = "annulment"
    format: Literal["1.02"] = "1.02"
    sender: ParticipantId | None = None
    recipient: ParticipantId | None = None

    author: Annotated[AnnulmentParticipant, At("УчастЭДО")]
    file: Annotated[str, At("СвПредАн/СведАнФайл/@ИмяАнФайла")]
    signatures: Annotated[tuple[str, ...], At("СвПредАн/СведАнФайл/ЭЦПАнФайл")]
    text: Annotated[str, At("СвПредАн/ТекстПредАн")]
    counterparty: Annotated[AnnulmentParticipant, At("НапрПредАн")]
    signatory: Annotated[AnnulmentSignatory, At("Подписант")]

    @property
    def date(self) -> dt.date | None:
        """The day in the name of the file to annul, for the proposal has none; None where the name tells no day."""
        parts = file_id_of(self.file)
        return parts.day if parts else None


def completed_annulment(proposal: Annulment, _findings: list[Finding]) -> Annulment:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    return proposal.model_copy(
        update={
            "sender": proposal.sender or proposal.author.participant_id,
            "recipient": proposal.recipient or proposal.counterparty.participant_id,
        }
    )
