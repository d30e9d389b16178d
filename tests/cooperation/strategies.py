"""Any valid message: strategies made from the forms of the values, by hand where a rule joins fields."""

from __future__ import annotations

import dataclasses
import types
import typing
import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from glacy.amounts import Amount
from glacy.cooperation import (
    Addressee,
    Authority,
    Basis,
    DataSection,
    Earlier,
    Extension,
    FreeText,
    Languages,
    Message,
    Period,
    Preserved,
    Request,
    SafeguardStated,
    Secrecy,
    Target,
    Translation,
    Urgency,
)
from glacy.cooperation.form import fields_of
from glacy.cooperation.plain import Shape, Span
from glacy.cooperation.request import PRESERVATION
from tests.cooperation.values import TARGETS

FIRST, LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2199, 12, 30, tzinfo=UTC)
MESSAGE_KINDS = typing.get_args(Message)

SPAN = int((LAST - FIRST).total_seconds())
instants = st.integers(0, SPAN).map(lambda seconds: FIRST + timedelta(seconds=seconds))
early = st.integers(0, SPAN - 10 * 366 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds))
days = st.dates(date(1970, 1, 1), date(2199, 12, 31))
_signs = st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="\ufeff")
TAGS = st.sampled_from(("en", "es", "fr", "pt-BR", "zh-Hant-TW"))
ids = st.uuids().map(str)
PATTERNED: dict[str, st.SearchStrategy[str]] = {
    "an id (UUID)": ids,
    "a country code of two letters": st.sampled_from(("GH", "CL", "BR", "FR")),
    "a language tag such as es or pt-BR": TAGS,
    "a time zone such as Africa/Accra": st.sampled_from(("Africa/Accra", "America/Santiago", "UTC")),
    "a SHA-256 digest of 64 hexadecimal digits": st.text("0123456789abcdef", min_size=64, max_size=64),
}


def composed(text: str) -> bool:
    """Whether a text is one that a value takes: composed, with nothing around it."""
    return bool(text.strip()) and text == text.strip() and unicodedata.normalize("NFC", text) == text


lines = st.text(_signs | st.just(" "), min_size=1, max_size=30).filter(composed)


@st.composite
def free_texts(draw: st.DrawFn) -> FreeText:
    """A text with up to two translations, one of all versions prevailing."""
    languages = draw(st.lists(st.sampled_from(("en", "es", "fr", "pt")), min_size=1, max_size=3, unique=True))
    leading = draw(st.integers(0, len(languages) - 1))
    translations = tuple(
        Translation(
            text=draw(lines),
            language=language,
            status=draw(st.sampled_from(("official", "working", "machine"))),
            translator="Ana (invented)",
            prevails=number == leading,
        )
        for number, language in enumerate(languages[1:], start=1)
    )
    return FreeText(text=draw(lines), language=languages[0], prevails=leading == 0, translations=translations)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first, second = sorted((draw(instants), draw(instants)))
    return Period(from_at=first, until_at=second)


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """A known target with any period, custodian and remark."""
    target = draw(st.sampled_from(TARGETS))
    return dataclasses.replace(
        target,
        period=draw(periods()),
        custodian=draw(st.none() | lines),
        note=draw(st.none() | lines),
    )


@st.composite
def urgencies(draw: st.DrawFn) -> Urgency:
    grade = draw(st.sampled_from(("emergency", "urgent", "routine")))
    text = free_texts()
    return Urgency(
        grade=grade,
        reason=draw(text if grade == "urgent" else st.none() | text),
        needed_by_on=draw(days if grade == "urgent" else st.none() | days),
        life_facts=draw(text if grade == "emergency" else st.none() | text),
    )


@st.composite
def bases(draw: st.DrawFn) -> Basis:
    kind = draw(st.sampled_from(("treaty", "agreement", "reciprocity", "other")))
    words = st.none() | lines if kind == "treaty" else lines
    measure = draw(st.sampled_from((PRESERVATION, "ETS185-31", "ETS185-33", "ETS185-34", "CETS224-10")))
    return Basis(measure=measure, kind=kind, text=draw(words), named_by=draw(words), why=draw(words))


@st.composite
def safeguards(draw: st.DrawFn) -> SafeguardStated:
    """A safeguard with its article, or one of the requested State's own law in words with a source."""
    binds, applies = (
        draw(st.sampled_from(("asking", "asked", "both"))),
        draw(st.sampled_from(("yes", "unknown"))),
    )
    if draw(st.booleans()):
        key = draw(st.sampled_from(("use_limits_of_the_state", "user_notice")))
        return SafeguardStated(key=key, binds=binds, applies=applies, says=draw(lines), source=draw(lines))
    key = draw(st.sampled_from(("proportionality", "use_limitation", "personal_data")))
    return SafeguardStated(key=key, binds=binds, applies=applies, article=draw(lines))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A request whose days all lie on or after its own."""
    dated_at = draw(early)
    later = st.integers(0, 3000).map(lambda number: dated_at.date() + timedelta(days=number))
    base = draw(
        plain(
            Request,
            dated_at=st.just(dated_at),
            addressee=plain(Addressee, country=st.just("CL")),
            authority=plain(Authority, country=st.just("GH")),
            basis=bases(),
            data=plain(DataSection, assistance_expected_on=st.none() | later),
            secrecy=st.builds(Secrecy, user_not_told_until_on=later),
            urgency=st.just(Urgency(grade="routine")),
        )
    )
    urgency = dataclasses.replace(draw(urgencies()), needed_by_on=draw(later))
    return dataclasses.replace(base, urgency=urgency)


@st.composite
def extensions(draw: st.DrawFn) -> Extension:
    day = draw(st.dates(date(1970, 1, 2), date(2198, 1, 1)))
    earlier = Earlier(status="extension", reference=draw(lines), preserved_until_on=day)
    until_on = st.just(day + timedelta(days=draw(st.integers(1, 300))))
    return draw(plain(Extension, earlier=st.just(earlier), until_on=until_on))


@st.composite
def preservations(draw: st.DrawFn) -> Preserved:
    begins = draw(early)
    until_on = st.just(begins.date() + timedelta(days=draw(st.integers(0, 3000))))
    return draw(plain(Preserved, from_at=st.just(begins), until_on=st.none() | until_on))


def plain(kind: type[Any], **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any value of a class, field by field from its form."""
    parts = {}
    for item in fields_of(kind):
        strategy = known[item.name] if item.name in known else of_hint(item.hint)
        tuples = typing.get_origin(item.hint) is tuple
        needed = item.name in ("outcomes", "path", "documents", "wanted", "offence", "targets", "facts")
        if item.optional and not tuples and item.name not in known and not needed:
            strategy = st.none() | strategy
        elif item.optional and tuples and not needed and kind.__name__ != "ConditionsProposed":
            strategy = st.just(()) | strategy
        parts[item.name] = strategy
    return st.builds(kind, **parts)


def of_hint(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type hint."""
    marks: tuple[Any, ...] = ()
    if typing.get_origin(hint) is typing.Annotated:
        hint, *rest = typing.get_args(hint)
        marks = tuple(rest)
    origin = typing.get_origin(hint)
    if origin is tuple:
        inner = typing.get_args(hint)[0]
        return st.lists(of_hint(inner), min_size=1, max_size=3).map(tuple)
    if origin in (typing.Union, types.UnionType):
        if set(typing.get_args(hint)) == set(typing.get_args(Target)):
            return targets()
        return st.one_of([of_hint(member) for member in typing.get_args(hint)])
    if origin is typing.Literal:
        return st.sampled_from(typing.get_args(hint))
    if dataclasses.is_dataclass(hint):
        return of_class(typing.cast("type[Any]", hint))
    return _plain_value(hint, marks)


BY_HAND: dict[type[Any], Any] = {
    FreeText: free_texts,
    Period: periods,
    Urgency: urgencies,
    Basis: bases,
    SafeguardStated: safeguards,
    Request: requests,
    Extension: extensions,
    Preserved: preservations,
    Secrecy: lambda: st.builds(Secrecy, user_not_told_until_on=days),
    Earlier: lambda: plain(Earlier, preserved_until_on=st.none()),
    Languages: lambda: st.builds(
        Languages, documents=st.lists(TAGS, min_size=1, max_size=3, unique=True).map(tuple), original=TAGS
    ),
    Amount: lambda: st.builds(
        Amount, units=st.integers(0, 10**12), asset=st.sampled_from(("USD", "JPY", "BTC"))
    ),
}


def of_class(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any value of a class."""
    made = BY_HAND.get(kind)
    return made() if made is not None else plain(kind)


def messages() -> st.SearchStrategy[Any]:
    """Any message of any kind."""
    return st.one_of([of_class(kind) for kind in MESSAGE_KINDS])


def _plain_value(hint: Any, marks: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if hint is datetime:
        return instants
    if hint is date:
        return days
    if hint is bool:
        return st.booleans()
    for mark in marks:
        if isinstance(mark, Shape):
            return PATTERNED.get(mark.says, lines)
        if isinstance(mark, Span):
            return st.integers(mark.least, mark.most)
    raise AssertionError(f"no strategy for {hint}")
