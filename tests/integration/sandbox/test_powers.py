"""Powers of attorney at the operator: taken in one way alone, kept, judged after the signatures, told in the feed."""

from __future__ import annotations

from typing import Any

import pytest

from edo_gateway.cli.demo_power import power_file, power_of_attorney
from tests.integration.sandbox.exchange import BUYER, SELLER, START, Exchange, encoded, seller_title

POWER_NUMBER = "3f1c0a52-7d0e-4c53-9a6e-5b0e8a1d2c3f"
NAMED = {"RegistrationNumber": POWER_NUMBER, "IssuerInn": SELLER.inn, "RepresentativeInn": "500000000340"}
XML = power_file(power_of_attorney(POWER_NUMBER, START.date()), at=START).content
FILE = {"Content": encoded(XML), "Signature": "MAA="}


def posted(exchange: Exchange, power: dict[str, Any]) -> Any:
    seller = exchange.seller
    file = seller_title(seller.box, seller.other)
    signed = {"Content": encoded(file.content), "SignWithTestSignature": True, "PowerOfAttorney": power}
    return seller.post("/V3/PostMessage", seller.message(file, "СЧФДОП", SignedContent=signed))


@pytest.mark.parametrize(
    "power",
    [
        {"UseDefault": True},
        {"UseDefault": False},
        {"UseDefault": False, "FullId": NAMED, "Contents": [FILE]},
        {"UseDefault": False, "FullId": {"RegistrationNumber": POWER_NUMBER, "IssuerInn": SELLER.inn}},
        {"UseDefault": False, "Contents": [{"Content": encoded(XML)}]},
        {"UseDefault": False, "Contents": [{**FILE, "Content": encoded(b"<a/>")}]},
    ],
)
def test_anything_but_one_whole_way_is_refused(exchange: Exchange, power: dict[str, Any]) -> None:
    assert posted(exchange, power).status_code == 400


@pytest.mark.parametrize(
    ("power", "sentence"),
    [
        ({"FullId": {**NAMED, "IssuerInn": BUYER.inn}}, "ИНН доверителя"),
        ({"FullId": NAMED}, "ИНН представителя"),
    ],
)
def test_a_power_that_does_not_name_the_sender_and_the_signer_is_not_valid_and_delivered_all_the_same(
    exchange: Exchange, power: dict[str, Any], sentence: str
) -> None:
    message_id = posted(exchange, {"UseDefault": False, **power}).json()["MessageId"]
    exchange.settle()
    (told,) = exchange.seller.attachments(message_id, "PowerOfAttorneyStatus")
    status = told["PowerOfAttorneyInfo"]["Status"]
    assert (status["StatusNamedId"], status["Severity"]) == ("IsNotValid", "Error")
    assert sentence in status["StatusText"]
    (attached,) = exchange.buyer.attachments(message_id, "PowerOfAttorney")
    assert attached["PowerOfAttorneyInfo"]["FullId"] == power["FullId"]


def test_a_file_can_be_fetched_as_it_was_sent(exchange: Exchange) -> None:
    message_id = posted(exchange, {"UseDefault": False, "Contents": [FILE]}).json()["MessageId"]
    exchange.settle()
    (attached,) = exchange.buyer.attachments(message_id, "PowerOfAttorney")
    assert exchange.buyer.content(message_id, attached["EntityId"]) == XML
