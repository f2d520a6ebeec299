"""The one place of this library that speaks HTTP: to responders, publishers of lists and time-stamp authorities.

Certificates of strangers say whom to ask, so nothing is asked unless the caller wants it, and then within bounds:
http and https only, no credentials in addresses, no private networks unless allowed, the address that was checked
is the one that is connected to, and time, size and redirects are limited.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from signing.errors import FetchFailed

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65_536


@dataclass(frozen=True, kw_only=True)
class FetchPolicy:
    """`private_networks` lets a company's own services be asked: loopback, 10/8, 192.168/16 and the like."""

    connect_seconds: float = 5.0
    total_seconds: float = 20.0
    most_bytes: int = 32 * 2**20
    most_redirects: int = 3
    private_networks: bool = False


@dataclass(frozen=True)
class _Target:
    """An address that may be asked, with the network address that was checked."""

    url: SplitResult
    port: int
    place: str

    @property
    def host(self) -> str:
        return self.url.hostname or ""

    @property
    def path(self) -> str:
        return (self.url.path or "/") + (f"?{self.url.query}" if self.url.query else "")


@dataclass(frozen=True)
class Fetcher:
    """May be shared by threads. Raises FetchFailed and nothing else."""

    policy: FetchPolicy = field(default_factory=FetchPolicy)

    def get(self, address: str) -> bytes:
        place = address
        for _ in range(self.policy.most_redirects + 1):
            status, body, location = self._exchange("GET", place, None, {})
            if status not in _REDIRECTS:
                return body
            place = urljoin(place, location)
        raise _failed(address, "перенаправлений слишком много", "too many redirects")

    def post(self, address: str, body: bytes, content_type: str) -> bytes:
        """A redirect is not followed: the answer to a question comes from whom it was put to."""
        status, answer, _ = self._exchange("POST", address, body, {"Content-Type": content_type})
        if status in _REDIRECTS:
            raise _failed(address, "сервер перенаправляет запрос", "the server redirects the request")
        return answer

    def _exchange(
        self, method: str, address: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes, str]:
        try:
            target = self._target(address)
            with self._connected(target) as connection:
                connection.request(method, target.path, body, headers)
                return self._answer(connection.getresponse(), address)
        except (OSError, ValueError, http.client.HTTPException) as failure:
            raise _failed(address, "сервер не отвечает", f"{type(failure).__name__}: {failure}") from failure

    def _answer(self, response: http.client.HTTPResponse, address: str) -> tuple[int, bytes, str]:
        if response.status in _REDIRECTS:
            return response.status, b"", response.headers.get("Location", "")
        if response.status != http.client.OK:
            raise _failed(address, f"ответ сервера – {response.status}", f"the server answers {response.status}")
        body = bytearray()
        while chunk := response.read(_CHUNK):
            body += chunk
            if len(body) > self.policy.most_bytes:
                raise _failed(address, "ответ слишком велик", "the answer is too large")
        if response.length:
            raise _failed(address, "ответ оборван", "the answer is cut short")
        return response.status, bytes(body), ""

    @contextmanager
    def _connected(self, target: _Target) -> Iterator[http.client.HTTPConnection]:
        """The connection ends at its deadline, however slowly the other side drips."""
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.default_port = target.port if target.url.port is None else 0
        connection.sock = socket.create_connection((target.place, target.port), self.policy.connect_seconds)
        deadline = threading.Timer(self.policy.total_seconds, _cut, (connection,))
        deadline.daemon = True
        deadline.start()
        try:
            if target.url.scheme == "https":
                connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=target.host)
            yield connection
        finally:
            deadline.cancel()
            connection.close()

    def _target(self, address: str) -> _Target:
        url = urlsplit(address)
        if url.scheme not in _PORTS or not url.hostname or url.username is not None:
            raise _failed(address, "адрес не http(s)", "the address is not plain http(s)")
        port = url.port or _PORTS[url.scheme]
        found = socket.getaddrinfo(url.hostname, port, type=socket.SOCK_STREAM)
        places = [str(one[4][0]) for one in found]
        if not self.policy.private_networks and not all(_is_public(one) for one in places):
            raise _failed(address, "адрес во внутренней сети", "the address is in a private network")
        return _Target(url, port, places[0])


def _is_public(place: str) -> bool:
    network = ipaddress.ip_address(place.partition("%")[0])
    return network.is_global and not network.is_multicast


def _cut(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _failed(address: str, ru: str, en: str) -> FetchFailed:
    return FetchFailed(
        ru=f"{address}: {ru}. Проверьте адрес и связь и повторите.",
        en=f"{address}: {en}. Check the address and the network and try again.",
    )
