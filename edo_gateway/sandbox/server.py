"""Running the sandbox: the web server and the state machine in one process, on one database."""

from __future__ import annotations

import logging
import socket
import threading
from types import TracebackType
from typing import Any, Final

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from edo_gateway.domain.clock import Clock, system_clock
from edo_gateway.sandbox.announcement import announcement
from edo_gateway.sandbox.app import create_app, sandbox_of
from edo_gateway.sandbox.config import SandboxConfig
from edo_gateway.sandbox.sandbox import Sandbox

_LOG: Final = logging.getLogger(__name__)
_THREADS: Final = 16
_LOOK_UP_SECONDS: Final = 0.1


class SandboxServer:
    """The sandbox on a socket, for a demonstration or a test: ``with SandboxServer(config) as server: server.url``.

    Port 0 takes a free one. With ``is_processing`` false nothing happens after posting until
    ``server.sandbox.processor.step()`` is called.
    """

    def __init__(
        self,
        config: SandboxConfig,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock = system_clock,
        is_processing: bool = True,
    ) -> None:
        self.app: Flask = create_app(config, clock=clock)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, port), family=family)
        self._sockets: dict[int, Any] = {}
        options: dict[str, Any] = {"sockets": [self._listener], "threads": _THREADS, "ident": None}
        self._server: Any = create_server(self.app, map=self._sockets, **options)
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._serve, name="sandbox-web", daemon=True)]
        if is_processing:
            work = threading.Thread(target=self.sandbox.processor.run, args=(self._stopped,), name="sandbox-processing")
            work.daemon = True
            self._threads.append(work)

    @property
    def sandbox(self) -> Sandbox:
        return sandbox_of(self.app)

    @property
    def url(self) -> str:
        host, port = self._listener.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let the step and the requests under way end, then close everything."""
        self._stopped.set()
        self.sandbox.faults.stop()
        for thread in self._threads:
            thread.join(timeout=10)
        self._listener.close()
        self.sandbox.store.close()

    def _serve(self) -> None:
        """The server's own loop, but one that can be told to end."""
        while not self._stopped.is_set():
            wasyncore.loop(timeout=_LOOK_UP_SECONDS, use_poll=True, map=self._sockets, count=1)
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets)

    def __enter__(self) -> SandboxServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


def run(config: SandboxConfig, host: str = "127.0.0.1", port: int = 8090) -> None:
    """Serve until interrupted."""
    server = SandboxServer(config, host=host, port=port)
    server.start()
    _LOG.info("%s", announcement(server.sandbox, server.url))
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
