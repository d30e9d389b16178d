"""What a node tells another that was restored and asks; and that it tells nothing to anybody else."""

from __future__ import annotations

import pytest

from glacy.canon import digest_of, read_digest
from glacy.cooperation import write_message
from glacy.exchange import (
    HeldQuestion,
    HeldState,
    KnownThread,
    UnknownSenderError,
    open_sealed,
    read_held,
    write_question,
)
from glacy.node.carrying import carry_due
from glacy.node.errors import NodeError, QuietError
from glacy.node.gate import receive
from glacy.node.holding import answer_question
from glacy.node.opened import Node
from glacy.node.quiet import end_quiet, mark_restored
from glacy.node.sequencer import sequence
from glacy.node.witnessing import answer_submission
from glacy.store.models import MessageRow, OutboxRow
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import hire, send_preservation
from tests.nodes import MemoryNode, make_node


def ask(
    chile: Neighbour, *known: KnownThread, wants: str | None = None, by: MemoryNode | None = None
) -> bytes:
    """What the node under test answers to Chile, opened."""
    who = by or chile.node
    question = HeldQuestion(
        by=who.country,
        to="GH",
        exercise=True,
        asked_at=who.clock(),
        threads=known,
        wants=None if wants is None else read_digest(wants),
    )
    data = write_question(question, by=who.signer, at=who.clock(), stamper=who.stamper)
    answer = open_sealed(answer_question(chile.home, data), identities=[who.identity])
    chile.asked = data  # type: ignore[attr-defined]  # for `told`
    return answer


def told(chile: Neighbour, *known: KnownThread) -> HeldState:
    answer = ask(chile, *known)
    return read_held(
        answer,
        directory=chile.node.directory,
        receiver="CL",
        at=chile.node.clock(),
        giver="GH",
        question=digest_of(chile.asked),  # type: ignore[attr-defined]  # set above
    )


def test_it_tells_what_it_took_and_gives_it_back(home: Node, chile: Neighbour) -> None:
    asked = from_chile()
    chile.say(asked)
    envelope = chile.node.outbox[0].envelope
    held = told(chile)
    assert [(one.thread, one.taken) for one in held.threads] == [(asked.thread, held.threads[0].taken)]
    assert held.threads[0].taken is not None
    assert (held.threads[0].taken.sequence, held.threads[0].taken.digest) == (1, digest_of(envelope))
    assert held.journal is not None
    assert ask(chile, wants=digest_of(envelope)) == envelope
    assert write_message(asked) in envelope
    assert home.directory is not None


def test_what_chile_forgot_is_due_again_and_what_it_knows_is_not(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    send_preservation(home, ama)
    assert carry_due(home, chile) == 1
    sent = MessageRow.objects.get(direction="sent")
    held = told(chile, KnownThread(thread=sent.thread_id, received=1, sent=0))
    assert held.threads[0].sent is not None
    assert held.threads[0].sent.digest == sent.envelope_digest
    assert held.checkpoint is not None  # the receipt quoted it
    assert OutboxRow.objects.get().state == "receipted"
    told(chile)
    assert OutboxRow.objects.get().state == "pending"
    assert carry_due(home, chile) == 1
    assert OutboxRow.objects.get().state == "receipted"
    assert len(chile.node.inbox) == 1


def test_nobody_gets_what_another_sent(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    send_preservation(home, ama)
    carry_due(home, chile)
    ours = MessageRow.objects.get(direction="sent").envelope_digest
    with pytest.raises(NodeError, match="holds no envelope"):
        ask(chile, wants=ours)
    with pytest.raises(UnknownSenderError):
        ask(chile, by=make_node("BR", clock=chile.node.clock))


def test_a_quiet_node_signs_nothing_but_answers_who_asks(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    chile.say(from_chile())
    sequence(home)
    mark_restored(home.path, backup_at=home.clock(), at=home.clock(), size=3)
    assert home.is_quiet()
    for act in (
        lambda: receive(home, chile.seal(from_chile("again", thread="other"))),
        lambda: sequence(home),
        lambda: answer_submission(home, b"old 0\n\n"),
        lambda: send_preservation(home, ama),
        lambda: home.signer,
    ):
        with pytest.raises(QuietError):
            act()
    assert carry_due(home, chile) == 0
    assert told(chile).threads
    end_quiet(home.path)
    send_preservation(home, ama)
    assert carry_due(home, chile) == 1
