"""What has changed: field by field, told by a correction or found beside another document."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from edo_gateway.domain.document import Document
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats import printing
from edo_gateway.storage.contract import Unit
from edo_gateway.web.api.operation import Answer, Call, Section
from edo_gateway.web.api.views import ChangeList, ChangeView, Shape
from edo_gateway.web.pages.changes import mended_by, title_of

changes = Section(Text("Отличия", "Changes"))


class ChangesQuery(Shape):
    against: UUID | None = Field(default=None, description="Документ, с которым сравнить.")


@changes.get(
    "/documents/{document_id}/changes",
    summary=Text("Что изменилось", "What has changed"),
    about=Text(
        "Чем документ отличается от указанного в against, а без него – от прежнего с тем же номером и датой; УКД сам "
        "говорит, что изменил. Сравнить можно два документа одного вида; формат без модели сравнивается по дереву.",
        "How the document differs from the one named in against, or else from the one before it with the same number "
        "and date; a correction document (УКД) tells itself what it changes. Two documents of one kind can be "
        "compared; those of a format without a model are compared as trees.",
    ),
    answers={200: Answer(text=Text("Отличия", "The fields that differ, part by part, in Russian"), model=ChangeList)},
    problems=(NotFound, printing.NothingToCompare, printing.NotComparable, InvalidDocument),
)
def list_changes(call: Call, document_id: UUID, query: ChangesQuery) -> ChangeList:
    with call.docflow.units.look() as unit:
        document = _document(call, unit, document_id)
        old = _document(call, unit, query.against) if query.against else mended_by(unit, document)
        file, before = title_of(unit, document), title_of(unit, old) if old else None
    found = printing.changes_of(file, before, call.docflow.prepare.catalogue)
    return ChangeList(against=old.id if old else None, changes=list(map(_view, found)))


def _document(call: Call, unit: Unit, id: UUID) -> Document:
    return unit.documents.get(call.actor.organization_id, DocumentId(id))


def _view(one: printing.Difference) -> ChangeView:
    return ChangeView(change=one.change, place=one.place, term=one.term, old=one.old, new=one.new, pointer=one.pointer)
