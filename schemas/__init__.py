"""Our schemas, rules, sentences and the catalogue: data, one folder per format and version.

``types/`` holds what several formats share. Nothing here is code but the way to reach the files.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


@cache
def path_of(name: str) -> Path:
    """A file of this package by its path, for instance ``ON_NSCHFDOPPR/5.03/schema.xsd``."""
    return Path(str(files(__package__).joinpath(name)))


def read_json(name: str) -> Any:
    """A data file of this package, parsed."""
    return json.loads(path_of(name).read_bytes())
