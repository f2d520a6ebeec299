"""The process that holds the keys, for tests: in a thread on a moved clock, or as the program itself."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from signing.keeper.keeper import Keeper, KeptKey, listen


@contextmanager
def keeping(
    keys: dict[str, KeptKey],
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    allowed: frozenset[int] | None = None,
) -> Iterator[Path]:
    """The socket on which a keeper of these keys answers; a socket's path may not be long, hence the folder."""
    folder = Path(tempfile.mkdtemp(prefix="edo-"))
    path, stop = folder / "s", threading.Event()
    keeper = Keeper(keys, allowed=frozenset({os.geteuid()}) if allowed is None else allowed, clock=clock)
    with listen(path) as listener:
        thread = threading.Thread(target=keeper.serve, args=(listener, stop))
        thread.start()
        try:
            yield path
        finally:
            stop.set()
            with socket.socket(socket.AF_UNIX) as wake:
                wake.connect(str(path))
            thread.join()
            shutil.rmtree(folder)


class SignerProgram:
    """`edo-gateway signer` with these arguments, on a socket of its own."""

    def __init__(self, folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> None:
        self.socket, self.log = folder / "s", folder / "log"
        self._arguments, self._environment = arguments, {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def start(self, *, descriptors: tuple[int, ...] = ()) -> None:
        """`descriptors` are left open to it."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "edo_gateway", "signer", "--socket", self.socket, *self._arguments],
                stdout=log, stderr=log, env=self._environment, pass_fds=descriptors,
            )  # fmt: skip
        begun = self.log.read_text().count("answering on")
        deadline = time.monotonic() + 60
        while self.log.read_text().count("answering on") == begun:
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self._process
        self._process.send_signal(how)
        return self._process.wait(timeout=30)
