"""A file as a tree of names and values, for a format without a model: every field is shown, in the order of the file.

The names are those of the format's schema, in Russian; a field the schema does not know keeps its XML name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument, Layer, Severity
from edo_gateway.formats.catalogue import Catalogue, Format, day_of, packaged
from edo_gateway.formats.documents import model_of
from edo_gateway.formats.printing.paper import (
    Align,
    Block,
    Captions,
    Column,
    Entries,
    Entry,
    Heading,
    Orientation,
    Paper,
    Paragraph,
    Run,
    Table,
    Title,
    Tone,
)
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.wording import as_day
from edo_gateway.formats.validation import Limits, encoding, validate
from edo_gateway.formats.validation.grammar import Declaration, grammar_of

_COUNTED = " · "
_NARROW, _WIDEST = 6, 20  # columns that fit a page upright, and across
_BROADEST = 40  # characters a column is given at most
LONGEST_ASTRAY = 500_000  # bytes of a file that is shown although it does not follow its grammar
DEEPEST = 6  # how far sections are set in; deeper ones stand as far as this


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field: its name for people, its name in the file, its value."""

    label: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Branch:
    """An element with fields of its own; ``depth`` counts from the element under the root."""

    label: str
    name: str
    depth: int
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A file taken apart; ``day`` is the day it was formed, None if it does not tell."""

    format: Format
    file_name: str
    day: date | None
    branches: tuple[Branch, ...]


def is_recognised(file: ExchangeFile, catalogue: Catalogue | None = None) -> bool:
    """Whether the file is of a format of the catalogue, a retired one too."""
    root = encoding.read(file.content, Limits()).root
    return root is not None and (catalogue or packaged()).recognise(root) is not None


def is_shown_as_tree(file: ExchangeFile, catalogue: Catalogue) -> bool:
    """Whether the format is known and has no model, so that there is no other form to show."""
    root = encoding.read(file.content, Limits()).root
    format_ = catalogue.recognise(root) if root is not None else None
    return format_ is not None and format_.is_judged and model_of(format_.prefix, format_.version) is None


def tree_of(file: ExchangeFile, catalogue: Catalogue | None = None) -> Tree:
    """Raises :class:`InvalidDocument` when the file cannot be read or is of no format that can be judged.

    A long one is taken apart only if it follows its grammar: every field of it becomes a line for people.
    """
    known = catalogue or packaged()
    if len(file.content) > LONGEST_ASTRAY:
        _check_grammar(file, known)
    root = encoding.read(file.content, Limits()).root
    format_ = known.recognise(root) if root is not None else None
    if root is None or format_ is None or not format_.is_judged:
        raise InvalidDocument(validate(file, catalogue=known))
    return Tree(format=format_, file_name=file.name, day=day_of(root), branches=branches_of(root, format_))


def _check_grammar(file: ExchangeFile, catalogue: Catalogue) -> None:
    report = validate(file, catalogue=catalogue)
    if any(
        found.layer in (Layer.ENCODING, Layer.SCHEMA) and found.severity is Severity.ERROR for found in report.findings
    ):
        raise InvalidDocument(report)


def tree_paper(file: ExchangeFile, catalogue: Catalogue | None = None) -> Paper:
    """The tree as a printed form; raises as :func:`tree_of`."""
    tree = tree_of(file, catalogue)
    name, knd = tree.format.title.ru, phrase("knd", knd=tree.format.knd) if tree.format.knd else ""
    about = ", ".join(filter(None, (tree.format.name, knd, as_day(tree.day))))
    blocks: list[Block] = [
        Title(lines=((Run(name),),)),
        Paragraph(text=about, tone=Tone.FAINT),
        Paragraph(text=tree.file_name, tone=Tone.FAINT),
    ]
    for alike in _alike(tree.branches):
        table = _table(alike)
        blocks += _tabled(alike[0], table) if table else (block for branch in alike for block in _blocks(branch))
    is_wide = any(isinstance(block, Table) and len(block.columns) > _NARROW for block in blocks)
    orientation = Orientation.LANDSCAPE if is_wide else Orientation.PORTRAIT
    return Paper(name=name, blocks=tuple(blocks), orientation=orientation)


def _blocks(branch: Branch) -> Iterator[Block]:
    yield Heading(text=branch.label, is_section=True, hint=branch.name, depth=branch.depth)
    if branch.leaves:
        entries = tuple(Entry(leaf.label, leaf.value, hint=leaf.name) for leaf in branch.leaves)
        yield Entries(entries=entries, captions=Captions.WIDE, is_underlined=False, depth=branch.depth)


def _tabled(first: Branch, table: Table) -> Iterator[Block]:
    yield Heading(text=first.label.rpartition(_COUNTED)[0], is_section=True, hint=first.name, depth=first.depth)
    yield table


def _alike(branches: tuple[Branch, ...]) -> list[list[Branch]]:
    """Neighbours of one name in one list: members of one parent that have nothing under them, and any other alone."""
    found: list[list[Branch]] = []
    for branch in branches:
        if found and _are_neighbours(found[-1][-1], branch):
            found[-1].append(branch)
        elif found and branch.depth > found[-1][-1].depth and len(found[-1]) > 1:
            found += [[found[-1].pop()], [branch]]  # the last has something under it
        else:
            found.append([branch])
    return found


def _are_neighbours(one: Branch, other: Branch) -> bool:
    return one.name == other.name and one.depth == other.depth < DEEPEST


def _table(alike: list[Branch]) -> Table | None:
    """Lines of goods and the like as rows, a column a field; None where they are few or would not fit a page."""
    fullest_first = sorted(alike, key=lambda branch: -len(branch.leaves))
    names = dict.fromkeys(leaf.name for branch in fullest_first for leaf in branch.leaves)
    is_plain = all(len({leaf.name for leaf in branch.leaves}) == len(branch.leaves) for branch in alike)
    if len(alike) < 2 or not 2 <= len(names) <= _WIDEST or not is_plain:
        return None
    labels = {leaf.name: leaf.label for branch in alike for leaf in branch.leaves}
    values = [{leaf.name: leaf.value for leaf in branch.leaves} for branch in alike]
    columns = tuple(_column(labels[name], [row.get(name, "") for row in values]) for name in names)
    rows = tuple(tuple(row.get(name, "") for name in names) for row in values)
    return Table(columns=columns, rows=rows, is_dense=True)


def _column(title: str, values: list[str]) -> Column:
    longest = max(map(len, [*title.split(), *values]))
    is_number = all(value.replace(".", "", 1).removeprefix("-").isdigit() for value in values if value)
    return Column(title=title, share=min(longest, _BROADEST) + 1, align=Align.RIGHT if is_number else Align.LEFT)


def branches_of(root: etree._Element, format_: Format) -> tuple[Branch, ...]:
    """Every element that has fields or members, in document order."""
    declared = grammar_of(format_.schema).at(name_of(root))
    return tuple(_branches(root, declared, declared.label if declared else name_of(root)))


def _branches(root: etree._Element, declared: Declaration | None, label: str) -> Iterator[Branch]:
    """Without recursion: a hostile file may be as deep as the parser lets it."""
    waiting = [(root, declared, label, 0)]
    while waiting:
        element, known, called, depth = waiting.pop()
        inside = list(members_of(element, known))
        leaves = (*attributes_of(element, known), *text_of(element, known))
        flat = tuple(Leaf(caption, name_of(child), child.text or "") for child, _, caption in inside if is_leaf(child))
        yield Branch(called, name_of(element), min(depth, DEEPEST), (*leaves, *flat))
        deeper = [(child, of, caption, depth + 1) for child, of, caption in inside if not is_leaf(child)]
        waiting += reversed(deeper)


def members_of(
    element: etree._Element, known: Declaration | None
) -> Iterator[tuple[etree._Element, Declaration | None, str]]:
    """Each child with its declaration and caption; those of one name are counted."""
    children = list(element.iterchildren(etree.Element))
    totals, seen = Counter(map(name_of, children)), Counter[str]()
    declared = {one.name: one for one in known.children()} if known and children else {}
    for child in children:
        name = name_of(child)
        seen[name] += 1
        of = declared.get(name)
        label = of.label if of else name
        yield child, of, f"{label}{_COUNTED}{seen[name]}" if totals[name] > 1 else label


def attributes_of(element: etree._Element, known: Declaration | None) -> Iterator[Leaf]:
    labels = {one.name: one.label for one in known.attributes()} if known and element.attrib else {}
    for qualified, value in element.items():
        name = str(qualified).rpartition("}")[2]
        yield Leaf(labels.get(name, name), name, str(value))


def text_of(element: etree._Element, known: Declaration | None) -> Iterator[Leaf]:
    """The text of an element that has attributes as well."""
    if element.text and element.text.strip():
        name = name_of(element)
        yield Leaf(known.label if known else name, name, element.text)


def is_leaf(element: etree._Element) -> bool:
    return not len(element) and not element.attrib


def name_of(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
