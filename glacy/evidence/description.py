"""The description of a bundle for other tools: CASE 1.4 / UCO 1.4 as JSON-LD, from a fixed template.

It describes the exhibit and what was done with it and points at the manifest; it does not list every file.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from glacy.canon import Digest, Json, write_canonical
from glacy.evidence.custody import CustodyEvent
from glacy.evidence.manifest import Seal
from glacy.times import write_instant

_OURS = UUID("6f0a3f0e-6f5c-5c39-9f0e-1d2b8a4c7e10")
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


def write_description(seal: Seal, events: Sequence[CustodyEvent], *, listing: Digest) -> bytes:
    """The canonical bytes of `description.jsonld`; `listing` is the digest of `manifest-sha256.txt`."""
    exhibit, listed = _id(listing, "exhibit"), _id(listing, "manifest")
    actions = [_action(event, number, listing=listing) for number, event in enumerate(events, start=1)]
    people = dict.fromkeys(name for event in events for name in (event.by, event.to) if name is not None)
    return write_canonical(
        {
            "@context": _CONTEXT,
            "@graph": [
                {
                    "@id": exhibit,
                    "@type": "case-investigation:ProvenanceRecord",
                    "case-investigation:exhibitNumber": seal.reference,
                    "uco-core:description": f"{seal.listing.count} files, {seal.listing.size} bytes, "
                    f"sealed by {seal.sealed_by}",
                    "uco-core:objectCreatedTime": _instant(write_instant(seal.sealed_at)),
                    "uco-core:object": [{"@id": listed}],
                },
                _listing(listed, listing),
                *actions,
                *(_person(name, listing=listing) for name in people),
            ],
        }
    )


def _listing(listed: str, listing: Digest) -> Json:
    return {
        "@id": listed,
        "@type": "uco-observable:File",
        "uco-core:hasFacet": [
            {
                "@id": _id(listing, "name"),
                "@type": "uco-observable:FileFacet",
                "uco-observable:fileName": "manifest-sha256.txt",
            },
            {
                "@id": _id(listing, "content"),
                "@type": "uco-observable:ContentDataFacet",
                "uco-observable:hash": [
                    {
                        "@id": _id(listing, "hash"),
                        "@type": "uco-types:Hash",
                        "uco-types:hashMethod": "SHA256",
                        "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": listing},
                    }
                ],
            },
        ],
    }


def _action(event: CustodyEvent, number: int, *, listing: Digest) -> Json:
    action: dict[str, Json] = {
        "@id": _id(listing, f"event {number}"),
        "@type": "case-investigation:InvestigativeAction",
        "uco-action:endTime": _instant(write_instant(event.at)),
        "uco-action:object": [{"@id": _id(listing, "exhibit")}],
        "uco-action:performer": {"@id": _id(listing, f"person {event.by}")},
        "uco-core:description": event.why,
        "uco-core:name": event.kind,
    }
    if event.to is not None:
        action["uco-action:participant"] = [{"@id": _id(listing, f"person {event.to}")}]
    return action


def _person(name: str, *, listing: Digest) -> Json:
    return {
        "@id": _id(listing, f"person {name}"),
        "@type": "uco-identity:Identity",
        "uco-core:name": name,
    }


def _instant(text: str) -> Json:
    return {"@type": "xsd:dateTime", "@value": text}


def _id(listing: Digest, part: str) -> str:
    return f"kb:{uuid5(_OURS, f'{listing} {part}')}"
