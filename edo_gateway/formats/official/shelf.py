"""Where added schemas lie: a folder with each schema as it came and a record of it beside, ``<name>.xsd`` and
``<name>.json``.

A record pins the digest. What is read is compared with it, so a schema changed on the shelf judges nobody.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from edo_gateway.domain.text import Text
from edo_gateway.formats.catalogue import Catalogue, Format, FormatSigner, Pinned, packaged
from edo_gateway.formats.official.checks import checks_of
from edo_gateway.formats.official.reading import LARGEST, Facts, checked, facts_of, parsed
from edo_gateway.formats.official.refusals import broken, refused

_OFFICIAL_NAME = re.compile(r"((?:ON|DP)_[A-Z0-9]+)_\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was added: the formats the schema judges from now on, how many checks it embeds, and where it lies."""

    formats: tuple[Format, ...]
    checks: int
    path: Path


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of official schemas; absent means empty."""

    folder: Path

    def add(self, file: Path, *, valid_from: date, at: datetime) -> Added:
        """Check a schema and keep it; ``at`` is now, aware.

        The same schema may be added again, to give it another date. Of two schemas of one format from the same date
        the one added last counts.

        Raises :class:`~edo_gateway.formats.official.refusals.SchemaRefused`, and :class:`OSError` of the disk.
        """
        content = _content(file)
        root = parsed(content)
        checked(root)
        facts = facts_of(root)
        prefix = _prefix(facts, file.name)
        checks = checks_of(root)
        pinned = Pinned(sha256=hashlib.sha256(content).hexdigest(), source=file.name, content=content)
        record = _Record(prefix=prefix, facts=facts, valid_from=valid_from, added_at=at, pinned=pinned)
        path = self._keep(record)
        return Added(formats=record.formats(), checks=len(checks), path=path)

    def catalogue(self) -> Catalogue:
        """The catalogue of the package with the schemas of this shelf laid over it.

        Raises :class:`~edo_gateway.formats.official.refusals.PinBroken` when a file is not the one that was added.
        """
        records = sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []
        if not records:
            return packaged()
        added = sorted(map(_read, records), key=lambda record: record.added_at)
        official = {(one.name, one.valid_from): one for record in added for one in record.formats()}
        return Catalogue(
            packaged().own, tuple(sorted(official.values(), key=lambda one: (one.name, str(one.valid_from))))
        )

    def _keep(self, record: _Record) -> Path:
        """The schema first, its record last: what has no record does not count."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{record.name}.xsd"
        _write(path, record.pinned.content)
        _write(path.with_suffix(".json"), json.dumps(record.as_json(), ensure_ascii=False, indent=2).encode())
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """One schema on the shelf."""

    prefix: str
    facts: Facts
    valid_from: date
    added_at: datetime
    pinned: Pinned

    @property
    def name(self) -> str:
        return f"{self.prefix}_{self.facts.versions[0]}_{self.pinned.sha256[:12]}"

    def formats(self) -> tuple[Format, ...]:
        """A format for each version the schema serves, with what the package knows of it."""
        return tuple(self._format(version) for version in self.facts.versions)

    def _format(self, version: str) -> Format:
        known = packaged().format_of(self.prefix, version) or self._unknown(version)
        return replace(
            known,
            valid_from=self.valid_from,
            folder="",
            rules="",
            schema_sha256=self.pinned.sha256,
            rules_sha256="",
            is_name_unchecked=True,
            note=None,
            pinned=self.pinned,
        )

    def _unknown(self, version: str) -> Format:
        title = Text(self.facts.title, self.facts.title)
        kin = next((f for f in packaged().own if f.prefix == self.prefix), None)
        signer = kin.signer if kin else FormatSigner.EITHER
        return Format(
            prefix=self.prefix,
            version=version,
            title=title,
            knd=self.facts.knd,
            order="",
            signer=signer,
            marker=kin.marker if kin else "",
            has_name_digits=kin is not None and kin.has_name_digits,
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "format": self.prefix,
            "versions": list(self.facts.versions),
            "knd": self.facts.knd,
            "title": self.facts.title,
            "valid_from": self.valid_from.isoformat(),
            "added_at": self.added_at.isoformat(),
            "source": self.pinned.source,
            "sha256": self.pinned.sha256,
        }


def _content(file: Path) -> bytes:
    """The bytes of the file, one more than the limit at most: a larger one is refused, not read."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise refused("too_large", size=file.stat().st_size, limit=LARGEST)
    return content


def _prefix(facts: Facts, name: str) -> str:
    """The prefix by КНД, or by the official name of the file; the two must not differ."""
    match = _OFFICIAL_NAME.match(name)
    named = match[1] if match else ""
    if not facts.knd:
        return _prefix_without_knd(facts, named)
    known = {format_.prefix for format_ in packaged().own if format_.knd == facts.knd}
    if not known and not named:
        raise refused("prefix", knd=facts.knd, name=name)
    if known and named and named not in known:
        raise refused("prefix_differs", knd=facts.knd, known=", ".join(sorted(known)), named=named)
    return named or known.pop()


def _prefix_without_knd(facts: Facts, named: str) -> str:
    """A format without КНД is told by an element of its own, and so only where the package knows which."""
    marked = (f for f in packaged().own if f.marker and f.marker in facts.members)
    found = next((format_.prefix for format_ in marked if named in ("", format_.prefix)), None)
    if found is None:
        raise refused("knd")
    return found


def _read(path: Path) -> _Record:
    schema = path.with_suffix(".xsd")
    try:
        said = json.loads(path.read_bytes())
        facts = Facts(knd=said["knd"], versions=tuple(said["versions"]), title=said["title"], members=frozenset())
        prefix, pinned = str(said["format"]), str(said["sha256"])
        source, valid_from = str(said["source"]), date.fromisoformat(said["valid_from"])
        added_at = datetime.fromisoformat(said["added_at"])
    except (OSError, ValueError, KeyError, TypeError):
        raise broken("pin_unreadable", schema.name) from None
    try:
        content = _content(schema)
    except OSError:
        raise broken("pin_missing", schema.name) from None
    found = hashlib.sha256(content).hexdigest()
    if found != pinned:
        raise broken("pin_changed", schema.name, found=found, pinned=pinned)
    kept = Pinned(sha256=pinned, source=source, content=content)
    return _Record(prefix=prefix, facts=facts, valid_from=valid_from, added_at=added_at, pinned=kept)


def _write(path: Path, content: bytes) -> None:
    """The whole file or nothing."""
    partial = path.with_name(f"{path.name}.part")
    partial.write_bytes(content)
    partial.replace(path)
