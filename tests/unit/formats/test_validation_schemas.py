"""Our schemas hold the same grammar as the official ones, fact by fact, in our own words and structure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest
import xmlschema
from lxml import etree

import schemas
from edo_gateway.formats.catalogue import Format
from tests.reference import official_file, official_name
from tests.unit.formats.mutations import single_mutants
from tests.unit.formats.specimens import FORMATS, JUDGED, XSD, Schema, Specimens

Fact = tuple[object, ...]
_LENGTHS = ("length", "minLength", "maxLength")


def facts(schema: Schema) -> set[Fact]:
    return set(_element(schema, schema.root, f"/{schema.root.get('name')}"))


def _element(schema: Schema, node: etree._Element, path: str) -> Iterator[Fact]:
    named = node.get("type", "")
    if named.startswith("xs:"):
        yield (path, named, ())
        return
    type_ = schema.type_of(node)
    if type_.tag == f"{XSD}simpleType":
        yield (path, *_value(schema, type_))
        return
    extension = type_.find(f"{XSD}simpleContent/{XSD}extension")
    if extension is not None:
        yield (path, "text", extension.get("base"))
        type_ = extension
    groups = [part for part in type_ if part.tag in (f"{XSD}sequence", f"{XSD}choice")]
    yield (path, "children", tuple(_model(group) for group in groups))
    for attribute in type_.findall(f"{XSD}attribute"):
        place = f"{path}/@{attribute.get('name')}"
        yield (place, attribute.get("use", "optional"), *_value(schema, schema.type_of(attribute)))
    for child in (node for group in groups for node in group.iter(f"{XSD}element") if _owner(node) is type_):
        yield from _element(schema, child, f"{path}/{child.get('name')}")


def _owner(node: etree._Element) -> etree._Element | None:
    return next(node.iterancestors(f"{XSD}complexType"), None)


def _model(node: etree._Element) -> Fact:
    occurs = (node.get("minOccurs", "1"), node.get("maxOccurs", "1"))
    if node.tag == f"{XSD}element":
        return (node.get("name"), *occurs)
    members = [part for part in node if isinstance(part.tag, str) and part.tag != f"{XSD}annotation"]
    return (node.tag, *occurs, tuple(_model(part) for part in members))


def _value(schema: Schema, type_: etree._Element) -> Fact:
    """Base and facets, without what says nothing: {1} in a pattern, a length that every listed value has."""
    restriction = type_.find(f"{XSD}restriction")
    assert restriction is not None
    base, found = restriction.get("base", ""), [(etree.QName(f).localname, f.get("value", "")) for f in restriction]
    if not base.startswith("xs:"):
        base, inherited = _value(schema, schema.types[base])
        found += list(inherited)
    facets = {(name, value.replace("{1}", "")) for name, value in found if name not in ("annotation", "pattern")}
    patterns = [value.replace("{1}", "") for name, value in found if name == "pattern"]
    if patterns:  # several patterns of one type are alternatives
        facets.add(("pattern", "|".join(sorted(patterns))))
    if any(name == "enumeration" for name, _ in facets):
        facets = {facet for facet in facets if facet[0] == "enumeration"}
    return (base, tuple(sorted(facets)))


@pytest.mark.parametrize("format_", JUDGED, ids=lambda f: f.name)
def test_our_schema_states_every_fact_of_the_official_one_and_no_other(format_: Format) -> None:
    official = Schema(official_file(official_name(format_)))
    assert facts(Schema(format_.schema_path)) == facts(official)


def _where_the_second_is_lax(format_: Format) -> re.Pattern[str]:
    """xmlschema lets pass a second optional member of a choice, and text beside elements of any name."""
    schema = Schema(format_.schema_path)
    nodes = [node for owner in (schema.root, *schema.types.values()) for node in owner.iter(f"{XSD}element")]
    chosen = {
        node.get("name") for node in nodes if node.get("minOccurs") == "0" and node.getparent().tag == f"{XSD}choice"
    }
    free = {name for name, type_ in schema.types.items() if type_.find(f".//{XSD}any") is not None}
    open_ = {node.get("name") for node in nodes if node.get("type") in free}
    ends = [f"_{change} .*/{name}" for change, names in (("double", chosen), ("fill", open_)) for name in sorted(names)]
    return re.compile(rf"({'|'.join(ends) or '$'})(\[\d+\])?$")


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.prefix)
def test_a_second_validator_gives_the_same_verdicts(format_: Format) -> None:
    first = etree.XMLSchema(etree.parse(str(format_.schema_path)))
    second = xmlschema.XMLSchema10(str(format_.schema_path))
    root = Specimens(format_).draw(Random(3), 0.4)
    assert first.validate(root)
    assert second.is_valid(root)
    mutants, lax = list(single_mutants(root, set())), _where_the_second_is_lax(format_)
    for label, mutant in mutants[:: max(1, len(mutants) // 120)]:
        if not lax.match(label):
            assert first.validate(mutant) == second.is_valid(mutant), label


@pytest.mark.parametrize("format_", JUDGED, ids=lambda f: f.name)
def test_every_field_is_named_in_russian(format_: Format) -> None:
    schema = Schema(format_.schema_path)
    for owner in (schema.root, *schema.types.values()):
        for node in owner.iter(f"{XSD}element", f"{XSD}attribute"):
            assert node.findtext(f"{XSD}annotation/{XSD}documentation"), node.get("name")


def test_our_schemas_keep_to_the_constructs_the_explanations_can_read() -> None:
    structure = {"schema", "include", "element", "attribute", "complexType", "simpleType", "sequence", "choice", "any"}
    facets = {"enumeration", "pattern", "length", "minLength", "maxLength", "totalDigits", "fractionDigits"}
    bounds = {"minInclusive", "minExclusive", "maxInclusive"}
    notes = {"annotation", "documentation", "restriction"}
    for path in schemas.path_of("types").parent.rglob("*.xsd"):
        used = {etree.QName(node).localname for node in etree.parse(str(path)).iter(etree.Element)}
        assert used <= structure | facets | bounds | notes, path


def test_a_pattern_is_always_said_in_words() -> None:
    for format_ in JUDGED:
        for name, node in Schema(format_.schema_path).types.items():
            languages = {
                said.get("{http://www.w3.org/XML/1998/namespace}lang") for said in node.iter(f"{XSD}documentation")
            }
            if any(True for _ in node.iterfind(f"{XSD}restriction/{XSD}pattern")):
                assert languages == {"ru", "en"}, name
