"""A file under seal as one line of the listing (`items.jsonl`; docs/specs/evidence.md, section 3)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from glacy.canon import Digest
from glacy.evidence.errors import EvidenceError, MalformedBundleError
from glacy.evidence.forms import malformed
from glacy.evidence.names import LONG_MARK, is_long, is_plain, long_part, original_name, read_spelling
from glacy.sayings import say

PAYLOAD = "data/"
MOST_STRETCHES = 10_000
"""Holes and unread stretches that are told one by one for a file."""
LONGEST_LINE = 1 << 20
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TIME = re.compile(r"(?:0|-?[1-9][0-9]*)\.[0-9]{9}", re.ASCII)
_MODE = re.compile(r"[0-7]{6}", re.ASCII)
_PLACE = re.compile(r"[0-9a-f]+:[0-9a-f]+", re.ASCII)

_NUMBER = rb"(0|[1-9][0-9]{0,15})"
_INSTANT = rb'"((?:0|-?[1-9][0-9]*)\.[0-9]{9})"'
_USUAL = re.compile(
    rb'\{(?:"blake3":"([0-9a-f]{64})",)?"digest":"([0-9a-f]{64})",'
    rb'(?:"found":\{"accessed":' + _INSTANT + rb',"allocated":' + _NUMBER + rb',"changed":' + _INSTANT
    + rb',"group":' + _NUMBER + rb',"inode":"([0-9a-f]+:[0-9a-f]+)","links":' + _NUMBER
    + rb',"mode":"([0-7]{6})","modified":' + _INSTANT + rb',"owner":' + _NUMBER
    + rb'\},)?"name":"([ !#$&\'()+,\-./0-9;@A-Z\[\]^_`a-z{}~]+)","size":' + _NUMBER + rb"\}\n"
)  # fmt: skip
"""Most lines: a whole file with a plain name. What matches is in the one form; others are written again."""

_GLANCE = re.compile(
    r'\{(?:"blake3":"([^"]*)",)?(?:"changed":true,)?"digest":"([^"]*)",(?:"found":\{[^}]*\},)?'
    r'(?:"holes":[^"]*,)?"name":"([^"]*)",(?:"path":"[^"]*",)?"size":([0-9]+)(?:,"unread":[^"]*)?\}\n'
)

Stretch = tuple[int, int]
"""Where a stretch of bytes begins, and how long it is."""


class FileFacts(NamedTuple):
    """What a file system says of a file, as it said it when the file was read.

    Times are seconds and nine digits of a nanosecond. Hard links to one file have the same `inode`, which
    is device and number. `allocated` is what it takes on the disk: less than its size if it has holes.
    """

    accessed: str
    allocated: int
    changed: str
    group: int
    inode: str
    links: int
    mode: str
    modified: str
    owner: int


class SealedItem(NamedTuple):
    """A file under seal: its stored name, size and digest, and what was seen when it was read.

    `path` spells a name that was too long to be stored, `unread` says which stretches could not be read and
    count as zeros, `changed` that the file was written to meanwhile.
    """

    name: str
    size: int
    digest: Digest
    blake3: str | None = None
    facts: FileFacts | None = None
    holes: tuple[Stretch, ...] = ()
    path_spelled: str | None = None
    unread: tuple[Stretch, ...] = ()
    changed: bool = False

    @property
    def original(self) -> str:
        """The name that the file had where it was taken."""
        return original_name(self.name) if self.path_spelled is None else read_spelling(self.path_spelled)

    @property
    def path(self) -> str:
        """Where the file lies in a bundle."""
        return PAYLOAD + self.name


class Glance(NamedTuple):
    """What matters of a file under seal where only its content is judged."""

    name: str
    size: int
    digest: Digest
    blake3: str | None = None

    @property
    def path(self) -> str:
        """Where the file lies in a bundle."""
        return PAYLOAD + self.name


def write_item(item: SealedItem) -> bytes:
    """The line of a file: canonical JSON and a newline. No text in it needs an escape."""
    name, size, digest, blake3, facts, holes, spelled, unread, changed = item
    return (
        ("{" if blake3 is None else f'{{"blake3":"{blake3}",')
        + ('"changed":true,' if changed else "")
        + f'"digest":"{digest}",'
        + ("" if facts is None else f'"found":{write_facts(facts)},')
        + (f'"holes":{_stretches(holes)},' if holes else "")
        + f'"name":"{name}",'
        + ("" if spelled is None else f'"path":"{spelled}",')
        + f'"size":{size}'
        + (f',"unread":{_stretches(unread)}}}\n' if unread else "}\n")
    ).encode()


def write_facts(facts: FileFacts) -> str:
    """The JSON object of what a file system says of a file."""
    accessed, allocated, changed, group, inode, links, mode, modified, owner = facts
    return (
        f'{{"accessed":"{accessed}","allocated":{allocated},"changed":"{changed}","group":{group},'
        f'"inode":"{inode}","links":{links},"mode":"{mode}","modified":"{modified}","owner":{owner}}}'
    )


def read_item(line: bytes) -> SealedItem:
    """The file that one line of a listing is about; any other spelling of it is refused."""
    usual = _USUAL.fullmatch(line)
    if usual is not None and is_plain(name := usual[12].decode("ascii")):
        return _read_usual(usual, name)
    try:
        value = json.loads(line)
        item = SealedItem(
            name=value["name"],
            size=value["size"],
            digest=value["digest"],
            blake3=value.get("blake3"),
            facts=read_facts(value["found"]) if "found" in value else None,
            holes=tuple(map(tuple, value.get("holes", ()))),
            path_spelled=value.get("path"),
            unread=tuple(map(tuple, value.get("unread", ()))),
            changed=value.get("changed", False),
        )
        if not _is_whole(item) or write_item(item) != line:
            raise ValueError
        _verify_name(item)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, EvidenceError) as fault:
        raise malformed_line("items.jsonl", line, fault) from fault
    return item


def glance_at(line: bytes) -> Glance:
    """What matters of the file in one line of a listing; any other spelling of the line is refused."""
    usual = _USUAL.fullmatch(line)
    if usual is not None and is_plain(name := usual[12].decode("ascii")):
        second = usual[1]
        return Glance(
            name,
            int(usual[13]),
            Digest(usual[2].decode("ascii")),
            None if second is None else second.decode("ascii"),
        )
    item = read_item(line)
    return Glance(item.name, item.size, item.digest, item.blake3)


def glance_through(lines: bytes) -> list[Glance]:
    """The same of whole lines that were read and checked before."""
    found = _GLANCE.findall(lines.decode("utf-8"))
    if len(found) != lines.count(b"\n"):
        raise malformed("items.jsonl", say("the listing that seal.json is over"))
    return [Glance(name, int(size), Digest(digest), second or None) for second, digest, name, size in found]


def _read_usual(match: re.Match[bytes], name: str) -> SealedItem:
    texts: list[Any] = [
        None if one is None else one.decode("ascii") for one in match.groups()
    ]  # Any: or None
    blake3, digest, accessed, allocated, changed, group, inode, links, mode, modified, owner, _, size = texts
    facts = None
    if accessed is not None:
        facts = FileFacts(
            accessed, int(allocated), changed, int(group), inode, int(links), mode, modified, int(owner)
        )
    return SealedItem(name, int(size), Digest(digest), blake3, facts)


def read_facts(value: Mapping[str, object]) -> FileFacts:
    """What a file system said, out of its JSON object; raises ValueError when it is none."""
    if set(value) != set(FileFacts._fields):
        raise ValueError("other facts than those of a file")
    facts = FileFacts(**value)  # type: ignore[arg-type]  # each is looked at below
    numbers = (facts.allocated, facts.group, facts.links, facts.owner)
    times = (facts.accessed, facts.changed, facts.modified)
    if not (
        all(type(one) is int and one >= 0 for one in numbers)
        and all(_TIME.fullmatch(one) for one in times)
        and _MODE.fullmatch(facts.mode)
        and _PLACE.fullmatch(facts.inode)
    ):
        raise ValueError("facts of another form")
    return facts


def malformed_line(place: str, line: bytes, fault: Exception) -> MalformedBundleError:
    """The error for a line of a listing that is not in the one form."""
    why = f" ({fault.says})" if isinstance(fault, EvidenceError) else ""
    return malformed(place, say("a line in the one form, not {found!r}{why}", found=line[:80], why=why))


def _is_whole(item: SealedItem) -> bool:
    return (
        type(item.size) is int
        and item.size >= 0
        and type(item.name) is str
        and type(item.changed) is bool
        and _HEX.fullmatch(item.digest) is not None
        and (item.blake3 is None or _HEX.fullmatch(item.blake3) is not None)
        and _is_in_order(item.holes, item.size)
        and _is_in_order(item.unread, item.size)
    )


def _verify_name(item: SealedItem) -> None:
    original_name(item.name)
    if is_long(item.name) != (item.path_spelled is not None):
        raise ValueError("a name that was too long, and its spelling, stand together")
    if item.path_spelled is not None:
        verify_long_name(item.name, read_spelling(item.path_spelled))


def verify_long_name(stored: str, original: str) -> None:
    """Returns if a stored name stands for this one, which was too long; raises ValueError otherwise.

    A part `=~` and digest stands for one part, or, as the last, for all parts that follow there.
    """
    parts, kept = original.split("/"), stored.split("/")
    heads, rest = parts[: len(kept) - 1], "/".join(parts[len(kept) - 1 :])
    if len(parts) < len(kept) or not all(map(_stands_for, kept, (*heads, rest))):
        raise ValueError("the stored name is of another name")


def _stands_for(kept: str, name: str) -> bool:
    return kept == long_part(name) if kept.startswith(LONG_MARK) else original_name(kept) == name


def _stretches(stretches: tuple[Stretch, ...]) -> str:
    return "[" + ",".join(f"[{start},{length}]" for start, length in stretches) + "]"


def _is_in_order(stretches: tuple[Stretch, ...], size: int) -> bool:
    """Whether stretches stand one after the other inside of a file, and are not too many."""
    place = 0
    for start, length in stretches:
        if type(start) is not int or type(length) is not int or start < place or length < 1:
            return False
        place = start + length
    return place <= size and len(stretches) <= MOST_STRETCHES
