"""What the scripts of the pages ask and answer while a plug-in of the browser signs: JSON, nothing kept in the page."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import cast
from uuid import UUID

from flask import Blueprint, Response, current_app, request

from edo_gateway.docflow.sign_in_browser import Asked, browser_keys
from edo_gateway.domain.document import Document
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.storage.contract import Unit
from edo_gateway.web.pages.deeds import Verb, done_words, missing_levels
from edo_gateway.web.pages.visitor import Visitor, steps, visitor
from edo_gateway.web.pages.words import LEVELS

_LARGEST_WHOLE = 4 * 2**20  # bytes a plug-in is given to show and sign; of longer files it is given the digest


LOADERS = "edo_gateway.pages.loaders"
_KNOWN_LOADERS = ("rutoken-plugin.min.js", "cadesplugin_api.js")


def loaders_in(folder: Path | None) -> dict[str, Path]:
    """The makers' loaders an administrator has put there, by their names."""
    return {name: folder / name for name in _KNOWN_LOADERS if folder and (folder / name).is_file()}


def loaders() -> dict[str, Path]:
    return cast("dict[str, Path]", current_app.extensions[LOADERS])


def loader(name: str) -> Response:
    """A loader as it lies in the folder: it runs with the rights of our own scripts."""
    if name not in loaders():
        raise NotFound(what=name)
    return Response(loaders()[name].read_bytes(), mimetype="text/javascript")


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/plugins/<name>", "loader", loader)
    at = "/documents/<uuid:id>/browser-signing"
    pages.add_url_rule(at, "browser_signing", ask, methods=["POST"])
    pages.add_url_rule(f"{at}/answer", "browser_answer", answer, methods=["POST"])


def browser_levels(unit: Unit, who: Visitor) -> frozenset[SignatureLevel]:
    """Kinds of signature whose key this person has in the browser."""
    return frozenset(key.level for key in browser_keys(unit, who.actor))


def needs_browser(document: Document, levels: frozenset[SignatureLevel]) -> bool:
    return bool(levels.intersection(missing_levels(document)))


def ask(id: UUID) -> dict[str, object]:
    """What is to be signed, one task a kind of signature."""
    return {"tasks": [_task(asked) for asked in steps().ask_browser(DocumentId(id), actor=visitor().actor)]}


def answer(id: UUID) -> dict[str, object]:
    """The signature of one task, verified and kept; ``left`` are the kinds still wanted of this person."""
    given, who = request.form, visitor()
    signature = given.get("signature", "").encode()
    steps().answer_from_browser(DocumentId(id), given.get("challenge", ""), signature, actor=who.actor)
    with steps().units.look() as unit:
        document = unit.documents.get(who.organization.id, DocumentId(id))
    return {
        "left": [level.value for level in document.asks_of(who.person.id)],
        "sentence": done_words(Verb.SIGN, document),
    }


def _task(asked: Asked) -> dict[str, object]:
    content = asked.file.content
    return {
        "challenge": asked.token,
        "level": LEVELS[asked.level],
        "name": asked.file.name,
        "certificate": base64.b64encode(asked.certificate.der).decode(),
        "thumbprint": asked.certificate.thumbprint_sha1,
        "holder": asked.certificate.common_name,
        "content": base64.b64encode(content).decode() if len(content) <= _LARGEST_WHOLE else None,
        "algorithm": asked.algorithm.name,
        "digest": asked.digest.hex(),
    }
