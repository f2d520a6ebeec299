"""Signatures over the API: made elsewhere and brought, one by one and many at once."""

from __future__ import annotations

import base64
from uuid import UUID, uuid4

import pytest

from edo_gateway.domain.identity import DocumentId
from signing import SamplePki
from signing.authority.sample_pki import Holder, holder_profile
from tests.acceptance.api_house import DIRECTOR, PASSWORD, Client, House, document
from tests.acceptance.test_api_bad_input import refused
from tests.acceptance.test_api_way import approved
from tests.copies import copies
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


def test_many_are_signed_at_once_with_a_result_for_each_and_a_repeat_signs_nothing_twice(
    accountant: Client, chief: Client, director: Client
) -> None:
    ready = [approved(accountant, chief, director) for _ in range(3)]
    draft, nowhere = accountant.create(document()), str(uuid4())
    body = {"documents": [*ready, draft, nowhere, ready[0]], "level": "qualified"}
    first = director.post("/documents/signatures", json=body).json()
    assert [(one["document_id"], one["outcome"]) for one in first["results"]] == [
        *((one, "signed") for one in ready),
        (draft, "failed"),
        (nowhere, "failed"),
    ]
    codes = [one["problem"] and (one["problem"]["status"], one["problem"]["code"]) for one in first["results"]]
    assert codes == [None, None, None, (409, "transition_not_allowed"), (404, "not_found")]
    second = director.post("/documents/signatures", json=body).json()
    assert [one["outcome"] for one in second["results"]] == ["already_signed"] * 3 + ["failed"] * 2
    assert (first["failed"], second["failed"]) == (2, 2)
    assert [len(signatures(director, one)) for one in ready] == [1, 1, 1]


def test_fifty_are_signed_in_one_request_with_a_result_for_each(
    house: House, accountant: Client, chief: Client, director: Client
) -> None:
    first = DocumentId(UUID(approved(accountant, chief, director)))
    ids = [str(one) for one in copies(house.docflow.units, house.ours.organization.id, first, 50)]
    director.post(f"/documents/{ids[7]}/signatures", json={"level": "qualified"})
    ids[20] = accountant.create(document())
    answer = director.post("/documents/signatures", json={"documents": ids, "level": "qualified"}).json()
    outcomes = [one["outcome"] for one in answer["results"]]
    assert [one["document_id"] for one in answer["results"]] == ids
    assert (outcomes.count("signed"), outcomes[7], outcomes[20]) == (48, "already_signed", "failed")
    assert answer["failed"] == 1


def test_many_are_decided_at_once_with_a_result_for_each(accountant: Client, chief: Client, director: Client) -> None:
    path, ready = "/documents/decisions", [accountant.create(document(), params={"submit": True}) for _ in range(3)]
    draft, body = accountant.create(document()), {"verdict": "approved"}
    first = chief.post(path, json={**body, "documents": [*ready, draft, ready[0]]}).json()
    assert [(one["document_id"], one["is_done"]) for one in first["results"]] == [
        *((one, True) for one in ready),
        (draft, False),
    ]
    assert (first["failed"], first["results"][3]["problem"]["code"]) == (1, "nothing_to_decide")
    unsaid = director.post(path, json={"verdict": "returned", "documents": ready[:1]}).json()
    assert unsaid["results"][0]["problem"]["code"] == "comment_required"
    back = director.post(path, json={"verdict": "returned", "comment": "Не та цена", "documents": ready[:1]}).json()
    assert back["failed"] == 0
    assert director.post(path, json={**body, "documents": ready}).json()["failed"] == 1
    statuses = [director.get(f"/documents/{one}").json()["status"] for one in ready]
    assert statuses == ["returned", "signing", "signing"]
    refused(accountant.post(path, json={**body, "documents": ready}), 403, "forbidden")


def test_a_wrong_password_signs_none_of_many(accountant: Client, chief: Client, director: Client) -> None:
    ready = [approved(accountant, chief, director, function="ДОП") for _ in range(2)]
    body = {"documents": ready, "level": "simple", "password": "wrong"}
    refused(director.post("/documents/signatures", json=body), 403, "wrong_password")
    refused(accountant.post("/documents/signatures", json=body), 403, "forbidden")
    assert [signatures(director, one) for one in ready] == [[], []]
    answer = director.post("/documents/signatures", json={**body, "password": PASSWORD}).json()
    assert [one["outcome"] for one in answer["results"]] == ["signed", "signed"]


@pytest.mark.parametrize("documents", [[], ["not-a-uuid"], [str(uuid4()) for _ in range(101)]])
def test_an_empty_a_wrong_and_a_too_long_list_are_refused(director: Client, documents: list[str]) -> None:
    body = {"documents": documents, "level": "qualified"}
    refused(director.post("/documents/signatures", json=body), 422, "invalid_request")
