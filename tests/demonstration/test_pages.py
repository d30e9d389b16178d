"""A page read as an officer without JavaScript reads it, and its forms sent as a browser sends them."""

from __future__ import annotations

from datetime import date

import pytest

from glacy.demonstration import PageError, read_story
from glacy.demonstration.pages import Page

TEXT = """<!doctype html><title>T</title><body><main><h1>Send  to <b>Chile</b></h1>
<a href="/cases/1">Case GH-1</a><a href="files/a.pdf">Document (PDF)</a>
<form action="/search"><input name="q" value="x"><button>Search</button></form>
<form method="post" enctype="multipart/form-data"><input type="hidden" name="token" value="t&amp;1">
<label for="a">Name of it</label><input id="a" name="name" value="old">
<label for="n">Note (optional)</label><textarea id="n" name="note">
two
lines</textarea>
<fieldset><legend>When</legend><input name="when_0"><input name="when_1"><input name="when_2"></fieldset>
<fieldset><legend>Seen</legend><input name="seen_day"><input name="seen_month"><input name="seen_year">
<input name="seen_time"><select name="seen_zone"><option value="UTC" selected>UTC</option></select></fieldset>
<fieldset><legend>Kind</legend>
<input type="radio" name="kind" value="s" id="k1"><label for="k1">Subscriber</label>
<input type="radio" name="kind" value="t" id="k2" checked><label for="k2">Traffic</label></fieldset>
<input type="checkbox" name="some" value="1" id="c1" checked><label for="c1">One</label>
<input type="checkbox" name="some" value="2" id="c2"><label for="c2">Two</label>
<select name="zone"><option value="">Choose</option><option value="UTC">Universal</option></select>
<input type="file" name="scan">
<button name="act" value="send">Send to Chile</button><button>Save</button></form>
</main></body>"""
PAGE = Page.read(TEXT, address="http://127.0.0.1:1/drafts/7")


def test_heading_words_and_links_are_those_a_reader_sees() -> None:
    assert PAGE.heading == "Send to Chile"
    assert PAGE.link("Case") == "http://127.0.0.1:1/cases/1"
    assert PAGE.link("Document (PDF)") == "http://127.0.0.1:1/drafts/files/a.pdf"
    assert PAGE.problems == ()


def test_a_form_left_alone_sends_what_it_shows() -> None:
    form, button = PAGE.form_with("Save")
    pairs = form.filled({}, pressed=button)
    assert ("token", "t&1") in pairs
    assert ("note", "two\nlines") in pairs
    assert ("kind", "t") in pairs
    assert ("some", "1") in pairs
    assert ("zone", "") in pairs
    assert not any(name in ("scan", "act") for name, _ in pairs)


def test_a_form_is_filled_by_names_labels_and_legends() -> None:
    form, button = PAGE.form_with("Send to")
    values = {
        "Name of it": "new",
        "When": date(2026, 11, 21),
        "seen": "2026-11-20 22:41:07 UTC",
        "kind": "Subscriber",
        "some": ["Two"],
        "zone": "Universal",
    }
    pairs = form.filled(values, pressed=button)
    on = {"when_0": "21", "when_1": "11", "when_2": "2026"}
    seen = {
        "seen_day": "20",
        "seen_month": "11",
        "seen_year": "2026",
        "seen_time": "22:41:07",
        "seen_zone": "UTC",
    }
    wanted = {"name": "new", "kind": "s", "some": "2", "zone": "UTC", "act": "send", **on, **seen}
    assert dict(pairs) == wanted | {"token": "t&1", "note": "two\nlines"}
    assert len(pairs) == len(dict(pairs))


@pytest.mark.parametrize(
    ("button", "values", "says"),
    [
        ("Destroy", {}, "has no button 'Destroy'"),
        ("Save", {"colour": "red"}, "has no field 'colour'"),
        ("Save", {"kind": "content"}, "does not offer 'content'"),
        ("Save", {"zone": "Mars"}, "does not offer 'Mars'"),
    ],
)
def test_what_is_not_on_the_page_is_named(button: str, values: dict[str, str], says: str) -> None:
    with pytest.raises(PageError, match=says):
        PAGE.form_with(button)[0].filled(values)


def test_problems_are_those_of_the_error_summary() -> None:
    text = '<div class="govuk-error-summary"><h2>Problem</h2><ul><li><a href="#a">Name it</a></li></ul></div>'
    assert Page.read(text, address="http://x/").problems == ("Name it",)


def test_the_story_has_two_places_with_every_role() -> None:
    story = read_story()
    for country in ("GH", "CL"):
        roles = {role for person in story.place(country).people for role in person.roles}
        assert roles >= {"duty_officer", "approver", "central_authority_lawyer", "custodian", "administrator"}
    addresses = [person.email for place in story.places for person in place.people]
    assert all(address.endswith(".example") for address in addresses)
