"""A real HTTP server on the loopback that answers by a script: what an operator may do on a bad day."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    query: dict[str, str]
    raw_query: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Say:
    """A whole HTTP answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cut:
    """These raw bytes, then the connection is closed."""

    raw: bytes = b""


@dataclass(frozen=True)
class Hang:
    """No answer until the test is over."""


@dataclass(frozen=True)
class Drip:
    """A proper beginning, then a byte now and then for ever."""


Answer = Say | Cut | Hang | Drip
Handler = Callable[[Received], Answer]


def say_json(value: object, status: int = 200, **headers: str) -> Say:
    return Say(status, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


class ScriptedOperator:
    """``on`` a path gives these answers in turn, the last one for ever; ``received`` is all that was asked."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self._scripts: dict[str, list[Answer | Handler]] = {}
        self._logins = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> ScriptedOperator:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def on(self, path: str, *answers: Answer | Handler) -> None:
        self._scripts[path.lower()] = list(answers)

    def asked(self, path: str) -> list[Received]:
        return [request for request in self.received if request.path.lower() == path.lower()]

    def answer(self, request: Received) -> Answer:
        with self._lock:
            self.received.append(request)
            script = self._scripts.get(request.path.lower())
            if script is None:
                return self._unscripted(request)
            answer = script.pop(0) if len(script) > 1 else script[0]
        return answer(request) if callable(answer) else answer

    def wait(self, seconds: float | None = None) -> bool:
        return self._over.wait(seconds)

    def _unscripted(self, request: Received) -> Say:
        if request.path != "/V3/Authenticate":
            return Say(404, b"no such method")
        self._logins += 1
        return Say(200, f"token-{self._logins}".encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, operator: ScriptedOperator) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.operator = operator


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_: object) -> None:
        pass

    def _serve(self) -> None:
        self._give(self.server.operator.answer(self._received()))

    def _received(self) -> Received:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return Received(str(self.command), address.path, query, address.query, dict(self.headers), body)

    def _give(self, answer: Answer) -> None:
        if isinstance(answer, Say):
            self._say(answer)
            return
        self.close_connection = True
        if isinstance(answer, Cut):
            self.wfile.write(answer.raw)
        elif isinstance(answer, Hang):
            self.server.operator.wait()
        else:
            self._drip()
        self.connection.shutdown(socket.SHUT_RDWR)

    def _say(self, answer: Say) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.status != 204:
            self.wfile.write(answer.body)

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        try:
            while not self.server.operator.wait(0.02):
                self.wfile.write(b" ")
        except OSError:
            return
