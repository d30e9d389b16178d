"""Acts that one officer did alone, and what the review said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from glacy.store.access import places_of
from glacy.store.errors import NotFoundError
from glacy.store.models import MessageRow, ReviewRow
from glacy.store.people import Officer


def put_review(
    *, review_id: str, message: MessageRow, act: str, by: Officer, at: datetime, review_on: date
) -> ReviewRow:
    """The act waits for its review; a second act on the same request by the same officer waits with the first."""
    waiting = ReviewRow.objects.filter(message=message, done_by_id=int(by.id), reviewed_at=None).first()
    if waiting is not None:
        return waiting
    return ReviewRow.objects.create(
        id=review_id, message=message, act=act, done_by_id=int(by.id), done_at=at, review_on=review_on
    )


def due_reviews(officer: Officer) -> Sequence[ReviewRow]:
    """What waits for a review by this officer: acts of others on the officer's cases, oldest first."""
    return list(
        ReviewRow.objects.filter(reviewed_at=None, message__case_id__in=places_of(officer).values("case_id"))
        .exclude(done_by_id=int(officer.id))
        .select_related("message__case", "done_by")
        .order_by("review_on", "done_at")
    )


def reviews_of(message: MessageRow) -> Sequence[ReviewRow]:
    """The reviews of acts on a request."""
    return list(message.reviews.select_related("done_by", "reviewed_by").order_by("done_at"))


def get_review(review_id: str) -> ReviewRow:
    """The review of that id."""
    row = ReviewRow.objects.select_related("message__case", "done_by").filter(pk=review_id).first()
    if row is None:
        raise NotFoundError("There is no such act to review.", remedy="Open the list again.")
    return row


def set_reviewed(row: ReviewRow, *, by: Officer, at: datetime, verdict: str, note: str) -> None:
    """The review and its note."""
    row.reviewed_by_id, row.reviewed_at, row.verdict, row.note = int(by.id), at, verdict, note
    row.save()
