"""Judges any file that the system writes, offline: recognises it and asks the library that knows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO

from glacy.canon import digest_of
from glacy.checks import Check, Report
from glacy.container import examine_container
from glacy.evidence import examine_bundle
from glacy.exchange import Directory, examine_directory, examine_envelope, examine_reply
from glacy.journal import examine_checkpoint, examine_proof
from glacy.sayings import say
from glacy.verify.anchors import Found, accepted, directory_check
from glacy.verify.future import future_checks
from glacy.verify.inside import find_inside
from glacy.verify.kinds import Kind, recognise
from glacy.verify.known import Known, keys_of, trust_of
from glacy.verify.others import find_other_bag, find_other_image
from glacy.verify.sentences import NOT_PROVED, time_facts
from glacy.verify.witnesses import name_witnesses


def examine_file(
    data: bytes,
    *,
    name: str = "",
    directory: Directory | None,
    at: datetime,
    found: Found = "given",
    known: Known | None = None,
) -> Report:
    """Every check of a file, whatever it is; never raises on bad input.

    `name` helps where the bytes are too damaged to recognise, `directory` and, for a document, `known` say
    whose signatures count,
    `found` how the reader came by it, `at` is the reader's instant. Without a directory it can be told that a
    file is whole, and not who signed it.
    """
    kind = recognise(data, name=name) if data else "unknown"
    if kind in ("bundle", "container", "unknown"):
        other = find_other_image(data, name=name) or find_other_bag(BytesIO(data), is_ours_to_spare=False)
        if other is not None:
            return other
    if directory is None and kind == "bundle":
        directory, found = find_inside(BytesIO(data)), "inside"
    judged = _judge(kind, data, directory=directory, at=at, known=known or Known())
    found = accepted(directory, found, known or Known())
    checks = name_witnesses(judged.checks, directory, is_asked=kind in ("checkpoint", "proof"))
    exercise = directory is not None and directory.exercise
    if kind not in ("sealed", "directory", "unknown"):
        checks = (*checks, *future_checks(checks, at=at, exercise=exercise))
        checks = (*checks, directory_check(directory, found=found, at=at))
    facts = {"sha256": digest_of(data), "size": str(len(data)), **judged.facts, **time_facts(checks)}
    if directory is not None:
        facts["directory"] = directory.fingerprint
    facts["does_not_prove"] = NOT_PROVED
    return Report(kind=kind, checks=checks, facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """The checks of a file, and what else is worth telling of it."""

    checks: Iterable[Check]
    facts: Mapping[str, str] = field(default_factory=dict)


def _judge(kind: Kind, data: bytes, *, directory: Directory | None, at: datetime, known: Known) -> _Judged:
    match kind:
        case "document":
            # The renderer is heavy, and only a document needs it.
            from glacy.verify.document import examine_sealed_document

            return _Judged(checks=examine_sealed_document(data, directory=directory, at=at, known=known))
        case "envelope":
            return _Judged(checks=_envelope_checks(data, directory=directory, at=at))
        case "receipt":
            reading = examine_reply(data, directory=directory, at=at)
            facts = {} if reading.reply is None else {"reply": type(reading.reply).__name__.lower()}
            return _Judged(checks=reading.checks, facts=facts)
        case "directory":
            return _Judged(checks=examine_directory(data, at=at))
        case "sealed":
            return _Judged(checks=(_SEALED,))
        case "unknown":
            return _Judged(checks=(_UNKNOWN if data else _EMPTY,))
        case _:
            return _Judged(checks=_signed_checks(kind, data, directory=directory, at=at))


def _signed_checks(
    kind: Kind, data: bytes, *, directory: Directory | None, at: datetime
) -> tuple[Check, ...]:
    """The checks of what needs only the certificates and journal keys that the directory gives."""
    trust, keys = trust_of(directory, Known()), keys_of(directory, Known())
    match kind:
        case "bundle":
            return examine_bundle(data, trust=trust, at=at, keys=keys).checks
        case "checkpoint":
            return examine_checkpoint(data, keys=keys)
        case "proof":
            return examine_proof(data, keys=keys)
        case _:
            return examine_container(data, trust=trust, at=at).checks


def _envelope_checks(data: bytes, *, directory: Directory | None, at: datetime) -> Iterator[Check]:
    """The checks of an envelope, and of the sealed documents and bundles that travel in it."""
    reading = examine_envelope(data, directory=directory, at=at)
    yield from reading.checks
    if reading.envelope is None:
        return
    for part, content in sorted(reading.envelope.parts.items()):
        kind = recognise(content, name=part)
        if kind in ("document", "bundle", "receipt", "proof") and _is_ours(part):
            for check in _judge(kind, content, directory=directory, at=at, known=Known()).checks:
                yield replace(check, about=f"{part}: {check.about}")
    if reading.envelope.document is not None:
        from glacy.verify.document import examine_carried_document  # heavy, as above

        yield examine_carried_document(reading.envelope.document, body=reading.envelope.body)


def _is_ours(part: str) -> bool:
    """Whether a part is one that a node writes; an attachment may be anyone's file, sealed as it is."""
    return not part.startswith("attachments/")


_SEALED = Check(
    name="sealed",
    holds=None,
    about="envelope",
    says=say(
        "It is encrypted with age to the receiver's keys and cannot be read without one of them."
        " Check the envelope inside, on the node that received it."
    ),
)
_UNKNOWN = Check(
    name="kind",
    holds=None,
    about="file",
    says=say(
        "It is neither a document (.pdf), an envelope, a receipt nor a bundle (.asice), a "
        "journal checkpoint, a journal proof nor a directory of nodes. If it should be one of "
        "them, ask for it again."
    ),
)
_EMPTY = Check(
    name="kind",
    holds=None,
    about="file",
    says=say("It is empty. Ask for it again, and compare the size that the sender sees."),
)
