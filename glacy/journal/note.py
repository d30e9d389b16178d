"""A signed note: a text and the lines of those who signed it (C2SP signed-note)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from glacy.journal.cosignature import TIME_SIZE, cosigned_bytes, read_seconds
from glacy.journal.errors import (
    JournalError,
    MalformedKeyError,
    MalformedNoteError,
    SignatureError,
)
from glacy.journal.keys import SigningKey, VerifierKey, check_key_name, read_base64, write_base64
from glacy.sayings import say

MAX_NOTE_SIZE = 1_000_000
MAX_SIGNATURES = 64
_ID_SIZE = 4
_LONG = 100
_DASH = "— "


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line: the name of a key, its id, and what it wrote."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text that ends in a newline, and its signatures in the order in which they stand."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __post_init__(self) -> None:
        _check_text(self.text)
        if not 0 < len(self.signatures) <= MAX_SIGNATURES:
            raise MalformedNoteError(
                say(
                    "A note has between 1 and {max_signatures} signatures, found {count}.",
                    max_signatures=MAX_SIGNATURES,
                    count=len(self.signatures),
                ),
                remedy=_ASK,
            )
        for line in self.signatures:
            if len(line.key_id) != _ID_SIZE or not line.signature:
                raise MalformedNoteError(
                    say("A signature is four bytes of id and what follows."), remedy=_ASK
                )
            try:
                check_key_name(line.name)
            except MalformedKeyError as fault:
                raise MalformedNoteError(fault.says, remedy=_ASK) from fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who has verifiably signed a note; a witness also says when, a log key does not."""

    key: VerifierKey
    at: datetime | None


def write_note(note: Note) -> bytes:
    """The note as bytes: its text, an empty line, and a line for each signature."""
    return f"{note.text}\n{write_lines(note.signatures)}".encode()


def read_note(data: bytes) -> Note:
    """The note in these bytes; anything but the one form of it is refused."""
    if len(data) > MAX_NOTE_SIZE:
        raise MalformedNoteError(
            say("A note is smaller than {max_note_size} bytes.", max_note_size=MAX_NOTE_SIZE), remedy=_ASK
        )
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise MalformedNoteError(say("A note is UTF-8 text."), remedy=_ASK) from fault
    text, gap, tail = whole.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise MalformedNoteError(
            say("A note is a text, an empty line, and lines with signatures."), remedy=_ASK
        )
    note = Note(text=text + "\n", signatures=read_lines(tail))
    if write_note(note) != data:
        raise MalformedNoteError(say("The note is not in its one written form."), remedy=_ASK)
    return note


def sign_note(text: str, *, keys: Iterable[SigningKey]) -> Note:
    """The text signed with log keys. A witness cosigns with `cosign`, since it also says when."""
    _check_text(text)
    lines = []
    for key in keys:
        if key.use != "log":
            raise MalformedKeyError(say("Only a log key signs notes."), remedy=say("Use cosign()."))
        lines.append(
            NoteSignature(name=key.name, key_id=key.verifier.key_id, signature=key.sign(text.encode()))
        )
    return Note(text=text, signatures=tuple(lines))


def cosign(note: Note, *, key: SigningKey, at: datetime) -> Note:
    """The note with a witness's line added: it saw this checkpoint at this instant (tlog-cosignature)."""
    if key.use == "log":
        raise MalformedKeyError(
            say("Only a witness key cosigns."), remedy=say("Give a key of type 04 or 06.")
        )
    seconds = int(at.timestamp())
    message = cosigned_bytes(note.text, key=key.verifier, seconds=seconds)
    signature = seconds.to_bytes(TIME_SIZE, "big") + key.sign(message)
    line = NoteSignature(name=key.name, key_id=key.verifier.key_id, signature=signature)
    return Note(text=note.text, signatures=(*note.signatures, line))


def verify_note(note: Note, *, keys: Iterable[VerifierKey]) -> tuple[Signed, ...]:
    """Who of the known keys has signed, in order; raises if none has, or if one of their signatures is wrong.

    Lines of unknown keys are passed over, as the specification asks.
    """
    known = {(key.name, key.key_id): key for key in keys}
    signed: list[Signed] = []
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        if any(key == other.key for other in signed):
            raise SignatureError(say("{key} has signed twice.", key=key.name), remedy=_ASK, name=key.name)
        signed.append(_verify_line(note, line, key))
    if not signed:
        raise SignatureError(
            say("None of the known keys has signed this note."),
            remedy=say("Give the key of the one who should have signed, or ask for the note again."),
            found=tuple(line.name for line in note.signatures),
        )
    return tuple(signed)


_ASK = say("Ask for the note again, as a file, unchanged.")


def _verify_line(note: Note, line: NoteSignature, key: VerifierKey) -> Signed:
    message, signature, at = note.text.encode(), line.signature, None
    if key.use != "log":
        seconds, signature = read_seconds(line.signature), line.signature[TIME_SIZE:]
        try:
            message = cosigned_bytes(note.text, key=key, seconds=seconds)
        except JournalError as fault:
            raise SignatureError(fault.says, remedy=_ASK, name=key.name) from fault
    if not key.has_signed(message, signature):
        raise SignatureError(
            say("The signature of {key} does not fit the note.", key=key.name), remedy=_ASK, name=key.name
        )
    if key.use != "log" and seconds:
        try:
            at = datetime.fromtimestamp(seconds, tz=UTC)
        except (OverflowError, ValueError, OSError) as fault:
            raise SignatureError(
                say("{key} signed a time that no calendar has.", key=key.name), remedy=_ASK, name=key.name
            ) from fault
    return Signed(key=key, at=at)


def write_lines(lines: Iterable[NoteSignature]) -> str:
    """Signature lines as they stand in a note, and as a witness answers."""
    return "".join(f"{_DASH}{line.name} {write_base64(line.key_id + line.signature)}\n" for line in lines)


def thin_note(note: Note) -> Note:
    """The note without its long lines (ML-DSA-44), to keep many; whole where it has no short one."""
    short = tuple(line for line in note.signatures if len(line.signature) < _LONG)
    return Note(text=note.text, signatures=short) if short else note


def read_lines(text: str) -> tuple[NoteSignature, ...]:
    """The signature lines in the answer of a witness; at least one, each with its newline."""
    if not text.endswith("\n"):
        raise MalformedNoteError(say("Signature lines end in a newline."), remedy=_ASK)
    return tuple(map(_read_line, text[:-1].split("\n")))


def _read_line(line: str) -> NoteSignature:
    name, space, signature = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise MalformedNoteError(say("{line!r} is not a signature line.", line=line[:80]), remedy=_ASK)
    try:
        data = read_base64(signature)
    except ValueError as fault:
        raise MalformedNoteError(
            say("The signature of {name!r} is not base64.", name=name), remedy=_ASK
        ) from fault
    return NoteSignature(name=name, key_id=data[:_ID_SIZE], signature=data[_ID_SIZE:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or text == "\n":
        raise MalformedNoteError(say("The text of a note ends in a newline."), remedy=_ASK)
    if any(ord(c) < 0x20 and c != "\n" for c in text):
        raise MalformedNoteError(say("The text of a note has no control characters."), remedy=_ASK)
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise MalformedNoteError(say("The text of a note is UTF-8."), remedy=_ASK) from fault
