"""Erasure: what a case said is gone from rows, vault and old copies; that it was erased stays."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from glacy.canon import digest_of
from glacy.exchange import Receipt, Rejection
from glacy.journal import verify_opening
from glacy.node.acts import (
    cases,
    destroying,
    erasing,
    evidence,
    inbox,
    legislation_policies,
    requests,
    reviews,
    rules,
)
from glacy.node.acts.legislation_policies import NewPolicy
from glacy.node.clock import set_story_clock
from glacy.node.errors import KeptByDutyError, SecondPersonError, VaultError, WrongStateError
from glacy.node.finding_again import make_findable
from glacy.node.opened import Node
from glacy.node.vault import Vault
from glacy.store import content_keys
from glacy.store.errors import ContentKeyError, NoAccessError, NotAllowedError, StoreError
from glacy.store.journal import opening_of
from glacy.store.models import (
    CaseRow,
    ContentKeyRow,
    EntryRow,
    MessageRow,
    OfficerRow,
    ReviewRow,
    TargetRow,
    WordRow,
)
from glacy.store.people import Officer
from tests.node.filled import PRESERVED
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import hire, send_preservation

MARKED = re.compile(rb"quagga|okapi|zebra|baobab", re.IGNORECASE)
"""Words of the case; none may be left anywhere."""


class Desk:
    """A case of Ama's with a request from Chile, an answer and an exhibit; Kofi may approve."""

    def __init__(self, node: Node, chile: Neighbour) -> None:
        self.node, self.chile = node, chile
        self.ama, self.kofi = hire(node, "ama", "duty_officer"), hire(node, "kofi", "approver")
        self.abena, self.yaw = (
            hire(node, "abena", "central_authority_lawyer"),
            hire(node, "yaw", "administrator"),
        )
        asked = from_chile()
        chile.say(asked)
        self.request = asked.id
        self.case = inbox.open_request(node, self.ama, asked.id)
        cases.add_member(node, self.ama, self.case, "kofi", "quagga needs two")
        cases.add_victim(node, self.ama, self.case, "Victim okapi")
        self.exhibit = evidence.put_exhibit(node, self.ama, self.case, "zebra.log", [b"quagga okapi"])
        inbox.record_call_back(
            node, self.ama, asked.id, number=self._number(), spoke_to="Sra. Quagga", result="confirmed"
        )
        answer = inbox.prepare_answer(node, self.ama, asked.id, outcomes=[PRESERVED], text="zebra")
        inbox.release_answer(node, self.kofi, answer, confirmed_at=node.clock())
        MessageRow.objects.update(carried="receipted")
        self.reference = CaseRow.objects.get().reference

    def _number(self) -> str:
        return inbox.numbers_to_call(self.node, self.ama, self.request)[0][1]

    def finish(self, days: int = 4000) -> None:
        """The evidence is destroyed, the case closed, and its time is over."""
        now = self.node.clock()
        asked = destroying.ask_destruction(self.node, self.ama, self.exhibit, why="quagga", confirmed_at=now)
        destroying.agree_destruction(self.node, self.kofi, asked, confirmed_at=now)
        cases.close_case(self.node, self.ama, self.case, "okapi is over")
        later(self.node, days)

    def ask(self, by: Officer) -> str:
        return erasing.ask_case_erasure(
            self.node, by, self.reference, why="its time is over", confirmed_at=self.node.clock()
        )

    def erase(self, days: int = 4000) -> None:
        self.finish(days)
        erasing.agree_erasure(self.node, self.kofi, self.ask(self.ama), confirmed_at=self.node.clock())


@pytest.fixture
def desk(home: Node, chile: Neighbour) -> Desk:
    return Desk(home, chile)


def later(node: Node, days: int) -> None:
    set_story_clock(node.path, exercise=True, story_at=node.clock() + timedelta(days=days))


def every_row() -> bytes:
    """All that the tables hold, as the database gives it: what is sealed stays sealed."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told += [b" ".join(_bytes(one) for one in row) for row in cursor.fetchall()]
    return b"\n".join(told)


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


def test_nothing_that_the_case_said_is_left_in_rows_or_vault(desk: Desk) -> None:
    assert MARKED.search(every_row())
    desk.erase()
    assert not MARKED.search(every_row())
    assert not list((desk.node.path / "vault").glob("??/*"))
    for key in (desk.case, from_chile().thread):
        assert content_keys.find_identity(key) is None


@pytest.mark.usefixtures("desk")
def test_what_was_sealed_lies_unreadable_in_the_rows_before() -> None:
    """Title, body, entries and names of exhibits say nothing to who has the tables and not the key."""
    rows = every_row()
    assert b"zebra.log" not in rows
    assert b"Baobab" not in rows


def test_an_old_copy_of_database_and_vault_says_nothing_without_the_key(desk: Desk, tmp_path: Path) -> None:
    """An old backup is put back, with the content keys of today: rows and files stay shut."""
    later(desk.node, 0)
    old_rows = {row.pk: _raw(row.pk) for row in MessageRow.objects.all()}
    entries = {row.pk: _raw_entry(row.pk) for row in EntryRow.objects.filter(case=desk.case)}
    shutil.copytree(desk.node.path / "vault", tmp_path / "old")
    digest = MessageRow.objects.get(pk=desk.request).envelope_digest
    assert Vault(tmp_path / "old", identity=desk.node.identity).get(digest)
    desk.erase()
    with connection.cursor() as cursor:
        for pk, body in old_rows.items():
            cursor.execute("UPDATE store_messagerow SET body = %s WHERE id = %s", [body, pk])
        for number, (what, salt) in entries.items():
            cursor.execute(
                "UPDATE store_entryrow SET what = %s, salt = %s WHERE id = %s", [what, salt, number]
            )
    assert {bytes(row.body) for row in MessageRow.objects.all()} == {b""}
    ours = EntryRow.objects.filter(case=desk.case).exclude(kind="envelope.received")
    assert {str(row.what) for row in ours} == {"{}"}
    assert {bytes(row.salt or b"") for row in ours} == {b""}
    (arrival,) = EntryRow.objects.filter(case=desk.case, kind="envelope.received")
    assert set(arrival.what) == {"digest", "envelope", "sender", "sequence", "state", "thread"}
    with pytest.raises(VaultError, match="has no file"):
        Vault(tmp_path / "old", identity=desk.node.identity).get(digest)


def _raw(pk: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM store_messagerow WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def _raw_entry(number: int) -> tuple[str, bytes | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, salt FROM store_entryrow WHERE id = %s", [number])
        what, salt = cursor.fetchone()
        return what, None if salt is None else bytes(salt)


def test_the_event_stays_and_the_tree_is_untouched(desk: Desk) -> None:
    before = {row.pk: (row.kind, row.at, bytes(row.data)) for row in EntryRow.objects.all()}
    desk.erase()
    after = {row.pk: (row.kind, row.at, bytes(row.data)) for row in EntryRow.objects.all()}
    assert {pk: after[pk] for pk in before} == before
    entry = EntryRow.objects.get(kind="case.erased")
    assert (entry.who, entry.what["asked_by"], entry.what["reference"]) == ("kofi", "ama", desk.reference)
    verify_opening(opening_of(entry), entry=bytes(entry.data))
    for row in EntryRow.objects.filter(case=desk.case):
        with pytest.raises(StoreError, match="was erased"):
            opening_of(row)


def test_its_people_see_it_no_more_and_nothing_is_added_to_it(desk: Desk) -> None:
    desk.erase()
    for who in (desk.ama, desk.kofi):
        with pytest.raises(NoAccessError):
            cases.view_case(desk.node, who, desk.case)
        assert cases.list_cases(desk.node, who, closed=True).items == ()
    with pytest.raises(ContentKeyError, match="was destroyed"):
        desk.node.vault.put(b"new", of=desk.case)
    assert not WordRow.objects.filter(case=desk.case).exists()
    assert not TargetRow.objects.filter(case=desk.case).exists()


def test_what_follows_on_an_erased_case_is_answered_and_lost_by_nobody(desk: Desk) -> None:
    row = rules.ask_change(desk.node, desk.abena, {"keep_days": 0}, why="x", confirmed_at=desk.node.clock())
    rules.agree_change(desk.node, desk.kofi, row.pk, confirmed_at=desk.node.clock())
    desk.erase(days=80)
    reply = desk.chile.say(from_chile("again"))
    assert isinstance(reply, Rejection)
    assert "was destroyed" in reply.says
    assert isinstance(desk.chile.say(from_chile("new", thread="new")), Receipt)


def test_a_duty_to_keep_comes_first(desk: Desk) -> None:
    def duties() -> str:
        with pytest.raises(KeptByDutyError) as refused:
            desk.ask(desk.ama)
        return str(refused.value)

    found = duties()
    for says in ("The case is open", "A preservation still runs", "Exhibits are in custody"):
        assert says in found
    cases.close_case(desk.node, desk.ama, desk.case, "over")
    assert "The rules keep a closed case until" in duties()
    later(desk.node, 4000)
    assert duties().count("Exhibits are in custody") == 1
    assert CaseRow.objects.get().erased_at is None


@pytest.mark.usefixtures("chile")
def test_a_review_that_waits_keeps_the_case(home: Node) -> None:
    ama, kofi = hire(home, "ama", "duty_officer"), hire(home, "kofi", "approver")
    case, _ = send_preservation(home, ama)
    MessageRow.objects.update(carried="receipted")
    cases.close_case(home, ama, case, "over")
    later(home, 4000)
    row = CaseRow.objects.get()
    assert any("waits for its review" in one for one in erasing.duties_of_case(home, row))
    reviews.review(home, kofi, ReviewRow.objects.get().pk, verdict="in_order")
    assert not any("review" in one for one in erasing.duties_of_case(home, row))


def test_two_decide_and_nobody_else(desk: Desk) -> None:
    desk.finish()
    asked, now = desk.ask(desk.ama), desk.node.clock()
    for who in (desk.yaw, desk.abena):
        with pytest.raises(NoAccessError):
            erasing.agree_erasure(desk.node, who, asked, confirmed_at=now)
    with pytest.raises(NotAllowedError):
        erasing.agree_erasure(desk.node, desk.ama, asked, confirmed_at=now)
    erasing.refuse_erasure(desk.node, desk.kofi, asked, why="appeal")
    again = desk.ask(desk.kofi)
    assert erasing.view_erasure(desk.node, desk.kofi, again).may == {"refuse"}
    with pytest.raises(SecondPersonError):
        erasing.agree_erasure(desk.node, desk.kofi, again, confirmed_at=now)
    with pytest.raises(WrongStateError, match="asked for already"):
        desk.ask(desk.ama)
    erasing.refuse_erasure(desk.node, desk.kofi, again, why="taken back")
    assert CaseRow.objects.get().erased_at is None


def test_who_decided_still_reads_that_it_was_erased(desk: Desk) -> None:
    desk.finish()
    asked = desk.ask(desk.ama)
    erasing.agree_erasure(desk.node, desk.kofi, asked, confirmed_at=desk.node.clock())
    for who in (desk.ama, desk.kofi):
        view = erasing.view_erasure(desk.node, who, asked)
        assert (view.row.state, view.may) == ("done", frozenset())
    with pytest.raises(NoAccessError):
        erasing.view_erasure(desk.node, desk.yaw, asked)


def test_a_run_that_was_killed_between_rows_and_files_is_made_good(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.finish()
    asked = desk.ask(desk.ama)
    with monkeypatch.context() as held:
        held.setattr(erasing, "sweep_erased", lambda _: 0)
        erasing.agree_erasure(desk.node, desk.kofi, asked, confirmed_at=desk.node.clock())
    digest = MessageRow.objects.get(pk=desk.request).envelope_digest
    assert desk.node.vault.places(digest)
    with pytest.raises(VaultError):
        desk.node.vault.get(digest)
    assert erasing.sweep_erased(desk.node) == 1
    assert not desk.node.vault.places(digest)
    assert erasing.sweep_erased(desk.node) == 0


def test_what_another_case_holds_too_stays_there(desk: Desk) -> None:
    other = cases.open_case(desk.node, desk.abena, title="Another (invented)")
    kept = evidence.put_exhibit(desk.node, desk.abena, other, "same.log", [b"quagga okapi"])
    desk.erase()
    assert desk.node.vault.get(digest_of(b"quagga okapi")) == b"quagga okapi"
    assert cases.view_case(desk.node, desk.abena, other).exhibits[0].pk == kept
    assert cases.view_case(desk.node, desk.abena, other).row.title == "Another (invented)"


def test_a_policy_whose_document_is_an_exhibit_too_keeps_it(desk: Desk) -> None:
    dede = hire(desk.node, "dede", "drafter")
    policy = NewPolicy(
        country="GH",
        kind="policy",
        title="Policy (invented)",
        from_on=date(2026, 1, 1),
        until_on=None,
        source="https://laws.example/policy",
        is_mirror=False,
        objectives=("Laws that fit",),
    )
    made = legislation_policies.put_policy(
        desk.node, dede, policy, content=b"quagga okapi", file_name="p.txt"
    )
    desk.erase()
    assert legislation_policies.read_policy(desk.node, dede, made)[1] == b"quagga okapi"


def test_the_name_of_a_person_who_left_is_erased_and_what_they_did_stays(desk: Desk) -> None:
    now = desk.node.clock()
    row = rules.ask_change(
        desk.node, desk.abena, {"office_holders": ["abena", "kofi"]}, why="x", confirmed_at=now
    )
    rules.agree_change(desk.node, desk.kofi, row.pk, confirmed_at=now)
    esi = hire(desk.node, "esi", "case_officer")
    cases.close_case(desk.node, esi, cases.open_case(desk.node, esi, title="Short (invented)"), "over")
    with pytest.raises(NotAllowedError):
        erasing.ask_person_erasure(desk.node, desk.ama, "esi", why="left", confirmed_at=now)
    with pytest.raises(KeptByDutyError, match="on an open case"):
        erasing.ask_person_erasure(desk.node, desk.yaw, "ama", why="left", confirmed_at=now)
    asked = erasing.ask_person_erasure(desk.node, desk.yaw, "esi", why="Esi left", confirmed_at=now)
    erasing.agree_erasure(desk.node, desk.abena, asked, confirmed_at=now)
    assert not re.search(rb"\besi\b|Esi", every_row())
    left = OfficerRow.objects.get(pk=int(esi.id))
    assert (left.name, left.is_active, left.phone) == (f"erased-{esi.id}", False, "")
    assert EntryRow.objects.filter(who=f"erased-{esi.id}", kind="case.opened").count() == 1


def test_words_and_targets_are_made_anew_after_a_restore(desk: Desk) -> None:
    words = set(WordRow.objects.values_list("word", "case_id"))
    targets = set(TargetRow.objects.values_list("key", "message_id", "whom_id"))
    assert words
    assert targets
    WordRow.objects.all().delete()
    TargetRow.objects.all().delete()
    assert make_findable(desk.node) == 1
    assert set(WordRow.objects.values_list("word", "case_id")) == words
    assert set(TargetRow.objects.values_list("key", "message_id", "whom_id")) == targets


def test_a_key_of_another_node_opens_nothing(desk: Desk) -> None:
    row = ContentKeyRow.objects.get(pk=desk.case)
    ContentKeyRow.objects.filter(pk=desk.case).update(wrapped=bytes(row.wrapped)[:-1] + b"?")
    with pytest.raises(ContentKeyError, match="another key than this node"):
        cases.view_case(desk.node, desk.ama, desk.case)
    ContentKeyRow.objects.filter(pk=desk.case).delete()
    with pytest.raises(ContentKeyError, match="is missing"):
        cases.view_case(desk.node, desk.ama, desk.case)


@pytest.mark.usefixtures("chile")
def test_requests_that_left_are_erased_too(home: Node) -> None:
    ama, kofi = hire(home, "ama", "duty_officer"), hire(home, "kofi", "approver")
    case, request = send_preservation(home, ama, title="Okapi (invented)")
    cases.add_member(home, ama, case, "kofi", "second")
    MessageRow.objects.update(carried="receipted")
    reviews.review(home, kofi, ReviewRow.objects.get().pk, verdict="in_order")
    cases.close_case(home, ama, case, "over")
    later(home, 4000)
    reference = CaseRow.objects.get().reference
    asked = erasing.ask_case_erasure(home, ama, reference, why="time", confirmed_at=home.clock())
    erasing.agree_erasure(home, kofi, asked, confirmed_at=home.clock())
    assert not MARKED.search(every_row())
    with pytest.raises(NoAccessError):
        requests.view_request(home, ama, request)
