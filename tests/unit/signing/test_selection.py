"""Which GOST implementation is chosen, and what importing the library costs."""

import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

import signing
from signing.errors import ProviderUnavailable
from signing.gost import gost_provider
from tests.unit.signing.conftest import load_provider


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    gost_provider.cache_clear()
    yield
    gost_provider.cache_clear()


@pytest.mark.parametrize("name", ["portable", "libcrypto"])
def test_the_environment_forces_the_choice(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    load_provider(name)
    monkeypatch.setenv("EDO_GOST_PROVIDER", name)
    assert gost_provider().name == name
    assert gost_provider() is gost_provider()


def test_a_choice_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDO_GOST_PROVIDER", "quick")
    with pytest.raises(ProviderUnavailable, match="libcrypto"):
        gost_provider()


def test_the_portable_one_warns_once_that_it_is_slow(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("EDO_GOST_PROVIDER", "portable")
    with caplog.at_level(logging.WARNING):
        gost_provider()
        gost_provider()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "libengine-gost-openssl" in caplog.text


def _python(code: str, **environment: str) -> str:
    made = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60, env=environment
    )
    return made.stdout.strip()


def test_without_the_engine_the_portable_one_steps_in() -> None:
    """OpenSSL looks for engines where OPENSSL_ENGINES says: here, nowhere."""
    code = "from signing.gost import gost_provider; print(gost_provider().name)"
    assert _python(code, OPENSSL_ENGINES="/nonexistent") == "portable"


def test_without_the_engine_a_forced_choice_fails_loudly() -> None:
    code = """
from signing.errors import ProviderUnavailable
from signing.gost import gost_provider
try:
    gost_provider()
except ProviderUnavailable as absent:
    print(absent.code, "libengine-gost-openssl" in absent.ru)
"""
    found = _python(code, OPENSSL_ENGINES="/nonexistent", EDO_GOST_PROVIDER="libcrypto")
    assert found == "signing.provider_unavailable True"


def test_importing_the_library_loads_no_cryptography() -> None:
    code = "import sys, signing; print([m for m in sys.modules if m.split('.')[0] in "
    code += "('cryptography', 'asn1crypto', 'pyhanko_certvalidator', 'ctypes')])"
    assert _python(code) == "[]"


def test_signing_does_not_load_the_readers_of_signatures() -> None:
    code = "import sys; from signing import open_signer; print('asn1crypto' in sys.modules)"
    assert _python(code) == "False"


def test_every_promised_name_is_there() -> None:
    assert all(getattr(signing, name) for name in signing.__all__)
    assert set(signing._HOME_OF) == set(signing.__all__)
    with pytest.raises(AttributeError):
        signing.nothing  # noqa: B018
