"""A small document as a caller would post it, and how to change one thing in it."""

import copy
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding, InvalidDocument
from edo_gateway.formats import build, complete, read_document

AT = datetime(2026, 11, 21, 7, 15, 30, tzinfo=UTC)
GUID = UUID("f6fadfa7-e5c1-4b62-9362-da5cc13da58a")
SELLER_ID = "2XX-7700000016-770001001-000000000000000000001"
BUYER_ID = "2YY-7800000027-780001001-000000000000000000002"
SMALL: dict[str, Any] = {
    "type": "transfer_document",
    "function": "СЧФДОП",
    "number": "УТ-1",
    "date": "2026-11-21",
    "seller": {
        "inn": "7700000016",
        "kpp": "770001001",
        "name": "ООО «Ромашка»",
        "address": {"region": "77", "street": "ул. Тестовая"},
        "participant_id": SELLER_ID,
        "signatory": {"name": "Ромашкин Пётр Сергеевич", "position": "Директор"},
    },
    "buyer": {
        "inn": "7800000027",
        "kpp": "780001001",
        "name": "АО «Василёк»",
        "address": "190000, г. Санкт-Петербург, пр-кт Проверочный, д. 2",
        "participant_id": BUYER_ID,
    },
    "lines": [{"name": "Бумага", "unit": "упак", "quantity": "10", "price": "355.00", "vat_rate": "22%"}],
    "transfer": {"basis": [{"name": "Договор", "number": "1", "date": "2026-01-12"}]},
}


def small(**changes: Any) -> dict[str, Any]:
    """The document with fields replaced: ``a__0__b`` is ``/a/0/b``, and ``None`` takes a field away."""
    changed = copy.deepcopy(SMALL)
    for path, value in changes.items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        target: Any = changed
        for step in steps:
            target = target[step]
        if value is None:
            del target[last]
        else:
            target[last] = value
    return changed


def built(**changes: Any) -> ExchangeFile:
    return build(read_document(small(**changes)), at=AT, guid=GUID)


def line_of(**changes: Any) -> Any:
    """The completed first line of the document whose first line has these fields replaced."""
    return complete(read_document(small(**{f"lines__0__{name}": value for name, value in changes.items()}))).lines[0]


def findings_of(payload: object) -> list[Finding]:
    """What is found wrong with a payload on the way to a file; empty when nothing."""
    try:
        build(read_document(payload), at=AT, guid=GUID)
    except InvalidDocument as refused:
        return list(refused.report.findings)
    return []


def faults(payload: object) -> set[tuple[str, str | None]]:
    return {(finding.rule, finding.pointer) for finding in findings_of(payload)}
