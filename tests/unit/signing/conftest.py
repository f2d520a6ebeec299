"""One public key infrastructure for all tests of signing, made at run time, and both GOST providers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signing import SamplePki, TrustStore, make_sample_pki
from signing.errors import ProviderUnavailable
from signing.gost import GostProvider, gost_provider
from signing.gost.libcrypto import LibcryptoProvider
from signing.gost.portable import PortableProvider
from tests.tools import missing, requires_tool

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
DOCUMENT = "<?xml version='1.0' encoding='windows-1251'?><Файл/>".encode("cp1251") * 40


def load_provider(name: str) -> GostProvider:
    if name == "portable":
        return PortableProvider()
    try:
        return LibcryptoProvider()
    except ProviderUnavailable:
        missing("the GOST engine of OpenSSL", "libengine-gost-openssl")


def openssl_with_gost() -> Path:
    """The program; it finds the engine where our loader does."""
    load_provider("libcrypto")
    return requires_tool("openssl", "openssl")


@pytest.fixture(params=["libcrypto", "portable"])
def provider(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[GostProvider]:
    """Each implementation in turn, also as the one the whole library uses."""
    load_provider(request.param)
    monkeypatch.setenv("EDO_GOST_PROVIDER", request.param)
    gost_provider.cache_clear()
    yield gost_provider()
    gost_provider.cache_clear()


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> SamplePki:
    return make_sample_pki(tmp_path_factory.mktemp("pki") / "pki", at=NOW)


@pytest.fixture(scope="session")
def trust(pki: SamplePki) -> TrustStore:
    return TrustStore.from_directory(pki.trust_directory)


@pytest.fixture(scope="session")
def signature(pki: SamplePki) -> bytes:
    return pki.signer("seller").sign(DOCUMENT, at=NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "folder"
