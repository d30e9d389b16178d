"""A message is one value and one sequence of bytes; anything else is refused by one kind of error."""

from __future__ import annotations

import contextlib
import json
import re
import typing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glacy.canon import write_canonical
from glacy.cooperation import (
    Extract,
    MalformedMessageError,
    MalformedRequestError,
    Message,
    read_message,
    read_request,
    write_message,
    write_request,
)
from glacy.cooperation.schema import schema_name, write_schema
from tests.cooperation.story import ASSISTANCE, PRESERVATION, PRESERVED
from tests.cooperation.strategies import MESSAGE_KINDS as THREAD_KINDS
from tests.cooperation.strategies import messages
from tests.cooperation.values import advice, every_target, live

HERE = Path(__file__).resolve().parents[2]
MESSAGE_KINDS = (*THREAD_KINDS, Extract)
WHOLE = json.loads(write_request(PRESERVATION))
slow = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@slow
@given(messages())
def test_what_is_written_is_read_back_equal(message: Message) -> None:
    written = write_message(message)
    assert read_message(written) == message
    assert write_message(read_message(written)) == written


@pytest.mark.parametrize(
    "message", [PRESERVATION, ASSISTANCE, PRESERVED, advice(), every_target(), live("ETS185-33")]
)
def test_the_story_is_read_back_equal(message: Message) -> None:
    assert read_message(write_message(message)) == message


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_malformed_and_nothing_else(data: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        read_message(data)
    with pytest.raises(MalformedRequestError):
        read_request(data)


@slow
@given(st.data())
def test_a_changed_tree_is_a_request_or_malformed(data: st.DataObject) -> None:
    tree = json.loads(write_request(every_target()))
    _change(data, tree)
    try:
        message = read_request(write_canonical(tree))
    except MalformedRequestError:
        return
    assert write_request(message) == write_canonical(tree)


@slow
@given(st.integers(0, len(write_request(PRESERVATION)) - 1), st.integers(1, 255))
def test_a_flipped_byte_gives_another_value_or_is_malformed(place: int, mask: int) -> None:
    data = bytearray(write_request(PRESERVATION))
    data[place] ^= mask
    with contextlib.suppress(MalformedRequestError):
        assert read_request(bytes(data)) != PRESERVATION


def part(name: str, **change: Any) -> dict[str, Any]:
    """A section of the whole request with something changed."""
    return {name: {**WHOLE[name], **change}}


TWO_PREVAIL = {"language": "es", "prevails": True, "status": "machine", "text": "b"}


def safeguard(**change: Any) -> dict[str, Any]:
    """A safeguard with some of its keys changed, or taken away by None."""
    known = {"key": "use_limitation", "article": "ETS185 28(2)(b)", "binds": "asking", "applies": "yes"}
    return {key: value for key, value in {**known, **change}.items() if value is not None}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("a key nobody knows", {"colour": "red"}, r"\$"),
    ("a key nobody knows deeper", part("basis", colour="red"), "basis"),
    ("a null", {"earlier": None}, "earlier"),
    ("an empty list", {"targets": []}, "targets"),
    ("a month 19", {"dated_at": "2026-19-21T00:41:00Z"}, "dated_at"),
    ("a fraction of a second", {"dated_at": "2026-11-21T00:41:00.5Z"}, "dated_at"),
    ("an offset instead of UTC", {"dated_at": "2026-11-21T00:41:00+01:00"}, "dated_at"),
    ("capitals in an id", {"id": WHOLE["id"].upper()}, "id"),
    ("a word instead of true", {"exercise": "yes"}, "exercise"),
    ("a number instead of an id", {"in_reply_to": 5}, "in_reply_to"),
    ("a zone that does not exist", part("authority", zone="Mars/Olympus"), "authority.zone"),
    ("both countries the same", part("addressee", country="GH"), "addressee.country"),
    ("a day before the request", part("secrecy", user_not_told_until_on="2026-11-20"), "secrecy.user_not"),
    ("confidential without why", {"secrecy": {**part("secrecy")["secrecy"], "why": None}}, "secrecy.why"),
    (
        "urgent without a reason",
        {"urgency": {"grade": "urgent", "needed_by_on": "2026-11-23"}},
        "urgency.reas",
    ),
    ("an emergency without its facts", {"urgency": {"grade": "emergency"}}, "urgency.life_facts"),
    ("another basis without its author", part("basis", kind="other", text="x", why="y"), "basis.named_by"),
    ("no targets", {"targets": None}, "targets"),
    ("a safeguard that nobody knows", {"safeguards": [safeguard(key="secrecy")]}, r"safeguards\[0\]\.key"),
    ("a safeguard without its article", {"safeguards": [safeguard(article=None)]}, r"safeguards\[0\]"),
    ("an article with words of one's own", {"safeguards": [safeguard(says="x")]}, r"safeguards\[0\]"),
    (
        "own law without its source",
        {"safeguards": [safeguard(key="user_notice", article=None, says="x")]},
        r"safeguards\[0\]",
    ),
    ("a safeguard that does not apply", {"safeguards": [safeguard(applies="no")]}, r"safeguards\[0\]\.appl"),
    ("two versions that prevail", part("facts", translations=[TWO_PREVAIL]), "facts.prevails"),
    ("a language twice", part("language", documents=["es", "es"]), "language.documents"),
    ("marks that turn the writing around", {"reference": "GH\u202e7110"}, "reference"),
    ("a sign of no width", {"reference": "GH\u200b7110"}, "reference"),
    ("a text that is not composed", {"reference": "cafe\u0301"}, "reference"),
    ("space around a text", {"reference": " GH"}, "reference"),
]


@pytest.mark.parametrize(("says", "change", "field"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_request_that_breaks_a_rule_is_refused_by_field(
    says: str, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(MalformedRequestError) as caught:
        read_request(write_canonical({**WHOLE, **change}))
    assert re.search(field, str(caught.value.fields["field"])), (says, caught.value.fields)


def test_spaces_between_are_refused() -> None:
    with pytest.raises(MalformedRequestError, match="canonical"):
        read_request(json.dumps(WHOLE).encode())


def test_an_answer_is_no_request() -> None:
    with pytest.raises(MalformedRequestError, match=r"glacy\.answer/1"):
        read_request(write_message(PRESERVED))


@pytest.mark.parametrize("kind", MESSAGE_KINDS, ids=lambda kind: kind.FORMAT)
def test_the_packaged_schema_is_what_the_values_say(kind: type) -> None:
    path = HERE / "glacy" / "cooperation" / "schema" / schema_name(kind)
    assert path.read_text(encoding="utf-8") == write_schema(kind)


@pytest.mark.parametrize("kind", MESSAGE_KINDS, ids=lambda kind: kind.FORMAT)
def test_every_object_of_a_schema_is_closed(kind: type) -> None:
    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
            for inner in node.values():
                walk(inner)
        elif isinstance(node, list):
            for inner in node:
                walk(inner)

    walk(json.loads(write_schema(kind)))


def test_the_page_of_the_format_opens_with_a_request_that_is_one() -> None:
    page = (HERE / "docs" / "specs" / "request.md").read_text(encoding="utf-8")
    found = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert found is not None
    assert read_request(write_canonical(json.loads(found[1]))) == PRESERVATION


@pytest.mark.parametrize("kind", MESSAGE_KINDS, ids=lambda kind: kind.FORMAT)
def test_every_key_of_a_message_stands_on_its_page(kind: type) -> None:
    page = (HERE / "docs" / "specs" / "request.md").read_text(encoding="utf-8")
    schema = json.loads(write_schema(kind))
    for node in (schema, *schema["$defs"].values()):
        for key in node.get("properties", {}):
            assert f"`{key}`" in page, key


def test_the_words_on_the_page_are_those_of_the_wire() -> None:
    page = (HERE / "docs" / "specs" / "request.md").read_text(encoding="utf-8")
    from glacy.cooperation import Outcome

    for kind in (*typing.get_args(Outcome),):
        assert f"`{kind.KIND}`" in page


def _change(data: st.DataObject, tree: Any) -> None:
    """Replace, remove or add something anywhere in a tree."""
    while isinstance(tree, (dict, list)) and tree:
        key = data.draw(st.sampled_from(sorted(tree) if isinstance(tree, dict) else range(len(tree))))
        if not isinstance(tree[key], (dict, list)) or not tree[key] or data.draw(st.booleans()):
            junk = (
                st.none()
                | st.booleans()
                | st.integers(-5, 10**6)
                | st.text(max_size=8)
                | st.just([])
                | st.just({})
            )
            if data.draw(st.booleans()):
                tree[key] = data.draw(junk)
            else:
                del tree[key]
            return
        tree = tree[key]
