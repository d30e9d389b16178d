"""The bytes of a directory entry: one node with its authorities and keys (docs/specs/exchange.md, 2)."""

from __future__ import annotations

from typing import get_args

from glacy.canon import Json, NotCanonicalError, read_canonical, write_canonical
from glacy.errors import GlacyError
from glacy.exchange.entry import (
    Article,
    KeyUse,
    NodeEntry,
    Office,
    Withdrawal,
    WithdrawnKey,
    read_base64,
    write_base64,
)
from glacy.exchange.errors import MalformedDirectoryError
from glacy.exchange.fields import Fields
from glacy.sayings import say
from glacy.times import write_instant

ENTRY_FORMAT = "glacy.node-entry/1"
MAX_DIRECTORY_SIZE = 8 * 1024 * 1024
ASK = say("Fetch the directory again from its operator, unchanged.")


def write_node_entry(entry: NodeEntry) -> bytes:
    """The entry of one node as its administrator hands it to the operator of the directory."""
    return write_canonical({"format": ENTRY_FORMAT, **write_entry(entry)})


def read_node_entry(data: bytes) -> NodeEntry:
    """The entry of one node, as `write_node_entry` wrote it. Nothing signs it: compare it out of band."""
    fields = Fields(read_body(data), place="entry", error=MalformedDirectoryError, remedy=ASK)
    fields.constant("format", ENTRY_FORMAT)
    return _take_entry(fields)


def write_entry(entry: NodeEntry) -> dict[str, Json]:
    """A node as it stands in a directory."""
    return {
        "country": entry.country,
        "name": entry.name,
        "exercise": entry.exercise,
        "url": entry.url,
        "offices": [
            {
                "role": office.role,
                "name": office.name,
                "phone": office.phone,
                "email": office.email,
                "hours": office.hours,
                "zone": office.zone,
                "languages": list(office.languages),
                "articles": [
                    {"instrument": one.instrument, "article": one.article} for one in office.articles
                ],
            }
            for office in entry.offices
        ],
        "seal_roots": [write_base64(root) for root in entry.seal_roots],
        "stamp_roots": [write_base64(root) for root in entry.stamp_roots],
        "age_recipients": list(entry.age_recipients),
        "journal_keys": list(entry.journal_keys),
        "witness_keys": list(entry.witness_keys),
        "withdrawn": [
            {"use": one.use, "key": one.key, "until": write_instant(one.until), "why": one.why}
            for one in entry.withdrawn
        ],
        "mail": entry.mail,
    }


def read_entry(value: Json, place: str) -> NodeEntry:
    """A node as it stands in a directory."""
    return _take_entry(Fields(value, place=place, error=MalformedDirectoryError, remedy=ASK))


def _take_entry(fields: Fields) -> NodeEntry:
    try:
        entry = NodeEntry(
            country=fields.text("country"),
            name=fields.text("name"),
            exercise=fields.flag("exercise"),
            url=fields.text("url"),
            offices=fields.list_of("offices", _read_office),
            seal_roots=fields.list_of("seal_roots", _read_bytes),
            stamp_roots=fields.list_of("stamp_roots", _read_bytes),
            age_recipients=fields.list_of("age_recipients", _read_text),
            journal_keys=fields.list_of("journal_keys", _read_text),
            witness_keys=fields.list_of("witness_keys", _read_text),
            withdrawn=fields.list_of("withdrawn", _read_withdrawn),
            mail=fields.text_or_empty("mail"),
        )
    except MalformedDirectoryError:
        raise
    except GlacyError as fault:
        raise MalformedDirectoryError(say("An entry is wrong. {why}", why=fault.says), remedy=ASK) from fault
    fields.end()
    return entry


def _read_office(value: Json, place: str) -> Office:
    fields = Fields(value, place=place, error=MalformedDirectoryError, remedy=ASK)
    office = Office(
        role=fields.text("role"),
        name=fields.text("name"),
        phone=fields.text("phone"),
        email=fields.text("email"),
        hours=fields.text("hours"),
        zone=fields.text("zone"),
        languages=fields.list_of("languages", _read_text),
        articles=fields.list_of("articles", _read_article),
    )
    fields.end()
    return office


def _read_withdrawn(value: Json, place: str) -> WithdrawnKey:
    fields = Fields(value, place=place, error=MalformedDirectoryError, remedy=ASK)
    uses = {one: one for one in get_args(KeyUse)}
    reasons = {one: one for one in get_args(Withdrawal)}
    one = WithdrawnKey(
        use=fields.choice("use", uses),
        key=fields.text("key"),
        until=fields.instant("until"),
        why=fields.choice("why", reasons),
    )
    fields.end()
    return one


def _read_article(value: Json, place: str) -> Article:
    fields = Fields(value, place=place, error=MalformedDirectoryError, remedy=ASK)
    article = Article(instrument=fields.text("instrument"), article=fields.text("article"))
    fields.end()
    return article


def _read_text(value: Json, place: str) -> str:
    return Fields({"item": value}, place=place, error=MalformedDirectoryError, remedy=ASK).text("item")


def _read_bytes(value: Json, place: str) -> bytes:
    return read_base64(value, name=place)


def read_body(data: bytes) -> Json:
    """The JSON in the bytes of a directory or an entry, if they are its one form and not too many."""
    if len(data) > MAX_DIRECTORY_SIZE:
        raise MalformedDirectoryError(
            say(
                "A directory has at most {max_directory_size} bytes, found {count}.",
                max_directory_size=MAX_DIRECTORY_SIZE,
                count=len(data),
            ),
            remedy=ASK,
        )
    try:
        return read_canonical(data)
    except NotCanonicalError as fault:
        raise MalformedDirectoryError(
            say("The directory is damaged. {why}", why=fault.says), remedy=ASK
        ) from fault
