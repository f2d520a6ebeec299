"""Laws of organisations, people and their keys."""

from dataclasses import replace
from uuid import uuid4

import pytest

from edo_gateway.domain.access import ApiKey, Challenge, Passkey, Purpose, Session
from edo_gateway.domain.approval import Stage
from edo_gateway.domain.document import DocumentFunction
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import ApiKeyId, OrganizationId, PersonId
from edo_gateway.domain.party import TaxNumbers
from edo_gateway.domain.person import Person, Role
from edo_gateway.domain.policy import Policy
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.storage.contract import Units
from edo_gateway.storage.errors import AlreadyExists
from tests.contract.storage_samples import (
    NOON,
    Company,
    company,
    counterparty,
    later,
    organization,
    person,
    signing_key,
)


@pytest.fixture
def ours(units: Units) -> Company:
    return company(units)


def test_an_organisation_comes_back_as_it_was_kept(units: Units, ours: Company) -> None:
    with units.look() as unit:
        assert unit.organizations.get(ours.id) == ours.organization
        assert unit.organizations.all() == [ours.organization]
        with pytest.raises(NotFound):
            unit.organizations.get(OrganizationId(uuid4()))


def test_a_company_is_found_by_its_inn_and_a_branch_by_its_kpp_too(units: Units) -> None:
    head, branch = organization(kpp="770101001"), organization(kpp="770143002")
    alone = organization("500100732259", kpp="")
    with units.begin() as unit:
        for each in (head, branch, alone):
            unit.organizations.add(each)
        found = unit.organizations.find
        assert found(branch.tax) == branch
        assert found(TaxNumbers(inn=alone.tax.inn)) == alone
        assert found(TaxNumbers(inn=head.tax.inn)) is None  # either could be meant
        assert found(TaxNumbers(inn=head.tax.inn, kpp="000000000")) is None
        assert found(TaxNumbers(inn="")) is None


def test_a_counterparty_is_known_to_its_organisation_alone(units: Units, ours: Company) -> None:
    theirs = company(units, "7702000002")
    with units.begin() as unit:
        known = counterparty(ours.id, "7803000003")
        unit.organizations.add_counterparty(known)
        assert unit.organizations.counterparty(ours.id, known.id) == known
        assert unit.organizations.find_counterparty(ours.id, known.tax) == known
        assert unit.organizations.find_counterparty(theirs.id, known.tax) is None
        assert {each.id for each in unit.organizations.counterparties(ours.id)} == {ours.counterparty.id, known.id}
        with pytest.raises(NotFound):
            unit.organizations.counterparty(theirs.id, known.id)


def test_a_policy_is_empty_until_it_is_set(units: Units, ours: Company) -> None:
    policy = Policy(
        stages=(Stage(name="Директор", approvers=(ours.approver.id, ours.signer.id)),),
        signatures={DocumentFunction.TRANSFER: frozenset({SignatureLevel.SIMPLE, SignatureLevel.UNQUALIFIED})},
    )
    with units.begin() as unit:
        assert unit.organizations.policy(ours.id) == Policy()
        unit.organizations.set_policy(ours.id, policy)
        assert unit.organizations.policy(ours.id) == policy
        with pytest.raises(NotFound):
            unit.organizations.set_policy(OrganizationId(uuid4()), policy)


def test_a_person_comes_back_with_roles_in_each_organisation(units: Units, ours: Company) -> None:
    theirs = company(units, "7702000002")
    both = Person(
        id=PersonId(uuid4()),
        login="anna",
        name="Анна",
        position="Главный бухгалтер",
        roles={ours.id: frozenset({Role.ACCOUNTANT, Role.SIGNER}), theirs.id: frozenset({Role.AUDITOR})},
    )
    with units.begin() as unit:
        unit.people.add(both, "hash")
        unit.people.add(replace(both, id=PersonId(uuid4()), login="nobody", roles={}), "hash")
        assert unit.people.get(both.id) == both
        assert unit.people.find("anna") == (both, "hash")
        assert unit.people.find("ANNA") is None
        assert both in unit.people.of_organization(ours.id)
        assert len(unit.people.of_organization(ours.id)) == 3
        with pytest.raises(NotFound):
            unit.people.get(PersonId(uuid4()))


def test_a_login_belongs_to_one_person(units: Units, ours: Company) -> None:
    def add() -> None:
        with units.begin() as unit:
            unit.people.add(person(ours.id, login="anna"), "hash")

    add()
    with pytest.raises(AlreadyExists):
        add()


def test_a_password_can_be_changed(units: Units, ours: Company) -> None:
    with units.begin() as unit:
        unit.people.set_password(ours.signer.id, "new")
        assert unit.people.password_hash(ours.signer.id) == "new"
        for change in (
            lambda: unit.people.set_password(PersonId(uuid4()), "x"),
            lambda: unit.people.password_hash(PersonId(uuid4())),
        ):
            with pytest.raises(NotFound):
                change()


def test_an_api_key_is_found_by_its_hash(units: Units, ours: Company) -> None:
    key = ApiKey(id=ApiKeyId(uuid4()), organization_id=ours.id, person_id=ours.signer.id, name="1С", created_at=NOON)
    with units.begin() as unit:
        unit.people.add_api_key(key, "hash")
        assert unit.people.find_api_key("hash") == key
        assert unit.people.find_api_key("other") is None


def test_a_session_ends_when_closed_and_when_its_time_is_over(units: Units, ours: Company) -> None:
    session = Session(token_hash="hash", person_id=ours.signer.id, csrf_token="csrf", expires_at=later(10))
    with units.begin() as unit:
        unit.people.open_session(session, now=NOON)
        assert unit.people.find_session("hash", later(9)) == session
        assert unit.people.find_session("hash", later(10)) is None
        unit.people.close_session("hash")
        assert unit.people.find_session("hash", NOON) is None


def test_sessions_that_are_over_are_forgotten_when_somebody_enters(units: Units, ours: Company) -> None:
    over = Session(token_hash="over", person_id=ours.signer.id, csrf_token="csrf", expires_at=later(10))
    fresh = Session(token_hash="fresh", person_id=ours.signer.id, csrf_token="csrf", expires_at=later(30))
    with units.begin() as unit:
        unit.people.open_session(over, now=NOON)
        unit.people.open_session(fresh, now=later(10))
        assert unit.people.find_session("over", NOON) is None
        assert unit.people.find_session("fresh", NOON) == fresh


def test_a_new_password_ends_the_sessions_of_its_person_alone(units: Units, ours: Company) -> None:
    theirs = company(units, "7702000002")
    with units.begin() as unit:
        for name, person in (("own", ours.signer), ("second", ours.signer), ("other", theirs.signer)):
            session = Session(token_hash=name, person_id=person.id, csrf_token="csrf", expires_at=later(10))
            unit.people.open_session(session, now=NOON)
        unit.people.set_password(ours.signer.id, "new")
        assert [bool(unit.people.find_session(name, NOON)) for name in ("own", "second", "other")] == [
            False,
            False,
            True,
        ]


def test_a_signing_key_is_replaced_by_a_new_one_of_its_level(units: Units, ours: Company) -> None:
    new = signing_key(ours, ours.signer, "pkcs11:slot-1")
    with units.begin() as unit:
        unit.people.put_signing_key(signing_key(ours, ours.signer))
        unit.people.put_signing_key(new)
        assert unit.people.signing_key(ours.id, ours.signer.id, SignatureLevel.QUALIFIED) == new
        with pytest.raises(NotFound):
            unit.people.signing_key(ours.id, ours.signer.id, SignatureLevel.SIMPLE)


def question(person: PersonId, token_hash: str, *, minutes: int = 0) -> Challenge:
    return Challenge(
        token_hash=token_hash,
        person_id=person,
        purpose=Purpose.BROWSER_SIGNATURE,
        subject="about",
        asked_at=later(minutes),
        expires_at=later(minutes + 10),
    )


def test_a_question_is_answered_once_and_before_it_expires(units: Units, ours: Company) -> None:
    asked, stale = question(ours.signer.id, "a"), question(ours.signer.id, "b")
    with units.begin() as unit:
        unit.factors.ask(asked)
        unit.factors.ask(stale)
        assert unit.factors.answered("unknown", NOON) is None
    with units.begin() as unit:
        assert unit.factors.answered("a", later(9)) == asked
        assert unit.factors.answered("a", later(9)) is None
        assert unit.factors.answered("b", later(10)) is None


def test_questions_that_have_expired_go_when_another_is_asked(units: Units, ours: Company) -> None:
    with units.begin() as unit:
        unit.factors.ask(question(ours.signer.id, "old"))
        unit.factors.ask(question(ours.signer.id, "new", minutes=11))
        assert unit.factors.answered("old", NOON) is None
        assert unit.factors.answered("new", later(12))


def test_a_code_counts_once_and_spare_ones_go_with_the_phone(units: Units, ours: Company) -> None:
    person = ours.signer.id
    with units.begin() as unit:
        unit.factors.put_one_time_secret(person, b"sealed", 10)
        unit.factors.put_spare_codes(person, ["a", "b"])
    with units.begin() as unit:
        assert unit.factors.one_time_secret(person) == b"sealed"
        assert [unit.factors.use_step(person, step) for step in (9, 10, 11, 11)] == [False, False, True, False]
        assert [unit.factors.use_spare_code(person, one) for one in ("a", "a", "c")] == [True, False, False]
        assert unit.factors.spare_codes_left(person) == 1
        assert not unit.factors.use_spare_code(ours.approver.id, "b")
        unit.factors.drop_one_time_secret(person)
        assert unit.factors.one_time_secret(person) is None
        assert unit.factors.spare_codes_left(person) == 0


def test_a_passkey_keeps_its_counter_and_belongs_to_one_person(units: Units, ours: Company) -> None:
    mine = Passkey(id="key", person_id=ours.signer.id, public_key=b"cose", counter=0, name="Ноутбук", added_at=NOON)
    with units.begin() as unit:
        unit.factors.add_passkey(mine)
    with units.begin() as unit:
        assert unit.factors.passkeys(ours.signer.id) == [mine]
        assert unit.factors.passkeys(ours.approver.id) == []
        assert unit.factors.use_passkey(mine, 5)
        assert not unit.factors.use_passkey(mine, 6)
        unit.factors.drop_passkey(ours.approver.id, "key")
        assert [one.counter for one in unit.factors.passkeys(ours.signer.id)] == [5]
        unit.factors.drop_passkey(ours.signer.id, "key")
        assert unit.factors.passkeys(ours.signer.id) == []
