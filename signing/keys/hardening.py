"""What a process that holds private keys does to itself, so that its memory leaves it by no door of the system."""

import ctypes
import os
import pwd
import resource

from signing.errors import HardeningFailed

# linux/prctl.h
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_FIRST_INHERITED = 3


def forbid_dumps() -> None:
    """No core dumps, and no reading of memory or environment by other processes of the same user (prctl(2)).

    Where the system is not Linux only the first is done.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def forbid_new_privileges() -> None:
    """No program started from here can be more than this one."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def become(user: str) -> None:
    """Give root up for this user, for ever. Raises HardeningFailed for an unknown user or without the right to."""
    try:
        entry = pwd.getpwnam(user)
        os.initgroups(entry.pw_name, entry.pw_gid)
        os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
        os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
    except (KeyError, OSError) as failure:
        raise HardeningFailed(
            ru=f"Стать пользователем {user} не удалось: {failure}. Запустите от root и назовите существующего.",
            en=f"Becoming the user {user} failed: {failure}. Start as root and name one that exists.",
        ) from failure


def close_inherited(*, keep: frozenset[int] = frozenset()) -> None:
    """Files that were left open by whoever started the process, but the standard three and those to keep.

    To be called first: what the process opened itself would be closed too.
    """
    start = _FIRST_INHERITED
    for kept in sorted(one for one in keep if one >= start):
        os.closerange(start, kept)
        start = kept + 1
    os.closerange(start, os.sysconf("SC_OPEN_MAX"))


def _prctl(option: int, value: int) -> None:
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None and prctl(option, value, 0, 0, 0) != 0:
        raise HardeningFailed(
            ru="Система не дала запретить чтение памяти процесса.",
            en="The system did not let the process forbid reading its memory.",
        )
