"""The operator's informal notices of trouble. Their content is for people; programs look at the entity's type."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4
from xml.sax.saxutils import escape

from edo_gateway.domain.file import ExchangeFile


def failure_notice(reason: str, at: datetime) -> ExchangeFile:
    """Why something was not delivered."""
    return _notice("DeliveryFailureNotification", f"Документ не доставлен: {reason}", at)


def verification_report(reason: str, at: datetime) -> ExchangeFile:
    """What is wrong with the signature."""
    return _notice("SignatureVerificationReport", reason, at)


def roaming_notice(reason: str, at: datetime) -> ExchangeFile:
    """How delivery to another operator went."""
    return _notice("RoamingNotification", reason, at)


def _notice(root: str, sentence: str, at: datetime) -> ExchangeFile:
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<{root} At="{at.isoformat()}">{escape(sentence)}</{root}>\n'
    return ExchangeFile(f"{root}_{uuid4()}.xml", text.encode())
