"""The company's own certificate authority: unqualified signatures of employees and the service's sealing key.

ECDSA on P-256. The authority is one directory, 0700:

    authority.key            the private key, 0600; absent when the key lives elsewhere
    revoked.json             what was revoked, and the number of the last list
    trust/authority.cer      the certificate    } a directory fit for TrustStore.from_directory
    trust/authority.crl      the current list   }
"""

import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from signing import oids
from signing.certificate import Certificate
from signing.errors import AuthorityUnavailable
from signing.files import locked, make_private_directory, replace_file
from signing.issuance import ISSUING, SIGNING, Issuer, Profile, Revocation, issue, revocation_list, self_signed
from signing.master_key import KeyPlace, MasterKey
from signing.pyca import PycaKey

AUTHORITY_LIFE = timedelta(days=3653)
EMPLOYEE_LIFE = timedelta(days=456)
LIST_LIFE = timedelta(days=8)
_BACKDATE = timedelta(minutes=5)
"""Certificates begin a little earlier than issued, for verifiers whose clock is behind."""


@dataclass(frozen=True, kw_only=True)
class Employee:
    """What the certificate says of its holder; empty fields are left out."""

    surname: str
    given_name: str
    """Name and patronymic, as certificates write them."""
    title: str = ""
    inn: str = ""
    snils: str = ""


@dataclass(frozen=True)
class Issued:
    certificate: Certificate
    key: PycaKey


class CompanyAuthority:
    """Opened with `open`. Several processes may share the directory."""

    def __init__(self, directory: Path, place: KeyPlace) -> None:
        self._directory, self._place = directory, place
        self.trust_directory = directory / "trust"
        self.certificate = Certificate.from_file(self.trust_directory / "authority.cer")

    @cached_property
    def _issuer(self) -> Issuer:
        """Its key is asked for when something is to be signed, so that reading needs none."""
        return Issuer(self.certificate, self._place.open())

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        organisation: str,
        inn: str = "",
        at: datetime,
        master: MasterKey | None = None,
        key_address: str = "",
    ) -> "CompanyAuthority":
        """The authority of this directory, made on first use; its revocation list is renewed when it ages.

        Its key is a file of the directory, under the master key if there is one, or what `key_address` names.
        Raises AuthorityUnavailable when the directory can be neither read nor made, SigningError for the key.
        """
        place = KeyPlace(directory / "authority.key", master, key_address)
        try:
            if not directory.exists():
                _create(directory, place, organisation, inn, at)
            authority = cls(directory, place)
            authority.refresh(at)
        except (OSError, ValueError) as failure:
            raise AuthorityUnavailable(
                ru=f"Удостоверяющий центр компании в {directory} не открывается: {failure}.",
                en=f"The company's certificate authority in {directory} cannot be opened: {failure}.",
            ) from failure
        return authority

    @property
    def crl(self) -> bytes:
        """The current revocation list, DER."""
        return (self.trust_directory / "authority.crl").read_bytes()

    def issue_employee(self, employee: Employee, *, at: datetime, life: timedelta = EMPLOYEE_LIFE) -> Issued:
        key = PycaKey.generate()
        return Issued(self.certify_employee(employee, key.public_key, at=at, life=life), key)

    def certify_employee(
        self, employee: Employee, public_key: bytes, *, at: datetime, life: timedelta = EMPLOYEE_LIFE
    ) -> Certificate:
        """For a key the employee made; `public_key` is SubjectPublicKeyInfo whose possession was proven."""
        return issue(self._issuer, public_key, _employee_profile(employee, self.certificate, at, life))

    def issue_service(self, name: str, *, at: datetime, life: timedelta = EMPLOYEE_LIFE) -> Issued:
        key = PycaKey.generate()
        return Issued(self.certify_service(name, key.public_key, at=at, life=life), key)

    def certify_service(
        self, name: str, public_key: bytes, *, at: datetime, life: timedelta = EMPLOYEE_LIFE
    ) -> Certificate:
        """For the key that seals records of simple signatures; it is good for nothing else."""
        profile = Profile(
            subject=_without_empty((oids.COMMON_NAME, name), (oids.ORGANISATION, self.certificate.organisation)),
            not_before=at - _BACKDATE,
            not_after=at + life,
            key_usage=SIGNING,
            extended_key_usage=(oids.SIMPLE_SIGNATURE_SERVICE,),
            extended_key_usage_critical=True,
        )
        return issue(self._issuer, public_key, profile)

    def revoke(self, certificate: Certificate, *, at: datetime, reason: int = 0) -> None:
        """Revokes and publishes a new list; `reason` is a CRLReason. A second revocation changes nothing."""
        with locked(self._directory):
            number, revoked = self._state()
            serial = int(certificate.serial, 16)
            if all(one.serial != serial for one in revoked):
                self._publish(number + 1, [*revoked, Revocation(serial, at, reason)], at)

    def refresh(self, at: datetime) -> None:
        """Publishes a new list once half the life of the current one is over; call it daily."""
        with locked(self._directory):
            number, revoked = self._state()
            published = _published(self._directory)
            if published is None or at - published >= LIST_LIFE / 2:
                self._publish(number + 1, revoked, at)

    def _publish(self, number: int, revoked: list[Revocation], at: datetime) -> None:
        """The state goes first: a crash in between leaves a list that the next refresh replaces."""
        _write_state(self._directory, number, revoked, at)
        _write_list(self._issuer, self.trust_directory, number, revoked, at)

    def _state(self) -> tuple[int, list[Revocation]]:
        state = json.loads((self._directory / "revoked.json").read_bytes())
        return state["number"], [
            Revocation(int(one["serial"], 16), datetime.fromisoformat(one["at"]), one["reason"])
            for one in state["revoked"]
        ]


def _create(directory: Path, place: KeyPlace, organisation: str, inn: str, at: datetime) -> None:
    """Built aside and renamed: two processes starting together end with one authority."""
    make_private_directory(directory.parent)
    draft = Path(tempfile.mkdtemp(prefix=f".{directory.name}.", dir=directory.parent))
    try:
        _fill(draft, place, organisation, inn, at)
        draft.rename(directory)
    except OSError:
        if not directory.exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fill(directory: Path, place: KeyPlace, organisation: str, inn: str, at: datetime) -> None:
    key = place.make(directory)
    certificate = self_signed(key, _authority_profile(organisation, inn, at))
    trust = directory / "trust"
    trust.mkdir(mode=0o700)
    replace_file(trust / "authority.cer", certificate.der)
    _write_state(directory, 1, [], at)
    _write_list(Issuer(certificate, key), trust, 1, [], at)


def _write_state(directory: Path, number: int, revoked: list[Revocation], at: datetime) -> None:
    entries = [{"serial": f"{one.serial:x}", "at": one.at.isoformat(), "reason": one.reason} for one in revoked]
    state = {"number": number, "published": at.isoformat(), "revoked": entries}
    replace_file(directory / "revoked.json", json.dumps(state).encode(), mode=0o600)


def _write_list(issuer: Issuer, trust: Path, number: int, revoked: list[Revocation], at: datetime) -> None:
    encoded = revocation_list(issuer, revoked, number=number, this_update=at, next_update=at + LIST_LIFE)
    replace_file(trust / "authority.crl", encoded)


def _published(directory: Path) -> datetime | None:
    if not (directory / "trust" / "authority.crl").exists():
        return None
    state = json.loads((directory / "revoked.json").read_bytes())
    return datetime.fromisoformat(state["published"])


def _authority_profile(organisation: str, inn: str, at: datetime) -> Profile:
    return Profile(
        subject=_without_empty(
            (oids.COUNTRY, "RU"),
            (oids.ORGANISATION, organisation),
            (oids.COMMON_NAME, f"Удостоверяющий центр {organisation}"),
            (oids.INNLE, inn),
        ),
        not_before=at - _BACKDATE,
        not_after=at + AUTHORITY_LIFE,
        key_usage=ISSUING,
        authority=True,
        path_length=0,
    )


def _employee_profile(employee: Employee, authority: Certificate, at: datetime, life: timedelta) -> Profile:
    return Profile(
        subject=_without_empty(
            (oids.COUNTRY, "RU"),
            (oids.ORGANISATION, authority.organisation),
            (oids.TITLE, employee.title),
            (oids.COMMON_NAME, f"{employee.surname} {employee.given_name}"),
            (oids.SURNAME, employee.surname),
            (oids.GIVEN_NAME, employee.given_name),
            (oids.INNLE, authority.innle),
            (oids.INN, employee.inn),
            (oids.SNILS, employee.snils),
        ),
        not_before=at - _BACKDATE,
        not_after=at + life,
        key_usage=SIGNING,
    )


def _without_empty(*attributes: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(attribute for attribute in attributes if attribute[1])
