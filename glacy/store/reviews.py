"""Acts that one officer did alone, and what the review said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from glacy.sayings import say
from glacy.store.errors import NotFoundError
from glacy.store.models import MessageRow, ReviewRow
from glacy.store.people import Officer, Role

REVIEWERS: tuple[Role, ...] = ("approver", "central_authority_lawyer")


def put_review(
    *, review_id: str, message: MessageRow, act: str, by: Officer, at: datetime, review_on: date
) -> ReviewRow:
    """The act waits for its review; a second one on the same request by the same officer waits with it."""
    waiting = ReviewRow.objects.filter(message=message, done_by_id=int(by.id), reviewed_at=None).first()
    if waiting is not None:
        return waiting
    return ReviewRow.objects.create(
        id=review_id, message=message, act=act, done_by_id=int(by.id), done_at=at, review_on=review_on
    )


def due_reviews(officer: Officer) -> Sequence[ReviewRow]:
    """What waits for a review by this officer: acts of others, oldest first.

    Who may review sees of a case they are not on only that an act waits: what, to which State, by whom, when.
    """
    if not officer.has(*REVIEWERS):
        return []
    return list(
        ReviewRow.objects.filter(reviewed_at=None)
        .exclude(done_by_id=int(officer.id))
        .select_related("message__case", "done_by")
        .defer("message__body", "message__case__title", "message__case__summary")
        .order_by("review_on", "done_at")[:200]
    )


def reviews_of(message: MessageRow) -> Sequence[ReviewRow]:
    """The reviews of acts on a request."""
    return list(message.reviews.select_related("done_by", "reviewed_by").order_by("done_at"))


def get_review(review_id: str) -> ReviewRow:
    """The review of that id."""
    row = ReviewRow.objects.select_related("message__case", "done_by").filter(pk=review_id).first()
    if row is None:
        raise NotFoundError(say("There is no such act to review."), remedy=say("Open the list again."))
    return row


def set_reviewed(row: ReviewRow, *, by: Officer, at: datetime, verdict: str, note: str) -> bool:
    """The review and its note; False where another person reviewed the act first, and theirs stands."""
    waiting = ReviewRow.objects.filter(pk=row.pk, reviewed_at=None)
    return bool(waiting.update(reviewed_by_id=int(by.id), reviewed_at=at, verdict=verdict, note=note))
