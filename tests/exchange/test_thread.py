"""The order of a thread: next, early, again, twice, out of place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import Digest, digest_of
from glacy.exchange import (
    Accepted,
    Conflicting,
    Decision,
    Duplicate,
    Header,
    Held,
    Refused,
    ThreadError,
    ThreadState,
    Waiting,
    accept,
)
from glacy.exchange.thread import MAX_WAITING
from tests.nodes import NOW, id_of

EMPTY = ThreadState(thread=id_of("thread"), sender="GH", receiver="CL", exercise=True)


def digest(number: int) -> Digest:
    return digest_of(f"message {number}".encode())


def header(number: int, **changes: object) -> Header:
    found = Header(
        id=id_of(f"message {number}"),
        thread=EMPTY.thread,
        sequence=number,
        previous=digest(number - 1) if number > 1 else None,
        sender="GH",
        receiver="CL",
        kind="request",
        at=NOW,
        exercise=True,
    )
    return replace(found, **changes)  # type: ignore[arg-type]  # each test names its own fields


def after(*numbers: int, state: ThreadState = EMPTY) -> ThreadState:
    """The state after these messages arrived in this order."""
    for number in numbers:
        decision = accept(state, header(number), digest(number))
        assert isinstance(decision, Accepted | Waiting), decision
        state = decision.state
    return state


@dataclass(frozen=True)
class Case:
    says: str
    before: tuple[int, ...]
    header: Header
    expected: type[Decision]
    digest: Digest | None = None


@pytest.mark.parametrize(
    "case",
    [
        Case("the first message is taken", (), header(1), Accepted),
        Case("the next message is taken", (1,), header(2), Accepted),
        Case("an early message waits", (), header(2), Waiting),
        Case("a cancel does not overtake its request", (), header(2, kind="withdrawal"), Waiting),
        Case("the same message again is a duplicate", (1, 2), header(1), Duplicate),
        Case("the same early message again is a duplicate", (3,), header(3), Duplicate),
        Case("one id with other bytes is a conflict", (1,), header(1), Conflicting, digest(9)),
        Case("one id at another place is a conflict", (1,), header(2, id=header(1).id), Conflicting),
        Case("another message at a taken place is a conflict", (1,), header(1, id=id_of("x")), Conflicting),
        Case("another at a place long taken is a conflict", (1, 2, 3), header(1, id=id_of("x")), Conflicting),
        Case("another at a waiting place comes again later", (3,), header(3, id=id_of("x")), Refused),
        Case("a message that cites another is refused", (1,), header(2, previous=digest(7)), Refused),
        Case("another thread is refused", (), header(1, thread=id_of("other")), Refused),
        Case("another sender is refused", (), header(1, sender="BR"), Refused),
        Case("another receiver is refused", (), header(1, receiver="BR"), Refused),
        Case("a real message in an exercise is refused", (), header(1, exercise=False), Refused),
        Case("a message far ahead is refused", (), header(MAX_WAITING + 1), Refused),
    ],
    ids=attrgetter("says"),
)
def test_what_becomes_of_a_message(case: Case) -> None:
    state = after(*case.before)
    own = digest_of(case.header.id.encode()) if case.header.id == id_of("x") else digest(case.header.sequence)
    decision = accept(state, case.header, case.digest or own)
    assert isinstance(decision, case.expected)
    if isinstance(decision, Refused):
        assert decision.may_retry == (decision.code == "too_early")


def test_a_waiting_message_is_released_by_the_one_before() -> None:
    state = after(3, 2, 5)
    decision = accept(state, header(1), digest(1))
    assert isinstance(decision, Accepted)
    assert [held.sequence for held in decision.released] == [2, 3]
    assert [held.sequence for held in decision.state.waiting] == [5]
    assert decision.state.sequence == 3
    assert decision.state.last == digest(3)


def test_what_is_missing_is_named() -> None:
    decision = accept(after(3), header(6), digest(6))
    assert isinstance(decision, Waiting)
    assert decision.missing == (1, 2, 4, 5)


def test_a_waiting_message_that_cites_another_is_broken_and_its_place_is_free_again() -> None:
    state = after(1)
    held = accept(state, header(3, previous=digest(8)), digest(3))
    assert isinstance(held, Waiting)
    taken = accept(held.state, header(2), digest(2))
    assert isinstance(taken, Accepted)
    assert taken.released == ()
    assert taken.broken == Held(id=id_of("message 3"), sequence=3, previous=digest(8), digest=digest(3))
    assert taken.state.waiting == ()
    assert isinstance(accept(taken.state, header(3), digest(3)), Accepted)


def test_a_full_waiting_room_refuses_for_now() -> None:
    state = after(*range(2, MAX_WAITING + 1))
    assert len(state.waiting) == MAX_WAITING - 1
    refused = accept(state, header(MAX_WAITING + 2), digest(MAX_WAITING + 2))
    assert isinstance(refused, Refused)
    assert refused.may_retry
    emptied = accept(state, header(1), digest(1))
    assert isinstance(emptied, Accepted)
    assert len(emptied.released) == MAX_WAITING - 1


def test_an_id_of_another_thread_is_known_too() -> None:
    state = replace(EMPTY, known={header(1).id: digest(9)})
    assert isinstance(accept(state, header(1), digest(1)), Conflicting)


@pytest.mark.parametrize(
    "changes",
    [
        {"sequence": 1},
        {"last": digest(1)},
        {"sequence": -1, "last": digest(1)},
        {"waiting": (Held(id="x", sequence=1, previous=digest(0), digest=digest(1)),)},
    ],
)
def test_a_state_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ThreadError):
        replace(EMPTY, **changes)  # type: ignore[arg-type]  # each case names its own fields


@given(st.permutations(range(1, 9)).flatmap(lambda order: st.tuples(st.just(order), _doubled(order))))
def test_any_order_of_arrival_gives_the_order_of_sending(arrivals: tuple[list[int], list[int]]) -> None:
    order, doubled = arrivals
    state, taken = EMPTY, []
    for number in (*order, *doubled):
        match accept(state, header(number), digest(number)):
            case Accepted() as decision:
                state = decision.state
                taken += [number, *(held.sequence for held in decision.released)]
                assert decision.broken is None
            case Waiting() as decision:
                state = decision.state
            case found:
                assert isinstance(found, Duplicate)
    assert taken == list(range(1, 9))
    assert state.waiting == ()


def _doubled(order: list[int]) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from(order), max_size=8)
