"""Signing and verifying at the command line: time-stamps, evidence, the ministry's list, the protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signing import SamplePki, der, make_sample_pki, oids
from tests.acceptance.test_command_line import Run, run
from tests.unit.signing import forgery, publisher
from tests.unit.signing.listing import Listed, encoded, signed, tsl
from tests.unit.signing.publisher import Server

__all__ = ["run"]  # the fixture
DOCUMENT = "Договор".encode()


@pytest.fixture
def pki(tmp_path: Path) -> SamplePki:
    return make_sample_pki(tmp_path / "pki", at=datetime.now(UTC))


@pytest.fixture
def server() -> Iterator[Server]:
    with publisher.served() as running:
        yield running


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "contract.txt"
    path.write_bytes(DOCUMENT)
    return path


def stamping_service(pki: SamplePki, server: Server) -> str:
    now = datetime.now(UTC)
    usage = {"extended_key_usage": (oids.TIME_STAMPING,), "extended_key_usage_critical": True}
    key, certificate = forgery.certified(pki, replace(forgery.profile(at=now), **usage))  # type: ignore[arg-type]

    def answer(question: bytes) -> bytes:
        _, imprint, nonce, _ = der.read(question).children()
        token = forgery.token(key, certificate, imprint.encoded, datetime.now(UTC), nonce.encoded)
        return der.sequence(der.sequence(der.integer(0)), token)

    return server.answer("/tsa", answer)


def test_a_signature_is_stamped_and_its_evidence_verifies_it_again(
    run: Run, pki: SamplePki, server: Server, document: Path, tmp_path: Path
) -> None:
    holder = ("--key", pki.key_address("seller"), "--certificate", pki.directory / "certificates" / "seller.cer")
    stamped = ("--timestamp", stamping_service(pki, server), "--private-networks", "--trust", pki.trust_directory)
    done = run("sign", document, *holder, *stamped)
    assert done.returncode == 0, done.stderr
    signature, kept = done.stdout.strip(), tmp_path / "evidence"
    later = (datetime.now(UTC) + timedelta(days=900)).isoformat()
    verified = run(
        "verify", document, signature, "--trust", pki.trust_directory, "--at", later, "--evidence", kept, "--json"
    )
    (verdict,) = json.loads(verified.stdout)["signatures"]
    assert (verified.returncode, verdict["form"], verdict["time_source"]) == (0, "CAdES-T", "time-stamp")
    assert {path.name for path in kept.iterdir()} == {f"{one['sha256']}.{one['kind']}" for one in verdict["evidence"]}
    for list_ in pki.trust_directory.glob("*.crl"):
        list_.unlink()
    alone = run("verify", document, signature, "--trust", pki.trust_directory, "--at", later)
    assert alone.returncode == 1
    together = run("verify", document, signature, "--trust", pki.trust_directory, "--trust", kept, "--at", later)
    assert together.returncode == 0, together.stdout


def test_a_service_that_is_down_leaves_no_signature(run: Run, pki: SamplePki, document: Path) -> None:
    holder = ("--key", pki.key_address("seller"), "--certificate", pki.directory / "certificates" / "seller.cer")
    done = run("sign", document, *holder, "--timestamp", "http://127.0.0.1:1/", "--trust", pki.trust_directory)
    assert done.returncode == 3
    assert not document.with_name("contract.txt.sig").exists()
    assert run("sign", document, *holder, "--timestamp", "http://127.0.0.1:1/").returncode == 2


def test_revocation_is_asked_for_only_when_told(
    run: Run, pki: SamplePki, server: Server, document: Path, tmp_path: Path
) -> None:
    address = server.publish("/a.crl", (pki.trust_directory / "authority.crl").read_bytes())
    key, certificate = publisher.certified_with_addresses(pki, datetime.now(UTC), lists=[address])
    (tmp_path / "signature").write_bytes(forgery.plain_cms(key, certificate, DOCUMENT))
    (pki.trust_directory / "authority.crl").unlink()
    asked = ("verify", document, tmp_path / "signature", "--trust", pki.trust_directory, "--json")
    silent = run(*asked)
    assert (silent.returncode, server.seen) == (1, [])
    assert run(*asked, "--online", "--private-networks").returncode == 0
    assert server.seen == ["GET /a.crl"]


def test_the_protocol_is_a_page_of_its_own(run: Run, pki: SamplePki, document: Path, tmp_path: Path) -> None:
    signature = tmp_path / "signature"
    signature.write_bytes(pki.signer("seller").sign(DOCUMENT, at=datetime.now(UTC)))
    page = tmp_path / "protocol.html"
    done = run("verify", document, signature, "--trust", pki.trust_directory, "--protocol", page)
    assert done.returncode == 0, done.stderr
    text = page.read_text()
    assert "Подпись верна" in text
    assert "ООО «Учебный продавец»" in text
    assert "<script" not in text


def test_the_list_of_accredited_authorities_is_believed_by_a_trusted_signature(
    run: Run, pki: SamplePki, tmp_path: Path
) -> None:
    authority = pki.issuer("authority").certificate
    root = tsl([Listed("Учебный центр", (authority,), (("Действует", "2020-01-01T00:00:00"),))])
    (tmp_path / "plain.xml").write_bytes(encoded(root))
    root = signed(root, forgery.seller_key(pki), pki.certificate("seller"))
    (tmp_path / "signed.xml").write_bytes(encoded(root))
    (tmp_path / "broken.xml").write_bytes(encoded(root).replace(b"777", b"778"))
    imported = ("trust", "import", "--trust", pki.trust_directory)
    assert run(*imported, tmp_path / "plain.xml").returncode == 1
    assert run(*imported, tmp_path / "broken.xml", "--unverified").returncode == 3
    assert not (pki.trust_directory / "accredited.json").exists()
    for extra in (("plain.xml", "--unverified"), ("signed.xml",)):
        done = run(*imported, tmp_path / extra[0], *extra[1:])
        assert (done.returncode, "777" in done.stdout) == (0, True), done.stdout
    kept = json.loads((pki.trust_directory / "accredited.json").read_text())
    assert kept["signed_by"] == "ООО «Учебный продавец»"
