"""Powers of attorney: brought, kept with their signatures, revoked; read together, since one may rest on another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from edo_gateway.docflow.rights import require
from edo_gateway.domain.access import Actor
from edo_gateway.domain.clock import MOSCOW, Clock
from edo_gateway.domain.covering import Holder, Link, concerns, is_signed_by_head
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.person import Role
from edo_gateway.domain.power import (
    KeptPower,
    NoReason,
    Power,
    PowerDiffers,
    PowerSignatureBad,
    PowerState,
    Revocation,
)
from edo_gateway.domain.text import Text
from edo_gateway.formats.power.reading import legal_name, read_power
from edo_gateway.storage.contract import Unit, Units
from signing import Certificate, Indication, SignatureVerdict, SigningError, SubIndication, TrustStore, verify
from signing.verification.detaching import detach

EXPIRING = timedelta(days=30)
"""How long before its last day a power is warned of."""
KEEPERS = (Role.ADMINISTRATOR, Role.ACCOUNTANT)
_OLD_COMPANY = "00"  # before 2022 the ИНН of a company stood in the person's field, led by two zeros
_LONGEST_CHAIN = 10


@dataclass(frozen=True, kw_only=True)
class KnownPower:
    """A power kept here, read, with the opinion on its own signature, which is judged when first asked for."""

    kept: KeptPower
    power: Power
    trust: TrustStore

    @cached_property
    def link(self) -> Link:
        """As of the day it was brought: a power stays good when the certificate of the head ends."""
        file, at = self.kept.file, self.kept.added_at
        verdicts = [
            one for signature in self.kept.signatures for one in verify(file.content, signature, self.trust, at=at)
        ]
        signers = tuple(holder_of(one.signer) for one in verdicts if one.signer)
        defect, doubt = _opinion(self.power, verdicts, signers)
        return Link(power=self.power, signers=signers, revocation=self.kept.revocation, defect=defect, doubt=doubt)

    def state_on(self, day: date) -> PowerState:
        revocation = self.kept.revocation
        if revocation and day >= revocation.on:
            return PowerState.REVOKED
        if self.link.defect:
            return PowerState.BAD_SIGNATURE if self.kept.signatures else PowerState.UNSIGNED
        if day < self.power.issued_on:
            return PowerState.NOT_YET
        if day > self.power.valid_until:
            return PowerState.EXPIRED
        return PowerState.EXPIRING if day > self.power.valid_until - EXPIRING else PowerState.VALID


@dataclass(frozen=True)
class KnownPowers:
    """The powers of one organisation by number in lower case, newest first."""

    powers: Mapping[str, KnownPower]

    @classmethod
    def of(cls, unit: Unit, organization: OrganizationId, trust: TrustStore) -> KnownPowers:
        return cls({kept.number: _known(kept, trust) for kept in unit.powers.all(organization)})

    def chain(self, number: str) -> tuple[KnownPower, ...]:
        """The power and those it was passed on from, as far as they are here; empty for a number unknown."""
        found: list[KnownPower] = []
        current = self.powers.get(number.lower())
        while current and current not in found and len(found) < _LONGEST_CHAIN:
            found.append(current)
            current = self._parent(current.power)
        return tuple(found)

    def links(self, number: str) -> tuple[Link, ...]:
        return tuple(one.link for one in self.chain(number))

    def of_holder(self, holder: Holder) -> list[tuple[Link, ...]]:
        """The chains of the powers that seem meant for the holder of a certificate."""
        return [self.links(number) for number, one in self.powers.items() if concerns(one.power, holder)]

    def expiring(self, day: date) -> list[KnownPower]:
        """Those that end soon or have ended within that time, and that no later power of the same people replaces."""
        soon = [one for one in self.powers.values() if abs(one.power.valid_until - day) < EXPIRING]
        usable = (PowerState.EXPIRING, PowerState.EXPIRED)
        return [one for one in soon if one.state_on(day) in usable and not self._is_replaced(one)]

    def _is_replaced(self, old: KnownPower) -> bool:
        people = set(_numbers(old.power))
        return any(
            people <= set(_numbers(one.power)) and one.power.valid_until > old.power.valid_until + EXPIRING
            for one in self.powers.values()
            if not (one.kept.revocation or one.link.defect)
        )

    def _parent(self, power: Power) -> KnownPower | None:
        if found := self.powers.get(power.parent.lower()):
            return found
        same = (one for one in self.powers.values() if power.parent and one.power.internal_number == power.parent)
        return next(same, None)


@dataclass(frozen=True, kw_only=True)
class KeepPowers:
    """What an administrator does with powers; who may is asked by :func:`require_keeper`."""

    units: Units
    clock: Clock
    trust: Callable[[], TrustStore]

    def add(
        self, organization: OrganizationId, content: bytes, signatures: Sequence[bytes] = (), *, by: str
    ) -> KnownPower:
        """Keep a power, or add signatures (DER, PEM or Base64) to the same one brought before.

        Raises :class:`~edo_gateway.domain.power.NotAPower`, :class:`~edo_gateway.domain.validation.InvalidDocument`,
        :class:`PowerDiffers`, and :class:`PowerSignatureBad` for a signature that is broken or of other bytes.
        """
        given = ExchangeFile("", content)
        power = _read(given)
        file = ExchangeFile(legal_name(given), content)
        now, number = self.clock(), power.number.lower()
        signatures = [_detached(number, content, one) for one in signatures]
        for signature in signatures:
            _check_signature(number, file, signature, self.trust(), now)
        with self.units.begin() as unit:
            kept = unit.powers.find(organization, number)
            if kept is None:
                added = KeptPower(
                    organization_id=organization,
                    number=number,
                    file=file,
                    signatures=tuple(signatures),
                    added_at=now,
                    added_by=by,
                )
                unit.powers.add(added)
            elif kept.file.content != content:
                raise PowerDiffers(number=number)
            else:
                unit.powers.add_signatures(organization, number, signatures)
            return _known(unit.powers.get(organization, number), self.trust())

    def revoke(self, organization: OrganizationId, number: str, *, on: date | None = None, reason: str) -> None:
        """From ``on``, by default today in Moscow. Raises :class:`NotFound`, :class:`NoReason`."""
        if not reason.strip():
            raise NoReason
        revocation = Revocation(on=on or self.today(), reason=reason.strip())
        with self.units.begin() as unit:
            unit.powers.revoke(organization, number, revocation)

    def revoke_listed(self, organization: OrganizationId, numbers: Iterable[str], *, reason: str) -> list[str]:
        """Revoke those of a list that are kept here and stand; the numbers done. A list may name many others."""
        done = []
        wanted = {number.strip().lower() for number in numbers}
        with self.units.begin() as unit:
            for kept in unit.powers.all(organization):
                if kept.number in wanted and kept.revocation is None:
                    unit.powers.revoke(organization, kept.number, Revocation(on=self.today(), reason=reason))
                    done.append(kept.number)
        return done

    def all(self, organization: OrganizationId) -> KnownPowers:
        with self.units.look() as unit:
            return KnownPowers.of(unit, organization, self.trust())

    def get(self, organization: OrganizationId, number: str) -> tuple[KnownPower, ...]:
        """The power with its chain. Raises :class:`NotFound`."""
        chain = self.all(organization).chain(number)
        if not chain:
            raise NotFound(what=f"доверенность {number}")
        return chain

    def today(self) -> date:
        return self.clock().astimezone(MOSCOW).date()


def is_over(unit: Unit, organization: OrganizationId, number: str, day: date) -> bool:
    """Whether the power, or one it rests on, has ended or was revoked by that day; its signature is not looked at."""
    chain = KnownPowers.of(unit, organization, TrustStore(anchors=())).chain(number)
    return any(
        day > one.power.valid_until or (one.kept.revocation is not None and day >= one.kept.revocation.on)
        for one in chain
    )


def require_keeper(actor: Actor) -> None:
    """Raise :class:`~edo_gateway.domain.errors.Forbidden` unless the actor keeps the powers of the organisation."""
    require(actor, *KEEPERS, action=Text("вести доверенности", "keep powers of attorney"))


def _known(kept: KeptPower, trust: TrustStore) -> KnownPower:
    return KnownPower(kept=kept, power=_read(kept.file), trust=trust)


def holder_of(certificate: Certificate) -> Holder:
    person = f"{certificate.surname} {certificate.given_name}".strip() or certificate.common_name
    is_old = not certificate.innle and len(certificate.inn) == 12 and certificate.inn.startswith(_OLD_COMPANY)
    return Holder(
        name=person,
        inn="" if is_old else certificate.inn,
        snils=certificate.snils,
        company_inn=certificate.inn.removeprefix(_OLD_COMPANY) if is_old else certificate.innle,
        ogrn=certificate.ogrn or certificate.ogrnip,
    )


@lru_cache(maxsize=256)
def _read(file: ExchangeFile) -> Power:
    return read_power(file)


def _detached(number: str, content: bytes, signature: bytes) -> bytes:
    try:
        return detach(signature, content_size=len(content)).message
    except SigningError as error:
        raise PowerSignatureBad(number=number, reason=Text(error.ru, error.en)) from error


def _check_signature(number: str, file: ExchangeFile, signature: bytes, trust: TrustStore, at: datetime) -> None:
    for verdict in verify(file.content, signature, trust, at=at):
        if verdict.indication is Indication.TOTAL_FAILED:
            raise PowerSignatureBad(number=number, reason=Text(verdict.sentence.ru, verdict.sentence.en))


def _opinion(
    power: Power, verdicts: Sequence[SignatureVerdict], signers: Sequence[Holder]
) -> tuple[Text | None, Text | None]:
    """What is wrong with the power's own signature, and what could not be judged of it."""
    doubt = None
    for verdict in verdicts:
        said = Text(verdict.sentence.ru, verdict.sentence.en)
        if verdict.sub_indication is SubIndication.TRY_LATER:
            doubt = _DOUBT.filled(number=power.number, ru=said.ru, en=said.en)
        elif not verdict.passed:
            return said, None
    return is_signed_by_head(power, signers), doubt


def _numbers(power: Power) -> list[tuple[str, str]]:
    return [(party.inn, party.snils) for party in power.representatives]


_DOUBT = Text(
    "Подпись под доверенностью {number} проверена не до конца: {ru}",
    "The signature of the power of attorney {number} was not judged to the end: {en}",
)
