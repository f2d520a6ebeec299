"""Exchange files: a completed document becomes bytes under a legal name, and bytes become a document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from lxml import etree

from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding, InvalidDocument
from edo_gateway.formats.catalogue import format_of, to_local_names
from edo_gateway.formats.completion import complete
from edo_gateway.formats.documents import DOCUMENT_TYPES, Document
from edo_gateway.formats.file_names import FileId, file_id_of
from edo_gateway.formats.mapping.declaration import DocumentModel, Header, Part, Scalar
from edo_gateway.formats.mapping.pointers import pointer_of
from edo_gateway.formats.mapping.reading import MOST_PROBLEMS, Problem, Reading, Unreadable
from edo_gateway.formats.mapping.writing import Pieces, envelope_writer_of, escaped, writer_of
from edo_gateway.formats.marks import contents_of, marks_of, prefix_of
from edo_gateway.formats.messages import finding, refusal
from edo_gateway.formats.parts.values import COLON_TIME_SCALAR, DATE_SCALAR, TIME_SCALAR
from edo_gateway.formats.validation.encoding import Limits, weight
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import shortened

PROGRAM = "edo-gateway 0.1"
"""ВерсПрог."""

# Fields that repeat others unless the caller filled them: the source is the one to mend.
_REPEATED = ("/composer", "/shipment_documents")
_DAY = re.compile(r"[0-3][0-9]\.[01][0-9]\.[12][0-9]{3}(?:\s|T|$)|[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_CONTROLS = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"


def build(document: DocumentModel, *, at: dt.datetime, guid: UUID) -> ExchangeFile:
    """The file of a document, completed first, formed at the moment ``at`` (aware).

    Raises :class:`InvalidDocument` with findings of the arithmetic when given sums disagree, and as :func:`write`.
    """
    return write(complete(document), at=at, guid=guid, given=document)


def write(completed: DocumentModel, *, at: dt.datetime, guid: UUID, given: DocumentModel | None = None) -> ExchangeFile:
    """The file of a document that is completed already; ``given`` is what it was completed from.

    Raises :class:`InvalidDocument` with findings of the encoding, at the fields of ``given``, when a character has no
    place in the encoding of the format.
    """
    moment = at.astimezone(MOSCOW)
    file_id = _file_id(completed, moment.date(), guid)
    try:
        chunks = _written(completed, file_id, moment).chunks()
    except UnicodeEncodeError:
        raise refusal(_foreign_characters(given or completed, completed)) from None
    if any(len(chunk.translate(None, _CONTROLS)) != len(chunk) for chunk in chunks):
        raise refusal(_foreign_characters(given or completed, completed))
    return ExchangeFile(f"{file_id}.xml", b"".join(chunks))


def _file_id(document: DocumentModel, day: dt.date, guid: UUID) -> str:
    if document.header.is_named_by_number:
        number = getattr(document, "number") or guid  # noqa: B009 - a document named by its number has one
        return f"{document.header.prefix}_{day:%Y%m%d}_{number}"
    return str(_file_id_of_participants(document, day, guid))


def _file_id_of_participants(document: DocumentModel, day: dt.date, guid: UUID) -> FileId:
    told = dict(zip(("sender", "recipient"), document.sides, strict=True))
    if document.third_side:
        told["third_participant"] = document.third_side
    missing = [
        finding("request.participant_unknown", f"/{field}", party=party, name=field)
        for field, party in told.items()
        if getattr(document, field) is None
    ]
    if missing:
        raise refusal(missing)
    return FileId(
        prefix=prefix_of(document),
        recipient=str(document.recipient),
        sender=str(document.sender),
        day=day,
        guid=guid,
        marks=marks_of(document),
        third=str(getattr(document, "third_participant")) if document.third_side else "",  # noqa: B009
    )


def _written(document: DocumentModel, file_id: str, moment: dt.datetime) -> Pieces:
    header = document.header
    version, program = f' ВерсФорм="{header.version}"', f' ВерсПрог="{PROGRAM}"'
    about = program + version if header.version_last else version + (program if header.has_program else "")
    values: dict[str, Any] = {
        **document.__dict__,
        "#КНД": header.knd,
        f"#{header.date}": DATE_SCALAR.write(moment.date()),
        f"#{header.time}": _clock_of(header).write(moment.time()),
    }
    space = f' xmlns="{header.namespace}"' if header.namespace else ""
    out = Pieces(header.encoding)
    out.append(f'<?xml version="1.0" encoding="{header.encoding}"?>\n')
    out.append(f'<{header.root}{space} ИдФайл="{escaped(file_id)}"{about}')
    if not envelope_writer_of(type(document))(values, out):
        out.append(">")
    out.append("<Документ")
    out.append("</Документ>" if writer_of(type(document))(values, out) else "/>")
    out.append(f"</{header.root}>")
    return out


def _clock_of(header: Header) -> Scalar:
    return COLON_TIME_SCALAR if header.time_has_colons else TIME_SCALAR


def _foreign_characters(given: DocumentModel, completed: DocumentModel) -> list[Finding]:
    """Where the characters stand that cannot be written, in the caller's own fields if possible."""
    encoding = completed.header.encoding
    found = _foreign_texts(given, encoding) or _foreign_texts(completed, encoding)
    own = [item for item in found if not str(item.pointer).startswith(_REPEATED)]
    return own or found


def _foreign_texts(document: DocumentModel, encoding: str) -> list[Finding]:
    texts = ((pointer, text, _foreign_in(text, encoding)) for pointer, text in _texts(document, ""))
    return [_foreign(pointer, text, character) for pointer, text, character in texts if character]


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Part):
        for name, inner in value.__dict__.items():
            yield from _texts(inner, f"{pointer}/{name}")
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{pointer}/{index}")
    elif isinstance(value, str):
        yield pointer, value


@cache
def _is_foreign(character: str, encoding: str) -> bool:
    encoded = character.encode(encoding, "ignore")
    return not encoded or encoded in (bytes([code]) for code in _CONTROLS)


def _foreign_in(text: str, encoding: str) -> str:
    return next((character for character in text if _is_foreign(character, encoding)), "")


def _foreign(pointer: str, text: str, character: str) -> Finding:
    shown = character if character.isprintable() else " "
    code = f"U+{ord(character):04X}"
    return finding("encoding.character", pointer, character=shown, code=code, position=text.index(character) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a file says about itself beside the document: names, version, the moment of forming (Moscow time).

    ``parts`` is None when ИдФайл does not follow the rule of names.
    """

    file_id: str
    version: str
    program: str
    knd: str
    formed_on: dt.date | None
    formed_at: dt.time | None
    parts: FileId | None


def envelope_of(file: ExchangeFile | bytes) -> Envelope:
    """Read the envelope of a known document. Raises :class:`InvalidDocument` when it is not readable."""
    root, model = _opened(file)
    body = _body_of(root)
    header = model.header
    file_id = str(root.get("ИдФайл", ""))
    return Envelope(
        file_id=file_id,
        version=str(root.get("ВерсФорм", "")),
        program=str(root.get("ВерсПрог", "")),
        knd=header.knd,
        formed_on=_formed(body, header.date, DATE_SCALAR) if header.date else None,
        formed_at=_formed(body, header.time, _clock_of(header)) if header.time else None,
        parts=file_id_of(file_id),
    )


def _formed(body: etree._Element, name: str, scalar: Scalar) -> Any:
    text = str(body.get(name, ""))
    try:
        return scalar.read(text)
    except ValueError:
        path = f"/Файл/Документ/@{name}"
        raise refusal([finding("file.value", "", path=path, given=shortened(text), name=name)]) from None


def parse(file: ExchangeFile | bytes) -> Document:
    """The document of a file. Raises :class:`InvalidDocument` when it cannot be read."""
    root, model = _opened(file)
    reading = Reading(Places(root, file.content if isinstance(file, ExchangeFile) else file))
    document: Part | None = None
    with suppress(Unreadable):
        document = reading.part((model,), _body_of(root))
    if reading.problems or not isinstance(document, DocumentModel):
        raise refusal(_explained(model, reading.problems), format=model.header.prefix, version=model.header.version)
    told = _from_name(model, str(root.get("ИдФайл", "")))
    update = {field: value for field, value in told.items() if field not in document.model_fields_set}
    known: Document = document.model_copy(update=update)  # type: ignore[assignment]
    return known


def _from_name(model: type[DocumentModel], name: str) -> dict[str, Any]:
    parts = file_id_of(name)
    if parts is None:
        return {}
    sides = {"sender": parts.sender, "recipient": parts.recipient}
    if model.third_side and parts.third:
        sides["third_participant"] = parts.third
    return {**sides, **contents_of(model, parts.marks)}


def _opened(file: ExchangeFile | bytes) -> tuple[etree._Element, type[DocumentModel]]:
    content = file.content if isinstance(file, ExchangeFile) else file
    if too_heavy := weight(content, Limits()):
        raise refusal([too_heavy])
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise refusal([finding("encoding.xml", None, line=line, place=line or "?")]) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refusal([finding("encoding.doctype", None)])
    model = _model(root)
    to_local_names(root, model.header.namespace)
    return root, model


def _parser() -> etree.XMLParser:
    """No entities, no network, no DTD; comments and instructions carry no data and are dropped."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )


def _body_of(root: etree._Element) -> etree._Element:
    """«Документ», before which some formats put the participants of the exchange."""
    body = root.find("Документ")
    return root[0] if body is None else body


def _model(root: etree._Element) -> type[DocumentModel]:
    knd = str(_body_of(root).get("КНД", "")) if len(root) else ""
    version = str(root.get("ВерсФорм", ""))
    for model in DOCUMENT_TYPES:
        header = model.header
        if (header.root_tag, header.version) == (root.tag, version) and _fits(header, knd, root):
            return model
    raise refusal([finding("file.unknown_format", None, knd=shortened(knd) or "?", version=shortened(version) or "?")])


def _fits(header: Header, knd: str, root: etree._Element) -> bool:
    """By КНД; a format without it by what the catalogue says marks it, if anything does."""
    if header.knd or knd:
        return header.knd == knd or (not header.knd and not _marker_of(header))
    return not _marker_of(header) or _body_of(root).find(_marker_of(header)) is not None


def _marker_of(header: Header) -> str:
    known = format_of(header.prefix, header.version)
    return known.marker if known else ""


def _explained(model: type[DocumentModel], problems: list[Problem]) -> list[Finding]:
    found = [
        finding(
            "file.no_such_day" if problem.rule == "file.value" and _DAY.match(problem.given) else problem.rule,
            pointer_of(model, problem.path),
            path=problem.path,
            line=problem.line,
            given=shortened(problem.given),
            name=problem.path.rsplit("/", 1)[-1],
        )
        for problem in problems
    ]
    return [*found, finding("file.more", None, shown=len(found))] if len(found) == MOST_PROBLEMS else found


__all__ = ["Envelope", "InvalidDocument", "build", "envelope_of", "parse", "write"]
