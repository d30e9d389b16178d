"""What is logged of an act: its kind, its instant and a salted commitment to who did what.

The journal shows that an act of some kind happened at some time. Who and what is known to those who hold
the opening; when salt and opening are erased, the entry names nobody any more and still stands
(docs/specs/journal.md, section 1).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from glacy.canon import (
    Digest,
    Json,
    NotADigestError,
    NotCanonicalError,
    read_canonical,
    read_digest,
    write_canonical,
)
from glacy.journal.errors import MalformedEntryError
from glacy.sayings import say
from glacy.times import TimeFormError, read_instant, write_instant

ENTRY_FORMAT = "glacy.entry/1"
OPENING_FORMAT = "glacy.opening/1"
MAX_ENTRY_SIZE = 65_535
SALT_SIZE = 32
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A leaf of the journal: which kind of act, when, and the commitment to the rest."""

    kind: str
    at: datetime
    commitment: Digest

    def __post_init__(self) -> None:
        _check_kind(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a commitment hides: who did what, and the salt that keeps it from being guessed."""

    kind: str
    who: str
    what: Json
    at: datetime
    salt: bytes

    def __post_init__(self) -> None:
        _check_kind(self.kind)
        if len(self.salt) != SALT_SIZE:
            raise MalformedEntryError(
                say(
                    "A salt has {salt_size} bytes, found {count}.", salt_size=SALT_SIZE, count=len(self.salt)
                ),
                remedy=say("Draw a new salt."),
            )

    @property
    def entry(self) -> Entry:
        """The entry that this opens."""
        act: Json = {"at": write_instant(self.at), "kind": self.kind, "what": self.what, "who": self.who}
        hidden = sha256(f"{ENTRY_FORMAT}\n".encode() + self.salt + write_canonical(act)).hexdigest()
        return Entry(kind=self.kind, at=self.at, commitment=Digest(hidden))


def commit_entry(*, kind: str, who: str, what: Json, at: datetime, salt: bytes) -> bytes:
    """The bytes to log for an act; keep the `Opening` of the same values to be able to show what they say."""
    return write_entry(Opening(kind=kind, who=who, what=what, at=at, salt=salt).entry)


def verify_opening(opening: Opening, *, entry: bytes) -> None:
    """Returns if the opening is that of the logged bytes; raises otherwise."""
    if not hmac.compare_digest(write_entry(opening.entry), entry):
        raise MalformedEntryError(
            say("The opening does not fit the entry."),
            remedy=say("Ask the keeper of the journal for the opening of this entry."),
        )


def write_entry(entry: Entry) -> bytes:
    """The canonical bytes of an entry; its four values are ASCII and need no escape."""
    return (
        f'{{"at":"{write_instant(entry.at)}","commitment":"{entry.commitment}",'
        f'"format":"{ENTRY_FORMAT}","kind":"{entry.kind}"}}'
    ).encode("ascii")


def read_entry(data: bytes) -> Entry:
    """The entry in these bytes; only the canonical form of exactly its four fields is one."""
    fields = _fields(data, format_=ENTRY_FORMAT, names={"at", "commitment", "format", "kind"})
    try:
        return Entry(
            kind=_text(fields, "kind"),
            at=read_instant(_text(fields, "at")),
            commitment=read_digest(_text(fields, "commitment")),
        )
    except (TimeFormError, NotADigestError) as fault:
        raise MalformedEntryError(fault.says, remedy=_ASK) from fault


def write_opening(opening: Opening) -> bytes:
    """The canonical bytes of an opening; hand them only to those who may know who did what."""
    return _canonical(
        {
            "at": write_instant(opening.at),
            "format": OPENING_FORMAT,
            "kind": opening.kind,
            "salt": opening.salt.hex(),
            "what": opening.what,
            "who": opening.who,
        }
    )


def read_opening(data: bytes) -> Opening:
    """The opening in these bytes; only the canonical form of exactly its six fields is one."""
    fields = _fields(data, format_=OPENING_FORMAT, names={"at", "format", "kind", "salt", "what", "who"})
    try:
        return Opening(
            kind=_text(fields, "kind"),
            who=_text(fields, "who"),
            what=fields["what"],
            at=read_instant(_text(fields, "at")),
            salt=bytes.fromhex(read_digest(_text(fields, "salt"))),
        )
    except (TimeFormError, NotADigestError) as fault:
        raise MalformedEntryError(fault.says, remedy=_ASK) from fault


_ASK = say("Ask for the file again, unchanged.")


def _canonical(value: Json) -> bytes:
    data = write_canonical(value)
    if len(data) > MAX_ENTRY_SIZE:
        raise MalformedEntryError(
            say(
                "An entry has at most {max_entry_size} bytes, found {count}.",
                max_entry_size=MAX_ENTRY_SIZE,
                count=len(data),
            ),
            remedy=say("Log the digest of large content, not the content."),
            size=len(data),
        )
    return data


def _fields(data: bytes, *, format_: str, names: set[str]) -> Mapping[str, Json]:
    if len(data) > MAX_ENTRY_SIZE:
        raise MalformedEntryError(
            say("An entry has at most {max_entry_size} bytes.", max_entry_size=MAX_ENTRY_SIZE), remedy=_ASK
        )
    try:
        value = read_canonical(data)
    except NotCanonicalError as fault:
        raise MalformedEntryError(fault.says, remedy=_ASK) from fault
    if not isinstance(value, Mapping) or set(value) != names or value["format"] != format_:
        raise MalformedEntryError(
            say("A {format} with the fields {names} was expected.", format=format_, names=sorted(names)),
            remedy=_ASK,
        )
    return value


def _text(fields: Mapping[str, Json], name: str) -> str:
    value = fields[name]
    if not isinstance(value, str):
        raise MalformedEntryError(say("The field {name} is a text.", name=name), remedy=_ASK, field=name)
    return value


def _check_kind(kind: str) -> None:
    if not _KIND.fullmatch(kind):
        raise MalformedEntryError(
            say("{kind!r} cannot be the kind of an entry.", kind=kind),
            remedy=say("Use up to 64 lower-case letters, digits and . _ - beginning with a letter."),
            found=kind,
        )
