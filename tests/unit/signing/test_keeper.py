"""The process that holds the keys: what it signs, for whom, and what becomes of a request when it dies."""

import logging
import os
import signal
import socket
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import CompanyAuthority, Employee, KeySigner, SignatureKind, Signer, der, open_key, write_key
from signing.algorithms import verify_signature
from signing.authority.company import LIST_LIFE
from signing.authority.issuance import SIGNING, Issuer, Profile, issue, revocation_list
from signing.digest import Digest
from signing.errors import (
    CallerRefused,
    KeeperBusy,
    KeeperUnavailable,
    KeyUnavailable,
    SignerFailed,
    SigningError,
    StatementRefused,
)
from signing.keeper.frames import LARGEST, Hangup, Operation, Request, answer_of, receive
from signing.keeper.keeper import _MOST_LINES, KeptKey, listen
from signing.keeper.statement import Purpose, read_statement
from signing.keys.key import Key
from signing.keys.pyca_key import PycaKey
from signing.signers.cades import CadesTemplate
from tests.keepers import SignerProgram, keeping
from tests.unit.signing.conftest import DOCUMENT, NOW

PROFILE = Profile(subject=(), not_before=NOW, not_after=NOW + timedelta(days=1), key_usage=SIGNING)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CompanyAuthority:
    return CompanyAuthority.open(tmp_path_factory.mktemp("ca") / "authority", organisation="ООО «Проба»", at=NOW)


@pytest.fixture(scope="module")
def keys() -> dict[str, KeptKey]:
    return {
        "director": KeptKey(PycaKey.generate()),
        "authority": KeptKey(PycaKey.generate(), Purpose.CERTIFICATES),
    }


@pytest.fixture
def path(keys: dict[str, KeptKey]) -> Iterator[Path]:
    with keeping(keys, clock=lambda: NOW) as path:
        yield path


def attributes(authority: CompanyAuthority, at: datetime = NOW) -> bytes:
    return CadesTemplate.of(authority.certificate).attributes(DOCUMENT, at)


def good(key: Key, message: bytes) -> bool:
    return verify_signature(
        public_key=key.public_key, digest=Digest.SHA256, message=message, signature=key.sign(message)
    )


class TestWhatIsSigned:
    def test_the_attributes_of_a_document_are(self, path: Path, authority: CompanyAuthority) -> None:
        assert good(open_key(f"helper:{path}#director"), attributes(authority))

    @pytest.mark.parametrize("minutes", [-20, 20])
    def test_a_moment_far_from_now_is_not(self, path: Path, authority: CompanyAuthority, minutes: int) -> None:
        with pytest.raises(StatementRefused, match="too far"):
            open_key(f"helper:{path}#director").sign(attributes(authority, NOW + timedelta(minutes=minutes)))

    @pytest.mark.parametrize(
        "message",
        [b"", b"log me in", bytes(32), der.set_of(), der.sequence(der.integer(1)), der.set_of(der.sequence())],
    )
    def test_anything_else_is_not(self, path: Path, message: bytes) -> None:
        with pytest.raises(StatementRefused):
            open_key(f"helper:{path}#director").sign(message)

    def test_attributes_that_lack_one_are_not(self, path: Path, authority: CompanyAuthority) -> None:
        whole = der.read(attributes(authority)).children()
        for missing in range(len(whole)):
            rest = der.set_of(*(one.encoded for number, one in enumerate(whole) if number != missing))
            with pytest.raises(StatementRefused):
                open_key(f"helper:{path}#director").sign(rest)

    def test_certificates_and_lists_are_by_a_key_for_them(self, path: Path, authority: CompanyAuthority) -> None:
        issuer = Issuer(authority.certificate, open_key(f"helper:{path}#authority"))
        made = issue(issuer, PycaKey.generate().public_key, PROFILE)
        tbs, _, value = der.read(made.der).children()
        assert verify_signature(
            public_key=issuer.key.public_key, digest=Digest.SHA256, message=tbs.encoded, signature=value.content[1:]
        )
        assert revocation_list(issuer, (), number=1, this_update=NOW, next_update=NOW + timedelta(days=1))

    def test_an_employees_key_issues_no_certificates(self, path: Path, authority: CompanyAuthority) -> None:
        with pytest.raises(StatementRefused):
            issue(Issuer(authority.certificate, open_key(f"helper:{path}#director")), b"", PROFILE)

    def test_an_authoritys_key_signs_no_documents(self, path: Path, authority: CompanyAuthority) -> None:
        with pytest.raises(StatementRefused):
            open_key(f"helper:{path}#authority").sign(attributes(authority))

    def test_the_log_tells_who_asked_for_what_and_no_content(
        self, path: Path, authority: CompanyAuthority, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO):
            open_key(f"helper:{path}#director").sign(attributes(authority))
        (line,) = (record.getMessage() for record in caplog.records if "signed with" in record.getMessage())
        assert f"uid {os.getuid()} pid {os.getpid()}" in line
        assert "director" in line
        assert Digest.SHA256.of(DOCUMENT).hex() in line


class TestWhoMayAsk:
    def test_others_of_the_machine_may_not(self, keys: dict[str, KeptKey]) -> None:
        with (
            keeping(keys, allowed=frozenset({4_000_000})) as path,
            pytest.raises(CallerRefused, match=str(os.getuid())),
        ):
            open_key(f"helper:{path}#director")

    def test_the_socket_is_open_to_its_owner_alone(self, path: Path) -> None:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_an_unknown_name_is_told(self, path: Path) -> None:
        with pytest.raises(KeyUnavailable, match="nobody"):
            open_key(f"helper:{path}#nobody")

    @pytest.mark.parametrize(
        "address", ["helper:", "helper:/run/s", "helper:#x", "helper:/run/s#", "helper:/s#" + "x" * 256]
    )
    def test_an_address_that_is_none_is_refused(self, address: str) -> None:
        with pytest.raises(KeyUnavailable, match="helper:/path"):
            open_key(address)

    def test_nobody_there_is_one_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(KeeperUnavailable, match="does not answer") as silent:
            open_key(f"helper:{tmp_path / 'none'}#director")
        assert silent.value.ru.startswith("Служба подписи не отвечает")
        assert silent.value.retryable


class TestBadManners:
    def spoken(self, path: Path, *pieces: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(30)
            line.connect(str(path))
            for piece in pieces:
                line.sendall(piece)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(4096), b""))

    @pytest.mark.parametrize(
        "said",
        [
            b"\0",
            b"\0\0\0\x09short",
            b"\xff\xff\xff\xff",
            (LARGEST + 1).to_bytes(4, "big"),
            b"\0\0\0\0",
            b"GET / HTTP/1.1",
        ],
    )
    def test_nonsense_ends_the_connection_and_nothing_else(
        self, path: Path, authority: CompanyAuthority, said: bytes
    ) -> None:
        assert self.spoken(path, said) == b""
        assert good(open_key(f"helper:{path}#director"), attributes(authority))

    def test_a_request_in_pieces_is_whole(self, path: Path, keys: dict[str, KeptKey]) -> None:
        body = Request(Operation.PUBLIC_KEY, "director").encode()
        frame = len(body).to_bytes(4, "big") + body
        answer = self.spoken(path, *(frame[place : place + 1] for place in range(len(frame))))
        assert answer[5:] == keys["director"].key.public_key

    def test_a_frame_longer_than_the_limit_is_not_even_sent(self, path: Path) -> None:
        with pytest.raises(KeeperUnavailable):
            open_key(f"helper:{path}#director").sign(bytes(LARGEST))

    def test_a_frame_that_drips_is_given_up(self) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.sendall(b"\0\0\0\x09half")
            with pytest.raises(Exception, match="cut short"):
                receive(ours, patience=-1)

    def test_a_broken_key_is_an_error_and_not_the_end(self, authority: CompanyAuthority) -> None:
        class Unplugged:
            public_key = b"key"

            def sign(self, _: bytes) -> bytes:
                raise OSError("secret place of the token")

        with keeping({"token": KeptKey(Unplugged())}, clock=lambda: NOW) as path:
            for _ in range(2):
                with pytest.raises(SignerFailed) as failed:
                    open_key(f"helper:{path}#token").sign(attributes(authority))
                assert "secret" not in str(failed.value)


def test_more_connections_than_it_bears_are_told_to_come_back(path: Path, authority: CompanyAuthority) -> None:
    with ExitStack() as held:
        for _ in range(_MOST_LINES):
            held.enter_context(socket.socket(socket.AF_UNIX)).connect(str(path))
        with pytest.raises(KeeperBusy) as busy:
            open_key(f"helper:{path}#director")
        assert busy.value.retryable
    patience = time.monotonic() + 30
    while time.monotonic() < patience:  # the threads that held the places end one by one
        with suppress(KeeperBusy):
            assert good(open_key(f"helper:{path}#director"), attributes(authority))
            return
    raise AssertionError("the places were not given back")


def test_an_authority_whose_key_is_away_is_still_read(folder: Path, keys: dict[str, KeptKey]) -> None:
    """The list ages past its half while the helper is down; the next one renews it."""
    later = NOW + LIST_LIFE
    with keeping(keys, clock=lambda: NOW) as path:
        address = f"helper:{path}#authority"
        made = CompanyAuthority.open(folder, organisation="ООО «Проба»", at=NOW, key_address=address)
    alone = CompanyAuthority.open(folder, organisation="", at=later, key_address=address)
    assert alone.crl == made.crl
    with keeping(keys, clock=lambda: NOW) as path:
        again = CompanyAuthority.open(folder, organisation="", at=later, key_address=f"helper:{path}#authority")
    assert again.list_until == later + LIST_LIFE


@given(st.binary(max_size=200))
def test_no_bytes_break_the_protocol(data: bytes) -> None:
    for read in (Request.decode, answer_of):
        with suppress(Hangup, SigningError):
            read(data)
    with suppress(StatementRefused):
        read_statement(data, Purpose.DOCUMENTS, now=NOW)


def test_many_sign_at_once(path: Path, authority: CompanyAuthority) -> None:
    key, message = open_key(f"helper:{path}#director"), attributes(authority)
    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(lambda _: good(key, message), range(100)))


def test_a_second_helper_does_not_take_the_socket_of_the_first(path: Path) -> None:
    with pytest.raises(KeeperBusy):
        listen(path)


def test_a_child_process_asks_on_a_line_of_its_own(path: Path, authority: CompanyAuthority) -> None:
    key, message = open_key(f"helper:{path}#director"), attributes(authority)
    child = os.fork()
    if not child:
        os._exit(0 if all(good(key, message) for _ in range(20)) else 1)
    assert all(good(key, message) for _ in range(20))
    assert os.waitpid(child, 0)[1] == 0


class TestTheProgram:
    @pytest.fixture
    def folder(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="edo-") as folder:
            yield Path(folder)

    @pytest.fixture
    def program(self, folder: Path) -> Iterator[SignerProgram]:
        program = SignerProgram(folder, "--key", f"director=file:{folder / 'key.pem'}?passphrase=env:OF_DIRECTOR",
                                environment={"OF_DIRECTOR": "the passphrase"})  # fmt: skip
        yield program
        program.end(signal.SIGKILL)

    @pytest.fixture
    def certified(self, folder: Path) -> Signer:
        """A signer whose key is also the program's."""
        now = datetime.now(UTC)
        here = CompanyAuthority.open(folder / "ca", organisation="ООО «Проба»", at=now)
        issued = here.issue_employee(Employee(surname="Орлова", given_name="Вера"), at=now)
        write_key(folder / "key.pem", issued.key.encode(), passphrase=b"the passphrase")
        return KeySigner(issued.key, issued.certificate, SignatureKind.UNQUALIFIED)

    def test_it_survives_being_killed_and_so_do_its_clients(self, program: SignerProgram, certified: Signer) -> None:
        program.start()
        key = open_key(f"helper:{program.socket}#director")
        signer = KeySigner(key, certified.certificate, SignatureKind.UNQUALIFIED)
        assert signer.sign(DOCUMENT, at=datetime.now(UTC))
        program.end(signal.SIGKILL)
        with pytest.raises(KeeperUnavailable):
            signer.sign(DOCUMENT, at=datetime.now(UTC))
        program.start()
        assert signer.sign(DOCUMENT, at=datetime.now(UTC))
        program.end(signal.SIGKILL)
        program.start()
        assert signer.sign(DOCUMENT, at=datetime.now(UTC))  # nobody noticed: the old connection is given up in silence

    @pytest.mark.usefixtures("certified")
    def test_it_leaves_no_core_and_tells_no_passphrase(self, program: SignerProgram) -> None:
        program.start()
        limits = Path(f"/proc/{program.pid}/limits").read_text()
        (core,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"]
        assert "NoNewPrivs:\t1" in Path(f"/proc/{program.pid}/status").read_text()
        assert "passphrase" not in program.log.read_text()
        assert "the passphrase" not in Path(f"/proc/{program.pid}/cmdline").read_text()

    @pytest.mark.usefixtures("certified")
    def test_told_to_stop_it_clears_its_socket(self, program: SignerProgram) -> None:
        program.start()
        assert program.end() == 0
        assert not program.socket.exists()


def test_it_reads_a_passphrase_it_was_handed_and_shuts_whatever_else_was_left_open(
    authority: CompanyAuthority,
) -> None:
    with tempfile.TemporaryDirectory(prefix="edo-") as made:
        folder, (passphrase, told), (left, writing) = Path(made), os.pipe(), os.pipe()
        write_key(folder / "key.pem", PycaKey.generate().encode(), passphrase=b"handed over")
        os.write(told, b"handed over\n")
        os.close(told)
        program = SignerProgram(folder, "--key", f"director=file:{folder / 'key.pem'}?passphrase=fd:{passphrase}")
        program.start(descriptors=(passphrase, left))
        os.close(left)
        try:
            assert good(open_key(f"helper:{program.socket}#director"), attributes(authority, datetime.now(UTC)))
            with pytest.raises(BrokenPipeError):  # nobody holds the other end any longer
                os.write(writing, b"x")
        finally:
            program.end(signal.SIGKILL)
            os.close(passphrase)
            os.close(writing)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another")
def test_started_by_root_it_is_root_no_longer_when_it_reads_keys(authority: CompanyAuthority) -> None:
    with tempfile.TemporaryDirectory(prefix="edo-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        write_key(folder / "key.pem", PycaKey.generate().encode())
        os.chown(folder / "key.pem", 65534, -1)
        program = SignerProgram(
            folder, "--user", "nobody", "--client", "root", "--key", f"director=file:{folder / 'key.pem'}"
        )
        program.start()
        try:
            status = Path(f"/proc/{program.pid}/status").read_text()
            assert "Uid:\t65534\t65534\t65534\t65534" in status
            assert program.socket.stat().st_uid == 0
            assert Path(f"/proc/{program.pid}/environ").stat().st_uid == 0  # not nobody's: the memory is shut off
            assert good(open_key(f"helper:{program.socket}#director"), attributes(authority, datetime.now(UTC)))
        finally:
            program.end(signal.SIGKILL)


def test_threads_do_not_wait_for_each_others_requests(authority: CompanyAuthority) -> None:
    """Two requests meet inside the key: with one at a time they never would."""
    meeting = threading.Barrier(2, timeout=30)
    inner = PycaKey.generate()

    class Slow:
        public_key = inner.public_key

        def sign(self, message: bytes) -> bytes:
            meeting.wait()
            return inner.sign(message)

    with keeping({"slow": KeptKey(Slow())}, clock=lambda: NOW) as path, ThreadPoolExecutor(2) as pool:
        key = open_key(f"helper:{path}#slow")
        assert all(pool.map(lambda _: good(key, attributes(authority)), range(2)))
