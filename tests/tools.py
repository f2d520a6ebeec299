"""Tools of the machine that tests may need."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def requires_tool(name: str, package: str) -> Path:
    """The path of an executable. Where it is missing the test is skipped, and fails when `CI` is set."""
    found = shutil.which(name)
    if found is None:
        missing(f"the program {name}", package)
    return Path(found)


def missing(what: str, package: str) -> NoReturn:
    """Skips with the sentence that says how to get what is missing; in CI nothing may be left untested."""
    sentence = f"{what} is missing: apt-get install {package}"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(sentence)
    pytest.skip(sentence)
