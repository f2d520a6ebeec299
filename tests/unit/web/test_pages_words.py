"""How sums, times and words look to a person; what an address may lead to; what a spreadsheet may be given."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edo_gateway.docflow.throttle import Throttle, TooManyAttempts
from edo_gateway.domain.delivery import FactKind, Thread
from edo_gateway.domain.document import DocumentFunction, DocumentStatus, DocumentType
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import DocumentId, OrganizationId
from edo_gateway.domain.journal import Entry, Happening
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.web.pages import words
from edo_gateway.web.pages.addresses import as_position, document_filter, document_ids, journal_filter
from edo_gateway.web.pages.display import clocked, digits, moment, money, party, plural, waiting
from edo_gateway.web.pages.entrance import safe_target
from edo_gateway.web.pages.log import harmless
from edo_gateway.web.pages.story import told
from edo_gateway.web.pages.xml_view import pretty

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)  # noon in Moscow


def test_sums_have_narrow_spaces_and_do_not_wrap() -> None:
    assert money(Decimal(122000)) == "122\u202f000,00\u00a0₽"
    assert money(Decimal("1.5"), "840") == "1,50\u00a0$"
    assert money(Decimal(1), "398") == "1,00\u00a0398"
    assert money(None) == "—"


@pytest.mark.parametrize(
    ("count", "word"), [(1, "день"), (2, "дня"), (5, "дней"), (11, "дней"), (21, "день"), (112, "дней")]
)
def test_numbers_agree_with_their_words(count: int, word: str) -> None:
    assert plural(count, "день", "дня", "дней") == f"{count}\u00a0{word}"


def test_a_tax_number_is_grouped_to_the_eye_and_plain_to_a_copy() -> None:
    shown = digits("7700000016")
    assert shown.striptags() == "7700000016"
    assert shown.count("<span>") == 3
    assert digits("<b>") == "&lt;b&gt;"


def test_moments_are_said_as_people_say_them() -> None:
    assert moment(NOW, NOW) == "сегодня\u00a012:00"
    assert clocked(NOW, NOW) == "12:00"
    assert moment(NOW - timedelta(days=1), NOW) == "вчера\u00a012:00"
    assert moment(NOW - timedelta(days=2), NOW) == "19\u00a0ноя\u00a012:00"
    assert moment(NOW - timedelta(days=400), NOW) == "17\u00a0окт\u00a02025"


def test_the_day_turns_at_midnight_in_moscow() -> None:
    late = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)  # half past midnight of the 21st
    assert moment(late, NOW).startswith("сегодня")
    assert waiting(late, NOW) == "ждёт с\u00a000:30"


def test_legal_forms_are_shortened_and_nothing_else_is() -> None:
    assert party("Общество с ограниченной ответственностью «Ромашка»") == "ООО «Ромашка»"
    assert party("АО «Василёк»") == "АО «Василёк»"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:x", "", "/a\nb", "/\tb"],
)
def test_a_target_outside_leads_home(target: str) -> None:
    assert safe_target(target) == "/"


@pytest.mark.parametrize("target", ["/", "/documents?q=%D0%90&shelf=way", "/documents/1/history"])
def test_a_target_inside_is_kept(target: str) -> None:
    assert safe_target(target) == target


@given(st.text())
def test_whatever_the_target_it_stays_on_this_site(target: str) -> None:
    safe = safe_target(target)
    assert safe.startswith("/")
    assert not safe.startswith(("//", "/\\"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_is_never_given_a_formula(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless("1+1") == "1+1"


@given(
    st.dictionaries(st.sampled_from(["shelf", "q", "function", "from", "to", "kind", "document", "before"]), st.text())
)
def test_no_address_can_break_a_filter(args: dict[str, str]) -> None:
    document_filter(args)
    journal_filter(args)
    document_ids(args.values())
    as_position(args.get("before", ""))


def test_a_period_of_the_log_includes_its_last_day() -> None:
    wanted = journal_filter({"from": "2026-11-20", "to": "2026-11-21"})
    assert wanted.since == datetime(2026, 11, 19, 21, tzinfo=UTC)
    assert wanted.until == datetime(2026, 11, 21, 21, tzinfo=UTC)


def test_a_tax_number_typed_into_the_search_is_looked_up_as_one() -> None:
    assert document_filter({"q": " 7700000016 "}).counterparty_inn == "7700000016"
    assert document_filter({"q": "УТ-42"}).text == "УТ-42"


def test_every_word_of_the_domain_has_its_russian() -> None:
    assert set(words.STATUS_CHIPS) == set(DocumentStatus)
    assert set(words.FUNCTIONS) == set(DocumentFunction) - {DocumentFunction.DEFAULT}
    assert set(words.TYPES) == set(DocumentType)
    assert set(words.ROLES) == set(Role)
    assert set(words.LEVELS) == set(SignatureLevel)
    assert set(words.THREADS) == set(words.THREAD_STATES) == set(Thread)
    assert set(words.FACTS) == set(FactKind)
    assert set(words.FILES) == set(FileRole)
    assert set(words.HAPPENINGS) == set(Happening)


@pytest.mark.parametrize("kind", list(Happening))
def test_a_happening_is_told_even_when_its_details_are_unknown(kind: Happening) -> None:
    entry = Entry(
        organization_id=OrganizationId(uuid4()),
        document_id=DocumentId(uuid4()),
        kind=kind,
        at=NOW,
        actor="operator",
        details={"target": "?", "fact": "?", "outcome": "?", "role": "?", "level": "?"},
    )
    assert told(entry).actor == "оператор"


class TestThrottle:
    def setup_method(self) -> None:
        self.now = NOW
        self.throttle = Throttle(lambda: self.now)

    def fail(self, times: int, key: str = "chief 1.2.3.4") -> None:
        for _ in range(times):
            self.throttle.check(key)
            self.throttle.failed(key)

    def test_a_few_mistakes_cost_nothing(self) -> None:
        self.fail(4)
        self.throttle.check("chief 1.2.3.4")

    def test_many_mistakes_make_the_next_attempt_wait_and_then_pass(self) -> None:
        self.fail(5)
        with pytest.raises(TooManyAttempts):
            self.throttle.check("chief 1.2.3.4")
        self.now += timedelta(seconds=3)
        self.throttle.check("chief 1.2.3.4")

    def test_the_wait_grows_but_never_locks_out_for_good(self) -> None:
        for _ in range(30):
            self.throttle.failed("chief 1.2.3.4")
        self.now += timedelta(minutes=4)
        with pytest.raises(TooManyAttempts):
            self.throttle.check("chief 1.2.3.4")
        self.now += timedelta(minutes=2)
        self.throttle.check("chief 1.2.3.4")

    def test_a_stranger_cannot_lock_a_person_out(self) -> None:
        self.fail(5, "chief 6.6.6.6")
        self.throttle.check("chief 1.2.3.4")

    def test_success_forgives(self) -> None:
        self.fail(5)
        self.throttle.succeeded("chief 1.2.3.4")
        self.throttle.check("chief 1.2.3.4")


class TestXmlView:
    def test_tags_are_laid_out_by_depth_and_text_stays_with_its_tag(self) -> None:
        source = '<?xml version="1.0" encoding="windows-1251"?><Файл а="1"><В б="2>1"/><Г>текст</Г></Файл>'
        lines = pretty(source.encode("windows-1251"))
        assert [line.depth for line in lines] == [0, 0, 1, 1, 0]
        assert ["".join(token.text for token in line.tokens) for line in lines][2:4] == ['<В б="2>1"/>', "<Г>текст</Г>"]

    @given(st.binary(max_size=400))
    def test_no_bytes_break_it(self, content: bytes) -> None:
        pretty(content)

    def test_nothing_of_the_file_is_lost_on_the_way(self) -> None:
        source = "<a b='1'><c>x &amp; y</c><d/></a>"
        shown = "".join(token.text for line in pretty(source.encode()) for token in line.tokens)
        assert shown == source


def test_dates_of_other_years_are_not_confused() -> None:
    assert document_filter({"from": "2026-02-30"}).date_from is None
    assert document_filter({"from": "2026-02-28"}).date_from == date(2026, 2, 28)
