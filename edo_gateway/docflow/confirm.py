"""Confirm who is signing at the moment of signing: what makes a simple signature one (63-ФЗ, article 9)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from edo_gateway.docflow.enter import ConfirmPassword
from edo_gateway.docflow.one_time_codes import OneTimeCodes
from edo_gateway.docflow.passkeys import Passkeys
from edo_gateway.domain.access import Actor
from edo_gateway.domain.confirmation import METHOD_NAMES, Method
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Units


class ConfirmationNotEnough(GatewayError):
    code = "confirmation_not_enough"
    text = Text(
        "В вашей организации простую подпись подтверждают так: {enough}. Настройте это в профиле и повторите.",
        "In your organisation a simple signature is confirmed by: {enough}. Set it up in the profile and repeat.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a simple signature is confirmed with, and from which IP address. ``passkey`` is the browser's answer as
    JSON, ``origin`` what it knows this site by.

    ``proven`` is set by :class:`ConfirmIdentity` alone: the same consent then serves many documents.
    """

    password: str = ""
    code: str = ""
    passkey: str = ""
    origin: str = ""
    address: str = ""
    proven: Method | None = None


@dataclass(frozen=True, kw_only=True)
class ConfirmIdentity:
    """The consent with what it was proven by: one of the proofs that the organisation's policy calls enough.

    A proven consent is given back as it is. Raises :class:`ConfirmationNotEnough` and what the proof raises.
    """

    units: Units
    password: ConfirmPassword
    codes: OneTimeCodes
    passkeys: Passkeys

    def __call__(self, consent: Consent, *, actor: Actor) -> Consent:
        if consent.proven:
            return consent
        with self.units.look() as unit:
            enough = unit.organizations.policy(actor.organization_id).confirmations
        return replace(consent, proven=self._proven(consent, enough, actor))

    def _proven(self, consent: Consent, enough: frozenset[Method], actor: Actor) -> Method:
        if consent.passkey and Method.PASSKEY in enough:
            return self.passkeys.confirm(actor.person.id, consent.passkey, consent.origin)
        if consent.code and Method.ONE_TIME_CODE in enough:
            return self.codes.confirm(actor.person.id, consent.code)
        if Method.PASSWORD not in enough:
            raise ConfirmationNotEnough(enough=_listed(enough))
        self.password(actor.person.id, consent.password)
        return Method.PASSWORD


def _listed(methods: frozenset[Method]) -> Text:
    names = [METHOD_NAMES[method] for method in sorted(methods)]
    return Text(", ".join(name.ru for name in names), ", ".join(name.en for name in names))
