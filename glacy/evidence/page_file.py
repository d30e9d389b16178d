"""What of a printed paper does not stand in `record.json`: `page.json`, by which it is made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import metadata, resources
from typing import Final, cast

from glacy.canon import Json, digest_of, write_canonical
from glacy.documents import LANGUAGES, Language, Template, renderer_of
from glacy.evidence.conditions import Condition
from glacy.evidence.custody import CustodyEvent, CustodyRecord
from glacy.evidence.forms import Fields, malformed, read_form
from glacy.evidence.printed import Certified, Copied, ExhibitSheet, Heading
from glacy.sayings import say
from glacy.times import write_instant

PAGE: Final = "page.json"
PAGE_FORMAT: Final = "glacy.evidence_page/1"
_LAYOUT: Final = ("codes.py", "custody.py", "names.py", "page_file.py", "sheets.py", "words.csv", "words.py")
_FIELDS: Final = frozenset({"certificate", "exhibits", "from", "language", "renderer"})
_CERTIFICATE: Final = frozenset({"asked", "compared_at", "custodian", "office", "statement"})
_EXHIBIT: Final = frozenset(
    {
        "came_from", "category", "check_holds", "checked_at", "conditions", "copies", "destroyed_at",
        "holder", "indexes", "name", "request", "sealed_at",
    }
)  # fmt: skip
_CONDITION: Final = frozenset({"basis", "set_by", "text"})
_COPY: Final = frozenset({"at", "kind", "receipted_at", "to"})


@cache
def template() -> Template:
    """The template of every paper about evidence."""
    source = resources.files("glacy.evidence").joinpath("templates", "main.typ").read_bytes()
    return Template(name="evidence", source_files={"main.typ": source})


@cache
def renderer() -> Mapping[str, str]:
    """What decides the bytes of a paper besides its values: Typst, fonts, template, our layout."""
    folder = resources.files("glacy.evidence")
    sources: dict[str, Json] = {name: digest_of(folder.joinpath(name).read_bytes()) for name in _LAYOUT}
    layout = digest_of(write_canonical(sources))
    return {**renderer_of(template()).to_json(), "layout": layout, "segno": metadata.version("segno")}


def write_page(exhibits: Sequence[ExhibitSheet], heading: Heading, certified: Certified | None) -> bytes:
    """The canonical bytes of `page.json`."""
    certificate: Json = None
    if certified is not None:
        certificate = {
            "asked": list(certified.asked),
            "compared_at": _instant(certified.compared_at),
            "custodian": certified.custodian,
            "office": certified.office,
            "statement": certified.statement,
        }
    return write_canonical(
        {
            "certificate": certificate,
            "exhibits": [_exhibit(one) for one in exhibits],
            "format": PAGE_FORMAT,
            "from": heading.from_,
            "language": heading.language,
            "renderer": dict(renderer()),
        }
    )


class PageFile:
    """`page.json`, read: who made the page, and what of each exhibit it says."""

    def __init__(self, data: bytes) -> None:
        fields = read_form(data, place=PAGE, format_=PAGE_FORMAT, names=_FIELDS)
        self.made_by = fields.value("renderer")
        self.from_ = fields.text("from")
        language = fields.text("language")
        if language not in LANGUAGES:
            raise malformed(PAGE, say("one of {kinds}", kinds=", ".join(LANGUAGES)))
        self.language: Language = language
        self.certified: Certified | None = None
        if fields.value("certificate") is not None:
            told = fields.inner("certificate", names=_CERTIFICATE)
            self.certified = Certified(
                custodian=told.text("custodian"),
                office=told.text("office"),
                asked=told.texts("asked"),
                statement=told.text("statement"),
                compared_at=_perhaps(told, "compared_at"),
            )
        self._exhibits = fields.each("exhibits", names=_EXHIBIT)

    def __len__(self) -> int:
        """How many exhibits it tells of."""
        return len(self._exhibits)

    def sheet(
        self,
        place: int,
        recorded: Fields,
        *,
        before: tuple[CustodyEvent, ...],
        custody: tuple[CustodyRecord, ...],
    ) -> ExhibitSheet:
        """What the paper says of an exhibit: what `record.json` has of it, and what stands here."""
        told = self._exhibits[place]
        indexes = told.values("indexes")
        if len(indexes) != len(custody) or not all(one is None or type(one) is int for one in indexes):
            raise malformed(PAGE, say("a place or null to each event"))
        return ExhibitSheet(
            id=recorded.text("id"),
            number=recorded.number("number"),
            name=told.text("name"),
            digest=recorded.digest("digest"),
            size=recorded.number("size"),
            sealed_at=told.instant("sealed_at"),
            holder=told.text("holder"),
            came_from=told.text("came_from"),
            request=told.text("request"),
            category=told.text("category"),
            conditions=tuple(
                Condition(text=one.text("text"), set_by=one.text("set_by"), basis=one.optional("basis"))
                for one in told.each("conditions", names=_CONDITION)
            ),
            before=before,
            custody=custody,
            indexes=cast("tuple[int | None, ...]", indexes),  # looked at above
            copies=tuple(
                Copied(
                    kind=one.text("kind"),
                    to=one.text("to"),
                    at=one.instant("at"),
                    receipted_at=_perhaps(one, "receipted_at"),
                )
                for one in told.each("copies", names=_COPY)
            ),
            checked_at=_perhaps(told, "checked_at"),
            check_holds=told.perhaps("check_holds"),
            destroyed_at=_perhaps(told, "destroyed_at"),
        )


def _exhibit(one: ExhibitSheet) -> Json:
    return {
        "came_from": one.came_from,
        "category": one.category,
        "check_holds": one.check_holds,
        "checked_at": _instant(one.checked_at),
        "conditions": [
            {"basis": each.basis, "set_by": each.set_by, "text": each.text} for each in one.conditions
        ],
        "copies": [
            {
                "at": write_instant(each.at),
                "kind": each.kind,
                "receipted_at": _instant(each.receipted_at),
                "to": each.to,
            }
            for each in one.copies
        ],
        "destroyed_at": _instant(one.destroyed_at),
        "holder": one.holder,
        "indexes": list(one.indexes or (None,) * len(one.custody)),
        "name": one.name,
        "request": one.request,
        "sealed_at": write_instant(one.sealed_at),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else write_instant(at)


def _perhaps(fields: Fields, name: str) -> datetime | None:
    return None if fields.value(name) is None else fields.instant(name)
