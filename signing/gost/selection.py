"""Which GOST implementation serves this process."""

import logging
import os
from functools import cache

from signing.errors import ProviderUnavailable
from signing.gost.contract import GostProvider

VARIABLE = "EDO_GOST_PROVIDER"
_log = logging.getLogger(__name__)


@cache
def gost_provider() -> GostProvider:
    """OpenSSL with the GOST engine where the machine has it, otherwise the portable one.

    `EDO_GOST_PROVIDER=libcrypto|portable` forces the choice; libcrypto then fails loudly instead of giving way.
    """
    wanted = os.environ.get(VARIABLE, "")
    if wanted not in ("", "libcrypto", "portable"):
        raise ProviderUnavailable(
            ru=f"{VARIABLE}={wanted}: возможны только libcrypto и portable.",
            en=f"{VARIABLE}={wanted}: only libcrypto and portable are known.",
        )
    if wanted == "portable":
        return _portable("it was asked for.")
    try:
        return _libcrypto()
    except ProviderUnavailable as absent:
        if wanted:
            raise
        return _portable(absent.en)


def _libcrypto() -> GostProvider:
    from signing.gost.libcrypto import LibcryptoProvider

    return LibcryptoProvider()


def _portable(reason: str) -> GostProvider:
    from signing.gost.portable import PortableProvider

    _log.warning(
        "GOST signatures are computed in pure Python, a hundred times slower than OpenSSL: %s "
        "On Debian and Ubuntu the package libengine-gost-openssl mends that.",
        reason,
    )
    return PortableProvider()
