"""How a person may confirm a simple signature: what the organisation's policy calls enough and they have set up."""

from __future__ import annotations

from dataclasses import dataclass

from edo_gateway.domain.confirmation import METHOD_NAMES, Method
from edo_gateway.storage.contract import Unit
from edo_gateway.web.pages.visitor import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Which proofs the form asks for; ``enough`` names all that the policy allows."""

    password: bool
    code: bool
    passkey: bool
    enough: str

    @property
    def any(self) -> bool:
        return self.password or self.code or self.passkey

    @property
    def is_single(self) -> bool:
        return [self.password, self.code, self.passkey].count(True) == 1


def ways_of(unit: Unit, who: Visitor) -> Ways:
    enough = unit.organizations.policy(who.organization.id).confirmations
    return Ways(
        password=Method.PASSWORD in enough,
        code=Method.ONE_TIME_CODE in enough and unit.factors.one_time_secret(who.person.id) is not None,
        passkey=Method.PASSKEY in enough and bool(unit.factors.passkeys(who.person.id)),
        enough=", ".join(METHOD_NAMES[method].ru for method in sorted(enough)),
    )
