"""Who may sign for an organisation, and by which power of attorney."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from edo_gateway.domain.authority import Basis, judge, judge_named, with_others
from edo_gateway.domain.covering import Fault, Holder, Link, Signed, is_signed_by_head
from edo_gateway.domain.power import GrantedPower, PartyKind, Power, PowerParty, Redelegable, Revocation
from edo_gateway.domain.text import Text

COMPANY = PowerParty(kind=PartyKind.COMPANY, name="ООО «Ромашка»", inn="7700000016", ogrn="1027700000019")
HEAD = PowerParty(kind=PartyKind.PERSON, name="Орлова Вера", inn="770000000156", snils="11223344595")
CLERK = PowerParty(kind=PartyKind.PERSON, name="Лебедев Дмитрий", inn="500000000340", snils="08765430300")
DEPUTY = PowerParty(kind=PartyKind.PERSON, name="Волков Глеб", inn="500000000358", snils="11223344696")
CODES = (GrantedPower(code="A", name="Подписывать"),)
POWER = Power(
    number="p1",
    issued_on=date(2026, 1, 10),
    valid_until=date(2026, 6, 30),
    principals=(COMPANY,),
    heads=(HEAD,),
    representatives=(CLERK,),
    granted=CODES,
)
HOLDER = Holder(name="Лебедев Дмитрий", inn=CLERK.inn, snils=CLERK.snils)
SIGNED = Signed(
    inn=COMPANY.inn, ogrn=COMPANY.ogrn, on=date(2026, 3, 1), holder=HOLDER, sufficient=frozenset({"A", "B"})
)
PASSED = replace(POWER, number="p2", principals=(CLERK,), heads=(CLERK,), representatives=(DEPUTY,), parent="p1")
DEPUTY_HOLDER = Holder(name="Волков Глеб", inn=DEPUTY.inn, snils=DEPUTY.snils)


def faults(signed: Signed, *chain: Power, **link: object) -> set[Fault]:
    links = tuple(Link(power=power, **link) for power in chain)  # type: ignore[arg-type]
    return {objection.fault for objection in judge(signed, [links]).objections}


def test_the_company_s_own_certificate_needs_no_power() -> None:
    own = Holder(name="Орлова Вера", inn=HEAD.inn, snils=HEAD.snils, company_inn=COMPANY.inn, ogrn=COMPANY.ogrn)
    found = judge(replace(SIGNED, holder=own), [])
    assert (found.basis, found.holds, found.power_number) == (Basis.OWN_CERTIFICATE, True, "")


def test_a_company_certificate_with_another_ogrn_is_refused() -> None:
    own = Holder(name="Орлова Вера", company_inn=COMPANY.inn, ogrn="1027700000020")
    assert [one.fault for one in judge(replace(SIGNED, holder=own), []).objections] == [Fault.OTHER_COMPANY]


def test_an_entrepreneur_signs_for_himself() -> None:
    assert judge(Signed(inn=CLERK.inn, on=SIGNED.on, holder=HOLDER), []).basis is Basis.OWN_CERTIFICATE


def test_a_natural_person_without_a_power_is_told_to_add_one() -> None:
    found = judge(SIGNED, [])
    assert [one.fault for one in found.objections] == [Fault.NO_POWER]
    assert "Доверенности" in found.text.ru


def test_a_certificate_of_another_company_is_refused_by_its_number() -> None:
    found = judge(replace(SIGNED, holder=Holder(name="Чужой", company_inn="7800000027")), [])
    assert not found.holds
    assert "7800000027" in found.text.ru


def test_a_power_that_fits_covers_the_signature() -> None:
    found = judge(SIGNED, [(Link(power=POWER),)])
    assert (found.basis, found.power_number, found.holds) == (Basis.POWER, "p1", True)


@pytest.mark.parametrize("day", [POWER.issued_on, POWER.valid_until])
def test_the_first_and_the_last_day_are_within_the_power(day: date) -> None:
    assert faults(replace(SIGNED, on=day), POWER) == set()


@pytest.mark.parametrize(
    ("signed", "power", "fault"),
    [
        (replace(SIGNED, on=date(2026, 1, 9)), POWER, Fault.NOT_YET),
        (replace(SIGNED, on=date(2026, 7, 1)), POWER, Fault.EXPIRED),
        (replace(SIGNED, inn="7800000027"), POWER, Fault.OTHER_PRINCIPAL),
        (replace(SIGNED, ogrn="1027700000020"), POWER, Fault.OTHER_PRINCIPAL),
        (replace(SIGNED, holder=replace(HOLDER, snils="11223344595")), POWER, Fault.OTHER_REPRESENTATIVE),
        (replace(SIGNED, holder=replace(HOLDER, inn="500000000358")), POWER, Fault.OTHER_REPRESENTATIVE),
        (replace(SIGNED, sufficient=frozenset({"B"})), POWER, Fault.NO_POWERS),
        (SIGNED, replace(POWER, parent="p0"), Fault.CHAIN_BROKEN),
    ],
)
def test_each_thing_that_does_not_fit_is_named(signed: Signed, power: Power, fault: Fault) -> None:
    assert faults(signed, power) == {fault}


JOINT = replace(POWER, number="joint", is_joint=True, representatives=(CLERK, DEPUTY))


class TestJointly:
    """ГК РФ, статья 185, пункт 5: representatives who act only together."""

    def test_each_of_them_may_sign_and_is_told_who_else_must(self) -> None:
        for place, holder in enumerate((HOLDER, DEPUTY_HOLDER)):
            found = judge(replace(SIGNED, holder=holder), [(Link(power=JOINT),)])
            assert (found.holds, found.parties, found.place) == (True, (CLERK, DEPUTY), place)
            assert CLERK.name in found.text.ru
            assert DEPUTY.name in found.text.ru

    def test_one_representative_acts_alone_whatever_the_power_says(self) -> None:
        found = judge(SIGNED, [(Link(power=replace(POWER, is_joint=True)),)])
        assert (found.holds, found.parties) == (True, ())

    def test_who_may_act_alone_does_so_unless_others_have_begun(self) -> None:
        chains = [(Link(power=JOINT),), (Link(power=POWER),)]
        assert judge(SIGNED, chains).power_number == POWER.number
        assert judge(SIGNED, chains, begun=JOINT.number).power_number == JOINT.number

    def test_what_others_began_under_a_power_that_covers_no_more_is_left(self) -> None:
        revoked = Link(power=JOINT, revocation=Revocation(on=SIGNED.on, reason="-"))
        assert judge(SIGNED, [(revoked,), (Link(power=POWER),)], begun=JOINT.number).power_number == POWER.number

    def test_the_other_side_s_power_needs_all_of_its_signatures(self) -> None:
        found = judge_named(SIGNED, [JOINT.number], [(Link(power=JOINT),)])
        alone, together = with_others(found, []), with_others(found, [DEPUTY_HOLDER])
        assert [one.fault for one in alone.objections] == [Fault.JOINT]
        assert DEPUTY.name in alone.text.ru
        assert together == found

    @pytest.mark.parametrize(
        ("givers", "signers", "expected"),
        [
            ((CLERK, DEPUTY), (HOLDER, DEPUTY_HOLDER), set()),
            ((CLERK,), (HOLDER,), {Fault.JOINT}),
            ((CLERK, DEPUTY), (HOLDER,), {Fault.JOINT}),
        ],
    )
    def test_what_was_given_jointly_is_passed_on_by_all(
        self, givers: tuple[PowerParty, ...], signers: tuple[Holder, ...], expected: set[Fault]
    ) -> None:
        passed = replace(PASSED, principals=givers, heads=givers, representatives=(HEAD,))
        third = Holder(name=HEAD.name, inn=HEAD.inn, snils=HEAD.snils)
        chain = (Link(power=passed, signers=signers), Link(power=replace(JOINT, redelegable=Redelegable.ONCE)))
        found = judge(replace(SIGNED, holder=third), [chain])
        assert {one.fault for one in found.objections} == expected


@pytest.mark.parametrize(
    ("day", "refused"), [(date(2026, 2, 28), True), (date(2026, 3, 1), True), (date(2026, 3, 2), False)]
)
def test_a_power_is_void_from_the_day_of_its_revocation(day: date, *, refused: bool) -> None:
    found = faults(SIGNED, POWER, revocation=Revocation(on=day, reason="уволен"))
    assert found == ({Fault.REVOKED} if refused else set())


def test_a_power_with_a_defective_signature_of_its_own_covers_nothing() -> None:
    assert faults(SIGNED, POWER, defect=Text("нет", "none")) == {Fault.SIGNATURE}


def test_powers_in_words_are_left_to_a_person() -> None:
    found = judge(SIGNED, [(Link(power=replace(POWER, granted=(), text="Подписывать всё")),)])
    assert found.holds
    assert any("Подписывать всё" in warning.ru for warning in found.warnings)


def test_limits_of_a_power_are_told() -> None:
    limited = (GrantedPower(code="A", name="Подписывать", limits=("Сумма: 1000",)),)
    found = judge(SIGNED, [(Link(power=replace(POWER, granted=limited)),)])
    assert any("Сумма: 1000" in warning.ru for warning in found.warnings)


def test_what_the_tax_service_knows_is_never_claimed() -> None:
    found = judge(SIGNED, [(Link(power=POWER),)])
    assert any("Реестр" in warning.ru for warning in found.warnings)


def test_a_number_that_could_not_be_compared_is_told() -> None:
    found = judge(replace(SIGNED, holder=replace(HOLDER, snils="")), [(Link(power=POWER),)])
    assert found.holds
    assert any("СНИЛС" in warning.ru for warning in found.warnings)


class TestPassingOn:
    """Передоверие: the whole chain, each within its parent."""

    SIGNED = replace(SIGNED, holder=DEPUTY_HOLDER)

    def test_a_power_passed_on_rests_on_one_that_allows_it(self) -> None:
        assert faults(self.SIGNED, PASSED, replace(POWER, redelegable=Redelegable.ONCE)) == set()

    def test_the_whole_chain_must_be_there(self) -> None:
        assert faults(self.SIGNED, PASSED) == {Fault.CHAIN_BROKEN}

    def test_a_power_that_may_not_be_passed_on_carries_nothing(self) -> None:
        assert faults(self.SIGNED, PASSED, POWER) == {Fault.NOT_REDELEGABLE}

    @pytest.mark.parametrize(
        ("allowed", "expected"), [(Redelegable.ONCE, {Fault.NOT_REDELEGABLE}), (Redelegable.FURTHER, set())]
    )
    def test_once_means_once(self, allowed: Redelegable, expected: set[Fault]) -> None:
        third = replace(PASSED, number="p3", principals=(DEPUTY,), representatives=(CLERK,), parent="p2")
        middle = replace(PASSED, redelegable=Redelegable.FURTHER)
        assert faults(SIGNED, third, middle, replace(POWER, redelegable=allowed)) == expected

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"valid_until": date(2026, 7, 1)}, Fault.BEYOND_PARENT),
            ({"issued_on": date(2026, 1, 9)}, Fault.BEYOND_PARENT),
            ({"granted": (*CODES, GrantedPower(code="Z", name="Продавать"))}, Fault.BEYOND_PARENT),
            ({"principals": (HEAD,)}, Fault.CHAIN_BROKEN),
        ],
    )
    def test_nothing_goes_beyond_the_parent(self, change: dict[str, object], fault: Fault) -> None:
        child = replace(PASSED, **change)  # type: ignore[arg-type]
        assert faults(self.SIGNED, child, replace(POWER, redelegable=Redelegable.ONCE)) == {fault}

    def test_a_revoked_parent_takes_its_children_with_it(self) -> None:
        parent = Link(
            power=replace(POWER, redelegable=Redelegable.ONCE), revocation=Revocation(on=SIGNED.on, reason="-")
        )
        found = judge(self.SIGNED, [(Link(power=PASSED), parent)])
        assert [one.fault for one in found.objections] == [Fault.REVOKED]


def test_of_several_powers_the_one_that_covers_is_taken() -> None:
    expired = replace(POWER, number="old", valid_until=date(2026, 2, 1))
    assert judge(SIGNED, [(Link(power=expired),), (Link(power=POWER),)]).power_number == "p1"


class TestTheOtherSide:
    """A document names the power; ours to know only what is kept here."""

    def test_an_unknown_number_is_not_judged_and_the_registry_is_named(self) -> None:
        found = judge_named(SIGNED, ["p9"], [])
        assert (found.basis, found.holds, found.power_number) == (Basis.UNJUDGED, None, "p9")
        assert any("реестр ФНС не спрошен" in warning.ru for warning in found.warnings)

    def test_a_person_who_names_no_power_has_no_authority(self) -> None:
        assert judge_named(SIGNED, [], []).holds is False

    def test_a_power_that_is_here_is_judged(self) -> None:
        assert judge_named(SIGNED, ["p1"], [(Link(power=POWER),)]).holds is True


class TestOwnSignature:
    """By the head of the principal (ЛицоБезДов), with a certificate of the company."""

    CERTIFICATE = Holder(name="Орлова Вера", inn=HEAD.inn, snils=HEAD.snils, company_inn=COMPANY.inn)

    def test_the_head_may_sign_a_power(self) -> None:
        assert is_signed_by_head(POWER, [self.CERTIFICATE]) is None

    @pytest.mark.parametrize(
        "holder",
        [
            Holder(name="Орлова", inn=HEAD.inn, snils=HEAD.snils),
            Holder(name="Орлова", inn=HEAD.inn, snils=HEAD.snils, company_inn="7800000027"),
            Holder(name="Орлова", inn=HEAD.inn, snils=CLERK.snils, company_inn=COMPANY.inn),
            Holder(name="Орлова", inn=CLERK.inn, snils=HEAD.snils, company_inn=COMPANY.inn),
        ],
    )
    def test_anybody_else_may_not(self, holder: Holder) -> None:
        assert is_signed_by_head(POWER, [holder]) is not None

    def test_a_power_nobody_signed_says_so(self) -> None:
        missing = is_signed_by_head(POWER, [])
        assert missing is not None
        assert ".sig" in missing.ru

    def test_heads_who_act_together_must_all_sign(self) -> None:
        both = replace(POWER, heads=(HEAD, DEPUTY))
        second = replace(DEPUTY_HOLDER, company_inn=COMPANY.inn)
        assert is_signed_by_head(both, [self.CERTIFICATE]) is None
        together = replace(both, must_heads_join=True)
        assert is_signed_by_head(together, [self.CERTIFICATE]) is not None
        assert is_signed_by_head(together, [self.CERTIFICATE, second]) is None

    def test_a_person_signs_what_they_pass_on_with_their_own_certificate(self) -> None:
        assert is_signed_by_head(PASSED, [HOLDER]) is None
