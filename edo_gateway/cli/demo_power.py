"""The power of attorney of the demo: built by the gateway, signed by the director, kept for the manager."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from edo_gateway import formats
from edo_gateway.cli import demo_company as company
from edo_gateway.docflow.powers import KeepPowers
from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.power import PowerState
from signing import Holder, Signer

_TERM = timedelta(days=364)


def empower(powers: KeepPowers, organization: OrganizationId, head: Signer, *, at: datetime) -> None:
    """Let the manager sign for a year, unless a power of his is valid already."""
    known = powers.all(organization).powers.values()
    if any(one.state_on(powers.today()) is PowerState.VALID for one in known):
        return
    file = power_file(power_of_attorney(str(uuid4()), at.astimezone(MOSCOW).date()), at=at)
    powers.add(organization, file.content, [head.sign(file.content, at=at)], by=company.DIRECTOR.name)


def power_file(described: dict[str, Any], *, at: datetime) -> ExchangeFile:
    """The file of a power of attorney described as JSON."""
    model = formats.complete(formats.read_document(described))
    return formats.write(model, at=at, guid=uuid4())


def power_of_attorney(number: str, today: date) -> dict[str, Any]:
    """What the director lets the manager do for a year: the JSON of a power of attorney (МЧД)."""
    return {
        "type": "power_of_attorney",
        "grant": {
            "terms": {
                "number": number,
                "issued_on": today.isoformat(),
                "valid_until": (today + _TERM).isoformat(),
            },
            "principals": [
                {
                    "company": {
                        "organization": {name: company.OUR_CARD[name] for name in ("name", "inn", "kpp", "ogrn")},
                        "heads": [
                            {"person": described_person(company.DIRECTOR_CERTIFICATE, company.DIRECTOR.position)}
                        ],
                    }
                }
            ],
            "representatives": [{"person": described_person(company.MANAGER_CERTIFICATE, company.MANAGER_POSITION)}],
            "powers": {
                "codes": [{"code": company.POWER_CODE, "name": "Подписывать первичные документы и счета-фактуры"}]
            },
        },
    }


def described_person(holder: Holder, position: str) -> dict[str, Any]:
    """A person as a power of attorney names them; the passport is invented."""
    digits = holder.snils
    return {
        "position": position,
        "inn": holder.inn,
        "snils": f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}",
        "person": {
            "born_on": "1980-01-01",
            "citizenship_kind": "russian",
            "citizenship": "643",
            "name": f"{holder.surname} {holder.given_name}",
            "document": {"number": "45 00 123456", "date": "2010-01-01"},
        },
    }
