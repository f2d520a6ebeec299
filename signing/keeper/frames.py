"""What is said over the socket of the process that holds the keys.

One request, one answer, again and again on one connection. Either is a frame: four octets of length, most significant
first, then that many octets.

    request   operation (1 octet) · length of the key's name (1) · name, UTF-8 · the bytes to sign
    answer    0 · the bytes asked for         or   1 · JSON of a refusal: code, ru, en
"""

import json
import socket
import struct
import time
from dataclasses import dataclass
from enum import IntEnum

from signing.errors import SignerFailed, SigningError

LARGEST = 2**20
"""Octets of a frame. Signed attributes are a few hundred; a revocation list of ten thousand entries is 400,000."""
LONGEST_NAME = 255
_HEAD = 4
_CHUNK = 65_536
_TIMEVAL = struct.Struct("@ll")


class Operation(IntEnum):
    PUBLIC_KEY = 1
    SIGN = 2


class Hangup(Exception):
    """The other side is gone, silent for too long, or does not speak this protocol."""


@dataclass(frozen=True)
class Request:
    operation: Operation
    name: str
    message: bytes = b""

    def encode(self) -> bytes:
        name = self.name.encode()
        return bytes((self.operation, len(name))) + name + self.message

    @classmethod
    def decode(cls, encoded: bytes) -> "Request":
        """Raises Hangup."""
        try:
            end = 2 + encoded[1]
            if len(encoded) < end:
                raise ValueError("the name is cut short")
            return cls(Operation(encoded[0]), encoded[2:end].decode(), encoded[end:])
        except (ValueError, IndexError) as broken:
            raise Hangup("not a request of this protocol") from broken


def done(answer: bytes) -> bytes:
    return b"\0" + answer


def refused(error: SigningError) -> bytes:
    return b"\1" + json.dumps({"code": error.code, "ru": error.ru, "en": error.en}).encode()


def answer_of(encoded: bytes) -> bytes:
    """The bytes asked for. Raises the refusal as the error it was on the other side, or Hangup."""
    if encoded[:1] == b"\0":
        return encoded[1:]
    try:
        said = json.loads(encoded[1:])
        code, ru, en = str(said["code"]), str(said["ru"]), str(said["en"])
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise Hangup("not an answer of this protocol") from broken
    raise _ERRORS.get(code, SignerFailed)(ru=ru, en=en)


def be_patient(line: socket.socket, seconds: float) -> None:
    """How long one call on the line may wait, kept by the kernel: a time-out of Python's costs a call more each time.

    What takes longer is a BlockingIOError.
    """
    whole = int(seconds)
    limit = _TIMEVAL.pack(whole, int((seconds - whole) * 1_000_000))
    line.setblocking(True)
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        line.setsockopt(socket.SOL_SOCKET, option, limit)


def send(line: socket.socket, body: bytes) -> None:
    if len(body) > LARGEST:
        raise Hangup(f"more than {LARGEST} octets")
    line.sendall(len(body).to_bytes(_HEAD, "big") + body)


def receive(line: socket.socket, *, patience: float) -> bytes | None:
    """One frame; None when the other side hung up between frames.

    The line's own patience is how long to wait for the first octet; once it came, the rest must follow within
    `patience` seconds, however slowly it drips. Raises Hangup, OSError.
    """
    received = bytearray(line.recv(_CHUNK))
    if not received:
        return None
    deadline = time.monotonic() + patience
    while len(received) < (expected := _expected(received)):
        if time.monotonic() > deadline or not (more := line.recv(_CHUNK)):
            raise Hangup("a frame was cut short")
        received += more
    if len(received) > expected:
        raise Hangup("a second request before the answer to the first")
    return bytes(received[_HEAD:])


def _expected(received: bytearray) -> int:
    if len(received) < _HEAD:
        return _HEAD
    size = int.from_bytes(received[:_HEAD], "big")
    if size > LARGEST:
        raise Hangup(f"a frame of {size} octets")
    return _HEAD + size


def _family(error: type[SigningError]) -> list[type[SigningError]]:
    return [error, *(one for child in error.__subclasses__() for one in _family(child))]


_ERRORS = {error.code: error for error in _family(SigningError)}
