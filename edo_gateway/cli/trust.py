"""Commands over trust: whom signatures are verified by."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from edo_gateway.config import data_folder
from edo_gateway.domain.text import Language
from signing import AccreditationList, TrustStore, import_accredited

DONE, BAD_INPUT = 0, 1


def import_list(given: argparse.Namespace) -> int:
    """Put the ministry's list into the trust folder; 1 when nobody trusted vouches for it and that was not allowed."""
    folder: Path = given.trust or (given.data or data_folder(os.environ)) / "trust"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    listed = AccreditationList.from_xml(given.file.read_bytes())
    doubt = listed.doubt(TrustStore.from_directory(folder), datetime.now(UTC))
    if doubt and not given.unverified:
        print(doubt.ru if given.language is Language.RUSSIAN else doubt.en)
        print("--unverified")
        return BAD_INPUT
    import_accredited(listed, folder, verified=doubt is None)
    _report(listed, given.language)
    if doubt:
        print(doubt.ru if given.language is Language.RUSSIAN else doubt.en)
    return DONE


def _report(listed: AccreditationList, language: Language) -> None:
    found = listed.authorities
    now = datetime.now(UTC)
    counts = {
        "authorities": len(found.authorities),
        "accredited": sum(one.was_accredited(now) for one in found.authorities),
        "certificates": len(found.certificates),
        "unreadable": listed.unreadable,
    }
    if language is Language.RUSSIAN:
        print(
            "Перечень версии {version}: центров {authorities}, из них аккредитованы сейчас {accredited}; "
            "сертификатов {certificates}, не прочитано {unreadable}.".format(version=found.version, **counts)
        )
    else:
        print(
            "List version {version}: {authorities} authorities, {accredited} accredited now; {certificates} "
            "certificates, {unreadable} not read.".format(version=found.version, **counts)
        )
