"""Many documents for the price of one: what is built, validated and approved once is kept again under other ids."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import DocumentId, OrganizationId
from edo_gateway.storage.contract import Units


def copies(units: Units, organization: OrganizationId, id: DocumentId, many: int) -> list[DocumentId]:
    """The document and its copies, ``many`` in all, each in the state it is in."""
    with units.begin() as unit:
        first = unit.documents.get(organization, id)
        intake, (_, file) = unit.documents.intake(id), unit.documents.title(id, FileRole.SELLER_TITLE)
        made = [id]
        for number in range(2, many + 1):
            heading = replace(first.heading, number=f"{first.heading.number}/{number}")
            copy = replace(first, id=DocumentId(uuid4()), heading=heading)
            unit.documents.add(copy, intake)
            unit.documents.add_file(copy.id, FileRole.SELLER_TITLE, file, first.created_at)
            made.append(copy.id)
    return made
