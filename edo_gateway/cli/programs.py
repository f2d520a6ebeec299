"""Commands that start programs: the web process, a worker, the sandbox operator."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from datetime import timedelta

from edo_gateway import bootstrap
from edo_gateway.cli.serving import web_server
from edo_gateway.config import from_environment
from edo_gateway.sandbox import config as sandbox_config
from edo_gateway.sandbox.server import run as run_sandbox
from signing.keys.hardening import forbid_dumps

DONE = 0


def serve(given: argparse.Namespace) -> int:
    """One process: waitress with a worker in a thread, until it is told to stop."""
    _begin()
    config = from_environment(os.environ)
    docflow = bootstrap.docflow(config)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))  # so that the worker finishes the job in hand
    if not given.no_worker:
        threading.Thread(target=bootstrap.worker(docflow, config).run, args=(stop,), name="worker").start()
    try:
        web_server(bootstrap.web(docflow, config), given.host, given.port).run()
    finally:
        stop.set()
    return DONE


def worker(given: argparse.Namespace) -> int:  # noqa: ARG001 - every command is given the arguments
    """A worker until it is told to stop: the job in hand is finished first."""
    _begin()
    stop = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stop.set())
    config = from_environment(os.environ)
    bootstrap.worker(bootstrap.docflow(config), config).run(stop)
    return DONE


def sandbox(given: argparse.Namespace) -> int:
    """The offline operator."""
    _log_to_stderr()
    given.data.mkdir(parents=True, exist_ok=True)
    config = sandbox_config.SandboxConfig(
        database=given.data / "sandbox.db",
        key_directory=given.keys or given.data / "keys",
        trust_directory=given.trust,
        organizations=tuple(sandbox_config.parse_organization(text) for text in given.organization),
        own_inns=frozenset(given.own),
        step_delay=timedelta(seconds=given.delay),
    )
    run_sandbox(config, given.host, given.port)
    return DONE


def _begin() -> None:
    """To the log, and with the memory shut off: keys and passwords may be in it."""
    forbid_dumps()
    _log_to_stderr()


def _log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
