"""From a template and data to PDF/A-3u: the same input gives the same bytes on every machine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata, resources
from typing import Literal, TypeAlias

import typst

from glacy.canon import Digest, Json, digest_of, write_canonical
from glacy.documents.attachments import Attachment, attachments_of
from glacy.documents.errors import AttachmentError, MissingGlyphError, RenderError
from glacy.sayings import say

Language: TypeAlias = Literal["en", "es", "fr", "pt"]
LANGUAGES: tuple[Language, ...] = ("en", "es", "fr", "pt")
"""The languages in which the common page has its words."""

MAIN, PAGE = "main.typ", "page.typ"
_STANDARD: Literal["a-3u"] = "a-3u"
_compile_typst: Callable[..., bytes] = typst.compile
"""As it is: its stub does not know the mapping of names to files that it takes."""
_MISSING = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed', re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,127}", re.ASCII)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*", re.ASCII)
_LONGEST_FAULT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The Typst sources of a document: `main.typ` and what it imports; `page.typ` is added here."""

    name: str
    source_files: Mapping[str, bytes]

    def __post_init__(self) -> None:
        if MAIN not in self.source_files or PAGE in self.source_files:
            raise RenderError(
                say(
                    "The template {name!r} must hold {main} and must not hold {page}.",
                    name=self.name,
                    main=MAIN,
                    page=PAGE,
                ),
                remedy=say("Name its first file {main}.", main=MAIN),
                template=self.name,
            )

    @property
    def digest(self) -> Digest:
        """The digest that names these sources."""
        return digest_of(write_canonical({name: digest_of(each) for name, each in self.source_files.items()}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """What decides the bytes of a rendered document besides its data."""

    typst: str
    fonts: Digest
    page: Digest
    template: Digest

    def to_json(self) -> Mapping[str, str]:
        """The renderer as a document's JSON names it."""
        return {"typst": self.typst, "fonts": self.fonts, "page": self.page, "template": self.template}


def renderer_of(template: Template) -> Renderer:
    """The identity of the renderer for a template: equal identities give equal bytes."""
    page = digest_of(_packaged(PAGE) + _packaged("words.json"))
    return Renderer(typst=metadata.version("typst"), fonts=_fonts(), page=page, template=template.digest)


def render(
    template: Template,
    data: Json,
    *,
    at: datetime,
    attachments: tuple[Attachment, ...] = (),
    language: Language = "en",
) -> bytes:
    """The PDF/A-3u of a template filled with data, dated `at`, with files attached.

    Data reaches the template as JSON only and is shown as text, never evaluated. System fonts are not used.
    Raises MissingGlyphError if a character has no glyph in the fonts that come with Typst.
    """
    sources = {**template.source_files, PAGE: _packaged(PAGE)}
    frame = [_place(sources, number, each) for number, each in enumerate(attachments)]
    if len({each.name for each in attachments}) != len(attachments):
        raise AttachmentError(say("Two attachments have the same name."), remedy=say("Rename one of them."))
    inputs = {
        "data": write_canonical(data).decode("utf-8"),
        "frame": json.dumps({"language": language, "words": _words(language), "attachments": frame}),
    }
    pdf = _compile(sources, inputs, at, template, data)
    if attachments_of(pdf) != tuple(sorted(attachments, key=lambda each: each.name.encode("ascii"))):
        raise RenderError(
            say("The template {template!r} does not carry its attachments.", template=template.name),
            remedy=say("Begin it with `#show: letter.with(...)` from page.typ, once."),
            template=template.name,
        )
    return pdf


def _compile(
    sources: dict[str, bytes], inputs: dict[str, str], at: datetime, template: Template, data: Json
) -> bytes:
    try:
        return _compile_typst(
            sources,
            sys_inputs=inputs,
            ignore_system_fonts=True,
            pdf_standards=[_STANDARD],
            timestamp=int(at.astimezone(UTC).timestamp()),
        )
    except (typst.TypstError, RuntimeError) as fault:
        said = getattr(fault, "diagnostic", "") or str(fault)
        missing = _MISSING.search(said)
        if missing is not None:
            raise _missing_glyph(missing["text"], data) from fault
        raise RenderError(
            say(
                "The template {template!r} does not compile: {said}",
                template=template.name,
                said=said[:_LONGEST_FAULT],
            ),
            remedy=say("Mend the template."),
            template=template.name,
        ) from fault


def _missing_glyph(text: str, data: Json) -> MissingGlyphError:
    field = _find_field(text, data, "")
    place = say("a label of the template") if field is None else say("the field {field}", field=field)
    code = " ".join(f"U+{ord(each):04X}" for each in text)
    return MissingGlyphError(
        say(
            "No font has a glyph for {found!r} ({code}), which stands in {place}.",
            found=text,
            code=code,
            place=place,
        ),
        remedy=say("Write it in Latin, Greek or Cyrillic letters here, and attach the original."),
        character=text,
        field=field,
    )


def _find_field(text: str, value: Json, place: str) -> str | None:
    """Where in the data a text stands, such as `targets[0].name`."""
    if isinstance(value, str):
        return place if text in value else None
    if isinstance(value, Mapping):
        inner = ((f"{place}.{key}".lstrip("."), each) for key, each in value.items())
    elif isinstance(value, (list, tuple)):
        inner = ((f"{place}[{index}]", each) for index, each in enumerate(value))
    else:
        return None
    return next((found for path, each in inner if (found := _find_field(text, each, path))), None)


def _place(sources: dict[str, bytes], number: int, attachment: Attachment) -> Mapping[str, Json]:
    """Put an attachment among the sources, and say where; Typst takes in text, so bytes go as numbers."""
    if not _NAME.fullmatch(attachment.name) or not _MEDIA_TYPE.fullmatch(attachment.media_type):
        raise AttachmentError(
            say(
                "{attachment!r} of type {media_type!r} cannot be attached.",
                attachment=attachment.name,
                media_type=attachment.media_type,
            ),
            remedy=say("Use Latin letters, digits, dots and dashes in the name."),
            name=attachment.name,
        )
    path = f"attachments/{number}"
    try:
        attachment.content.decode("utf-8")
        binary, sources[path] = False, attachment.content
    except UnicodeDecodeError:
        binary, sources[path] = True, json.dumps(list(attachment.content)).encode("ascii")
    return {
        "name": attachment.name,
        "path": path,
        "binary": binary,
        "media_type": attachment.media_type,
        "relationship": attachment.relationship,
    }


def _words(language: Language) -> Mapping[str, str]:
    found: Mapping[str, Mapping[str, str]] = json.loads(_packaged("words.json"))
    if language not in found:
        raise RenderError(
            say("The common page has no words in {language!r}.", language=language),
            remedy=say("Render it in one of {languages}.", languages=", ".join(LANGUAGES)),
            found=language,
        )
    return found[language]


@cache
def _packaged(name: str) -> bytes:
    return (resources.files("glacy.documents") / name).read_bytes()


@cache
def _fonts() -> Digest:
    """The digest of the names of the fonts inside Typst; their outlines change only with its version."""
    found = typst.Fonts(include_system_fonts=False).fonts()
    return digest_of(write_canonical(sorted(f"{each.family} {each.style} {each.weight}" for each in found)))
