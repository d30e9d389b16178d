"""What arrives: receipts given and got, messages that came early, and what could not be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from glacy.canon import Digest
from glacy.exchange import Envelope, Held, ThreadState
from glacy.store.models import EarlyRow, EntryRow, MessageRow, QuarantineRow, ReceiptRow, ThreadRow


def thread_state(thread: ThreadRow, *, receiver: str, exercise: bool, about: str) -> ThreadState:
    """What is known of the direction from the other State to us; `about` is the envelope id in question."""
    early = EarlyRow.objects.filter(thread=thread.pk).order_by("sequence")
    waiting = tuple(
        Held(
            id=row.envelope_id,
            sequence=row.sequence,
            previous=Digest(row.previous),
            digest=Digest(row.envelope_digest),
        )
        for row in early
    )
    return ThreadState(
        thread=thread.pk,
        sender=thread.country,
        receiver=receiver,
        exercise=exercise,
        sequence=thread.received_sequence,
        last=Digest(thread.received_digest) if thread.received_digest else None,
        waiting=waiting,
        known=_known(about),
    )


def _known(envelope_id: str) -> Mapping[str, Digest]:
    taken = MessageRow.objects.filter(envelope_id=envelope_id).values_list("envelope_digest", flat=True)
    early = EarlyRow.objects.filter(pk=envelope_id).values_list("envelope_digest", flat=True)
    found = next(iter(taken), None) or next(iter(early), None)
    return {} if found is None else {envelope_id: Digest(found)}


def put_early(envelope: Envelope, *, at: datetime) -> None:
    """Keeps the place of a message that came before one that it follows."""
    header = envelope.header
    EarlyRow.objects.create(
        envelope_id=header.id,
        envelope_digest=envelope.digest,
        thread=header.thread,
        sender=header.sender,
        sequence=header.sequence,
        previous=header.previous or "",
        arrived_at=at,
    )


def get_early(envelope_id: str) -> EarlyRow:
    """A message that waits for its turn."""
    return EarlyRow.objects.get(pk=envelope_id)


def take_early(envelope_id: str) -> EarlyRow:
    """A message that waited has its turn; it waits no more."""
    row = get_early(envelope_id)
    EarlyRow.objects.filter(pk=envelope_id).delete()
    return row


def put_given(
    *, envelope_id: str, digest: str, entry: EntryRow, message: MessageRow | None, at: datetime
) -> ReceiptRow:
    """A receipt that is owed; its bytes follow when the journal has the entry."""
    return ReceiptRow.objects.create(
        envelope_id=envelope_id,
        envelope_digest=digest,
        direction="given",
        kind="receipt",
        entry=entry,
        message=message,
        at=at,
    )


def find_given(envelope_digest: str) -> ReceiptRow | None:
    """The receipt that was given, or is owed, for these very bytes."""
    return (
        ReceiptRow.objects.select_related("entry")
        .filter(envelope_digest=envelope_digest, direction="given", kind="receipt")
        .first()
    )


def void_given(envelope_id: str) -> None:
    """The receipt of a waiting message that turned out not to fit stands no more."""
    ReceiptRow.objects.filter(envelope_id=envelope_id, direction="given", kind="receipt").update(kind="void")


def find_rejected(envelope_digest: str) -> bytes | None:
    """The rejection or conflict that was given for these very bytes."""
    replies = QuarantineRow.objects.filter(envelope_digest=envelope_digest).exclude(reply=b"")
    found = next(iter(replies.order_by("pk").values_list("reply", flat=True)[:1]), None)
    return None if found is None else bytes(found)


def set_given(receipt: ReceiptRow, data: bytes) -> bytes:
    """The bytes of a receipt that was owed; the first that were written stand."""
    ReceiptRow.objects.filter(pk=receipt.pk, data=None).update(data=data)
    receipt.refresh_from_db(fields=["data"])
    return bytes(receipt.data or b"")


def put_got(message: MessageRow, *, kind: str, data: bytes, at: datetime) -> None:
    """A receipt, rejection or conflict that another node gave us."""
    ReceiptRow.objects.get_or_create(
        envelope_id=message.envelope_id or "",
        envelope_digest=message.envelope_digest,
        direction="got",
        kind=kind,
        defaults={"message": message, "data": data, "at": at},
    )


def put_quarantined(
    *,
    digest: str,
    envelope_id: str,
    envelope_digest: str,
    sender: str,
    reason: str,
    says: str,
    reply: bytes,
    at: datetime,
) -> bool:
    """Keeps note of bytes that could not be taken; False when they were noted before."""
    _, is_new = QuarantineRow.objects.get_or_create(
        digest=digest,
        defaults={
            "envelope_id": envelope_id,
            "envelope_digest": envelope_digest,
            "sender": sender,
            "reason": reason,
            "says": says,
            "reply": reply,
            "arrived_at": at,
        },
    )
    return is_new


def find_quarantined(digest: str) -> QuarantineRow | None:
    """What could not be taken, by the digest of its bytes as they came, if nobody has settled it."""
    return QuarantineRow.objects.filter(digest=digest, settled_at=None).defer("reply").first()


def settle_quarantined(digest: str, *, at: datetime) -> bool:
    """Takes it off the list; False where another person did so first. What was answered stays."""
    return bool(QuarantineRow.objects.filter(digest=digest, settled_at=None).update(settled_at=at))


def count_quarantined(*, names_sender: bool) -> int:
    """How many things that could not be taken nobody has settled: those that name a sender, or the others."""
    rows = QuarantineRow.objects.filter(settled_at=None)
    return (rows.exclude(sender="") if names_sender else rows.filter(sender="")).count()


def all_quarantined() -> Sequence[QuarantineRow]:
    """What could not be taken and nobody has settled, newest first; what names no sender comes last."""
    rows = QuarantineRow.objects.filter(settled_at=None).defer("reply").order_by("-arrived_at")
    return [*rows.exclude(sender="")[:200], *rows.filter(sender="")[:200]]


def settle_nameless(*, at: datetime) -> Sequence[str]:
    """Takes everything that names no sender off the list; the digests of its bytes as they came."""
    rows = QuarantineRow.objects.select_for_update().filter(settled_at=None, sender="")
    digests = list(rows.order_by("pk").values_list("digest", flat=True))
    QuarantineRow.objects.filter(digest__in=digests).update(settled_at=at)
    return digests
