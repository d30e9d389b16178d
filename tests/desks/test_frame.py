"""The frame: fields that keep what was typed, moments in words, headers, faults as pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from glacy.countries import UnknownCountryError
from glacy.desks.frame import fields, moment_fields, moments
from glacy.desks.frame.assets import BUILT, asset_url
from glacy.desks.frame.citations import say_article
from glacy.desks.frame.errors import NoNodeError
from glacy.desks.frame.faults import status_of
from glacy.desks.frame.forms import Form
from glacy.desks.frame.headers import HEADERS
from glacy.desks.frame.here import this_node
from glacy.desks.frame.parts import Column, Link, Table, Tag
from glacy.desks.frame.sizes import say_size
from glacy.errors import GlacyError
from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.store.errors import NoAccessError, NotAllowedError
from tests.desks.conftest import Held
from tests.node.neighbour import at_home

Sit = Callable[[str], Client]


class Paper(Form):
    """One field of each kind."""

    name = fields.Text("Name", hint="As in the passport")
    kind = fields.OneOf("Kind", choices=(("a", "First"), ("b", "Second")), hints={"a": "the usual one"})
    some = fields.SomeOf("Some", choices=(("a", "First"), ("b", "Second")), required=False)
    day = moment_fields.Day("Day")
    at = moment_fields.Instant("At", zones=("America/Santiago",), required=False)
    sure = fields.Confirm("I am sure", required=False)


def filled(**more: str) -> dict[str, str]:
    good = {"name": "n", "kind": "a", "day_day": "21", "day_month": "11", "day_year": "2026"}
    return good | more


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed, and what is said about it."""

    typed: tuple[str, str, str]
    says: str


@pytest.mark.parametrize(
    "case",
    [
        Typed(typed=("", "", ""), says="Enter the day, month and year"),
        Typed(typed=("21", "", "2026"), says="Month must be a number"),
        Typed(typed=("21", "Nov", "2026"), says="Month must be a number"),
        Typed(typed=("31", "2", "2026"), says="This day is not in the calendar"),
        Typed(typed=("1", "2", "26"), says="The year must have four digits"),
        Typed(typed=("٢", "2", "2026"), says="Day must be a number"),
    ],
    ids=attrgetter("says"),
)
def test_a_wrong_day_is_said_and_never_erased(case: Typed) -> None:
    day, month, year = case.typed
    form = Paper(filled(day_day=day, day_month=month, day_year=year))
    assert not form.is_valid()
    page = str(form)
    assert case.says in page
    assert all(f'value="{part}"' in page for part in case.typed if part)
    assert form.problems()[0].target == "id_day_0"


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_of_the_calendar_is_read(on: date) -> None:
    form = Paper(filled(day_day=str(on.day), day_month=str(on.month), day_year=str(on.year)))
    assert form.is_valid()
    assert form.cleaned_data["day"] == on


@given(st.lists(st.text(max_size=12), min_size=5, max_size=5))
def test_no_text_in_the_parts_of_an_instant_breaks_it(parts: list[str]) -> None:
    names = ("at_day", "at_month", "at_year", "at_time", "at_zone")
    form = Paper(filled(**dict(zip(names, parts, strict=True))))
    form.is_valid()
    assert isinstance(str(form), str)


def instant(day: str, month: str, year: str, time: str, zone: str) -> Paper:
    return Paper(filled(at_day=day, at_month=month, at_year=year, at_time=time, at_zone=zone))


def test_an_instant_is_read_on_the_wall_of_its_zone() -> None:
    form = instant("20", "11", "2026", "19:41:07", "America/Santiago")
    assert form.is_valid()
    assert form.cleaned_data["at"].astimezone(UTC) == datetime(2026, 11, 20, 22, 41, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (instant("6", "9", "2026", "00:30", "America/Santiago"), "did not exist"),
        (instant("4", "4", "2026", "23:30", "America/Santiago"), "came twice"),
        (instant("20", "11", "2026", "25:00", "UTC"), "Write the time as 22:41:07"),
        (instant("20", "11", "2026", "22:41", "Mars/Olympus"), "Choose a zone of the list"),
    ],
    ids=["put forward", "put back", "no such time", "no such zone"],
)
def test_an_instant_that_cannot_be_is_refused(form: Paper, says: str) -> None:
    assert not form.is_valid()
    assert says in str(form.errors)


def test_what_was_typed_is_shown_as_text_only() -> None:
    page = str(Paper(filled(name='"><script>alert(1)</script>', kind="<b>")))
    assert "<script>" not in page
    assert "<b>" not in page


def test_every_control_has_a_label_and_its_error() -> None:
    page = str(Paper({}))
    assert '<label class="govuk-label govuk-label--s" for="id_name">' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert page.count("<legend") == 4


NIGHT = datetime(2026, 11, 21, 0, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "21 November 2026, 00:41 UTC (21:41 in Santiago, 20 November)"),
        ("es", "21 de noviembre de 2026"),
        ("fr", "21 novembre 2026"),
        ("pt", "21 de novembro de 2026"),
    ],
)
def test_an_instant_is_said_in_words(language: str, says: str) -> None:
    with translation.override(language):
        assert says in moments.say_instant(NIGHT, ("America/Santiago",))


def test_a_wall_that_shows_utc_is_named_beside_it() -> None:
    assert moments.say_instant(NIGHT, ("Africa/Accra",)) == "21 November 2026, 00:41 UTC and Accra"


@pytest.mark.parametrize(
    ("days", "says"),
    [(12, "12 days left"), (1, "1 day left"), (0, "today"), (-3, "3 days over"), (None, "no day set")],
)
def test_days_left_are_said(days: int | None, says: str) -> None:
    assert moments.say_days_left(days) == says


def test_sizes_and_citations_are_said() -> None:
    assert [say_size(size) for size in (840, 1_234_567)] == ["840 bytes", "1.2 MB"]
    assert say_article("ETS185 29(3)") == "ETS 185, Article 29(3)"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (NoAccessError("x"), 404),
        (UnknownCountryError("x"), 404),
        (NotAllowedError("x"), 403),
        (WrongStateError("x"), 409),
        (NoNodeError("x"), 503),
        (GlacyError("x"), 409),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_fault_has_its_status(fault: GlacyError, status: int) -> None:
    assert status_of(fault) == status


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/sign-in", "/routes", "/check", "/nothing-here"])
def test_every_page_keeps_to_itself(url: str) -> None:
    answer = Client(HTTP_HOST="localhost").get(url)
    assert all(answer.headers[name] == value for name, value in HEADERS.items())
    assert answer.headers["Cache-Control"] == "private, no-store"
    page = answer.content.decode()
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<script>" not in page


@pytest.mark.django_db
@pytest.mark.skipif(not (BUILT / "manifest.json").is_file(), reason="no assets here: make assets")
def test_the_built_styles_may_be_kept_for_ever() -> None:
    client = Client(HTTP_HOST="localhost")
    page = client.get("/sign-in").content.decode()
    address = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    answer.close()


def test_a_tag_says_its_state_in_a_word_and_a_sign() -> None:
    shown = Template("{% load frame %}{{ True|holds }}{{ False|holds }}{{ None|holds }}").render(Context())
    for sign, word in (("✓", "Holds"), ("✕", "Does not hold"), ("?", "Cannot tell")):
        assert f'<span aria-hidden="true">{sign}</span> {word}' in shown


def test_a_table_without_rows_says_what_would_be_there() -> None:
    table = Table(caption="Cases", columns=(Column(says="Case"),), rows=(), empty="Open one.")
    shown = Template("{% load frame %}{% table t %}").render(Context({"t": table}))
    assert "Open one." in shown
    assert "<table" not in shown


def test_a_cell_is_text_a_tag_or_a_link() -> None:
    row = (Link(says="<one>", url="/x"), Tag(says="Open", tone="now"), 3)
    table = Table(caption="C", columns=tuple(Column(says=n) for n in "abc"), rows=(row,), csv="/c.csv")
    shown = Template("{% load frame %}{% table t %}").render(Context({"t": table}))
    assert '<a class="govuk-link" href="/x">&lt;one&gt;</a>' in shown
    assert 'data-label="b"' in shown
    assert 'href="/c.csv"' in shown


@pytest.mark.django_db
@pytest.mark.skipif(not (BUILT / "manifest.json").is_file(), reason="no assets here: make assets")
def test_styles_carry_only_the_headers_that_mean_something_for_a_file() -> None:
    styles = Client(HTTP_HOST="localhost").get(asset_url("glacy.css"))
    styles.close()
    assert styles.status_code == 200
    assert styles.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in styles.headers


def test_a_directory_that_is_over_is_shown_wherever_something_is_sent(
    seat: Sit, held: Held, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(node)
    client = seat("ama")
    pages = ("/", f"/drafts/{held.draft}/check", f"/cases/{held.case}", "/inbox")
    says = "The directory of the States has been over since"
    assert not [page for page in pages if says in client.get(page, follow=True).content.decode()]
    found = this_node().directory
    assert found is not None
    over = found.valid_until
    monkeypatch.setattr("glacy.desks.frame.context.now", lambda: over)
    assert [page for page in pages if says in client.get(page, follow=True).content.decode()] == [*pages]
    assert says not in Client(HTTP_HOST="localhost").get("/sign-in").content.decode()
