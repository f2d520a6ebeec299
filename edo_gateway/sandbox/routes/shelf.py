"""Large files go up before the message that names them."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, Response, request

from edo_gateway.sandbox.errors import Missing
from edo_gateway.sandbox.routes.request import query, require_login, sandbox
from edo_gateway.sandbox.shelf import local_name, missing_parts, take_from_shelf
from edo_gateway.sandbox.wire import text_answer

routes = Blueprint("shelf", __name__)


@routes.post("/V2/ShelfUpload")
def upload() -> Response:
    """The whole file at once; the answer is its name, as text."""
    return _begin(is_last=True)


@routes.post("/ShelfUploadPartInit")
def upload_first_part() -> Response:
    """The first part; the answer is the name for the others."""
    return _begin(is_last=query().flag("isLastPart"))


@routes.post("/ShelfUploadPart")
def upload_part() -> Response:
    _keep(query().required("fileName"))
    return text_answer("")


@routes.post("/ShelfUpload")
def upload_named() -> Response:
    """The old way: the client chooses the name; the answer is the JSON list of parts that are missing."""
    name = query().required("nameOnShelf")
    _keep(name)
    with sandbox().store.reading() as ledger:
        missing = missing_parts(ledger, name)
    return Response(str(missing), content_type="application/json; charset=utf-8")


@routes.get("/V2/ShelfDownload")
def download() -> Response:
    with sandbox().store.reading() as ledger:
        require_login(ledger)
        content = take_from_shelf(ledger, query().text("fileName") or query().required("nameOnShelf"))
    return Response(content, content_type="application/octet-stream")


def _begin(*, is_last: bool) -> Response:
    extension = query().text("fileExtension").lstrip(".") or "bin"
    name = f"{uuid4()}.{extension}"
    with sandbox().store.writing() as ledger:
        require_login(ledger)
        ledger.shelve(name, 0, request.get_data(), is_last=is_last)
    return text_answer(name)


def _keep(name: str) -> None:
    number = query().number("partIndex", -1)
    if number < 0:
        raise Missing(name="partIndex")
    with sandbox().store.writing() as ledger:
        require_login(ledger)
        ledger.shelve(local_name(name), number, request.get_data(), is_last=query().flag("isLastPart"))
