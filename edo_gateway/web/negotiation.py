"""The language of an answer: Russian unless the caller prefers English (RFC 9110, section 12.5.4)."""

from __future__ import annotations

from flask import request

from edo_gateway.domain.text import Language


def language() -> Language:
    """The language the request asks for; Russian when it asks for none of ours."""
    chosen = request.accept_languages.best_match([tag.value for tag in Language], default=Language.RUSSIAN)
    return Language(chosen)
