"""Running the sandbox: the web server and the state machine in one process, on one database."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any, Final

from flask import Flask
from waitress.server import create_server

from edo_gateway.domain.clock import Clock, system_clock
from edo_gateway.sandbox.app import create_app, sandbox_of
from edo_gateway.sandbox.config import SandboxConfig
from edo_gateway.sandbox.sandbox import Sandbox

_THREADS: Final = 16


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
        self._server: Any = create_server(self.app, host=host, port=port, threads=_THREADS, ident=None)
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._server.run, name="sandbox-web", daemon=True)]
        if is_processing:
            work = threading.Thread(target=self.sandbox.processor.run, args=(self._stopped,), name="sandbox-processing")
            work.daemon = True
            self._threads.append(work)

    @property
    def sandbox(self) -> Sandbox:
        return sandbox_of(self.app)

    @property
    def url(self) -> str:
        return f"http://{self._server.effective_host}:{self._server.effective_port}"

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let the step and the requests under way end, then close everything."""
        self._stopped.set()
        self.sandbox.faults.stop()
        self._server.close()
        for thread in self._threads:
            thread.join(timeout=10)
        self.sandbox.store.close()

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
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
