"""What an authority publishes: OCSP responses, certificates that say where to ask, and a server for all of it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from signing import Certificate, SamplePki, der, oids
from signing.algorithms import scheme_of
from signing.authority.issuance import Issuer
from signing.extension import Extension
from signing.keys.key import Key
from signing.trust.ocsp import CertId
from tests.unit.signing import forgery

GOOD = der.context(0, constructed=False)
UNKNOWN = der.context(2, constructed=False)
NOCHECK = Extension(oids.OCSP_NOCHECK, der.null())
REFUSAL = der.sequence(der.tlv(der.ENUMERATED, b"\x06"))


def revoked(at: datetime, reason: int = 0) -> bytes:
    why = (der.context(0, der.tlv(der.ENUMERATED, bytes((reason,)))),) if reason else ()
    return der.context(1, der.generalized_time(at), *why)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One OCSP response about one certificate; `responder` signs it."""

    certificate: Certificate
    issuer: Certificate
    responder: Issuer
    this_update: datetime
    status: bytes = GOOD
    next_update: datetime | None = None
    algorithm: str = oids.SHA1
    enclosed: Sequence[Certificate] = ()
    nonce: bytes | None = None
    more: Sequence[Extension] = field(default=())

    def encode(self) -> bytes:
        key, certificate = self.responder.key, self.responder.certificate
        until = (der.context(0, der.generalized_time(self.next_update)),) if self.next_update else ()
        extensions = (der.context(1, der.sequence(*(one.encode() for one in self.more))),) if self.more else ()
        single = der.sequence(
            CertId.of(self.certificate, self.issuer, self.algorithm).encode(),
            self.status,
            der.generalized_time(self.this_update),
            *until,
            *extensions,
        )
        nonce = (Extension(oids.OCSP_NONCE, self.nonce).encode(),) if self.nonce else ()
        tbs = der.sequence(
            der.context(1, certificate.subject_name),
            der.generalized_time(self.this_update),
            der.sequence(single),
            *((der.context(1, der.sequence(*nonce)),) if nonce else ()),
        )
        certificates = (der.context(0, der.sequence(*(one.der for one in self.enclosed))),) if self.enclosed else ()
        basic = der.sequence(tbs, scheme_of(key.public_key).x509, der.bits(key.sign(tbs)), *certificates)
        body = der.sequence(der.oid(oids.OCSP_BASIC), der.octets(basic))
        return der.sequence(der.tlv(der.ENUMERATED, b"\x00"), der.context(0, body))


def delegate(pki: SamplePki, at: datetime, *more: Extension, usage: str = oids.OCSP_SIGNING) -> Issuer:
    """A responder the sample authority entrusts with its answers."""
    profile = replace(
        forgery.profile(at=at),
        subject=((oids.COMMON_NAME, "Служба актуальных статусов"),),
        extended_key_usage=(usage,),
        more=more,
        not_after=at + timedelta(days=60),
    )
    key, certificate = forgery.certified(pki, profile)
    return Issuer(certificate, key)


def pointers(*, lists: Sequence[str] = (), responders: Sequence[str] = ()) -> tuple[Extension, ...]:
    """Extensions that say where revocation information is published."""
    points = der.sequence(*(der.sequence(der.context(0, der.context(0, _uri(one)))) for one in lists))
    accesses = der.sequence(*(der.sequence(der.oid(oids.OCSP), _uri(one)) for one in responders))
    return (
        *((Extension(oids.CRL_DISTRIBUTION_POINTS, points),) if lists else ()),
        *((Extension(oids.AUTHORITY_INFORMATION_ACCESS, accesses),) if responders else ()),
    )


def certified_with_addresses(
    pki: SamplePki, at: datetime, *, lists: Sequence[str] = (), responders: Sequence[str] = ()
) -> tuple[Key, Certificate]:
    profile = forgery.profile(at=at)
    more = (*profile.more, *pointers(lists=lists, responders=responders))
    return forgery.certified(pki, replace(profile, more=more))


def _uri(address: str) -> bytes:
    return der.context(6, address.encode(), constructed=False)


Reply = Callable[[bytes], tuple[int, dict[str, str], bytes]]


@dataclass
class Server:
    """Answers by path; every request is written down as `METHOD path`."""

    address: str
    replies: dict[str, Reply] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def publish(self, path: str, content: bytes) -> str:
        self.replies[path] = lambda _: (200, {}, content)
        return self.address + path

    def redirect(self, path: str, to: str) -> str:
        self.replies[path] = lambda _: (302, {"Location": to}, b"")
        return self.address + path

    def answer(self, path: str, reply: Callable[[bytes], bytes]) -> str:
        self.replies[path] = lambda body: (200, {}, reply(body))
        return self.address + path


@contextmanager
def served() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            server.seen.append(f"{self.command} {self.path}")
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, content = server.replies.get(self.path, lambda _: (404, {}, b""))(body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            with suppress(OSError):  # whoever asked may be gone
                self.end_headers()
                self.wfile.write(content)

        do_GET = do_POST = _reply  # noqa: N815 – the names the base class calls

        def log_message(self, format: str, *args: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{listener.server_port}")
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
