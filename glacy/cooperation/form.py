"""One form for every value that goes on the wire: frozen values to JSON and back, by their type hints.

A `None` and an empty tuple are left out, instants and days are written as in `glacy.times`, a member of a
union is told by its `kind`. `obey` gives each value its promise: if it exists, it fits its form.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import TypeVar

from glacy.canon import Json
from glacy.cooperation.errors import InvalidValueError
from glacy.cooperation.plain import Hint, check_plain, origin_of, say_found
from glacy.errors import GlacyError
from glacy.sayings import say
from glacy.times import read_day, read_instant, write_day, write_instant

_T = TypeVar("_T")
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class FieldForm:
    """One field of a value: its hint without `None`, and whether it may be left out."""

    name: str
    hint: Hint
    optional: bool
    default: object


@cache
def fields_of(kind: type) -> tuple[FieldForm, ...]:
    """The fields of a value class, in order."""
    hints = typing.get_type_hints(kind, include_extras=True)
    found = []
    for item in dataclasses.fields(kind):
        hint = hints[item.name]
        inner = _without_none(hint)
        default = None if inner is not hint else item.default
        optional = inner is not hint or (origin_of(hint) is tuple and item.default == ())
        found.append(FieldForm(item.name, inner, optional, default))
    return tuple(found)


def tag_of(kind: type) -> tuple[str, str] | None:
    """The key and value that tell a class apart on the wire: its `format`, or its `kind`."""
    for key in ("FORMAT", "KIND"):
        if tag := getattr(kind, key, None):
            return key.lower(), str(tag)
    return None


def write_form(value: object) -> Json:
    """The JSON of a value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _write_fields(value)
    if isinstance(value, datetime):
        return write_instant(value)
    if isinstance(value, date):
        return write_day(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (list, tuple)):
        return [write_form(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    raise InvalidValueError("", say("{name} has no written form", name=type(value).__name__))


def _write_fields(value: object) -> Json:
    written: dict[str, Json] = {}
    if tag := tag_of(type(value)):
        written[tag[0]] = tag[1]
    for item in fields_of(_class_of(value)):
        inner = getattr(value, item.name)
        if item.optional and (inner is None or inner == ()):
            continue
        written[item.name] = write_form(inner)
    return written


def read_form(kind: type[_T], json: Json) -> _T:
    """The value of that class from its JSON; `InvalidValueError` names the field that does not fit."""
    if not isinstance(json, Mapping):
        raise InvalidValueError("", say("an object was expected, found {found}", found=say_found(json)))
    forms = fields_of(_as_type(kind))
    known = {item.name for item in forms}
    tag = tag_of(kind)
    given = {key: inner for key, inner in json.items() if tag is None or key != tag[0]}
    if tag and json.get(tag[0]) != tag[1]:
        raise InvalidValueError(
            tag[0], say("{tag!r} was expected, found {found}", tag=tag[1], found=say_found(json.get(tag[0])))
        )
    if unknown := sorted(set(given) - known):
        raise InvalidValueError(
            unknown[0][:60],
            say("there is no such field"),
            remedy=say("Known are: {known}.", known=", ".join(sorted(known))),
        )
    parts: dict[str, object] = {}
    for item in forms:
        if given.get(item.name) is not None:
            parts[item.name] = read_hint(item.hint, given[item.name], item.name)
        elif not item.optional and item.default is MISSING:
            raise InvalidValueError(item.name, say("this is required and is not there"))
    return kind(**parts)


def read_hint(hint: Hint, json: Json, place: str) -> object:
    """A value of a type hint from its JSON; `place` names it in errors."""
    try:
        return _read_hint(hint, json)
    except InvalidValueError as fault:
        raise fault.inside(place) from None
    except GlacyError as fault:
        raise InvalidValueError(place, fault.says, remedy=fault.remedy) from fault


def _read_hint(hint: Hint, json: Json) -> object:
    bare, marks = _bare(hint)
    origin = origin_of(bare)
    if origin is tuple:
        return _read_items(typing.get_args(bare)[0], json)
    if origin in (typing.Union, types.UnionType):
        return _read_union(typing.get_args(bare), json)
    if dataclasses.is_dataclass(bare):
        return read_form(typing.cast(type, bare), json)  # a dataclass is a type here, mypy cannot see it
    value: object = json
    if isinstance(json, str) and bare is datetime:
        value = read_instant(json)
    elif isinstance(json, str) and bare is date:
        value = read_day(json)
    elif isinstance(bare, type) and issubclass(bare, Enum):
        value = _read_member(bare, json)
    check_plain(bare, marks, value)
    return value


def _read_member(kind: type[Enum], json: Json) -> Enum:
    try:
        return kind(json)
    except ValueError:
        names = ", ".join(str(member.value) for member in kind)
        raise InvalidValueError(
            "", say("one of {names} was expected, found {found}", names=names, found=say_found(json))
        ) from None


def _read_items(hint: Hint, json: Json) -> tuple[object, ...]:
    if not isinstance(json, Sequence) or isinstance(json, str):
        raise InvalidValueError("", say("a list was expected, found {found}", found=say_found(json)))
    if not 0 < len(json) <= MOST_ITEMS:
        raise InvalidValueError(
            "",
            say(
                "1 to {most_items} items were expected, found {count}", most_items=MOST_ITEMS, count=len(json)
            ),
        )
    return tuple(read_hint(hint, item, f"[{index}]") for index, item in enumerate(json))


def _read_union(members: tuple[type, ...], json: Json) -> object:
    tags = {tag: member for member in members if (tag := tag_of(member))}
    if isinstance(json, Mapping):
        for (key, name), member in tags.items():
            if json.get(key) == name:
                return read_form(member, json)
    names = ", ".join(name for _, name in tags)
    raise InvalidValueError("kind", say("one of {names} was expected", names=names))


def obey(value: object) -> None:
    """Raise `InvalidValueError` unless every field of a value fits its hint."""
    for item in fields_of(_class_of(value)):
        inner = getattr(value, item.name)
        if inner is None and item.optional and item.default is None:
            continue
        try:
            _check_hint(item.hint, inner)
        except InvalidValueError as fault:
            raise fault.inside(item.name) from None


def _check_hint(hint: Hint, value: object) -> None:
    bare, marks = _bare(hint)
    origin = origin_of(bare)
    if origin is tuple:
        if not isinstance(value, tuple) or len(value) > MOST_ITEMS:
            raise InvalidValueError(
                "",
                say(
                    "at most {most_items} items were expected, found {found}",
                    most_items=MOST_ITEMS,
                    found=say_found(value),
                ),
            )
        for index, item in enumerate(value):
            try:
                _check_hint(typing.get_args(bare)[0], item)
            except InvalidValueError as fault:
                raise fault.inside(f"[{index}]") from None
    elif origin in (typing.Union, types.UnionType):
        if not isinstance(value, typing.get_args(bare)):
            raise InvalidValueError(
                "", say("one of the known kinds was expected, found {found}", found=say_found(value))
            )
    else:
        check_plain(bare, marks, value)


def _bare(hint: Hint) -> tuple[Hint, tuple[object, ...]]:
    if origin_of(hint) is typing.Annotated:
        inner, *marks = typing.get_args(hint)
        return inner, tuple(marks)
    return hint, ()


def _without_none(hint: Hint) -> Hint:
    if origin_of(hint) not in (typing.Union, types.UnionType):
        return hint
    members = typing.get_args(hint)
    if type(None) not in members:
        return hint
    rest = tuple(member for member in members if member is not type(None))
    return rest[0] if len(rest) == 1 else typing.Union[rest]


def _class_of(value: object) -> type:
    return type(value)


def _as_type(kind: type[object]) -> type:
    return kind
