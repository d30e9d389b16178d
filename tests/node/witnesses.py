"""Witnesses in memory for the node under test: they judge as a node does, and can be made to fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from glacy.courier import Answer, CourierError
from glacy.journal import (
    NOTHING_SEEN,
    Admitted,
    Judgement,
    Note,
    Seen,
    SigningKey,
    VerifierKey,
    cosign,
    judge_submission,
    read_submission,
    write_cosignatures,
    write_note,
    write_size,
)

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class MemoryWitness:
    """One witness; `notes` holds what it cosigned, the newest last."""

    keys: tuple[SigningKey, ...]
    knows: tuple[VerifierKey, ...]
    seen: Seen = NOTHING_SEEN
    notes: list[Note] = field(default_factory=list)
    is_down: bool = False
    spoils: Callable[[Answer], Answer] = lambda answer: answer
    judged: list[Judgement] = field(default_factory=list)

    def add(self, data: bytes) -> Answer:
        submission = read_submission(data)
        judged = judge_submission(submission, keys=self.knows, seen=self.seen)
        self.judged.append(judged)
        if not isinstance(judged, Admitted):
            body = write_size(self.seen.size) if judged.status == 409 else judged.says.encode()
            return Answer(status=judged.status, body=body)
        note = submission.note
        for key in self.keys:
            note = cosign(note, key=key, at=AT)
        self.seen = Seen(size=judged.checkpoint.size, root=judged.checkpoint.root)
        self.notes.append(note)
        return Answer(status=200, body=write_cosignatures(note.signatures[-len(self.keys) :]))


@dataclass(kw_only=True)
class MemoryLine:
    """Carries to witnesses by their addresses."""

    at: dict[str, MemoryWitness]

    def add_checkpoint(self, url: str, submission: bytes) -> Answer:
        witness = self._reach(url)
        return witness.spoils(witness.add(submission))

    def find_latest(self, url: str, *, origin: str) -> bytes | None:
        witness = self._reach(url)
        own = [note for note in witness.notes if note.text.startswith(f"{origin}\n")]
        return write_note(own[-1]) if own else None

    def _reach(self, url: str) -> MemoryWitness:
        witness = self.at[url]
        if witness.is_down:
            raise CourierError("There is no way.", remedy="Wait.", kind="unreachable")
        return witness
