"""A wire to an operator that can be cut: what stands between us and anybody's server on a bad day.

It knows nothing of HTTP, so it tries every adapter in the same way.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from enum import Enum, auto
from types import TracebackType
from urllib.parse import urlsplit

_CHUNK = 65_536


class Trouble(Enum):
    NONE = auto()
    REQUESTS_ARE_LOST = auto()  # nothing reaches the operator
    ANSWERS_ARE_LOST = auto()  # the operator acts, its answer does not come back


class LossyWire:
    """Forwards TCP to ``address``; ``trouble`` may be changed at any time, ``cut`` makes the operator unreachable."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._target = (parts.hostname or "", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.trouble = Trouble.NONE
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> LossyWire:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        for thread in self._threads:
            thread.join()

    def cut(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for end in self._open:
                _shut(end)

    def _start(self, work: object, *given: object) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._serve, near)

    def _serve(self, near: socket.socket) -> None:
        with near, socket.create_connection(self._target) as far:
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= {near, far}
            back = threading.Thread(target=self._pump, args=(far, near, Trouble.ANSWERS_ARE_LOST), daemon=True)
            back.start()
            self._pump(near, far, Trouble.REQUESTS_ARE_LOST)
            back.join()
            with self._lock:
                self._open -= {near, far}

    def _pump(self, source: socket.socket, sink: socket.socket, loss: Trouble) -> None:
        """Carry bytes one way until an end closes or this way loses them; then close both."""
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                if self.trouble is loss:
                    break
                sink.sendall(data)
        _shut(source)
        _shut(sink)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
