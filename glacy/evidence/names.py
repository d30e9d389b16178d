"""How the name of a file is kept in a bundle: any name comes back as it was, and no name can do harm.

What another system could misread (control characters, `%`, `\\`, characters that Windows refuses, bytes that
are not UTF-8, letters that are not in normal form NFC) is written byte by byte as `=3F`; the rest stays
readable. Where two names differ only by case, one letter of the later one is written so too
(docs/specs/evidence.md, section 2; docs/decisions/0018-stored-names.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from glacy.evidence.errors import ItemNameError

MAX_NAME_SIZE = 1_000
MAX_PART_SIZE = 255
_UNSAFE = frozenset('=%\\<>:"|?*')
_ESCAPE = re.compile(r"=([0-9A-F]{2})", re.ASCII)
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE | re.ASCII)


def store_names(names: Iterable[str]) -> tuple[str, ...]:
    """The stored name for each name, in the same order; raises at the first that cannot be kept.

    A name is relative, its parts are divided by `/`, and bytes that are not UTF-8 stand as Python's
    `os.fsdecode` gives them.
    """
    stored: list[str] = []
    taken: set[str] = set()
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ItemNameError(f"{name!r} is there twice.", remedy="Give each file once.", name=name)
        seen.add(name)
        kept = store_name(name)
        if _folded(kept) in taken:
            kept = _tell_apart(kept, taken)
        taken.add(_folded(kept))
        stored.append(kept)
    _check_folders(stored)
    return tuple(stored)


def store_name(name: str) -> str:
    """The stored name for one name that stands alone."""
    parts = name.split("/")
    if not _is_decoded(name) or any(part in ("", ".", "..") for part in parts):
        raise ItemNameError(
            f"{name!r} is not the name of a file inside a folder.",
            remedy="Give a name without a leading /, empty parts, . and ..",
            name=name,
        )
    kept = "/".join(map(_store_part, parts))
    _check_size(kept, name)
    return kept


def original_name(stored: str) -> str:
    """The name as it was, out of a stored name; raises when no name is stored like that."""
    if "=" in _ESCAPE.sub("", stored):
        raise _not_stored(stored)
    latin = stored.encode("utf-8", "surrogatepass").decode("latin-1")
    raw = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), latin).encode("latin-1")
    name = raw.decode("utf-8", "surrogateescape")
    plain = store_name(name)
    if stored != plain and not _is_told_apart(stored, plain):
        raise _not_stored(stored)
    return name


def verify_stored_names(stored: Sequence[str]) -> None:
    """Returns if these stored names can stand beside each other; raises otherwise."""
    originals = [original_name(name) for name in stored]
    if len(set(originals)) != len(stored) or len(set(map(_folded, stored))) != len(stored):
        raise ItemNameError("Two names are the same, or differ only by case.", remedy=_ASK)
    _check_folders(stored)


_ASK = "Ask the sender for the bundle again, unchanged."


def _store_part(part: str) -> str:
    kept = "".join(_store_letter(letter) for letter in part)
    if not unicodedata.is_normalized("NFC", kept):
        kept = "".join(letter if letter.isascii() else _encode(letter) for letter in kept)
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


def _encode(letter: str) -> str:
    return "".join(f"={byte:02X}" for byte in letter.encode("utf-8", "surrogateescape"))


def _is_decoded(name: str) -> bool:
    """Whether a name is what `os.fsdecode` could give."""
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") == name
    except UnicodeEncodeError:
        return False


def _not_stored(stored: str) -> ItemNameError:
    return ItemNameError(f"{stored!r} is not the stored form of a name.", remedy=_ASK, name=stored)


def _folded(stored: str) -> str:
    """What two names have in common on a system that does not tell upper from lower case."""
    return unicodedata.normalize("NFC", stored.casefold())


def _tell_apart(stored: str, taken: set[str]) -> str:
    """The stored name with one more letter encoded, so that it differs from the others by more than case."""
    for place, letter in enumerate(stored):
        inside = any(found.start() < place < found.end() for found in _ESCAPE.finditer(stored))
        if letter in "/=" or inside:
            continue
        kept = stored[:place] + _encode(letter) + stored[place + 1 :]
        if _folded(kept) not in taken:
            _check_size(kept, stored)
            return kept
    raise ItemNameError(
        f"{stored!r} differs only by case from too many other names.", remedy="Seal them in two bundles."
    )


def _is_told_apart(stored: str, plain: str) -> bool:
    """Whether `stored` is `plain` with exactly one more letter encoded."""
    for place, letter in enumerate(plain):
        if letter not in "/=" and plain[:place] + _encode(letter) + plain[place + 1 :] == stored:
            return True
    return False


def _check_size(kept: str, name: str) -> None:
    largest = max(len(part.encode()) for part in kept.split("/"))
    if len(kept.encode()) > MAX_NAME_SIZE or largest > MAX_PART_SIZE:
        raise ItemNameError(
            f"{name[:80]!r}... is too long: {MAX_NAME_SIZE} bytes at most, {MAX_PART_SIZE} to a part.",
            remedy="Seal the folder from further down, or put the file into an archive.",
            name=name,
        )


def _check_folders(stored: Sequence[str]) -> None:
    """No file has the name of a folder that another file lies in."""
    files = {_folded(name) for name in stored}
    for name in stored:
        parts = _folded(name).split("/")
        for depth in range(1, len(parts)):
            if "/".join(parts[:depth]) in files:
                raise ItemNameError(
                    f"{'/'.join(name.split('/')[:depth])!r} is a file and a folder.",
                    remedy="Seal them in two bundles.",
                    name=name,
                )
