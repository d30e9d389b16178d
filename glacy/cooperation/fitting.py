"""Whether an answer fits the request it answers: same thread, only targets and data that were asked for."""

from __future__ import annotations

from glacy.cooperation.errors import InvalidValueError
from glacy.cooperation.messages import Answer, Disclosure
from glacy.cooperation.request import Request
from glacy.sayings import say


def verify_answer(answer: Answer | Disclosure, request: Request) -> None:
    """Raise `InvalidValueError` unless an answer speaks of this request and of nothing beyond it."""
    for field, found, expected in (
        ("in_reply_to", answer.in_reply_to, request.id),
        ("thread", answer.thread, request.thread),
        ("exercise", answer.exercise, request.exercise),
    ):
        if found != expected:
            raise InvalidValueError(
                field,
                say("{expected!r} was expected, found {found!r}", expected=expected, found=found),
                remedy=say("Answer the request in its own thread."),
            )
    if isinstance(answer, Answer):
        _verify_outcomes(answer, request)


def _verify_outcomes(answer: Answer, request: Request) -> None:
    wanted = {one.category for one in request.data.wanted}
    for number, outcome in enumerate(answer.outcomes):
        for index in outcome.targets:
            if index >= len(request.targets):
                raise InvalidValueError(
                    f"outcomes[{number}].targets",
                    say(
                        "the request has {count} targets, there is no number {index}",
                        count=len(request.targets),
                        index=index + 1,
                    ),
                    remedy=say("Choose among the targets of the request."),
                )
        if outcome.category is not None and outcome.category not in wanted:
            raise InvalidValueError(
                f"outcomes[{number}].category",
                say("{category} was not asked for", category=outcome.category),
                remedy=say(
                    "Choose among {wanted}, or name none.", wanted=", ".join(sorted(wanted)) or "nothing"
                ),
            )
