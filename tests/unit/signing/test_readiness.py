"""Whether a signature would be worth anything, asked before it is made."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signing import (
    Certificate,
    CompanyAuthority,
    Employee,
    TrustStore,
    der,
    lists_until,
    oids,
    require_ready,
    signs_until,
)
from signing.authority.company import LIST_LIFE
from signing.authority.issuance import SIGNING, Extension, Issuer, Profile, issue, self_signed
from signing.errors import CertificateOutOfDate, CertificateRevoked, CertificateUnfit, SigningError
from signing.keys.pyca_key import PycaKey
from tests.unit.signing.conftest import NOW

PERSON = Employee(surname="Петрова", given_name="Анна Ивановна")
YEAR = timedelta(days=365)


@pytest.fixture
def authority(tmp_path: Path) -> CompanyAuthority:
    return CompanyAuthority.open(tmp_path / "ca", organisation="ООО «Проба»", at=NOW)


def trust(authority: CompanyAuthority) -> TrustStore:
    return TrustStore.from_directory(authority.trust_directory)


def other(*, purposes: Sequence[str] = (), key_until: datetime | None = None) -> tuple[Certificate, TrustStore]:
    """A certificate of another authority, which the store trusts."""
    key = PycaKey.generate()
    profile = Profile(subject=((oids.COMMON_NAME, "x"),), not_before=NOW, not_after=NOW + YEAR, key_usage=SIGNING)
    root = self_signed(key, Profile(subject=((oids.COMMON_NAME, "root"),), not_before=NOW, not_after=NOW + YEAR,
                                    key_usage=SIGNING | 0x06, authority=True))  # fmt: skip
    ends = der.tlv(0x81, key_until.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()) if key_until else b""
    more = (Extension(oids.PRIVATE_KEY_USAGE_PERIOD, der.sequence(ends)),) if ends else ()
    profile = Profile(subject=((oids.COMMON_NAME, "x"),), not_before=NOW, not_after=NOW + YEAR, key_usage=SIGNING,
                      extended_key_usage=purposes, more=more)  # fmt: skip
    made = issue(Issuer(root, key), PycaKey.generate().public_key, profile)
    return made, TrustStore((root,))


def test_an_employee_of_ours_is_ready(authority: CompanyAuthority) -> None:
    require_ready(authority.issue_employee(PERSON, at=NOW).certificate, trust(authority), at=NOW)
    require_ready(authority.issue_service("x", at=NOW).certificate, trust(authority), at=NOW)


def test_one_who_was_revoked_is_not(authority: CompanyAuthority) -> None:
    certificate = authority.issue_employee(PERSON, at=NOW).certificate
    authority.revoke(certificate, at=NOW)
    with pytest.raises(CertificateRevoked):
        require_ready(certificate, trust(authority), at=NOW + timedelta(hours=1))


def test_an_aged_list_is_no_reason_to_refuse(authority: CompanyAuthority) -> None:
    certificate = authority.issue_employee(PERSON, at=NOW).certificate
    require_ready(certificate, trust(authority), at=NOW + LIST_LIFE * 2)


@pytest.mark.parametrize("shift", [-YEAR, YEAR * 3])
def test_one_out_of_date_is_not(authority: CompanyAuthority, shift: timedelta) -> None:
    with pytest.raises(SigningError) as refused:
        require_ready(authority.issue_employee(PERSON, at=NOW).certificate, trust(authority), at=NOW + shift)
    assert refused.value.ru


def test_one_nobody_trusts_is_not(authority: CompanyAuthority) -> None:
    with pytest.raises(CertificateUnfit):
        require_ready(authority.issue_employee(PERSON, at=NOW).certificate, TrustStore(()), at=NOW)


def test_one_for_another_purpose_is_not() -> None:
    made, store = other(purposes=(oids.TIME_STAMPING,))
    with pytest.raises(CertificateUnfit, match="not issued for signing"):
        require_ready(made, store, at=NOW)


def test_a_key_whose_own_period_is_over_is_not() -> None:
    made, store = other(key_until=NOW + timedelta(days=10))
    require_ready(made, store, at=NOW)
    with pytest.raises(CertificateOutOfDate):
        require_ready(made, store, at=NOW + timedelta(days=11))
    assert signs_until(made) == NOW + timedelta(days=10)


def test_the_newest_list_of_each_living_issuer_counts(authority: CompanyAuthority) -> None:
    first = authority.crl
    authority.publish(NOW + timedelta(days=1))
    store = TrustStore.of([authority.certificate], [authority.crl, first])
    ((issuer, until),) = lists_until(store, at=NOW)
    assert (issuer, until) == (authority.certificate, NOW + timedelta(days=1) + LIST_LIFE)
    assert until == authority.list_until
    assert lists_until(store, at=NOW + YEAR * 20) == []
