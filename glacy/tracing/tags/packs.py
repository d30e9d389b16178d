"""GraphSense TagPacks (YAML), read without anchors, which can hide a bomb, and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import yaml

from glacy.sayings import say
from glacy.tracing.errors import MalformedTagsError, TracingError
from glacy.tracing.sources.rows import wrong
from glacy.tracing.tags.values import CONFIDENCES, BadTag, Tag, verify_address

_DEEPEST = 20
_LARGEST = 64_000_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # Any: the quick one is there or it is not
_HEADER = ("label", "source", "lastmod", "confidence", "category", "abuse", "actor", "currency", "creator")
_LONGEST = 2000


def read_pack(data: bytes) -> tuple[tuple[Tag, ...], tuple[BadTag, ...]]:
    """The tags of a pack, and those that lack something or name no address; raises if it is no pack."""
    pack = _loaded(data)
    if not isinstance(pack, dict) or not isinstance(pack.get("tags"), list):
        raise _no_pack(say("it holds no list of tags"))
    header = {name: pack[name] for name in _HEADER if name in pack}
    title = str(pack.get("title") or "")
    tags: list[Tag] = []
    bad: list[BadTag] = []
    for place, row in enumerate(pack["tags"]):
        try:
            if not isinstance(row, dict):
                raise wrong("tags", row)
            tags.append(_tag({**header, **row}, title))
        except TracingError as error:
            address = str(row.get("address", ""))[:100] if isinstance(row, dict) else ""
            bad.append(BadTag(place=place, address=address, says=error.says))
    return tuple(tags), tuple(bad)


def write_pack(tags: Sequence[Tag], *, title: str, creator: str) -> bytes:
    """The tags as a pack; reading it gives them back, but for title and creator."""
    rows = [
        {
            name: value
            for name, value in {
                "address": one.address,
                "currency": one.currency,
                "label": one.label,
                "source": one.source,
                "lastmod": one.said_on,
                "confidence": one.confidence,
                "category": one.category,
                "abuse": one.abuse,
                "actor": one.actor,
            }.items()
            if value is not None
        }
        for one in tags
    ]
    pack = {"title": title, "creator": creator, "tags": rows}
    return yaml.safe_dump(pack, allow_unicode=True, sort_keys=False, width=110).encode()


def _loaded(data: bytes) -> Any:  # Any: what YAML holds
    if len(data) > _LARGEST:
        raise _no_pack(say("it is too large"))
    try:
        depth = 0
        for event in yaml.parse(data, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                raise _no_pack(say("it uses anchors"))
            depth += isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent))
            depth -= isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent))
            if depth > _DEEPEST:
                raise _no_pack(say("it is nested too deep"))
        return yaml.load(data, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, UnicodeError, TypeError, OverflowError) as fault:
        raise _no_pack(say("it is no YAML")) from fault


def _tag(row: Mapping[str, Any], title: str) -> Tag:  # Any: what YAML holds
    confidence = _text(row, "confidence")
    if confidence is not None and confidence not in CONFIDENCES:
        raise wrong("confidence", confidence)
    address, currency = _needed(row, "address"), _needed(row, "currency")
    label, source = _needed(row, "label"), _needed(row, "source")
    verify_address(address, currency)
    return Tag(
        address=address,
        currency=currency,
        label=label,
        source=source,
        said_on=_day(row.get("lastmod")),
        confidence=confidence,
        category=_text(row, "category"),
        abuse=_text(row, "abuse"),
        actor=_text(row, "actor"),
        creator=_text(row, "creator") or "",
        pack=title,
    )


def _text(row: Mapping[str, Any], name: str) -> str | None:  # Any: what YAML holds
    return None if row.get(name) is None else _needed(row, name)


def _needed(row: Mapping[str, Any], name: str) -> str:  # Any: what YAML holds
    value = row.get(name)
    text = value.strip() if isinstance(value, str) else None
    if not text or len(text) > _LONGEST:
        raise wrong(name, value)
    return text


def _day(value: object) -> date | None:
    match value:
        case None:
            return None
        case datetime():
            return value.date()
        case date():
            return value
        case str():
            try:
                return date.fromisoformat(value.strip()[:10])
            except ValueError:
                raise wrong("lastmod", value) from None
        case _:
            raise wrong("lastmod", value)


def _no_pack(why: str) -> MalformedTagsError:
    return MalformedTagsError(
        say("The file is no TagPack: {why}.", why=why),
        remedy=say(
            "Take it again from who made it, or write its tags as rows with address, label and source."
        ),
    )
