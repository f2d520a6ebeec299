"""What a person may do to a document from a page: each verb calls steps, and says what came of it in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from edo_gateway.docflow.confirm import Consent
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.access import Actor
from edo_gateway.domain.approval import Verdict
from edo_gateway.domain.document import Document, DocumentStatus
from edo_gateway.domain.errors import GatewayError, NotFound
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.signature import AlreadySigned, SignatureLevel, strongest
from edo_gateway.domain.text import Language


class Verb(StrEnum):
    APPROVE = "approve"
    RETURN = "return"
    SUBMIT = "submit"
    SIGN = "sign"
    SIGN_AND_SEND = "sign-and-send"
    SEND = "send"


VERBS: dict[Verb, str] = {
    Verb.APPROVE: "Согласовать",
    Verb.RETURN: "Вернуть",
    Verb.SUBMIT: "На согласование",
    Verb.SIGN: "Подписать",
    Verb.SIGN_AND_SEND: "Подписать и отправить",
    Verb.SEND: "Отправить",
}
DONE: dict[Verb, str] = {
    Verb.APPROVE: "Согласовано",
    Verb.RETURN: "Возвращено с замечанием",
    Verb.SUBMIT: "Передано дальше",
    Verb.SIGN: "Подписано",
    Verb.SIGN_AND_SEND: "Подписано и отправляется",
    Verb.SEND: "Отправляется",
}
_SIGNING = frozenset({Verb.SIGN, Verb.SIGN_AND_SEND})
_ORDER = (SignatureLevel.QUALIFIED, SignatureLevel.UNQUALIFIED, SignatureLevel.SIMPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the person gave with the verb."""

    comment: str = ""
    consent: Consent = field(default_factory=Consent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What came of one verb on one document."""

    document_id: DocumentId
    name: str
    is_done: bool
    sentence: str


def missing_levels(document: Document) -> tuple[SignatureLevel, ...]:
    """The signatures the document still needs, the strongest first."""
    return tuple(level for level in _ORDER if level in document.required_signatures - document.signatures)


def needs_password(document: Document) -> bool:
    return SignatureLevel.SIMPLE in missing_levels(document)


def perform(docflow: Docflow, verb: Verb, id: DocumentId, given: Given, *, actor: Actor) -> str:
    """Do it, and say what was done. Raises what the step raises."""
    _STEPS[verb](docflow, id, given, actor)
    return done_words(verb, _document(docflow, id, actor))


def done_words(verb: Verb, document: Document) -> str:
    """What was done to the document; of a signature made jointly, whose are still missing."""
    missing = ", ".join(party.name for party in document.awaited)
    return f"Подписано, ещё нет подписи: {missing}" if missing and verb in _SIGNING else DONE[verb]


def attempt(docflow: Docflow, verb: Verb, id: DocumentId, name: str, given: Given, *, actor: Actor) -> Deed:
    """Do it as one of many: a refusal becomes a sentence beside its document and stops nothing else."""
    try:
        done = perform(docflow, verb, id, given, actor=actor)
    except GatewayError as error:
        return Deed(document_id=id, name=name, is_done=False, sentence=error.said_in(Language.RUSSIAN))
    return Deed(document_id=id, name=name, is_done=True, sentence=done)


def _approve(docflow: Docflow, id: DocumentId, given: Given, actor: Actor) -> None:
    docflow.decide(id, Verdict.APPROVED, given.comment, actor=actor)


def _return(docflow: Docflow, id: DocumentId, given: Given, actor: Actor) -> None:
    docflow.decide(id, Verdict.RETURNED, given.comment, actor=actor)


def _submit(docflow: Docflow, id: DocumentId, given: Given, actor: Actor) -> None:  # noqa: ARG001
    docflow.submit(id, actor=actor)


def _sign(docflow: Docflow, id: DocumentId, given: Given, actor: Actor) -> None:
    """Every signature still missing, one after another; what is made stays made if the next one fails. Who signs is
    confirmed first, so that a wrong password signs nothing."""
    document = _document(docflow, id, actor)
    levels = missing_levels(document)
    if not levels:
        raise AlreadySigned(strongest(document.signatures))
    consent = docflow.confirm(given.consent, actor=actor) if SignatureLevel.SIMPLE in levels else given.consent
    for level in levels:
        docflow.sign(id, level, consent, actor=actor)


def _sign_and_send(docflow: Docflow, id: DocumentId, given: Given, actor: Actor) -> None:
    """Whoever signs jointly and is not the last one signs alone; the last one sends."""
    document = _document(docflow, id, actor)
    has_signed = document.awaited and not document.asks_of(actor.person.id)
    if document.status is not DocumentStatus.SIGNED and not has_signed:
        _sign(docflow, id, given, actor)
    if not _document(docflow, id, actor).awaited:
        docflow.send(id, actor=actor)


def _send(docflow: Docflow, id: DocumentId, given: Given, actor: Actor) -> None:  # noqa: ARG001
    docflow.send(id, actor=actor)


def _document(docflow: Docflow, id: DocumentId, actor: Actor) -> Document:
    with docflow.units.look() as unit:
        return unit.documents.get(actor.organization_id, id)


_STEPS: Mapping[Verb, Callable[[Docflow, DocumentId, Given, Actor], None]] = {
    Verb.APPROVE: _approve,
    Verb.RETURN: _return,
    Verb.SUBMIT: _submit,
    Verb.SIGN: _sign,
    Verb.SIGN_AND_SEND: _sign_and_send,
    Verb.SEND: _send,
}


def verb_of(word: str) -> Verb:
    """The verb of a form; raises :class:`NotFound` for a word that is none."""
    try:
        return Verb(word)
    except ValueError:
        raise NotFound(what=f"действие «{word}»") from None
