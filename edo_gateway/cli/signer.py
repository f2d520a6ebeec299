"""The command that starts the process which holds the keys, so that web and worker hold none."""

from __future__ import annotations

import argparse
import logging
import os
import pwd
import re
import signal
import threading
from contextlib import suppress

from edo_gateway.config import BadSetting
from signing import MasterKey, open_key
from signing.keeper.keeper import Keeper, KeptKey, listen
from signing.keeper.statement import Purpose
from signing.keys.hardening import become, close_inherited, forbid_dumps, forbid_new_privileges
from signing.keys.key import Key

DONE = 0
_log = logging.getLogger(__name__)


def run(given: argparse.Namespace) -> int:
    """Until told to stop. The socket is made while we may still give it away; keys are read when we no longer may."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    addresses = _named(given.key, Purpose.DOCUMENTS) | _named(given.authority_key, Purpose.CERTIFICATES)
    if not addresses:
        raise BadSetting("--key NAME=ADDRESS: name at least one key")
    source = os.environ.get("EDO_GATEWAY_MASTER_KEY", "")
    close_inherited(keep=_descriptors([source, *(address for address, _ in addresses.values())]))
    clients = [_uid(user) for user in given.client]
    listener = listen(given.socket, owner=clients[0] if clients else None)
    stop = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stop.set())
    with listener:
        try:
            _shut_off(given.user)
            keys = {name: KeptKey(_opened(address, source), purpose) for name, (address, purpose) in addresses.items()}
            _log.info("holding %s; answering on %s", ", ".join(sorted(keys)), given.socket)
            Keeper(keys, allowed=frozenset(clients or [os.geteuid()])).serve(listener, stop)
        finally:
            with suppress(OSError):  # whoever we became may not change the folder; the next start will clear it
                given.socket.unlink()
    return DONE


def _named(given: list[str], purpose: Purpose) -> dict[str, tuple[str, Purpose]]:
    named = {}
    for text in given:
        name, equals, address = text.partition("=")
        if not (name and equals and address):
            raise BadSetting(f"{text}: a key is NAME=ADDRESS, for example director=file:/etc/edo/director.pem")
        named[name] = (address, purpose)
    return named


def _descriptors(sources: list[str]) -> frozenset[int]:
    """Those a passphrase is still to be read from."""
    return frozenset(int(number) for source in sources for number in re.findall(r"(?:^|=)fd:(\d+)$", source))


def _uid(user: str) -> int:
    if user.isdecimal():
        return int(user)
    try:
        return pwd.getpwnam(user).pw_uid
    except KeyError:
        raise BadSetting(f"{user}: no such user of this machine") from None


def _shut_off(user: str | None) -> None:
    if user:
        become(user)
    elif os.geteuid() == 0:
        _log.warning("running as root; name a user of its own with --user")
    forbid_new_privileges()
    forbid_dumps()


def _opened(address: str, source: str) -> Key:
    return MasterKey(source).open(address) if source else open_key(address)
