"""Answers and disclosures: prepared by one person, released by another where data leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from django.db import transaction

from glacy import cooperation
from glacy.canon import Json, read_canonical, write_canonical
from glacy.cooperation import (
    Answer,
    Disclosure,
    InvalidValueError,
    MalformedMessageError,
    Message,
    read_message,
    verify_answer,
    write_message,
)
from glacy.node.acts.approving import demand_not_given_back
from glacy.node.acts.following import languages, speaker
from glacy.node.bundling import Bundled, make_bundle, put_handed_over
from glacy.node.drafting import with_speaker
from glacy.node.emergencies import demand_called_back
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.following import message_of, request_of, subject_of
from glacy.node.opened import Node
from glacy.node.papers import render
from glacy.node.payload_pieces import APART_FROM, Moved, make_pieces, remove_pieces, stand_still
from glacy.node.releasing import demand_may_execute, demand_two
from glacy.node.rules import acts_alone, demand_confirmed, demand_other_person, new_id, put_for_review
from glacy.node.sending import Outgoing, send
from glacy.sayings import say
from glacy.store import access, cases, drafts, journal, releases
from glacy.store.models import DraftRow, MessageRow
from glacy.store.people import Officer


def prepare_answer(
    node: Node,
    by: Officer,
    request_id: str,
    *,
    outcomes: Sequence[Json],
    text: str = "",
    exhibits: Sequence[str] = (),
    conditions: str = "",
) -> str:
    """The id of an answer being prepared; outcomes are `{"kind": "preserved", ...}` as the spec has them."""
    row = _asked(by, request_id)
    body: dict[str, Json] = {
        "outcomes": [dict(cast("Mapping[str, Json]", one)) for one in outcomes],  # read_answer checks them
        "text": text,
        "exhibits": list(exhibits),
        "conditions": conditions,
    }
    answer = read_answer(node, by, row, body)
    for exhibit_id in exhibits:
        if access.exhibit_for(by, exhibit_id).case_id != row.case_id:
            raise WrongStateError(
                say("An exhibit belongs to another case."), remedy=say("Choose exhibits of this case.")
            )
    if exhibits and not answer.hands_over_data:
        raise SectionError(
            say("Exhibits are attached, but no outcome says that data are delivered."),
            remedy=say("Add an outcome `delivered`, or leave the exhibits out."),
            field="outcomes",
        )
    return _put(node, by, row, "answer", body)


def prepare_disclosure(
    node: Node,
    by: Officer,
    request_id: str,
    *,
    provider: str,
    provider_country: str,
    path: str | Sequence[Json],
    text: str = "",
) -> str:
    """The id of an Article 30 disclosure being prepared: enough traffic data to name provider and path.

    `path` is a sentence, or steps as `{"provider": ..., "country": ..., "address": ..., "port": ...}`.
    """
    row = _asked(by, request_id)
    steps: Json = (
        [{"provider": provider, "country": provider_country, "note": path}]
        if isinstance(path, str)
        else list(path)
    )
    body: dict[str, Json] = {
        "provider": provider,
        "country": provider_country,
        "path": steps,
        "text": text,
    }
    _read_disclosure(node, by, row, body)
    return _put(node, by, row, "disclosure", body)


def view_answer(node: Node, by: Officer, answer_id: str) -> DraftRow:
    """An answer or disclosure being prepared."""
    return prepared_draft(by, answer_id)


def prepared_message(node: Node, by: Officer, answer_id: str) -> Message:
    """The answer or disclosure as it stands, before it is sealed."""
    return _message_of(node, by, prepared_draft(by, answer_id))


def preview_answer(node: Node, by: Officer, answer_id: str) -> bytes:
    """The document of an answer as it would leave, not sealed (PDF)."""
    draft = prepared_draft(by, answer_id)
    return render(_message_of(node, by, draft), about=subject_of(draft.about))


def approve_answer(node: Node, by: Officer, answer_id: str, *, confirmed_at: datetime) -> None:
    """Approves a prepared answer without sending it; not by the one who prepared it."""
    draft = prepared_draft(by, answer_id)
    demand_not_given_back(draft)
    access.demand_role(by, *access.APPROVERS)
    demand_other_person(draft, by)
    demand_confirmed(node, confirmed_at)
    with transaction.atomic():
        drafts.set_approved(draft, by=by, at=node.clock())
        journal.put_entry(
            "answer.approved", by=by, what={"draft": draft.pk}, at=node.clock(), case=draft.case_id
        )


def release_answer(node: Node, by: Officer, answer_id: str, *, confirmed_at: datetime) -> str:
    """The id of the answer, now sealed and in the outbox.

    Where data leave, it is another person than the one who prepared it. Where none leave and the request is
    under Article 29 or 35, a duty officer alone may, marked for review.
    """
    draft = prepared_draft(by, answer_id)
    demand_confirmed(node, confirmed_at)
    if (going_on := releases.find_release(draft)) is not None and going_on.state == "asked":
        raise WrongStateError(
            say("This node makes it ready already, and sends it by itself."),
            remedy=say("Its page shows how far it is; stop it there first."),
        )
    return release_now(node, by, draft)


def demand_releasable(node: Node, by: Officer, draft: DraftRow) -> tuple[Message, bool]:
    """The answer that this officer may let go now, and whether one alone does it."""
    demand_not_given_back(draft)
    row = _about(draft)
    answer = _message_of(node, by, draft)
    gives_data = isinstance(answer, Disclosure) or cast("Answer", answer).hands_over_data
    is_alone = not gives_data and draft.approved_by_id is None and draft.editors == [by.id]
    if gives_data:
        demand_two(draft, by)
        demand_called_back(row)
    else:
        access.demand_role(by, *access.DESK_ROLES, *access.APPROVERS)
        if is_alone:
            demand_may_execute(node, by, row, cast("Answer", answer))  # no data leave with it
    return answer, is_alone


def release_now(
    node: Node, by: Officer, draft: DraftRow, *, moved: Moved = stand_still, message_id: str | None = None
) -> str:
    """The id of the answer, sealed and in the outbox; `moved` is told the bytes that were worked through.

    `message_id` is the id that the answer shall have, for who may have begun it before.
    """
    answer, is_alone = demand_releasable(node, by, draft)
    row, bundled = _about(draft), None
    if isinstance(answer, Answer) and draft.body.get("exhibits"):
        conditions = str(draft.body.get("conditions") or "")
        bundled = make_bundle(node, by, row, draft.body["exhibits"], conditions, moved=moved)

    def also(sent: MessageRow) -> None:
        drafts.set_sent(draft, message=sent.pk)
        if bundled is not None:
            put_handed_over(bundled, by=by, at=sent.changed_at)
        if is_alone and acts_alone(by, row.measure):
            put_for_review(node, row, "answered", by)

    try:
        if bundled is not None:
            answer = read_answer(node, by, row, _with_bundle(draft.body, bundled.digest))
        if message_id is not None:
            answer = replace(answer, id=message_id)
        return _release(node, by, draft, row, answer, bundled, also, moved)
    finally:
        if bundled is not None:
            bundled.close()


def disclose_traffic(node: Node, by: Officer, disclosure_id: str, *, confirmed_at: datetime) -> str:
    """The id of the disclosure, released by another person than the one who prepared it."""
    return release_answer(node, by, disclosure_id, confirmed_at=confirmed_at)


def draft_to_third_state(node: Node, by: Officer, disclosure_message_id: str) -> str:
    """The id of a preservation draft to the State that an Article 30 disclosure names."""
    from glacy.node.acts.requests import put_draft  # late: requests and inbox show each other's acts

    row = access.message_for(by, disclosure_message_id)
    access.demand_role(by, *access.DESK_ROLES)
    disclosure = message_of(row)
    if not isinstance(disclosure, Disclosure) or row.about is None:
        raise WrongStateError(
            say("This is no disclosure under Article 30."), remedy=say("Choose the disclosure.")
        )
    draft = cooperation.draft_to_third_state(request_of(row.about), disclosure)
    return put_draft(node, by, row.case_id or "", with_speaker(node, by, draft), about=None)


def read_answer(node: Node, by: Officer, row: MessageRow, body: Mapping[str, Json]) -> Answer:
    """The answer of what was filled in; SectionError names the field that is wrong."""
    fields: dict[str, Json] = {
        **_common(node, by, row, Answer.FORMAT),
        "outcomes": body["outcomes"],
    }
    if row.case is not None:
        fields["reference"] = row.case.reference
    if body.get("text"):
        fields["text"] = {
            "text": body["text"],
            "language": by.language,
            "status": "original",
            "prevails": True,
        }
    if body.get("conditions"):
        fields["conditions"] = [line.strip() for line in str(body["conditions"]).splitlines() if line.strip()]
    answer = cast("Answer", _read(fields))  # its format says so
    _fit(answer, row)
    return answer


def _read_disclosure(node: Node, by: Officer, row: MessageRow, body: Mapping[str, Json]) -> Disclosure:
    fields: dict[str, Json] = {
        **_common(node, by, row, Disclosure.FORMAT),
        "provider": body["provider"],
        "country": body["country"],
        "path": body["path"],
    }
    if body.get("text"):
        fields["text"] = {
            "text": body["text"],
            "language": by.language,
            "status": "original",
            "prevails": True,
        }
    disclosure = cast("Disclosure", _read(fields))  # its format says so
    _fit(disclosure, row)
    return disclosure


def _common(node: Node, by: Officer, row: MessageRow, form: str) -> dict[str, Json]:
    """What every such message says: read back out of one that is written whole."""
    whole = Disclosure(
        id=new_id(),
        thread=row.thread_id,
        dated_at=node.clock(),
        exercise=row.exercise,
        in_reply_to=row.pk,
        authority=speaker(node, by),
        language=languages(by),
        provider="-",
        country=row.country,
        path=(cooperation.PathStep(provider="-"),),
    )
    written = dict(cast("Mapping[str, Json]", read_canonical(write_message(whole))))  # an object
    for name in ("provider", "country", "path"):
        written.pop(name)
    return {**written, "format": form}


def _read(fields: Mapping[str, Json]) -> Message:
    try:
        return read_message(write_canonical(fields))
    except MalformedMessageError as fault:
        raise SectionError(
            fault.says, remedy=say("Correct the field and save again."), field=fault.fields.get("field", "")
        ) from fault


def _fit(answer: Answer | Disclosure, row: MessageRow) -> None:
    """Returns if the answer speaks of this request and of nothing beyond it."""
    if row.kind != "request":
        return
    try:
        verify_answer(answer, request_of(row))
    except InvalidValueError as fault:
        raise SectionError(fault.says, remedy=fault.remedy, field=fault.field) from fault


def _with_bundle(body: Mapping[str, Json], digest: str) -> dict[str, Json]:
    outcomes = [
        {**one, "bundle": digest} if isinstance(one, Mapping) and one.get("kind") == "delivered" else one
        for one in cast("Sequence[Json]", body["outcomes"])  # prepare_answer wrote a list
    ]
    return {**body, "outcomes": outcomes}


def _message_of(node: Node, by: Officer, draft: DraftRow) -> Message:
    row = _about(draft)
    if draft.kind == "disclosure":
        return _read_disclosure(node, by, row, draft.body)
    return read_answer(node, by, row, draft.body)


def _release(
    node: Node,
    by: Officer,
    draft: DraftRow,
    row: MessageRow,
    message: Message,
    bundled: Bundled | None,
    also: Callable[[MessageRow], None],
    moved: Moved,
) -> str:
    peer = node.find_peer(row.country)
    payload = None
    if bundled is not None and peer is not None and bundled.size > APART_FROM:
        payload = make_pieces(
            node, message.id, bundled.made, digest=bundled.digest, to=peer.age_recipients, moved=moved
        )
    out = Outgoing(
        message=message,
        case=draft.case_id,
        country=row.country,
        by=by,
        entry_kind=f"{draft.kind}.released",
        about=row,
        bundle=None if bundled is None else bundled.opened(),
        payload=payload,
        approved_by=draft.approved_by_id or int(by.id),
        what={"draft": draft.pk, "prepared_by": draft.made_by.username},
        also=also,
    )
    try:
        return send(node, out).pk
    except BaseException:
        if payload is not None:
            remove_pieces(node, message.id)
        raise


def _put(node: Node, by: Officer, row: MessageRow, kind: str, body: Mapping[str, Json]) -> str:
    at = node.clock()
    assert row.case is not None  # _asked went through the case
    with transaction.atomic():
        draft = drafts.put_draft(
            draft_id=new_id(),
            case=row.case,
            kind=kind,
            measure=row.measure,
            country=row.country,
            body=body,
            about=row,
            by=by,
            at=at,
        )
        drafts.set_proposed(draft, by=by, at=at)
        what = {"draft": draft.pk, "message": row.pk}
        journal.put_entry(f"{kind}.prepared", by=by, what=dict(what), at=at, case=row.case)
        cases.touch_case(row.case, at=at)
    return draft.pk


def _asked(by: Officer, request_id: str) -> MessageRow:
    row = access.message_for(by, request_id)
    access.demand_role(by, *access.DESK_ROLES, "custodian")
    if row.direction != "received" or row.kind not in ("request", "offer"):
        raise WrongStateError(say("This is no request to us."), remedy=say("Choose one that arrived."))
    return row


def prepared_draft(by: Officer, answer_id: str) -> DraftRow:
    """An answer or disclosure that is being prepared, on a case of this officer."""
    draft = access.draft_for(by, answer_id)
    if draft.kind not in ("answer", "disclosure"):
        raise WrongStateError(say("This is no answer."), remedy=say("Open it among the drafts."))
    return draft


def _about(draft: DraftRow) -> MessageRow:
    assert draft.about is not None  # an answer is about a request
    return draft.about
