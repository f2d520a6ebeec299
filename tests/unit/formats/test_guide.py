"""The page of fields tells what the declarations say, and is kept current."""

from __future__ import annotations

from pathlib import Path

from edo_gateway.formats.documents import DOCUMENT_TYPES
from edo_gateway.formats.guide import guide

PAGE = Path(__file__).parents[3] / "docs" / "fields.md"


def test_the_page_in_the_docs_is_current() -> None:
    """Mend it with: python -m edo_gateway.formats.guide > docs/fields.md"""
    assert PAGE.read_text(encoding="utf-8") == guide()


def test_every_field_of_every_document_is_told() -> None:
    told = guide()
    for model in DOCUMENT_TYPES:
        section = told.split(f"## {model.model_fields['type'].default}\n", 1)[1].split("\n## ", 1)[0]
        for name in model.model_fields:
            assert f"| {name} |" in section or f"| **{name}** |" in section, (model, name)
