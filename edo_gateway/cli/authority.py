"""Commands of the company's certificate authority: certificates of employees for unqualified signatures."""

from __future__ import annotations

import argparse
import json
import os
from datetime import UTC, datetime, timedelta

from edo_gateway import bootstrap
from edo_gateway.cli.paths import write_new
from edo_gateway.config import BadSetting, Config, from_environment
from signing import CompanyAuthority, Employee, MasterKey, write_key
from signing.authority.certificate_request import requested_key
from signing.authority.issuance import CrlReason
from signing.authority.register import IssuedCertificate
from signing.certificate import Certificate
from signing.keys.pyca_key import PycaKey

DONE = 0


def issue(given: argparse.Namespace) -> int:
    """Certify an employee for a key; print the serial number."""
    config, authority, now = _opened()
    public_key = _public_key(given, config)
    if public_key is None:
        raise BadSetting("name the key: --new-key FILE, --key ADDRESS or --request FILE")
    holder = Employee(
        surname=given.surname,
        given_name=given.given_name,
        title=given.title,
        inn=given.inn or "",
        snils=given.snils or "",
    )
    return _written(given, authority.certify_employee(holder, public_key, at=now, life=timedelta(days=given.days)))


def renew(given: argparse.Namespace) -> int:
    """Certify the same holder again; print the new serial number."""
    config, authority, now = _opened()
    public_key = _public_key(given, config)
    life = timedelta(days=given.days)
    return _written(given, authority.renew(given.serial, at=now, public_key=public_key, life=life))


def revoke(given: argparse.Namespace) -> int:
    """Revoke, and publish the list that says so."""
    _config, authority, now = _opened()
    reason = CrlReason[given.reason.upper().replace("-", "_")]
    authority.revoke(authority.find(given.serial), at=now, reason=reason)
    return DONE


def listed(given: argparse.Namespace) -> int:
    """What was issued, the first first."""
    _config, authority, now = _opened()
    for one in authority.issued():
        print(json.dumps(_described(one, now), ensure_ascii=False) if given.json else _line(one, now))
    return DONE


def crl(given: argparse.Namespace) -> int:
    """Publish a new list."""
    _config, authority, now = _opened()
    authority.publish(now)
    if given.output:
        given.output.write_bytes(authority.crl)
    return DONE


def _opened() -> tuple[Config, CompanyAuthority, datetime]:
    config, now = from_environment(os.environ), datetime.now(UTC)
    return config, bootstrap.authority(config, now), now


def _public_key(given: argparse.Namespace, config: Config) -> bytes | None:
    """Of a key made now, of one at an address – which is thereby shown to be ours –, or of a request."""
    master = MasterKey(config.master)
    if given.new_key:
        key = PycaKey.generate_rsa() if given.algorithm == "rsa" else PycaKey.generate()
        write_key(given.new_key, key.encode(), passphrase=master.current)
        return key.public_key
    if given.key:
        return master.open(given.key).public_key
    return requested_key(given.request.read_bytes()) if given.request else None


def _written(given: argparse.Namespace, certificate: Certificate) -> int:
    write_new(given.output, certificate.der)
    print(certificate.serial)
    return DONE


def _described(one: IssuedCertificate, now: datetime) -> dict[str, str]:
    return {
        "serial": one.certificate.serial,
        "name": one.certificate.common_name,
        "not_after": one.certificate.not_after.isoformat(),
        "state": _state(one, now),
    }


def _state(one: IssuedCertificate, now: datetime) -> str:
    if one.revoked:
        return "revoked"
    return "valid" if one.certificate.is_valid_at(now) else "expired"


def _line(one: IssuedCertificate, now: datetime) -> str:
    words = {"valid": "действует", "expired": "истёк", "revoked": "отозван"}
    until = f"до {one.certificate.not_after:%d.%m.%Y}"
    return f"{one.certificate.serial}  {until}  {words[_state(one, now)]:<9}  {one.certificate.common_name}"
