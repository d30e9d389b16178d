"""What was withheld from a copy of the evidence, on what ground and by whose decision (`redactions.json`).

A withheld file is named by a salted commitment to its digest: its name may tell what the ground keeps back,
and so would the digest of a short text to who tries a list of names (docs/specs/evidence.md, section 7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from glacy.canon import Digest, Json, write_canonical
from glacy.evidence.errors import EvidenceError
from glacy.evidence.forms import Fields, has_one_line, malformed, read_form
from glacy.sayings import say
from glacy.times import write_instant

REDACTIONS = "redactions.json"
REDACTIONS_FORMAT = "glacy.redactions/2"
WITHHELD_SALT = 32
_FIELDS = frozenset({"commitment", "decided_at", "decided_by", "ground", "instead"})


def commit_withheld(digest: Digest, *, salt: bytes) -> Digest:
    """The commitment to a withheld file; a court to which digest and salt are shown can make it again."""
    if len(salt) != WITHHELD_SALT:
        raise EvidenceError(
            say("A salt has {count} bytes, found {found}.", count=WITHHELD_SALT, found=len(salt)),
            remedy=say("Draw a new salt."),
        )
    return Digest(sha256(b"glacy.withheld/1\n" + salt + digest.encode("ascii")).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A file that a copy leaves out (its commitment), the file that stands for it if any, and why."""

    commitment: Digest
    ground: str
    decided_by: str
    decided_at: datetime
    instead: Digest | None = None

    def __post_init__(self) -> None:
        write_instant(self.decided_at)
        for name in ("ground", "decided_by"):
            if not has_one_line(getattr(self, name)):
                raise EvidenceError(
                    say(
                        "{name} of what is withheld is one line of text, found {getattr!r}.",
                        name=name,
                        getattr=getattr(self, name),
                    ),
                    remedy=say("Name the provision or the reason, and the person or court that decided."),
                    field=name,
                )


def verify_redactions(redactions: Sequence[Redaction], *, present: frozenset[Digest]) -> None:
    """Returns if each is listed once, and what stands for one is in the copy; raises otherwise."""
    withheld = [one.commitment for one in redactions]
    if withheld != sorted(set(withheld)):
        raise EvidenceError(
            say("What is withheld is listed once, in the order of the commitments."),
            remedy=say("Sort the list."),
        )
    for one in redactions:
        if one.instead is not None and one.instead not in present:
            raise EvidenceError(
                say(
                    "{instead}... is to stand for a withheld file, and it is not in the copy.",
                    instead=one.instead[:16],
                ),
                remedy=say("Put the redacted file in."),
                commitment=one.commitment,
            )


def write_redactions(redactions: Sequence[Redaction]) -> bytes:
    """The canonical bytes of `redactions.json`."""
    withheld: list[Json] = [
        {
            "commitment": one.commitment,
            "decided_at": write_instant(one.decided_at),
            "decided_by": one.decided_by,
            "ground": one.ground,
            "instead": one.instead,
        }
        for one in redactions
    ]
    return write_canonical({"format": REDACTIONS_FORMAT, "withheld": withheld})


def read_redactions(data: bytes) -> tuple[Redaction, ...]:
    """What was withheld, as these bytes say."""
    fields = read_form(data, place=REDACTIONS, format_=REDACTIONS_FORMAT, names=frozenset({"withheld"}))
    try:
        return tuple(_read(one) for one in fields.each("withheld", names=_FIELDS))
    except EvidenceError as fault:
        raise malformed(
            REDACTIONS, say("a whole list of what is withheld ({why})", why=fault.says)
        ) from fault


def _read(fields: Fields) -> Redaction:
    return Redaction(
        commitment=fields.digest("commitment"),
        instead=None if fields.optional("instead") is None else fields.digest("instead"),
        ground=fields.text("ground"),
        decided_by=fields.text("decided_by"),
        decided_at=fields.instant("decided_at"),
    )
