"""An offline operator of electronic document exchange: a program of its own that speaks Diadoc's HTTP API in JSON.

It keeps its own database, checks signatures, confirms, delivers, and plays the counterparty. Import
:class:`SandboxConfig` and :func:`parse_organization` from ``config``, :func:`create_app` and :func:`sandbox_of` from
``app``, :class:`SandboxServer` and :func:`run` from ``server``.
"""
