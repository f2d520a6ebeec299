"""Writing files so that a crash leaves either the whole file or none."""

from __future__ import annotations

import os
from pathlib import Path


def write_new(path: Path, content: bytes, *, mode: int = 0o644) -> Path:
    """Write through a temporary neighbour, flushed to the disk before it takes the name."""
    neighbour = path.with_name(f".{path.name[-100:]}.{os.getpid()}")
    descriptor = os.open(neighbour, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    neighbour.replace(path)
    return path
