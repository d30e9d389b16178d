"""Evidence is handed over by two signatures, and everything that is done to it stands in its chain."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from glacy.node.acts import cases, custody, evidence
from glacy.node.errors import ConfirmationError, SecondPersonError, SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.store import copies
from glacy.store.errors import NoAccessError
from glacy.store.models import EntryRow, MessageRow, ReceiptRow
from tests.node.case_files import Desk, arrived, open_desk
from tests.node.neighbour import Neighbour
from tests.node.people import hire, send_preservation
from tests.nodes import id_of


@pytest.fixture
def desk(home: Node) -> Desk:
    return open_desk(home)


def give(desk: Desk, exhibit: str, **more: object) -> str:
    values = {"why": "to the laboratory", "confirmed_at": desk.node.clock(), "to": "ama", **more}
    return custody.hand_over(desk.node, desk.esi, exhibit, **values)  # type: ignore[arg-type]  # by name


def test_a_hand_over_is_signed_by_both_sides(desk: Desk) -> None:
    exhibit = desk.put()
    given = give(desk, exhibit)
    assert [one.pk for one in custody.waiting_for(desk.node, desk.ama)] == [given]
    custody.confirm(desk.node, desk.ama, given, confirmed_at=desk.node.clock())
    assert desk.chain(exhibit) == [
        ("received", "Esi", "", ""),
        ("sealed", "Esi", "", ""),
        ("handed_over", "Esi", "Ama", ""),
        ("received", "Ama", "", ""),
    ]
    assert desk.row(exhibit).holder == desk.ama.name
    assert custody.waiting_for(desk.node, desk.ama) == ()
    signed = EntryRow.objects.filter(kind__in=("custody.handed_over", "custody.received")).order_by("pk")
    assert [one.who for one in signed] == ["esi", "esi", "ama"]
    assert evidence.view_exhibit(desk.node, desk.ama, exhibit).gaps == ()


def test_nobody_signs_for_the_other_side(desk: Desk) -> None:
    given = give(desk, desk.put())
    for other in (desk.esi, desk.kofi):
        with pytest.raises(SecondPersonError):
            custody.confirm(desk.node, other, given, confirmed_at=desk.node.clock())
    with pytest.raises(NoAccessError):
        custody.confirm(desk.node, desk.yaw, given, confirmed_at=desk.node.clock())
    with pytest.raises(ConfirmationError):
        custody.confirm(desk.node, desk.ama, given, confirmed_at=desk.node.clock() - timedelta(minutes=11))


def test_it_is_signed_once(desk: Desk) -> None:
    exhibit = desk.put()
    given = give(desk, exhibit)
    with pytest.raises(WrongStateError, match="already"):
        give(desk, exhibit, to="kofi")
    custody.confirm(desk.node, desk.ama, given, confirmed_at=desk.node.clock())
    with pytest.raises(WrongStateError, match="settled already"):
        custody.confirm(desk.node, desk.ama, given, confirmed_at=desk.node.clock())


def test_only_who_has_it_hands_it_over(desk: Desk) -> None:
    exhibit = desk.put()
    with pytest.raises(WrongStateError, match=r"Esi \(invented\) has this exhibit"):
        custody.hand_over(desk.node, desk.ama, exhibit, why="x", confirmed_at=desk.node.clock(), to="kofi")


def test_what_is_declined_goes_back(desk: Desk) -> None:
    exhibit = desk.put()
    given = give(desk, exhibit)
    custody.decline(desk.node, desk.ama, given, why="the seal is broken", confirmed_at=desk.node.clock())
    assert desk.chain(exhibit)[-1] == ("returned", "Ama", "Esi", "")
    assert desk.row(exhibit).holder == desk.esi.name
    assert give(desk, exhibit, to="kofi")


def test_a_person_without_an_account_signs_the_printed_form(desk: Desk) -> None:
    exhibit = desk.put()
    given = give(desk, exhibit, to="", to_person="Clerk of the 7th court (invented)")
    today, now = desk.node.clock().date(), desk.node.clock()
    with pytest.raises(SectionError, match="scan"):
        custody.confirm_on_paper(
            desk.node, desk.ama, given, signed_on=today, scan=b"", scan_name="", confirmed_at=now
        )
    with pytest.raises(SectionError, match="signed between"):
        custody.confirm_on_paper(
            desk.node, desk.ama, given, signed_on=today + timedelta(days=1), scan=b"x", scan_name="s.pdf",
            confirmed_at=now,
        )  # fmt: skip
    with pytest.raises(SecondPersonError, match="Who gives the evidence"):
        custody.confirm_on_paper(
            desk.node, desk.esi, given, signed_on=today, scan=b"%PDF", scan_name="s.pdf", confirmed_at=now
        )
    with pytest.raises(ConfirmationError):
        custody.confirm_on_paper(
            desk.node, desk.ama, given, signed_on=today, scan=b"%PDF", scan_name="s.pdf",
            confirmed_at=now - timedelta(hours=1),
        )  # fmt: skip
    custody.confirm_on_paper(
        desk.node, desk.ama, given, signed_on=today, scan=b"%PDF", scan_name="s.pdf", confirmed_at=now
    )
    assert desk.chain(exhibit)[-1] == ("received", "Ama", "", "Clerk")
    assert desk.row(exhibit).holder == "Clerk of the 7th court (invented)"
    assert evidence.view_exhibit(desk.node, desk.ama, exhibit).gaps == ()
    assert (
        "on paper: Clerk of the 7th court (invented) signed the printed form"
        in evidence.custody_of(desk.node, desk.ama, exhibit)[-1].why
    )
    assert custody.scan_of(desk.node, desk.esi, given) == ("s.pdf", b"%PDF")
    with pytest.raises(WrongStateError, match="has an account"):
        custody.confirm_on_paper(
            desk.node, desk.ama, give(desk, desk.put("b")), signed_on=today, scan=b"x", scan_name="s",
            confirmed_at=now,
        )  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Ama (invented)", "  aMA\u00a0(Invented)", "Esi (invented)", "yaw", "ＡＭＡ"]
)
def test_nobody_with_an_account_is_named_as_one_without(name: str, desk: Desk) -> None:
    exhibit = desk.put()
    with pytest.raises(SecondPersonError, match="has an account here"):
        give(desk, exhibit, to="", to_person=name)
    assert desk.row(exhibit).holder == desk.esi.name


def test_evidence_goes_to_people_of_the_case_only(desk: Desk) -> None:
    with pytest.raises(WrongStateError, match="not on the case"):
        give(desk, desk.put(), to="yaw")
    with pytest.raises(SecondPersonError):
        give(desk, desk.put("b"), to="esi")
    with pytest.raises(SectionError):
        give(desk, desk.put("c"), to="")


def test_a_colleague_reads_in_the_keeping_of_who_has_it(desk: Desk) -> None:
    exhibit = desk.put()
    assert b"".join(evidence.read_exhibit(desk.node, desk.kofi, exhibit, why="to see the addresses"))
    assert desk.chain(exhibit)[-1] == ("examined", "Kofi", "", "Esi")
    view = evidence.view_exhibit(desk.node, desk.ama, exhibit)
    assert view.gaps == ()
    assert [(one.kind, one.to) for one in view.copies] == [("read", desk.kofi.name)]


def test_what_a_person_who_left_had_is_taken_up_with_a_gap(desk: Desk) -> None:
    exhibit = desk.put()
    cases.remove_member(desk.node, desk.ama, desk.case, "esi", "another post")
    given = custody.hand_over(
        desk.node, desk.ama, exhibit, why="on", confirmed_at=desk.node.clock(), to="kofi"
    )
    custody.confirm(desk.node, desk.kofi, given, confirmed_at=desk.node.clock())
    gaps = evidence.view_exhibit(desk.node, desk.ama, exhibit).gaps
    assert [gap.says for gap in gaps] == [
        "Esi (invented) had the evidence, and Ama (invented) acts on it: no hand-over is recorded."
    ]


def test_what_waits_too_long_is_shown_as_a_gap(desk: Desk) -> None:
    exhibit = desk.put()
    give(desk, exhibit)
    later = desk.node.clock() + timedelta(days=4)
    gaps = evidence.view_exhibit(replace(desk.node, clock=lambda: later), desk.ama, exhibit).gaps
    assert ["nobody confirmed" in gap.says for gap in gaps] == [True]


def test_evidence_that_arrived_lies_with_the_node_until_somebody_takes_it_up(
    home: Node, chile: Neighbour
) -> None:
    ama = hire(home, "ama", "duty_officer")
    hire(home, "kofi", "approver")
    case, exhibits = arrived(home, chile, ama)
    cases.add_member(home, ama, case, "kofi", "second person")
    view = evidence.view_exhibit(home, ama, exhibits[0].pk)
    assert [(one.kind, one.by) for one in view.before] == [
        ("received", "Red Austral SpA"), ("sealed", "Red Austral SpA"), ("handed_over", "Red Austral SpA"),
    ]  # fmt: skip
    assert exhibits[0].holder == home.name
    custody.hand_over(home, ama, exhibits[0].pk, why="to court", confirmed_at=home.clock(), to="kofi")
    view = evidence.view_exhibit(home, ama, exhibits[0].pk)
    assert view.gaps == ()
    assert [one.kind for one in view.custody] == ["received", "handed_over", "received", "handed_over"]


def test_the_other_nodes_receipt_confirms_a_copy_that_went_with_an_answer(
    desk: Desk,
    chile: Neighbour,  # noqa: ARG001  the directory
) -> None:
    _, asked = send_preservation(desk.node, desk.ama)
    request, answer = MessageRow.objects.get(pk=asked), MessageRow.objects.get(pk=asked)
    answer.pk, answer.about, answer.envelope_id, answer.sequence = id_of("answer"), request, None, None
    answer.save(force_insert=True)
    row, at = desk.row(desk.put()), desk.node.clock()
    copies.put_copy(row, kind="answer", to="CL", why="answer", by=desk.ama, at=at, request=request)
    assert evidence.view_exhibit(desk.node, desk.ama, row.pk).receipts == {}
    ReceiptRow.objects.create(
        message=answer, envelope_id="e", envelope_digest="0" * 64, direction="got", kind="receipt", at=at
    )
    assert evidence.view_exhibit(desk.node, desk.ama, row.pk).receipts == {asked: at}
