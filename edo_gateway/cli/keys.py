"""Commands over private keys at rest: make one, encrypt those that lie plain, renew the master key."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from edo_gateway import bootstrap
from edo_gateway.cli.paths import write_new
from edo_gateway.config import Config, from_environment
from signing import MasterKey, certificate_at, read_passphrase, write_key
from signing.gost import curve_by_oid
from signing.keys.key import GostKey
from signing.keys.pyca_key import PycaKey

DONE = 0
_GOST_512 = "1.2.643.7.1.2.1.2.1"  # TC 26, 512, set A


def new(given: argparse.Namespace) -> int:
    """Write a new key and print its address; FileExistsError rather than replacing one."""
    passphrase = read_passphrase(given.passphrase) if given.passphrase else _master(_config()).current
    write_key(given.file, _made(given.algorithm), passphrase=passphrase)
    print(f"file:{given.file.resolve()}")
    return DONE


def certificate(given: argparse.Namespace) -> int:
    """Write the certificate that lies with a key, for the company file; print whose it is."""
    found = certificate_at(given.address)
    write_new(given.output, found.der)
    print(f"{found.serial}  {found.not_after:%d.%m.%Y}  {found.common_name}")
    return DONE


def protect(given: argparse.Namespace) -> int:
    """Encrypt the gateway's own keys and those named; print which were changed."""
    config = _config()
    _say(_master(config).protect([*bootstrap.own_key_files(config), *given.files]))
    return DONE


def rekey(given: argparse.Namespace) -> int:
    """A new master key; print which keys are under it now. Run again after a failure, it finishes."""
    config = _config()
    _say(_master(config).renew([*bootstrap.own_key_files(config), *given.files]))
    return DONE


def _made(algorithm: str) -> bytes:
    if algorithm.startswith("gost"):
        return GostKey.generate(curve_by_oid(_GOST_512) if algorithm == "gost-512" else None).encode()
    return (PycaKey.generate_rsa() if algorithm == "rsa" else PycaKey.generate()).encode()


def _say(changed: list[Path]) -> None:
    for path in changed:
        print(path)


def _config() -> Config:
    return from_environment(os.environ)


def _master(config: Config) -> MasterKey:
    return MasterKey(config.master)
