"""What a hostile or broken neighbour sends ends in a stated condition: nothing twice, nothing stuck."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from glacy.canon import digest_of
from glacy.container import read_container
from glacy.cooperation import Answer, FreeText, Preserved, Withdrawal, write_message
from glacy.exchange import Conflict, Receipt, Rejection
from glacy.exchange.reply_file import reply_of
from glacy.node.acts import inbox
from glacy.node.carrying import carry_due
from glacy.node.gate import KEPT_OF_STRANGERS, receive
from glacy.store.models import DeadlineRow, EarlyRow, MessageRow, QuarantineRow, ReceiptRow
from tests import nodes
from tests.cooperation import story
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import hire, send_preservation


def test_a_waiting_message_that_cannot_be_taken_does_not_block_the_one_it_waited_for(
    chile: Neighbour,
) -> None:
    """Two messages of one id: the second came first and waited; the first must still be taken."""
    asked = from_chile()
    first = chile.seal(asked)
    sealed = chile.node.send(
        {"body.json": write_message(asked)},
        to=chile.to,  # type: ignore[arg-type]  # an address is enough
        thread=asked.thread,
        kind="request",
        id=nodes.id_of("another envelope"),
    )
    early = chile.node.settle(receive(chile.home, sealed), of=chile.node.outbox[1])
    assert isinstance(early, Receipt)
    assert early.state == "waiting"
    reply = chile.node.settle(receive(chile.home, first), of=chile.node.outbox[0])
    assert isinstance(reply, Receipt)
    assert [row.pk for row in MessageRow.objects.all()] == [asked.id]
    assert EarlyRow.objects.count() == 0
    row = QuarantineRow.objects.get()
    assert row.sender == "CL"
    assert "used before" in row.says
    assert not ReceiptRow.objects.filter(envelope_id=nodes.id_of("another envelope"), kind="receipt")
    again = reply_of(read_container(receive(chile.home, sealed)))
    assert isinstance(again, Rejection)


def test_what_the_other_side_says_of_its_own_request_as_if_it_were_ours_changes_nothing(
    chile: Neighbour,
) -> None:
    asked = from_chile()
    chile.say(asked)
    answer = replace(
        story.PRESERVED,
        id=nodes.id_of("their own answer"),
        thread=asked.thread,
        in_reply_to=asked.id,
        authority=story.CHILE,
        dated_at=asked.dated_at,
    )
    before = set(DeadlineRow.objects.values_list("kind", "due_on"))
    assert isinstance(chile.say(answer), Receipt)
    assert MessageRow.objects.get(pk=asked.id).state == "received"
    assert set(DeadlineRow.objects.values_list("kind", "due_on")) == before
    ama = hire(chile.home, "ama", "duty_officer")
    inbox.open_request(chile.home, ama, asked.id)
    assert inbox.preserved_until(chile.home, ama, asked.id) is None


def preserved(chile: Neighbour) -> tuple[MessageRow, Answer]:
    """A preservation of ours that has arrived, and the answer to it that nobody has sent yet."""
    _, ours = send_preservation(chile.home, hire(chile.home, "ama", "duty_officer"))
    row = MessageRow.objects.get(pk=ours)
    carry_due(chile.home, chile)
    answer = replace(
        story.PRESERVED,
        id=nodes.id_of("preserved"),
        thread=row.thread_id,
        in_reply_to=ours,
        authority=story.CHILE,
        dated_at=chile.home.clock(),
    )
    return row, answer


def test_an_assistance_request_by_the_asked_state_keeps_no_preservation_of_ours_alive(
    chile: Neighbour,
) -> None:
    """The day on which our preserved data may be deleted stays, whatever the other side says of it."""
    row, answer = preserved(chile)
    assert isinstance(chile.say(answer), Receipt)
    ends = DeadlineRow.objects.get(message=row, kind="preservation_ends").due_on
    assert ends is not None
    followed = replace(
        story.ASSISTANCE,
        id=nodes.id_of("assistance"),
        thread=row.thread_id,
        in_reply_to=row.pk,
        authority=story.CHILE,
        addressee=replace(story.ASSISTANCE.addressee, country="GH"),
    )
    assert isinstance(chile.say(followed), Receipt)
    assert DeadlineRow.objects.get(message=row, kind="preservation_ends").due_on == ends


def test_of_two_answers_the_later_in_the_thread_counts_whatever_their_clock_says(chile: Neighbour) -> None:
    row, answer = preserved(chile)
    kept = answer.outcomes[0]
    assert isinstance(kept, Preserved)
    again = replace(
        answer,
        id=nodes.id_of("kept for less"),
        dated_at=answer.dated_at - timedelta(days=30),
        outcomes=(replace(kept, until_on=date(2027, 1, 4)),),
    )
    for said in (answer, again):
        assert isinstance(chile.say(said), Receipt)
    assert DeadlineRow.objects.get(message=row, kind="preservation_ends").due_on == date(2027, 1, 4)


@pytest.mark.parametrize("kind", ["question", "withdrawal"])
def test_a_header_of_another_kind_than_its_body_is_rejected(kind: str, chile: Neighbour) -> None:
    asked = from_chile()
    chile.node.send(
        {"body.json": write_message(asked)},
        to=chile.to,  # type: ignore[arg-type]  # an address is enough
        thread=asked.thread,
        kind=kind,
        id=asked.id,
    )
    reply = chile.node.settle(receive(chile.home, chile.node.outbox[-1].sealed))
    assert isinstance(reply, Rejection)
    assert "kind" in reply.says
    assert MessageRow.objects.count() == 0


def test_a_withdrawal_of_a_request_of_ours_by_the_other_side_changes_nothing(chile: Neighbour) -> None:
    _, ours = send_preservation(chile.home, hire(chile.home, "ama", "duty_officer"))
    thread = MessageRow.objects.get(pk=ours).thread_id
    said = Withdrawal(
        id=nodes.id_of("not theirs"),
        thread=thread,
        dated_at=story.SENT_AT,
        exercise=True,
        in_reply_to=ours,
        reason=FreeText(text="Not ours to withdraw.", language="en"),
    )
    chile.say(said)
    assert MessageRow.objects.get(pk=ours).state == "sent"


def test_a_stranger_cannot_fill_the_disk(chile: Neighbour) -> None:
    junk = b"j" * (KEPT_OF_STRANGERS + 1)
    receive(chile.home, junk)
    assert QuarantineRow.objects.get().digest == digest_of(junk)
    assert not chile.home.vault.has(digest_of(junk))


def test_a_stranger_cannot_fill_the_list_of_the_officers(
    chile: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glacy.node.gate.MOST_NAMELESS", 3)
    answers = [reply_of(read_container(receive(chile.home, b"junk %d" % number))) for number in range(6)]
    assert all(isinstance(answer, Rejection) for answer in answers)
    assert QuarantineRow.objects.count() == 3
    chile.say(from_chile())
    twin = nodes.make_node("CL", clock=chile.node.clock)
    twin.directory = chile.node.directory
    other = replace(from_chile(), reference="CL-2026-2")
    assert isinstance(Neighbour(node=twin, home=chile.home).say(other), Conflict)
    assert QuarantineRow.objects.count() == 4  # of a known node everything is noted
