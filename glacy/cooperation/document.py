"""The document of a message: PDF/A-3u with the message attached, made from that message alone.

Two files are attached: the message in its canonical bytes, and `page.json`, which names the renderer and what
of the page does not stand in the message. So the same renderer makes the same bytes again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import metadata, resources
from typing import cast

from glacy.canon import Digest, Json, digest_of, write_canonical
from glacy.cooperation.cells import Sheet, Zones, inner
from glacy.cooperation.draft import Draft
from glacy.cooperation.extract import Extract, extract_of
from glacy.cooperation.form import write_form
from glacy.cooperation.labels import Labels, labels_for
from glacy.cooperation.messages import Message
from glacy.cooperation.observing import SafeguardStated
from glacy.cooperation.request import Request
from glacy.cooperation.sheet_message import sections_of
from glacy.countries import find_country
from glacy.documents import Attachment, Language, Template, render, renderer_of
from glacy.treaty import generation, words

MESSAGE_NAME = "message.json"
PAGE_NAME = "page.json"
PAGE_FORMAT = "glacy.page/1"
_JSON = "application/json"
_LAYOUT = (
    "cells.py",
    "labels.py",
    "labels.csv",
    "localtime.py",
    "observing.py",
    "sheet_message.py",
    "sheet_request.py",
    "document.py",
)
_DRAFT_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # a draft has no date of its own; its file says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What of a page does not stand in its message: languages, zones, letterhead and reference."""

    languages: tuple[str, ...]
    zones: Zones
    from_: str
    reference: str

    def to_json(self) -> Json:
        """The page as `page.json` says it, with the renderer."""
        return {
            "format": PAGE_FORMAT,
            "languages": list(self.languages),
            "zones": [[country, zone] for country, zone in self.zones],
            "from": self.from_,
            "reference": self.reference,
            "renderer": dict(renderer()),
        }


def renderer() -> Mapping[str, str]:
    """What decides the bytes of a document besides its message: Typst, fonts, template, our layout."""
    return _renderer(generation())


@lru_cache(maxsize=1)
def _renderer(facts_in_use: int) -> Mapping[str, str]:
    del facts_in_use  # other facts have other words, so what is kept is kept for these facts only
    return {
        **renderer_of(template()).to_json(),
        "layout": _layout(),
        "babel": metadata.version("babel"),
        "tzdata": metadata.version("tzdata"),
    }


@cache
def template() -> Template:
    """The template of every message of a thread."""
    source = resources.files("glacy.cooperation").joinpath("templates", "main.typ").read_bytes()
    return Template(name="cooperation", source_files={"main.typ": source})


def render_message(message: Message | Extract, *, about: Request | None = None) -> bytes:
    """The document of a message; `about` is the request of its thread, for languages and zones."""
    return render_page(_as_json(message), page_of(message, about=about))


def render_request(request: Request) -> bytes:
    """The document of a request, in the order of the T-CY forms."""
    return render_message(request)


def provider_extract(request: Request) -> bytes:
    """The document for the provider: the facts are neither on the page nor in the attached file."""
    return render_message(extract_of(request), about=request)


def render_draft(draft: Draft, *, safeguards: Sequence[SafeguardStated] = ()) -> bytes:
    """A draft as it would be read, marked as a draft on every page, with nothing attached."""
    json: dict[str, Json] = {
        "format": Request.FORMAT,
        "reference": draft.case_reference,
        "exercise": draft.exercise,
        **draft.sections,
        "safeguards": write_form(tuple(safeguards)),
    }
    documents = draft.get("language", "documents")
    labels = labels_for([str(tag) for tag in documents] if isinstance(documents, (list, tuple)) else [])
    zone = draft.get("authority", "zone")
    page = Page(
        languages=labels.languages,
        zones=_zones((draft.requesting, zone if isinstance(zone, str) else None), (draft.requested, None)),
        from_=_letterhead(json, labels),
        reference=draft.case_reference,
    )
    data = _page_data(json, page, labels, draft=labels.one("sentence.draft"))
    return render(template(), data, at=_DRAFT_DATE, language=cast(Language, labels.languages[0]))


def render_page(json: Mapping[str, Json], page: Page) -> bytes:
    """The document of a message's JSON on a page; what `examine_document` makes again."""
    labels = Labels(languages=page.languages)
    attachments = (
        Attachment(name=MESSAGE_NAME, media_type=_JSON, content=write_canonical(json), relationship="source"),
        Attachment(
            name=PAGE_NAME,
            media_type=_JSON,
            content=write_canonical(page.to_json()),
            relationship="supplement",
        ),
    )
    return render(
        template(),
        _page_data(json, page, labels, draft=""),
        at=_instant(json),
        attachments=attachments,
        language=cast(Language, labels.languages[0]),  # Labels knows no other than the common page does
    )


def page_of(message: Message | Extract, *, about: Request | None = None) -> Page:
    """The page of a message: the languages it names, or those of its request, or English."""
    json = _as_json(message)
    spoken = getattr(message, "language", None) or (about.language if about else None)
    labels = labels_for(spoken.documents if spoken else ())
    reference = str(json.get("reference") or (about.reference if about else ""))
    return Page(
        languages=labels.languages,
        zones=_zones_of(message, about),
        from_=_letterhead(json, labels),
        reference=reference,
    )


def _zones_of(message: Message | Extract, about: Request | None) -> Zones:
    first = about if about is not None else message
    own = getattr(message, "authority", None)
    asks, asked = getattr(first, "authority", None), getattr(first, "addressee", None)
    found: list[tuple[str, str | None]] = []
    if asks is not None:
        found.append((asks.country, asks.zone))
    if own is not None and own is not asks:
        found.append((own.country, own.zone))
    if asked is not None:
        found.append((asked.country, None))
    return _zones(*found)


def _zones(*found: tuple[str, str | None]) -> Zones:
    """Each country once, in order, with its zone where it is known."""
    kept: dict[str, str | None] = {}
    for country, zone in found:
        if find_country(country) is not None:
            kept[country] = kept.get(country) or zone
    return tuple(kept.items())


def _page_data(json: Mapping[str, Json], page: Page, labels: Labels, *, draft: str) -> Json:
    sheet = Sheet(labels=labels, zones=page.zones)
    sections: list[Json] = list(sections_of(sheet, json))
    if not draft:
        sections.append(_file_section(sheet, json))
    return {
        "page": {
            "title": labels.both(_title(json)),
            "under": [labels.both(f"rests_on.{measure}")] if (measure := _measure(json)) else [],
            "reference": page.reference,
            "from": page.from_,
            "exercise": json.get("exercise") is True,
            "draft": draft,
            "signature": {
                "name": str(inner(json, "authority", "officer") or ""),
                "office": str(inner(json, "authority", "name") or ""),
            },
        },
        "sections": sections,
    }


def _file_section(sheet: Sheet, json: Mapping[str, Json]) -> Json:
    rows = (
        sheet.row("id", sheet.mono(json.get("id") or json.get("request"))),
        sheet.row("thread", sheet.mono(json.get("thread"))),
        sheet.row("digest", sheet.mono(digest_of(write_canonical(json)))),
    )
    return {
        "heading": sheet.labels.both("section.file"),
        "groups": [{"title": [], "rows": [row for row in rows if row is not None]}],
        "notes": [sheet.labels.both("sentence.attached")],
    }


def _title(json: Mapping[str, Json]) -> str:
    kind = str(json["format"]).removeprefix("glacy.").removesuffix("/1")
    if kind != "request":
        return f"title.{kind}"
    if inner(json, "earlier", "status") == "extension":
        return "title.extension"
    return f"title.{inner(json, 'basis', 'measure') or 'ETS185-29'}"


def _measure(json: Mapping[str, Json]) -> Json:
    return inner(json, "basis", "measure") or json.get("measure")


def letterhead(message: Message | Extract, languages: tuple[str, ...]) -> str:
    """The authority that speaks in a message, and its country in the leading language."""
    return _letterhead(_as_json(message), Labels(languages=languages))


def _letterhead(json: Mapping[str, Json], labels: Labels) -> str:
    country = find_country(str(inner(json, "authority", "country") or ""))
    name = str(inner(json, "authority", "name") or "")
    return ", ".join(part for part in (name, country.name(labels.languages[0]) if country else "") if part)


def _as_json(message: Message | Extract) -> Mapping[str, Json]:
    json = write_form(message)
    assert isinstance(json, Mapping)
    return json


def _instant(json: Mapping[str, Json]) -> datetime:
    return datetime.strptime(str(json["dated_at"]), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _layout() -> Digest:
    """The digest of what of ours decides a page: another version of it is another renderer."""
    folder = resources.files("glacy.cooperation")
    sources = {name: digest_of(folder.joinpath(name).read_bytes()) for name in _LAYOUT}
    said = digest_of(write_canonical({key: dict(found) for key, found in words().items()}))
    return digest_of(write_canonical({**sources, "words": said}))
