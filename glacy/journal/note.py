"""A signed note: a text and the lines of those who signed it (C2SP signed-note)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from glacy.journal.errors import MalformedKeyError, MalformedNoteError, SignatureError
from glacy.journal.keys import SigningKey, VerifierKey, check_key_name, read_base64, write_base64

MAX_NOTE_SIZE = 1_000_000
MAX_SIGNATURES = 64
_ID_SIZE = 4
_TIME_SIZE = 8
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
                f"A note has between 1 and {MAX_SIGNATURES} signatures, found {len(self.signatures)}.",
                remedy=_ASK,
            )
        for line in self.signatures:
            if len(line.key_id) != _ID_SIZE or not line.signature:
                raise MalformedNoteError("A signature is four bytes of id and what follows.", remedy=_ASK)
            try:
                check_key_name(line.name)
            except MalformedKeyError as fault:
                raise MalformedNoteError(fault.says, remedy=_ASK) from fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who has verifiably signed a note; a witness also says when."""

    key: VerifierKey
    at: datetime | None


def write_note(note: Note) -> bytes:
    """The note as bytes: its text, an empty line, and a line for each signature."""
    lines = (f"{_DASH}{line.name} {write_base64(line.key_id + line.signature)}\n" for line in note.signatures)
    return f"{note.text}\n{''.join(lines)}".encode()


def read_note(data: bytes) -> Note:
    """The note in these bytes; anything but the one form of it is refused."""
    if len(data) > MAX_NOTE_SIZE:
        raise MalformedNoteError(f"A note is smaller than {MAX_NOTE_SIZE} bytes.", remedy=_ASK)
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise MalformedNoteError("A note is UTF-8 text.", remedy=_ASK) from fault
    text, gap, tail = whole.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise MalformedNoteError("A note is a text, an empty line, and lines with signatures.", remedy=_ASK)
    note = Note(text=text + "\n", signatures=tuple(map(_read_line, tail[:-1].split("\n"))))
    if write_note(note) != data:
        raise MalformedNoteError("The note is not in its one written form.", remedy=_ASK)
    return note


def sign_note(text: str, *, keys: Iterable[SigningKey]) -> Note:
    """The text signed with log keys. A witness cosigns with `cosign`, since it also says when."""
    _check_text(text)
    lines = []
    for key in keys:
        if key.use != "log":
            raise MalformedKeyError("A witness key does not sign notes.", remedy="Use cosign().")
        lines.append(
            NoteSignature(name=key.name, key_id=key.verifier.key_id, signature=key.sign(text.encode()))
        )
    return Note(text=text, signatures=tuple(lines))


def cosign(note: Note, *, key: SigningKey, at: datetime) -> Note:
    """The note with a witness's line added: it saw this checkpoint at this instant (tlog-cosignature)."""
    if key.use != "witness":
        raise MalformedKeyError("Only a witness key cosigns.", remedy="Give a key of type 04.")
    seconds = int(at.timestamp())
    signature = seconds.to_bytes(_TIME_SIZE, "big") + key.sign(_cosigned(note.text, seconds))
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
            raise SignatureError(f"{key.name} has signed twice.", remedy=_ASK, name=key.name)
        signed.append(_verify_line(note, line, key))
    if not signed:
        raise SignatureError(
            "None of the known keys has signed this note.",
            remedy="Give the key of the one who should have signed, or ask for the note again.",
            found=tuple(line.name for line in note.signatures),
        )
    return tuple(signed)


_ASK = "Ask for the note again, as a file, unchanged."


def _verify_line(note: Note, line: NoteSignature, key: VerifierKey) -> Signed:
    message, signature, at = note.text.encode(), line.signature, None
    if key.use == "witness":
        seconds = int.from_bytes(line.signature[:_TIME_SIZE], "big")
        message, signature = _cosigned(note.text, seconds), line.signature[_TIME_SIZE:]
    if not key.has_signed(message, signature):
        raise SignatureError(
            f"The signature of {key.name} does not fit the note.", remedy=_ASK, name=key.name
        )
    if key.use == "witness":
        try:
            at = datetime.fromtimestamp(seconds, tz=UTC)
        except (OverflowError, ValueError, OSError) as fault:
            raise SignatureError(
                f"{key.name} signed a time that no calendar has.", remedy=_ASK, name=key.name
            ) from fault
    return Signed(key=key, at=at)


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _read_line(line: str) -> NoteSignature:
    name, space, signature = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise MalformedNoteError(f"{line[:80]!r} is not a signature line.", remedy=_ASK)
    try:
        data = read_base64(signature)
    except ValueError as fault:
        raise MalformedNoteError(f"The signature of {name!r} is not base64.", remedy=_ASK) from fault
    return NoteSignature(name=name, key_id=data[:_ID_SIZE], signature=data[_ID_SIZE:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or text == "\n":
        raise MalformedNoteError("The text of a note ends in a newline.", remedy=_ASK)
    if any(ord(c) < 0x20 and c != "\n" for c in text):
        raise MalformedNoteError("The text of a note has no control characters.", remedy=_ASK)
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise MalformedNoteError("The text of a note is UTF-8.", remedy=_ASK) from fault
