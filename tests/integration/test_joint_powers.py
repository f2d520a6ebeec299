"""A joint power of attorney: every representative signs, then the document goes on, with all the signatures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edo_gateway import bootstrap
from edo_gateway.cli import demo_company as company
from edo_gateway.cli.demo_power import empower
from edo_gateway.docflow.authority import NotAuthorised
from edo_gateway.docflow.confirm import Consent
from edo_gateway.docflow.deliver import sent_signatures
from edo_gateway.docflow.may_sign import SignatureFailed
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.delivery import FactKind
from edo_gateway.domain.document import DocumentStatus, TransitionNotAllowed
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.job import JobKind
from edo_gateway.domain.joint import AlreadySignedJointly
from edo_gateway.domain.signature import AlreadySigned, Signature, SignatureLevel
from edo_gateway.domain.text import Language
from edo_gateway.storage.contract import DocumentFilter
from edo_gateway.web.api.presenting import document_view
from signing import Certificate
from signing.authority.sample_pki import holder_profile
from tests.colleagues import COLLEAGUE, LOGIN, give_joint_power, hire, pki_of
from tests.house import House, house
from tests.unit.signing import forgery

BOTH: dict[str, Any] = {
    "signatories": [
        {"name": "Лебедев Дмитрий Андреевич", "position": company.MANAGER_POSITION},
        {"name": "Соколов Игорь Львович", "position": "Заместитель директора"},
    ]
}
_TO_SIGN = frozenset({DocumentStatus.SIGNING})


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("joint")
    with house(folder / "house", f"sqlite:///{folder / 'gateway.db'}") as made:
        hire(made)
        yield made


@pytest.fixture
def home(office: House) -> Iterator[House]:
    """With a fresh joint power, and the clock as it was afterwards."""
    before = office.clock.skipped
    give_joint_power(office)
    yield office
    office.clock.skipped = before


def sign(home: House, document_id: DocumentId, login: str) -> None:
    home.docflow.sign(document_id, SignatureLevel.QUALIFIED, Consent(), actor=home.actor(login))


def kept(home: House, document_id: DocumentId) -> list[Signature]:
    with home.docflow.units.look() as unit:
        return [one for one in unit.documents.signatures(document_id) if one.person_id]


def sent(home: House, document_id: DocumentId) -> list[str]:
    with home.docflow.units.look() as unit:
        return [one.signer for one in sent_signatures(unit, unit.documents.get(home.organization.id, document_id))]


def waits_for(home: House, login: str) -> set[DocumentId]:
    wanted = DocumentFilter(statuses=_TO_SIGN, waits_for=home.actor(login).person.id)
    with home.docflow.units.look() as unit:
        return {document.id for _, document in unit.documents.page(home.organization.id, wanted)}


def at_the_operator(home: House, document_id: DocumentId) -> list[dict[str, Any]]:
    """Entities of the message as the operator has it, oldest first."""
    reference = home.document(document_id).reference
    assert reference
    client, cursor, found = bootstrap.operator(home.config), "", []
    while events := (page := client.events(home.organization.box, cursor)).events:
        cursor = page.cursor
        for event in map(json.loads, (event.raw for event in events)):
            part = event.get("Message") or event.get("Patch")
            found += part["Entities"] if part["MessageId"] == reference.message_id else []
    return found


def signatures_at_the_operator(home: House, document_id: DocumentId) -> list[bool]:
    """Ours under the document, and whether each is an approving one."""
    reference = home.document(document_id).reference
    assert reference
    return [
        entity["IsApprovementSignature"]
        for entity in at_the_operator(home, document_id)
        if entity["EntityType"] == "Signature"
        and entity["ParentEntityId"] == reference.entity_id
        and entity["SignerBoxId"].partition("@")[0].replace("-", "") == home.organization.box.replace("-", "")
    ]


def cosigned(home: House, document_id: DocumentId) -> bool:
    with home.docflow.units.look() as unit:
        waiting = [job for job in unit.jobs.of_document(document_id) if job.kind in (JobKind.SEND, JobKind.COSIGN)]
    return not waiting


def test_the_document_goes_on_when_all_have_signed_and_all_signatures_arrive(home: House) -> None:
    document_id = home._approve(home.create("УПД", **BOTH))
    sign(home, document_id, "manager")
    document = home.document(document_id)
    assert (document.status, document.signatures) == (DocumentStatus.SIGNING, frozenset())
    assert [party.name for party in document.awaited] == ["Соколов Игорь Львович"]
    with pytest.raises(TransitionNotAllowed):
        home.docflow.send(document_id, actor=home.actor("accountant"))
    sign(home, document_id, LOGIN)
    assert home.document(document_id).status is DocumentStatus.SIGNED
    home.docflow.send(document_id, actor=home.actor("accountant"))
    home.work(document_id, until=lambda one: one.status is DocumentStatus.FINISHED and cosigned(home, document_id))
    assert signatures_at_the_operator(home, document_id) == [False, True]
    assert not [fact for fact in home.document(document_id).facts if fact.kind is FactKind.UNRECOGNISED]
    told = [one["PowerOfAttorneyInfo"] for one in at_the_operator(home, document_id) if "PowerOfAttorneyInfo" in one]
    named = {one["FullId"]["RepresentativeInn"] for one in told}
    assert named == {company.MANAGER_CERTIFICATE.inn, COLLEAGUE.inn}
    assert {one["Status"]["StatusNamedId"] for one in told} <= {"CanNotBeValidated", "UnknownStatus"}


def test_a_joint_power_sent_as_a_file_is_found_good_with_every_signature(home: House) -> None:
    ours = home.organization.id
    with home.docflow.units.look() as unit:
        policy = unit.organizations.policy(ours)
    home.docflow.register.policy(ours, replace(policy, are_powers_enclosed=True))
    document_id = home.approved("УПД")
    for login in (LOGIN, "manager"):
        sign(home, document_id, login)
    home.docflow.send(document_id, actor=home.actor("accountant"))
    home.work(document_id, until=lambda one: one.status is DocumentStatus.FINISHED and cosigned(home, document_id))
    home.docflow.register.policy(ours, policy)
    told = [one["PowerOfAttorneyInfo"] for one in at_the_operator(home, document_id) if "PowerOfAttorneyInfo" in one]
    judged = [one["Status"]["StatusNamedId"] for one in told if one["Status"]["StatusNamedId"] != "UnknownStatus"]
    assert set(judged) == {"IsValid"}
    assert len(judged) >= 2


def test_each_signature_says_who_must_sign_together(home: House) -> None:
    document_id = home._approve(home.create("УПД", **BOTH))
    sign(home, document_id, LOGIN)
    authority = json.loads(kept(home, document_id)[0].authority)
    assert (authority["basis"], authority["holds"]) == ("power", True)
    assert authority["jointly_with"] == ["Лебедев Дмитрий Андреевич", "Соколов Игорь Львович"]
    assert "совместно" in authority["summary"]["ru"]


def test_only_those_who_have_not_signed_are_asked(home: House) -> None:
    document_id = home.approved("УПД")
    assert all(document_id in waits_for(home, login) for login in ("director", "manager", LOGIN))
    sign(home, document_id, "manager")
    asked = {login for login in ("director", "manager", LOGIN) if document_id in waits_for(home, login)}
    assert asked == {LOGIN}
    sign(home, document_id, LOGIN)
    assert not waits_for(home, LOGIN) & {document_id}


class _Silent:
    """Has a certificate, and no key that could be asked."""

    def __init__(self, key: SigningKey) -> None:
        self.certificate = Certificate.from_der(key.certificate)


def test_the_same_person_signs_once_and_their_key_is_not_asked_again(home: House) -> None:
    document_id = home.approved("УПД")
    sign(home, document_id, "manager")
    again = replace(home.docflow.sign, open_key=_Silent)
    with pytest.raises(AlreadySignedJointly, match="Соколов"):
        again(document_id, SignatureLevel.QUALIFIED, Consent(), actor=home.actor("manager"))
    assert len(kept(home, document_id)) == 1
    sign(home, document_id, LOGIN)
    with pytest.raises(AlreadySigned):
        sign(home, document_id, "manager")


def test_the_head_signs_alone_whatever_others_have_begun(home: House) -> None:
    document_id = home.approved("УПД")
    sign(home, document_id, "manager")
    sign(home, document_id, "director")
    document = home.document(document_id)
    assert (document.status, document.joint) == (DocumentStatus.SIGNED, None)
    assert sent(home, document_id) == [home.actor("director").person.name]
    assert len(kept(home, document_id)) == 2


def test_who_may_act_alone_is_not_held_up_by_a_joint_power(home: House) -> None:
    home.docflow.powers.revoke(home.organization.id, only_power(home), reason="Заменена")
    empower(home.docflow.powers, home.organization.id, pki_of(home).signer("head"), at=home.clock())
    alone = only_power(home)
    document_id = home.approved("УПД")
    sign(home, document_id, "manager")
    assert json.loads(kept(home, document_id)[0].authority)["power_number"].lower() == alone
    assert home.document(document_id).status is DocumentStatus.SIGNED


def only_power(home: House) -> str:
    powers = home.docflow.powers
    (number,) = [n for n, one in powers.all(home.organization.id).powers.items() if not one.kept.revocation]
    return number


@pytest.mark.parametrize("ending", ["revoked", "ended"])
def test_a_power_that_ends_between_two_signatures_stops_the_second_and_all_sign_anew(home: House, ending: str) -> None:
    document_id = home.approved("УПД")
    sign(home, document_id, "manager")
    if ending == "revoked":
        home.docflow.powers.revoke(home.organization.id, only_power(home), reason="Передумали")
    else:
        home.clock.skip(days=365)
    with pytest.raises(NotAuthorised, match="Передумали" if ending == "revoked" else "was valid until"):
        sign(home, document_id, LOGIN)
    give_joint_power(home)
    sign(home, document_id, LOGIN)
    assert [party.name for party in home.document(document_id).awaited] == ["Лебедев Дмитрий Андреевич"]
    assert document_id in waits_for(home, "manager")
    sign(home, document_id, "manager")
    assert home.document(document_id).status is DocumentStatus.SIGNED
    assert sent(home, document_id) == ["Игорь Соколов", "Дмитрий Лебедев"]
    assert len(kept(home, document_id)) == 3


def test_a_second_certificate_that_has_expired_is_refused_and_the_first_signature_stays(home: House) -> None:
    document_id = home.approved("УПД")
    sign(home, document_id, "manager")
    with home.docflow.units.look() as unit:
        before = unit.people.signing_key(home.organization.id, home.actor(LOGIN).person.id, SignatureLevel.QUALIFIED)
    now, pki = home.clock(), pki_of(home)
    old = replace(
        holder_profile(COLLEAGUE, at=now), not_before=now.replace(year=2020), not_after=now.replace(year=2021)
    )
    expired = forgery.issue(pki.issuer("authority"), Certificate.from_der(before.certificate).public_key, old)
    home.docflow.register.signing_key(replace(before, certificate=expired.der))
    with pytest.raises(SignatureFailed, match="expired"):
        sign(home, document_id, LOGIN)
    assert len(kept(home, document_id)) == 1
    assert document_id in waits_for(home, LOGIN)
    home.docflow.register.signing_key(before)
    sign(home, document_id, LOGIN)
    assert home.document(document_id).status is DocumentStatus.SIGNED


def test_two_who_sign_at_the_same_moment_make_it_whole(home: House) -> None:
    document_id = home.approved("УПД")
    with ThreadPoolExecutor(max_workers=2) as both:
        list(both.map(lambda login: sign(home, document_id, login), ("manager", LOGIN)))
    assert home.document(document_id).status is DocumentStatus.SIGNED
    assert len(sent(home, document_id)) == 2


def test_programs_are_told_who_has_signed_and_who_has_not(home: House) -> None:
    document_id = home.approved("УПД")
    sign(home, document_id, LOGIN)
    with home.docflow.units.look() as unit:
        told = document_view(unit, unit.documents.get(home.organization.id, document_id), Language.RUSSIAN)
    assert (told.status, told.signed_with) == (DocumentStatus.SIGNING, [])
    assert told.joint
    assert [(one.name, one.has_signed) for one in told.joint.representatives] == [
        ("Лебедев Дмитрий Андреевич", False),
        ("Соколов Игорь Львович", True),
    ]


def test_a_signature_brought_from_elsewhere_fills_its_place(home: House) -> None:
    document_id = home.approved("УПД")
    with home.docflow.units.look() as unit:
        _, file = unit.documents.title(document_id, FileRole.SELLER_TITLE)
    brought = pki_of(home).signer(COLLEAGUE.file).sign(file.content, at=home.clock())
    home.docflow.bring(document_id, brought, actor=home.actor(LOGIN))
    with pytest.raises(AlreadySignedJointly):
        home.docflow.bring(document_id, brought, actor=home.actor(LOGIN))
    sign(home, document_id, "manager")
    assert home.document(document_id).status is DocumentStatus.SIGNED


def test_lost_answers_and_a_dying_worker_put_the_other_signatures_there_once(home: House) -> None:
    document_id = home.approved("УПД")
    for login in ("manager", LOGIN):
        sign(home, document_id, login)
    home.docflow.send(document_id, actor=home.actor("accountant"))
    home.arm("commit_then_drop", path="PostMessagePatch")
    home.work(document_id, until=lambda one: one.status is DocumentStatus.FINISHED and cosigned(home, document_id))
    assert signatures_at_the_operator(home, document_id) == [False, True]


def test_an_operator_that_refuses_the_other_signatures_stops_the_work_and_says_so(home: House) -> None:
    document_id = home.approved("УПД")
    for login in ("manager", LOGIN):
        sign(home, document_id, login)
    home.docflow.send(document_id, actor=home.actor("accountant"))

    def refused() -> bool:
        with home.docflow.units.look() as unit:
            return any(job.is_dead for job in unit.jobs.of_document(document_id))

    home.arm("subscription_ended", path="PostMessagePatch")
    home.work(document_id, until=lambda one: refused() and one.status is DocumentStatus.FINISHED)
    with home.docflow.units.look() as unit:
        (stopped,) = [job for job in unit.jobs.of_document(document_id) if job.kind is JobKind.COSIGN]
    home.docflow.retry(stopped.id, actor=home.actor("accountant"))
    home.work(document_id, until=lambda _: cosigned(home, document_id))
    assert signatures_at_the_operator(home, document_id) == [False, True]
