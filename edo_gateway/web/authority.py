"""What the company's certificate authority publishes: anybody who checks a signature must be able to have it."""

from __future__ import annotations

from flask import Flask, Response

from edo_gateway.docflow.steps import Docflow
from edo_gateway.web.errors import RouteNotFound

PREFIX = "/ca/"
_MEDIA_TYPES = {"crl": "application/pkix-crl", "cer": "application/pkix-cert"}  # RFC 2585, 4
_FRESH = "public, max-age=3600"


def register(app: Flask, docflow: Docflow) -> None:
    """Adds ``/ca/company.crl`` and ``/ca/company.cer``; they take no key and hold no secret."""

    def published(name: str) -> Response:
        read = docflow.published.get(name)
        if read is None:
            raise RouteNotFound
        response = Response(read(), content_type=_MEDIA_TYPES[name.rpartition(".")[2]])
        response.headers["Cache-Control"] = _FRESH
        return response

    app.add_url_rule(f"{PREFIX}<name>", "authority", published, methods=["GET"], provide_automatic_options=False)
