"""Which authorities the ministry accredited, and when: what is kept of its list once it is imported."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from signing.certificate import Certificate
from signing.errors import TrustUnreadable

ACCREDITED_FILE = "accredited.json"
_VERSION = 1


class Accreditation(StrEnum):
    """Words of the ministry's list."""

    IN_FORCE = "Действует"
    SUSPENDED = "Приостановлена"
    ENDED = "Прекращена"
    ANNULLED = "Аннулирована"


@dataclass(frozen=True)
class StatusChange:
    """`word` is as listed: a word nobody expected is kept, and is not “in force”."""

    word: str
    since: datetime


@dataclass(frozen=True)
class AccreditedAuthority:
    """`changes` are in order of time."""

    name: str
    inn: str
    ogrn: str
    changes: tuple[StatusChange, ...]
    certificates: tuple[Certificate, ...]

    def status_at(self, moment: datetime) -> str | None:
        """The word in force at the moment; None before the first."""
        past = [one for one in self.changes if one.since <= moment]
        return past[-1].word if past else None

    def was_accredited(self, moment: datetime) -> bool:
        return self.status_at(moment) == Accreditation.IN_FORCE


@dataclass(frozen=True)
class AccreditedAuthorities:
    """`issued_at` is the date of the list, `signed_by` who signed it as far as that was verified."""

    version: str
    issued_at: datetime | None
    authorities: tuple[AccreditedAuthority, ...]
    signed_by: str = ""

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        return tuple(one for authority in self.authorities for one in authority.certificates)

    def holder_of(self, certificate: Certificate) -> AccreditedAuthority | None:
        """The authority whose key the certificate certifies; cross-certificates of one key are the same to it."""
        return self._by_key.get(certificate.public_key)

    @cached_property
    def _by_key(self) -> dict[bytes, AccreditedAuthority]:
        return {one.public_key: authority for authority in self.authorities for one in authority.certificates}

    def to_json(self) -> bytes:
        listed = [
            {
                "name": one.name,
                "inn": one.inn,
                "ogrn": one.ogrn,
                "statuses": [{"status": change.word, "since": change.since.isoformat()} for change in one.changes],
                "certificates": [base64.b64encode(certificate.der).decode() for certificate in one.certificates],
            }
            for one in self.authorities
        ]
        issued = self.issued_at.isoformat() if self.issued_at else None
        whole = {"file": _VERSION, "version": self.version, "issued_at": issued, "signed_by": self.signed_by}
        return json.dumps({**whole, "authorities": listed}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, encoded: bytes) -> "AccreditedAuthorities":
        """What `to_json` wrote; TrustUnreadable on anything else."""
        try:
            whole = json.loads(encoded)
            if whole["file"] != _VERSION:
                raise ValueError("written by another version")
            issued = whole["issued_at"]
            authorities = tuple(_authority(one) for one in whole["authorities"])
            moment = datetime.fromisoformat(issued) if issued else None
            return cls(whole["version"], moment, authorities, whole["signed_by"])
        except (ValueError, TypeError, KeyError, binascii.Error) as broken:
            raise TrustUnreadable(
                ru=f"Файл {ACCREDITED_FILE} каталога доверия повреждён: {broken}. Загрузите перечень заново.",
                en=f"{ACCREDITED_FILE} of the trust directory is damaged: {broken}. Import the list again.",
            ) from broken


def _authority(fields: Any) -> AccreditedAuthority:
    return AccreditedAuthority(
        name=str(fields["name"]),
        inn=str(fields["inn"]),
        ogrn=str(fields["ogrn"]),
        changes=tuple(StatusChange(one["status"], datetime.fromisoformat(one["since"])) for one in fields["statuses"]),
        certificates=tuple(Certificate.from_der(base64.b64decode(str(one))) for one in fields["certificates"]),
    )
