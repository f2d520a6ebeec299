"""Diadoc, the operator Контур.Диадок."""

from edo_gateway.operators.diadoc.client import DiadocClient
from edo_gateway.operators.diadoc.login import Login
from edo_gateway.operators.diadoc.settings import DiadocSettings

__all__ = ["DiadocClient", "DiadocSettings", "Login"]
