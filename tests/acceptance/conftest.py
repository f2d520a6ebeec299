from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signing import SamplePki
from tests.acceptance.api_house import Client, House, build_house, document, make_pki


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> SamplePki:
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="session")
def dead_operator() -> Iterator[str]:
    """An address where nobody listens: the port is held, so that nobody else can take it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture(scope="session")
def make_house(tmp_path_factory: pytest.TempPathFactory, pki: SamplePki, dead_operator: str) -> Callable[[], House]:
    """Builds a gateway of its own: for tests that break it or count everything in it."""

    def made() -> House:
        folder: Path = tmp_path_factory.mktemp("house")
        return build_house(folder, pki, operator_url=dead_operator)

    return made


@pytest.fixture(scope="session")
def house(make_house: Callable[[], House]) -> House:
    return make_house()


@pytest.fixture
def accountant(house: House) -> Iterator[Client]:
    yield from _closing(house.client("accountant"))


@pytest.fixture
def chief(house: House) -> Iterator[Client]:
    yield from _closing(house.client("chief"))


@pytest.fixture
def director(house: House) -> Iterator[Client]:
    yield from _closing(house.client("director"))


@pytest.fixture
def stranger(house: House) -> Iterator[Client]:
    """The accountant of another organisation of the same gateway."""
    yield from _closing(house.client("accountant", of_others=True))


@pytest.fixture
def nobody(house: House) -> Iterator[Client]:
    yield from _closing(Client(address=house.address, key=""))


def _closing(client: Client) -> Iterator[Client]:
    with client.session:
        yield client


@pytest.fixture(scope="session")
def house_document(house: House) -> str:
    """A draft of our organisation."""
    client = house.client("accountant")
    with client.session:
        return client.create(document())
