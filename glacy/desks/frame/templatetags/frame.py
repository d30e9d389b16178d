"""Tags that draw the parts of a page: `{% load frame %}`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from glacy.desks.frame import moments
from glacy.desks.frame.assets import asset_url
from glacy.desks.frame.citations import say_article
from glacy.desks.frame.deadlines import say_deadline
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.parts import Column, Event, Link, Pages, Row, Table, Tag, Task
from glacy.desks.frame.plain import sureness
from glacy.desks.frame.sayings import said, said_if_ours
from glacy.desks.frame.words import answer_tag, claimed_tag, due_tag, grade_tag, holds_tag, state_tag
from glacy.node.views import DeadlineView
from glacy.times import write_instant

register = template.Library()
SIGNS = {"holds": "✓", "fails": "✕", "unknown": "?", "soon": "!", "now": "●", "quiet": "○"}


@register.simple_tag
def tag(state: Tag) -> SafeString:
    """A state as a word with its sign; the colour only helps."""
    return format_html(
        '<strong class="glacy-tag glacy-tag--{}"><span aria-hidden="true">{}</span> {}</strong>',
        state.tone,
        SIGNS[state.tone],
        state.says,
    )


@register.simple_block_tag
def way_back(content: str) -> SafeString:
    """The link to the page before as a landmark of its own; nothing where a page has none."""
    if not content.strip():
        return SafeString("")
    return format_html('<nav aria-label="{}">{}</nav>', gettext("Back"), content)


@register.filter
def is_tag(value: object) -> bool:
    """Whether the value is a tag."""
    return isinstance(value, Tag)


@register.filter
def is_link(value: object) -> bool:
    """Whether the value is a link."""
    return isinstance(value, Link)


@register.filter
def is_many(value: object) -> bool:
    """Whether the value is several values."""
    return isinstance(value, (list, tuple))


@register.simple_tag
def instant(at: datetime, *zones: str, seconds: bool = False) -> SafeString:
    """An instant in UTC and on the wall of each place, readable by machines too."""
    said = moments.say_instant(at, tuple(zones), seconds=seconds)
    return format_html('<time datetime="{}">{}</time>', write_instant(at.replace(microsecond=0)), said)


@register.simple_tag
def moment(event: Event) -> SafeString:
    """The instant of an event, in UTC and on the walls that it names."""
    return instant(event.at, *event.zones)


@register.filter
def beside(row: tuple[Any, ...], columns: tuple[Column, ...]) -> list[tuple[Column, Any]]:
    """Each cell with its column."""
    return list(zip(columns, row, strict=False))


@register.filter
def day(on: date) -> str:
    """A day in words."""
    return moments.say_day(on)


@register.simple_tag
def due(deadline: DeadlineView) -> SafeString:
    """How long there is still until a deadline, as a tag."""
    return tag(due_tag(deadline.days_left))


@register.filter
def deadline(one: DeadlineView) -> str:
    """What a deadline is, with its day."""
    return say_deadline(one)


@register.filter
def measure(value: str) -> Any:
    """The name of a measure. Any: a lazy text."""
    return MEASURES.get(value, value)


@register.filter
def days_left(days: int | None) -> str:
    """How many days are left, or over."""
    return moments.say_days_left(days)


@register.filter
def state(value: str) -> SafeString:
    """The state of a request as a tag."""
    return tag(state_tag(value))


@register.filter
def answer(value: str) -> SafeString:
    """The answer of a ruling as a tag."""
    return tag(answer_tag(value))


@register.filter
def holds(value: bool | None) -> SafeString:
    """A finding as a tag."""
    return tag(holds_tag(value))


@register.filter
def grade(value: str) -> SafeString:
    """A grade of urgency as a tag."""
    return tag(grade_tag(value))


@register.filter
def claimed(value: str) -> SafeString:
    """An urgency as a tag where another State states it: an emergency is a claim."""
    return tag(claimed_tag(value))


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file, with the mark of its content."""
    return asset_url(name)


@register.inclusion_tag("parts/summary.html")
def summary(rows: tuple[Row, ...]) -> dict[str, Any]:
    """A summary list."""
    return {"rows": rows}


@register.inclusion_tag("parts/tasks.html")
def tasks(items: tuple[Task, ...]) -> dict[str, Any]:
    """A task list."""
    return {"tasks": items}


@register.inclusion_tag("parts/timeline.html")
def timeline(events: tuple[Event, ...]) -> dict[str, Any]:
    """A time line, in the order given."""
    return {"events": events}


@register.inclusion_tag("parts/table.html")
def table(table: Table) -> dict[str, Any]:
    """A table with its caption, its CSV beside it, and what to read when it is empty."""
    return {"table": table}


@register.inclusion_tag("parts/pages.html")
def pages(at: Pages) -> dict[str, Any]:
    """The way through a list that is cut into pages."""
    return {"pages": at}


@register.inclusion_tag("parts/problems.html")
def problems(form: Any) -> dict[str, Any]:
    """The error summary of a form; nothing when there are none."""
    return {"problems": form.problems() if form is not None and form.is_bound else ()}


@register.inclusion_tag("parts/value.html")
def value(value: Any) -> dict[str, Any]:
    """A text, a tag, a link, or several of them."""
    return {"value": value}


@register.filter
def addresses(source: str) -> list[str]:
    """The web addresses in a source."""
    return [word for word in source.split() if word.startswith(("https://", "http://"))]


@register.filter
def host(address: str) -> str:
    """The machine that a web address names."""
    return address.split("/")[2]


@register.filter
def confidence(value: str) -> Any:
    """How a fact was read, in words. Any: a lazy text."""
    return sureness(value)


@register.filter(name="said")
def said_here(text: str) -> str:
    """A sentence of the libraries or of the facts, in the reader's language."""
    return said(text)


@register.filter(name="said_if_ours")
def said_if_ours_here(text: str) -> str:
    """The same of a text that a person may have written."""
    return said_if_ours(text)


@register.filter
def lines(text: Any) -> SafeString:
    """A text with its line breaks. Any: a lazy text."""
    whole = conditional_escape(text)
    return SafeString(whole.replace("\n", "<br>"))


@register.filter
def article(citation: str) -> str:
    """A citation as it is read, with its treaty."""
    return say_article(citation)
