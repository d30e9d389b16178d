"""The sections of the pages of answers, disclosures, offers and the short messages of a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from glacy.canon import Json
from glacy.cooperation.cells import Row, Sheet, group, inner, items
from glacy.cooperation.sheet_request import (
    Section,
    addressee_group,
    authority_group,
    earlier_group,
    request_sections,
    section,
    target_groups,
    wanted_rows,
)

_MONO = frozenset({"bundle"})
_INSTANTS = frozenset({"from_at"})
_OUTCOME_FIELDS = (
    "what",
    "what_not",
    "from_at",
    "until_on",
    "legal_basis",
    "renewals_left",
    "reference",
    "searched",
    "deleted_on",
    "who",
    "country",
    "to",
    "transmitted_on",
    "court",
    "expected_on",
    "why",
    "article",
    "ground",
    "text",
    "bundle",
)


def sections_of(sheet: Sheet, json: Mapping[str, Json]) -> list[Section]:
    """The sections of a message of any format."""
    make = _PAGES[str(json["format"])]
    return [one for one in make(sheet, json) if one["groups"]]


def extract_sections(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    """The extract for a provider: what is asked and about whom, without the facts."""
    yield from _start(sheet, json)
    yield section(sheet, "addressee", addressee_group(sheet, json.get("addressee")))
    yield section(sheet, "authority", authority_group(sheet, json.get("authority")))
    basis = group(
        sheet.row("measure", sheet.word("rests_on", json.get("measure"))),
        sheet.row("offence", *(sheet.offence(one) for one in items(json.get("offence")))),
    )
    yield section(sheet, "basis", basis)
    yield section(sheet, "data", group(*wanted_rows(sheet, json)))
    yield section(sheet, "targets", *target_groups(sheet, json.get("targets")))
    secrecy = group(
        sheet.row("user_not_told_until_on", sheet.plain(json.get("user_not_told_until_on"))),
        sheet.row("ask_before_notifying", sheet.sentence("ask_first")),
        sheet.row("needed_by_on", sheet.plain(json.get("needed_by_on"))),
    )
    yield section(sheet, "secrecy", secrecy)


def _start(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    rows = (
        sheet.row("dated_at", sheet.moment(json.get("dated_at"))),
        sheet.row("reference", sheet.plain(json.get("reference"))),
        sheet.row("in_reply_to", sheet.mono(json.get("in_reply_to"))),
    )
    yield section(sheet, "date", group(*rows))


def _answer(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    yield from _start(sheet, json)
    yield section(sheet, "answering", authority_group(sheet, json.get("authority")))
    outcomes = enumerate(items(json.get("outcomes")), start=1)
    yield section(sheet, "outcomes", *(_outcome(sheet, number, one) for number, one in outcomes))
    yield from _text(sheet, json)
    yield from _conditions(sheet, json)


def _outcome(sheet: Sheet, number: int, json: Json) -> Mapping[str, Json] | None:
    names = sheet.labels.both(f"word.outcome.{inner(json, 'kind')}")
    return group(*_outcome_rows(sheet, json), title=[f"{number}. {names[0]}", *names[1:]])


def _outcome_rows(sheet: Sheet, json: Json) -> Iterator[Row | None]:
    yield sheet.row(
        "concerns",
        sheet.word("word.category", inner(json, "category")),
        _targets_named(sheet, json),
    )
    for field in _OUTCOME_FIELDS:
        value = inner(json, field)
        if field in _INSTANTS:
            yield sheet.row(field, sheet.moment(value))
        elif field == "country":
            yield sheet.row(field, sheet.country(value))
        else:
            yield sheet.row(field, sheet.mono(value) if field in _MONO else sheet.plain(value))
    yield sheet.row("amount", sheet.amount(inner(json, "amount")))
    yield sheet.row("conditions", *(sheet.plain(one) for one in items(inner(json, "conditions"))))


def _targets_named(sheet: Sheet, json: Json) -> Json:
    numbers = [str(one + 1) for one in items(inner(json, "targets")) if isinstance(one, int)]
    if numbers:
        return sheet.plain(", ".join(numbers))
    return None if inner(json, "category") else sheet.sentence("whole_request")


def _disclosure(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    yield from _start(sheet, json)
    yield section(sheet, "answering", authority_group(sheet, json.get("authority")))
    basis = group(sheet.row("measure", sheet.word("rests_on", "ETS185-30")))
    yield section(sheet, "basis", basis)
    found = group(
        sheet.row("provider", sheet.plain(json.get("provider"))),
        sheet.row("country", sheet.country(json.get("country"))),
    )
    steps = enumerate(items(json.get("path")), start=1)
    yield section(sheet, "path", found, *(_step(sheet, number, one) for number, one in steps))
    yield section(sheet, "targets", *target_groups(sheet, json.get("targets")))
    yield from _text(sheet, json)
    yield from _conditions(sheet, json)


def _step(sheet: Sheet, number: int, json: Json) -> Mapping[str, Json] | None:
    names = sheet.labels.both("label.step")
    return group(
        sheet.row("provider", sheet.plain(inner(json, "provider"))),
        sheet.row("country", sheet.country(inner(json, "country"))),
        sheet.row("address_ip", sheet.mono(inner(json, "address"))),
        sheet.row("port", sheet.mono(inner(json, "port"))),
        sheet.row("seen_at", sheet.moment(inner(json, "seen_at"))),
        sheet.row("note", sheet.plain(inner(json, "note"))),
        title=[f"{name} {number}" for name in names],
    )


def _offer(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    yield from _start(sheet, json)
    yield section(sheet, "addressee", addressee_group(sheet, json.get("addressee")))
    yield section(sheet, "authority", authority_group(sheet, json.get("authority")))
    yield section(sheet, "basis", group(sheet.row("measure", sheet.word("rests_on", "ETS185-26"))))
    rows = group(
        sheet.row("subject", sheet.prose(json.get("subject"))),
        sheet.row("categories", *(sheet.word("word.category", one) for one in items(json.get("categories")))),
        sheet.row("answer_expected_on", sheet.plain(json.get("answer_expected_on"))),
    )
    yield section(sheet, "text", rows)
    yield from _conditions(sheet, json)


def _offer_content(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    yield from _start(sheet, json)
    yield section(sheet, "authority", authority_group(sheet, json.get("authority")))
    yield section(sheet, "basis", group(sheet.row("measure", sheet.word("rests_on", "ETS185-26"))))
    yield from _text(sheet, json)
    yield section(sheet, "targets", *target_groups(sheet, json.get("targets")))
    yield from _conditions(sheet, json)


def _short(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    yield from _start(sheet, json)
    what = group(sheet.row("what", sheet.word("word.what", json.get("what"))))
    yield section(sheet, "outcomes", what)
    yield section(sheet, "earlier", earlier_group(sheet, json.get("earlier")))
    days = (
        sheet.row("until_on", sheet.plain(json.get("until_on"))),
        sheet.row("assistance_expected_on", sheet.plain(json.get("assistance_expected_on"))),
        sheet.row("answer_expected_on", sheet.plain(json.get("answer_expected_on"))),
        sheet.row("answer_by_on", sheet.plain(json.get("answer_by_on"))),
        sheet.row("about", *(sheet.plain(one) for one in items(json.get("about")))),
        sheet.row("article", sheet.plain(json.get("article"))),
        sheet.row("reason", sheet.prose(json.get("reason"))),
    )
    yield section(sheet, "data", group(*days))
    yield from _text(sheet, json)
    yield section(sheet, "targets", *target_groups(sheet, json.get("targets")))
    yield from _conditions(sheet, json)


def _text(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    rows = group(
        sheet.row("text", sheet.prose(json.get("text"))),
        sheet.row("bundle", sheet.mono(json.get("bundle"))),
        sheet.row("attachments", *(sheet.mono(one) for one in items(json.get("attachments")))),
    )
    yield section(sheet, "text", rows)


def _conditions(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    rows = sheet.row("conditions", *(sheet.plain(one) for one in items(json.get("conditions"))))
    yield section(sheet, "conditions", group(rows), notes=("limits",))


def _request(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    return iter(request_sections(sheet, json))


_PAGES: Mapping[str, Callable[[Sheet, Mapping[str, Json]], Iterator[Section]]] = {
    "glacy.request/1": _request,
    "glacy.extract/1": extract_sections,
    "glacy.answer/1": _answer,
    "glacy.disclosure/1": _disclosure,
    "glacy.offer/1": _offer,
    "glacy.offer_content/1": _offer_content,
    "glacy.question/1": _short,
    "glacy.supplement/1": _short,
    "glacy.extension/1": _short,
    "glacy.withdrawal/1": _short,
    "glacy.acceptance/1": _short,
    "glacy.notice/1": _short,
}
