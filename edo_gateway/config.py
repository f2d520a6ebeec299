"""Settings, read once from the environment. A secret is given as a file, so that it is in no environment listing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

_LONGEST = 86_400.0  # seconds


class BadSetting(Exception):
    """A setting cannot be used; the message names it and says how to mend it."""


class RevocationFetch(StrEnum):
    """Whom the worker may ask about revocation: nobody, addresses of the public network, or those within too."""

    NO = "no"
    PUBLIC = "public"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that differs between installations.

    ``data`` is the folder of the database, the keys and the trusted certificates. ``operator_password`` is a path
    to a file that holds the password and is readable by its owner alone.
    """

    data: Path
    database_url: str
    operator_url: str = ""
    operator_client_id: str = ""
    operator_login: str = ""
    operator_password: Path | None = field(default=None, repr=False)
    master_key: str = (
        ""  # where the master key comes from: env:NAME, fd:N, file:PATH; default a file of the data folder
    )
    public_url: str = ""  # where others reach the web process: certificates name it for the revocation list
    authority_key: str = ""  # address of the company authority's key when it is no file of ours, as helper:SOCKET#NAME
    service_key: str = ""  # the same of the key that seals simple signatures
    timestamp_url: str = ""  # of the service that stamps our signatures (RFC 3161); none by default
    revocation_fetch: RevocationFetch = RevocationFetch.NO
    poll_interval: timedelta = timedelta(seconds=30)
    lease: timedelta = timedelta(seconds=150)  # longer than the longest call: connect 10 s, read 100 s
    secure_cookies: bool = True
    trusted_proxies: int = 0  # reverse proxies in front that may be believed about the caller's address

    @property
    def trust(self) -> Path:
        """Trusted roots, intermediates and revocation lists."""
        return self.data / "trust"

    @property
    def keys(self) -> Path:
        """Keys the gateway holds itself: its own service key and the company's certificate authority."""
        return self.data / "keys"

    @property
    def plugins(self) -> Path:
        """Loaders of signing plug-ins, as their makers give them out."""
        return self.data / "plugins"

    @property
    def master(self) -> str:
        """What keys made here are encrypted with at rest: apart from them, so that a copy of them opens nothing."""
        return self.master_key or f"file:{self.data / 'master.key'}"

    @property
    def evidence(self) -> Path:
        """Revocation lists and OCSP responses fetched, for the next time."""
        return self.data / "evidence"

    @property
    def formats(self) -> Path:
        """Official schemas laid over the formats of the package."""
        return formats_folder(self.data)


def data_folder(environment: Mapping[str, str]) -> Path:
    """The folder of ``EDO_GATEWAY_DATA``."""
    return Path(environment.get("EDO_GATEWAY_DATA", "var")).resolve()


def formats_folder(data: Path) -> Path:
    """Where official schemas lie in a data folder."""
    return data / "formats"


def from_environment(environment: Mapping[str, str]) -> Config:
    """Read ``EDO_GATEWAY_*``. Raises :class:`BadSetting`."""

    def setting(name: str, default: str = "") -> str:
        return environment.get(f"EDO_GATEWAY_{name}", default)

    data = data_folder(environment)
    password = setting("OPERATOR_PASSWORD_FILE")
    return Config(
        data=data,
        database_url=setting("DATABASE_URL", f"sqlite:///{data / 'gateway.db'}"),
        operator_url=setting("OPERATOR_URL"),
        operator_client_id=setting("OPERATOR_CLIENT_ID"),
        operator_login=setting("OPERATOR_LOGIN"),
        operator_password=_readable("OPERATOR_PASSWORD_FILE", password) if password else None,
        master_key=setting("MASTER_KEY"),
        public_url=_address("PUBLIC_URL", setting("PUBLIC_URL")),
        authority_key=setting("AUTHORITY_KEY"),
        service_key=setting("SERVICE_KEY"),
        timestamp_url=_address("TIMESTAMP_URL", setting("TIMESTAMP_URL")),
        revocation_fetch=_fetch("REVOCATION_FETCH", setting("REVOCATION_FETCH", "no")),
        poll_interval=timedelta(seconds=_seconds("POLL_SECONDS", setting("POLL_SECONDS", "30"))),
        lease=timedelta(seconds=_seconds("LEASE_SECONDS", setting("LEASE_SECONDS", "150"))),
        trusted_proxies=_count("TRUSTED_PROXIES", setting("TRUSTED_PROXIES", "0")),
        secure_cookies=_flag("SECURE_COOKIES", setting("SECURE_COOKIES", "yes")),
    )


def _readable(name: str, text: str) -> Path:
    path = Path(text)
    try:
        path.read_text()
    except (OSError, ValueError) as error:
        raise BadSetting(f"EDO_GATEWAY_{name} must be a file that can be read as text: {error}") from error
    return path


def _address(name: str, text: str) -> str:
    if text and not (text.isascii() and text.startswith(("http://", "https://"))):
        raise BadSetting(f"EDO_GATEWAY_{name} must be an address that begins with http:// or https://, not {text!r}")
    return text.rstrip("/")


def _fetch(name: str, text: str) -> RevocationFetch:
    try:
        return RevocationFetch(text.lower())
    except ValueError:
        raise BadSetting(f"EDO_GATEWAY_{name} must be no, public or any, not {text!r}") from None


def _seconds(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= _LONGEST:
        raise BadSetting(f"EDO_GATEWAY_{name} must be a number of seconds above zero and within a day, not {text!r}")
    return value


def _count(name: str, text: str) -> int:
    if not text.isdecimal():
        raise BadSetting(f"EDO_GATEWAY_{name} must be a whole number, not {text!r}")
    return int(text)


def _flag(name: str, text: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise BadSetting(f"EDO_GATEWAY_{name} must be yes or no, not {text!r}")
    return text.lower() == "yes"
