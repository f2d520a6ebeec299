"""Formats: the tax service's exchange files from JSON, and back.

The front door of the room. Names are loaded when first used, so that importing one format does not import them all.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edo_gateway.formats.act_answers import answer_discrepancies, answer_reconciliation
    from edo_gateway.formats.answers import (
        answer,
        correction_request,
        operator_forwarded,
        operator_received,
        propose_annulment,
        receipt_notice,
    )
    from edo_gateway.formats.api_schema import json_schema
    from edo_gateway.formats.archived import summary_of_file
    from edo_gateway.formats.completion import complete
    from edo_gateway.formats.documents import Document
    from edo_gateway.formats.exchange import Envelope, build, envelope_of, parse, write
    from edo_gateway.formats.free_form import FreeForm, FreeFormRefused, Preview, describe_free_form, take_free_form
    from edo_gateway.formats.heading import PartySummary, Summary, summary
    from edo_gateway.formats.mapping.declaration import DocumentModel
    from edo_gateway.formats.mapping.pointers import given_in, pointer_of, pointer_within, pointers
    from edo_gateway.formats.request import is_ready_file, is_written, party_card, read_document, read_ready_file
    from edo_gateway.formats.transport.answering import accept_cargo, hand_over_cargo, take_delivery
    from edo_gateway.formats.works.answering import answer_works_act

_HOMES = {
    "Document": "documents",
    "DocumentModel": "mapping.declaration",
    "Envelope": "exchange",
    "FreeForm": "free_form",
    "FreeFormRefused": "free_form",
    "PartySummary": "heading",
    "Preview": "free_form",
    "Summary": "heading",
    "accept_cargo": "transport.answering",
    "propose_annulment": "answers",
    "answer": "answers",
    "answer_discrepancies": "act_answers",
    "answer_reconciliation": "act_answers",
    "answer_works_act": "works.answering",
    "build": "exchange",
    "complete": "completion",
    "correction_request": "answers",
    "envelope_of": "exchange",
    "describe_free_form": "free_form",
    "hand_over_cargo": "transport.answering",
    "is_ready_file": "request",
    "is_written": "request",
    "json_schema": "api_schema",
    "operator_forwarded": "answers",
    "operator_received": "answers",
    "parse": "exchange",
    "party_card": "request",
    "given_in": "mapping.pointers",
    "pointer_of": "mapping.pointers",
    "pointer_within": "mapping.pointers",
    "pointers": "mapping.pointers",
    "read_document": "request",
    "read_ready_file": "request",
    "receipt_notice": "answers",
    "summary": "heading",
    "summary_of_file": "archived",
    "take_free_form": "free_form",
    "take_delivery": "transport.answering",
    "write": "exchange",
}

__all__ = [
    "Document",
    "DocumentModel",
    "Envelope",
    "FreeForm",
    "FreeFormRefused",
    "PartySummary",
    "Preview",
    "Summary",
    "accept_cargo",
    "answer",
    "answer_discrepancies",
    "answer_reconciliation",
    "answer_works_act",
    "build",
    "complete",
    "correction_request",
    "describe_free_form",
    "envelope_of",
    "given_in",
    "hand_over_cargo",
    "is_ready_file",
    "is_written",
    "json_schema",
    "operator_forwarded",
    "operator_received",
    "parse",
    "party_card",
    "pointer_of",
    "pointer_within",
    "pointers",
    "propose_annulment",
    "read_document",
    "read_ready_file",
    "receipt_notice",
    "summary",
    "summary_of_file",
    "take_delivery",
    "take_free_form",
    "write",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
