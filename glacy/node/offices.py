"""A node's own authorities, as its administrator lists them and its directory entry shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from glacy.canon import Json
from glacy.exchange import Article, Office


def read_offices(tables: Iterable[Mapping[str, object]]) -> tuple[Office, ...]:
    """The authorities in tables of TOML or JSON; an article stands there as `"ETS185 29"`."""
    return tuple(_read_office(table) for table in tables)


def write_office(office: Office) -> dict[str, Json]:
    """An authority as `read_offices` takes it."""
    return {
        "role": office.role,
        "name": office.name,
        "phone": office.phone,
        "email": office.email,
        "hours": office.hours,
        "zone": office.zone,
        "languages": list(office.languages),
        "articles": [str(article) for article in office.articles],
    }


def _read_office(table: Mapping[str, object]) -> Office:
    plain = {name: _text(value) for name, value in table.items() if name not in ("languages", "articles")}
    return Office(
        **plain,
        languages=_texts(table.get("languages", ())),
        articles=tuple(_article(text) for text in _texts(table.get("articles", ()))),
    )


def _article(text: str) -> Article:
    instrument, _, article = text.partition(" ")
    return Article(instrument=instrument, article=article)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"a list of texts, not {value!r}")
    return tuple(_text(one) for one in value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text, not {value!r}")
    return value
