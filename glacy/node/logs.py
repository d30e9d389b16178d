"""The lines that a node writes to its log: for a person, or as JSON for a machine; never what a case says.

A message is written as its template, without the values that were to be put in, an address as its pattern,
and a fault by its kind and place (glacy.node.faults): who reads the log of a node need not be one who may
read its cases. `GLACY_LOG=json` gives a JSON object to a line.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

from glacy.node.faults import lines_of, sentence_of

JSON = "json"
_OURS = "glacy"


class Plain(logging.Formatter):
    """A line for a person, and the places of a fault below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record in text."""
        facts = facts_of(record)
        fault = facts.pop("fault", "")
        head = f"{facts['at']} {facts['level']} {facts['logger']}: {facts['says']}"
        more = " ".join(f"{name}={facts[name]}" for name in ("route", "status", "kind") if name in facts)
        return "\n".join(filter(None, (f"{head} {more}".rstrip(), str(fault))))


class JsonLines(logging.Formatter):
    """A JSON object to a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        return json.dumps(facts_of(record), ensure_ascii=False)


def facts_of(record: logging.LogRecord) -> dict[str, object]:
    """What may be told of a record."""
    facts: dict[str, object] = {
        "at": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "level": record.levelname,
        "logger": record.name,
        "process": record.process,
        "says": _template_of(record),
    }
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    if match is not None:
        facts["route"] = str(match.route)
    status = getattr(record, "status_code", None)
    if isinstance(status, int):
        facts["status"] = status
    fault = record.exc_info[1] if record.exc_info else None
    if fault is not None:
        facts["kind"] = sentence_of(fault)
        facts["fault"] = lines_of(fault)
    return facts


def _template_of(record: logging.LogRecord) -> str:
    """The message with its values left open; of others' loggers a finished text may quote anything."""
    is_template = bool(record.args) or record.name.split(".", 1)[0] == _OURS
    return record.msg if isinstance(record.msg, str) and is_template else "(a text of its own)"


def teller(name: str, *, otherwise: Callable[[str], None], to: TextIO | None = None) -> Callable[[str], None]:
    """What tells a sentence of the node itself: as a line of JSON (on stderr) where that was asked for."""
    if os.environ.get("GLACY_LOG") != JSON:
        return otherwise

    def tell(text: str) -> None:
        facts = {
            "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "level": "INFO",
            "logger": f"{_OURS}.{name}",
            "process": os.getpid(),
            "says": text,
        }
        print(json.dumps(facts, ensure_ascii=False), file=to or sys.stderr, flush=True)

    return tell
