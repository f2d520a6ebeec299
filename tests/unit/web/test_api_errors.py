"""The one table of statuses knows every error of every room."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import edo_gateway
from edo_gateway.docflow.may_sign import SignatureFailed
from edo_gateway.domain.errors import ConcurrentChange, Forbidden, GatewayError, NotFound
from edo_gateway.domain.text import Language
from edo_gateway.web.errors import STATUSES, Unexpected, status_of, understood
from signing import SigningError

SEPARATE = ("edo_gateway.sandbox", "edo_gateway.cli", "edo_gateway.__main__", "edo_gateway.storage.migrations")


def every_error() -> Iterator[type[GatewayError]]:
    """The errors of every module that can stand behind the web."""
    for module in pkgutil.walk_packages(edo_gateway.__path__, "edo_gateway."):
        if not module.name.startswith(SEPARATE):
            importlib.import_module(module.name)
    waiting: list[type[GatewayError]] = [GatewayError]
    while waiting:
        error = waiting.pop()
        waiting.extend(error.__subclasses__())
        if not error.__module__.startswith(SEPARATE) and error.__module__.startswith("edo_gateway."):
            yield error


def test_every_error_has_a_status() -> None:
    assert sorted({error.code for error in every_error()} - set(STATUSES)) == []


def test_every_status_belongs_to_an_error() -> None:
    assert sorted(set(STATUSES) - {error.code for error in every_error()}) == []


def test_no_two_errors_share_a_code() -> None:
    codes = [error.code for error in every_error()]
    assert sorted(code for code in set(codes) if codes.count(code) > 1) == []


def test_statuses_tell_whose_fault_it_is() -> None:
    assert status_of(NotFound(what="документ")) == 404
    assert status_of(NotFound(what="контрагент", pointer="/buyer/id")) == 422
    assert status_of(Forbidden(action="подписать", role="signer")) == 403
    assert status_of(ConcurrentChange()) == 409
    assert status_of(SignatureFailed(reason="…")) == 409


def test_an_error_nobody_foresaw_tells_nothing_but_its_number() -> None:
    for raised in (ValueError("secret"), KeyError("secret"), RuntimeError("secret")):
        known = understood(raised, request_id="r-1")
        assert isinstance(known, Unexpected)
        for language in Language:
            assert "r-1" in known.said_in(language)
            assert "secret" not in known.said_in(language)


@pytest.mark.parametrize(("language", "sentence"), [(Language.RUSSIAN, "Ключ занят."), (Language.ENGLISH, "Key busy.")])
def test_trouble_with_keys_is_said_in_the_words_of_signing(language: Language, sentence: str) -> None:
    known = understood(SigningError(ru="Ключ занят.", en="Key busy."), request_id="r-1")
    assert known.said_in(language) == sentence
    assert status_of(known) == 503
