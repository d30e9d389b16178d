"""Which names a file may have inside a container, so that it can be unpacked safely on any machine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from glacy.container.errors import MalformedContainerError

_LONGEST_PART = 255
_LONGEST_NAME = 1024
_DRIVE = re.compile(r"[A-Za-z]:")


def verify_name(name: str) -> None:
    """Raise unless the name is relative, has no step up, no control character and one Unicode form (NFC)."""
    fault = _fault_of(name)
    if fault is not None:
        raise MalformedContainerError(
            f"The file name {name!r} {fault}.",
            remedy="Rename the file; names are relative, with / between folders.",
            fault="name",
            file=name,
        )


def verify_names_apart(names: Iterable[str]) -> None:
    """Raise if two names would be one file where case does not count, or a file would be a folder too."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        folded = unicodedata.normalize("NFC", name.casefold())
        parts = folded.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts))]
        other = (
            seen.get(folded)
            or folders.get(folded)
            or next((seen[each] for each in above if each in seen), None)
        )
        if other is not None:
            raise MalformedContainerError(
                f"The files {other!r} and {name!r} cannot stand beside each other.",
                remedy="Give each file a name of its own, whatever the case of its letters.",
                fault="duplicate",
                file=name,
            )
        seen[folded] = name
        folders.update(dict.fromkeys(above, name))


def _fault_of(name: str) -> str | None:
    parts = name.split("/")
    faults = (
        (not name or len(name.encode("utf-8", "replace")) > _LONGEST_NAME, "is empty or too long"),
        (
            any(len(part.encode("utf-8", "replace")) > _LONGEST_PART for part in parts),
            "has a part that is too long",
        ),
        (any(part in ("", ".", "..") for part in parts), "is absolute, or steps out of its folder"),
        ("\\" in name or _DRIVE.match(name) is not None, "is written as on Windows"),
        (any(unicodedata.category(each)[0] == "C" for each in name), "has a control character"),
        (unicodedata.normalize("NFC", name) != name, "is not in Unicode's composed form"),
    )
    return next((says for bad, says in faults if bad), None)
