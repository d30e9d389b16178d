"""The life of a thread, its deadlines with what happens when they pass, and the drafts that go on from it."""

from __future__ import annotations

import dataclasses
import typing
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.cooperation import (
    Acceptance,
    Answer,
    AwaitingCourt,
    Deadline,
    Deleted,
    Delivered,
    Event,
    Extension,
    InvalidValueError,
    LifeError,
    Message,
    NothingFound,
    Notice,
    PartlyExecuted,
    Postponed,
    Preserved,
    Question,
    Refused,
    Request,
    Side,
    State,
    Supplement,
    advance,
    allowed,
    complete,
    complete_extension,
    deadlines,
    event_of,
    extension_of,
    reminders,
    verify_answer,
)
from tests.cooperation.rulings import ruling
from tests.cooperation.story import (
    ANSWER,
    FOLLOW_UP,
    PRESERVATION,
    PRESERVED,
    REQUEST,
    THREAD,
    english,
)

LATER = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SIDES: tuple[Side, ...] = typing.get_args(Side)


def answer(*outcomes: object) -> Answer:
    return dataclasses.replace(PRESERVED, outcomes=typing.cast("tuple[Preserved, ...]", outcomes))


PATHS: list[tuple[str, list[tuple[Event, Side]], State]] = [
    ("the night of the story",
     [(Event.SENDING, "requesting"), (Event.RECEIPT, "requested"), (Event.OPENING, "requested"),
      (Event.ACCEPTANCE, "requested"), (Event.DISCLOSURE, "requested"), (Event.EXECUTION, "requested"),
      (Event.ANSWER, "requested"), (Event.EXTENSION, "requesting"), (Event.ANSWER, "requested"),
      (Event.CLOSING, "requesting")], State.CLOSED),
    ("two people approve", [(Event.APPROVAL, "requesting"), (Event.SENDING, "requesting")], State.SENT),
    ("given back", [(Event.APPROVAL, "requesting"), (Event.GIVE_BACK, "requesting")], State.DRAFT),
    ("a State without a node answers on paper",
     [(Event.SENDING, "requesting"), (Event.ANSWER, "requested")], State.ANSWERED),
    ("asked, supplemented, refused",
     [(Event.SENDING, "requesting"), (Event.RECEIPT, "requested"), (Event.OPENING, "requested"),
      (Event.QUESTION, "requested"), (Event.SUPPLEMENT, "requesting"), (Event.REFUSAL, "requested")],
     State.REFUSED),
    ("offered, agreed to, told",
     [(Event.SENDING, "requesting"), (Event.RECEIPT, "requested"), (Event.ACCEPTANCE, "requested"),
      (Event.CONTENT, "requesting"), (Event.CLOSING, "requested")], State.CLOSED),
    ("conditions agreed to",
     [(Event.SENDING, "requesting"), (Event.INTERIM, "requested"), (Event.AGREEMENT, "requesting"),
      (Event.ANSWER, "requested")], State.ANSWERED),
    ("taken back", [(Event.SENDING, "requesting"), (Event.WITHDRAWAL, "requesting")], State.WITHDRAWN),
    ("a notice that comes late changes nothing",
     [(Event.SENDING, "requesting"), (Event.ACCEPTANCE, "requested"), (Event.OPENING, "requested"),
      (Event.RECEIPT, "requested")], State.ACCEPTED),
]  # fmt: skip


@pytest.mark.parametrize(("says", "steps", "expected"), PATHS, ids=[row[0] for row in PATHS])
def test_a_thread_lives_through(says: str, steps: list[tuple[Event, Side]], expected: State) -> None:
    state = State.DRAFT
    for event, side in steps:
        state = advance(state, event, side)
    assert state == expected, says


WRONG: list[tuple[State, Event, Side]] = [
    (State.DRAFT, Event.RECEIPT, "requested"),
    (State.DRAFT, Event.WITHDRAWAL, "requesting"),
    (State.SENT, Event.APPROVAL, "requesting"),
    (State.SENT, Event.WITHDRAWAL, "requested"),
    (State.OPENED, Event.ANSWER, "requesting"),
    (State.CLOSED, Event.ANSWER, "requested"),
    (State.WITHDRAWN, Event.ANSWER, "requested"),
    (State.REFUSED, Event.EXTENSION, "requesting"),
    (State.OPENED, Event.CONTENT, "requesting"),
    (State.SENT, Event.ACCEPTANCE, "requesting"),
]


@pytest.mark.parametrize(("state", "event", "side"), WRONG)
def test_what_does_not_fit_is_refused_with_what_would(state: State, event: Event, side: Side) -> None:
    with pytest.raises(LifeError) as caught:
        advance(state, event, side)
    assert caught.value.remedy
    assert caught.value.fields["state"] == str(state)


@given(st.lists(st.tuples(st.sampled_from(Event), st.sampled_from(SIDES)), max_size=30))
def test_any_events_lead_to_a_state_and_never_back_to_before_the_decision(
    events: list[tuple[Event, Side]],
) -> None:
    state, decided = State.SENT, False
    for event, side in events:
        try:
            state = advance(state, event, side)
        except LifeError:
            assert event not in allowed(state, side)
            continue
        decided = decided or state in (State.ANSWERED, State.REFUSED, State.WITHDRAWN, State.CLOSED)
        if decided:
            assert state not in (State.DRAFT, State.APPROVED, State.SENT, State.RECEIVED, State.OPENED)


EVENTS: list[tuple[Message, Event]] = [
    (PRESERVATION, Event.SENDING),
    (PRESERVED, Event.ANSWER),
    (answer(Refused(ground="29(5)(b)", text="Essential interests.")), Event.REFUSAL),
    (answer(AwaitingCourt(court="Juzgado (invented)")), Event.INTERIM),
    (answer(Delivered(what="Logs"), Refused(ground="27(4)(a)", text="No.")), Event.ANSWER),
    (Notice(id=ANSWER, thread=THREAD, dated_at=LATER, exercise=True, in_reply_to=REQUEST, what="opened"),
     Event.OPENING),
    (Notice(id=ANSWER, thread=THREAD, dated_at=LATER, exercise=True, in_reply_to=REQUEST, what="closed"),
     Event.CLOSING),
]  # fmt: skip


@pytest.mark.parametrize(("message", "event"), EVENTS)
def test_a_message_is_an_event(message: Message, event: Event) -> None:
    assert event_of(message) == event


def test_agreeing_to_conditions_is_not_taking_a_request_on() -> None:
    taken = Acceptance(
        id=ANSWER, thread=THREAD, dated_at=LATER, exercise=True, in_reply_to=REQUEST, what="request"
    )
    assert event_of(taken) == Event.ACCEPTANCE
    assert event_of(dataclasses.replace(taken, what="conditions")) == Event.AGREEMENT


def test_data_that_leave_take_two_people() -> None:
    assert answer(Delivered(what="Logs")).hands_over_data
    assert not PRESERVED.hands_over_data


def due(*messages: Message, request: Request = PRESERVATION, arrived: datetime | None = None,
        decided: bool = False) -> dict[str, Deadline]:  # fmt: skip
    found = deadlines(request, ruling(), messages, assistance_arrived_at=arrived, assistance_decided=decided)
    return {one.kind: one for one in found}


def test_an_assistance_request_that_arrived_is_no_longer_expected() -> None:
    assert "assistance_expected" in due(PRESERVED)
    assert "assistance_expected" not in due(PRESERVED, arrived=datetime(2026, 11, 23, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("says", "answers", "is_over"),
    [
        ("preserved in full", [(Preserved(what="All", from_at=LATER, legal_basis="x"),)], True),
        ("nothing there", [(NothingFound(searched="The mailbox"),)], True),
        ("one target of two", [(Delivered(what="Logs", targets=(0,)),)], False),
        ("the other target later",
         [(Delivered(what="a", targets=(0,)),), (Delivered(what="b", targets=(1,)),)], True),
        ("content postponed", [(Delivered(what="a"), Postponed(why="a hearing", category="content"))], False),
        ("then delivered", [(Delivered(what="a"), Postponed(why="a hearing", category="content")),
                            (Delivered(what="b", category="content"),)], True),
        ("waits for a court", [(AwaitingCourt(court="Juzgado (invented)"),)], False),
        ("in part", [(PartlyExecuted(what="Logs", what_not="Mail", why="too old"),)], False),
        ("no answer", [], False),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_the_day_by_which_data_are_needed_is_over_once_all_is_answered(
    says: str, answers: list[tuple[object, ...]], is_over: bool
) -> None:
    said = [
        dataclasses.replace(answer(*outcomes), dated_at=LATER + timedelta(hours=number))
        for number, outcomes in enumerate(answers)
    ]
    assert ("needed_by" not in due(*said)) is is_over, says


def test_an_assistance_request_is_expected_only_while_something_is_kept() -> None:
    assert "assistance_expected" in due(PRESERVED)
    assert "assistance_expected" not in due(answer(NothingFound(searched="The mailbox")))


def test_the_requested_states_own_date_governs() -> None:
    end = due(PRESERVED)["preservation_ends"]
    assert (end.due_on, end.zone, end.article) == (date(2027, 2, 19), "America/Santiago", "29(7)")
    assert "own date governs" in end.governs
    assert "assistance request" in end.when_passed
    assert end.days_left(date(2026, 11, 21)) == 90
    assert end.ends_at == datetime(2027, 2, 20, 3, 0, tzinfo=UTC)


def test_without_a_date_article_29_gives_sixty_days_from_the_preservation_in_its_zone() -> None:
    late_evening = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)  # still 21 November in Santiago
    kept = Preserved(what="x", from_at=late_evening, legal_basis="CPP 218 bis")
    end = due(answer(kept))["preservation_ends"]
    assert end.due_on == date(2026, 11, 21) + timedelta(days=60)
    assert "at least 60 days" in end.governs


def test_a_shorter_date_than_article_29_gives_still_governs_and_is_told() -> None:
    kept = Preserved(
        what="x",
        from_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
        legal_basis="x",
        until_on=date(2026, 12, 21),
    )
    end = due(answer(kept))["preservation_ends"]
    assert end.due_on == date(2026, 12, 21)
    assert "the least that Article 29(7) gives" in end.governs


def test_once_the_assistance_request_has_arrived_the_data_stay_until_it_is_decided() -> None:
    waiting = due(PRESERVED, arrived=LATER)["preservation_ends"]
    assert waiting.due_on is None
    assert waiting.days_left(date(2027, 3, 1)) is None
    assert reminders(waiting) == ()
    assert due(PRESERVED, arrived=LATER, decided=True)["preservation_ends"].due_on == date(2027, 2, 19)


def test_a_later_answer_replaces_the_end_of_the_same_preservation() -> None:
    kept = typing.cast(Preserved, PRESERVED.outcomes[0])
    longer = dataclasses.replace(
        answer(dataclasses.replace(kept, until_on=date(2027, 4, 20))), dated_at=LATER + timedelta(days=60)
    )
    assert due(PRESERVED, longer)["preservation_ends"].due_on == date(2027, 4, 20)
    by_a_slow_clock = dataclasses.replace(longer, dated_at=PRESERVED.dated_at - timedelta(days=1))
    assert due(PRESERVED, by_a_slow_clock)["preservation_ends"].due_on == date(2027, 4, 20)


def test_what_was_deleted_is_no_longer_kept() -> None:
    gone = Deleted(why="The court asked for it.")
    assert "preservation_ends" not in due(PRESERVED, answer(gone))
    other = dataclasses.replace(gone, category="content")
    assert "preservation_ends" in due(PRESERVED, answer(other))


def test_the_request_names_its_own_days() -> None:
    found = due()
    assert found["needed_by"].due_on == date(2026, 11, 23)
    assert found["assistance_expected"].article == "29(2)(f)"
    assert found["user_may_be_told"].zone == "Africa/Accra"
    assert "preservation_ends" not in found


def test_questions_and_courts_name_days() -> None:
    asked = Question(
        id=ANSWER, thread=THREAD, dated_at=LATER, exercise=True, in_reply_to=REQUEST,
        text=english("Which mailbox?"), answer_by_on=date(2026, 11, 25),
    )  # fmt: skip
    taken = Acceptance(
        id=FOLLOW_UP, thread=THREAD, dated_at=LATER, exercise=True, in_reply_to=REQUEST, what="request",
        answer_expected_on=date(2026, 12, 1),
    )  # fmt: skip
    found = due(asked, taken)
    assert found["question_answer"].due_on == date(2026, 11, 25)
    assert found["answer_expected"].due_on == date(2026, 12, 1)
    court = answer(AwaitingCourt(court="Juzgado (invented)", expected_on=date(2026, 12, 24)))
    assert due(court)["answer_expected"].due_on == date(2026, 12, 24)
    assert due(taken, court)["answer_expected"].due_on == date(2026, 12, 24)
    assert "answer_expected" not in due(court, answer(NothingFound(searched="The mailbox")))
    assert "answer_expected" not in due(taken, answer(Refused(ground="29(5)(a)", text="No.")))
    told = Supplement(
        id=REQUEST, thread=THREAD, dated_at=LATER, exercise=True, in_reply_to=REQUEST, text=english("Both.")
    )  # fmt: skip
    assert "question_answer" not in due(asked, told)
    assert "question_answer" in due(asked, told, asked)


def test_deadlines_come_nearest_first_and_remind_at_30_14_7_and_2_days() -> None:
    found = deadlines(PRESERVATION, ruling(), (PRESERVED,))
    assert [one.due_on for one in found] == sorted(one.due_on for one in found if one.due_on)
    end = next(one for one in found if one.kind == "preservation_ends")
    assert [(one.days_left, one.on) for one in reminders(end)] == [
        (30, date(2027, 1, 20)), (14, date(2027, 2, 5)), (7, date(2027, 2, 12)), (2, date(2027, 2, 17)),
    ]  # fmt: skip


def test_an_extension_is_filled_in_and_becomes_a_message_of_the_thread() -> None:
    draft = extension_of(PRESERVATION, PRESERVED)
    asked = complete_extension(
        draft, id=ANSWER, dated_at=LATER, reason=english("The request is being written.")
    )
    assert isinstance(asked, Extension)
    assert (asked.thread, asked.in_reply_to) == (THREAD, REQUEST)
    assert (asked.earlier.reference, asked.until_on) == ("CL-247-2026-88", date(2027, 4, 20))
    assert event_of(asked) == Event.EXTENSION


def test_an_extension_can_be_a_whole_request_after_the_form() -> None:
    draft = extension_of(PRESERVATION, PRESERVED).with_section("urgency", {"grade": "routine"})
    request = complete(draft, ruling=ruling(), id=ANSWER, dated_at=LATER)
    assert (request.status, request.thread, request.in_reply_to) == ("extension", THREAD, REQUEST)
    assert event_of(request) == Event.EXTENSION


def test_only_what_was_preserved_can_be_extended() -> None:
    with pytest.raises(InvalidValueError, match="says the data are preserved"):
        extension_of(PRESERVATION, answer(Refused(ground="29(5)(a)", text="No.")))


def test_an_extension_goes_beyond_the_end() -> None:
    same_day = {**_earlier(), "wanted_until_on": "2027-02-19"}
    draft = extension_of(PRESERVATION, PRESERVED).with_section("earlier", same_day)
    with pytest.raises(InvalidValueError, match="goes beyond 2027-02-19"):
        complete_extension(draft, id=ANSWER, dated_at=LATER, reason=english("x"))


def _earlier() -> dict[str, str]:
    return {
        "status": "extension",
        "reference": "CL-247-2026-88",
        "request": REQUEST,
        "preserved_until_on": "2027-02-19",
    }


UNFIT: list[tuple[Answer, str]] = [
    (answer(NothingFound(targets=(0, 2))), "outcomes[0].targets"),
    (answer(NothingFound(), NothingFound(category="domain_registration")), "outcomes[1].category"),
    (dataclasses.replace(PRESERVED, thread=ANSWER), "thread"),
    (dataclasses.replace(PRESERVED, in_reply_to=ANSWER), "in_reply_to"),
    (dataclasses.replace(PRESERVED, exercise=False), "exercise"),
]


@pytest.mark.parametrize(("given_", "field"), UNFIT, ids=[row[1] for row in UNFIT])
def test_an_answer_that_does_not_fit_its_request_is_refused_by_field(given_: Answer, field: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        verify_answer(given_, PRESERVATION)
    assert caught.value.field == field


def test_an_answer_that_fits_is_taken() -> None:
    verify_answer(PRESERVED, PRESERVATION)
    verify_answer(answer(NothingFound(category="content", targets=(0, 1))), PRESERVATION)
