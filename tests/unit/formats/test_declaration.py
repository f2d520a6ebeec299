"""Laws of the declaration: complete by the schema, told in both languages, one pointer for each place."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import schemas
from edo_gateway.formats import json_schema, read_document
from edo_gateway.formats.documents import DOCUMENT_TYPES
from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.mapping.plan import Branch, Leaf, envelope_plan_of, plan_of
from edo_gateway.formats.mapping.pointers import pointer_of
from edo_gateway.formats.vocabulary import vocabulary_of
from tests.reference import official_schema_of
from tests.unit.formats.documents_at_hand import small

XS = "{http://www.w3.org/2001/XMLSchema}"
by_type = pytest.mark.parametrize("model", DOCUMENT_TYPES, ids=lambda model: model.__name__)


def declared_places(part: type[Part], place: str) -> Iterator[str]:
    yield from _places_of_branch(plan_of(part), place)


def _places_of_branch(branch: Branch, place: str) -> Iterator[str]:
    for leaf in branch.attributes:
        yield f"{place}/@{leaf.name}"
    for child in branch.children:
        if isinstance(child, Branch):
            yield from _places_of_branch(child, f"{place}/{child.name}")
        else:
            yield from _places_of_leaf(child, place)


def _places_of_leaf(leaf: Leaf, place: str) -> Iterator[str]:
    outer = f"{place}/{leaf.name}" if leaf.inner else place
    if leaf.word:
        yield f"{outer}/{leaf.word}"
    for variant in leaf.kind.variants:
        yield from declared_places(variant, f"{outer}/{leaf.inner or leaf.name}")
    if not leaf.kind.variants:
        yield f"{place}/{leaf.name}"


def all_declared_places(model: type[DocumentModel]) -> set[str]:
    """Places of a whole file but for the name, the version and the program, which every format has."""
    body = set(declared_places(model, "/Документ"))
    return body | set(_places_of_branch(envelope_plan_of(model), ""))


def schema_places(path: Path) -> set[str]:
    """Every attribute and every element with text of the file, in any choice."""
    roots = [etree.parse(str(known)).getroot() for known in _with_includes(path)]
    named = {str(node.get("name")): node for root in roots for node in root if "Type" in str(node.tag)}
    top = next(node for root in roots for node in root if node.tag == f"{XS}element")
    return set(_places_of_type(top, named, "")) - {"/@ИдФайл", "/@ВерсФорм", "/@ВерсПрог"}


def _places_of_type(element: etree._Element, named: dict[str, etree._Element], place: str) -> Iterator[str]:
    inner = element.find(f"{XS}complexType")
    content = named.get(str(element.get("type"))) if inner is None else inner
    if content is None or content.tag != f"{XS}complexType":
        yield place
        return
    waiting = list(content)
    while waiting:
        node = waiting.pop()
        if node.tag == f"{XS}attribute":
            yield f"{place}/@{node.get('name')}"
        elif node.tag == f"{XS}element":
            yield from _places_of_type(node, named, f"{place}/{node.get('name')}")
        elif node.tag == f"{XS}any":
            yield f"{place}/*"
        elif node.tag in (f"{XS}sequence", f"{XS}choice"):
            waiting.extend(node)


def _with_includes(path: Path) -> list[Path]:
    found: list[Path] = []
    waiting = [path.resolve()]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.append(current)
            nodes = etree.parse(str(current)).getroot().iterchildren(f"{XS}include")
            waiting += [(current.parent / str(node.get("schemaLocation"))).resolve() for node in nodes]
    return found


@by_type
def test_every_place_of_our_schema_has_its_field_and_no_field_lives_elsewhere(model: type[DocumentModel]) -> None:
    path = schemas.path_of(f"{model.header.prefix}/{model.header.version}/schema.xsd")
    assert all_declared_places(model) == schema_places(path)


@by_type
def test_every_place_of_the_official_schema_has_its_field(model: type[DocumentModel]) -> None:
    path = official_schema_of(model.header.knd, model.header.version)
    assert all_declared_places(model) == schema_places(path)


@by_type
def test_every_field_of_the_format_leads_back_to_itself(model: type[DocumentModel]) -> None:
    for leaf in plan_of(model).leaves():
        term = vocabulary_of(model).get((model.__name__, leaf.field))
        if term is not None and leaf.portion.value != "rest":
            pointer = pointer_of(model, f"/{model.header.root}/Документ/{term.place}")
            assert pointer in (f"/{leaf.field}", f"/{leaf.field}/0")


@by_type
def test_the_api_schema_tells_the_russian_term_of_every_field_of_the_format(model: type[DocumentModel]) -> None:
    schema: dict[str, Any] = json_schema(str(model.model_fields["type"].default))
    shapes = {model.__name__: schema, **schema["$defs"]}
    for (part, field), term in vocabulary_of(model).items():
        assert term.term, (part, field)
        if part in shapes:
            assert shapes[part]["properties"][field]["description"] == term.term
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["additionalProperties"] is False


def test_an_unknown_kind_has_no_schema() -> None:
    with pytest.raises(KeyError):
        json_schema("waybill")


def test_every_rule_speaks_both_languages_with_the_same_facts() -> None:
    rules = tomllib.loads(files("edo_gateway.formats").joinpath("messages.toml").read_text("utf-8"))
    for rule, said in rules.items():
        facts = {language: set(re.findall(r"{(\w+)}", said[language])) for language in ("ru", "en")}
        shared = {
            language: {name.removesuffix("_en") for name in names if not name.startswith("hint_")}
            for language, names in facts.items()
        }
        assert shared["ru"] == shared["en"], rule
        assert re.search("[а-яё]", said["ru"]), rule


def test_a_part_cannot_be_changed_after_it_was_read() -> None:
    document = read_document(small())
    with pytest.raises(ValueError, match="frozen"):
        document.number = "2"  # type: ignore[misc]
