"""The WSGI application, for gunicorn and its like: ``gunicorn wsgi:application``. Workers are separate processes.

``python wsgi.py`` starts the gateway in one process, as ``edo-gateway serve`` does.
"""

import os
import sys

from edo_gateway import bootstrap
from edo_gateway.cli import main
from edo_gateway.config import from_environment
from signing.keys.hardening import forbid_dumps

if __name__ == "__main__":
    sys.exit(main(["serve"]))

forbid_dumps()
_config = from_environment(os.environ)
application = bootstrap.web(bootstrap.docflow(_config), _config)
