"""An envelope: what is written is read, and what is wrong with one is named."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import digest_of, read_canonical, write_canonical
from glacy.container import write_container
from glacy.errors import GlacyError
from glacy.exchange import (
    Envelope,
    ExerciseMixedError,
    ExpiredCertificateError,
    Header,
    MalformedEnvelopeError,
    MalformedHeaderError,
    UnknownSenderError,
    WrongKeyError,
    WrongReceiverError,
    examine_envelope,
    find_header,
    read_envelope,
    write_envelope,
)
from glacy.exchange.header import header_fields
from tests.nodes import NOW, MemoryNode, id_of, make_directory, make_node, two_countries

WORLD = two_countries()
PARTS = {
    "body.json": b'{"format":"glacy.request/1"}',
    "document.pdf": b"%PDF-1.7 invented",
    "attachments/court order (copy).pdf": b"%PDF-1.7 also invented",
}
HEADER = WORLD.ghana.header(to=WORLD.chile)
DATA = WORLD.ghana.write(HEADER, PARTS)


def read(data: bytes, node: MemoryNode = WORLD.chile) -> Envelope:
    return read_envelope(data, directory=node.directory, receiver=node.country, at=NOW)


def test_an_envelope_comes_back_equal() -> None:
    envelope = read(DATA)
    assert envelope.header == HEADER
    assert dict(envelope.parts) == PARTS
    assert envelope.digest == digest_of(DATA)
    assert (envelope.body, envelope.document, envelope.bundle) == (
        PARTS["body.json"],
        PARTS["document.pdf"],
        None,
    )
    reading = examine_envelope(DATA, directory=WORLD.directory, at=NOW, receiver="CL")
    assert reading.holds is True
    assert reading.envelope == envelope


def test_the_three_clocks_are_kept_apart() -> None:
    world = two_countries()
    world.ghana.clock.advance(timedelta(hours=5))
    header = replace(world.ghana.header(to=world.chile), at=NOW - timedelta(days=400))
    data = write_envelope(
        header, PARTS, by=world.ghana.signer, at=NOW + timedelta(minutes=3), stamper=world.ghana.stamper
    )
    envelope = read_envelope(data, directory=world.directory, receiver="CL", at=NOW)
    assert envelope.header.at == NOW - timedelta(days=400)
    assert envelope.signed_at == NOW + timedelta(minutes=3)
    assert envelope.stamped_at == NOW + timedelta(hours=5)


def test_without_a_directory_the_sender_cannot_be_told() -> None:
    reading = examine_envelope(DATA, directory=None, at=NOW)
    assert reading.holds is None
    assert reading.envelope is not None
    assert {check.name: check.holds for check in reading.checks}["content"] is True


def test_a_thief_cannot_speak_for_another_country() -> None:
    """A node that is in the directory signs an envelope in the name of another."""
    forged = write_envelope(HEADER, PARTS, by=WORLD.chile.signer, at=NOW, stamper=WORLD.chile.stamper)
    with pytest.raises(WrongKeyError, match="Ghana"):
        read(forged)
    reading = examine_envelope(forged, directory=WORLD.directory, at=NOW)
    assert reading.holds is not True
    stamped = write_envelope(HEADER, PARTS, by=WORLD.ghana.signer, at=NOW, stamper=WORLD.chile.stamper)
    with pytest.raises(WrongKeyError):
        read(stamped)


def test_an_expired_certificate_is_named() -> None:
    world = two_countries()
    brazil = make_node("BR", clock=world.clock, days=20)
    directory = make_directory(world.ghana, world.chile, brazil)
    data = brazil.write(brazil.header(to=world.chile), PARTS)
    with pytest.raises(ExpiredCertificateError, match=r"Brazil.*expired on"):
        read(data, world.chile)
    assert examine_envelope(data, directory=directory, at=NOW).holds is False


def test_what_was_valid_when_signed_stays_valid() -> None:
    late = NOW + timedelta(days=3000)
    assert read_envelope(DATA, directory=WORLD.directory, receiver="CL", at=late).header == HEADER


def test_an_unknown_sender_is_named() -> None:
    brazil = make_node("BR", clock=WORLD.clock)
    data = brazil.write(brazil.header(to=WORLD.chile), PARTS)
    with pytest.raises(UnknownSenderError, match="BR"):
        read(data)
    assert examine_envelope(data, directory=WORLD.directory, at=NOW).holds is False


def test_an_envelope_for_another_country_is_refused() -> None:
    with pytest.raises(WrongReceiverError, match="addressed to CL"):
        read(DATA, WORLD.ghana)
    reading = examine_envelope(DATA, directory=WORLD.directory, at=NOW, receiver="GH")
    assert reading.holds is False


def test_exercise_and_real_cases_never_mix() -> None:
    real = WORLD.ghana.write(replace(HEADER, exercise=False), PARTS)
    with pytest.raises(ExerciseMixedError, match="calls itself real"):
        read(real)
    assert examine_envelope(real, directory=WORLD.directory, at=NOW).holds is False
    clock = WORLD.clock
    ghana, chile = (make_node(c, clock=clock, exercise=False) for c in ("GH", "CL"))
    make_directory(ghana, chile, exercise=False)
    with pytest.raises(ExerciseMixedError, match="exercise message"):
        read(DATA, chile)


def test_a_repacked_envelope_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DATA)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            new.writestr(item.filename, old.read(item), compress_type=zipfile.ZIP_DEFLATED)
    with pytest.raises(MalformedEnvelopeError):
        read(target.getvalue())
    assert examine_envelope(target.getvalue(), directory=WORLD.directory, at=NOW).holds is False


def test_a_bomb_a_truncation_and_a_tail_are_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("message.json", b"0" * 50_000_000)
    for data in (target.getvalue(), DATA[:-1], DATA[: len(DATA) // 2], DATA + b"\0", b"", b"PK"):
        with pytest.raises(MalformedEnvelopeError):
            read(data)


@dataclass(frozen=True)
class Message:
    says: str
    change: Callable[[dict[str, object]], object]


@pytest.mark.parametrize(
    "case",
    [
        Message("another format", lambda m: m.update(format="glacy.envelope/2")),
        Message("no id", lambda m: m.pop("id")),
        Message("an id that is no UUID", lambda m: m.update(id="1")),
        Message("a UUID in capitals", lambda m: m.update(id=str(m["id"]).upper())),
        Message("number nought", lambda m: m.update(sequence=0)),
        Message("a number as text", lambda m: m.update(sequence="1")),
        Message("true for a number", lambda m: m.update(sequence=True)),
        Message("a first message that cites one", lambda m: m.update(previous="0" * 64)),
        Message("a second message that cites none", lambda m: m.update(sequence=2)),
        Message("a country that is none", lambda m: m.update(sender="Ghana")),
        Message("a letter to oneself", lambda m: m.update(receiver="GH")),
        Message("month nineteen", lambda m: m.update(at="2026-19-01T00:00:00Z")),
        Message("a fraction of a second", lambda m: m.update(at="2026-11-01T00:00:00.5Z")),
        Message("exercise as text", lambda m: m.update(exercise="yes")),
        Message("a kind with a path", lambda m: m.update(kind="../request")),
        Message("an unknown field", lambda m: m.update(priority=1)),
        Message("a part that is missing", lambda m: m.update(parts=[])),
        Message("parts that are none", lambda m: m.update(parts="body.json")),
        Message("a part of another size", lambda m: m["parts"][0].update(size=1)),  # type: ignore[index]  # a list
    ],
    ids=attrgetter("says"),
)
def test_a_message_that_cannot_be_is_refused(case: Message) -> None:
    with zipfile.ZipFile(io.BytesIO(DATA)) as archive:
        message = json.loads(archive.read("message.json"))
    case.change(message)
    files = [("message.json", write_canonical(message)), *PARTS.items()]
    data = write_container(files, by=WORLD.ghana.signer, at=NOW, stamper=WORLD.ghana.stamper, kind="envelope")
    with pytest.raises((MalformedEnvelopeError, MalformedHeaderError)):
        read(data)
    assert examine_envelope(data, directory=WORLD.directory, at=NOW).holds is False
    assert find_header(data) is None


@pytest.mark.parametrize(
    "name",
    [
        "../body.json",
        "/etc/passwd",
        "attachments/../body.json",
        "attachments/a/b",
        "attachments/",
        "attachments/.",
        "attachments/a\x00b",
        "attachments/a\u202egnp.exe",
        "attachments/a ",
        "attachments/c:\\a",
        "attachments/e\u0301",
        "message.json",
        "other.json",
        "META-INF/x",
    ],
)
def test_a_part_cannot_have_such_a_name(name: str) -> None:
    with pytest.raises(GlacyError):
        WORLD.ghana.write(HEADER, {**PARTS, name: b"x"})


def test_a_body_is_there_and_canonical() -> None:
    for parts in ({}, {"document.pdf": b"x"}, {"body.json": b'{"a": 1}'}, {"body.json": b"\xff"}):
        with pytest.raises(MalformedEnvelopeError):
            WORLD.ghana.write(HEADER, parts)


def test_a_container_of_another_kind_is_no_envelope() -> None:
    data = write_container(
        [("receipt.json", b"{}")],
        by=WORLD.ghana.signer,
        at=NOW,
        stamper=WORLD.ghana.stamper,
        kind="receipt",
    )
    with pytest.raises(MalformedEnvelopeError, match=r"no message\.json"):
        read(data)


def test_the_header_is_found_without_a_check() -> None:
    assert find_header(DATA) == HEADER
    assert find_header(b"nothing") is None


def test_every_byte_of_an_envelope_counts() -> None:
    data = WORLD.ghana.write(HEADER, {"body.json": b"{}"})
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 1 << place % 8
        with pytest.raises(GlacyError):
            read(bytes(damaged))


@given(place=st.integers(0, len(DATA) - 1), flip=st.integers(1, 255))
def test_a_flipped_byte_never_holds(place: int, flip: int) -> None:
    damaged = bytearray(DATA)
    damaged[place] ^= flip
    assert examine_envelope(bytes(damaged), directory=WORLD.directory, at=NOW).holds is False


@given(st.binary(max_size=300), st.integers(0, len(DATA)), st.integers(0, len(DATA)))
def test_no_bytes_break_the_reader(noise: bytes, start: int, end: int) -> None:
    for data in (noise, DATA[:start] + noise + DATA[end:]):
        if data == DATA:
            continue
        assert examine_envelope(data, directory=WORLD.directory, at=NOW).holds is False
        with pytest.raises(GlacyError):
            read(data)


KINDS = st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True)


@given(
    sequence=st.integers(1, 10**9),
    kind=KINDS,
    word=st.text(max_size=5),
    attachment=st.binary(max_size=100),
    number=st.integers(-(2**53) + 1, 2**53 - 1),
)
def test_every_header_comes_back(sequence: int, kind: str, word: str, attachment: bytes, number: int) -> None:
    header = Header(
        id=id_of(word),
        thread=id_of(f"thread {word}"),
        sequence=sequence,
        previous=None if sequence == 1 else digest_of(attachment),
        sender="GH",
        receiver="CL",
        kind=kind,
        at=NOW,
        exercise=True,
    )
    body = write_canonical({"number": number})
    parts = {"body.json": body, "attachments/x": attachment}
    envelope = read(WORLD.ghana.write(header, parts))
    assert envelope.header == header
    assert dict(envelope.parts) == parts
    assert read_canonical(envelope.body) == {"number": number}


def test_a_body_without_end_is_refused_before_it_is_read() -> None:
    """Anyone can seal for a node: what a stranger sends must not cost it its memory."""
    body = b"[" + b"0," * (3 * 1024 * 1024) + b"0]"
    message = {"format": "glacy.envelope/1", **header_fields(HEADER)}
    listed = [{"name": "body.json", "size": len(body), "digest": digest_of(body)}]
    files = [("message.json", write_canonical({**message, "parts": listed})), ("body.json", body)]
    ghana = WORLD.ghana
    data = write_container(files, by=ghana.signer, at=NOW, stamper=ghana.stamper, kind="envelope")
    with pytest.raises(MalformedEnvelopeError, match="at most"):
        read(data)
    with pytest.raises(MalformedEnvelopeError, match="at most"):
        ghana.write(HEADER, {"body.json": body})
