"""Confirm who is signing at the moment of signing: what makes a simple signature one (63-ФЗ, article 9)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from edo_gateway.docflow.enter import ConfirmPassword
from edo_gateway.domain.access import Actor, Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a simple signature is confirmed with, and from which IP address.

    ``proven`` is set by :class:`ConfirmIdentity` alone: the same consent then serves many documents.
    """

    password: str = ""
    address: str = ""
    proven: Method | None = None


@dataclass(frozen=True, kw_only=True)
class ConfirmIdentity:
    """The consent with what it was proven by. Raises what the proof raises; a proven one is given back as it is."""

    password: ConfirmPassword

    def __call__(self, consent: Consent, *, actor: Actor) -> Consent:
        if consent.proven:
            return consent
        self.password(actor.person.id, consent.password)
        return replace(consent, proven=Method.PASSWORD)
