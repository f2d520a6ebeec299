"""What has changed, over the API: beside the document mended, beside any other, or told by a correction itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.web.pages.paper import titles_of
from tests.acceptance.api_house import Client, House, document
from tests.acceptance.test_api_bad_input import refused
from tests.acceptance.test_api_kinds import contract

EXAMPLES = Path(__file__).parents[2] / "examples"


def changes(client: Client, made: str, **params: str) -> dict[str, Any]:
    answer = client.get(f"/documents/{made}/changes", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def mended(number: str) -> dict[str, Any]:
    line = {"name": "Картон", "unit": "упак", "quantity": "10", "price": "350.00", "vat_rate": "22%"}
    return document(number=number, lines=[line], correction={"number": 1, "date": "2026-11-22"})


def test_a_mended_document_is_compared_with_the_one_before_it(accountant: Client) -> None:
    number = f"И-{uuid4().hex[:8]}"
    first, second = accountant.create(document(number=number)), accountant.create(mended(number))
    found = changes(accountant, second)
    assert found["against"] == first
    (name,) = [one for one in found["changes"] if one["pointer"] == "/lines/0/name"]
    assert (name["change"], name["term"], name["new"]) == ("changed", "Наименование", "Картон")
    added = {one["pointer"]: one["new"] for one in found["changes"] if one["change"] == "added"}
    assert added["/correction/number"] == "1"


def test_a_document_is_compared_with_any_other_of_its_kind(accountant: Client) -> None:
    first, second = (accountant.create(document(number=f"С-{uuid4().hex[:8]}")) for _ in range(2))
    found = changes(accountant, second, against=first)
    assert found["against"] == first
    assert {one["pointer"] for one in found["changes"]} == {"/number"}
    assert changes(accountant, second, against=second)["changes"] == []


def test_a_correction_tells_itself_what_it_changes(accountant: Client) -> None:
    payload = json.loads((EXAMPLES / "smallest_correction.json").read_text(encoding="utf-8"))
    made = accountant.create({**payload, "seller": None, "buyer": document()["buyer"]})
    found = changes(accountant, made)
    assert found["against"] is None
    assert found["changes"]


def test_where_there_is_nothing_to_compare_with_it_is_said(accountant: Client) -> None:
    made = accountant.create(document(number=f"Н-{uuid4().hex[:8]}"))
    refused(accountant.get(f"/documents/{made}/changes"), 409, "nothing_to_compare")


def test_documents_of_two_kinds_are_not_compared(accountant: Client) -> None:
    made, other = accountant.create(document(number=f"Р-{uuid4().hex[:8]}")), accountant.create(contract())
    for one, against in ((made, other), (other, made)):
        answer = accountant.get(f"/documents/{one}/changes", params={"against": against})
        assert answer.status_code == 422, answer.text


def test_a_document_of_others_is_not_compared_with(accountant: Client, stranger: Client, house_document: str) -> None:
    made = accountant.create(document(number=f"Ч-{uuid4().hex[:8]}"))
    refused(stranger.get(f"/documents/{house_document}/changes"), 404, "not_found")
    refused(accountant.get(f"/documents/{made}/changes", params={"against": str(uuid4())}), 404, "not_found")
    refused(accountant.get(f"/documents/{made}/changes", params={"against": "x"}), 422, "invalid_request")


def test_the_printed_form_has_every_title_that_answers_in_the_order_they_came(house: House, accountant: Client) -> None:
    made = DocumentId(UUID(accountant.create(document(number=f"О-{uuid4().hex[:8]}"))))
    titles = [ExchangeFile(f"{name}.xml", name.encode()) for name in ("первый", "второй", "третий")]
    with house.docflow.units.begin() as unit:
        for title in titles:
            unit.documents.add_file(made, FileRole.BUYER_TITLE, title, house.clock())
    with house.docflow.units.look() as unit:
        kept = unit.documents.get(house.ours.organization.id, made)
        assert titles_of(unit, kept)[1:] == titles
