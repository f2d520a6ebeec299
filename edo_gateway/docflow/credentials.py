"""Passwords and tokens: argon2id for what people remember, SHA-256 for what is random."""

from __future__ import annotations

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
# A log-in that does not exist must cost as much time as a wrong password.
_NOBODY = _hasher.hash(secrets.token_hex(16))


def new_token() -> str:
    """256 random bits, safe in a header and in a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def password_hash(password: str) -> str:
    return _hasher.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Compare in constant effort; ``kept`` is None for a log-in that does not exist."""
    try:
        return _hasher.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
