"""Canonical JSON (RFC 8785) and the digest that stands for it: one value, one sequence of bytes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NewType, TypeAlias, Union, cast

import rfc8785

from glacy.errors import GlacyError
from glacy.sayings import say

Json: TypeAlias = Union[bool, int, str, Sequence["Json"], Mapping[str, "Json"], None]
"""A JSON value of ours. No fraction ever crosses a border, so there is no float."""

Digest = NewType("Digest", str)
"""A SHA-256 digest as 64 lower-case hexadecimal digits."""

MAX_DEPTH = 32
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MAX_INTEGER = 2**53 - 1


class NotCanonicalError(GlacyError):
    """Bytes are not the one canonical form of a JSON value."""


class NotADigestError(GlacyError):
    """A text is not 64 lower-case hexadecimal digits."""


def write_canonical(value: Json) -> bytes:
    """The canonical bytes of a JSON value (RFC 8785); refuses floats and integers beyond 2^53."""
    if _is_plain(value):
        # The same bytes, ten times as fast: the order of keys differs only beyond ASCII.
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        with suppress(UnicodeEncodeError):  # half a character: told by what refuses it below
            return text.encode("utf-8")
    _check(value, "$", 0)
    return rfc8785.dumps(value)


def read_canonical(data: bytes) -> Json:
    """The value of canonical bytes; any other spelling of it is refused, so that a digest names one value."""
    try:
        value: Json = json.loads(
            data.decode("utf-8"), parse_float=_refuse_float, parse_constant=_refuse_float
        )
        written = write_canonical(value)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, ValueError) as fault:
        raise NotCanonicalError(
            say("Canonical JSON was expected: {why}.", why=fault),
            remedy=say("Ask the sender for the file again."),
        ) from fault
    if written != data:
        raise NotCanonicalError(
            say("The JSON is not in its canonical form (RFC 8785)."),
            remedy=say("Ask the sender for the bytes as they were sealed."),
        )
    return value


def digest_of(data: bytes) -> Digest:
    """The SHA-256 digest of bytes."""
    return Digest(hashlib.sha256(data).hexdigest())


def read_digest(text: str) -> Digest:
    """A digest from its text; only 64 lower-case hexadecimal digits are one."""
    if not _HEX.fullmatch(text):
        raise NotADigestError(
            say("A SHA-256 digest was expected, found {found!r}.", found=text),
            remedy=say("Give 64 lower-case hexadecimal digits."),
            found=text,
        )
    return Digest(text)


def _refuse_float(text: str) -> None:
    raise ValueError(f"a fraction is not allowed, found {text}")


def _is_plain(value: object) -> bool:
    """Whether a value is made of the plainest parts alone, within every limit of `_check`."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH + 1):
        inner: list[object] = []
        for one in level:
            held = _inside(one)
            if held is None:
                return False
            inner += held
        if not inner:
            return True
        level = inner
    return False


def _inside(one: object) -> Iterable[object] | None:
    """What a plain list or object holds, nothing of a plain leaf; None where it is not plain."""
    kind = type(one)
    if kind is str or one is None or kind is bool:
        return ()
    if kind is list:
        return cast("list[object]", one)  # it is one
    if kind is int:
        return () if -_MAX_INTEGER <= cast("int", one) <= _MAX_INTEGER else None  # it is one
    if kind is dict:
        held = cast("dict[object, object]", one)  # it is one
        return held.values() if all(type(key) is str and key.isascii() for key in held) else None
    return None


def _check(value: object, place: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise NotCanonicalError(
            say("{place} is nested deeper than {max_depth}.", place=place, max_depth=MAX_DEPTH), place=place
        )
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > _MAX_INTEGER:
            raise NotCanonicalError(
                say("{place} is an integer beyond 2^53, which JSON cannot carry safely.", place=place),
                place=place,
            )
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise NotCanonicalError(
                    say("{place} has a key that is not text: {key!r}.", place=place, key=key), place=place
                )
            _check(inner, f"{place}.{key}", depth + 1)
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            _check(inner, f"{place}[{index}]", depth + 1)
    else:
        raise NotCanonicalError(
            say("{place} is {name}, which JSON cannot carry.", place=place, name=type(value).__name__),
            place=place,
        )
