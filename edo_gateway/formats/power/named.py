"""Which powers of attorney a file names, whatever its format calls the place."""

from __future__ import annotations

from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.validation.encoding import Limits, read
from edo_gateway.formats.validation.selecting import select

_PLACES = etree.XPath("//СвДоверЭл/@НомДовер | //СвДовер/@НомДовер | //СвДовер/@ИдентДовер")


def named_powers(file: ExchangeFile) -> tuple[str, ...]:
    """Numbers in lower case, each once; none for a file that is not readable as XML."""
    root = read(file.content, Limits()).root
    if root is None:
        return ()
    return tuple(dict.fromkeys(str(number).strip().lower() for number in select(_PLACES, root)))
