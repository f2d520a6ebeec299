"""What is done every day without being asked: fresh revocation lists, and a warning of what will expire."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from edo_gateway.docflow.expiring import Expiring
from edo_gateway.domain.clock import Clock
from edo_gateway.storage.contract import Units
from signing import SigningError

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Upkeep:
    """``renew`` brings what the installation issues to itself up to date; doing it twice does nothing more."""

    units: Units
    clock: Clock
    expiring: Expiring
    renew: Callable[[datetime], None]

    def __call__(self) -> None:
        """Failures are told in the log and tried again the next time."""
        now = self.clock()
        try:
            self.renew(now)
        except (SigningError, OSError) as failure:
            log.error("the revocation list and the service's certificate could not be renewed: %s", failure)
        with self.units.look() as unit:
            organizations = [organization.id for organization in unit.organizations.all()]
        told = {one for organization in organizations for one in self.expiring(organization)}
        for one in sorted(told, key=lambda one: one.until):
            log.warning("expires %s: %s. %s", one.until.date().isoformat(), one.what.en, one.mend.en)
