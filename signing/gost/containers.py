"""Keys under a passphrase as GOST programs wrap them: PBES2 and PKCS#12 with Streebog and the Russian ciphers.

OpenSSL with its `gost` engine opens them (RFC 9337, RFC 9548); there is no portable way. What comes out is PKCS#8.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_void_p
from functools import cache

from signing.gost.libcrypto import load_engine

_SIGNATURES: dict[str, tuple[object, tuple[object, ...]]] = {
    "d2i_PKCS12": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "PKCS12_parse": (c_int, (c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p), c_void_p)),
    "PKCS12_free": (None, (c_void_p,)),
    "EVP_PKEY2PKCS8": (c_void_p, (c_void_p,)),
    "d2i_X509_SIG": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "PKCS8_decrypt": (c_void_p, (c_void_p, c_char_p, c_int)),
    "X509_SIG_free": (None, (c_void_p,)),
    "i2d_X509": (c_int, (c_void_p, POINTER(c_char_p))),
    "X509_free": (None, (c_void_p,)),
    "i2d_PKCS8_PRIV_KEY_INFO": (c_int, (c_void_p, POINTER(c_char_p))),
}


def open_pkcs8(encoded: bytes, passphrase: bytes) -> bytes | None:
    """PrivateKeyInfo out of EncryptedPrivateKeyInfo; None when it does not open. Raises ProviderUnavailable."""
    lib = _library()
    with _parsed(lib, lib.d2i_X509_SIG, lib.X509_SIG_free, encoded) as box:
        return _taken(lib, lib.PKCS8_decrypt(box, passphrase, len(passphrase)) if box else None)


def open_pkcs12(encoded: bytes, passphrase: bytes) -> tuple[bytes | None, bytes | None]:
    """PrivateKeyInfo and its certificate out of a PFX; the first is None when it does not open, the second also when
    there is none. Raises ProviderUnavailable."""
    lib = _library()
    with _parsed(lib, lib.d2i_PKCS12, lib.PKCS12_free, encoded) as box:
        key, certificate = c_void_p(), c_void_p()
        if not box or lib.PKCS12_parse(box, passphrase, byref(key), byref(certificate), None) != 1:
            return None, None
        try:
            found = _encoded(lib.i2d_X509, certificate) if certificate else None
            return _taken(lib, lib.EVP_PKEY2PKCS8(key) if key else None), found
        finally:
            lib.EVP_PKEY_free(key)
            lib.X509_free(certificate)


@cache
def _library() -> ctypes.CDLL:
    lib, _engine = load_engine()
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib


@contextmanager
def _parsed(
    lib: ctypes.CDLL, parse: Callable[..., int | None], free: Callable[[int | None], None], encoded: bytes
) -> Iterator[int | None]:
    box = parse(None, byref(c_char_p(encoded)), len(encoded))
    try:
        yield box
    finally:
        free(box)
        lib.ERR_clear_error()


def _taken(lib: ctypes.CDLL, info: int | None) -> bytes | None:
    if not info:
        return None
    try:
        return _encoded(lib.i2d_PKCS8_PRIV_KEY_INFO, info)
    finally:
        lib.PKCS8_PRIV_KEY_INFO_free(info)


def _encoded(encode: Callable[..., int], pointer: object) -> bytes:
    output = ctypes.create_string_buffer(max(encode(pointer, None), 0))
    encode(pointer, byref(ctypes.cast(output, c_char_p)))
    return output.raw
