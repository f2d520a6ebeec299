"""The few calls of PKCS#11 (OASIS, version 2.40) that a signature needs, through ctypes.

Written against the calling convention of Linux: CK_ULONG is unsigned long, structures are not packed. No wrapper of
others is used because none passes the mechanisms of TC 26 on.
"""

import ctypes
import os
from collections.abc import Iterable, Iterator, Mapping
from ctypes import byref, c_char, c_char_p, c_ulong, c_void_p
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from signing.errors import KeyUnavailable, SignerFailed


class Attribute(IntEnum):
    CLASS = 0x000
    LABEL = 0x003
    VALUE = 0x011
    KEY_TYPE = 0x100
    ID = 0x102
    MODULUS = 0x120
    PUBLIC_EXPONENT = 0x122
    EC_PARAMS = 0x180
    EC_POINT = 0x181
    GOSTR3410_PARAMS = 0x250


class ObjectClass(IntEnum):
    CERTIFICATE = 1
    PUBLIC_KEY = 2
    PRIVATE_KEY = 3


class Mechanism(IntEnum):
    """The last is an extension of TC 26 for GOST R 34.10-2012 of 512 bits; 256 bits go by the older name."""

    RSA_PKCS = 0x0001
    ECDSA = 0x1041
    GOSTR3410 = 0x1201
    GOSTR3410_512 = 0xD4321006


class Answer(IntEnum):
    """CK_RV, the values that matter."""

    OK = 0x000
    DEVICE_ERROR = 0x030
    DEVICE_REMOVED = 0x032
    PIN_INCORRECT = 0x0A0
    PIN_LOCKED = 0x0A4
    SESSION_CLOSED = 0x0B0
    SESSION_HANDLE_INVALID = 0x0B3
    TOKEN_NOT_PRESENT = 0x0E0
    USER_ALREADY_LOGGED_IN = 0x100
    USER_NOT_LOGGED_IN = 0x101
    ALREADY_INITIALIZED = 0x191


_ANSWERS = {answer.value: answer.name for answer in Answer}
_SERIAL_SESSION, _USER, _OS_LOCKING = 0x4, 1, 0x2
_FINAL_TRY, _LOCKED = 0x20000, 0x40000
_LONGEST_SIGNATURE = 1024
_MOST_OBJECTS = 16


class _Attribute(ctypes.Structure):
    _fields_ = (("type", c_ulong), ("value", c_void_p), ("length", c_ulong))


class _MechanismCall(ctypes.Structure):
    _fields_ = (("mechanism", c_ulong), ("parameter", c_void_p), ("length", c_ulong))


class _InitializeArguments(ctypes.Structure):
    _fields_ = (("mutexes", c_void_p * 4), ("flags", c_ulong), ("reserved", c_void_p))


class _TokenInfo(ctypes.Structure):
    _fields_ = (
        ("label", c_char * 32),
        ("manufacturer", c_char * 32),
        ("model", c_char * 16),
        ("serial", c_char * 16),
        ("flags", c_ulong),
        ("counts", c_ulong * 10),
        ("versions", c_char * 4),
        ("time", c_char * 16),
    )


class Refusal(Exception):
    """The library answered with something else than CKR_OK."""

    def __init__(self, call: str, answer: int) -> None:
        super().__init__(f"{call}: CKR {answer:#x} {_ANSWERS.get(answer, '')}".rstrip())
        self.answer = answer


@dataclass(frozen=True)
class Token:
    slot: int
    label: str
    manufacturer: str
    model: str
    serial: str
    is_final_try: bool
    """One more wrong PIN locks the token."""
    is_locked: bool


class Library:
    """A vendor's library, initialised for this process; a child after a fork initialises it again."""

    def __init__(self, path: str) -> None:
        try:
            self._lib = ctypes.CDLL(path)
        except OSError as absent:
            raise KeyUnavailable(
                ru=f"Библиотека токена не открывается: {absent}. Поставьте её или исправьте module-path.",
                en=f"The token's library cannot be loaded: {absent}. Install it or mend module-path.",
            ) from absent
        self._owner = 0

    def call(self, name: str, *arguments: object, accept: tuple[int, ...] = ()) -> int:
        """Raises Refusal unless the answer is CKR_OK or one of `accept`."""
        function = getattr(self._lib, name, None)
        if function is None:
            raise SignerFailed(ru=f"В библиотеке токена нет {name}.", en=f"The token's library has no {name}.")
        function.restype = c_ulong
        answer: int = function(*arguments)
        if answer != Answer.OK and answer not in accept:
            raise Refusal(name, answer)
        return answer

    def tokens(self) -> Iterator[Token]:
        """Those that are plugged in."""
        self._initialise()
        count = c_ulong()
        self.call("C_GetSlotList", c_char(1), None, byref(count))
        slots = (c_ulong * count.value)()
        self.call("C_GetSlotList", c_char(1), slots, byref(count))
        for slot in slots[: count.value]:
            info = _TokenInfo()
            self.call("C_GetTokenInfo", c_ulong(slot), byref(info))
            yield Token(
                slot=slot,
                label=_text(info.label),
                manufacturer=_text(info.manufacturer),
                model=_text(info.model),
                serial=_text(info.serial),
                is_final_try=bool(info.flags & _FINAL_TRY),
                is_locked=bool(info.flags & _LOCKED),
            )

    def open(self, token: Token) -> "Session":
        handle = c_ulong()
        self.call("C_OpenSession", c_ulong(token.slot), c_ulong(_SERIAL_SESSION), None, None, byref(handle))
        return Session(self, handle)

    def _initialise(self) -> None:
        if self._owner != os.getpid():
            arguments = _InitializeArguments(flags=_OS_LOCKING)
            self.call("C_Initialize", byref(arguments), accept=(Answer.ALREADY_INITIALIZED,))
            self._owner = os.getpid()


library = cache(Library)


def template_of(values: Iterable[tuple[int, bytes]]) -> "tuple[ctypes.Array[_Attribute], list[ctypes.Array[c_char]]]":
    """Attributes as the library takes them, and what must live as long as they do."""
    named = [(name, ctypes.create_string_buffer(value, len(value))) for name, value in values]
    template = (_Attribute * len(named))(
        *(_Attribute(name, ctypes.cast(one, c_void_p), len(one)) for name, one in named)
    )
    return template, [one for _, one in named]


def _text(padded: bytes) -> str:
    return padded.decode("utf-8", "replace").rstrip(" ")


class Session:
    """One conversation with a token; not to be used by two threads at once."""

    def __init__(self, library: Library, handle: c_ulong) -> None:
        self._library, self._handle = library, handle

    def close(self) -> None:
        self._library.call("C_CloseSession", self._handle, accept=tuple(Answer))

    def log_in(self, pin: bytes) -> None:
        accepted = (Answer.USER_ALREADY_LOGGED_IN,)
        self._library.call("C_Login", self._handle, c_ulong(_USER), c_char_p(pin), c_ulong(len(pin)), accept=accepted)

    def find(self, kind: ObjectClass, wanted: Mapping[Attribute, bytes]) -> list[int]:
        """Handles of the objects of this kind with these attributes."""
        pairs = {Attribute.CLASS: bytes(c_ulong(kind)), **wanted}
        template, _buffers = template_of(pairs.items())
        self._library.call("C_FindObjectsInit", self._handle, template, c_ulong(len(template)))
        found, count = (c_ulong * _MOST_OBJECTS)(), c_ulong()
        try:
            self._library.call("C_FindObjects", self._handle, found, c_ulong(_MOST_OBJECTS), byref(count))
        finally:
            self._library.call("C_FindObjectsFinal", self._handle)
        return list(found[: count.value])

    def read(self, handle: int, name: Attribute) -> bytes:
        """The value of an attribute. Raises Refusal where the object has none or keeps it to itself."""
        asked = _Attribute(name, None, 0)
        self._library.call("C_GetAttributeValue", self._handle, c_ulong(handle), byref(asked), c_ulong(1))
        buffer = ctypes.create_string_buffer(max(asked.length, 1))
        asked.value = ctypes.cast(buffer, c_void_p)
        self._library.call("C_GetAttributeValue", self._handle, c_ulong(handle), byref(asked), c_ulong(1))
        return buffer.raw[: asked.length]

    def sign(self, handle: int, mechanism: Mechanism, data: bytes) -> bytes:
        call = _MechanismCall(mechanism, None, 0)
        self._library.call("C_SignInit", self._handle, byref(call), c_ulong(handle))
        output, length = ctypes.create_string_buffer(_LONGEST_SIGNATURE), c_ulong(_LONGEST_SIGNATURE)
        self._library.call("C_Sign", self._handle, c_char_p(data), c_ulong(len(data)), output, byref(length))
        return output.raw[: length.value]
