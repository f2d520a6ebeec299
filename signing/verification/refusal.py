"""How a check refuses, and how one is made."""

import logging
from collections.abc import Callable
from datetime import datetime

from signing.errors import ProviderUnavailable
from signing.indication import SubIndication
from signing.sentence import Sentence

_log = logging.getLogger(__name__)


class Refused(Exception):
    """A check failed; `sub` is the sub-indication that follows.

    `expected_at` is when what was missing is promised, for TRY_LATER.
    """

    def __init__(self, sub: SubIndication, ru: str, en: str, *, expected_at: datetime | None = None) -> None:
        super().__init__(en)
        self.sub, self.sentence, self.expected_at = sub, Sentence(ru, en), expected_at


def made(step: Callable[[], Sentence]) -> Sentence:
    """A parser's surprise at hostile bytes is a refusal, not a crash of whoever verifies."""
    try:
        return step()
    except (Refused, ProviderUnavailable):
        raise
    except Exception:  # noqa: BLE001 – see above
        _log.exception("a check of a signature broke; the signature is refused")
        raise Refused(
            SubIndication.FORMAT_FAILURE,
            "Подпись или её сертификат повреждены.",
            "The signature or its certificate is damaged.",
        ) from None
