"""The web server of the one-process gateway."""

from __future__ import annotations

import gc
import logging
from typing import Any

from flask import Flask
from waitress.server import create_server

_THREADS = 8
LARGEST_REQUEST = 64 * 2**20
"""Bytes. The application refuses above 20 MiB with a clear answer; past this the server hangs up unread."""


def web_server(application: Flask, host: str, port: int) -> Any:
    """A waitress server, not yet running: call ``run``."""
    _settle()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a browser that opens six connections is no news
    return create_server(
        application,
        host=host,
        port=port,
        threads=_THREADS,
        ident="edo-gateway",
        max_request_body_size=LARGEST_REQUEST,
    )


def _settle() -> None:
    """Collect garbage less often, and never among what was loaded at the start.

    A document of ten thousand lines makes a million objects that die by themselves; looking for cycles among them
    took a tenth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
