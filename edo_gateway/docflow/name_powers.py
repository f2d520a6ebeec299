"""Name in a document the power of attorney its signatory will sign by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from edo_gateway.docflow.powers import KnownPowers, holder_of
from edo_gateway.domain.authority import own
from edo_gateway.domain.clock import MOSCOW, Clock
from edo_gateway.domain.covering import Holder, Signed, is_party
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.person import Role
from edo_gateway.domain.power import Power, PowerState
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.formats.power.places import with_powers
from edo_gateway.storage.contract import Unit
from signing import Certificate, TrustStore

_YO = str.maketrans("ё", "е")
_USABLE = frozenset({PowerState.VALID, PowerState.EXPIRING})


@dataclass(frozen=True, kw_only=True)
class NamePowers:
    """A signatory is known by the name in the qualified certificate of one of our signers.

    Whether the power is enough for the document is asked when it is signed, not here.
    """

    clock: Clock
    trust: Callable[[], TrustStore]

    def __call__(self, unit: Unit, organization: OrganizationId, payload: dict[str, Any]) -> dict[str, Any]:
        holders = self._employees(unit, organization)
        if not holders:
            return payload
        powers = KnownPowers.of(unit, organization, self.trust())
        today = self.clock().astimezone(MOSCOW).date()

        def power_of(signatory: Mapping[str, Any]) -> Power | None:
            holder = next((one for one in holders if _is_named(one, signatory.get("name"))), None)
            return _usable(powers, holder, today) if holder else None

        return with_powers(payload, power_of, enclosed=unit.organizations.policy(organization).are_powers_enclosed)

    def _employees(self, unit: Unit, organization: OrganizationId) -> list[Holder]:
        """Signers whose qualified certificate is not the organisation's own."""
        inn, today = unit.organizations.get(organization).tax.inn, self.clock().date()
        found = []
        for person in unit.people.of_organization(organization):
            if not person.may(Role.SIGNER, organization):
                continue
            try:
                key = unit.people.signing_key(organization, person.id, SignatureLevel.QUALIFIED)
            except NotFound:
                continue
            holder = holder_of(Certificate.from_der(key.certificate))
            if own(Signed(inn=inn, on=today, holder=holder)) is None:
                found.append(holder)
        return found


def _usable(powers: KnownPowers, holder: Holder, today: date) -> Power | None:
    """Of those valid today one to act alone by before a joint one, then the one that lasts longest."""
    mine = [
        one.power
        for one in powers.powers.values()
        if any(is_party(party, holder) for party in one.power.representatives) and one.state_on(today) in _USABLE
    ]
    return max(mine, key=lambda power: (not power.must_all_sign, power.valid_until), default=None)


def _is_named(holder: Holder, name: object) -> bool:
    """Whether a signatory's name, in one string or in parts, has the holder's surname and first name."""
    said = " ".join(map(str, name.values())) if isinstance(name, Mapping) else str(name or "")
    return set(_words(said)) >= set(_words(holder.name)[:2])


def _words(text: str) -> list[str]:
    return text.casefold().translate(_YO).split()
