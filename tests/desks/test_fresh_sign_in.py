"""What sends, approves, discloses, hands over, destroys or changes people is done by who showed who they are.

Every address is named here: a new one without the mark, and without its reason not to bear it, fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from glacy.desks.frame.access import FRESH_MARK
from glacy.node.acts import evidence
from glacy.node.opened import Node
from glacy.store.models import DraftRow, EntryRow, ExhibitRow, OutboxRow, SessionRow
from glacy.store.people import Officer
from glacy.times import whole_seconds, write_instant
from tests.desks.conftest import PASSWORD, Held
from tests.desks.signing_in import set_rules
from tests.desks.test_need_to_know import address

Sit = Callable[[str], Client]

MARKED = {
    "cases:people", "cases:leave",
    "requests:offer", "requests:approve", "requests:send", "requests:extension",
    "requests:supplement", "requests:conditions", "requests:offer_content", "requests:withdraw",
    "requests:try_again", "requests:close",
    "inbox:accept", "inbox:ask", "inbox:refuse", "inbox:settle_offer", "inbox:release", "inbox:call_back",
    "paper:dispatched",
    "evidence:openers", "evidence:defence", "evidence:bag", "evidence:certify",
    "evidence:confirm", "evidence:decline", "evidence:signed", "evidence:destruction", "evidence:give",
    "evidence:destroy", "evidence:border", "evidence:redact", "evidence:renew", "evidence:renew_file",
    "evidence:give_consent", "evidence:confirm_consent",
    "shift:review", "token", "carriers:choose",
    "authority:agree", "authority:agree_erasure", "authority:agree_glass", "authority:agree_waiver",
    "authority:ask_erasure", "authority:ask_glass", "authority:ask_person_erasure", "authority:change",
    "authority:waive",
    "people:app", "people:passkey_add", "people:codes", "people:remove", "people:issue",
    "people:end_sessions", "people:recover", "people:recovery", "people:add", "people:edit", "people:let_go",
    "people:agree_change", "people:refuse_change",
    "directory:call", "directory:join",
}  # fmt: skip
"""What commits the node or a person, or lets something out."""

QUIET = {
    "a page that shows, and changes nothing": {
        "authority:rules", "authority:watch", "authority:glasses", "authority:glass", "authority:erasures",
        "authority:erasure", "people:start", "people:mine", "people:people", "people:officer",
        "people:change", "shift:start", "cases:list",
        "cases:search", "cases:show", "requests:tasks", "requests:check", "requests:preview",
        "requests:approval", "requests:show", "requests:moved", "requests:file", "inbox:list",
        "inbox:prepared", "inbox:preview", "evidence:list", "evidence:checks", "evidence:show",
        "evidence:check", "evidence:compare", "evidence:record", "evidence:labels", "evidence:paper",
        "evidence:hand_over", "evidence:receipt_form", "evidence:consent_file", "statistics:table",
        "statistics:csv", "journal:log", "journal:fork", "routes:ask", "verification:check",
        "directory:states", "directory:state", "directory:changes", "directory:joining",
    },
    "shows published laws, or what was decided on them, and changes nothing": {
        "legislation:start", "legislation:act", "legislation:version", "legislation:file",
        "legislation:difference", "legislation:review", "legislation:powers", "legislation:state",
        "legislation:gaps", "legislation:table", "legislation:compare", "legislation:missing",
        "legislation:bills", "legislation:bill", "legislation:policies", "legislation:policy",
        "legislation:policy_file", "legislation:grounds",
    },
    "records what a lawyer says of a published law, in their name; it sends nothing and is of no case": {
        "legislation:add", "legislation:add_version", "legislation:confirm", "legislation:discard",
        "legislation:repeal", "legislation:judge", "legislation:matter", "legislation:add_bill",
        "legislation:add_draft", "legislation:add_policy",
    },
    "fetches what the pinned operator has signed, as the worker does every hour": {"directory:refresh"},
    "shows an exhibit to one who is on its case, and the custody holds that": {
        "evidence:read", "evidence:describe",
    },
    "asks for pieces of evidence again, or lets sealed copies of it go; the evidence itself stays": {
        "requests:payload",
    },
    "carries what was confirmed when it was sent, sealed for its receiver": {
        "carriers:list", "carriers:stick", "carriers:take",
    },
    "the way in itself": {
        "people:sign_in", "people:second", "people:passkey", "people:first", "people:enrol", "people:again",
        "people:sign_out", "people:language",
    },
    "asks for the password itself": {"people:password"},
    "closes a way in or leaves things as they are, which is never too early": {
        "people:end", "people:end_others", "inbox:stop_release", "authority:refuse",
        "authority:refuse_erasure", "authority:refuse_glass", "authority:end_glass",
    },
    "records here what happened elsewhere, and nothing leaves": {
        "authority:channel", "authority:take", "authority:review_glass",
        "cases:close", "inbox:settle_kept", "inbox:settle_nameless", "paper:answer",
        "paper:record", "evidence:consent",
    },
    "prepares what another page sends": {
        "cases:new", "cases:victims", "requests:import", "requests:import_theirs", "routes:start",
        "requests:start", "requests:propose",
        "requests:give_back", "requests:discard", "requests:targets", "requests:target",
        "requests:target_remove", "requests:section", "requests:follow_up", "requests:extend",
        "requests:third_state",
        "inbox:open", "inbox:answer", "inbox:propose",
        "inbox:give_back", "inbox:disclose", "paper:request", "evidence:add", "evidence:apart",
        "evidence:take_apart",
        "evidence:add_paper",
    },
}  # fmt: skip
"""Addresses without the mark, under the reason why."""

SPACES = ("treaty:", "api:")
"""Facts that anybody may read, and the API, which changes nothing."""


def views(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, object]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}", entry.callback


VIEWS = {name: view for name, view in views(get_resolver()) if not name.startswith(SPACES)}


def test_every_address_bears_the_mark_or_says_why_not() -> None:
    said = MARKED.union(*QUIET.values())
    unsaid = sorted(set(VIEWS) - said)
    assert not unsaid, f"mark these with needs_fresh_sign_in, or say in QUIET why not: {unsaid}"
    assert not sorted(said - set(VIEWS)), "these addresses are no more"


def test_the_mark_is_where_it_is_said_to_be() -> None:
    assert {name for name, view in VIEWS.items() if getattr(view, FRESH_MARK, False)} == MARKED


def stale(client: Client, node: Node) -> Client:
    """The same person, who showed who they are eleven minutes ago."""
    session = client.session
    long_ago = node.clock() - node.sign_in.fresh_for - timedelta(minutes=1)
    session["confirmed_at"] = write_instant(whole_seconds(long_ago))
    session.save()
    return client


@pytest.fixture
def exhibit(node: Node, people: dict[str, Officer], held: Held) -> str:
    return evidence.put_exhibit(node, people["ama"], held.case, "okapi.log", [b"quagga"])


def tables() -> tuple[object, ...]:
    drafts = tuple(DraftRow.objects.order_by("pk").values_list("state", "saved_at"))
    counts = (OutboxRow.objects.count(), ExhibitRow.objects.count(), EntryRow.objects.count())
    return (*drafts, *counts, SessionRow.objects.filter(ended_at=None).count())


@pytest.mark.parametrize("who", ["ama", "kofi", "efua", "yaw"])
def test_a_direct_post_does_nothing_without_it(
    who: str, held: Held, exhibit: str, seat: Sit, node: Node
) -> None:
    client = stale(seat(who), node)
    before = tables()
    for name in sorted(MARKED):
        url = address(name, held, exhibit)
        for method in ("post", "get", "put", "delete"):
            assert_asked(getattr(client, method)(url), f"{method} {url} as {who}")
    assert tables() == before


def assert_asked(answer: object, told: str) -> None:
    status = answer.status_code  # type: ignore[attr-defined]  # a test's answer of any method
    if status == 302:
        assert answer.headers["Location"].startswith("/confirm"), told  # type: ignore[attr-defined]  # the same
    elif status == 200:
        assert "Confirm that it is you" in answer.content.decode(), told  # type: ignore[attr-defined]  # the same
    else:
        assert status in (403, 404, 405), told


def test_a_fresh_sign_in_made_up_in_the_form_counts_for_nothing(held: Held, seat: Sit, node: Node) -> None:
    client = stale(seat("ama"), node)
    url = f"/cases/{held.case}/people"
    made_up = {"confirmed_at": write_instant(node.clock()), "username": "efua", "why": "x", "carried": "x"}
    assert "Confirm that it is you" in client.post(url, made_up).content.decode()


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def test_nothing_typed_is_lost_and_nothing_is_done_before_the_button_is_pressed_again(
    held: Held, seat: Sit, node: Node
) -> None:
    client = stale(seat("ama"), node)
    url = f"/cases/{held.case}/people"
    typed = {"username": "efua", "why": 'Why: "accents" é & <tags>\nand lines'}
    asked = client.post(url, typed).content.decode()
    assert "what you typed is kept" in asked
    kept = hidden(asked, "carried")
    again = client.post("/confirm", {"password": "wrong", "carried": kept}).content.decode()
    assert "This is not your password" in again
    page = client.post(
        "/confirm", {"password": PASSWORD, "carried": hidden(again, "carried")}
    ).content.decode()
    assert "Nothing has left yet" in page
    assert f'action="{url}"' in page
    assert "&quot;accents&quot; é &amp; &lt;tags&gt;" in page
    assert held.title not in seat("efua").get("/cases").content.decode()
    client.post(url, typed)
    assert held.title in seat("efua").get("/cases").content.decode()


def test_files_are_named_and_asked_for_again(held: Held, seat: Sit, node: Node) -> None:
    client = stale(seat("ama"), node)
    url = f"/cases/{held.case}/hand-overs/{held.draft}/signed"
    scan = SimpleUploadedFile("scan (invented).pdf", b"%PDF")
    asked = client.post(url, {"scan": scan, "signed_on_day": "20"}).content.decode()
    page = client.post(
        "/confirm", {"password": PASSWORD, "carried": hidden(asked, "carried")}
    ).content.decode()
    assert "You had chosen: scan (invented).pdf" in page
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file"' in page


def test_what_was_typed_is_for_the_one_who_typed_it(held: Held, seat: Sit, node: Node) -> None:
    asked = (
        stale(seat("ama"), node).post(f"/cases/{held.case}/people", {"why": "secret words"}).content.decode()
    )
    other = seat("kofi")
    answer = other.post("/confirm", {"password": PASSWORD, "carried": hidden(asked, "carried")})
    assert answer.status_code == 302
    for made_up in ("x", "", "gAAAAA" + "a" * 200):
        assert other.post("/confirm", {"password": PASSWORD, "carried": made_up}).status_code == 302


def test_a_node_sets_how_long_a_sign_in_counts(seat: Sit, node: Node) -> None:
    set_rules(node, fresh_minutes=1)
    client = seat("ama")
    assert client.get("/token").status_code == 200
    session = client.session
    session["confirmed_at"] = write_instant(whole_seconds(node.clock() - timedelta(seconds=70)))
    session.save()
    assert client.get("/token").headers["Location"].startswith("/confirm")
    assert "it counts for 1 minute." in client.get("/confirm").content.decode()
