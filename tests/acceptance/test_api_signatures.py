"""Signatures over the API: made elsewhere and brought, one by one and many at once."""

from __future__ import annotations

import base64

import pytest

from signing import SamplePki
from signing.sample_pki import Holder, holder_profile
from tests.acceptance.api_house import DIRECTOR, Client, House
from tests.acceptance.test_api_bad_input import refused
from tests.acceptance.test_api_way import approved
from tests.unit.signing import forgery

CMS = {"Content-Type": "application/pkcs7-signature"}


@pytest.fixture
def waiting(accountant: Client, chief: Client, director: Client) -> str:
    """A document that waits for a qualified signature."""
    return approved(accountant, chief, director)


def content(client: Client, document_id: str) -> bytes:
    (file,) = client.get(f"/documents/{document_id}/files").json()["files"]
    return client.get(f"/documents/{document_id}/files/{file['id']}").content


def made(house: House, pki: SamplePki, file: bytes) -> bytes:
    return pki.signer(DIRECTOR.file).sign(file, at=house.clock())


def signatures(client: Client, document_id: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(f"/documents/{document_id}/signatures").json()["signatures"]
    return found


def test_a_signature_made_elsewhere_is_taken_as_bytes_and_given_back_as_they_are(
    house: House, pki: SamplePki, director: Client, waiting: str
) -> None:
    signature = made(house, pki, content(director, waiting))
    answer = director.post(f"/documents/{waiting}/signatures", data=signature, headers=CMS)
    assert answer.status_code == 201, answer.text
    assert answer.json()["status"] == "signed"
    kept = director.session.get(
        director.address + answer.headers["Location"], headers={"Authorization": f"Bearer {director.key}"}, timeout=60
    )
    assert kept.content == signature
    assert signatures(director, waiting)[0]["indication"] == "TOTAL_PASSED"


@pytest.mark.parametrize("level", ["qualified", None])
def test_a_signature_made_elsewhere_is_taken_in_json(
    house: House, pki: SamplePki, director: Client, waiting: str, level: str | None
) -> None:
    signature = base64.b64encode(made(house, pki, content(director, waiting))).decode()
    answer = director.post(f"/documents/{waiting}/signatures", json={"level": level, "cms": signature})
    assert answer.status_code == 201, answer.text


def test_a_signature_of_other_bytes_or_of_somebody_else_leaves_the_document_as_it_was(
    house: House, pki: SamplePki, director: Client, waiting: str
) -> None:
    path, file = f"/documents/{waiting}/signatures", content(director, waiting)
    refused(director.post(path, data=made(house, pki, file + b" "), headers=CMS), 422, "signature_of_other_bytes")
    stranger = Holder(file="stranger", surname="Чужой", given_name="Пётр", innle="7800000027", ogrn="1037800000028")
    key, certificate = forgery.certified(pki, holder_profile(stranger, at=house.clock()))
    foreign = forgery.plain_cms(key, certificate, file)
    refused(director.post(path, data=foreign, headers=CMS), 409, "certificate_of_another")
    refused(director.post(path, data=b"garbage", headers=CMS), 422, "signature_refused")
    level = {"level": "unqualified", "cms": base64.b64encode(made(house, pki, file)).decode()}
    refused(director.post(path, json=level), 409, "signature_not_required")
    assert signatures(director, waiting) == []
    assert director.get(f"/documents/{waiting}").json()["status"] == "signing"


def test_a_second_signature_and_one_by_a_person_who_may_not_sign_are_refused(
    house: House, pki: SamplePki, director: Client, accountant: Client, waiting: str
) -> None:
    path = f"/documents/{waiting}/signatures"
    signature = made(house, pki, content(director, waiting))
    refused(accountant.post(path, data=signature, headers=CMS), 403, "forbidden")
    assert director.post(path, data=signature, headers=CMS).status_code == 201
    refused(director.post(path, data=signature, headers=CMS), 409, "transition_not_allowed")


def test_a_request_with_neither_level_nor_signature_names_the_field(director: Client, waiting: str) -> None:
    problem = refused(director.post(f"/documents/{waiting}/signatures", json={}), 422, "invalid_request")
    assert [error["pointer"] for error in problem["errors"]] == ["/level"]
