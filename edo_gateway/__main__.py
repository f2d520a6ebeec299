"""``python -m edo_gateway``: the same as the command ``edo-gateway``."""

import sys

from edo_gateway.cli import main

sys.exit(main())
