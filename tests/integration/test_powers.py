"""Powers of attorney (МЧД): an employee signs for the company, the whole way through the operator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from edo_gateway import bootstrap
from edo_gateway.cli import demo_company as company
from edo_gateway.cli.demo_power import power_file, power_of_attorney
from edo_gateway.docflow.authority import NotAuthorised
from edo_gateway.docflow.powers import KnownPower
from edo_gateway.docflow.sign import Consent
from edo_gateway.domain.authority import judge
from edo_gateway.domain.covering import Fault, Holder, Signed
from edo_gateway.domain.delivery import FactKind
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.power import NoReason, NotAPower, PowerDiffers, PowerSignatureBad, PowerState
from edo_gateway.domain.signature import Signature, SignatureLevel
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats.power.named import named_powers
from signing import SamplePki, Signer, verify
from tests.house import House, house

BY_MANAGER: dict[str, Any] = {
    "signatories": [{"name": "Лебедев Дмитрий Андреевич", "position": company.MANAGER_POSITION}]
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("powers")
    with house(folder / "house", f"sqlite:///{folder / 'gateway.db'}") as made:
        yield made


@pytest.fixture
def director(home: House) -> Signer:
    return SamplePki(home.config.data / "pki").signer("head")


def the_power(home: House) -> KnownPower:
    """The one the demo has."""
    return next(iter(home.docflow.powers.all(home.organization.id).powers.values()))


def signed_by_manager(home: House, document_id: DocumentId) -> Signature:
    home._approve(document_id)
    home.docflow.sign(document_id, SignatureLevel.QUALIFIED, Consent(), actor=home.actor("manager"))
    with home.docflow.units.look() as unit:
        return unit.documents.signatures(document_id)[0]


def authority_of(signature: Signature) -> dict[str, Any]:
    return dict(json.loads(signature.authority))


def test_an_employee_signs_by_the_power_the_document_names_and_it_arrives(home: House) -> None:
    document_id = home.create("УПД", **BY_MANAGER)
    power = the_power(home)
    with home.docflow.units.look() as unit:
        _, file = unit.documents.title(document_id, FileRole.SELLER_TITLE)
    assert named_powers(file) == (power.kept.number,)
    signature = signed_by_manager(home, document_id)
    authority = authority_of(signature)
    told = (authority["basis"], authority["holds"], authority["power_number"])
    assert told == ("power", True, power.power.number)
    assert ["Реестр" in warning["ru"] for warning in authority["warnings"]] == [True]
    home.docflow.send(document_id, actor=home.actor("accountant"))
    home.work(document_id)
    assert home.document(document_id).status is DocumentStatus.FINISHED
    assert not [fact for fact in home.document(document_id).facts if fact.kind is FactKind.UNRECOGNISED]
    (told,) = powers_at_the_operator(home, document_id)
    assert told["FullId"] == {
        "RegistrationNumber": power.power.number,
        "IssuerInn": company.OURS.inn,
        "RepresentativeInn": company.MANAGER_CERTIFICATE.inn,
    }
    assert told["Status"]["StatusNamedId"] == "CanNotBeValidated"


def test_a_power_sent_as_a_file_is_judged_by_the_operator(home: House) -> None:
    ours = home.organization.id
    with home.docflow.units.look() as unit:
        policy = unit.organizations.policy(ours)
    home.docflow.register.policy(ours, replace(policy, are_powers_enclosed=True))
    document_id = home.create("УПД", **BY_MANAGER)
    with home.docflow.units.look() as unit:
        _, file = unit.documents.title(document_id, FileRole.SELLER_TITLE)
    assert 'СпосПодтПолном="2"' in file.content.decode("cp1251")
    authority = authority_of(signed_by_manager(home, document_id))
    home.docflow.send(document_id, actor=home.actor("accountant"))
    home.work(document_id)
    home.docflow.register.policy(ours, policy)
    assert len(authority["warnings"]) == 1
    (told,) = powers_at_the_operator(home, document_id)
    assert (told["SendingType"], told["Status"]["StatusNamedId"]) == ("File", "IsValid")


def powers_at_the_operator(home: House, document_id: DocumentId) -> list[dict[str, Any]]:
    """What the operator tells of powers of attorney once it has judged them."""
    reference = home.document(document_id).reference
    assert reference
    client, cursor, told = bootstrap.operator(home.config), "", []
    while events := (page := client.events(home.organization.box, cursor)).events:
        cursor = page.cursor
        patches = [json.loads(event.raw).get("Patch") or {} for event in events]
        told += [
            entity["PowerOfAttorneyInfo"]
            for patch in patches
            if patch.get("MessageId") == reference.message_id
            for entity in patch["Entities"]
            if entity.get("AttachmentType") == "PowerOfAttorneyStatus"
        ]
    return told


def test_the_director_needs_none(home: House) -> None:
    document_id = home.signed("УПД")
    with home.docflow.units.look() as unit:
        (signature,) = unit.documents.signatures(document_id)
    assert authority_of(signature)["basis"] == "own_certificate"


def test_a_document_that_names_somebody_else_is_signed_with_a_warning(home: House) -> None:
    authority = authority_of(signed_by_manager(home, home.create("УПД")))
    assert any("не названа доверенность" in warning["ru"] for warning in authority["warnings"])


def test_what_the_caller_says_of_powers_wins(home: House) -> None:
    own = {"name": "Лебедев Дмитрий Андреевич", "paper_powers": [{"issued": "2026-01-01", "number": "7"}]}
    document_id = home.create("УПД", signatories=[own])
    with home.docflow.units.look() as unit:
        _, file = unit.documents.title(document_id, FileRole.SELLER_TITLE)
    assert named_powers(file) == ()


def test_a_revoked_power_stops_the_signature_before_the_key_is_used(home: House, director: Signer) -> None:
    document_id = home.approved("УПД")
    power = the_power(home)
    home.docflow.powers.revoke(home.organization.id, power.kept.number, reason="Уволен")
    with pytest.raises(NotAuthorised, match="Уволен"):
        home.docflow.sign(document_id, SignatureLevel.QUALIFIED, Consent(), actor=home.actor("manager"))
    assert home.document(document_id).status is DocumentStatus.SIGNING
    renewed = _built(home)
    _added(home, renewed, director)
    home.docflow.sign(document_id, SignatureLevel.QUALIFIED, Consent(), actor=home.actor("manager"))
    assert home.document(document_id).status is DocumentStatus.SIGNED


def test_a_power_that_nobody_or_the_wrong_one_signed_covers_nothing(home: House, director: Signer) -> None:
    file = _built(home)
    unsigned = home.docflow.powers.add(home.organization.id, file.content, by="Белова")
    assert unsigned.state_on(home.docflow.powers.today()) is PowerState.UNSIGNED
    by_himself = SamplePki(home.config.data / "pki").signer("manager").sign(file.content, at=home.clock())
    known = home.docflow.powers.add(home.organization.id, file.content, [by_himself], by="Белова")
    assert known.state_on(home.docflow.powers.today()) is PowerState.BAD_SIGNATURE
    assert known.link.defect is not None
    assert "руководитель" in known.link.defect.ru
    whole = home.docflow.powers.add(
        home.organization.id, file.content, [director.sign(file.content, at=home.clock())], by=""
    )
    assert whole.state_on(home.docflow.powers.today()) is PowerState.VALID


def test_a_signature_of_other_bytes_is_not_taken_in(home: House, director: Signer) -> None:
    file = _built(home)
    with pytest.raises(PowerSignatureBad):
        home.docflow.powers.add(home.organization.id, file.content, [director.sign(b"other", at=home.clock())], by="")
    with pytest.raises(NotFound):
        home.docflow.powers.get(home.organization.id, _number(file))


def test_the_same_number_with_other_bytes_is_refused(home: House) -> None:
    file = _built(home)
    home.docflow.powers.add(home.organization.id, file.content, by="")
    with pytest.raises(PowerDiffers):
        home.docflow.powers.add(
            home.organization.id, file.content.replace("Лебедев".encode(), "Лебедева".encode()), by=""
        )


def test_what_is_not_a_power_is_refused(home: House) -> None:
    with home.docflow.units.look() as unit:
        _, title = unit.documents.title(home.create("УПД"), FileRole.SELLER_TITLE)
    for content in (title.content, b"", b"<a/>"):
        with pytest.raises((NotAPower, InvalidDocument)):
            home.docflow.powers.add(home.organization.id, content, by="")


def test_a_list_revokes_what_is_here_and_passes_over_the_rest(home: House, director: Signer) -> None:
    file = _built(home)
    _added(home, file, director)
    listed = [f" {_number(file).upper()} ", str(uuid4()), ""]
    done = home.docflow.powers.revoke_listed(home.organization.id, listed, reason="Список ФНС")
    assert done == [_number(file)]
    assert home.docflow.powers.revoke_listed(home.organization.id, listed, reason="Список ФНС") == []


def test_a_revocation_says_why(home: House) -> None:
    with pytest.raises(NoReason):
        home.docflow.powers.revoke(home.organization.id, the_power(home).kept.number, reason="  ")


def test_a_power_that_ends_is_warned_of_until_another_replaces_it(home: House, director: Signer) -> None:
    powers, ours = home.docflow.powers, home.organization.id
    for known in powers.all(ours).powers.values():
        powers.revoke(ours, known.kept.number, reason="Проверка сроков")
    ending = _built(home, valid_until=(home.clock() + timedelta(days=20)).date().isoformat())
    _added(home, ending, director)
    assert [one.what.ru for one in home.docflow.expiring(ours) if _number(ending) in one.what.ru]
    _added(home, _built(home), director)
    assert not [one.what.ru for one in home.docflow.expiring(ours) if _number(ending) in one.what.ru]


def test_a_power_passed_on_rests_on_its_whole_chain(home: House, director: Signer) -> None:
    """Передоверие, signed by the representative who passes it on."""
    powers, ours = home.docflow.powers, home.organization.id
    first = _built(home, redelegable="once")
    second = _passed_on(home, _number(first))
    passed = powers.add(ours, second.content, [_manager(home).sign(second.content, at=home.clock())], by="")
    assert passed.link.defect is None
    deputy = Holder(name="Волков Глеб", inn="770000000156", snils="11223344595")
    signed = Signed(inn=company.OURS.inn, on=powers.today(), holder=deputy, sufficient=frozenset({company.POWER_CODE}))

    def faults() -> list[Fault]:
        return [one.fault for one in judge(signed, [powers.all(ours).links(_number(second))]).objections]

    assert faults() == [Fault.CHAIN_BROKEN]
    _added(home, first, director)
    assert faults() == []
    powers.revoke(ours, _number(first), reason="Отозвана первая")
    assert faults() == [Fault.REVOKED]


def test_a_power_passed_on_is_signed_by_whoever_passes_it(home: House, director: Signer) -> None:
    second = _passed_on(home, str(uuid4()))
    known = _added(home, second, director)
    assert known.link.defect is not None


@pytest.mark.parametrize(
    ("place", "basis", "holds"),
    [
        ('<СвДоверЭл НомДовер="3f1c0a52-7d0e-4c53-9a6e-5b0e8a1d2c3f"/>', "unjudged", None),
        ("", "nothing", False),
    ],
)
def test_the_other_side_s_employee_is_told_by_the_power_his_title_names(
    home: House, place: str, basis: str, *, holds: bool | None
) -> None:
    document = home.document(home.create("УПД"))
    text = f'<?xml version="1.0" encoding="windows-1251"?><Файл><Подписант>{place}</Подписант></Файл>'
    title = ExchangeFile("ON_NSCHFDOPPOK.xml", text.encode("cp1251"))
    signature = _manager(home).sign(title.content, at=home.clock())
    verdicts = verify(title.content, signature, home.docflow.powers.trust(), at=home.clock())
    with home.docflow.units.look() as unit:
        found = home.docflow.sign.may_sign.authorise.of_other_side(unit, document, title, verdicts)
    assert found is not None
    assert (found.basis, found.holds) == (basis, holds)


def _manager(home: House) -> Signer:
    return SamplePki(home.config.data / "pki").signer("manager")


def _passed_on(home: House, parent: str) -> ExchangeFile:
    """From the manager to a deputy, for half a year."""
    at = home.clock()
    given = power_of_attorney(str(uuid4()), at.date())["grant"]
    (manager,), (organization,) = given["representatives"], given["principals"]
    giver = {name: manager["person"][name] for name in ("inn", "snils", "person")}
    deputy = {**manager["person"], "inn": "770000000156", "snils": "112-233-445 95"}
    until = (at + timedelta(days=180)).date().isoformat()
    named = {name: organization["company"]["organization"][name] for name in ("name", "inn", "kpp")}
    first = {
        "which": "1",
        "form": "1",
        "issued_on": at.date().isoformat(),
        "valid_until": given["terms"]["valid_until"],
        "first_number": parent,
        "principals": [{"company": named}],
    }
    described = {
        "type": "power_of_attorney",
        "redelegation": {
            "first": first,
            "terms": {**given["terms"], "valid_until": until},
            "passing": [{"person": giver}],
            "representatives": [{"person": deputy}],
            "powers": {**given["powers"], "lost_when_passed_on": "2"},
        },
    }
    return power_file(described, at=at)


def _built(home: House, **terms: str) -> ExchangeFile:
    """A power of the demo under a number of its own."""
    at: datetime = home.clock()
    described = power_of_attorney(str(uuid4()), at.date())
    described["grant"]["terms"].update(terms)
    return power_file(described, at=at)


def _added(home: House, file: ExchangeFile, director: Signer) -> KnownPower:
    signature = director.sign(file.content, at=home.clock())
    return home.docflow.powers.add(home.organization.id, file.content, [signature], by="Белова")


def _number(file: ExchangeFile) -> str:
    return file.name.removesuffix(".xml").rpartition("_")[2]
