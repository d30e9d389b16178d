"""Where the heading of a provision ends and its text begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from glacy.legislation.numbering import Label

_LONGEST = 110
_MOST_WORDS = 16
_SENTENCE = re.compile(
    r"^(?P<heading>.{3,110}?)\s*(?:\.\s?[-–—]+|\.|:\s?[-–—]?|\s[-–—]{1,2})\s+(?P<rest>\S.*)$", re.DOTALL
)
_OPENS = re.compile(r"^(?:\(|\d|[a-z]\)|—|–|-|«|\"|“|§)")
_VERB = re.compile(
    r"^(?:any person|a person|whoever|every|no person|where|for the purposes|in this|quiconque|sera puni"
    r"|est puni|sont|au sens|lorsque|si |toute personne|quem |aquele|para efeitos|el que|la persona|quien "
    r"|quienes |para los efectos|se entender|there is|this act|the minister|the court|il est|les "
    r"|la présente)",
    re.IGNORECASE,
)


def split_heading(label: Label, below: Sequence[str]) -> tuple[str, str | None]:
    """The heading, and the text that follows on the line of the label.

    The text is None where the heading stood on the line below the label, which is then used up; the heading
    is empty where there is none.
    """
    rest = label.rest
    if not rest:
        if below and len(below) > 1 and _is_heading_line(below[0]):
            return below[0].strip(" .:-–—"), None
        return "", ""
    if _OPENS.match(rest):
        return "", rest
    if below and _is_heading_line(rest):
        return rest.strip(" .:-–—"), ""
    found = _SENTENCE.match(rest)
    if found and len(found["heading"].split()) <= _MOST_WORDS and not _VERB.match(rest):
        return found["heading"].strip(" .:-–—"), found["rest"].strip()
    return "", rest


def _is_heading_line(text: str) -> bool:
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or _OPENS.match(text) or _VERB.match(text):
        return False
    return text[0].isupper() and text[-1] not in ";:,"
