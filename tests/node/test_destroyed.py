"""Destroying takes two people; the content goes and the chain stays. And the vault is compared again."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps

from glacy.canon import digest_of
from glacy.node.acts import cases, copies, court, destroying, evidence
from glacy.node.errors import ConfirmationError, SecondPersonError, WrongStateError
from glacy.node.opened import Node
from glacy.node.rechecking import is_due, last_reports, recheck, sweep_destroyed
from glacy.node.taking import BUNDLE
from glacy.store.errors import ContentGoneError, NoAccessError, NotAllowedError
from glacy.store.models import (
    CopyRow,
    DecisionRow,
    EnrolmentRow,
    EntryRow,
    ExhibitRow,
    MessageRow,
    ProvisionRow,
    ReceiptRow,
    ReturnRow,
    VersionRow,
)
from glacy.store.naming import NAMING
from tests.node.case_files import LOG, Desk, arrived, open_desk
from tests.node.neighbour import Neighbour
from tests.node.people import hire, send_preservation


@pytest.fixture
def desk(home: Node) -> Desk:
    return open_desk(home)


def ask(desk: Desk, exhibit: str) -> str:
    return destroying.ask_destruction(
        desk.node, desk.esi, exhibit, why="order of the court of 3 March", confirmed_at=desk.node.clock()
    )


def place_of(node: Node, content: bytes) -> Path:
    digest = digest_of(content)
    return (*node.vault.places(digest), node.path / "gone")[0]


def test_the_content_goes_and_the_chain_stays(desk: Desk) -> None:
    exhibit = desk.put()
    asked = ask(desk, exhibit)
    destroying.agree_destruction(desk.node, desk.kofi, asked, confirmed_at=desk.node.clock())
    assert not place_of(desk.node, LOG).exists()
    assert desk.chain(exhibit)[-1] == ("destroyed", "Kofi", "", "Esi")
    told = evidence.custody_of(desk.node, desk.ama, exhibit)[-1].why
    assert told == "order of the court of 3 March; asked by Esi (invented), agreed by Kofi (invented)"
    with pytest.raises(ContentGoneError, match="destroyed on"):
        evidence.read_exhibit(desk.node, desk.esi, exhibit, why="x")
    check = evidence.check_kept(desk.node, desk.row(exhibit))
    assert check.holds is None
    assert evidence.view_exhibit(desk.node, desk.ama, exhibit).gaps == ()


def test_it_takes_a_second_person_who_may_approve(desk: Desk) -> None:
    exhibit = desk.put()
    asked = ask(desk, exhibit)
    now = desk.node.clock()
    with pytest.raises(NotAllowedError):
        destroying.agree_destruction(desk.node, desk.esi, asked, confirmed_at=now)
    with pytest.raises(NoAccessError):
        destroying.agree_destruction(desk.node, desk.yaw, asked, confirmed_at=now)
    with pytest.raises(ConfirmationError):
        destroying.agree_destruction(desk.node, desk.kofi, asked, confirmed_at=now - timedelta(hours=1))
    with pytest.raises(WrongStateError, match="asked for already"):
        ask(desk, exhibit)
    destroying.refuse_destruction(desk.node, desk.kofi, asked, why="appeal is pending")
    with pytest.raises(WrongStateError, match="decided already"):
        destroying.agree_destruction(desk.node, desk.kofi, asked, confirmed_at=now)
    assert place_of(desk.node, LOG).exists()
    assert EntryRow.objects.filter(kind__startswith="evidence.destruction_").count() == 2


def test_one_person_with_both_roles_cannot_do_both(desk: Desk) -> None:
    both = hire(desk.node, "abena", "central_authority_lawyer", "custodian")

    cases.add_member(desk.node, desk.ama, desk.case, "abena", "works on it")
    exhibit = desk.put()
    asked = destroying.ask_destruction(desk.node, both, exhibit, why="x", confirmed_at=desk.node.clock())
    with pytest.raises(SecondPersonError):
        destroying.agree_destruction(desk.node, both, asked, confirmed_at=desk.node.clock())


def test_the_same_content_of_another_exhibit_stays(desk: Desk) -> None:
    first, second = desk.put("a"), desk.put("b")
    destroying.agree_destruction(desk.node, desk.kofi, ask(desk, first), confirmed_at=desk.node.clock())
    assert b"".join(evidence.read_exhibit(desk.node, desk.esi, second, why="x")) == LOG


def test_every_table_that_names_the_content_is_asked_before_it_goes(desk: Desk) -> None:
    node, now = desk.node, desk.node.clock()
    order = copies.put_paper(
        node,
        desk.esi,
        desk.case,
        kind="order",
        title="Order of the 7th court",
        content=LOG,
        file_name="o.pdf",
    )
    exhibit = desk.put()
    destroying.agree_destruction(node, desk.kofi, ask(desk, exhibit), confirmed_at=now)
    assert copies.read_paper(node, desk.ama, order)[1] == LOG
    assert "the same content stays in the vault" in evidence.custody_of(node, desk.ama, exhibit)[-1].why
    assert sweep_destroyed(node) == 0
    assert copies.read_paper(node, desk.ama, order)[1] == LOG


def test_an_envelope_put_in_as_an_exhibit_of_another_case_stays_the_envelope(
    desk: Desk,
    chile: Neighbour,  # noqa: ARG001  # the directory
) -> None:
    node, now = desk.node, desk.node.clock()
    send_preservation(node, desk.ama)
    message = MessageRow.objects.exclude(envelope_digest="").first()
    assert message is not None
    for digest in (message.envelope_digest, *message.files.values()):
        if not node.vault.has(digest):
            continue
        exhibit = desk.put(digest[:8], node.vault.get(digest))
        destroying.agree_destruction(node, desk.kofi, ask(desk, exhibit), confirmed_at=now)
        assert node.vault.has(digest)


def test_no_column_that_could_name_a_file_of_the_vault_is_forgotten() -> None:
    asked = {(model, column) for model, column in NAMING}
    others = {
        "sent_digest",
        "received_digest",
    }  # of a thread: the last envelope of each side, kept by its message
    of_copies = {
        (CopyRow, "digest"),
        (ReceiptRow, "envelope_digest"),
        (ReturnRow, "digest"),
        (EnrolmentRow, "digest"),
        (VersionRow, "digest"),  # of the words of an act, which lie in the table
        (ProvisionRow, "digest"),
        (DecisionRow, "digest"),
    }
    for model in apps.get_app_config("store").get_models():
        for field in model._meta.get_fields():
            name = getattr(field, "name", "")
            if name in others or (model, name) in of_copies or not hasattr(field, "attname"):
                continue
            is_named = name.endswith("digest") or name in ("scan", "file", "files")
            assert not is_named or (model, name) in asked, f"{model.__name__}.{name}"


def test_the_envelope_in_which_all_of_it_came_goes_too(home: Node, chile: Neighbour) -> None:

    ama = hire(home, "ama", "duty_officer")
    kofi = hire(home, "kofi", "approver")
    case, exhibits = arrived(home, chile, ama)
    cases.add_member(home, ama, case, "kofi", "second person")
    message = MessageRow.objects.get(kind="offer_content")
    for place, one in enumerate(exhibits, start=1):
        asked = destroying.ask_destruction(home, ama, one.pk, why="order", confirmed_at=home.clock())
        destroying.agree_destruction(home, kofi, asked, confirmed_at=home.clock())
        assert home.vault.has(message.envelope_digest) is (place < len(exhibits))
    assert not home.vault.has(message.files[BUNDLE])


def test_a_kill_between_the_entry_and_the_removal_is_made_good(desk: Desk) -> None:
    exhibit = desk.put()
    asked = ask(desk, exhibit)
    destroying.agree_destruction(desk.node, desk.kofi, asked, confirmed_at=desk.node.clock())
    desk.node.vault.put(LOG)
    assert sweep_destroyed(desk.node) == 1
    assert not place_of(desk.node, LOG).exists()
    assert sweep_destroyed(desk.node) == 0


def test_a_round_through_the_vault_writes_a_report(desk: Desk) -> None:
    desk.put()
    desk.put("b", b"b")
    row = recheck(desk.node)
    assert row is not None
    assert (row.looked, row.size, row.differing) == (2, len(LOG) + 1, [])
    assert EntryRow.objects.get(kind="vault.rechecked").what["looked"] == 2
    assert [one[0] for one in desk.chain(desk.put("c"))] == ["received", "sealed"]
    assert not is_due(desk.node, every=timedelta(days=7))
    assert is_due(replace(desk.node, clock=lambda: row.ended_at + timedelta(days=8)), every=timedelta(days=7))


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone"])
def test_what_differs_is_told_at_once_and_to_its_case_only(damage: str, desk: Desk) -> None:
    exhibit = desk.put()
    place = place_of(desk.node, LOG)
    data = bytearray(place.read_bytes())
    data[-1] ^= 1
    match damage:
        case "flipped":
            place.write_bytes(bytes(data))
        case "cut":
            place.write_bytes(bytes(data[:-5]))
        case _:
            place.unlink()
    row = recheck(desk.node)
    assert row is not None
    assert row.differing == [exhibit]
    assert desk.chain(exhibit)[-1] == ("rechecked", "Node", "", "Esi")
    (_, mine), *_rest = last_reports(desk.ama)
    assert [one.pk for one in mine] == [exhibit]
    (report, others), *_rest = last_reports(desk.yaw)
    assert (len(report.differing), others) == (1, ())
    recheck(desk.node)
    assert len(desk.chain(exhibit)) == 3


def test_what_was_asked_for_is_in_the_chain_and_half_a_year_later_too(desk: Desk) -> None:
    exhibit = desk.put()
    recheck(desk.node, desk.esi)
    assert desk.chain(exhibit)[-1] == ("rechecked", "Esi", "", "")
    later = replace(desk.node, clock=lambda: desk.row(exhibit).sealed_at + timedelta(days=200))
    recheck(later)
    assert desk.chain(exhibit)[-1][:2] == ("rechecked", "Node")


def test_a_large_exhibit_is_never_held_whole(desk: Desk) -> None:

    exhibit = evidence.put_exhibit(
        desk.node, desk.esi, desk.case, "disk.raw", (bytes([place % 251]) * (1 << 20) for place in range(48))
    )
    tracemalloc.start()
    report = evidence.verify_received(desk.node, desk.esi, exhibit)
    assert sum(len(one) for one in evidence.read_exhibit(desk.node, desk.esi, exhibit, why="x")) == 48 << 20
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.holds is True
    assert peak < 12 << 20


def test_a_large_copy_is_sealed_and_given_out_piece_by_piece(desk: Desk) -> None:
    exhibit = evidence.put_exhibit(
        desk.node, desk.esi, desk.case, "disk.raw", (bytes([place % 251]) * (1 << 20) for place in range(80))
    )
    tracemalloc.start()
    pieces = copies.defence_copy(
        desk.node, desk.esi, desk.case, [exhibit], to="Counsel", withheld={}, decided_by="J",
        confirmed_at=desk.node.clock(),
    )  # fmt: skip
    assert sum(map(len, pieces)) > 80 << 20
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 56 << 20


def test_a_row_that_was_changed_with_its_content_is_found_and_leaves_in_no_copy(desk: Desk) -> None:
    exhibit = desk.put()
    forged = b"at,ip\n2026-11-20T22:41:07Z,198.51.100.1\n"
    kept = desk.node.vault.put(forged, of=desk.case)
    ExhibitRow.objects.filter(pk=exhibit).update(digest=kept.digest, size=kept.size)
    assert evidence.check_kept(desk.node, desk.row(exhibit)).holds is False
    row = recheck(desk.node)
    assert row is not None
    assert row.differing == [exhibit]
    assert "is not what the journal has recorded" in evidence.custody_of(desk.node, desk.ama, exhibit)[-1].why
    for act in (
        lambda: evidence.read_exhibit(desk.node, desk.esi, exhibit, why="x"),
        lambda: court.custody_record(desk.node, desk.esi, desk.case),
        lambda: copies.defence_copy(
            desk.node, desk.esi, desk.case, [exhibit], to="C", withheld={}, decided_by="J",
            confirmed_at=desk.node.clock(),
        ),
    ):  # fmt: skip
        with pytest.raises(WrongStateError, match="does not hold, and is not given out"):
            act()
