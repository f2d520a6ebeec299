"""What it costs that the key is in another process. CPU of both processes, beside Streebog and one raw signature."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.pairs import Effort, Operation, milliseconds, print_table, timed, times
from signing import KeySigner, SamplePki, SignatureKind, make_sample_pki, open_key
from signing.keeper.keeper import Keeper, KeptKey, listen

NOW = datetime.now(UTC)
SIZES = (2_000, 20_000, 200_000)  # bytes
BARE = "hash, sign"
HERE, HELPER = "Signer.sign_unverified, key here", "Signer.sign_unverified, key in the helper"
CHECKED = "Signer.sign, key in the helper"


def run(effort: Effort) -> None:
    with tempfile.TemporaryDirectory(prefix="edo-") as folder:
        pki = make_sample_pki(Path(folder) / "pki", at=NOW)
        with _helper(pki, Path(folder) / "s") as pid:
            measured = [
                timed(_variants(pki, Path(folder) / "s", bytes(size)), effort, lambda: _spent(pid)) for size in SIZES
            ]
    rows = [
        (name, *(f"{milliseconds(t.seconds(name))} {times(t.ratio(name, BARE)):>7}" for t in measured))
        for name in (BARE, HERE, HELPER, CHECKED)
    ]
    title = "Signing documents of so many bytes: ms of CPU of both processes, and times the bare provider"
    print_table(title, ("", *(f"{size:,}" for size in SIZES)), rows)


def _variants(pki: SamplePki, path: Path, document: bytes) -> dict[str, Operation]:
    key, here, certificate = open_key(pki.key_address("seller")), pki.signer("seller"), pki.certificate("seller")
    there = KeySigner(open_key(f"helper:{path}#seller"), certificate, SignatureKind.QUALIFIED)
    return {
        BARE: lambda: key.sign(document),
        HERE: lambda: here.sign_unverified(document, at=datetime.now(UTC)),
        HELPER: lambda: there.sign_unverified(document, at=datetime.now(UTC)),
        CHECKED: lambda: there.sign(document, at=datetime.now(UTC)),
    }


@contextmanager
def _helper(pki: SamplePki, path: Path) -> Iterator[int]:
    """The process id of one that holds the key."""
    with listen(path) as listener:
        pid = os.fork()
        if not pid:
            keys = {"seller": KeptKey(open_key(pki.key_address("seller")))}
            Keeper(keys, allowed=frozenset({os.geteuid()})).serve(listener, threading.Event())
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _spent(pid: int) -> float:
    """CPU seconds of this process and of another, whose clock Linux numbers so (clock_getcpuclockid(3))."""
    return time.process_time() + time.clock_gettime(~pid << 3 | 2)
