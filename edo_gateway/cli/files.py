"""Commands over files, with no database: build, validate, show, formats."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from edo_gateway import formats as formats_room
from edo_gateway.cli import official
from edo_gateway.cli.paths import write_new
from edo_gateway.cli.reports import lines_of
from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Language, Text
from edo_gateway.domain.validation import InvalidDocument, Report
from edo_gateway.formats import catalogue, printing, register
from edo_gateway.formats.validation import Answered
from edo_gateway.formats.validation import validate as validate_file
from edo_gateway.formats.validation.as_json import report_json

DONE, BAD_INPUT = 0, 1


class BadParties(GatewayError):
    code = "bad_parties"
    text = Text(
        "Файл карточек {file} не разобрать: нужен список объектов JSON, у каждого поле «inn».",
        "The file of cards {file} cannot be read: it must be a JSON list of objects, each with an “inn”.",
    )


def build(given: argparse.Namespace) -> int:
    """Write the exchange file, or print what to mend in the JSON."""
    try:
        file = _built(given.file.read_bytes(), given.parties, official.catalogue(given.data))
    except InvalidDocument as error:
        _print_report(error.report, str(given.file), given.language, as_json=given.json)
        return BAD_INPUT
    given.output.mkdir(parents=True, exist_ok=True)
    print(write_new(given.output / file.name, file.content))
    return DONE


def validate(given: argparse.Namespace) -> int:
    """Print one report a file; 1 if any of them has an error."""
    is_valid, known, answered = True, official.catalogue(given.data), _answered(given)
    for path in given.files:
        report = validate_file(ExchangeFile(path.name, path.read_bytes()), catalogue=known, answered=answered)
        _print_report(report, str(path), given.language, as_json=given.json)
        is_valid &= report.is_valid
    return DONE if is_valid else BAD_INPUT


def _answered(given: argparse.Namespace) -> Answered | None:
    if given.answers is None:
        return None
    file = ExchangeFile(given.answers.name, given.answers.read_bytes())
    return Answered(file=file, signatures=tuple(path.read_bytes() for path in given.signature))


def show(given: argparse.Namespace) -> int:
    """Write the printed form, or what differs, as a page of its own or as PDF."""
    file = ExchangeFile(given.file.name, given.file.read_bytes())
    try:
        paper = _paper(given, file)
    except InvalidDocument as error:
        _print_report(error.report, str(given.file), given.language, as_json=False)
        return BAD_INPUT
    if given.pdf:
        given.pdf.write_bytes(printing.to_pdf(paper, [file, *_answers(given)]))
        print(given.pdf)
    if given.output:
        given.output.write_text(printing.to_page(paper), encoding="utf-8")
        print(given.output)
    if not given.pdf and not given.output:
        sys.stdout.write(printing.to_page(paper))
    return DONE


def _paper(given: argparse.Namespace, file: ExchangeFile) -> printing.Paper:
    """Of a format without a model, the tree of its fields."""
    known = official.catalogue(given.data)
    if given.against:
        old = ExchangeFile(given.against.name, given.against.read_bytes())
        return printing.paper_of_changes(file, old, known)
    if given.changes:
        return printing.paper_of_changes(file, catalogue=known)
    is_tree = printing.is_shown_as_tree(file, known)
    if is_tree:
        return printing.tree_paper(file, known)
    return printing.paper_of(
        formats_room.parse(file), answers=[formats_room.parse(answer) for answer in _answers(given)]
    )


def _answers(given: argparse.Namespace) -> list[ExchangeFile]:
    return [ExchangeFile(path.name, path.read_bytes()) for path in given.answer]


def schema(given: argparse.Namespace) -> int:
    """Print the JSON Schema of one type of document."""
    try:
        print(json.dumps(formats_room.json_schema(given.type), ensure_ascii=False, indent=2))
    except KeyError:
        print(_no_such_type(given.type).said_in(given.language))
        return BAD_INPUT
    return DONE


def _no_such_type(name: str) -> Text:
    """What a document of the type would be told."""
    try:
        formats_room.read_document({"type": name})
    except InvalidDocument as refused:
        return refused.report.findings[0].text
    raise KeyError(name)


def list_formats(given: argparse.Namespace) -> int:
    """List the catalogue: two lines a format under what may be done with it, or one JSON object a line."""
    listed = register.entries(official.catalogue(given.data))
    if given.json:
        for entry in listed:
            print(json.dumps(_catalogue_row(entry, given.language), ensure_ascii=False))
        return DONE
    for state, told in _STATES.items():
        print(told.said_in(given.language))
        for entry in (entry for entry in listed if entry.state is state):
            print(_catalogue_lines(entry, given.language))
    print(register.note().said_in(given.language))
    return DONE


_STATES = {
    register.FormatState.WRITTEN: Text("Составляются", "Written"),
    register.FormatState.READ: Text("Только читаются", "Only read"),
    register.FormatState.NAMED: Text("Известны по имени: схемы нет", "Known by name: there is no schema"),
}
_OFFICIAL, _INSTEAD = Text("официальная схема", "official schema"), Text("вместо него", "instead")


def _catalogue_lines(entry: register.Entry, language: Language) -> str:
    known = entry.format
    about = [known.title.said_in(language), known.order]
    about += [f"{_OFFICIAL.said_in(language)} {known.pinned.source}"] if known.pinned else []
    about += [f"{_INSTEAD.said_in(language)} {known.replaced_by}"] if known.replaced_by else []
    facts = (f"{known.name:<22}", f"{known.knd or '–':<8}", f"{entry.signer.said_in(language):<17}")
    return f"  {' '.join(facts)} {entry.term.said_in(language)}\n      {' · '.join(filter(None, about))}"


def _catalogue_row(entry: register.Entry, language: Language) -> dict[str, str]:
    known = entry.format
    days = {"valid_from": known.valid_from, "valid_to": known.valid_to, "gone_by": known.gone_by}
    return {
        "format": known.prefix,
        "version": known.version,
        "knd": known.knd,
        "state": entry.state,
        **{name: day.isoformat() if day else "" for name, day in days.items()},
        "approved_on": known.approved_on.isoformat() if known.approved_on else "",
        "signer": known.signer,
        "answers": known.answers,
        "replaced_by": known.replaced_by,
        "repealed_by": known.repealed_by,
        "order": known.order,
        "origin": entry.origin,
        "source": known.pinned.source if known.pinned else "",
        "sha256": known.schema_sha256,
        "title": known.title.said_in(language),
    }


def _built(payload: bytes, parties: Path | None, known: catalogue.Catalogue) -> ExchangeFile:
    given = _with_parties(payload, parties)
    model = formats_room.read_document(given)
    file = formats_room.build(model, at=datetime.now(MOSCOW), guid=uuid4())
    pointer, is_given = formats_room.pointers(model, given), formats_room.given_in(given)
    report = validate_file(file, pointer=pointer, is_given=is_given, catalogue=known)
    if not report.is_valid:
        raise InvalidDocument(report)
    return file


def _with_parties(payload: bytes, parties: Path | None) -> object:
    try:
        document: Any = json.loads(payload)
    except (ValueError, RecursionError):
        return payload  # the reader of documents says what is wrong with it
    if not isinstance(document, dict):
        return payload
    cards = _cards(parties) if parties else {}
    for role in ("seller", "buyer"):
        party = document.get(role)
        if isinstance(party, dict) and (card := cards.get(str(party.get("inn")))):
            document[role] = {**card, **party}
    return document


def _cards(parties: Path) -> dict[str, dict[str, Any]]:
    try:
        return {str(card["inn"]): dict(card) for card in json.loads(parties.read_bytes())}
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadParties(file=parties) from error


def _print_report(report: Report, name: str, language: Language, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report_json(report, name, language), ensure_ascii=False))
        return
    for line in lines_of(report, name, language):
        print(line)
