"""The closed JSON Schema (draft 2020-12) of each message, made from the forms of its values.

The files in `schema/` are what this module makes; a test keeps the two in step.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from glacy.canon import Json
from glacy.cooperation.form import MOST_ITEMS, fields_of, tag_of
from glacy.cooperation.plain import Hint, Shape, Span, origin_of

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_Node: typing.TypeAlias = dict[str, Any]  # a JSON Schema is a tree of whatever its keywords take


def schema_of(kind: type) -> _Node:
    """The JSON Schema of a message class, closed everywhere."""
    parts: dict[str, _Node] = {}
    root = _object(kind, parts)
    tag = tag_of(kind)
    return {
        "$schema": _DIALECT,
        "$id": f"urn:glacy:schema:{tag[1] if tag else kind.__name__}",
        "title": (kind.__doc__ or "").strip().splitlines()[0],
        **root,
        "$defs": dict(sorted(parts.items())),
    }


def write_schema(kind: type) -> str:
    """The text of a schema file."""
    return json.dumps(schema_of(kind), indent=1, ensure_ascii=False) + "\n"


def schema_name(kind: type) -> str:
    """The name of the schema file of a message class, such as `request-1.json`."""
    tag = tag_of(kind)
    assert tag is not None
    return tag[1].removeprefix("glacy.").replace("/", "-") + ".json"


@cache
def validator(kind: type) -> Draft202012Validator:
    """The validator of a message class, from its packaged schema file."""
    from jsonschema import Draft202012Validator  # late: whoever only reads a case checks no message

    text = resources.files("glacy.cooperation").joinpath("schema", schema_name(kind)).read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def first_fault(kind: type, value: Json) -> tuple[str, str] | None:
    """The place and the words of the first thing that the schema refuses, or None."""
    fault = next(iter(validator(kind).iter_errors(value)), None)
    while fault is not None and fault.context:
        fault = _meant(fault.context)
    if fault is None:
        return None
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault.absolute_path)
    return place.removeprefix(".") or "$", fault.message[:300]


def _meant(faults: Sequence[ValidationError]) -> ValidationError:
    """The fault in the shape that was meant: of several shapes, the one whose tag (such as `kind`) fits."""
    others = {fault.schema_path[0] for fault in faults if fault.validator == "const"}
    meant = [fault for fault in faults if fault.schema_path[0] not in others]
    if not meant and others:
        named = ", ".join(repr(fault.validator_value) for fault in faults if fault.validator == "const")
        told = next(fault for fault in faults if fault.validator == "const")
        told.message = f"one of {named} was expected"
        return told
    return max(meant or faults, key=lambda fault: len(fault.absolute_path))


def _object(kind: type, parts: dict[str, _Node]) -> _Node:
    properties: dict[str, _Node] = {}
    required: list[str] = []
    if tag := tag_of(kind):
        properties[tag[0]] = {"const": tag[1]}
        required.append(tag[0])
    for item in fields_of(kind):
        properties[item.name] = _hint(item.hint, parts)
        if not item.optional:
            required.append(item.name)
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _hint(hint: Hint, parts: dict[str, _Node]) -> _Node:
    marks: tuple[object, ...] = ()
    if origin_of(hint) is typing.Annotated:
        hint, *found = typing.get_args(hint)
        marks = tuple(found)
    origin = origin_of(hint)
    if origin is tuple:
        return {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_ITEMS,
            "items": _hint(typing.get_args(hint)[0], parts),
        }
    if origin in (typing.Union, types.UnionType):
        return {"oneOf": [_hint(member, parts) for member in typing.get_args(hint)]}
    if origin is typing.Literal:
        return {"enum": list(typing.get_args(hint))}
    if dataclasses.is_dataclass(hint):
        name = str(getattr(hint, "__name__", hint))
        if name not in parts:
            parts[name] = {}
            parts[name] = _object(typing.cast(type, hint), parts)  # a dataclass is a type here
        return {"$ref": f"#/$defs/{name}"}
    return _plain(hint, marks)


def _plain(hint: Hint, marks: tuple[object, ...]) -> _Node:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    if hint is datetime:
        return {"type": "string", "pattern": _INSTANT}
    if hint is date:
        return {"type": "string", "pattern": _DAY}
    if hint is bool:
        return {"type": "boolean"}
    node: _Node = {"type": "integer" if hint is int else "string"}
    for mark in marks:
        if isinstance(mark, Span):
            node |= {"minimum": mark.least, "maximum": mark.most}
        if isinstance(mark, Shape):
            node |= {"minLength": 1, "maxLength": mark.most}
            if mark.pattern:
                node["pattern"] = f"^(?:{mark.pattern})$"
    return node
