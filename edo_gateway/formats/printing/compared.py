"""What has changed in a file, whatever it is: told by a correction itself, or found beside the file it mends."""

from __future__ import annotations

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Text
from edo_gateway.formats.archived import summary_of_file
from edo_gateway.formats.catalogue import Catalogue, packaged
from edo_gateway.formats.correction.document import CorrectionDocument
from edo_gateway.formats.exchange import parse
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.printing.card import name_of
from edo_gateway.formats.printing.differences import Difference, differences, differences_table, told_changes
from edo_gateway.formats.printing.paper import Captions, Entries, Entry, Paper, Paragraph, Run, Title
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.tree import is_shown_as_tree
from edo_gateway.formats.printing.tree_differences import tree_differences
from edo_gateway.formats.printing.wording import as_day, as_reference
from edo_gateway.formats.transfer.restated import restated


class NothingToCompare(GatewayError):
    code = "nothing_to_compare"
    text = Text(
        "Сравнить не удалось: документа, который исправлен, в шлюзе нет. Назовите другой документ.",
        "There is nothing to compare with: the gateway does not have the document that was mended. Name another one.",
    )


def changes_of(
    file: ExchangeFile, mended: ExchangeFile | None = None, catalogue: Catalogue | None = None
) -> tuple[Difference, ...]:
    """What a correction document says it changes, or how a file differs from ``mended``.

    An old file beside one of today is compared as far as today's terms hold it, two old ones whole.
    Raises :class:`NothingToCompare` where there is nothing to compare with,
    :class:`~edo_gateway.formats.printing.differences.NotComparable` for files of two kinds, and
    :class:`~edo_gateway.domain.validation.InvalidDocument` for one that cannot be read.
    """
    if mended and all(is_shown_as_tree(one, catalogue or packaged()) for one in (file, mended)):
        return tree_differences(mended, file, catalogue)
    new = _document(file, catalogue)
    if mended is None and isinstance(new, CorrectionDocument):
        return told_changes(new)
    if mended is None:
        raise NothingToCompare
    old = _document(mended, catalogue)
    return differences(old, new) if old and new else tree_differences(mended, file, catalogue)


def paper_of_changes(
    file: ExchangeFile, mended: ExchangeFile | None = None, catalogue: Catalogue | None = None
) -> Paper:
    """The same as a printed form; raises as :func:`changes_of`."""
    found, title = changes_of(file, mended, catalogue), _titled(file, catalogue)
    heads = _heads(_called(mended, catalogue), _called(file, catalogue)) if mended else ()
    return Paper(name=title, blocks=(Title(lines=((Run(title),),)), *heads, differences_table(found)))


def _heads(old: str, new: str) -> tuple[Entries, ...]:
    entries = (Entry(phrase("difference_old"), old), Entry(phrase("difference_new"), new))
    return (Entries(entries=entries, captions=Captions.NARROW, is_underlined=False),)


def paper_of_no_changes(file: ExchangeFile, catalogue: Catalogue | None = None) -> Paper:
    """Said in place of the changes where the document that is mended is not at hand."""
    title = _titled(file, catalogue)
    return Paper(name=title, blocks=(Title(lines=((Run(title),),)), Paragraph(text=phrase("not_at_hand"))))


def _document(file: ExchangeFile, catalogue: Catalogue | None) -> DocumentModel | None:
    """None where there is no model of the format, and the document of today cannot hold what the file says."""
    return restated(file, catalogue) if is_shown_as_tree(file, catalogue or packaged()) else parse(file)


def _titled(file: ExchangeFile, catalogue: Catalogue | None) -> str:
    return phrase("differences", name=_called(file, catalogue))


def _called(file: ExchangeFile, catalogue: Catalogue | None) -> str:
    document = _document(file, catalogue)
    if document:
        return _with_correction(document)
    known = summary_of_file(file, catalogue)
    return as_reference(known.title, known.number, known.date) if known else file.name


def _with_correction(document: DocumentModel) -> str:
    """A mended document keeps its number and date: the number and the day of the correction tell it from the first."""
    mended = getattr(document, "correction", None)
    if mended is None:
        return name_of(document)
    dated = phrase("dated", number=mended.number, date=as_day(mended.date))
    return phrase("mended", name=name_of(document), correction=dated)
