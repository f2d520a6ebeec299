"""What will expire soon, so that somebody acts before signing or checking stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from edo_gateway.docflow.powers import KeepPowers
from edo_gateway.domain.clock import MOSCOW, Clock
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.signature import LEVEL_NAMES
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Units
from signing import Certificate, CompanyAuthority, TrustStore, lists_until, signs_until

NOTICE = timedelta(days=30)
_MEND_KEY = Text(
    "Закажите новый сертификат и назовите его в файле компании: edo-gateway setup.",
    "Order a new certificate and name it in the company file: edo-gateway setup.",
)
_MEND_AUTHORITY = Text(
    "Готовьте новый удостоверяющий центр: сертификаты сотрудников не переживут прежнего.",
    "Prepare a new authority: employees' certificates do not outlive the old one.",
)
_POWER = Text("Доверенность {number}: {names}", "Power of attorney {number}: {names}")
_MEND_POWER = Text(
    "Оформите новую доверенность и добавьте её: edo-gateway powers add или страница «Доверенности».",
    "Get a new power of attorney and add it: edo-gateway powers add, or the page «Доверенности».",
)
_MEND_WORKER = Text(
    "Шлюз обновляет это сам раз в сутки. Не обновил – пусть администратор проверит edo-gateway worker и его журнал.",
    "The gateway renews it by itself once a day. If it has not, check edo-gateway worker and its log.",
)
_MEND_TRUST = Text(
    "Положите новый файл в каталог доверия (DATA/trust).", "Put the new file into the trust directory (DATA/trust)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """``notice`` is how long before ``until`` a person is told; ``mend`` says what to do."""

    what: Text
    until: datetime
    mend: Text
    notice: timedelta = NOTICE

    def is_due(self, now: datetime) -> bool:
        return self.until - self.notice <= now


@dataclass(frozen=True)
class Installation:
    """What the installation itself has that ends: whom it trusts, its service's certificate, its authority."""

    trust: Callable[[], TrustStore]
    service: Path
    authority: CompanyAuthority
    clock: Clock

    def __call__(self) -> list[Expiry]:
        ends = Text("Удостоверяющий центр компании", "The company's certificate authority")
        found = [
            Expiry(what=ends, until=self.authority.certificate.not_after, mend=_MEND_AUTHORITY, notice=12 * NOTICE),
            _renewed_by_us("Список отзыва удостоверяющего центра компании", "The list of the company's authority",
                           self.authority.list_until, timedelta(days=2)),
        ]  # fmt: skip
        if self.service.exists():
            until = Certificate.from_file(self.service).not_after
            found.append(_renewed_by_us("Сертификат простых подписей", "The certificate of simple signatures",
                                        until, NOTICE / 2))  # fmt: skip
        return [*found, *self._trusted()]

    def _trusted(self) -> list[Expiry]:
        """An anchor that is over is kept for the signatures of its time, and is no news."""
        now, trust = self.clock(), self.trust()
        listed = {one.der for one in trust.accredited.certificates} if trust.accredited else set()
        listed.add(self.authority.certificate.der)
        given = [one for one in (*trust.anchors, *trust.intermediates) if one.der not in listed]
        certificates = [
            Expiry(
                what=_trusted("Доверенный сертификат", "Trusted certificate", one),
                until=one.not_after,
                mend=_MEND_TRUST,
            )
            for one in given
            if one.is_valid_at(now)
        ]
        lists = [
            Expiry(
                what=_trusted("Список отзыва", "Revocation list", one),
                until=until,
                mend=_MEND_TRUST,
                notice=timedelta(),
            )
            for one, until in lists_until(trust, at=now)
            if one.der not in listed
        ]
        return certificates + lists


def _trusted(ru: str, en: str, certificate: Certificate) -> Text:
    return Text(f"{ru} «{certificate.common_name}»", f"{en} “{certificate.common_name}”")


def _renewed_by_us(ru: str, en: str, until: datetime, notice: timedelta) -> Expiry:
    return Expiry(what=Text(ru, en), until=until, mend=_MEND_WORKER, notice=notice)


@dataclass(frozen=True, kw_only=True)
class Expiring:
    """Certificates and keys of an organisation's people, and what the ``installation`` itself has."""

    units: Units
    clock: Clock
    installation: Callable[[], Sequence[Expiry]]
    powers: KeepPowers

    def __call__(self, organization: OrganizationId) -> tuple[Expiry, ...]:
        """What is within its notice, or over; the soonest first."""
        now = self.clock()
        found = [*self.installation(), *self._keys(organization), *self._powers(organization)]
        return tuple(sorted((one for one in found if one.is_due(now)), key=lambda one: one.until))

    def _keys(self, organization: OrganizationId) -> list[Expiry]:
        with self.units.look() as unit:
            names = {person.id: person.name for person in unit.people.of_organization(organization)}
            keys = unit.people.signing_keys(organization)
        return [
            Expiry(
                what=Text(
                    f"Сертификат: {names.get(key.person_id, '')}, {LEVEL_NAMES[key.level].ru}",
                    f"Certificate: {names.get(key.person_id, '')}, {LEVEL_NAMES[key.level].en}",
                ),
                until=_signs_until(key.certificate),
                mend=_MEND_KEY,
            )
            for key in keys
        ]

    def _powers(self, organization: OrganizationId) -> list[Expiry]:
        """Powers of attorney end with their last day in Moscow."""
        ending = self.powers.all(organization).expiring(self.powers.today())
        return [
            Expiry(
                what=_POWER.filled(number=one.power.number, names=", ".join(p.name for p in one.power.representatives)),
                until=datetime.combine(one.power.valid_until, time.max, MOSCOW),
                mend=_MEND_POWER,
            )
            for one in ending
        ]


@lru_cache(maxsize=4096)
def _signs_until(certificate: bytes) -> datetime:
    """Every page shows how many of them are due."""
    return signs_until(Certificate.from_der(certificate))
