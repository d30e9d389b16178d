"""Bytes to message and back: canonical JSON, closed schema, rules of the values (request.md 1)."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from typing import cast

from glacy.canon import read_canonical, write_canonical
from glacy.cooperation.errors import MalformedMessageError, MalformedRequestError
from glacy.cooperation.form import read_form, write_form
from glacy.cooperation.messages import Message
from glacy.cooperation.request import Request
from glacy.cooperation.schema import first_fault
from glacy.errors import GlacyError
from glacy.sayings import say

MESSAGE_KINDS: Mapping[str, type] = {kind.FORMAT: kind for kind in typing.get_args(Message)}
MOST_BYTES = 4 * 1024 * 1024
_ASK_AGAIN = say("Ask the sender for the message as it was sent.")


def kind_of(message: Message) -> str:
    """The kind of a message: `request`, `answer`, `offer_content` and so on."""
    return message.FORMAT.removeprefix("glacy.").removesuffix("/1")


def write_message(message: Message) -> bytes:
    """The canonical bytes of a message."""
    return write_canonical(write_form(message))


def read_message(data: bytes) -> Message:
    """The message of canonical bytes; `MalformedMessageError` names the field."""
    error: type[MalformedMessageError] = MalformedMessageError
    try:
        if len(data) > MOST_BYTES:
            raise MalformedMessageError(
                say(
                    "At most {most_bytes} bytes were expected, found {count}.",
                    most_bytes=MOST_BYTES,
                    count=len(data),
                ),
                field="$",
            )
        json = read_canonical(data)
        name = json.get("format") if isinstance(json, Mapping) else None
        kind = MESSAGE_KINDS.get(name) if isinstance(name, str) else None
        if kind is None:
            raise MalformedMessageError(
                say(
                    "One of {message_kinds} was expected, found {name!r}.",
                    message_kinds=", ".join(MESSAGE_KINDS),
                    name=str(name)[:60],
                ),
                remedy=say("This is no message of ours, or one of a later version."),
                field="format",
            )
        error = MalformedRequestError if kind is Request else MalformedMessageError
        if fault := first_fault(kind, json):
            raise error(f"{fault[0]}: {fault[1]}.", remedy=_ASK_AGAIN, field=fault[0])
        message = cast(Message, read_form(kind, json))  # kind is a member of Message
        if write_message(message) != data:
            raise error("The message is not in its one written form.", remedy=_ASK_AGAIN, field="$")
        return message
    except MalformedMessageError:
        raise
    except GlacyError as fault:
        field = str(fault.fields.get("field", "$"))
        raise error(fault.says, remedy=fault.remedy or _ASK_AGAIN, field=field) from fault


def write_request(request: Request) -> bytes:
    """The canonical bytes of a request, `glacy.request/1`."""
    return write_message(request)


def read_request(data: bytes) -> Request:
    """The request of canonical bytes; anything else raises `MalformedRequestError`."""
    try:
        message = read_message(data)
    except MalformedRequestError:
        raise
    except MalformedMessageError as fault:
        raise MalformedRequestError(fault.says, remedy=fault.remedy, **fault.fields) from fault
    if not isinstance(message, Request):
        raise MalformedRequestError(
            say("A request was expected, found {format}.", format=message.FORMAT),
            remedy=say("Read it as a message."),
            field="format",
        )
    return message
