"""Official schemas of the tax service, laid over our formats or beside them by whoever runs the gateway.

The project carries none of them: they are added from a file to a shelf (``shelf``), pinned by their digest, and judge
from then on. ``reading`` looks at an untrusted schema, ``checks`` reads the checks embedded in it.
"""
