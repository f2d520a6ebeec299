"""Killing workers at any moment loses nothing and sends nothing twice; asking them to stop breaks nothing off."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.identity import DocumentId
from tests.house import ON_THE_WAY, House, house

DOCUMENTS = 6
KILLS = 8


def test_killed_workers_lose_nothing_and_send_nothing_twice(tmp_path: Path, database: str) -> None:
    with house(tmp_path / "house", database, lease=1) as home:
        ids = [home.sent(kind) for kind in ("счёт-фактура", "УПД", "акт") * (DOCUMENTS // 3)]
        home.arm("slow", path="PostMessage", times=DOCUMENTS, seconds=0.5)
        home.arm("commit_then_silence", path="PostMessage", times=2, seconds=0.5)
        chance = random.Random(20261121)
        for _ in range(KILLS):
            _kill_after(_worker(home), chance.uniform(1.2, 2.4))
        _finish(home, _worker(home), ids)
        assert [home.document(i).status for i in ids] == [DocumentStatus.FINISHED] * DOCUMENTS
        assert home.messages_of_ours() == DOCUMENTS


def _worker(home: House) -> subprocess.Popen[bytes]:
    return _started(home, "worker")


def _started(home: House, *arguments: str) -> subprocess.Popen[bytes]:
    config = home.config
    settings = {
        "EDO_GATEWAY_DATA": str(config.data),
        "EDO_GATEWAY_DATABASE_URL": config.database_url,
        "EDO_GATEWAY_OPERATOR_URL": config.operator_url,
        "EDO_GATEWAY_OPERATOR_CLIENT_ID": config.operator_client_id,
        "EDO_GATEWAY_OPERATOR_LOGIN": config.operator_login,
        "EDO_GATEWAY_OPERATOR_PASSWORD_FILE": str(config.operator_password),
        "EDO_GATEWAY_POLL_SECONDS": "0.2",
        "EDO_GATEWAY_LEASE_SECONDS": str(config.lease.total_seconds()),
    }
    command = [sys.executable, "-m", "edo_gateway", *arguments]
    with (config.data / "worker.log").open("ab") as log:
        return subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)


def _kill_after(process: subprocess.Popen[bytes], seconds: float) -> None:
    time.sleep(seconds)
    process.kill()
    process.wait()


def _finish(home: House, process: subprocess.Popen[bytes], ids: list[DocumentId]) -> None:
    deadline = time.monotonic() + 90
    try:
        while time.monotonic() < deadline and any(home.document(i).status in ON_THE_WAY for i in ids):
            time.sleep(0.2)
    finally:
        _kill_after(process, 0)


def test_a_server_told_to_stop_finishes_the_sending_in_hand(tmp_path: Path, database: str) -> None:
    with house(tmp_path / "house", database) as home:
        document_id = home.sent("УПД")
        home.arm("slow", path="PostMessage", seconds=1)
        server = _started(home, "serve", "--port", "0")
        deadline = time.monotonic() + 60
        while not _is_being_sent(home, document_id) and time.monotonic() < deadline:
            time.sleep(0.05)
        server.terminate()
        assert server.wait(timeout=30) == 0
        assert home.document(document_id).status not in (DocumentStatus.SENDING, DocumentStatus.UNKNOWN)


def _is_being_sent(home: House, document_id: DocumentId) -> bool:
    with home.docflow.units.look() as unit:
        return any(unit.attempts.is_outcome_unknown(job.operation_key) for job in unit.jobs.of_document(document_id))
