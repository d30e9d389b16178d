"""The evidence of a case for other tools: exhibits, acts and provenance as CASE 1.5 / UCO 1.5 JSON-LD.

Each exhibit is one observable object with its digest, its provenance record and the acts of its custody; the
files inside an exhibit are not listed. Child-abuse material has its digest and category, and no name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from glacy.canon import Digest, Json, write_canonical
from glacy.evidence.custody import CustodyEvent
from glacy.times import write_instant

_OURS = UUID("0b8f6f43-54f5-5d2f-8c57-0a6a9e1d9d33")
_CONTEXT: dict[str, Json] = {
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "kb": "urn:uuid:",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedExhibit:
    """What the description says of an exhibit; `name` is empty where a `category` stands for it."""

    number: int
    name: str
    digest: Digest
    size: int
    sealed_at: datetime
    events: tuple[CustodyEvent, ...]
    category: str = ""


def write_case(
    exhibits: Sequence[DescribedExhibit], *, reference: str, by: str, exercise: bool = False
) -> bytes:
    """The canonical bytes of the description of these exhibits of a case."""
    made = _Names(reference)
    acts = [
        _action(event, exhibit, place, made)
        for exhibit in exhibits
        for place, event in enumerate(exhibit.events, start=1)
    ]
    people = dict.fromkeys(
        name
        for exhibit in exhibits
        for event in exhibit.events
        for name in (event.by, event.to, event.keeper)
        if name is not None
    )
    about = f"Evidence of the case {reference}, described by {by}"
    case: dict[str, Json] = {
        "@id": made.id("investigation"),
        "@type": "case-investigation:Investigation",
        "uco-core:name": reference,
        "uco-core:description": f"{about}. Invented, for an exercise." if exercise else f"{about}.",
        "uco-core:object": _links(made.id(f"record {one.number}") for one in exhibits),
    }
    graph: list[Json] = [case]
    for one in exhibits:
        graph += [_record(one, made), _object(one, made)]
    graph += [*acts, *(_person(name, made) for name in people)]
    return write_canonical({"@context": _CONTEXT, "@graph": graph})


class _Names:
    """Ids that are the same for the same thing of the same case."""

    def __init__(self, reference: str) -> None:
        self._reference = reference

    def id(self, thing: str) -> str:
        return f"kb:{uuid5(_OURS, f'{self._reference} {thing}')}"


def _record(one: DescribedExhibit, made: _Names) -> Json:
    told = f"child-abuse material, {one.category}, not named" if one.category else one.name
    return {
        "@id": made.id(f"record {one.number}"),
        "@type": "case-investigation:ProvenanceRecord",
        "case-investigation:exhibitNumber": str(one.number),
        "uco-core:description": f"Exhibit {one.number}: {told}",
        "uco-core:objectCreatedTime": _instant(one.sealed_at),
        "uco-core:object": _links([made.id(f"exhibit {one.number}")]),
    }


def _object(one: DescribedExhibit, made: _Names) -> Json:
    content: Json = {
        "@id": made.id(f"content {one.number}"),
        "@type": "uco-observable:ContentDataFacet",
        "uco-observable:hash": [
            {
                "@id": made.id(f"hash {one.number}"),
                "@type": "uco-types:Hash",
                "uco-types:hashMethod": "SHA256",
                "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": one.digest},
            }
        ],
        "uco-observable:sizeInBytes": one.size,
    }
    file: Json = {
        "@id": made.id(f"file {one.number}"),
        "@type": "uco-observable:FileFacet",
        "uco-observable:fileName": one.name or one.digest,
        "uco-observable:sizeInBytes": one.size,
    }
    return {
        "@id": made.id(f"exhibit {one.number}"),
        "@type": "uco-observable:File",
        "uco-core:hasFacet": [file, content],
    }


def _action(event: CustodyEvent, one: DescribedExhibit, place: int, made: _Names) -> Json:
    action: dict[str, Json] = {
        "@id": made.id(f"act {one.number} {place}"),
        "@type": "case-investigation:InvestigativeAction",
        "uco-action:endTime": _instant(event.at),
        "uco-action:object": _links([made.id(f"exhibit {one.number}")]),
        "uco-action:performer": {"@id": made.id(f"person {event.by}")},
        "uco-action:result": _links([made.id(f"record {one.number}")]),
        "uco-core:description": event.why,
        "uco-core:name": event.kind,
    }
    others = [name for name in (event.to, event.keeper) if name is not None]
    if others:
        action["uco-action:participant"] = _links(made.id(f"person {name}") for name in dict.fromkeys(others))
    return action


def _person(name: str, made: _Names) -> Json:
    return {"@id": made.id(f"person {name}"), "@type": "uco-identity:Identity", "uco-core:name": name}


def _links(ids: Iterable[str]) -> Json:
    return [{"@id": one} for one in ids]


def _instant(at: datetime) -> Json:
    return {"@type": "xsd:dateTime", "@value": write_instant(at)}
