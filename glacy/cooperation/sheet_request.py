"""The sections of a request's page, in the order of the T-CY forms (T-CY(2018)11, Articles 29 to 31)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from glacy.canon import Json
from glacy.cooperation.cells import Row, Sheet, group, inner, items
from glacy.cooperation.observing import BOUND, own_law, say_in_labels

Section = Mapping[str, Json]
_PLAIN = frozenset({"custodian", "note", "provider", "chain", "protocol"})


def section(
    sheet: Sheet, key: str, *groups: Mapping[str, Json] | None, notes: tuple[str, ...] = ()
) -> Section:
    """A numbered section; without groups it is left out by `request_sections`."""
    return {
        "heading": sheet.labels.both(f"section.{key}"),
        "groups": [one for one in groups if one is not None],
        "notes": [sheet.labels.both(f"sentence.{note}") for note in notes],
    }


def request_sections(sheet: Sheet, json: Mapping[str, Json]) -> list[Section]:
    """Every section of a request that has something to say."""
    return [one for one in _sections(sheet, json) if one["groups"]]


def _sections(sheet: Sheet, json: Mapping[str, Json]) -> Iterator[Section]:
    status = inner(json, "earlier", "status") or "new"
    yield section(
        sheet,
        "date",
        group(
            sheet.row("dated_at", sheet.moment(json.get("dated_at"))),
            sheet.row("reference", sheet.plain(json.get("reference"))),
            sheet.row("status", sheet.word("word.status", status)),
        ),
    )
    yield section(sheet, "addressee", addressee_group(sheet, json.get("addressee")))
    yield section(sheet, "authority", authority_group(sheet, json.get("authority")))
    yield section(sheet, "confirm", _contact(sheet, inner(json, "authority", "confirm")))
    yield section(sheet, "operational", _contact(sheet, inner(json, "authority", "operational")))
    yield section(sheet, "court", _court(sheet, json.get("formalities")))
    yield section(sheet, "earlier", earlier_group(sheet, json.get("earlier")))
    yield section(sheet, "basis", _basis(sheet, json))
    yield section(sheet, "offence", *(_offence(sheet, one) for one in items(json.get("offence"))))
    yield section(sheet, "facts", group(sheet.row("text", sheet.prose(json.get("facts")))))
    yield section(sheet, "data", _data(sheet, json.get("data")))
    yield section(sheet, "targets", *target_groups(sheet, json.get("targets")))
    yield section(sheet, "urgency", _urgency(sheet, json.get("urgency")))
    yield section(sheet, "secrecy", _secrecy(sheet, json.get("secrecy")))
    yield section(sheet, "formalities", _formalities(sheet, json.get("formalities")))
    yield section(sheet, "safeguards", _safeguards(sheet, json.get("safeguards")))
    yield section(sheet, "language", _language(sheet, json.get("language")), notes=("prevails",))


def addressee_group(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    """Who is asked."""
    return group(
        sheet.row("country", sheet.country(inner(json, "country"))),
        sheet.row("kind", sheet.word("word.kind", inner(json, "kind"))),
        *_plain(sheet, json, "name", "address", "email"),
    )


def authority_group(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    """Who speaks: name, person, reachability, hours with their zone, and the way of answering it prefers."""
    return group(
        sheet.row("country", sheet.country(inner(json, "country"))),
        sheet.row("name", sheet.plain(inner(json, "name"))),
        sheet.row("role", sheet.word("word.role", inner(json, "role"))),
        *_plain(sheet, json, "officer", "title", "address", "phone", "email", "hours", "zone", "channel"),
    )


def earlier_group(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    """What went before."""
    return group(
        *_plain(sheet, json, "reference", "preserved_until_on", "wanted_until_on"),
        sheet.row("request", sheet.mono(inner(json, "request"))),
        sheet.row("earlier_channel", sheet.plain(inner(json, "channel"))),
        *_plain(sheet, json, "contacts"),
        sheet.row("receipt", sheet.mono(inner(json, "receipt"))),
    )


def target_groups(sheet: Sheet, json: Json) -> list[Mapping[str, Json] | None]:
    """A titled group for each target."""
    return [
        group(*_target(sheet, one), title=_numbered(sheet, number, one))
        for number, one in enumerate(items(json), start=1)
    ]


def _numbered(sheet: Sheet, number: int, target: Json) -> list[Json]:
    names = sheet.labels.both(f"word.target.{inner(target, 'kind')}")
    return [f"{number}. {names[0]}", *names[1:]]


def _target(sheet: Sheet, json: Json) -> Iterator[Row | None]:
    kind = inner(json, "kind")
    labels = {
        "account": {"provider": "provider", "account": "account"},
        "email": {"address": "address_email"},
        "phone": {"number": "number"},
        "device": {"scheme": "scheme", "number": "number"},
        "domain": {"name": "domain"},
        "wallet": {"chain": "chain", "address": "address_wallet", "memo": "memo"},
        "transaction": {"chain": "chain", "transaction": "transaction"},
        "iban": {"number": "number"},
    }
    if kind == "ip":
        yield from _connection(sheet, json)
    for field, label in labels.get(str(kind), {}).items():
        show = sheet.plain if field in _PLAIN else sheet.mono
        yield sheet.row(label, show(inner(json, field)))
    yield sheet.row(
        "period",
        sheet.moment(inner(json, "period", "from_at")),
        sheet.moment(inner(json, "period", "until_at")),
    )
    yield from _plain(sheet, json, "custodian", "note")


def _connection(sheet: Sheet, json: Json) -> Iterator[Row | None]:
    offset = inner(json, "clock_offset")
    yield sheet.row("address_ip", sheet.mono(inner(json, "address")))
    yield sheet.row("port", sheet.mono(inner(json, "port")))
    yield sheet.row("protocol", sheet.plain(inner(json, "protocol")))
    destination, port = inner(json, "destination"), inner(json, "destination_port")
    if destination is not None:
        end = f"[{destination}]" if ":" in str(destination) else str(destination)
        yield sheet.row("destination", sheet.mono(end if port is None else f"{end}:{port}"))
    yield sheet.row("logged_at", sheet.moment(inner(json, "logged_at")))
    yield sheet.row("log_zone", sheet.plain(inner(json, "zone")))
    seconds = offset if isinstance(offset, int) else 0
    way = "exact" if not seconds else "fast" if seconds > 0 else "slow"
    yield sheet.row("clock_offset", sheet.sentence(way, seconds=str(abs(seconds))))
    if seconds:
        yield sheet.row("corrected_at", sheet.moment(inner(json, "logged_at"), back=seconds))


def _contact(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    return group(
        sheet.row("person", sheet.plain(inner(json, "name"))),
        sheet.row("name", sheet.plain(inner(json, "authority"))),
        *_plain(sheet, json, "title", "phone", "email"),
    )


def _court(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    return group(
        *_plain(sheet, json, "prosecution", "prosecution_reference", "court", "court_reference"),
        sheet.row("decisions", *(sheet.plain(one) for one in items(inner(json, "decisions")))),
    )


def _basis(sheet: Sheet, json: Mapping[str, Json]) -> Mapping[str, Json] | None:
    basis = json.get("basis")
    return group(
        sheet.row("measure", sheet.word("rests_on", inner(basis, "measure"))),
        sheet.row("basis_kind", sheet.word("word.basis", inner(basis, "kind"))),
        sheet.row("basis_text", sheet.plain(inner(basis, "text"))),
        *_plain(sheet, basis, "named_by", "why", "governing"),
        *_plain(sheet, json.get("formalities"), "domestic_basis"),
    )


def _offence(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    return group(
        sheet.row("offence", sheet.offence(inner(json, "article")), sheet.plain(inner(json, "text"))),
        *_plain(sheet, json, "provisions", "penalty", "same_conduct"),
    )


def _data(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    expected = inner(json, "assistance_expected_on")
    follows = inner(json, "assistance_will_follow")
    return group(
        sheet.row("task", sheet.word("word.task", inner(json, "task"))),
        *wanted_rows(sheet, json),
        sheet.row("object", sheet.prose(inner(json, "object"))),
        sheet.row("reason", sheet.prose(inner(json, "reason"))),
        sheet.row("link", sheet.prose(inner(json, "link"))),
        sheet.row("necessity", sheet.prose(inner(json, "necessity"))),
        sheet.row(
            "assistance_will_follow",
            sheet.sentence("assistance_will_follow") if follows else None,
            sheet.sentence("expected_on", day=str(expected)) if expected else None,
        ),
    )


def wanted_rows(sheet: Sheet, json: Json) -> Iterator[Row | None]:
    """The categories of data that are wanted, each with its description."""
    for one in items(inner(json, "wanted")):
        yield sheet.row(
            "wanted",
            sheet.word("word.category", inner(one, "category")),
            sheet.prose(inner(one, "description")),
        )


def _urgency(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    return group(
        sheet.row("grade", sheet.word("word.grade", inner(json, "grade"))),
        sheet.row("life_facts", sheet.prose(inner(json, "life_facts"))),
        sheet.row("reason", sheet.prose(inner(json, "reason"))),
        *_plain(sheet, json, "needed_by_on"),
    )


def _secrecy(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    if not isinstance(json, Mapping):
        return None
    asks = inner(json, "ask_before_notifying")
    return group(
        *_plain(sheet, json, "user_not_told_until_on"),
        sheet.row("ask_before_notifying", sheet.sentence("may_notify" if asks is False else "ask_first")),
        sheet.row("confidential", sheet.sentence("confidential") if inner(json, "confidential") else None),
        *_plain(sheet, json, "confidential_until_on"),
        sheet.row("why", sheet.prose(inner(json, "why"))),
    )


def _formalities(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    return group(
        sheet.row("procedures", sheet.prose(inner(json, "procedures"))),
        sheet.row("certificates", *(sheet.plain(one) for one in items(inner(json, "certificates")))),
        sheet.row("attending", *(sheet.plain(one) for one in items(inner(json, "attending")))),
        *_plain(sheet, json, "limits_of_use"),
    )


def _safeguards(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    return group(
        *(
            sheet.row(
                f"observed_by.{who}",
                *(
                    value
                    for one in items(json)
                    if inner(one, "binds") == who
                    for value in (sheet.composed(partial(say_in_labels, one)), sheet.plain(own_law(one)))
                ),
            )
            for who in BOUND
        )
    )


def _language(sheet: Sheet, json: Json) -> Mapping[str, Json] | None:
    names = [sheet.labels.language_name(str(tag)) for tag in items(inner(json, "documents"))]
    original = inner(json, "original")
    return group(
        sheet.row("documents", sheet.plain(", ".join(names) or None)),
        sheet.row("original", sheet.plain(sheet.labels.language_name(str(original)) if original else None)),
    )


def _plain(sheet: Sheet, json: Json, *fields: str) -> Iterator[Row | None]:
    for field in fields:
        yield sheet.row(field, sheet.plain(inner(json, field)))
