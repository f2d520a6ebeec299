"""The command line.

Exit codes: 0 done · 1 the input is bad, findings on standard output · 2 usage · 3 something else failed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from edo_gateway.cli import trouble
from edo_gateway.cli.arguments import parser
from edo_gateway.config import BadSetting
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Language
from signing.errors import SigningError

DONE, BAD_INPUT, USAGE, FAILED = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an expected failure is one sentence on standard error."""
    given = parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except BadSetting as error:
        print(error, file=sys.stderr)
        return USAGE
    except GatewayError as error:
        print(error.said_in(given.language), file=sys.stderr)
        return FAILED
    except SigningError as error:
        print(error.ru if given.language is Language.RUSSIAN else error.en, file=sys.stderr)
        return FAILED
    except OSError as error:
        print(trouble.said(error).said_in(given.language), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED
