"""Write the digests of the schemas and rules into the catalogue.

Run ``python -m edo_gateway.formats.validation.fingerprints`` after a schema or a rule is changed on purpose; a test
fails while the catalogue and the files differ.
"""

from __future__ import annotations

import json
from typing import Any

import schemas
from edo_gateway.formats.catalogue import fingerprints, format_of


def refreshed() -> list[dict[str, Any]]:
    """The entries of the catalogue with the digests of the files as they are on disk."""
    return [_refreshed(entry) for entry in schemas.read_json("catalogue.json")]


def _refreshed(entry: dict[str, Any]) -> dict[str, Any]:
    format_ = format_of(entry["prefix"], entry["version"])
    if format_ is None or not format_.is_judged:
        return entry
    schema, rules = fingerprints(format_)
    return entry | {"schema_sha256": schema, "rules_sha256": rules}


if __name__ == "__main__":
    written = json.dumps(refreshed(), ensure_ascii=False, indent=2)
    schemas.path_of("catalogue.json").write_text(f"{written}\n", encoding="utf-8")
