"""How the name of a file is kept in a bundle: any name comes back as it was, and no name can do harm.

What another system could misread (control characters, `%`, `\\`, characters that Windows refuses, bytes that
are not UTF-8, letters that are not in normal form NFC) is written byte by byte as `=3F`; the rest stays
readable. Where two parts beside each other differ only by case, one letter of the later one is written so too
(docs/specs/evidence.md, section 2; docs/decisions/0018-stored-names.md).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise

from glacy.evidence.errors import ItemNameError
from glacy.sayings import say

MAX_NAME_SIZE = 1_000
MAX_PART_SIZE = 255
LONG_MARK = "=~"
_ASK = say("Ask the sender for the bundle again, unchanged.")
_UNSAFE = frozenset('=%\\<>:"|?*')
_ESCAPE = re.compile(r"=([0-9A-F]{2})", re.ASCII)
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE | re.ASCII)
_LONG = re.compile(r"=~[0-9a-f]{64}", re.ASCII)
_SAFE = r"[ !#$&'()+,\-.0-9;@A-Z\[\]^_`a-z{}~]"
_PLAIN_PART = rf"(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[./]|\Z)){_SAFE}+(?<![. ])"
_PLAIN = re.compile(rf"{_PLAIN_PART}(?:/{_PLAIN_PART})*")
"""Most names: printable ASCII in which nothing has to be written in another way."""


def store_names(names: Iterable[str]) -> tuple[str, ...]:
    """The stored name for each name, in the same order; raises at the first that cannot be kept.

    A name is relative, its parts are divided by `/`, and bytes that are not UTF-8 stand as Python's
    `os.fsdecode` gives them.
    """
    root = _Folder()
    return tuple(_store_below(root, name) for name in names)


def store_name(name: str) -> str:
    """The stored name for one name that stands alone."""
    return _store_below(_Folder(), name)


def store_siblings(parts: Sequence[str]) -> list[str]:
    """The stored form of the parts that lie in one folder, in the same order; one too long as its digest.

    Of a million parts that need nothing, it keeps eight bytes each beside the list.
    """
    stored = [store_part(part) for part in parts]
    keys = sorted(array("q", map(hash, map(fold_name, stored))))
    if all(one != other for one, other in pairwise(keys)):
        return stored
    taken: set[str] = set()
    for place, kept in enumerate(stored):
        stored[place] = _tell_apart(kept, taken) if fold_name(kept) in taken else kept
        taken.add(fold_name(stored[place]))
    return stored


def store_part(part: str) -> str:
    """The stored form of one part of a name; `=~` and its digest where that would be too long."""
    if _PLAIN.fullmatch(part) and len(part) <= MAX_PART_SIZE and "/" not in part:
        return part
    kept = _store_part(part)
    return kept if len(kept.encode()) <= MAX_PART_SIZE else long_part(part)


def long_part(name: str) -> str:
    """What stands for a name or part that is too long to be kept: its item tells the name itself."""
    return LONG_MARK + sha256(name.encode("utf-8", "surrogateescape")).hexdigest()


def spell_name(name: str) -> str:
    """A name of any length with its letters stored as in a part, whatever stands beside it."""
    return "/".join(map(_store_part, name.split("/")))


def read_spelling(text: str) -> str:
    """The name out of `spell_name`; raises when no name is spelled so."""
    name = _decode(text)
    if any(part in ("", ".", "..") for part in name.split("/")) or spell_name(name) != text:
        raise _not_stored(text)
    return name


def spell_text(text: str) -> str:
    """Any text of a file system, such as where a link points, with its letters stored as in a part."""
    kept = "".join(map(_store_letter, text))
    return kept if unicodedata.is_normalized("NFC", kept) else "".join(map(_encode_beyond, kept))


def read_text(spelled: str) -> str:
    """The text out of `spell_text`; raises when no text is spelled so."""
    text = _decode(spelled)
    if spell_text(text) != spelled:
        raise _not_stored(spelled)
    return text


def show_name(name: str) -> str:
    """A name as it is shown: one line, each letter that is not seen as its number (`[U+000A]`)."""
    return "".join(one if one.isprintable() else f"[U+{ord(one):04X}]" for one in name)


def is_plain(name: str) -> bool:
    """Whether a name is stored as it is, and nothing in it has to be looked at again."""
    return len(name) <= MAX_PART_SIZE and _PLAIN.fullmatch(name) is not None


def is_long(stored: str) -> bool:
    """Whether a stored name has a part that only stands for the one that it had."""
    return LONG_MARK in stored


def original_name(stored: str) -> str:
    """The name as it was, out of a stored name; raises when no name is stored like that.

    Of a name that was too long only its stored form can be given.
    """
    if is_plain(stored):
        return stored
    _check_size(stored, stored)
    return "/".join(map(_original_part, stored.split("/")))


def verify_stored_names(stored: Sequence[str]) -> None:
    """Returns if these stored names can stand beside each other; raises otherwise."""
    originals = {original_name(name) for name in stored}
    if len(originals) != len(stored) or len(set(map(fold_name, stored))) != len(stored):
        raise ItemNameError(say("Two names are the same, or differ only by case."), remedy=_ASK)
    _check_folders(stored)


class _Folder:
    """The parts that lie in one folder so far: what each is stored as, and what lies in it."""

    def __init__(self) -> None:
        self._stored: dict[str, tuple[str, _Folder | None]] = {}
        self._taken: set[str] = set()

    def keep(self, part: str, *, is_folder: bool, name: str) -> tuple[str, _Folder | None]:
        known = self._stored.get(part)
        if known is not None:
            if not is_folder and known[1] is None:
                says = say("{name!r} is there twice.", name=name)
                raise ItemNameError(says, remedy=say("Give each file once."), name=name)
            if not is_folder or known[1] is None:
                raise _file_and_folder(part, name)
            return known
        kept = _store_part(part)
        if fold_name(kept) in self._taken:
            kept = _tell_apart(kept, self._taken)
        self._taken.add(fold_name(kept))
        self._stored[part] = (kept, _Folder() if is_folder else None)
        return self._stored[part]


def _store_below(folder: _Folder, name: str) -> str:
    parts = name.split("/")
    if not _is_decoded(name) or any(part in ("", ".", "..") for part in parts):
        raise ItemNameError(
            say("{name!r} is not the name of a file inside a folder.", name=name),
            remedy=say("Give a name without a leading /, empty parts, . and .."),
            name=name,
        )
    _check_size("/".join(map(_store_part, parts)), name)
    kept = []
    for depth, part in enumerate(parts, start=1):
        stored, below = folder.keep(part, is_folder=depth < len(parts), name=name)
        kept.append(stored)
        folder = below or folder
    stored_name = "/".join(kept)
    _check_size(stored_name, name)
    return stored_name


def _original_part(kept: str) -> str:
    if _LONG.fullmatch(kept):
        return kept
    part = _decode(kept)
    if not part or part in (".", "..") or "/" in part:
        raise _not_stored(kept)
    plain = _store_part(part)
    if kept != plain and not _is_told_apart(kept, plain):
        raise _not_stored(kept)
    return part


def _decode(stored: str) -> str:
    if "=" in _ESCAPE.sub("", stored):
        raise _not_stored(stored)
    latin = stored.encode("utf-8", "surrogatepass").decode("latin-1")
    raw = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), latin).encode("latin-1")
    return raw.decode("utf-8", "surrogateescape")


def _store_part(part: str) -> str:
    if _PLAIN.fullmatch(part):
        return part
    kept = "".join(_store_letter(letter) for letter in part)
    if not unicodedata.is_normalized("NFC", kept):
        kept = "".join(map(_encode_beyond, kept))
    if kept[-1] in ". ":
        kept = kept[:-1] + _encode(kept[-1])
    if _DEVICE.match(kept):
        kept = _encode(kept[0]) + kept[1:]
    return kept


def _store_letter(letter: str) -> str:
    return _encode(letter) if _is_unsafe(letter) else letter


def _is_unsafe(letter: str) -> bool:
    """Controls, format marks (such as a turn of direction), lone surrogates, and what has another meaning."""
    return letter in _UNSAFE or unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _encode_beyond(letter: str) -> str:
    return letter if letter.isascii() else _encode(letter)


def _encode(letter: str) -> str:
    return "".join(f"={byte:02X}" for byte in letter.encode("utf-8", "surrogateescape"))


def _is_decoded(name: str) -> bool:
    """Whether a name is what `os.fsdecode` could give."""
    if name.isascii():
        return True
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") == name
    except UnicodeEncodeError:
        return False


def _not_stored(stored: str) -> ItemNameError:
    return ItemNameError(
        say("{found!r} is not the stored form of a name.", found=stored), remedy=_ASK, name=stored
    )


def fold_name(stored: str) -> str:
    """What two names have in common on a system that does not tell upper from lower case."""
    return stored.lower() if stored.isascii() else unicodedata.normalize("NFC", stored.casefold())


def _tell_apart(stored: str, taken: set[str]) -> str:
    """A stored part with one more letter encoded, so that it differs from the others by more than case."""
    for place, letter in enumerate(stored):
        inside = any(found.start() < place < found.end() for found in _ESCAPE.finditer(stored))
        if letter == "=" or inside:
            continue
        kept = stored[:place] + _encode(letter) + stored[place + 1 :]
        if fold_name(kept) not in taken and len(kept.encode()) <= MAX_PART_SIZE:
            return kept
    raise ItemNameError(
        say("{name!r} differs only by case from too many other names.", name=stored),
        remedy=say("Seal them in two bundles."),
    )


def _is_told_apart(stored: str, plain: str) -> bool:
    """Whether `stored` is `plain` with exactly one more letter encoded."""
    return any(
        letter != "=" and plain[:place] + _encode(letter) + plain[place + 1 :] == stored
        for place, letter in enumerate(plain)
    )


def _check_size(kept: str, name: str) -> None:
    largest = max(len(part.encode("utf-8", "surrogatepass")) for part in kept.split("/"))
    if len(kept.encode("utf-8", "surrogatepass")) > MAX_NAME_SIZE or largest > MAX_PART_SIZE:
        raise ItemNameError(
            say(
                "{name!r}... is too long: {most} bytes at most, {part} to a part.",
                name=name[:80],
                most=MAX_NAME_SIZE,
                part=MAX_PART_SIZE,
            ),
            remedy=say("Seal the folder from further down, or put the file into an archive."),
            name=name,
        )


def _check_folders(stored: Sequence[str]) -> None:
    """No file has the name of a folder that another file lies in."""
    files = {fold_name(name) for name in stored}
    for name in stored:
        for above in _above(fold_name(name)):
            if above in files:
                raise _file_and_folder(name[: len(above)], name)


def _above(name: str) -> Iterator[str]:
    """The folders that a name lies in, the nearest first."""
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _file_and_folder(folder: str, name: str) -> ItemNameError:
    return ItemNameError(
        say("{folder!r} is a file and a folder.", folder=folder),
        remedy=say("Seal them in two bundles."),
        name=name,
    )
