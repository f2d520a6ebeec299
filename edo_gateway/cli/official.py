"""The official schemas a command works with: those of the data folder."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from edo_gateway.config import data_folder, formats_folder
from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.text import Language
from edo_gateway.formats.catalogue import Catalogue
from edo_gateway.formats.official.refusals import SchemaRefused
from edo_gateway.formats.official.shelf import Added, Shelf

DONE, BAD_INPUT = 0, 1


def add(given: argparse.Namespace) -> int:
    """Check an official schema, pin it and say what it judges from now on."""
    now = datetime.now(UTC)
    try:
        added = _shelf(given.data).add(given.file, valid_from=given.valid_from or now.astimezone(MOSCOW).date(), at=now)
    except SchemaRefused as error:
        print(f"{given.file}: {error.said_in(given.language)}")
        return BAD_INPUT
    _print(added, given.language)
    return DONE


def catalogue(data: Path | None) -> Catalogue:
    """The catalogue with the official schemas of a data folder, by default the configured one."""
    return _shelf(data).catalogue()


def _shelf(data: Path | None) -> Shelf:
    return Shelf(formats_folder(data or data_folder(os.environ)))


def _print(added: Added, language: Language) -> None:
    words = {
        Language.RUSSIAN: ("действует с", "встроенных проверок", "положена в"),
        Language.ENGLISH: ("valid from", "embedded checks", "kept as"),
    }
    since, checks, kept = words[language]
    for format_ in added.formats:
        title = format_.title.said_in(language)
        print(f"{format_.name}  {title}: {since} {format_.valid_from}, {checks}: {added.checks}")
        print(f"sha256 {format_.schema_sha256}")
    print(f"{kept} {added.path}")
