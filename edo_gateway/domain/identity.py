"""Identifiers: every one is a random UUID of its own type, so that one cannot be passed for another."""

from __future__ import annotations

from typing import NewType
from uuid import UUID

OrganizationId = NewType("OrganizationId", UUID)
CounterpartyId = NewType("CounterpartyId", UUID)
PersonId = NewType("PersonId", UUID)
DocumentId = NewType("DocumentId", UUID)
FileId = NewType("FileId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
JobId = NewType("JobId", int)
