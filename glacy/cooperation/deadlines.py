"""The days that matter in a thread, what each rests on, and what happens when it passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Literal, TypeAlias

from glacy.cooperation.messages import Acceptance, Answer, Message, Question, Supplement
from glacy.cooperation.outcomes import (
    AwaitingCourt,
    Deleted,
    Delivered,
    NothingFound,
    Postponed,
    Preserved,
    Refused,
    WrongCustodian,
)
from glacy.cooperation.request import Request
from glacy.sayings import join, say
from glacy.times import local, zone
from glacy.treaty import Ruling, TimeLimit, family_of

DeadlineKind: TypeAlias = Literal[
    "preservation_ends",
    "assistance_expected",
    "needed_by",
    "answer_expected",
    "question_answer",
    "confidentiality_ends",
    "user_may_be_told",
]
REMINDER_DAYS = (30, 14, 7, 2)
_MINIMUM = "preservation_minimum"
_FINAL = (Preserved, NothingFound, Deleted, WrongCustodian, Delivered, Refused)
"""The outcomes after which nothing more is to be expected for the data and targets that they name."""
_ALL: tuple[None, tuple[int, ...]] = (None, ())
"""What an outcome is about that names no category and no target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day in a named zone; without a day (`due_on` None) it lasts until something else happens.

    `governs` says what the day rests on, `when_passed` what happens then.
    """

    kind: DeadlineKind
    due_on: date | None
    zone: str
    article: str
    governs: str
    when_passed: str

    def days_left(self, today: date) -> int | None:
        """Whole days until the day; 0 on the day itself, negative when it has passed."""
        return None if self.due_on is None else (self.due_on - today).days

    @property
    def ends_at(self) -> datetime | None:
        """The first instant after the day, in its zone."""
        if self.due_on is None:
            return None
        return datetime.combine(self.due_on + timedelta(days=1), time(), tzinfo=zone(self.zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A day on which a deadline is to be told again, and how many days are left then."""

    on: date
    days_left: int


def deadlines(
    request: Request,
    ruling: Ruling | None,
    messages: Iterable[Message],
    *,
    assistance_arrived_at: datetime | None = None,
    assistance_decided: bool = False,
) -> tuple[Deadline, ...]:
    """Every deadline of a thread, the nearest first, those without a day last.

    `messages` stand in the order of the thread, because no other State's clock says what came last. `ruling`
    gives the least length of a preservation (Article 29(7)); `assistance_arrived_at` is when the assistance
    request for the preserved data reached the requested State: from then the data stay until it is decided.
    """
    said = tuple(messages)
    over = _over(request, said) | (set() if assistance_arrived_at is None else {"assistance_expected"})
    found = [one for one in (*_stated(request), *_told(request, said)) if one.kind not in over]
    preserved = _preservation(request, ruling, said)
    if preserved is not None:
        if assistance_arrived_at is not None and not assistance_decided:
            preserved = Deadline(
                kind="preservation_ends",
                due_on=None,
                zone=preserved.zone,
                article="29(7)",
                governs=say(
                    "The assistance request has arrived: the data stay preserved until it is decided."
                ),
                when_passed=say("After the decision the data may be deleted."),
            )
        found.append(preserved)
    return tuple(sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max, one.kind)))


def reminders(deadline: Deadline) -> tuple[Reminder, ...]:
    """The days on which to remind: 30, 14, 7 and 2 days before; none without a day."""
    if deadline.due_on is None:
        return ()
    return tuple(
        Reminder(on=deadline.due_on - timedelta(days=days), days_left=days) for days in REMINDER_DAYS
    )


def _preservation(request: Request, ruling: Ruling | None, messages: tuple[Message, ...]) -> Deadline | None:
    """The nearest end of what is preserved: the requested State's date, else the treaty's least."""
    latest: dict[tuple[str | None, tuple[int, ...]], Deadline] = {}
    for message in messages:
        if not isinstance(message, Answer):
            continue
        for outcome in message.outcomes:
            if isinstance(outcome, Preserved):
                found = _end(
                    outcome,
                    message.authority.zone,
                    ruling,
                    has_followed=family_of(request.measure) != "preservation",
                )
                latest[(outcome.category, outcome.targets)] = found
            elif isinstance(outcome, Deleted):
                gone = (outcome.category, outcome.targets)
                latest = {key: end for key, end in latest.items() if gone not in (key, _ALL)}
    with_day = [one for one in latest.values() if one.due_on is not None]
    return min(with_day, key=lambda one: one.due_on or date.max, default=None)


def _end(outcome: Preserved, zone_name: str, ruling: Ruling | None, *, has_followed: bool) -> Deadline:
    begins_on = local(outcome.from_at, zone_name).date()
    minimum = _minimum(ruling)
    least_on = minimum.falls_on(begins_on) if minimum else None
    if outcome.until_on is not None:
        governs = say(
            "The requested State's own date governs: preserved until {until_on}.", until_on=outcome.until_on
        )
        if least_on is not None and outcome.until_on < least_on:
            early = say(
                "That is before {least_on}, the least that Article 29(7) gives: ask.", least_on=least_on
            )
            governs = join(governs, early)
    elif least_on is not None and minimum is not None:
        governs = say(
            "No end was told: at least {days} days from {begins_on} (Article 29(7)).",
            days=minimum.days,
            begins_on=begins_on,
        )
    else:
        governs = say("No end was told and no rule is known.")
    renewals = outcome.renewals_left
    more = "" if renewals is None else say("Renewals left: {renewals}.", renewals=renewals)
    return Deadline(
        kind="preservation_ends",
        due_on=outcome.until_on or least_on,
        zone=zone_name,
        article="29(7)",
        governs=join(governs, more),
        when_passed=say("The data may be deleted.")
        if has_followed
        else say("The data may be deleted. Send the assistance request or ask for an extension before."),
    )


def _over(request: Request, messages: tuple[Message, ...]) -> set[DeadlineKind]:
    """The days that matter no more: all was answered in full, or nothing is preserved."""
    answers = [one for one in messages if isinstance(one, Answer)]
    wanted = [str(one.category) for one in request.data.wanted] or ["any"]
    asked = product(wanted, range(len(request.targets)) or (None,))
    if not all(_is_settled(answers, category, target) for category, target in asked):
        return set()
    is_kept = any(isinstance(outcome, Preserved) for one in answers for outcome in one.outcomes)
    over: set[DeadlineKind] = {"needed_by", "answer_expected"}
    return over if is_kept else over | {"assistance_expected"}


def _is_settled(answers: Sequence[Answer], category: str, target: int | None) -> bool:
    """Whether the last answer about one kind of data and one target leaves nothing of it open."""
    for answer in reversed(answers):
        about = [
            one
            for one in answer.outcomes
            if (one.category is None or category in ("any", one.category))
            and (not one.targets or target is None or target in one.targets)
        ]
        if about:
            return all(isinstance(one, _FINAL) for one in about)
    return False


def _minimum(ruling: Ruling | None) -> TimeLimit | None:
    limits = () if ruling is None else ruling.time_limits
    return next((limit for limit in limits if limit.key == _MINIMUM), None)


def _stated(request: Request) -> Iterator[Deadline]:
    """The days that the request itself names, in the zone of the authority that asks."""
    days: tuple[tuple[DeadlineKind, date | None, str, str, str], ...] = (
        (
            "needed_by",
            request.urgency.needed_by_on,
            "25(3)",
            say("The request says by when it is needed."),
            say("The answer may come too late: call the other side."),
        ),
        (
            "assistance_expected",
            request.data.assistance_expected_on,
            "29(2)(f)",
            say("The request says when the assistance request is expected."),
            say("The other side expects the assistance request: send it or say when."),
        ),
        (
            "confidentiality_ends",
            request.secrecy.confidential_until_on,
            "27(8)",
            say("The request asks for confidentiality until this day."),
            say("The request and its facts are no longer asked to be kept confidential."),
        ),
        (
            "user_may_be_told",
            request.secrecy.user_not_told_until_on,
            "29(6)",
            say("The request says until when the user may not be told."),
            say("The user may be told: ask for longer before, or expect it."),
        ),
    )
    for kind, due_on, article, governs, when_passed in days:
        if due_on is not None:
            yield Deadline(
                kind=kind,
                due_on=due_on,
                zone=request.authority.zone,
                article=article,
                governs=governs,
                when_passed=when_passed,
            )


def _told(request: Request, messages: tuple[Message, ...]) -> Iterator[Deadline]:
    """The days that the messages of the thread name, until what they wait for has come."""
    expected: tuple[date, str, str] | None = None
    asked: list[date] = []
    for message in messages:
        match message:
            case Acceptance(what="request", answer_expected_on=date() as on):
                expected = (on, "27(7)", "accepted")
            case Answer():
                waits = _waits_of(message)
                if waits:
                    expected = (*min(waits), "answered")
                elif expected and expected[2] == "accepted":
                    expected = None
            case Question(answer_by_on=date() as on):
                asked.append(on)
            case Supplement():
                asked.clear()
    if asked:
        yield Deadline(
            kind="question_answer",
            due_on=min(asked),
            zone=request.authority.zone,
            article="",
            governs=say("The requested State asked a question and needs its answer by this day."),
            when_passed=say("The request may be returned unexecuted: answer or ask for time."),
        )
    if expected:
        yield Deadline(
            kind="answer_expected",
            due_on=expected[0],
            zone=request.authority.zone,
            article=expected[1],
            governs=say("The requested State named this day when it answered.")
            if expected[2] == "answered"
            else say("The requested State named this day when it accepted."),
            when_passed=say("Ask how the request stands."),
        )


def _waits_of(answer: Answer) -> list[tuple[date, str]]:
    """The days until which an answer says that its State waits; none where it refuses."""
    if any(isinstance(one, Refused) for one in answer.outcomes):
        return []
    found = [(one.expected_on, "27(7)") for one in answer.outcomes if isinstance(one, AwaitingCourt)]
    found += [(one.until_on, one.article or "27(5)") for one in answer.outcomes if isinstance(one, Postponed)]
    return [(on, article) for on, article in found if on is not None]
