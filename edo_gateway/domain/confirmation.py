"""How a person proves who they are at the moment of signing (63-ФЗ, article 9)."""

from __future__ import annotations

from enum import StrEnum

from edo_gateway.domain.text import Text


class Method(StrEnum):
    """How a person proves who they are when they sign."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    ONE_TIME_CODE = "one_time_code"
    SPARE_CODE = "spare_code"
    PASSKEY = "passkey"


METHOD_NAMES: dict[Method, Text] = {
    Method.PASSWORD: Text("паролем", "the password"),
    Method.ONE_TIME_CODE: Text("одноразовым кодом", "a one-time code"),
    Method.SPARE_CODE: Text("запасным кодом", "a spare code"),
    Method.PASSKEY: Text("ключом доступа", "a passkey"),
}
