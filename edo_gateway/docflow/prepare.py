"""Prepare a document: what the caller sent becomes a file that has been checked. Nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from edo_gateway import formats
from edo_gateway.docflow.name_powers import NamePowers
from edo_gateway.docflow.parties import ForeignParticipant, ForeignSeller, addressee, filled_in
from edo_gateway.domain.access import Actor
from edo_gateway.domain.clock import MOSCOW, Clock
from edo_gateway.domain.delivery import Expectation
from edo_gateway.domain.document import DocumentFunction, DocumentType, expectation_of
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.party import Organization, TaxNumbers
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import InvalidDocument, Report
from edo_gateway.formats.catalogue import Catalogue, packaged
from edo_gateway.formats.file_names import file_id_of
from edo_gateway.formats.free_form import FreeFormRefused, take_free_form
from edo_gateway.formats.printing import is_shown_as_tree
from edo_gateway.formats.ready_files import FreeFormDocument, ReadyExchangeFile, needed, without_content
from edo_gateway.formats.validation import validate
from edo_gateway.storage.contract import Units

_ROUBLE = "643"
_CONTENT = "/file/content"
_CARRIED = frozenset(DocumentType)


class TypeNotCarried(GatewayError):
    code = "document_type_not_carried"
    text = Text(
        "Документ «{type}» шлюз умеет построить и проверить (edo-gateway build), но не ведёт: он не первый в обмене "
        "или ходит не через операторов ЭДО. Ведутся: {carried}.",
        "A document “{type}” can be built and checked (edo-gateway build), but it is not carried: it does not begin an "
        "exchange, or does not go through EDO operators. Carried are: {carried}.",
    )

    def __init__(self, type: str, *, pointer: str) -> None:
        super().__init__(pointer=pointer, type=type, carried=", ".join(DocumentType))


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What lists will show of a document, and whom it is for; the members are those of ``Heading``.

    ``recipient_pointer`` is the caller's field that names the recipient.
    """

    type: DocumentType
    function: DocumentFunction
    format: str
    number: str
    date: date
    title: str
    total: Decimal | None
    vat: Decimal | None
    currency: str
    recipient: TaxNumbers
    recipient_pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A document with its checked file, not yet kept. ``request`` is the caller's JSON, without the bytes of a file."""

    request: str
    particulars: Particulars
    expectation: Expectation
    file: ExchangeFile
    report: Report


@dataclass(frozen=True, kw_only=True)
class PrepareDocument:
    """JSON → file and report. Keeps nothing. Raises :class:`InvalidDocument` and what parties and files raise.

    ``catalogue`` is what files are judged by: the formats of the package with official schemas laid over them.
    """

    units: Units
    clock: Clock
    name_powers: NamePowers
    new_guid: Callable[[], UUID] = uuid4
    catalogue: Catalogue = field(default_factory=packaged)

    def __call__(self, payload: bytes, *, actor: Actor) -> Prepared:
        given = _decoded(payload)
        if not isinstance(given, dict):
            formats.read_document(payload)  # says what is wrong with it, and where
            raise ValueError("a document is a JSON object")
        if given.get("type") is None:
            given["type"] = DocumentType.TRANSFER_DOCUMENT.value
        kind = given["type"]
        if formats.is_written(kind) and kind not in _CARRIED:
            raise TypeNotCarried(kind, pointer="/type")
        if not formats.is_ready_file(kind):
            return self._written(given, payload.decode(), actor)
        request = formats.read_ready_file(given)
        kept = json.dumps(without_content(given, request.file.file), ensure_ascii=False)
        if isinstance(request, FreeFormDocument):
            return self._free_form(request, kept, actor)
        return self._brought(request, kept, actor)

    def _written(self, given: dict[str, Any], request: str, actor: Actor) -> Prepared:
        """A document whose file we write."""
        with self.units.look() as unit:
            filled = filled_in(unit, actor.organization_id, given)
            filled = self.name_powers(unit, actor.organization_id, filled)
        read = formats.read_document(filled)
        model = formats.complete(read)
        file = formats.write(model, at=self.clock().astimezone(MOSCOW), guid=self.new_guid(), given=read)
        report = self._valid(file, formats.pointers(model, filled), formats.given_in(filled))
        particulars = _particulars(model, report, f"/{model.sides[1]}/inn")
        return Prepared(
            request=request,
            particulars=particulars,
            expectation=expectation_of(particulars.function),
            file=file,
            report=report,
        )

    def _brought(self, given: ReadyExchangeFile, request: str, actor: Actor) -> Prepared:
        """An exchange file another program wrote: checked, and carried byte for byte."""
        file = given.file.file
        report = self._valid(file, lambda _path: _CONTENT, None)
        with self.units.look() as unit:
            ours = unit.organizations.get(actor.organization_id)
            told = addressee(unit, ours.id, given.counterparty) if given.counterparty else None
        _check_sender(file, ours)
        if is_shown_as_tree(file, self.catalogue):
            particulars = self._told(given, told, report)
            expectation = Expectation(receipt=False, answer=given.answer_requested)
        else:
            particulars = _read_by_us(file, ours, told, report)
            expectation = expectation_of(particulars.function)
        return Prepared(request=request, particulars=particulars, expectation=expectation, file=file, report=report)

    def _told(self, given: ReadyExchangeFile, recipient: TaxNumbers | None, report: Report) -> Particulars:
        """Of a format without a model: what the caller tells."""
        format_ = self.catalogue.format_of(report.format, report.version)
        title = given.title or (format_.title.ru if format_ else report.format)
        number, day = needed(given.number, "number"), needed(given.date, "date")
        return Particulars(
            type=DocumentType.EXCHANGE_FILE,
            function=DocumentFunction.DEFAULT,
            format=f"{report.format} {report.version}",
            number=number,
            date=day,
            title=title,
            total=None,
            vat=None,
            currency=_ROUBLE,
            recipient=needed(recipient, "counterparty"),
            recipient_pointer="/counterparty/inn",
        )

    def _free_form(self, given: FreeFormDocument, request: str, actor: Actor) -> Prepared:
        file = given.file.file
        try:
            take_free_form(file)
        except FreeFormRefused as refused:
            refused.pointer = "/file"
            raise
        with self.units.look() as unit:
            recipient = addressee(unit, actor.organization_id, given.counterparty)
        particulars = Particulars(
            type=DocumentType.FREE_FORM,
            function=DocumentFunction.DEFAULT,
            format="",
            number=given.number,
            date=given.date,
            title=given.title,
            total=given.total,
            vat=None,
            currency=_ROUBLE,
            recipient=recipient,
            recipient_pointer="/counterparty/inn",
        )
        expectation = Expectation(receipt=False, answer=given.signature_requested, confirmation=False)
        return Prepared(request=request, particulars=particulars, expectation=expectation, file=file, report=Report())

    def _valid(
        self, file: ExchangeFile, pointer: Callable[[str], str | None], is_given: Callable[[str], bool] | None
    ) -> Report:
        report = validate(file, pointer=pointer, is_given=is_given, catalogue=self.catalogue)
        if not report.is_valid:
            raise InvalidDocument(report)
        return report


def _decoded(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None


def _check_sender(file: ExchangeFile, ours: Organization) -> None:
    """The name of a file says who sends it; an operator would refuse another's. Raises :class:`ForeignParticipant`."""
    parts = file_id_of(file.name.removesuffix(".xml"))
    if parts is not None and parts.sender != ours.participant_id:
        raise ForeignParticipant(pointer="/file/name", given=parts.sender, ours=ours.participant_id)


def _read_by_us(file: ExchangeFile, ours: Organization, told: TaxNumbers | None, report: Report) -> Particulars:
    model = formats.parse(file)
    if model.type not in _CARRIED:
        raise TypeNotCarried(model.type, pointer=_CONTENT)
    sender = getattr(model, model.sides[0])
    if (sender.inn, sender.kpp or "") != (ours.tax.inn, ours.tax.kpp):
        raise ForeignSeller(pointer=_CONTENT, inn=sender.inn or "")
    found = _particulars(model, report, _CONTENT)
    return found if told is None else replace(found, recipient=told, recipient_pointer="/counterparty/inn")


def _particulars(model: formats.DocumentModel, report: Report, recipient_pointer: str) -> Particulars:
    summary = formats.summary(model)
    recipient = getattr(model, model.sides[1])
    return Particulars(
        type=DocumentType(model.type),
        function=DocumentFunction(summary.function or DocumentFunction.DEFAULT),
        format=f"{report.format} {report.version}",
        number=summary.number,
        date=getattr(model, "date"),  # noqa: B009 - every document carried has one, the base cannot declare it
        title=summary.title,
        total=summary.total,
        vat=summary.vat,
        currency=summary.currency or _ROUBLE,
        recipient=TaxNumbers(inn=recipient.inn or "", kpp=recipient.kpp or ""),
        recipient_pointer=recipient_pointer,
    )
