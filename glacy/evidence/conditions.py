"""Conditions of use that travel with every copy of the evidence (`conditions.json`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glacy.canon import write_canonical
from glacy.evidence.errors import EvidenceError
from glacy.evidence.forms import has_one_line, malformed, read_form
from glacy.sayings import say

CONDITIONS_FORMAT = "glacy.conditions/1"
_FIELDS = frozenset({"basis", "set_by", "text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A limit on the use of the evidence, who set it, and the article or provision it rests on."""

    text: str
    set_by: str
    basis: str | None = None

    def __post_init__(self) -> None:
        for name in ("text", "set_by", "basis"):
            value = getattr(self, name)
            if value is not None and not has_one_line(value):
                raise EvidenceError(
                    say("{name} of a condition is one line of text.", name=name), remedy=say("Shorten it.")
                )


def write_conditions(conditions: Sequence[Condition]) -> bytes:
    """The canonical bytes of `conditions.json`."""
    return write_canonical(
        {
            "conditions": [
                {"basis": one.basis, "set_by": one.set_by, "text": one.text} for one in conditions
            ],
            "format": CONDITIONS_FORMAT,
        }
    )


def read_conditions(data: bytes) -> tuple[Condition, ...]:
    """The conditions in these bytes."""
    fields = read_form(
        data, place="conditions.json", format_=CONDITIONS_FORMAT, names=frozenset({"conditions"})
    )
    try:
        return tuple(
            Condition(text=one.text("text"), set_by=one.text("set_by"), basis=one.optional("basis"))
            for one in fields.each("conditions", names=_FIELDS)
        )
    except EvidenceError as fault:
        raise malformed("conditions.json", say("whole conditions ({why})", why=fault.says)) from fault
