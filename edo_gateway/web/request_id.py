"""The identity of a request: taken from the caller when it is sane, made otherwise, said in every answer and log."""

from __future__ import annotations

import re
from uuid import uuid4

from flask import g, request

HEADER = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._~-]{1,128}")


def request_id() -> str:
    """The id of the request being served; the same for as long as it is served."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _SANE.fullmatch(given) else uuid4().hex
    return str(g.request_id)
