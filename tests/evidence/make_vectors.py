"""Write the vectors of bundles and their listings: `python -m tests.evidence.make_vectors`."""

from __future__ import annotations

import json
from pathlib import Path

from glacy.evidence import FileFacts, FoundThing, SealedItem, long_part, spell_name, write_found, write_item
from tests.verify import files

VECTORS = Path(__file__).parents[1] / "vectors" / "evidence"
_FACTS = FileFacts(
    accessed="1795218067.000000001",
    allocated=8192,
    changed="1795218067.000000002",
    group=1000,
    inode="fd00:1a2b",
    links=2,
    mode="100644",
    modified="-1.500000000",
    owner=1000,
)
_DIGEST = "ab" * 32
_LONG = "x" * 200 + "/" + "\udcff" * 200
ITEMS = (
    SealedItem(name="mailbox.csv", size=51, digest=_DIGEST),  # type: ignore[arg-type]  # a digest by its form
    SealedItem(
        name="disk=3A1.img",
        size=1048576,
        digest=_DIGEST,  # type: ignore[arg-type]  # as above
        blake3="cd" * 32,
        facts=_FACTS,
        holes=((4096, 1000000),),
        unread=((0, 512), (2048, 512)),
        changed=True,
    ),
    SealedItem(
        name="x" * 200 + "/" + long_part("\udcff" * 200),
        size=0,
        digest=_DIGEST,  # type: ignore[arg-type]  # as above
        path_spelled=spell_name(_LONG),
    ),
)
FOUND = (
    FoundThing(name="logs", kind="folder", facts=_FACTS),
    FoundThing(name="logs/latest", kind="link", facts=_FACTS, target="../=3F/caf\u00e9"),
    FoundThing(name="secret", kind="unread", facts=_FACTS, why="EACCES"),
    FoundThing(name="wire", kind="fifo"),
)


def main() -> None:
    """Writes all of them."""
    (VECTORS / "bundle.asice").write_bytes(files.bundle())
    (VECTORS / "directory.json").write_bytes(files.directory_file())
    lines = {
        "source": "made by this project; docs/specs/evidence.md, sections 3 and 4",
        "items": [write_item(one).decode() for one in ITEMS],
        "found": [write_found(one).decode() for one in FOUND],
        "refused_items": [
            '{"digest":"' + _DIGEST + '","name":"a","size":1}',
            '{"digest":"' + _DIGEST + '", "name":"a","size":1}\n',
            '{"name":"a","digest":"' + _DIGEST + '","size":1}\n',
            '{"digest":"' + _DIGEST + '","name":"../a","size":1}\n',
            '{"digest":"' + _DIGEST + '","name":"a","size":-1}\n',
            '{"digest":"' + _DIGEST + '","name":"a","size":1.0}\n',
            '{"digest":"' + _DIGEST + '","name":"a","size":1,"unread":[[0,2]]}\n',
            '{"digest":"' + _DIGEST + '","name":"a","size":9,"unread":[[2,2],[1,1]]}\n',
            '{"changed":false,"digest":"' + _DIGEST + '","name":"a","size":9}\n',
            '{"digest":"' + _DIGEST + '","name":"' + long_part("a") + '","size":9}\n',
        ],
    }
    text = json.dumps(lines, indent=1, ensure_ascii=True)
    (VECTORS / "listing.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
