"""The REST API, version 1: chapters of declared operations, put on the application under ``/api/v1``."""

from __future__ import annotations

from flask import Flask

from edo_gateway.docflow.steps import Docflow
from edo_gateway.web.api.reference import SECTIONS
from edo_gateway.web.api.routing import Router
from edo_gateway.web.security import FailureLimit


def register(app: Flask, docflow: Docflow, failures: FailureLimit) -> None:
    """Put every operation on the application."""
    router = Router(docflow=docflow, failures=failures)
    for section in SECTIONS:
        for operation in section.operations:
            router.add(app, operation)
