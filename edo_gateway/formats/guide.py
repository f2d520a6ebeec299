"""The fields of every document, for people: ``python -m edo_gateway.formats.guide > docs/fields.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from edo_gateway.formats.api_schema import json_schema
from edo_gateway.formats.documents import DOCUMENT_TYPES
from edo_gateway.formats.ready_files import READY_FILES

Schema = dict[str, Any]

_HEAD = """# Fields of the documents

What `edo-gateway build` and `POST /api/v1/documents` take. Every field stands in the XML at the place named, relative
to its part. **Bold** fields are required; whatever else the order demands of a function is checked when the document is
built, and sums that are left out are computed. `edo-gateway formats schema TYPE` gives the same as JSON Schema.
"""


def guide() -> str:
    """The page in Markdown: a section a document, a table a part."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield _HEAD
    described: set[str] = set()
    for model in (*DOCUMENT_TYPES, *READY_FILES):
        kind = str(model.model_fields["type"].default)
        schema: Schema = json_schema(kind)
        yield f"## {kind}\n\n{_first_line(schema)}\n"
        yield from _table(schema)
        parts: Schema = schema.get("$defs", {})
        fresh = {name: part for name, part in parts.items() if name not in described}
        described |= fresh.keys()
        for name, part in fresh.items():
            yield f"### {name}\n\n{_first_line(part)}\n"
            yield from _table(part) if "properties" in part else _values(part)


def _table(part: Schema) -> Iterator[str]:
    yield "| field | JSON | in the XML | |"
    yield "|---|---|---|---|"
    required = set(part.get("required", ()))
    for name, field in part["properties"].items():
        shown = f"**{name}**" if name in required else name
        place = f"`{field['x-xml']}`" if "x-xml" in field else ""
        yield f"| {shown} | {_kind(field)} | {place} | {_first_line(field)} |"
    yield ""


def _values(part: Schema) -> Iterator[str]:
    yield "One of: " + " · ".join(f"`{value}`" for value in part.get("enum", ())) + "\n"


def _kind(field: Schema) -> str:
    """What the field holds in JSON, in a few words."""
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "const" in field:
        return f"“{field['const']}”"
    if branches := field.get("anyOf") or field.get("oneOf"):
        kinds = (_kind(branch) for branch in branches if branch.get("type") != "null")
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in field:
        return " · ".join(map(str, field["enum"]))
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    return _plain(field)


def _plain(field: Schema) -> str:
    if examples := field.get("examples"):
        return f"string, “{examples[0]}”"
    if "format" in field:
        return f"string, {field['format']}"
    if "maxLength" in field:
        return f"string to {field['maxLength']}"
    return str(field.get("type", "any"))


def _first_line(part: Schema) -> str:
    return str(part.get("description", "")).split("\n", 1)[0].replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(guide())
