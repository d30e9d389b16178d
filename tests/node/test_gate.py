"""What arrives is taken once, in order, receipted after it is durable; what cannot be read is put aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from glacy.cooperation import FreeText, Postponed, Question, Withdrawal
from glacy.exchange import Conflict, Receipt, Rejection, read_reply
from glacy.node.carrying import carry_due
from glacy.node.gate import receive
from glacy.node.opened import Node
from glacy.node.sequencer import sequence
from glacy.store.models import DeadlineRow, EarlyRow, EntryRow, MessageRow, QuarantineRow, ReceiptRow
from tests import nodes
from tests.cooperation import story
from tests.node.neighbour import Killed, Neighbour, at_home, from_chile
from tests.node.people import hire, send_preservation


def withdrawal(word: str = "withdrawn") -> Withdrawal:
    asked = from_chile()
    return Withdrawal(
        id=nodes.id_of(word),
        thread=asked.thread,
        dated_at=asked.dated_at,
        exercise=True,
        in_reply_to=asked.id,
        reason=FreeText(text="No longer needed.", language="en"),
    )


def test_a_request_is_taken_and_its_receipt_proves_that_the_journal_has_it(chile: Neighbour) -> None:
    reply = chile.say(from_chile())
    assert isinstance(reply, Receipt)
    row = MessageRow.objects.get()
    assert (row.kind, row.measure, row.state, row.case_id) == ("request", "ETS185-29", "received", None)
    assert EntryRow.objects.get(kind="envelope.received").index == reply.arrival


def test_the_same_envelope_again_gets_the_stored_receipt_word_for_word(chile: Neighbour) -> None:
    sealed = chile.seal(from_chile())
    first, again = receive(chile.home, sealed), receive(chile.home, sealed)
    assert first == again
    assert MessageRow.objects.count() == 1
    assert ReceiptRow.objects.count() == 1


def test_the_same_id_with_other_bytes_is_a_signed_conflict(chile: Neighbour) -> None:
    chile.say(from_chile())
    other = nodes.make_node("CL", clock=chile.node.clock)
    other.directory = chile.node.directory
    twin = Neighbour(node=other, home=chile.home)
    sealed = twin.seal(replace(from_chile(), reference="CL-2026-2"))
    reply = other.settle(receive(chile.home, sealed))
    assert isinstance(reply, Conflict)
    assert MessageRow.objects.count() == 1
    assert receive(chile.home, sealed) == bytes(QuarantineRow.objects.get().reply)


def test_a_cancel_that_overtakes_its_request_waits_for_it(chile: Neighbour) -> None:
    asked = chile.seal(from_chile())
    cancelled = chile.seal(withdrawal())
    early = chile.node.settle(receive(chile.home, cancelled), of=chile.node.outbox[1])
    assert isinstance(early, Receipt)
    assert early.state == "waiting"
    assert MessageRow.objects.count() == 0
    assert EarlyRow.objects.count() == 1
    chile.node.settle(receive(chile.home, asked), of=chile.node.outbox[0])
    assert EarlyRow.objects.count() == 0
    assert [row.kind for row in MessageRow.objects.order_by("sequence")] == ["request", "withdrawal"]
    assert MessageRow.objects.get(kind="request").state == "withdrawn"


def test_what_waited_and_cites_another_message_is_put_aside_and_its_receipt_is_void(chile: Neighbour) -> None:
    chile.seal(from_chile("never sent"))
    cancelled = chile.seal(withdrawal())
    receive(chile.home, cancelled)
    other = nodes.make_node("CL", clock=chile.node.clock)
    other.directory = chile.node.directory
    Neighbour(node=other, home=chile.home).say(from_chile())
    assert EarlyRow.objects.count() == 0
    assert [row.reason for row in QuarantineRow.objects.all()] == ["broken_chain"]
    assert ReceiptRow.objects.filter(kind="void").count() == 1
    reply = chile.node.settle(receive(chile.home, cancelled), of=chile.node.outbox[1])
    assert isinstance(reply, Rejection | Conflict)
    assert MessageRow.objects.count() == 1


def test_bytes_that_cannot_be_opened_are_kept_and_rejected_with_the_reason(chile: Neighbour) -> None:
    answer = receive(chile.home, b"not an age file")
    row = QuarantineRow.objects.get()
    assert row.reason == "damaged"
    assert chile.home.vault.get(row.digest) == b"not an age file"
    assert bytes(row.reply) == answer


def test_an_unknown_sender_is_rejected(home: Node) -> None:
    sealed = at_home(home).seal(from_chile())
    (home.path / "directory.json").unlink()
    receive(home, sealed)
    assert QuarantineRow.objects.get().reason == "unknown_sender"


def test_a_message_that_speaks_for_another_country_is_rejected(chile: Neighbour) -> None:
    reply = chile.say(replace(from_chile(), authority=replace(story.CHILE, country="BR")))
    assert isinstance(reply, Rejection)
    assert "speaks for BR" in reply.says


def test_an_answer_to_nothing_is_kept_and_changes_nothing(chile: Neighbour) -> None:
    question = Question(
        id=nodes.id_of("question"),
        thread=nodes.id_of("a new thread"),
        dated_at=story.SENT_AT,
        exercise=True,
        in_reply_to=nodes.id_of("unheard of"),
        text=FreeText(text="Which account?", language="en"),
    )
    assert isinstance(chile.say(question), Receipt)
    assert MessageRow.objects.get().about is None


@pytest.mark.parametrize("step", ["commit", "receipt"])
def test_killed_at_a_step_the_next_try_gets_one_receipt_for_one_message(chile: Neighbour, step: str) -> None:
    sealed = chile.seal(from_chile())

    def before(name: str) -> None:
        if name == step:
            raise Killed

    with pytest.raises(Killed):
        receive(chile.home, sealed, before=before)
    reply = chile.node.settle(receive(chile.home, sealed))
    assert isinstance(reply, Receipt)
    assert MessageRow.objects.count() == 1
    assert EntryRow.objects.filter(kind="envelope.received").count() == 1


@pytest.mark.parametrize("step", ["places", "tile", "head", "checkpoint"])
def test_killed_inside_the_sequencer_the_journal_goes_on_without_a_gap(chile: Neighbour, step: str) -> None:
    chile.say(from_chile("first", thread="one"))

    def before(name: str) -> None:
        if name == step:
            raise Killed

    sealed = chile.seal(from_chile("second", thread="two"))
    with pytest.raises(Killed):
        receive(chile.home, sealed, before=lambda name: sequence_killed(chile.home, name, before))
    reply = chile.node.settle(receive(chile.home, sealed))
    assert isinstance(reply, Receipt)
    head = sequence(chile.home)
    assert head is not None
    assert head.size == EntryRow.objects.count()
    assert sorted(EntryRow.objects.values_list("index", flat=True)) == list(range(head.size))


def sequence_killed(node: Node, name: str, before: object) -> None:
    """At the step of the receipt the sequencer is killed at its own step."""
    if name == "receipt":
        sequence(node, before=before)  # type: ignore[arg-type]  # the function above


def test_a_full_disk_is_no_answer_and_leaves_nothing(
    chile: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = chile.seal(from_chile())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("glacy.node.vault.os.fsync", full)
        with pytest.raises(Exception, match="No space left"):
            receive(chile.home, sealed)
    assert MessageRow.objects.count() == 0
    assert QuarantineRow.objects.count() == 0
    assert isinstance(chile.node.settle(receive(chile.home, sealed)), Receipt)


def test_a_receipt_can_be_judged_by_its_getter_alone(chile: Neighbour) -> None:
    sealed = chile.seal(from_chile())
    answer = receive(chile.home, sealed)
    sent = chile.node.outbox[-1].sent
    reply = read_reply(answer, directory=chile.node.directory, at=chile.node.clock(), sent=sent)
    assert isinstance(reply, Receipt)
    assert reply.to == "CL"


def test_an_answer_is_taken_with_the_longest_article_that_a_message_may_cite(chile: Neighbour) -> None:
    """A database with lengths must take whatever the form of a message lets through."""
    _, ours = send_preservation(chile.home, hire(chile.home, "ama", "duty_officer"))
    row = MessageRow.objects.get(pk=ours)
    carry_due(chile.home, chile)
    cited = "Article 27(5), read with section 12 of the Act: " + "x" * 250
    answer = replace(
        story.PRESERVED,
        id=nodes.id_of("postponed"),
        thread=row.thread_id,
        in_reply_to=ours,
        authority=story.CHILE,
        outcomes=(Postponed(article=cited, until_on=date(2027, 1, 1), why="A trial is under way."),),
    )
    assert isinstance(chile.say(answer), Receipt)
    assert DeadlineRow.objects.get(message=row, kind="answer_expected").article == cited
