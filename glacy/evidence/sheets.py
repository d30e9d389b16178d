"""Papers about evidence for a court: how what they say of each exhibit is laid out, and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from glacy.canon import Json, write_canonical
from glacy.documents import Attachment, render
from glacy.evidence.codes import draw_code
from glacy.evidence.custody import CustodyEvent, CustodyGap, write_events
from glacy.evidence.names import show_name
from glacy.evidence.page_file import PAGE, template, write_page
from glacy.evidence.printed import Certified, Copied, ExhibitSheet, Heading
from glacy.evidence.words import Words
from glacy.times import write_instant

RECORD_FORMAT = "glacy.custody_record/1"
_MOST_PROOFS = 400
_UNPRINTED = re.compile(r"[^\n\x20-\x7e\xa0-\xac\xae-\u024f\u0370-\u03ff\u0400-\u045f\u2010-\u2027\u20ac]")
"""What is not Latin, Greek, Cyrillic or usual punctuation."""


def render_record(exhibits: Sequence[ExhibitSheet], heading: Heading) -> bytes:
    """The record of custody of exhibits (PDF/A-3u), the events and their proofs attached."""
    words = Words(language=heading.language)
    blocks: list[Json] = []
    for one in exhibits:
        blocks += _recorded(one, words, at=heading.at)
    blocks += [_block("note", title="", text=words.say("not_proved")), _hint(words.say("attached"))]
    return _render("title.record", blocks, heading, words, attachments=_attached(exhibits, heading))


def render_labels(exhibits: Sequence[ExhibitSheet], heading: Heading) -> bytes:
    """Labels to cut out, one an exhibit, each with its code."""
    words = Words(language=heading.language)
    labels: list[Json] = [
        {
            "from": heading.from_,
            "exhibit": f"{heading.reference} / {one.number}",
            "says": [
                words.say("exhibit", number=one.number),
                f"{words.say('sealed_at')}: {_minute(one.sealed_at)}",
                f"{words.say('size')}: {one.size}",
            ],
            "digest": one.digest,
            "svg": draw_code(one.id, one.digest),
        }
        for one in exhibits
    ]
    return _render("title.labels", [_block("labels", labels=labels)], heading, words)


def render_receipt(
    one: ExhibitSheet, heading: Heading, *, giver: str, receiver: str, why: str, given_at: datetime
) -> bytes:
    """The form on which both sides sign a hand-over by hand."""
    words = Words(language=heading.language)
    rows = [
        *_facts(one, words)[:4],
        _row(words.say("giver"), giver),
        _row(words.say("receiver"), receiver),
        _row(words.say("why"), why),
        _row(words.say("at"), _minute(given_at)),
    ]
    blocks: list[Json] = [
        _block("coded", rows=rows, svg=draw_code(one.id, one.digest)),
        _block("text", text=words.say("receipt_says")),
        _block("sign", text=words.say("giver"), name=giver, office=""),
        _block("sign", text=words.say("receiver"), name=receiver, office=""),
        _hint(words.say("sign_scan")),
    ]
    return _render("title.receipt", blocks, heading, words)


def render_certificate(exhibits: Sequence[ExhibitSheet], heading: Heading, certified: Certified) -> bytes:
    """The certificate of the custodian, in the form that the court asked for."""
    words = Words(language=heading.language)
    said = [words.say("certify.held"), words.say("certify.copy"), words.say("certify.chain")]
    if certified.compared_at is not None:
        said.append(words.say("certify.compared", at=_minute(certified.compared_at)))
    headings = [words.say(key) for key in ("exhibit_short", "name", "size", "digest")]
    table: list[Json] = [
        [str(one.number), _name(one, words), str(one.size), {"mono": one.digest}] for one in exhibits
    ]
    who = [
        _row(words.say("custodian"), certified.custodian),
        _row(words.say("office"), certified.office),
    ]
    blocks: list[Json] = [
        _block("rows", rows=who),
        _block("heading", text=words.say("asked_form")),
        *([_block("text", text=line) for line in certified.asked] or [_hint(words.say("no_form"))]),
        *(_own_words(certified.statement, words) if certified.statement else ()),
        _block("heading", text=words.say("certify.heading")),
        *(_block("text", text=f"{number}. {line}") for number, line in enumerate(said, start=1)),
        _block("table", headings=headings, rows=table, widths=[1, 3, 2, 4]),
        _block("sign", text=words.say("custodian"), name=certified.custodian, office=certified.office),
    ]
    attached = _attached(exhibits, heading, certified)
    return _render("title.certificate", blocks, heading, words, attachments=attached)


def _own_words(statement: str, words: Words) -> tuple[Json, ...]:
    return (_block("heading", text=words.say("own_words")), _block("text", text=statement))


def _recorded(one: ExhibitSheet, words: Words, *, at: datetime) -> Iterator[Json]:
    yield _block("heading", text=words.say("exhibit", number=one.number))
    yield _block("coded", rows=_facts(one, words), svg=draw_code(one.id, one.digest))
    if one.check_holds is False:
        yield _block("warn", text=words.say("differs"))
    if one.before:
        yield _block("heading", text=words.say("before"))
        yield _events(((event, "") for event in one.before), words)
    yield _block("heading", text=words.say("chain"))
    indexes = one.indexes or (None,) * len(one.custody)
    told = (
        (
            record.event,
            words.say("no_proof") if index is None else words.say("entry", index=index),
        )
        for record, index in zip(one.custody, indexes, strict=True)
    )
    yield _events(told, words)
    gaps = one.gaps(until=at)
    for gap in gaps:
        yield _block("warn", text=_gap(gap, words))
    if not gaps:
        yield _hint(words.say("no_gap"))
    if one.copies:
        yield _block("heading", text=words.say("copies"))
        yield _block(
            "table",
            headings=[words.say("at"), words.say("what"), words.say("for_whom")],
            rows=[_copy(each, words) for each in one.copies],
            widths=[2, 3, 4],
        )


def _facts(one: ExhibitSheet, words: Words) -> list[Json]:
    found: list[Json] = [
        _row(words.say("name"), _name(one, words)),
        _row(words.say("digest"), {"mono": one.digest}),
        _row(words.say("size"), str(one.size)),
        _row(words.say("sealed_at"), _minute(one.sealed_at)),
        _row(words.say("holder"), one.holder),
        _row(words.say("came_from"), one.came_from or words.say("own")),
    ]
    if one.request:
        found.append(_row(words.say("answers"), one.request))
    found += [
        _row(words.say("conditions"), f"{each.text} ({words.say('set_by', who=each.set_by)})")
        for each in one.conditions
    ]
    if one.destroyed_at is not None:
        return [*found, _row(words.say("destroyed"), _minute(one.destroyed_at))]
    if one.checked_at is None:
        return [*found, _row(words.say("checked"), words.say("never_checked"))]
    verdict = words.say("differs" if one.check_holds is False else "holds")
    return [*found, _row(words.say("checked"), f"{_minute(one.checked_at)}: {verdict}")]


def _name(one: ExhibitSheet, words: Words) -> str:
    return words.say("kept_apart", category=one.category) if one.category else show_name(one.name)


def _events(told: Iterable[tuple[CustodyEvent, str]], words: Words) -> Json:
    rows: list[Json] = [
        [
            _minute(event.at),
            words.say(f"kind.{event.kind}"),
            _who(event, words),
            words.reason(event.why),
            proof,
        ]
        for event, proof in told
    ]
    headings = [words.say(key) for key in ("at", "what", "who", "why", "proof")]
    return _block("table", headings=headings, rows=rows, widths=[3, 3, 4, 6, 2])


def _who(event: CustodyEvent, words: Words) -> str:
    by = event.by
    if event.keeper is not None and event.keeper != by:
        by = words.say("in_keeping", by=by, keeper=event.keeper)
    return by if event.to is None else words.say("by_to", by=by, to=event.to)


def _gap(gap: CustodyGap, words: Words) -> str:
    if gap.kind == "holder" and gap.before is not None and gap.after.kind != "destroyed":
        holder = gap.after.to if gap.after.passes_on else gap.after.answers
        return words.say("gap.holder", holder=holder, answers=gap.before.answers)
    before = words.say("today") if gap.before is None else _minute(gap.before.at)
    return words.say("gap.time", after=_minute(gap.after.at), before=before)


def _copy(each: Copied, words: Words) -> Json:
    key = f"copy.{each.kind}"
    what = words.say(key) if words.has(key) else each.kind
    if each.receipted_at is not None:
        what = f"{what}; {words.say('receipted', at=_minute(each.receipted_at))}"
    return [_minute(each.at), what, each.to]


def _attached(
    exhibits: Sequence[ExhibitSheet], heading: Heading, certified: Certified | None = None
) -> tuple[Attachment, ...]:
    proofs: dict[str, bytes] = {}
    told: list[Json] = []
    for one in exhibits:
        names: list[Json] = []
        for record in one.custody:
            name = None
            if record.proof is not None and len(proofs) < _MOST_PROOFS:
                name = f"{len(proofs) + 1:04}.tlog-proof"
                proofs[name] = record.proof
            names.append(name)
        told.append(
            {
                "before": write_events(one.before),
                "digest": one.digest,
                "events": write_events([record.event for record in one.custody]),
                "id": one.id,
                "number": one.number,
                "proofs": names,
                "size": one.size,
            }
        )
    written = write_canonical(
        {
            "at": write_instant(heading.at),
            "exercise": heading.exercise,
            "exhibits": told,
            "format": RECORD_FORMAT,
            "reference": heading.reference,
        }
    )
    page = write_page(exhibits, heading, certified)
    return (
        Attachment(name="record.json", media_type="application/json", content=written, relationship="source"),
        Attachment(name=PAGE, media_type="application/json", content=page, relationship="supplement"),
        *(
            Attachment(name=name, media_type="text/plain", content=content, relationship="supplement")
            for name, content in proofs.items()
        ),
    )


def _render(
    title: str,
    blocks: Sequence[Json],
    heading: Heading,
    words: Words,
    *,
    attachments: tuple[Attachment, ...] = (),
) -> bytes:
    data: Mapping[str, Json] = {
        "page": {
            "title": words.say(title),
            "reference": heading.reference,
            "from": heading.from_,
            "exercise": heading.exercise,
        },
        "blocks": [_printable(block) for block in blocks],
    }
    return render(template(), data, at=heading.at, attachments=attachments, language=heading.language)


def render_again(exhibits: Sequence[ExhibitSheet], heading: Heading, certified: Certified | None) -> bytes:
    """The record of custody, or the certificate, of these values."""
    if certified is None:
        return render_record(exhibits, heading)
    return render_certificate(exhibits, heading, certified)


def _printable(value: Json) -> Json:
    """A value with each letter that the fonts lack as its number; the attached file has it whole."""
    if isinstance(value, str):
        return (
            value
            if value.startswith("<svg")
            else _UNPRINTED.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)
        )
    if isinstance(value, Mapping):
        return {name: _printable(each) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [_printable(each) for each in value]
    return value


def _block(kind: str, **values: Json) -> Json:
    return {"kind": kind, **values}


def _hint(text: str) -> Json:
    return _block("hint", text=text)


def _row(label: str, value: Json) -> Json:
    return {"label": label, "value": value}


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
