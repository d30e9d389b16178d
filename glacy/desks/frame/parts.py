"""The values that the parts of a page are drawn from; a template decides only how they look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # what gettext_lazy gives; the stubs name it

Text: TypeAlias = "str | _StrPromise"
"""Words for a page: a text, or one that is translated when it is shown."""
Tone = Literal["holds", "fails", "unknown", "soon", "now", "quiet"]
"""How a tag looks: each tone has its own sign, so that colour is never alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A state in one word or two."""

    says: Text
    tone: Tone = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where one can go from here; `about` is said only to those who do not see the page."""

    says: Text
    url: str
    about: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a summary list."""

    key: Text
    value: Text | Tag | Link | Sequence[Text | Link | Tag]
    change: Link | None = None
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of a task list; without an address it cannot be started yet."""

    says: Text
    state: Tag
    url: str = ""
    hint: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a time line: when, who, what, and the proof of it."""

    at: datetime
    what: Text
    who: Text = ""
    side: Literal["ours", "theirs", "here"] = "here"
    zones: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    links: tuple[Link, ...] = ()
    state: Tag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; `url` sorts by it, and `order` is how it is sorted now."""

    says: Text
    is_number: bool = False
    url: str = ""
    order: Literal["ascending", "descending", ""] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its caption; the first cell of a row is its heading; `csv` is the same as a file."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text | Tag | Link | int | tuple[str, ...], ...], ...]
    csv: str = ""
    empty: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The way through a list that is cut into pages: back to its start, and on."""

    before: str = ""
    after: str = ""
