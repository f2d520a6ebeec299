"""Whether the process lives, whether it can serve, and a few counts read from the database."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, Response

from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.storage.contract import DocumentFilter, Unit
from edo_gateway.web.errors import NotReady

PATHS = ("/healthz", "/readyz", "/metrics")
_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


def register(app: Flask, docflow: Docflow) -> None:
    """Adds ``/healthz``, ``/readyz`` and ``/metrics``; they take no key and tell nothing of anybody's documents."""

    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    def readyz() -> Response:
        if not docflow.units.is_ready():
            raise NotReady
        return Response("ready\n", content_type="text/plain; charset=utf-8")

    def metrics() -> Response:
        with docflow.units.look() as unit:
            return Response("".join(_lines(unit)), content_type=_EXPOSITION)

    for path, view in zip(PATHS, (healthz, readyz, metrics), strict=True):
        app.add_url_rule(path, path[1:], view, methods=["GET"], provide_automatic_options=False)


def _lines(unit: Unit) -> Iterator[str]:
    """Prometheus text exposition, version 0.0.4; every number is counted at the moment it is asked for."""
    organizations = [organization.id for organization in unit.organizations.all()]
    yield "# HELP edo_documents Documents by status.\n# TYPE edo_documents gauge\n"
    for status in DocumentStatus:
        wanted = DocumentFilter(statuses=frozenset({status}))
        count = sum(unit.documents.count(organization, wanted) for organization in organizations)
        yield f'edo_documents{{status="{status}"}} {count}\n'
    buried = sum(len(unit.jobs.buried(organization)) for organization in organizations)
    yield "# HELP edo_jobs_buried Work that was given up and waits for a person.\n# TYPE edo_jobs_buried gauge\n"
    yield f"edo_jobs_buried {buried}\n"
