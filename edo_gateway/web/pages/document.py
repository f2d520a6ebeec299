"""One document: the printed form, the fields, the XML, the signatures, the history; and the verbs of its rail."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from edo_gateway import formats
from edo_gateway.domain.document import Document, DocumentType
from edo_gateway.domain.errors import GatewayError, NotFound
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import DocumentId, FileId, JobId, OrganizationId
from edo_gateway.domain.text import Language
from edo_gateway.formats import printing
from edo_gateway.formats.free_form import describe_free_form
from edo_gateway.storage.contract import StoredFile, Unit
from edo_gateway.web.errors import status_of
from edo_gateway.web.pages.answers import attached
from edo_gateway.web.pages.changes import mended_by
from edo_gateway.web.pages.deeds import Verb, done_words, perform, verb_of
from edo_gateway.web.pages.fields import sections_of
from edo_gateway.web.pages.inbox import given_in_form, trays
from edo_gateway.web.pages.paper import paper_of, pdf_name, titles_of
from edo_gateway.web.pages.preview import preview_of, previewed
from edo_gateway.web.pages.rail import Rail, rail_of
from edo_gateway.web.pages.signatures import SignedFile, signed_files
from edo_gateway.web.pages.story import told
from edo_gateway.web.pages.visitor import Visitor, choose, steps, visitor
from edo_gateway.web.pages.xml_view import pretty
from edo_gateway.web.security import page_with_style
from signing import PROTOCOL_STYLE

_TABS = {"": "Документ", "fields": "Поля", "xml": "XML", "signatures": "Подписи", "history": "История"}
_WITHOUT: dict[DocumentType, frozenset[str]] = {
    DocumentType.EXCHANGE_FILE: frozenset({"fields"}),  # the tree shows them all
    DocumentType.FREE_FORM: frozenset({"fields", "xml"}),
}


def install(pages: Blueprint) -> None:
    at = "/documents/<uuid:id>"
    pages.add_url_rule(at, "document", show)
    for tab, view in (("fields", fields), ("xml", xml), ("signatures", signatures), ("history", history)):
        pages.add_url_rule(f"{at}/{tab}", tab, view)
    pages.add_url_rule(f"{at}/rail", "rail", rail)
    pages.add_url_rule(f"{at}/print", "print", print_page)
    pages.add_url_rule(f"{at}/print.pdf", "print_pdf", print_pdf)
    pages.add_url_rule(f"{at}/files/<uuid:file_id>", "file", download)
    pages.add_url_rule(f"{at}/files/<uuid:file_id>/signatures/<int:number>", "signature", download_signature)
    pages.add_url_rule(f"{at}/files/<uuid:file_id>/signatures/<int:number>/protocol", "protocol", protocol)
    pages.add_url_rule(f"{at}/evidence/<sha256>", "evidence", download_evidence)
    pages.add_url_rule(f"{at}/preview", "preview", preview)
    pages.add_url_rule(f"{at}/signatures", "bring", bring, methods=["POST"])
    pages.add_url_rule(f"{at}/retry/<int:job_id>", "retry", retry, methods=["POST"])
    pages.add_url_rule(f"{at}/<verb>", "act", act, methods=["POST"])
    pages.add_url_rule("/printed-form.css", "printed_form_style", style)


def show(id: UUID) -> Response | str:
    """A link may lead into another organisation of the same person: then they are taken there."""
    if home := _another_home(DocumentId(id)):
        return choose(redirect(request.full_path.rstrip("?")), home)
    return _page(id, "")


def _another_home(id: DocumentId) -> OrganizationId | None:
    """The person's other organisation that has the document; None when it is here, or nowhere they may look."""
    who = visitor()
    with steps().units.look() as unit:
        if _has(unit, who.organization.id, id):
            return None
        others = (known.id for known in who.organizations if known.id != who.organization.id)
        return next((other for other in others if _has(unit, other, id)), None)


def _has(unit: Unit, organization: OrganizationId, id: DocumentId) -> bool:
    try:
        unit.documents.get(organization, id)
    except NotFound:
        return False
    return True


def _page(id: UUID, tab: str, error: str = "", **content: object) -> str:
    """The frame of a document around one tab."""
    who = visitor()
    with steps().units.look() as unit:
        document = unit.documents.get(who.organization.id, DocumentId(id))
        if tab in _WITHOUT.get(document.heading.type, ()):
            raise NotFound(what=_TABS[tab])
        if not tab:
            content["preview"] = preview_of(unit, document)
            paper = paper_of(unit, document, steps().prepare.catalogue)
            content["sheet"] = _drawn(paper)
            content["is_change"] = paper.is_change or mended_by(unit, document) is not None
        return render_template(
            "document.html",
            document=document,
            rail=rail_of(unit, document, who),
            tab=tab,
            tabs=_tabs(document),
            error=error,
            done=_done(document),
            following=_following(unit, who, document) if _done(document) else None,
            **content,
        )


def _tabs(document: Document) -> dict[str, str]:
    without = _WITHOUT.get(document.heading.type, frozenset())
    return {key: word for key, word in _TABS.items() if key not in without}


def _drawn(paper: printing.Paper) -> Markup:
    return Markup(printing.to_html(paper))  # noqa: S704 -- the printed form escapes every value


def _done(document: Document) -> str:
    """What the person has just done, by a known word of the address."""
    word = request.args.get("done", "")
    return done_words(Verb(word), document) if word in set(Verb) else ""


def _following(unit: Unit, who: Visitor, document: Document) -> Document | None:
    """The next document that waits for this person."""
    waiting = (waiting for tray in trays(unit, who) if tray.verb for waiting in tray.documents)
    return next((other for other in waiting if other.id != document.id), None)


def fields(id: UUID) -> str:
    with steps().units.look() as unit:
        document = unit.documents.get(visitor().organization.id, DocumentId(id))
        if "fields" not in _tabs(document):
            return _page(id, "fields")
        model = formats.parse(unit.documents.title(document.id, FileRole.SELLER_TITLE)[1])
        found = sections_of(model, unit.documents.intake(document.id).report)
    return _page(id, "fields", card=found)


def xml(id: UUID) -> str:
    with steps().units.look() as unit:
        document = unit.documents.get(visitor().organization.id, DocumentId(id))
        files = unit.documents.files(document.id)
        chosen = _chosen(files)
        content = unit.documents.file(document.id, chosen.id).content
    return _page(id, "xml", files=files, chosen=chosen, lines=pretty(content))


def _chosen(files: list[StoredFile]) -> StoredFile:
    wanted = request.args.get("file", "")
    return next((file for file in files if str(file.id) == wanted), files[0])


def signatures(id: UUID) -> str:
    return _page(id, "signatures", signed=_signed(id))


def _signed(id: UUID) -> list[SignedFile]:
    with steps().units.look() as unit:
        return signed_files(unit, unit.documents.get(visitor().organization.id, DocumentId(id)))


def history(id: UUID) -> str:
    with steps().units.look() as unit:
        document = unit.documents.get(visitor().organization.id, DocumentId(id))
        entries = [told(entry) for entry in unit.journal.of_document(document.id)]
    return _page(id, "history", entries=entries[::-1])


def rail(id: UUID) -> Response:
    """The rail and the chip alone: what a script asks for while the document is on its way."""
    who = visitor()
    with steps().units.look() as unit:
        document = unit.documents.get(who.organization.id, DocumentId(id))
        found: Rail = rail_of(unit, document, who)
    response = Response(render_template("rail.html", document=document, rail=found), mimetype="text/html")
    response.headers["X-Live"] = "yes" if found.is_live else "no"
    return response


def print_page(id: UUID) -> str:
    """The printed form alone, to be printed or read large."""
    who = visitor()
    with steps().units.look() as unit:
        document = unit.documents.get(who.organization.id, DocumentId(id))
        sheet = _drawn(paper_of(unit, document, steps().prepare.catalogue))
    return render_template("print.html", document=document, sheet=sheet, pdf=url_for("pages.print_pdf", id=id))


def preview(id: UUID) -> Response:
    """A free-form file as a browser can show it."""
    with steps().units.look() as unit:
        document = unit.documents.get(visitor().organization.id, DocumentId(id))
        _, file = unit.documents.title(document.id, FileRole.SELLER_TITLE)
    return previewed(file)


def print_pdf(id: UUID) -> Response:
    """The printed form to be saved; it is set when nothing is read any more, for it may take seconds."""
    who = visitor()
    with steps().units.look() as unit:
        document = unit.documents.get(who.organization.id, DocumentId(id))
        paper, sources = paper_of(unit, document, steps().prepare.catalogue), titles_of(unit, document)
    return attached(printing.to_pdf(paper, sources), pdf_name(document), "application/pdf")


def style() -> Response:
    response = Response(printing.stylesheet(), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def download(id: UUID, file_id: UUID) -> Response:
    """The exact bytes of a file."""
    with steps().units.look() as unit:
        document = unit.documents.get(visitor().organization.id, DocumentId(id))
        file = unit.documents.file(document.id, FileId(file_id))
    return attached(file.content, file.name, describe_free_form(file).media_type)


def protocol(id: UUID, file_id: UUID, number: int) -> Response:
    """The protocol of a verification, a page to be printed and filed."""
    for shown in (one for signed in _signed(id) if signed.file.id == file_id for one in signed.verdicts):
        if shown.number == number:
            page = steps().protocol(visitor().organization.id, DocumentId(id), shown.signature)
            response = Response(page, mimetype="text/html")
            response.headers["Content-Security-Policy"] = page_with_style(PROTOCOL_STYLE)
            return response
    raise NotFound(what=f"подпись {number}")


def download_evidence(id: UUID, sha256: str) -> Response:
    """A revocation list or an OCSP response a verdict relies on."""
    with steps().units.look() as unit:
        document = unit.documents.get(visitor().organization.id, DocumentId(id))
        kept = unit.documents.evidence(document.organization_id, sha256)
    return attached(kept.content, f"{kept.sha256}.{kept.kind}", "application/octet-stream")


def download_signature(id: UUID, file_id: UUID, number: int) -> Response:
    """The detached signature, CMS in DER, under the name of its file."""
    for signed in _signed(id):
        for verdict in signed.verdicts:
            if signed.file.id == file_id and verdict.number == number:
                return attached(verdict.content, f"{signed.file.name}.{number}.sig", "application/pkcs7-signature")
    return redirect(url_for("pages.signatures", id=id))


def act(id: UUID, verb: str) -> Response | tuple[str, int]:
    """One verb of the rail; a refusal is said on the same page, beside the button."""
    given = given_in_form()
    try:
        perform(steps(), verb_of(verb), DocumentId(id), given, actor=visitor().actor)
    except GatewayError as error:
        return _page(id, "", error=error.said_in(Language.RUSSIAN)), status_of(error)
    return redirect(url_for("pages.document", id=id, done=verb))


def bring(id: UUID) -> Response | tuple[str, int]:
    """A signature made in another program, as a file."""
    given = request.files.get("signature")
    try:
        steps().bring(DocumentId(id), given.read() if given else b"", actor=visitor().actor)
    except GatewayError as error:
        return _page(id, "", error=error.said_in(Language.RUSSIAN)), status_of(error)
    return redirect(url_for("pages.document", id=id, done=Verb.SIGN))


def retry(id: UUID, job_id: int) -> Response:
    """Revive the work that was given up, with the same operation key."""
    steps().retry(JobId(job_id), actor=visitor().actor)
    return redirect(
        (request.form.get("back") == "problems" and url_for("pages.problems")) or url_for("pages.document", id=id)
    )
