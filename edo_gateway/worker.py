"""The worker: takes due work with a lease, one job after another, and never dies of a job."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from edo_gateway.docflow.deliver import is_given_up, try_later
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.job import Job, JobKind, LeaseLost
from edo_gateway.storage.contract import Units

log = logging.getLogger(__name__)
_DAY = timedelta(days=1)


def worker_name() -> str:
    """Tells one worker from any other on any machine."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


class WorkersDied(Exception):
    """Every worker that took the job was gone before the lease ran out: taking it again would kill one more."""


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Runs the handler of each due job. Any number of workers may run against one database.

    ``upkeep`` is called at the start and once a day; every worker does, and doing it twice does nothing more.

    A job that fails by a defect of ours is given up after as many attempts as one the operator fails, so that a
    person sees it.
    """

    units: Units
    clock: Clock
    handlers: Mapping[JobKind, Callable[[Job], None]]
    lease: timedelta
    upkeep: Callable[[], None] = lambda: None
    idle: float = 0.3  # seconds between looks when there is nothing to do
    name: str = field(default_factory=worker_name)

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; a failing database is waited for."""
        kept_up: datetime | None = None
        while not stop.is_set():
            try:
                if kept_up is None or self.clock() - kept_up >= _DAY:
                    kept_up = self.clock()
                    self.upkeep()
                worked = self.step()
            except Exception:
                log.exception("the worker could not take a job; it will try again")
                worked = False
            if not worked:
                stop.wait(self.idle)

    def step(self) -> bool:
        """Do one due job. False when there is nothing due."""
        with self.units.begin() as unit:
            job = unit.jobs.claim(owner=self.name, now=self.clock(), lease=self.lease)
        if job is None:
            return False
        try:
            self._handle(job)
        except LeaseLost:
            log.warning("job %s was taken over by another worker; nothing of this run was kept", job.id)
        except Exception as error:
            log.exception("job %s failed", job.id)
            self._give_back(job, f"Сбой в самом шлюзе ({type(error).__name__}), подробности в журнале программы.")
        return True

    def _handle(self, job: Job) -> None:
        if is_given_up(job, job.attempts):
            raise WorkersDied
        self.handlers[job.kind](job)

    def _give_back(self, job: Job, error: str) -> None:
        try:
            with self.units.begin() as unit:
                try_later(unit, job, error, now=self.clock())
        except LeaseLost:
            log.warning("job %s was taken over by another worker", job.id)
