"""Answers kept as long as the facts stand: when other facts are adopted, all are forgotten at once.

They lie in one room. To forget is to go into a new room: what somebody still works out from the old facts is
put into the old one, where nobody looks again. So a web with many threads never keeps an answer of two facts.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ClassVar, Generic, ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")
_Answers = Callable[..., object]


class _Room:
    number: ClassVar[int] = 0
    kept: ClassVar[dict[object, _Answers]] = {}


class _Kept(Generic[_Given, _Found]):
    """A function of the facts whose answers are kept in the room of these facts."""

    def __init__(self, ask: Callable[_Given, _Found], most: int | None) -> None:
        self._make = functools.lru_cache(maxsize=most)
        self._ask = ask
        functools.update_wrapper(self, ask)

    def __call__(self, *args: _Given.args, **kwargs: _Given.kwargs) -> _Found:
        room = _Room.kept
        answers = room.get(self)
        if answers is None:
            answers = room.setdefault(self, self._make(self._ask))
        return answers(*args, **kwargs)  # type: ignore[return-value]  # the room holds functions of any kind


def kept(most: int | None = None) -> Callable[[Callable[_Given, _Found]], _Kept[_Given, _Found]]:
    """Keeps so many answers of a function that reads the facts, until `forget`."""
    return lambda ask: _Kept(ask, most)


def forget() -> None:
    """Keeps nothing of what was answered so far."""
    _Room.kept = {}
    _Room.number += 1


def generation() -> int:
    """How often everything was forgotten: another number, other facts."""
    return _Room.number
