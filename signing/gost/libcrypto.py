"""GOST by OpenSSL 3 and its `gost` engine, called through ctypes: no compiler, no configuration file.

The engine interface ends with OpenSSL 3; `load_engine` is the one place to teach a provider when one can sign.
ctypes releases the GIL during every call. Nothing of the engine's state is kept per key, so keys may be
shared by threads and survive a fork.
"""

import ctypes
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_uint, c_void_p
from functools import lru_cache

from signing.errors import ProviderUnavailable, SignerFailed
from signing.gost.keys import PrivateKey, PublicKey

# include/openssl/engine.h: digests, key methods, key encodings – and not the random generator or ciphers.
_ENGINE_METHODS = 0x0080 | 0x0200 | 0x0400
_SIGNATURES: dict[str, tuple[object, tuple[object, ...]]] = {
    "ENGINE_by_id": (c_void_p, (c_char_p,)),
    "ENGINE_init": (c_int, (c_void_p,)),
    "ENGINE_set_default": (c_int, (c_void_p, c_uint)),
    "ENGINE_get_digest": (c_void_p, (c_void_p, c_int)),
    "OBJ_txt2nid": (c_int, (c_char_p,)),
    "EVP_Digest": (c_int, (c_char_p, c_size_t, c_char_p, POINTER(c_uint), c_void_p, c_void_p)),
    "d2i_PUBKEY": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "d2i_PKCS8_PRIV_KEY_INFO": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "EVP_PKCS82PKEY": (c_void_p, (c_void_p,)),
    "PKCS8_PRIV_KEY_INFO_free": (None, (c_void_p,)),
    "i2d_PUBKEY": (c_int, (c_void_p, POINTER(c_char_p))),
    "EVP_PKEY_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_new": (c_void_p, (c_void_p, c_void_p)),
    "EVP_PKEY_CTX_free": (None, (c_void_p,)),
    "EVP_PKEY_sign_init": (c_int, (c_void_p,)),
    "EVP_PKEY_sign": (c_int, (c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t)),
    "EVP_PKEY_verify_init": (c_int, (c_void_p,)),
    "EVP_PKEY_verify": (c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
    "ERR_clear_error": (None, ()),
}
_DIGESTS = {256: b"1.2.643.7.1.1.2.2", 512: b"1.2.643.7.1.1.2.3"}


class LibcryptoProvider:
    """Raises ProviderUnavailable where OpenSSL 3 or the engine is missing or answers wrongly."""

    name = "libcrypto"

    def __init__(self) -> None:
        self._lib, self._engine = load_engine()
        self._digests = {bits: self._engine_digest(oid) for bits, oid in _DIGESTS.items()}
        self._public_key = lru_cache(maxsize=256)(self._load_public_key)
        if self.digest(b"", bits=256).hex()[:16] != "3f539a213e97c802":
            raise _unavailable("the engine computes a wrong Streebog.")

    def digest(self, content: bytes, *, bits: int) -> bytes:
        size = bits // 8
        output, length = ctypes.create_string_buffer(size), c_uint(size)
        done = self._lib.EVP_Digest(content, len(content), output, byref(length), self._digests[bits], self._engine)
        if done != 1 or length.value != size:
            raise _failed("digest")
        return output.raw

    def signing_key(self, key: PrivateKey) -> "LibcryptoSigningKey":
        return LibcryptoSigningKey(self._lib, _Handle(self._lib, self._load_private_key(key)), key.curve.size)

    def verify(self, key: PublicKey, digest: bytes, signature: bytes) -> bool:
        size = key.curve.size
        if len(signature) != 2 * size or len(digest) != size:
            return False
        handle = self._public_key(key)
        with _Context(self._lib, handle) as context:
            self._lib.EVP_PKEY_verify_init(context)
            valid = bool(self._lib.EVP_PKEY_verify(context, signature, len(signature), digest, size) == 1)
        if not valid:
            self._lib.ERR_clear_error()
        return valid

    def _load_public_key(self, key: PublicKey) -> "_Handle":
        encoded = key.encode()
        return _Handle(self._lib, self._lib.d2i_PUBKEY(None, byref(c_char_p(encoded)), len(encoded)))

    def _load_private_key(self, key: PrivateKey) -> int | None:
        encoded = key.encode()
        info = self._lib.d2i_PKCS8_PRIV_KEY_INFO(None, byref(c_char_p(encoded)), len(encoded))
        try:
            pointer: int | None = self._lib.EVP_PKCS82PKEY(info) if info else None
        finally:
            self._lib.PKCS8_PRIV_KEY_INFO_free(info)
        return pointer

    def _engine_digest(self, oid: bytes) -> int:
        method: int | None = self._lib.ENGINE_get_digest(self._engine, self._lib.OBJ_txt2nid(oid))
        if not method:
            raise _unavailable("the engine has no Streebog.")
        return method


class LibcryptoSigningKey:
    def __init__(self, lib: ctypes.CDLL, handle: "_Handle", size: int) -> None:
        self._lib, self._handle, self._size = lib, handle, size
        self.public = PublicKey.decode(handle.public_key())

    def sign(self, digest: bytes) -> bytes:
        output, length = ctypes.create_string_buffer(2 * self._size), c_size_t(2 * self._size)
        with _Context(self._lib, self._handle) as context:
            self._lib.EVP_PKEY_sign_init(context)
            done = self._lib.EVP_PKEY_sign(context, output, byref(length), digest, len(digest))
        if done != 1 or length.value != 2 * self._size:
            self._lib.ERR_clear_error()
            raise _failed("signature")
        return output.raw


class _Handle:
    """An EVP_PKEY, freed with the object that holds it."""

    def __init__(self, lib: ctypes.CDLL, pointer: int | None) -> None:
        self._lib, self.pointer = lib, pointer
        if not pointer:
            lib.ERR_clear_error()
            raise _failed("key")

    def public_key(self) -> bytes:
        size = self._lib.i2d_PUBKEY(self.pointer, None)
        if size <= 0:
            raise _failed("key")
        output = ctypes.create_string_buffer(size)
        self._lib.i2d_PUBKEY(self.pointer, byref(ctypes.cast(output, c_char_p)))
        return output.raw

    def __del__(self) -> None:
        if self.pointer:
            self._lib.EVP_PKEY_free(self.pointer)


class _Context:
    """An EVP_PKEY_CTX for one operation: contexts, unlike keys, must not be shared by threads."""

    def __init__(self, lib: ctypes.CDLL, handle: _Handle) -> None:
        self._lib, self._handle = lib, handle

    def __enter__(self) -> int:
        context: int | None = self._lib.EVP_PKEY_CTX_new(self._handle.pointer, None)
        if not context:
            raise _failed("key")
        self._context = context
        return context

    def __exit__(self, *_: object) -> None:
        self._lib.EVP_PKEY_CTX_free(self._context)


def load_engine() -> tuple[ctypes.CDLL, int]:
    try:
        lib = ctypes.CDLL("libcrypto.so.3")
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(lib, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError) as absent:
        raise _unavailable("OpenSSL 3 (libcrypto.so.3) is not installed.") from absent
    engine: int | None = lib.ENGINE_by_id(b"gost")
    if not engine or not lib.ENGINE_init(engine) or not lib.ENGINE_set_default(engine, _ENGINE_METHODS):
        lib.ERR_clear_error()
        raise _unavailable("the GOST engine of OpenSSL is not installed.")
    return lib, engine


def _unavailable(reason: str) -> ProviderUnavailable:
    return ProviderUnavailable(
        ru="Нет рабочего движка ГОСТ для OpenSSL 3: поставьте пакет libengine-gost-openssl.", en=reason
    )


def _failed(step: str) -> SignerFailed:
    return SignerFailed(
        ru=f"OpenSSL не выполнил операцию ГОСТ ({step}).", en=f"OpenSSL refused a GOST operation: {step}."
    )
