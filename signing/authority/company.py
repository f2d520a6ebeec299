"""The company's own certificate authority: unqualified signatures of employees and the service's sealing key.

The authority's own key is ECDSA on P-256; it is one directory, 0700:

    authority.key            the private key, 0600; absent when the key lives elsewhere
    revoked.json             what was revoked, and the number of the last list
    issued/<serial>.cer      what it issued
    trust/authority.cer      the certificate    } a directory fit for TrustStore.from_directory
    trust/authority.crl      the current list   }
"""

import logging
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from signing import oids
from signing.authority.issuance import (
    ISSUING,
    SIGNING,
    CrlReason,
    Issuer,
    Profile,
    Revocation,
    distribution_point,
    issue,
    revocation_list,
    self_signed,
)
from signing.authority.register import IssuedCertificate, Register, RegisterState
from signing.certificate import Certificate
from signing.errors import AuthorityUnavailable, CertificateRevoked, SignerFailed
from signing.files import locked, make_private_directory, replace_file
from signing.keys.master_key import KeyPlace, MasterKey
from signing.keys.pyca_key import PycaKey

_log = logging.getLogger(__name__)
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

    def __init__(self, directory: Path, place: KeyPlace, crl_url: str = "") -> None:
        self._directory, self._place, self._crl_url = directory, place, crl_url
        self._register = Register(directory)
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
        crl_url: str = "",
    ) -> "CompanyAuthority":
        """The authority of this directory, made on first use; its revocation list is renewed when it ages.

        Its key is a file of the directory, under the master key if there is one, or what `key_address` names.
        Certificates say that the list is published at `crl_url`, if it is.
        Raises AuthorityUnavailable when the directory can be neither read nor made, SigningError for the key.
        """
        place = KeyPlace(directory / "authority.key", master, key_address)
        try:
            if not directory.exists():
                _create(directory, place, organisation, inn, at)
            authority = cls(directory, place, crl_url)
            authority._refresh_if_possible(at)
        except (OSError, ValueError) as failure:
            raise AuthorityUnavailable(
                ru=f"Удостоверяющий центр компании в {directory} не открывается: {failure}.",
                en=f"The company's certificate authority in {directory} cannot be opened: {failure}.",
            ) from failure
        return authority

    @property
    def list_until(self) -> datetime:
        """When the current revocation list ends."""
        return self._register.read().published + LIST_LIFE

    @property
    def crl(self) -> bytes:
        """The current revocation list, DER."""
        return self._list.read_bytes()

    def issue_employee(
        self, employee: Employee, *, at: datetime, life: timedelta = EMPLOYEE_LIFE, key: PycaKey | None = None
    ) -> Issued:
        """For a key made here, ECDSA unless one is given."""
        key = key or PycaKey.generate()
        return Issued(self.certify_employee(employee, key.public_key, at=at, life=life), key)

    def certify_employee(
        self, employee: Employee, public_key: bytes, *, at: datetime, life: timedelta = EMPLOYEE_LIFE
    ) -> Certificate:
        """For a key the employee made; `public_key` is SubjectPublicKeyInfo whose possession was proven."""
        return self._issued(_employee_profile(employee, self.certificate, at, life), public_key)

    def renew(
        self, serial: str, *, at: datetime, public_key: bytes | None = None, life: timedelta = EMPLOYEE_LIFE
    ) -> Certificate:
        """A new certificate for the holder of one issued before, for the same key unless another is given.

        Raises CertificateUnknown, CertificateRevoked.
        """
        old = self._register.find(serial)
        if self._register.read().revocation_of(old):
            raise CertificateRevoked(
                ru=f"Сертификат {serial} отозван и не продлевается. Выпустите новый на новый ключ.",
                en=f"Certificate {serial} was revoked and is not renewed. Issue one for a new key.",
            )
        holder = Employee(surname=old.surname, given_name=old.given_name, title=old.title, inn=old.inn, snils=old.snils)
        return self.certify_employee(holder, public_key or old.public_key, at=at, life=life)

    def issued(self) -> tuple[IssuedCertificate, ...]:
        """Whom it certified, the service's own key included."""
        return self._register.issued()

    def find(self, serial: str) -> Certificate:
        """Raises CertificateUnknown."""
        return self._register.find(serial)

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
        return self._issued(profile, public_key)

    def revoke(self, certificate: Certificate, *, at: datetime, reason: int = CrlReason.UNSPECIFIED) -> None:
        """Revokes and publishes a new list. A second revocation changes nothing."""
        with locked(self._directory):
            state = self._register.read()
            if state.revocation_of(certificate) is None:
                added = Revocation(int(certificate.serial, 16), at, reason)
                self._publish(RegisterState(state.number + 1, at, (*state.revoked, added)))

    def refresh(self, at: datetime) -> None:
        """Publishes a new list once half the life of the current one is over; call it daily."""
        with locked(self._directory):
            state = self._register.read()
            if not self._list.exists() or at - state.published >= LIST_LIFE / 2:
                self._publish(RegisterState(state.number + 1, at, state.revoked))

    def _refresh_if_possible(self, at: datetime) -> None:
        """Its key may be away for a while: the list is good for days yet, and reading needs no key."""
        try:
            self.refresh(at)
        except SignerFailed as away:
            _log.warning("the revocation list could not be renewed: %s", away)

    def publish(self, at: datetime) -> None:
        """Publishes a new list now."""
        with locked(self._directory):
            state = self._register.read()
            self._publish(RegisterState(state.number + 1, at, state.revoked))

    def _publish(self, state: RegisterState) -> None:
        """The state goes first: a crash in between leaves a list that the next refresh replaces."""
        self._register.write(state)
        _write_list(self._issuer, self.trust_directory, state)

    def _issued(self, profile: Profile, public_key: bytes) -> Certificate:
        """Nothing outlives the authority, and nothing it has issued is forgotten."""
        until = min(profile.not_after, self.certificate.not_after)
        more = (distribution_point(self._crl_url),) if self._crl_url else ()
        certificate = issue(self._issuer, public_key, replace(profile, not_after=until, more=more))
        with locked(self._directory):
            return self._register.keep(certificate)

    @property
    def _list(self) -> Path:
        return self.trust_directory / "authority.crl"


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
    state = RegisterState(1, at, ())
    Register(directory).write(state)
    _write_list(Issuer(certificate, key), trust, state)


def _write_list(issuer: Issuer, trust: Path, state: RegisterState) -> None:
    encoded = revocation_list(
        issuer,
        state.revoked,
        number=state.number,
        this_update=state.published,
        next_update=state.published + LIST_LIFE,
    )
    replace_file(trust / "authority.crl", encoded)


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
