"""Policies and strategies of a State: their dates, their period, and the objectives that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from glacy.legislation.lines import lines_of
from glacy.legislation.patterns import fold
from glacy.legislation.values import ActText

PolicyKind = Literal["policy", "strategy", "plan", "other"]
_KINDS: tuple[tuple[PolicyKind, str], ...] = (
    ("strategy", r"\b(?:strateg\w*|estrateg\w*)\b"),
    ("plan", r"\b(?:road ?map|plans?|planes|planos?)\b"),
    ("policy", r"\b(?:polic(?:y|ies)|politique|politica)\b"),
)  # fmt: skip
_WORDS = (
    r"objectives?|objectifs?|objetivos?|objectivos?|goals?|pillars?|piliers?|pilar(?:es)?|axes?|ejes?|eixos?"
    r"|priorit(?:y|ies|es?)|prioridad(?:es)?|prioridades?|outcomes?|metas?|buts?|orientations?|thrusts?"
    r"|linhas? de acao|lineas? de accion|focus areas?|domaines? d'action"
)
_QUALIFIED = (
    r"(?:(?:strategic|specific|general|overall|main|key|national|strategiques?|specifiques?"
    r"|estrategicos?|especificos?|general(?:es)?|gera(?:l|is)|prioritaires?)\s+)*"
)
_NUMBER = r"(?:(?:n[°ºo.]\s?)?(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,5}|[a-h]|one|two|three|four|five|six))"
_OPENS = re.compile(
    rf"^\W*{_QUALIFIED}(?P<word>{_WORDS})\s*{_QUALIFIED}(?P<number>{_NUMBER})\s?[.:)–—-]+\s*(?P<text>.*)$"
)
_LIST_HEAD = re.compile(
    rf"^\W*(?:\d{{1,2}}(?:\.\d{{1,2}})*\.?\s+)?{_QUALIFIED}(?:{_WORDS})(?:\s+\w+){{0,6}}\W*$|"
    rf"^.{{0,120}}\b(?:{_WORDS})\b.{{0,60}}:\s*$"
)
_ITEM = re.compile(
    r"^\W*(?P<number>\d{1,2}(?:\.\d{1,2})*|[a-hivx]{1,4})[.)]\s+(?P<text>\S.*)$|^\s*[•●▪–—*-]\s+(?P<bullet>\S.*)$"
)
_PERIOD = re.compile(r"\b(20[0-4]\d)\s?(?:[-–—/]|to|a|à|ate|hasta|au)\s?(20[0-4]\d)\b")
_MONTHS = (
    "january janvier enero janeiro", "february fevrier febrero fevereiro", "march mars marzo marco",
    "april avril abril", "may mai mayo maio", "june juin junio junho", "july juillet julio julho",
    "august aout agosto", "september septembre septiembre setembro", "october octobre octubre outubro",
    "november novembre noviembre novembro", "december decembre diciembre dezembro",
)  # fmt: skip
_MONTH = {word: at for at, words in enumerate(_MONTHS, 1) for word in words.split()}
_DAY = re.compile(
    rf"\b(\d{{1,2}})(?:er|st|nd|rd|th|º|°)?\s+(?:de\s+|of\s+)?({'|'.join(_MONTH)})\s+(?:de\s+|del\s+|,\s*)?(20\d\d|19\d\d)\b"
)
_ADOPTED = re.compile(r"adopt|approv|approuv|aprob|aprov|launch|publi|signed|valide|endors|promulg")
_LONGEST_LIST = 20
_SHORTEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """An objective as a policy names it: its number as printed, its words, and where they stand."""

    number: str
    text: str
    start: int
    end: int
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedWords:
    """A day that a document names, with the words around it; `is_adoption` where they speak of adopting."""

    on: date
    words: str
    page: int
    is_adoption: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy, strategy or plan: what kind, its period, the days that it names, and its objectives.

    The period is what the document itself prints first, such as 2022-2026, or None.
    """

    kind: PolicyKind
    period: tuple[int, int] | None
    dates: tuple[DatedWords, ...]
    objectives: tuple[Objective, ...]


def read_policy(source: ActText, *, title: str = "") -> Policy:
    """What a document says of itself; nothing is added that it does not print."""
    head = fold(f"{title}\n{source.text[:3000]}")
    kind = _kind(fold(title)) or _kind(head) or "other"
    periods = [
        (int(found[1]), int(found[2]))
        for text in (fold(title), head, fold(source.text))
        for found in _PERIOD.finditer(text)
        if int(found[1]) < int(found[2])
    ]
    return Policy(
        kind=kind,
        period=periods[0] if periods else None,
        dates=tuple(_dates(source)),
        objectives=tuple(_objectives(source)),
    )


def _kind(folded: str) -> PolicyKind | None:
    """The kind whose word stands first."""
    places = [(found.start(), name) for name, words in _KINDS if (found := re.search(words, folded))]
    return min(places)[1] if places else None


def _dates(source: ActText) -> Iterator[DatedWords]:
    text, folded = source.text, fold(source.text)
    seen: set[date] = set()
    for found in _DAY.finditer(folded):
        try:
            day = date(int(found[3]), _MONTH[found[2]], int(found[1]))
        except ValueError:
            continue
        if day in seen:
            continue
        seen.add(day)
        around = slice(max(0, found.start() - 80), found.end() + 40)
        yield DatedWords(
            on=day,
            words=" ".join(text[around].split()),
            page=source.page_of(found.start()),
            is_adoption=bool(_ADOPTED.search(folded[around])),
        )


def _objectives(source: ActText) -> Iterator[Objective]:
    """Lines that number an objective, and the items of a list that is headed as objectives."""
    lines, _ = lines_of(source)
    listing = 0
    seen: set[str] = set()
    for at, line in enumerate(lines):
        folded = fold(line.text)
        opened = _OPENS.match(folded)
        number, words = "", ""
        if opened:
            number = opened["number"].upper() if opened["number"].isalpha() else opened["number"]
            words = line.text[opened.start("text") :].strip()
            if not words and at + 1 < len(lines):
                words = lines[at + 1].text
            listing = 0
        elif _LIST_HEAD.match(folded):
            listing = _LONGEST_LIST
            continue
        elif listing:
            item = _ITEM.match(line.text)
            if item:
                number, words = item["number"] or "", item["text"] or item["bullet"]
            elif line.after_gap and line.text[:1].isupper() and line.text[-1:] not in ".;,":
                listing = 0
            listing = max(0, listing - 1)
        key = fold(words)[:80]
        if len(words) >= _SHORTEST and key not in seen:
            seen.add(key)
            yield Objective(
                number=number, text=words.rstrip(" ;,"), start=line.start, end=line.end, page=line.page
            )
