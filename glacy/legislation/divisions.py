"""The parts, titles, chapters and schedules above provisions, and the formula that closes an act."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = {
    "book": 0, "livre": 0, "libro": 0, "livro": 0,
    "part": 1, "partie": 1, "parte": 1,
    "title": 2, "titre": 2, "título": 2, "titulo": 2,
    "chapter": 3, "chapitre": 3, "capítulo": 3, "capitulo": 3,
    "division": 4, "section": 5, "sección": 5, "seccion": 5, "secção": 5, "seção": 5, "secçao": 5,
    "subsection": 6, "sous-section": 6, "subsección": 6, "subseção": 6, "subsecção": 6,
    "paragraphe": 7,
    "schedule": 1, "annex": 1, "annexe": 1, "anexo": 1, "appendix": 1,
}  # fmt: skip
ANNEXES = ("schedule", "annex", "annexe", "anexo", "appendix")
_NUMBER = (
    r"[IVXLC]{1,7}(?:\s*(?:bis|ter)\b)?|\d{1,3}[A-Z]?(?:\s*(?:ère|er|e|ª|º|°))?(?:\s*(?:bis|ter)\b)?|[A-Z](?![a-z])"
    r"|premi[eè]re?|preliminar|préliminaire|único|unico|unique"
    r"|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|primeir[oa]|terceir[oa]|quart[oa]"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|first|second|third"
)
_HEAD = re.compile(
    rf"^(?P<ordinal>first|second|third|fourth|fifth)?\s*(?P<word>{'|'.join(_WORDS)})\b\.?\s*"
    rf"(?P<number>{_NUMBER})?\s*(?:\.?\s*[-–—­:.]+\s*)?(?P<heading>.*)$",
    re.IGNORECASE,
)
_LONGEST = 24
_GLUED = re.compile(
    r"(?<=[.;»”\"])\s+"
    r"(?P<head>(?:(?:Part|Chapter|Titre|Chapitre|Título|Capítulo|PART|CHAPTER|TITRE|CHAPITRE|TÍTULO|CAPÍTULO)"
    r"\s+[IVXLC\d]+\s*[-–—:.]*\s*)?[A-ZÀ-Ý][A-ZÀ-Ý' ,’.–-]{11,})$"
)
_CLOSING = re.compile(
    r"(?:^|(?<=[.»”]\s)|(?<=\.”\s))(?:dad[oa] en\b|fait à\b|done at\b|done in\b|publíquese|publique-se"
    r"|comuníquese|feit[oa] em\b|aprovad[oa] em\b|promulgad[oa] em\b|visto e aprovado|passed in the national"
    r"|certified by the|assented to|la présente loi sera exécutée|el presidente de[l ]|bras[íi]lia,)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A line that opens a division: how high it stands (0 is a book), its label and its heading."""

    level: int
    label: str
    heading: str
    is_annex: bool


def find_head(line: str, *, sections_divide: bool) -> Head | None:
    """The division that a line opens, or None. Where provisions are called sections, `section` opens none."""
    found = _HEAD.match(line)
    if found is None or len(line.split()) > _LONGEST or line[-1:] in ";,":
        return None
    word, number, heading = found["word"].lower(), found["number"], found["heading"].strip()
    if word.startswith("se") and "sub" not in word and not sections_divide:
        return None
    is_annex = word in ANNEXES
    if not line[0].isupper() or (number is None and not (is_annex and len(line.split()) <= 3)):
        return None
    if heading[:1].islower() or heading[:1] in ",)" or (heading.endswith(".") and len(heading) > 100):
        return None
    label = line[: len(line) - len(heading)].strip(" .:-–—­") if heading else line.strip(" .:-–—­")
    return Head(level=_WORDS[word], label=label, heading=heading, is_annex=is_annex)


def is_heading(line: str) -> bool:
    """Whether a line can be the heading of the division whose label stood on the line before."""
    return (
        len(line.split()) <= _LONGEST
        and line[:1].isupper()
        and line[-1:] not in ";:,"
        and not line[0].isdigit()
    )


def split_glued(text: str) -> tuple[str, str]:
    """A text and the heading in capitals that was glued to its end, empty where there is none."""
    found = _GLUED.search(text)
    return (text[: found.start()].rstrip(), found["head"].strip()) if found else (text, "")


def find_closing(text: str) -> int | None:
    """Where the formula of signature begins in the text of a last provision, or None."""
    found = _CLOSING.search(text)
    return found.start() if found else None
