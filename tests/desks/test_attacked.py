"""Need to know, attacked: every address, every role, every object of another case, also through one's own.

`PARTS` says for each part of an address which objects are tried in its place, `OF_THE_NODE` which parts name
no object of a case, and why. An address with a part that stands in neither fails.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from glacy.node.acts import (
    apart,
    breaking_glass,
    cases,
    copies,
    custody,
    destroying,
    erasing,
    evidence,
    rules,
)
from glacy.node.opened import Node
from glacy.store import alarms
from glacy.store.models import CaseRow, EntryRow, MessageRow, ReviewRow
from glacy.store.people import Officer
from tests.desks.test_need_to_know import ALL, OUTSIDERS, words_of
from tests.desks.test_other_peoples_messages import FILES, Exchanged, exchange

Sit = Callable[[str], Client]
SECRETS = ("zebra", "quagga", "okapi", "203.0.113.77", "marked-reason")
NOWHERE = "00000000-0000-4000-8000-000000000000"
OF_THE_NODE = {
    "fork_id": "evidence about journals, for everyone who is signed in",
    "change_id": "a change of the rules of the node, or of its officers",
    "digest": "what could not be taken in and is of no case, for who receives",
    "username": "a colleague; names are no secret inside a node",
    "factor_id": "one's own way in",
    "session_id": "one's own sign-in",
    "recovery_id": "a colleague's new way in, for who holds office",
    "code": "a State of the treaties",
    "country": "a State of the directory",
    "form": "a form of a page about treaties or laws",
    "law_id": "an act, for everyone who is signed in",
    "version_id": "a text of an act, for everyone who is signed in",
    "policy_id": "a policy of a State, for everyone who is signed in",
    "kind": "a word of the address",
    "which": "a word of the address",
    "what": "a word of the address",
    "name": "a word of the address",
    "index": "a place in a list",
}
"""Parts of addresses that name no object of a case."""
REVIEWED = "shift:review"
"""Who may review sees that an act waits: what, to which State, by whom and when, and nothing of the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A case of Ama's and Kofi's with one of everything in it, and a case of the outsiders' own."""

    held: Exchanged
    parts: Mapping[str, Sequence[str]]
    own: str

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Every address with every object of the case in its place, also under the outsiders' own case."""
        for name, parts in ALL:
            if not parts & set(self.parts):
                continue
            tried = (self._tried(part, has_object=len(parts & set(self.parts)) > 1) for part in sorted(parts))
            for chosen in itertools.product(*tried):
                yield name, reverse(name, kwargs=dict(zip(sorted(parts), chosen, strict=True)))
        for request in self.parts["request_id"]:
            for what in FILES:
                yield "requests:file", reverse("requests:file", args=(request, what))

    def _tried(self, part: str, *, has_object: bool) -> Sequence[str]:
        words = {
            "kind": "ip",
            "which": "new",
            "what": "document",
            "name": "facts",
            "index": "1",
            "username": "kofi",
        }
        if part == "case_id":
            return (*self.parts["case_id"], self.own) if has_object else self.parts["case_id"]
        return self.parts.get(part) or (words[part],)


def build(node: Node, people: Mapping[str, Officer]) -> World:
    """The world: Ama makes one of everything."""
    ama, kofi, at = people["ama"], people["kofi"], node.clock()
    held = exchange(node, ama)
    cases.add_member(node, ama, held.case, "kofi", "marked-reason")
    given, going = (
        evidence.put_exhibit(node, ama, held.case, f"okapi-{word}.log", [word.encode()])
        for word in ("one", "two")
    )
    way = custody.hand_over(node, ama, given, to="kofi", why="marked-reason", confirmed_at=at)
    ending = destroying.ask_destruction(node, ama, going, why="marked-reason", confirmed_at=at)
    paper = copies.put_paper(
        node, ama, held.case, kind="order", title="Order quagga", content=b"quagga", file_name="order.pdf"
    )
    hidden = apart.put_apart(node, ama, held.case, "image", [b"quagga"])
    row = MessageRow.objects.get(pk=held.arrived)
    alarms.put_alarm(row, at=at)
    alarms.put_waiver(row, why="marked-reason", by=ama, at=at)
    names = {"office_holders": ["kofi", "efua"], "keep_days": 0}
    change = rules.ask_change(node, kofi, names, why="x", confirmed_at=at)
    rules.agree_change(node, people["efua"], change.pk, confirmed_at=at)
    rules.agree_change(node, kofi, _only_kofi(node, people["efua"]), confirmed_at=at)
    sent = MessageRow.objects.get(pk=held.sent)
    closed = cases.open_case(node, ama, title="Zebra that is over")
    cases.close_case(node, ama, closed, "marked-reason")
    erasure = erasing.ask_case_erasure(
        node, ama, CaseRow.objects.get(pk=closed).reference, why="marked-reason", confirmed_at=at
    )
    own = cases.open_case(node, people["kwame"], title="Another (invented)")
    for name in ("efua", "esi"):
        cases.add_member(node, people["kwame"], own, name, "works on it")
    return World(
        held=held,
        own=own,
        parts={
            "case_id": (held.case, str(sent.case_id)),
            "draft_id": (held.answer,),
            "answer_id": (held.answer,),
            "request_id": (held.sent, held.keyed, held.arrived),
            "message_id": (held.arrived, held.sent),
            "exhibit_id": (held.exhibit, hidden),
            "act_id": (way, ending, paper, ReviewRow.objects.get().pk),
            "glass_id": (_asked_glass(node, kofi, held.case),),
            "erasure_id": (erasure,),
        },
    )


def _only_kofi(node: Node, efua: Officer) -> int:
    """Efua holds office no more, so that she is an outsider like the others."""
    names = {"office_holders": ["kofi", "ama"]}
    return rules.ask_change(node, efua, names, why="x", confirmed_at=node.clock()).pk


def _asked_glass(node: Node, by: Officer, case: str) -> str:
    reference = CaseRow.objects.get(pk=case).reference
    return breaking_glass.ask_glass(
        node, by, reference, why="marked-reason", hours=2, confirmed_at=node.clock()
    )


def test_every_part_of_an_address_is_attacked_or_says_why_not(node: Node, people: dict[str, Officer]) -> None:
    tried = set(build(node, people).parts)
    parts = {part for name, found in ALL for part in found if not name.startswith("treaty:")}
    assert not sorted(parts - tried - set(OF_THE_NODE)), "say in PARTS what is tried there, or why nothing is"
    assert not tried & set(OF_THE_NODE)


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_nothing_of_another_case_is_there_for_an_outsider(
    outsider: str, node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    world, client = build(node, people), seat(outsider)
    tried = list(world.addresses())
    assert len(tried) > 150
    for name, url in tried:
        for answer in (
            client.get(url, follow=True),
            client.post(url, {"why": "x", "note": "x"}, follow=True),
        ):
            told = words_of(answer.getvalue())
            assert not [secret for secret in SECRETS if secret in told], f"{outsider} reads it at {url}"
            is_elsewhere = answer.request["PATH_INFO"] in ("/inbox", "/shift", "/confirm")
            is_shown = name == REVIEWED and people[outsider].has("approver", "central_authority_lawyer")
            assert answer.status_code in (403, 404, 405) or is_elsewhere or is_shown, (
                f"{outsider} at {url}: {answer.status_code}"
            )
    theirs = (
        EntryRow.objects.filter(officer=int(people[outsider].id)).exclude(case=None).exclude(case=world.own)
    )
    assert not theirs.exists()


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_no_list_search_count_or_menu_tells_of_it(
    outsider: str, node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    world, client = build(node, people), seat(outsider)
    row = CaseRow.objects.get(pk=world.held.case)
    lists = [reverse(name) for name, parts in ALL if not parts and name != "people:sign_out"]
    searches = [f"{url}?q={word}" for url in ("/cases/search", "/api/search") for word in ("zebra", "okapi")]
    spans = [f"{reverse('api:count')}?since=2026-01-01&until=2026-12-31", "/cases?closed=1"]
    for url in (*lists, *searches, *spans, f"/cases/search?q={row.reference}", "/nothing-here"):
        told = words_of(client.get(url, follow=True).getvalue()).replace("?q=zebra", "")
        found = [secret for secret in SECRETS if secret in told and secret not in url]
        assert not found, f"{outsider} reads {found} at {url}"
        assert row.pk not in told
        if row.reference not in url:
            assert row.reference.lower() not in told, f"{outsider} reads the reference at {url}"


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_what_is_there_and_what_is_not_look_the_same(
    outsider: str, node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    """The page, its status and the number of questions to the database tell nothing of whether it exists."""
    world, client = build(node, people), seat(outsider)
    for name, parts in ALL:
        if not parts or not parts <= {"case_id", "draft_id", "request_id", "glass_id", "erasure_id"}:
            continue
        known = {part: world.parts[part][0] for part in parts}
        pages = [
            _looked(client, reverse(name, kwargs=each)) for each in (known, dict.fromkeys(parts, NOWHERE))
        ]
        assert pages[0] == pages[1], name


def _looked(client: Client, url: str) -> tuple[int, str]:
    answer = client.get(url)
    page = answer.getvalue().decode("utf-8", "replace")
    told = re.sub(r'(name="csrfmiddlewaretoken" value="|name="next" value=")[^"]*', "", page)
    return answer.status_code, told.replace(url, "")


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Every table but those in which a look leaves its trace."""
    traces = {
        "store_headrow",
        "django_session",
        "store_entryrow",
        "store_sessionrow",
        "store_noticerow",
        "store_contentkeyrow",
    }
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in traces:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
                found[table] = cursor.fetchall()
    return found


def test_through_broken_glass_one_looks_and_changes_nothing(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    world, at = build(node, people), node.clock()
    change = rules.ask_change(
        node, people["kofi"], {"office_holders": ["kofi", "efua"]}, why="x", confirmed_at=at
    )
    rules.agree_change(node, people["ama"], change.pk, confirmed_at=at)
    reference = CaseRow.objects.get(pk=world.held.case).reference
    glass = breaking_glass.ask_glass(node, people["efua"], reference, why="y", hours=2, confirmed_at=at)
    breaking_glass.agree_glass(node, people["kofi"], glass, confirmed_at=at)
    client, before = seat("efua"), rows()
    seen = client.get(f"/cases/{world.held.case}")
    assert seen.status_code == 200
    other = world.parts["case_id"][1]
    assert client.get(f"/cases/{other}").status_code == 404
    as_holder = re.compile(r"shift:review|authority:\w*(glass|erasure)")
    for name, url in world.addresses():
        if as_holder.fullmatch(name) or other in url or world.own in url:
            continue
        for answer in (
            client.get(url),
            client.post(url, {"why": "x", "note": "x", "pseudonym": "B", "text": "x"}),
        ):
            assert answer.status_code < 500, url
    after = rows()
    changed = [table for table in after if after[table] != before[table]]
    assert not changed
    did = EntryRow.objects.filter(officer=int(people["efua"].id), case=world.held.case)
    assert set(did.values_list("kind", flat=True)) == {"glass.looked"}
