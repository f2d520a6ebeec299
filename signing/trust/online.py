"""Evidence about revocation from where certificates say it is published, remembered on the way."""

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from signing import oids
from signing.certificate import Certificate
from signing.errors import FetchFailed
from signing.files import make_private_directory, replace_file
from signing.trust import ocsp
from signing.trust.addresses import list_addresses, status_addresses
from signing.trust.evidence import Evidence, EvidenceKind
from signing.trust.fetching import Fetcher

_log = logging.getLogger(__name__)
MOST_ADDRESSES = 4
"""Of each kind in one certificate: a certificate must not make us ask half the network."""
_MEMORY = 64 * 2**20  # bytes


@dataclass(frozen=True)
class Kept:
    content: bytes
    since: datetime


class EvidenceCache(Protocol):
    """Where fetched evidence is kept between processes; `key` is any text."""

    def get(self, key: str) -> Kept | None: ...
    def put(self, key: str, content: bytes) -> None: ...


class MemoryCache:
    """The most recent pieces of evidence, 64 MiB of them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._size, self._lock = 0, threading.Lock()

    def get(self, key: str) -> Kept | None:
        with self._lock:
            return self._kept.get(key)

    def put(self, key: str, content: bytes) -> None:
        with self._lock:
            self._drop(key)
            self._kept[key] = Kept(content, datetime.now(UTC))
            self._size += len(content)
            while self._size > _MEMORY:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: str) -> None:
        gone = self._kept.pop(key, None)
        self._size -= len(gone.content) if gone else 0


class FolderCache:
    """One file a piece, under a name made of its key; processes may share the folder."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        make_private_directory(directory)

    def get(self, key: str) -> Kept | None:
        path = self._path(key)
        try:
            return Kept(path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC))
        except OSError:
            return None

    def put(self, key: str, content: bytes) -> None:
        """A folder that cannot be written costs another fetch and nothing else."""
        with suppress(OSError):
            replace_file(self._path(key), content)

    def _path(self, key: str) -> Path:
        return self._directory / f"{hashlib.sha256(key.encode()).hexdigest()}.der"


@dataclass
class OnlineEvidence:
    """An EvidenceSource that asks responders first and fetches lists next.

    What was fetched within `fresh` is used again; older pieces are used when nobody answers. An address that
    failed is left alone for `pause`.
    """

    fetcher: Fetcher
    cache: EvidenceCache = field(default_factory=MemoryCache)
    fresh: timedelta = timedelta(hours=1)
    pause: timedelta = timedelta(minutes=1)
    _failed: dict[str, float] = field(default_factory=dict)

    def about(self, certificate: Certificate, issuer: Certificate) -> Iterator[Evidence]:
        places = _places(certificate, issuer)
        known = {one.key: kept for one in places if (kept := self.cache.get(one.key))}
        recent = datetime.now(UTC) - self.fresh
        yield from (one.evidence(known[one.key].content) for one in places if self._is_recent(known, one, recent))
        for one in places:
            if not self._is_recent(known, one, recent) and (content := self._fetched(one, certificate, issuer)):
                yield one.evidence(content)
        yield from (
            one.evidence(known[one.key].content)
            for one in places
            if one.key in known and not self._is_recent(known, one, recent)
        )

    @staticmethod
    def _is_recent(known: dict[str, Kept], place: "_Place", recent: datetime) -> bool:
        return place.key in known and known[place.key].since >= recent

    def _fetched(self, place: "_Place", certificate: Certificate, issuer: Certificate) -> bytes | None:
        if self._failed.get(place.address, 0.0) > time.monotonic():
            return None
        try:
            content = self._asked(place, certificate, issuer)
        except FetchFailed as failure:
            _log.warning("no revocation data: %s", failure.en)
            self._leave_alone(place.address)
            return None
        if content is not None:
            self.cache.put(place.key, content)
        return content

    def _leave_alone(self, address: str) -> None:
        """Those whose pause is over are forgotten: strangers may name any number of addresses."""
        now = time.monotonic()
        self._failed = {one: until for one, until in self._failed.items() if until > now}
        self._failed[address] = now + self.pause.total_seconds()

    def _asked(self, place: "_Place", certificate: Certificate, issuer: Certificate) -> bytes | None:
        if place.kind is EvidenceKind.CRL:
            return self.fetcher.get(place.address)
        for algorithm in _identifying_digests(issuer):
            question, nonce = ocsp.request(certificate, issuer, algorithm)
            answer = self.fetcher.post(place.address, question, "application/ocsp-request")
            if ocsp.is_answer(answer, nonce):
                return answer
        return None


@dataclass(frozen=True)
class _Place:
    kind: EvidenceKind
    address: str
    key: str

    def evidence(self, content: bytes) -> Evidence:
        return Evidence(self.kind, content, self.address)


def _places(certificate: Certificate, issuer: Certificate) -> list[_Place]:
    about = hashlib.sha256(issuer.public_key).hexdigest() + certificate.serial
    responders = status_addresses(certificate)[:MOST_ADDRESSES]
    lists = list_addresses(certificate)[:MOST_ADDRESSES]
    return [
        *(_Place(EvidenceKind.OCSP, one, f"ocsp {one} {about}") for one in responders),
        *(_Place(EvidenceKind.CRL, one, f"crl {one}") for one in lists),
    ]


def _identifying_digests(issuer: Certificate) -> tuple[str, ...]:
    """Responders of GOST authorities know Streebog, nearly all know SHA-1."""
    return (oids.STREEBOG_256, oids.SHA1) if issuer.is_gost else (oids.SHA1,)
