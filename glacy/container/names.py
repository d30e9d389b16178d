"""Which names a file may have inside a container, so that it can be unpacked safely on any machine."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from glacy.container.errors import MalformedContainerError
from glacy.sayings import say

_LONGEST_PART = 255
_LONGEST_NAME = 1024
_DRIVE = re.compile(r"[A-Za-z]:")
_PLAIN = re.compile(
    r"(?!\.{1,2}(?:/|\Z))[ !-.0-9;-\[\]-~][ -.0-9;-\[\]-~]*(?:/(?!\.{1,2}(?:/|\Z))[ -.0-9;-\[\]-~]+)*"
)
"""Most names: printable ASCII without colon and backslash."""
_SHELVES = 256
_SHELF = _SHELVES - 1
_MOST_FOLDERS = 1 << 23


def verify_name(name: str) -> None:
    """Raise unless the name is relative, has no step up, no control character and one Unicode form (NFC)."""
    fault = _fault_of(name)
    if fault is not None:
        raise MalformedContainerError(
            say("The file name {name!r} {why}.", name=name, why=fault),
            remedy=say("Rename the file; names are relative, with / between folders."),
            fault="name",
            file=name,
        )


class NamesApart:
    """Tells many names apart with eight bytes of memory to a name, in two passes over them.

    The first pass keeps a hash of each name and folder; only names that share one are looked at again.
    """

    def __init__(self) -> None:
        self._files = [array("q") for _ in range(_SHELVES)]
        self._folders = [array("q") for _ in range(_SHELVES)]
        self._count = 0
        self._last = ""

    def add(self, name: str) -> None:
        """Take one name in; neighbours that share a folder cost nothing more."""
        folded = _fold(name)
        number = hash(folded)
        self._files[number & _SHELF].append(number)
        folder = folded.rpartition("/")[0]
        if folder == self._last:
            return
        last, self._last = f"{self._last}/", folder
        while folder and not last.startswith(f"{folder}/"):
            number = hash(folder)
            self._folders[number & _SHELF].append(number)
            self._count += 1
            folder = folder.rpartition("/")[0]
        if self._count > _MOST_FOLDERS:
            raise MalformedContainerError(
                say("There are more than {most_folders} folders.", most_folders=_MOST_FOLDERS),
                remedy=say("Split the container."),
                fault="count",
            )

    def verify(self, names: Callable[[], Iterable[str]]) -> None:
        """Raise if two of the names cannot stand beside each other; `names` gives them once more."""
        suspects = frozenset(self._suspects())
        if suspects:
            verify_names_apart(name for name in names() if not suspects.isdisjoint(_hashes(name)))

    def _suspects(self) -> Iterator[int]:
        for files, folders in zip(self._files, self._folders, strict=True):
            once = set(files)
            if len(once) != len(files):
                yield from (each for each, count in Counter(files).items() if count > 1)
            yield from once.intersection(folders)


def _hashes(name: str) -> Iterator[int]:
    """The hashes of a name and of the folders above it."""
    folded = _fold(name)
    while folded:
        yield hash(folded)
        folded = folded.rpartition("/")[0]


def _fold(name: str) -> str:
    """The name as a machine sees it that does not tell capitals from small letters."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name.casefold())


def verify_names_apart(names: Iterable[str]) -> None:
    """Raise if two names would be one file where case does not count, or a file would be a folder too."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        folded = _fold(name)
        parts = folded.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts))]
        other = (
            seen.get(folded)
            or folders.get(folded)
            or next((seen[each] for each in above if each in seen), None)
        )
        if other is not None:
            raise MalformedContainerError(
                say(
                    "The files {other!r} and {name!r} cannot stand beside each other.", other=other, name=name
                ),
                remedy=say("Give each file a name of its own, whatever the case of its letters."),
                fault="duplicate" if other == name else "clash",
                file=name,
            )
        seen[folded] = name
        folders.update(dict.fromkeys(above, name))


def _fault_of(name: str) -> str | None:
    if len(name) <= _LONGEST_PART and _PLAIN.fullmatch(name):
        return None
    parts = name.split("/")
    faults = (
        (not name or len(name.encode("utf-8", "replace")) > _LONGEST_NAME, say("is empty or too long")),
        (
            any(len(part.encode("utf-8", "replace")) > _LONGEST_PART for part in parts),
            say("has a part that is too long"),
        ),
        (any(part in ("", ".", "..") for part in parts), say("is absolute, or steps out of its folder")),
        ("\\" in name or _DRIVE.match(name) is not None, say("is written as on Windows")),
        (any(unicodedata.category(each)[0] == "C" for each in name), say("has a control character")),
        (unicodedata.normalize("NFC", name) != name, say("is not in Unicode's composed form")),
    )
    return next((says for bad, says in faults if bad), None)
