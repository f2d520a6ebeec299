"""Revocation data is asked for where certificates say, within bounds, and remembered."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signing import Certificate, SamplePki, SignatureVerdict, SubIndication, TrustStore, der, oids, verify
from signing.authority.issuance import Issuer, revocation_list
from signing.errors import FetchFailed
from signing.keys.key import Key
from signing.keys.key_files import write_key
from signing.trust.evidence import EvidenceKind
from signing.trust.fetching import Fetcher, FetchPolicy
from signing.trust.ocsp import CertId
from signing.trust.online import FolderCache, OnlineEvidence
from tests.unit.signing import forgery, publisher
from tests.unit.signing.conftest import DOCUMENT, openssl_with_gost
from tests.unit.signing.publisher import Server

DAY = timedelta(days=1)
INSIDE = FetchPolicy(private_networks=True, connect_seconds=2, total_seconds=5)


@pytest.fixture(scope="module")
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    with publisher.served() as running:
        yield running


@pytest.fixture
def source() -> OnlineEvidence:
    return OnlineEvidence(Fetcher(INSIDE))


@pytest.fixture
def around(pki: SamplePki, trust: TrustStore, now: datetime) -> TrustStore:
    """Nothing is known about the signer; of the authority the root's list knows."""
    root_list = revocation_list(pki.issuer("root"), (), number=1, this_update=now, next_update=now + 9 * DAY)
    return replace(trust, crls=(root_list,))


def judge(message: bytes, trust: TrustStore, source: OnlineEvidence | None, at: datetime) -> SignatureVerdict:
    (verdict,) = verify(DOCUMENT, message, trust, at=at, evidence=source)
    return verdict


def fresh_list(pki: SamplePki, now: datetime) -> bytes:
    return revocation_list(pki.issuer("authority"), (), number=2, this_update=now, next_update=now + DAY)


def signed_by_one_with(
    pki: SamplePki, now: datetime, *, lists: tuple[str, ...] = (), responders: tuple[str, ...] = ()
) -> tuple[bytes, Certificate]:
    key, certificate = publisher.certified_with_addresses(pki, now, lists=lists, responders=responders)
    return forgery.plain_cms(key, certificate, DOCUMENT), certificate


class TestAsking:
    def test_nothing_is_asked_unless_wanted(
        self, pki: SamplePki, around: TrustStore, server: Server, now: datetime
    ) -> None:
        message, _ = signed_by_one_with(pki, now, lists=(server.publish("/a.crl", fresh_list(pki, now)),))
        assert judge(message, around, None, now).sub_indication is SubIndication.TRY_LATER
        assert server.seen == []

    def test_a_published_list_decides_and_is_evidence(
        self, pki: SamplePki, around: TrustStore, server: Server, source: OnlineEvidence, now: datetime
    ) -> None:
        published = fresh_list(pki, now)
        message, _ = signed_by_one_with(pki, now, lists=(server.publish("/a.crl", published),))
        verdict = judge(message, around, source, now)
        assert verdict.passed
        (fetched,) = (one for one in verdict.evidence if one.address)
        assert (fetched.kind, fetched.content) == (EvidenceKind.CRL, published)
        server.replies.clear()
        assert judge(message, around.with_evidence(verdict.evidence), None, now).passed

    def test_a_responder_is_asked_before_lists_with_a_digest_it_knows(
        self, pki: SamplePki, around: TrustStore, server: Server, source: OnlineEvidence, now: datetime
    ) -> None:
        authority, asked = pki.issuer("authority"), []
        certificate: Certificate

        def reply(question: bytes) -> bytes:
            tbs = der.read(question).children()[0]
            requests, extensions = tbs.children()
            identifier = CertId.read(requests.children()[0].children()[0])
            asked.append(identifier.algorithm)
            if identifier.algorithm != oids.SHA1:
                return publisher.REFUSAL
            assert identifier.names(certificate, authority.certificate)
            nonce = extensions.children()[0].children()[0].children()[1].content
            return publisher.Answer(
                certificate=certificate,
                issuer=authority.certificate,
                responder=authority,
                this_update=now,
                nonce=nonce,
            ).encode()

        lists = (server.publish("/a.crl", fresh_list(pki, now)),)
        message, certificate = signed_by_one_with(pki, now, lists=lists, responders=(server.answer("/ocsp", reply),))
        assert judge(message, around, source, now).passed
        assert asked == [oids.STREEBOG_256, oids.SHA1]
        assert server.seen == ["POST /ocsp"] * 2

    def test_an_answer_to_another_question_is_not_taken(
        self, pki: SamplePki, around: TrustStore, server: Server, source: OnlineEvidence, now: datetime
    ) -> None:
        authority = pki.issuer("authority")
        certificate: Certificate

        def reply(_: bytes) -> bytes:
            answer = publisher.Answer(
                certificate=certificate, issuer=authority.certificate, responder=authority, this_update=now
            )
            return replace(answer, nonce=der.octets(bytes(32))).encode()

        message, certificate = signed_by_one_with(pki, now, responders=(server.answer("/ocsp", reply),))
        assert judge(message, around, source, now).sub_indication is SubIndication.TRY_LATER

    def test_what_cannot_be_had_leaves_the_question_open(
        self, pki: SamplePki, around: TrustStore, server: Server, source: OnlineEvidence, now: datetime
    ) -> None:
        places = (server.address + "/absent.crl", server.publish("/odd.crl", b"<html>"), "ldap://list/", "http://")
        message, _ = signed_by_one_with(pki, now, lists=places, responders=("http://127.0.0.1:1/",))
        assert judge(message, around, source, now).sub_indication is SubIndication.TRY_LATER
        assert sorted(server.seen) == ["GET /absent.crl", "GET /odd.crl"]

    def test_openssl_answers_with_streebog(
        self, pki: SamplePki, around: TrustStore, now: datetime, tmp_path: Path
    ) -> None:
        """A responder by other hands, and a delegate: OpenSSL's, for one request."""
        openssl, responder = openssl_with_gost(), publisher.delegate(pki, now, publisher.NOCHECK)
        with publisher.served() as server:
            key, certificate = publisher.certified_with_addresses(pki, now, responders=[server.address + "/ocsp"])
            _write_index(tmp_path, certificate, pki.issuer("authority"), responder)
            asked: list[str] = []

            def reply(question: bytes) -> bytes:
                (tmp_path / "question").write_bytes(question)
                asked.append(
                    CertId.read(der.read(question).children()[0].children()[0].children()[0].children()[0]).algorithm
                )
                command = ["ocsp", "-index", "index", "-CA", "ca.pem", "-rsigner", "tsa.pem", "-rkey", "key.pem"]
                more = ["-rmd", "md_gost12_256", "-reqin", "question", "-respout", "answer", "-ndays", "1"]
                environment = {"OPENSSL_CONF": str(tmp_path / "gost.cnf")}
                subprocess.run(
                    [openssl, *command, *more],
                    cwd=tmp_path,
                    env=environment,
                    check=True,
                    capture_output=True,
                    timeout=60,
                )
                return (tmp_path / "answer").read_bytes()

            server.answer("/ocsp", reply)
            verdict = judge(forgery.plain_cms(key, certificate, DOCUMENT), around, OnlineEvidence(Fetcher(INSIDE)), now)
        assert verdict.passed, verdict.sentence
        assert asked == [oids.STREEBOG_256]


def _write_index(folder: Path, certificate: Certificate, authority: Issuer, responder: Issuer) -> None:
    until = certificate.not_after.strftime("%y%m%d%H%M%SZ")
    serial = certificate.serial.upper()
    serial = serial if len(serial) % 2 == 0 else "0" + serial
    (folder / "index").write_text(f"V\t{until}\t\t{serial}\tunknown\t/CN=one\n")
    (folder / "ca.pem").write_bytes(authority.certificate.to_pem())
    (folder / "tsa.pem").write_bytes(responder.certificate.to_pem())
    key: Key = responder.key
    write_key(folder / "key.pem", key.encode())  # type: ignore[attr-defined]
    (folder / "gost.cnf").write_text(
        "openssl_conf = a\n[a]\nengines = b\n[b]\ngost = c\n[c]\nengine_id = gost\ndefault_algorithms = ALL\n"
    )


class TestRemembering:
    def test_a_list_is_fetched_once(
        self, pki: SamplePki, around: TrustStore, server: Server, source: OnlineEvidence, now: datetime
    ) -> None:
        address = server.publish("/a.crl", fresh_list(pki, now))
        for _ in range(3):
            message, _signer = signed_by_one_with(pki, now, lists=(address,))
            assert judge(message, around, source, now).passed
        assert server.seen == ["GET /a.crl"]

    def test_a_folder_remembers_for_the_next_process_and_for_bad_days(
        self, pki: SamplePki, around: TrustStore, server: Server, now: datetime, folder: Path
    ) -> None:
        message, _ = signed_by_one_with(pki, now, lists=(server.publish("/a.crl", fresh_list(pki, now)),))

        def passed(fresh: timedelta) -> bool:
            return judge(message, around, OnlineEvidence(Fetcher(INSIDE), FolderCache(folder), fresh), now).passed

        assert passed(DAY)
        assert passed(DAY)
        assert len(server.seen) == 1
        assert passed(timedelta(0))
        assert len(server.seen) == 2
        server.replies.clear()
        assert passed(timedelta(0))
        assert len(server.seen) == 3

    def test_an_address_that_failed_is_left_alone_for_a_while(
        self, pki: SamplePki, around: TrustStore, server: Server, source: OnlineEvidence, now: datetime
    ) -> None:
        message, _ = signed_by_one_with(pki, now, lists=(server.address + "/absent",))
        for _ in range(3):
            assert not judge(message, around, source, now).passed
        assert server.seen == ["GET /absent"]


class TestBounds:
    def test_a_redirect_is_followed_and_bounded(self, server: Server) -> None:
        server.publish("/a", b"here")
        assert Fetcher(INSIDE).get(server.redirect("/b", "/a")) == b"here"
        with pytest.raises(FetchFailed, match="too many"):
            Fetcher(INSIDE).get(server.redirect("/loop", "/loop"))
        with pytest.raises(FetchFailed, match="redirects the request"):
            Fetcher(INSIDE).post(server.address + "/b", b"?", "text/plain")

    @pytest.mark.parametrize(
        "elsewhere",
        ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://user:word@127.0.0.1/", "http://"],
    )
    def test_only_plain_http_is_spoken_even_after_a_redirect(self, server: Server, elsewhere: str) -> None:
        for address in (elsewhere, server.redirect("/x", elsewhere)):
            with pytest.raises(FetchFailed):
                Fetcher(INSIDE).get(address)

    @pytest.mark.parametrize(
        "place",
        [
            "127.0.0.1",
            "localhost",
            "[::1]",
            "10.1.2.3",
            "192.168.1.1",
            "169.254.169.254",
            "[::ffff:127.0.0.1]",
            "224.0.0.1",
        ],
    )
    def test_private_networks_are_closed_unless_allowed(self, place: str) -> None:
        with pytest.raises(FetchFailed, match=r"private network|gaierror"):
            Fetcher().get(f"http://{place}/")

    def test_an_answer_too_large_is_dropped(self, server: Server) -> None:
        address = server.publish("/big", bytes(5000))
        assert len(Fetcher(replace(INSIDE, most_bytes=5000)).get(address)) == 5000
        with pytest.raises(FetchFailed, match="too large"):
            Fetcher(replace(INSIDE, most_bytes=4999)).get(address)

    def test_a_cut_answer_is_no_answer(self, server: Server) -> None:
        server.replies["/cut"] = lambda _: (200, {"Content-Length": "100"}, b"half")
        with pytest.raises(FetchFailed):
            Fetcher(replace(INSIDE, connect_seconds=0.2)).get(server.address + "/cut")

    def test_one_who_never_answers_is_not_waited_for(self, server: Server) -> None:
        server.answer("/slow", lambda _: time.sleep(1) or b"late")
        with pytest.raises(FetchFailed):
            Fetcher(replace(INSIDE, total_seconds=0.2)).get(server.address + "/slow")
