"""Answers that are files."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response


def attached(content: bytes, name: str, mimetype: str) -> Response:
    """Bytes to be saved under a name, which may be Cyrillic (RFC 6266)."""
    response = Response(content, mimetype=mimetype)
    plain = name.encode("ascii", "replace").decode().replace('"', "_").replace("?", "_")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
