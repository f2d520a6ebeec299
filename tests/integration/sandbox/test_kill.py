"""What was answered with 200 survives the death of the process, and its processing goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edo_gateway.sandbox.records import Box
from edo_gateway.sandbox.sandbox import open_sandbox
from tests.integration.sandbox.exchange import BUYER, SELLER, Client, HandClock, config_in, seller_title

PROGRAM = """
import sys
from datetime import timedelta
from pathlib import Path
from edo_gateway.sandbox.server import SandboxServer
from tests.integration.sandbox.exchange import config_in

server = SandboxServer(config_in(Path(sys.argv[1]), step_delay=timedelta(milliseconds=20)))
server.start()
print(server.url, flush=True)
sys.stdin.read()
"""


@contextmanager
def process(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    started = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert started.stdin is not None
    assert started.stdout is not None
    try:
        yield started, started.stdout.readline().strip()
    finally:
        started.kill()
        started.wait()
        started.stdin.close()
        started.stdout.close()


def boxes(folder: Path) -> tuple[Box, Box]:
    sandbox = open_sandbox(config_in(folder), HandClock())
    with sandbox.store.reading() as ledger:
        (seller,), (buyer,) = ledger.boxes_with(inn=SELLER.inn), ledger.boxes_with(inn=BUYER.inn)
    sandbox.store.close()
    return seller, buyer


def is_finished(client: Client, message_id: str) -> bool:
    return str(client.document(message_id)["RecipientResponseStatus"]) == "WithRecipientSignature"


def test_nothing_accepted_is_lost_by_a_kill(tmp_path: Path) -> None:
    seller, buyer = boxes(tmp_path)
    accepted: dict[str, str] = {}
    for round_number in range(2):
        with process(tmp_path) as (sandbox, url):
            client = Client(url, seller, buyer)
            client.log_in()
            for number in range(4):
                operation = f"{round_number}-{number}"
                accepted[operation] = client.send("СЧФДОП", operation=operation)["MessageId"]
            os.kill(sandbox.pid, signal.SIGKILL)
            client.session.close()
    with process(tmp_path) as (_, url):
        client = Client(url, seller, buyer)
        client.log_in()
        deadline = time.monotonic() + 60
        while not all(is_finished(client, message_id) for message_id in accepted.values()):
            assert time.monotonic() < deadline, client.get("/_sandbox/tasks").text
            time.sleep(0.1)
        feed = client.events()
        posted = [event["Message"]["MessageId"] for event in feed if "Message" in event]
        assert posted == list(accepted.values())
        # every message went each step exactly once, though the process died in the middle of some
        for message_id in posted:
            kinds = [entity["AttachmentType"] for entity in client.attachments(message_id)]
            assert kinds.count("InvoiceReceipt") == 1
            assert kinds.count("UniversalTransferDocumentBuyerTitle") == 1
            assert kinds.count("InvoiceConfirmation") == 3
        client.session.close()


def test_an_operation_repeated_after_a_kill_gives_the_first_message(tmp_path: Path) -> None:
    seller, buyer = boxes(tmp_path)
    body = Client("", seller, buyer).message(seller_title(seller, buyer), "СЧФДОП")
    ids = []
    for _ in range(2):
        with process(tmp_path) as (sandbox, url):
            client = Client(url, seller, buyer)
            client.log_in()
            answer = client.post("/V3/PostMessage", body, operationId="once")
            ids.append(answer.json()["MessageId"])
            os.kill(sandbox.pid, signal.SIGKILL)
            client.session.close()
    assert ids[0] == ids[1]
