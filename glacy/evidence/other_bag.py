"""Judges a bag that another tool made (RFC 8493): its form, its listings and its files, each read once.

A bag bears no signature, so the verdict is never more than "cannot tell": it can be whole, and nobody's.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from glacy.checks import Check
from glacy.sayings import say

DECLARATION = "bagit.txt"
_INFO = "bag-info.txt"
_FETCH = "fetch.txt"
_PAYLOAD = "data/"
_ALGORITHMS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
"""Algorithms of listings (RFC 8493, 2.4) and how many hexadecimal digits each has."""
_COURT = ("sha224", "sha256", "sha384", "sha512")
_LISTING = re.compile(r"(tag)?manifest-([a-z0-9-]+)\.txt", re.ASCII)
_VERSION = re.compile(r"BagIt-Version: ([0-9]+)\.([0-9]+)\r?\n", re.ASCII)
_ENCODING = re.compile(r"Tag-File-Character-Encoding: ([!-~]+)[ \t]*(?:\r?\n)?", re.ASCII)
_ROW = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?([^\r\n]+)")
_OXUM = re.compile(r"Payload-Oxum[ \t]*:[ \t]*([0-9]+)\.([0-9]+)[ \t]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%(0[AaDd]|25)")
_DRIVE = re.compile(r"[A-Za-z]:")
_MOST_SHOWN = 20
_MOST_OF_A_TAG = 512 << 20
_CHARACTERS = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-?8859-?\d{1,2}|latin-?1|(windows-|cp)125\d"
)
"""Sets of characters; Python knows other encodings too, which take hours over a small file."""


class Bag(Protocol):
    """The files of a bag by their paths, wherever they lie: a folder or an archive."""

    def names(self) -> Iterable[str]:
        """The path of each file, relative to the bag."""
        ...

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of one file, piece by piece; OSError or ValueError where it cannot be read."""
        ...


def examine_bag(bag: Bag, *, about: str = "bag", most_of_a_tag: int = _MOST_OF_A_TAG) -> tuple[Check, ...]:
    """The checks of a bag, whoever made it; never raises. No tag file is read beyond `most_of_a_tag`."""
    judged = _Judged(about, most_of_a_tag=most_of_a_tag)
    try:
        names = tuple(bag.names())
    except (OSError, ValueError) as fault:
        return (judged.check("bag", False, about, say("The bag cannot be read: {why}.", why=fault)),)
    _judge(bag, names, judged)
    return (*judged.shown(), *judged.last)


@dataclass(slots=True)
class _Judged:
    """What was found so far; faults beyond the first ones are counted."""

    about: str
    most_of_a_tag: int
    checks: list[Check] = field(default_factory=list)
    last: list[Check] = field(default_factory=list)
    more: int = 0

    def note(self, name: str, holds: bool | None, about: str, says: str) -> None:
        if len(self.checks) < _MOST_SHOWN:
            self.checks.append(self.check(name, holds, about, says))
        else:
            self.more += 1

    def shown(self) -> tuple[Check, ...]:
        if not self.more:
            return tuple(self.checks)
        holds = False if any(one.holds is False for one in self.checks) else None
        says = say("More findings like these: {count}.", count=self.more)
        return (*self.checks, self.check("bag", holds, self.about, says))

    @staticmethod
    def check(name: str, holds: bool | None, about: str, says: str) -> Check:
        return Check(name=name, holds=holds, about=_shown(about), says=says)


def _judge(bag: Bag, names: tuple[str, ...], judged: _Judged) -> None:
    about = judged.about
    if DECLARATION not in names:
        judged.note(
            "bag", False, DECLARATION, say("The file bagit.txt, which makes a folder a bag, is missing.")
        )
        return
    declared = _read_declaration(bag, judged)
    if declared is None:
        return
    encoding, is_strict = declared
    listings = _read_listings(bag, names, judged, encoding, is_strict=is_strict)
    payload = [one for one in listings if not one.of_tags]
    if not payload:
        judged.note("bag.listing", False, about, say("The bag has no listing of its files that can be read."))
        return
    fetched = _read_fetch(bag, names, judged, encoding)
    found = _digests(bag, names, listings, judged)
    _compare(listings, names, found, fetched, judged)
    if is_strict:
        _demand_all_in_each(payload, names, judged)
    _judge_oxum(bag, names, found, judged, encoding)
    _sum_up(payload, names, judged)


def _read_declaration(bag: Bag, judged: _Judged) -> tuple[str, bool] | None:
    """The encoding of the tag files, and whether the rules of version 1.0 hold (RFC 8493, 2.1.1).

    None where the bag is none that can be judged.
    """
    text = _text(bag, DECLARATION, "utf-8", judged)
    if text is None:
        return None
    version = _VERSION.match(text)
    encoding = None if version is None else _ENCODING.fullmatch(text, version.end())
    if version is None or encoding is None:
        says = say("bagit.txt does not have the two lines that a bag begins with: its version, its encoding.")
        judged.note("bag", False, DECLARATION, says)
        return None
    number = f"{version[1]}.{version[2]}"
    if number not in ("0.93", "0.94", "0.95", "0.96", "0.97", "1.0"):
        says = say("The bag is of version {number}, which is not known here.", number=number)
        judged.note("bag", None, DECLARATION, says)
        return None
    if not _CHARACTERS.fullmatch(encoding[1].lower()) or not _is_known(encoding[1]):
        says = say("Its encoding {encoding} is not known here.", encoding=encoding[1])
        judged.note("bag", None, DECLARATION, says)
        return None
    return encoding[1], number == "1.0"


def _is_known(encoding: str) -> bool:
    with suppress(LookupError):
        return bool(codecs.lookup(encoding))
    return False


@dataclass(frozen=True, slots=True)
class _Listing:
    """One listing: its file, its algorithm, and the digest of each path in it."""

    name: str
    algorithm: str
    of_tags: bool
    rows: Mapping[str, str]


def _read_listings(
    bag: Bag, names: Iterable[str], judged: _Judged, encoding: str, *, is_strict: bool
) -> list[_Listing]:
    listings = []
    for name in sorted(names):
        matched = _LISTING.fullmatch(name)
        if matched is None:
            continue
        algorithm = matched[2].replace("-", "")
        if algorithm not in _ALGORITHMS:
            says = say(
                "Its digests ({algorithm}) are not known here; it was not judged.", algorithm=matched[2]
            )
            judged.note("bag.listing", None, name, says)
            continue
        text = _text(bag, name, encoding, judged)
        rows = None if text is None else _read_rows(name, text, algorithm, judged, is_strict=is_strict)
        if rows is not None:
            listings.append(_Listing(name, algorithm, matched[1] is not None, rows))
    return listings


def _read_rows(
    name: str, text: str, algorithm: str, judged: _Judged, *, is_strict: bool
) -> dict[str, str] | None:
    """Each path with its digest; None where the listing is none. By version 1.0 a path is there once."""
    rows: dict[str, str] = {}
    for number, ended in enumerate(io.StringIO(text, newline=None), start=1):
        line = ended.removesuffix("\n")
        if not line.strip():
            continue
        row = _ROW.fullmatch(line)
        if row is None or len(row[1]) != _ALGORITHMS[algorithm]:
            says = say("Line {number} is not a digest and a path.", number=number)
            judged.note("bag.listing", False, name, says)
            return None
        path = _ESCAPE.sub(lambda found: bytes.fromhex(found[1]).decode(), row[2]).removeprefix("./")
        fault = _fault_of(path)
        if fault is not None:
            judged.note("bag.listing", False, name, say("Line {number} {why}.", number=number, why=fault))
            return None
        if path in rows and (is_strict or rows[path] != row[1].lower()):
            says = say("{path} stands there twice.", path=_shown(path))
            judged.note("bag.listing", False, name, says)
            return None
        rows[path] = row[1].lower()
    return rows


def _fault_of(path: str) -> str | None:
    if path.startswith(("/", "~", "\\")) or _DRIVE.match(path):
        return say("names a place outside of the bag")
    if ".." in path.replace("\\", "/").split("/"):
        return say("leads out of the bag")
    return None


def _read_fetch(bag: Bag, names: Iterable[str], judged: _Judged, encoding: str) -> frozenset[str]:
    """Paths that are to be fetched from an address first (RFC 8493, 2.2.3); nothing is fetched here."""
    if _FETCH not in set(names):
        return frozenset()
    text = _text(bag, _FETCH, encoding, judged)
    paths = set()
    for line in (text or "").splitlines():
        columns = line.split(maxsplit=2)
        if not columns:
            continue
        if (
            len(columns) < 3
            or _fault_of(columns[2].strip())
            or not columns[2].startswith(_PAYLOAD)
            or not (columns[1] == "-" or columns[1].isdigit())
        ):
            says = say("A line of it is not an address, a length and a path below data/.")
            judged.note("bag.fetch", False, _FETCH, says)
            continue
        paths.add(_ESCAPE.sub(lambda found: bytes.fromhex(found[1]).decode(), columns[2]))
    return frozenset(paths)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a file is: its size and its digests; None in place of a file that cannot be read."""

    size: int
    digests: Mapping[str, str]


def _digests(
    bag: Bag, names: Iterable[str], listings: Iterable[_Listing], judged: _Judged
) -> dict[str, _Found | None]:
    """Each file read once, with all digests that the listings ask of it."""
    wanted = {one.algorithm for one in listings if not one.of_tags}
    of_tags = {one.algorithm for one in listings if one.of_tags}
    found: dict[str, _Found | None] = {}
    for name in names:
        asked = wanted if name.startswith(_PAYLOAD) else of_tags
        digests = {algorithm: hashlib.new(algorithm, usedforsecurity=False) for algorithm in asked}
        size = 0
        try:
            for piece in bag.read(name):
                size += len(piece)
                for one in digests.values():
                    one.update(piece)
        except (OSError, ValueError) as fault:
            judged.note("bag.file", None, name, say("The file cannot be read: {why}.", why=fault))
            found[name] = None
            continue
        found[name] = _Found(size, {algorithm: one.hexdigest() for algorithm, one in digests.items()})
    return found


def _compare(
    listings: Iterable[_Listing],
    names: Iterable[str],
    found: Mapping[str, _Found | None],
    fetched: frozenset[str],
    judged: _Judged,
) -> None:
    composed = {unicodedata.normalize("NFC", name): name for name in names}
    listed: set[str] = set()
    for listing in listings:
        for path, digest in listing.rows.items():
            name = path if path in found else composed.get(unicodedata.normalize("NFC", path), path)
            if not listing.of_tags:
                listed.add(name)
                if not name.startswith(_PAYLOAD):
                    says = say(
                        "{path} is listed as evidence and does not lie below data/.", path=_shown(path)
                    )
                    judged.note("bag.listing", False, listing.name, says)
                    continue
            _compare_one(listing, name, digest, found, fetched, judged)
    for name in names:
        if name.startswith(_PAYLOAD) and name not in listed:
            judged.note("bag.file", False, name, say("The file is in no listing: it was added."))


def _demand_all_in_each(listings: Iterable[_Listing], names: Iterable[str], judged: _Judged) -> None:
    """From version 1.0 every listing of evidence names all of it (RFC 8493, 2.1.3)."""
    evidence = {unicodedata.normalize("NFC", name) for name in names if name.startswith(_PAYLOAD)}
    for listing in listings:
        missing = evidence - {unicodedata.normalize("NFC", path) for path in listing.rows}
        if missing:
            says = say("It does not list {path}, as each listing of a bag must.", path=_shown(min(missing)))
            judged.note("bag.listing", False, listing.name, says)


def _compare_one(
    listing: _Listing,
    name: str,
    digest: str,
    found: Mapping[str, _Found | None],
    fetched: frozenset[str],
    judged: _Judged,
) -> None:
    if name not in found:
        if name in fetched:
            says = say("The file is not in the bag; it is to be fetched from an address first.")
            judged.note("bag.fetch", None, name, says)
            return
        says = say("The file is listed in {listing} and is missing.", listing=listing.name)
        judged.note("bag.file", False, name, says)
        return
    here = found[name]
    if here is not None and here.digests[listing.algorithm] != digest:
        says = say("The file is not the one that is listed in {listing}.", listing=listing.name)
        judged.note("bag.file", False, name, says)


def _judge_oxum(
    bag: Bag, names: Iterable[str], found: Mapping[str, _Found | None], judged: _Judged, encoding: str
) -> None:
    """The bytes and the number of files that `bag-info.txt` tells, if it does (RFC 8493, 2.2.2)."""
    if _INFO not in found:
        return
    text = _text(bag, _INFO, encoding, judged) or ""
    told = next((row for line in text.splitlines() if (row := _OXUM.fullmatch(line))), None)
    payload = [found[name] for name in names if name.startswith(_PAYLOAD)]
    if told is None or None in payload:
        return
    size = sum(one.size for one in payload if one is not None)
    if (int(told[1]), int(told[2])) != (size, len(payload)):
        says = say(
            "It tells of {told_size} bytes in {told_count} files, and there are {size} in {count}.",
            told_size=told[1],
            told_count=told[2],
            size=size,
            count=len(payload),
        )
        judged.note("bag.info", False, _INFO, says)


def _sum_up(payload: Iterable[_Listing], names: Iterable[str], judged: _Judged) -> None:
    algorithms = sorted({one.algorithm for one in payload})
    if not judged.checks:
        count = sum(1 for name in names if name.startswith(_PAYLOAD))
        says = say(
            "Files of the bag: {count}; each is as its listings say ({algorithms}), none is missing and none"
            " was added.",
            count=count,
            algorithms=", ".join(algorithms),
        )
        judged.last.append(judged.check("bag.content", True, judged.about, says))
    if not set(algorithms) & set(_COURT):
        says = say(
            "Its digests are {algorithms} alone, for which two files with one digest can be made.",
            algorithms=", ".join(algorithms),
        )
        judged.last.append(judged.check("bag.algorithm", None, judged.about, says))
    says = say(
        "A bag is not signed: whoever changes a file can change its listings too. Compare the digest of a"
        " listing with one that the sender tells you another way."
    )
    judged.last.append(judged.check("unsigned", None, judged.about, says))


def _shown(path: str) -> str:
    """A path as it may be printed: what is no letter of any kind stands as a mark."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in path)


def _text(bag: Bag, name: str, encoding: str, judged: _Judged) -> str | None:
    data = bytearray()
    try:
        for piece in bag.read(name):
            data += piece
            if len(data) > judged.most_of_a_tag:
                judged.note("bag", None, name, say("The file is larger than is read here."))
                return None
        return bytes(data).decode(encoding)
    except UnicodeError:
        says = say("The file is not text in {encoding}, as bagit.txt says.", encoding=encoding)
        judged.note("bag", False, name, says)
    except (OSError, ValueError) as fault:
        judged.note("bag", None, name, say("The file cannot be read: {why}.", why=fault))
    return None
