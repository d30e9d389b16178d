"""Whether the page of a document says what its attached message says: made again here, and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from glacy.canon import Json, digest_of, read_canonical, write_canonical
from glacy.checks import Check
from glacy.cooperation.cells import Zones
from glacy.cooperation.document import (
    MESSAGE_NAME,
    PAGE_FORMAT,
    PAGE_NAME,
    Page,
    letterhead,
    render_message,
    render_page,
    renderer,
)
from glacy.cooperation.errors import MalformedMessageError
from glacy.cooperation.extract import Extract
from glacy.cooperation.form import read_form, write_form
from glacy.cooperation.messages import Message
from glacy.cooperation.schema import first_fault
from glacy.cooperation.wire import read_message
from glacy.documents import attachments_of, text_of
from glacy.errors import GlacyError
from glacy.sayings import say
from glacy.signing import Trust, examine_pdf_seal

_ABOUT = "document"
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # the seal is only taken off here, not judged


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReading:
    """What was found in a document: the checks, its message if it could be read, and our own page of it."""

    checks: tuple[Check, ...]
    message: Message | Extract | None
    own_page: bytes | None

    @property
    def country(self) -> str | None:
        """The country whose authority speaks in it and whose node must have sealed it, if one is named."""
        authority = getattr(self.message, "authority", None)
        return None if authority is None else str(authority.country)


def examine_document(pdf: bytes, *, first_revision: bytes | None = None) -> DocumentReading:
    """Compare the page of a document with its attached message; never raises on bad input.

    `first_revision` is the document before its seal, looked for when it is not given; whether the seal itself
    holds is for `signing` to say. An officer acts on `own_page`, which was made here.
    """
    before = first_revision or _before_seal(pdf)
    try:
        message, json, page, made_by = _attached(before)
    except GlacyError as fault:
        return DocumentReading(
            checks=(_check("document.message", False, fault.says),), message=None, own_page=None
        )
    checks = [
        _check(
            "document.message",
            True,
            say("The attached message is in its one form, SHA-256 {digest}.", digest=_digest(before)),
        )
    ]
    try:
        again = render_page(json, page)
    except (GlacyError, ValueError) as fault:
        checks.append(_unmade(fault, made_by))
        return DocumentReading(checks=tuple(checks), message=message, own_page=None)
    checks.append(_compare(before, again, made_by))
    checks.extend(_head_checks(message, page))
    return DocumentReading(checks=tuple(checks), message=message, own_page=again)


def own_page(message: Message | Extract) -> bytes:
    """The page of a message as this node makes it, whatever the page that came with it shows."""
    return render_message(message)


def _head_checks(message: Message | Extract, page: Page) -> tuple[Check, ...]:
    """Letterhead and reference stand in `page.json`: they must be those of the message, as far as it has any.

    A message that names no authority speaks under no letterhead.
    """
    reference = getattr(message, "reference", None)
    spoken = letterhead(message, page.languages) == page.from_
    named = reference is None or reference == page.reference
    if spoken and named:
        return ()
    says = say("The letterhead or the reference of the page is not that of the attached message.")
    return (_check("document.letterhead", False, says),)


def _unmade(fault: Exception, made_by: Json) -> Check:
    """The page could not be made again: a renderer that is ours in every part would have refused it too."""
    if made_by == dict(renderer()):
        says = say("It names the renderer of this node, which makes no such page: {why}", why=fault)
        return _check("document.page", False, says)
    return _check("document.page", None, say("The page cannot be made again here: {why}", why=fault))


def _compare(before: bytes, again: bytes, made_by: Json) -> Check:
    if before == again:
        return _check(
            "document.page",
            True,
            say("The page, made again here from the attached message, is equal byte for byte."),
        )
    if made_by == dict(renderer()):
        return _check(
            "document.page",
            False,
            say("The page differs from the attached message: the same renderer makes another page from it."),
        )
    if text_of(before) != text_of(again):
        return _check(
            "document.page", False, say("The text of the page differs from what the attached message says.")
        )
    return _check(
        "document.page",
        None,
        say(
            "Another version of the renderer made the page; its text is the same as ours. Read our own page."
        ),
    )


def _attached(before: bytes) -> tuple[Message | Extract, Mapping[str, Json], Page, Json]:
    """The message, its JSON, the page and the renderer that the attached files name."""
    found = {each.name: each.content for each in attachments_of(before)}
    if set(found) != {MESSAGE_NAME, PAGE_NAME}:
        names = ", ".join(sorted(found)) or "nothing"
        raise MalformedMessageError(
            say(
                "{message_name} and {page_name} were expected in the file, found {names}.",
                message_name=MESSAGE_NAME,
                page_name=PAGE_NAME,
                names=names,
            ),
            remedy=say("Ask the sender for the document as it was sealed."),
        )
    message = read_document_message(found[MESSAGE_NAME])
    page, made_by = _read_page(found[PAGE_NAME])
    return message, cast("Mapping[str, Json]", write_form(message)), page, made_by  # a message is an object


def read_document_message(data: bytes) -> Message | Extract:
    """The message or the provider's extract that a document carries."""
    json = read_canonical(data)
    if isinstance(json, Mapping) and json.get("format") == Extract.FORMAT:
        if fault := first_fault(Extract, json):
            raise MalformedMessageError(say("{field}: {why}.", field=fault[0], why=fault[1]), field=fault[0])
        extract = read_form(Extract, json)
        if write_canonical(write_form(extract)) != data:
            raise MalformedMessageError(say("The extract is not in its one written form."), field="$")
        return extract
    return read_message(data)


def _read_page(data: bytes) -> tuple[Page, Json]:
    json = read_canonical(data)
    if not isinstance(json, Mapping) or json.get("format") != PAGE_FORMAT:
        raise MalformedMessageError(
            say("{page_name} is not of format {page_format}.", page_name=PAGE_NAME, page_format=PAGE_FORMAT)
        )
    languages, zones = json.get("languages"), json.get("zones")
    whole = (
        isinstance(languages, list)
        and languages
        and all(isinstance(one, str) for one in languages)
        and isinstance(zones, list)
        and all(_is_zone(one) for one in zones)
        and isinstance(json.get("from"), str)
        and isinstance(json.get("reference"), str)
    )
    if not whole:
        raise MalformedMessageError(say("{page_name} is not in its form.", page_name=PAGE_NAME))
    page = Page(
        languages=tuple(cast("list[str]", languages)),
        zones=cast("Zones", tuple((one[0], one[1]) for one in cast("list[list[str]]", zones))),
        from_=str(json["from"]),
        reference=str(json["reference"]),
    )
    return page, json.get("renderer")


def _is_zone(pair: Json) -> bool:
    """Whether it is a country and its zone, or a country alone."""
    if not isinstance(pair, list) or len(pair) != 2:
        return False
    return isinstance(pair[0], str) and (pair[1] is None or isinstance(pair[1], str))


def _before_seal(pdf: bytes) -> bytes:
    return examine_pdf_seal(pdf, trust=Trust.none(), at=_ANY_TIME).first_revision or pdf


def _digest(before: bytes) -> str:
    return next(digest_of(each.content) for each in attachments_of(before) if each.name == MESSAGE_NAME)


def _check(name: str, holds: bool | None, says: str) -> Check:
    return Check(name=name, holds=holds, about=_ABOUT, says=says)
