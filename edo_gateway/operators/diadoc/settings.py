"""What the adapter must be told to reach Diadoc."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class DiadocSettings:
    """Where Diadoc is and who we are there. Secrets are absent from ``repr``.

    ``base_url`` has no path of its own for the live service (``https://diadoc-api.kontur.ru``);
    ``client_id`` is the integrator's key, ``login`` and ``password`` are the user's; timeouts are in seconds.
    Raises :class:`ValueError` for an address that is not absolute HTTP.
    """

    base_url: str
    client_id: str = field(repr=False)
    login: str = field(repr=False)
    password: str = field(repr=False)
    connect_timeout: float = 10.0
    read_timeout: float = 100.0

    def __post_init__(self) -> None:
        if not self.base_url.startswith(("https://", "http://")):
            raise ValueError("the address of Diadoc must begin with https:// or http://")
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))
