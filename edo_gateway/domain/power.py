"""Powers of attorney (МЧД): what one says of people and powers, and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.text import Text


class PartyKind(StrEnum):
    """Who gives or gets a power."""

    COMPANY = "company"
    ENTREPRENEUR = "entrepreneur"
    PERSON = "person"


class Redelegable(StrEnum):
    """Whether the powers may be passed on (передоверие)."""

    NO = "no"
    ONCE = "once"
    FURTHER = "further"


class PowerState(StrEnum):
    """How a kept power stands on a day."""

    VALID = "valid"
    EXPIRING = "expiring"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNSIGNED = "unsigned"
    BAD_SIGNATURE = "bad_signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerParty:
    """Somebody a power names. Numbers are digits only, empty where it does not tell them."""

    kind: PartyKind
    name: str
    inn: str = ""
    snils: str = ""
    ogrn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedPower:
    """One power by the state's classifier; ``limits`` are its restrictions in words."""

    code: str
    name: str
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """What a power of attorney says (EMCHD_1).

    ``number`` is the GUID it is registered under. ``principals`` give it, ``heads`` may sign it for them without
    another power. ``parent`` is the number of the power it passes on, empty for one given by the principal itself.
    Dates are whole days, the last one included.
    """

    number: str
    issued_on: date
    valid_until: date
    principals: tuple[PowerParty, ...]
    heads: tuple[PowerParty, ...]
    representatives: tuple[PowerParty, ...]
    granted: tuple[GrantedPower, ...] = ()
    text: str = ""
    is_joint: bool = False
    must_heads_join: bool = False
    redelegable: Redelegable = Redelegable.NO
    parent: str = ""
    internal_number: str = ""
    recorded_on: date | None = None
    system: str = ""

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(one.code for one in self.granted)

    @property
    def must_all_sign(self) -> tuple[PowerParty, ...]:
        """The representatives who act only together; empty where each may act alone."""
        return self.representatives if self.is_joint and len(self.representatives) > 1 else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """From this day on, the day included, the power covers nothing."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPower:
    """A power as it was brought: the exact file, detached signatures in DER, and whether it was revoked since."""

    organization_id: OrganizationId
    number: str
    file: ExchangeFile
    signatures: tuple[bytes, ...]
    added_at: datetime
    added_by: str
    revocation: Revocation | None = None


class PowerDiffers(GatewayError):
    code = "power_differs"
    text = Text(
        "Доверенность {number} уже есть, но с другим содержимым. Проверьте файл: у новой доверенности свой номер.",
        "The power of attorney {number} is here already, with another content. Check the file: a new one has a new "
        "number.",
    )


class NotAPower(GatewayError):
    code = "not_a_power"
    text = Text(
        "Это не машиночитаемая доверенность единого формата (EMCHD_1). Нужен файл ON_EMCHD_….xml.",
        "This is not a machine-readable power of attorney of the unified format (EMCHD_1). ON_EMCHD_….xml is expected.",
    )


class NoReason(GatewayError):
    code = "no_reason"
    text = Text(
        "Напишите, почему доверенность отозвана: это увидят те, кому она больше не поможет.",
        "Say why the power of attorney is revoked: those it no longer helps will read it.",
    )


class PowerSignatureBad(GatewayError):
    code = "power_signature_bad"
    text = Text(
        "Доверенность {number} не принята: {reason}",
        "The power of attorney {number} was not accepted: {reason}",
    )
