"""Documents whose file the caller brings: an exchange file written elsewhere, or a file without a prescribed format."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field
from pydantic_core import core_schema

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.mapping.declaration import Part, Scalar
from edo_gateway.formats.messages import finding, refusal
from edo_gateway.formats.parts.values import Date, Money

Value = TypeVar("Value")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None


def _bytes() -> core_schema.CoreSchema:
    return core_schema.no_info_plain_validator_function(_decoded)


_BASE64 = Scalar(
    rule="request.base64",
    pattern=r"^[A-Za-z0-9+/]*={0,2}$",
    write=lambda value: base64.b64encode(value).decode("ascii"),
    read=_decoded,
    inner=_bytes,
    python_type=bytes,
    schema={"contentEncoding": "base64"},
)


class AttachedFile(Part):
    """A file in JSON: its name and its bytes in Base64 (RFC 4648, section 4)."""

    name: str
    content: Annotated[bytes, _BASE64]

    @property
    def file(self) -> ExchangeFile:
        return ExchangeFile(self.name, self.content)


class Addressee(Part):
    """Whom the file is for: a registered counterparty, by its ``id`` or by its numbers."""

    id: str | None = None
    inn: str | None = None
    kpp: str | None = None


class ReadyExchangeFile(Part):
    """An exchange file that another program has written; it is checked and carried as it is.

    Number, date and title are needed only where the gateway cannot read them in the file; the counterparty only where
    the file does not tell whom it is for. ``answer_requested`` is for a format without a model.
    """

    type: Literal["exchange_file"] = "exchange_file"
    file: AttachedFile
    counterparty: Addressee | None = None
    number: str | None = None
    date: Date | None = None
    title: str | None = None
    answer_requested: bool = True


class FreeFormDocument(Part):
    """Any other file: a contract, a letter, a drawing. ``total`` with VAT is what lists show, in roubles.

    ``signature_requested``: the other side is asked to sign it too.
    """

    type: Literal["free_form"] = "free_form"
    file: AttachedFile
    counterparty: Addressee
    title: Annotated[str, Field(min_length=1, max_length=255)]
    number: Annotated[str, Field(min_length=1, max_length=255)]
    date: Date
    total: Money | None = None
    signature_requested: bool = True


ReadyFile = ReadyExchangeFile | FreeFormDocument
READY_FILES: tuple[type[Part], ...] = (ReadyExchangeFile, FreeFormDocument)


def without_content(payload: dict[str, Any], file: ExchangeFile) -> dict[str, Any]:
    """The caller's JSON with the digest of the bytes in the place of the bytes, which are kept as a file."""
    return {**payload, "file": {**payload["file"], "content": f"sha256:{file.sha256}"}}


def needed(value: Value | None, name: str) -> Value:
    """What the gateway could not read in a file must be told. Raises ``InvalidDocument`` with the missing field."""
    if value is None:
        raise refusal([finding("request.missing", f"/{name}", name=name, hint_term="")])
    return value
