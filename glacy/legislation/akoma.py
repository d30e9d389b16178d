"""Akoma Ntoso 3.0 out: an act as its provisions nest, with identifiers by the standard's rules.

OASIS LegalDocML, Akoma Ntoso 3.0 (part 2, and the naming convention for eId). An article or section holds its
text as content, or as numbered paragraphs with an introduction; what an act inserts into another is a quoted
structure of the provision that inserts it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from glacy.legislation.values import Act, Division, Item, Provision

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_SOURCE = "#glacy"
_EID = {"article": "art", "section": "sec", "paragraph": "para", "point": "point", "chapter": "chp",
        "part": "part", "title": "title", "book": "book", "division": "dvs"}  # fmt: skip
_DIVISIONS = (
    ("chapter", ("chapter", "chapitre", "capítulo", "capitulo")),
    ("title", ("title", "titre", "título", "titulo")),
    ("book", ("book", "livre", "libro", "livro")),
    ("part", ("part", "partie", "parte")),
    ("section", ("section", "sección", "seccion", "secção", "seção")),
)
_THREE = {"en": "eng", "fr": "fra", "es": "spa", "pt": "por"}
register_namespace("", NAMESPACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What names a work and its expression: State, kind, day, number, language, and who published it."""

    country: str
    title: str
    dated_on: date
    language: str
    number: str = ""
    source: str = ""
    kind: str = "act"

    @property
    def work(self) -> str:
        """The address of the work, such as `/akn/sn/act/2008-01-25/2008-11`."""
        number = re.sub(r"[^\w.-]+", "-", self.number).strip("-") or "nn"
        return f"/akn/{self.country.lower()}/{self.kind}/{self.dated_on.isoformat()}/{number}"

    @property
    def expression(self) -> str:
        """The address of the text in its language."""
        return f"{self.work}/{_THREE.get(self.language, 'und')}@{self.dated_on.isoformat()}"


def write_akoma(act: Act, naming: Naming) -> bytes:
    """The act as an Akoma Ntoso document in UTF-8."""
    root = Element(_q("akomaNtoso"))
    document = SubElement(root, _q("act"), {"name": naming.kind})
    _meta(document, naming)
    preface = SubElement(document, _q("preface"))
    long_title = SubElement(SubElement(preface, _q("longTitle")), _q("p"))
    SubElement(long_title, _q("docTitle")).text = _clean(naming.title)
    body = SubElement(document, _q("body"))
    own = [one for one in act.provisions if one.quoted_in is None]
    quoted = [one for one in act.provisions if one.quoted_in is not None]
    _divide(body, own, quoted, act.scheme, depth=0, above="")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _meta(document: Element, naming: Naming) -> None:
    meta = SubElement(document, _q("meta"))
    identification = SubElement(meta, _q("identification"), {"source": _SOURCE})
    day = naming.dated_on.isoformat()
    for name, address in (
        ("FRBRWork", naming.work),
        ("FRBRExpression", naming.expression),
        ("FRBRManifestation", f"{naming.expression}.xml"),
    ):
        level = SubElement(identification, _q(name))
        SubElement(level, _q("FRBRthis"), {"value": f"{address.removesuffix('.xml')}/!main"})
        SubElement(level, _q("FRBRuri"), {"value": address})
        SubElement(level, _q("FRBRdate"), {"date": day, "name": "dated"})
        SubElement(level, _q("FRBRauthor"), {"href": f"#{naming.country.lower()}"})
        if name == "FRBRWork":
            SubElement(level, _q("FRBRcountry"), {"value": naming.country.lower()})
            if naming.number:
                SubElement(level, _q("FRBRnumber"), {"value": _clean(naming.number)})
            SubElement(level, _q("FRBRname"), {"value": _clean(naming.title)})
        if name == "FRBRExpression":
            SubElement(level, _q("FRBRlanguage"), {"language": _THREE.get(naming.language, "und")})
    references = SubElement(meta, _q("references"), {"source": _SOURCE})
    SubElement(
        references,
        _q("TLCOrganization"),
        {"eId": "glacy", "href": "/ontology/organization/glacy", "showAs": "GLACY"},
    )
    country = naming.country.lower()
    SubElement(
        references,
        _q("TLCOrganization"),
        {"eId": country, "href": f"/ontology/organization/{country}", "showAs": naming.country},
    )


def _divide(
    above_node: Element,
    provisions: Sequence[Provision],
    quoted: Sequence[Provision],
    scheme: str,
    *,
    depth: int,
    above: str,
) -> None:
    """Provisions under the divisions that they share; those without a division at this depth stand here."""
    seen: dict[str, int] = {}

    def at_depth(one: Provision) -> Division | None:
        return one.divisions[depth] if len(one.divisions) > depth else None

    for division, members in groupby(provisions, key=at_depth):
        if division is None:
            for one in members:
                _provision(above_node, one, quoted, scheme, above=above, seen=seen)
            continue
        name = _division_name(division.label)
        number = re.sub(r"\W+", "-", division.label.split()[-1]).strip("-") or "nn"
        eid = _unique(f"{above}{_EID[name]}_{number}", seen)
        node = SubElement(above_node, _q(name), {"eId": eid})
        SubElement(node, _q("num")).text = _clean(division.label)
        if division.heading:
            SubElement(node, _q("heading")).text = _clean(division.heading)
        _divide(node, list(members), quoted, scheme, depth=depth + 1, above=f"{eid}__")


def _provision(
    above_node: Element,
    one: Provision,
    quoted: Sequence[Provision],
    scheme: str,
    *,
    above: str,
    seen: dict[str, int],
) -> None:
    name = "article" if scheme == "article" else "section"
    eid = (
        _unique(f"{_EID[name]}_{_eid_number(one.number)}", seen)
        if not above
        else _unique(f"{above}{_EID[name]}_{_eid_number(one.number)}", seen)
    )
    attributes = {"eId": eid}
    if one.is_repealed:
        attributes["status"] = "removed"
    node = SubElement(above_node, _q(name), attributes)
    SubElement(node, _q("num")).text = _clean(one.label)
    if one.heading:
        SubElement(node, _q("heading")).text = _clean(one.heading)
    inserted = [two for two in quoted if two.quoted_in == one.number]
    if inserted:
        _quoting(node, one, inserted, eid)
    elif one.items:
        _items(node, one.text, one.items, eid, level="paragraph")
    else:
        _content(node, one.text)


def _quoting(node: Element, one: Provision, inserted: Sequence[Provision], eid: str) -> None:
    content = SubElement(node, _q("content"))
    _paragraphs(content, one.text)
    mod = SubElement(SubElement(content, _q("p")), _q("mod"), {"eId": f"{eid}__mod_1"})
    structure = SubElement(mod, _q("quotedStructure"), {"eId": f"{eid}__mod_1__qstr_1"})
    seen: dict[str, int] = {}
    for two in inserted:
        inner = _unique(f"{eid}__mod_1__qstr_1__art_{_eid_number(two.number)}", seen)
        article = SubElement(structure, _q("article"), {"eId": inner})
        SubElement(article, _q("num")).text = _clean(two.label)
        if two.heading:
            SubElement(article, _q("heading")).text = _clean(two.heading)
        if two.items:
            _items(article, two.text, two.items, inner, level="paragraph")
        else:
            _content(article, two.text)


def _items(node: Element, text: str, items: Sequence[Item], eid: str, *, level: str) -> None:
    """An introduction, the items as elements of their own, and what stands after them."""
    before = text[: items[0].start].strip()
    if before:
        intro = SubElement(node, _q("intro"))
        _paragraphs(intro, before)
    seen: dict[str, int] = {}
    for item in items:
        inner = _unique(f"{eid}__{_EID[level]}_{_eid_number(item.number)}", seen)
        below = SubElement(node, _q(level), {"eId": inner})
        SubElement(below, _q("num")).text = _clean(_printed(text, item))
        if item.heading:
            SubElement(below, _q("heading")).text = _clean(item.heading)
        if item.items:
            base = item.items[0].start
            own = text[:base][item.start :]
            intro_text = own[len(_printed(text, item)) :].strip()
            shifted = [one for one in item.items]
            _nested(below, text, intro_text, shifted, inner)
        else:
            _content(below, item.text)
    after = text[items[-1].end :].strip()
    if after:
        _paragraphs(SubElement(node, _q("wrapUp")), after)


def _nested(node: Element, text: str, intro_text: str, items: Sequence[Item], eid: str) -> None:
    if intro_text:
        _paragraphs(SubElement(node, _q("intro")), intro_text)
    seen: dict[str, int] = {}
    for item in items:
        inner = _unique(f"{eid}__point_{_eid_number(item.number)}", seen)
        below = SubElement(node, _q("point"), {"eId": inner})
        SubElement(below, _q("num")).text = _clean(_printed(text, item))
        if item.heading:
            SubElement(below, _q("heading")).text = _clean(item.heading)
        if item.items:
            own = text[item.start : item.items[0].start]
            _nested(below, text, own[len(_printed(text, item)) :].strip(), item.items, inner)
        else:
            _content(below, item.text)


def _printed(text: str, item: Item) -> str:
    """The sign that opens an item, as printed: `(a)`, `1.`, `§ 2`."""
    found = re.match(r"\(?(?:§|Par[áa]grafo|P[áa]rrafo)?\s?\w{1,6}[.º°o]?\)?", text[item.start : item.end])
    return found[0].strip() if found else item.number


def _content(node: Element, text: str) -> None:
    content = SubElement(node, _q("content"))
    _paragraphs(content, text)


def _paragraphs(node: Element, text: str) -> None:
    for line in text.split("\n") or [""]:
        SubElement(node, _q("p")).text = _clean(line)
    if len(node) == 0:
        SubElement(node, _q("p"))


def _division_name(label: str) -> str:
    word = label.split()[0].lower() if label.split() else ""
    return next((name for name, words in _DIVISIONS if word in words), "division")


def _eid_number(number: str) -> str:
    return re.sub(r"[^\w-]+", "-", number).strip("-").lower() or "nn"


def _unique(eid: str, seen: dict[str, int]) -> str:
    seen[eid] = seen.get(eid, 0) + 1
    return eid if seen[eid] == 1 else f"{eid}-{seen[eid]}"


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(one if one in "\t\n" or ord(one) >= 32 else " " for one in text).strip()


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
