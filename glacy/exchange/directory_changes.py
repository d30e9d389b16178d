"""What differs between two entries, or two directories, of the same operator: by State, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from glacy.canon import digest_of
from glacy.exchange.directory import Directory
from glacy.exchange.entry import NodeEntry, Office, WithdrawnKey

ChangeKind = Literal[
    "joined",
    "left",
    "number",
    "office_added",
    "office_removed",
    "office",
    "address",
    "mail",
    "name",
    "key_added",
    "key_removed",
    "key_withdrawn",
]
CALLING: frozenset[ChangeKind] = frozenset(("number", "office_added", "office_removed"))
"""Changes by which a call-back would reach somebody else: they are held up before everyone's eyes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs: of which State, what kind, of which office or key, and both values."""

    country: str
    kind: ChangeKind
    about: str = ""
    before: str = ""
    after: str = ""


def directory_changes(before: Directory | None, after: Directory) -> tuple[Change, ...]:
    """What a newer directory changes, by State."""
    known = {} if before is None else {entry.country: entry for entry in before.nodes}
    found: list[Change] = []
    for entry in after.nodes:
        was = known.pop(entry.country, None)
        if was is None:
            found.append(Change(country=entry.country, kind="joined", after=entry.url))
        elif was != entry:
            found += changes_between(was, entry)
    found += (Change(country=country, kind="left", before=was.url) for country, was in known.items())
    return tuple(sorted(found, key=lambda change: change.country))


def changes_between(before: NodeEntry, after: NodeEntry) -> Iterator[Change]:
    """What differs between two entries of one State."""
    country = after.country
    plain: tuple[tuple[ChangeKind, str, str], ...] = (
        ("name", before.name, after.name),
        ("address", before.url, after.url),
        ("mail", before.mail, after.mail),
    )
    for kind, old, new in plain:
        if old != new:
            yield Change(country=country, kind=kind, before=old, after=new)
    yield from _office_changes(country, before.offices, after.offices)
    yield from _key_changes(country, before, after)


def _office_changes(country: str, before: tuple[Office, ...], after: tuple[Office, ...]) -> Iterator[Change]:
    known = {_name(office): office for office in before}
    for office in after:
        was = known.pop(_name(office), None)
        if was is None:
            yield Change(country=country, kind="office_added", about=office.name, after=office.phone)
        elif was.phone != office.phone:
            yield Change(
                country=country, kind="number", about=office.name, before=was.phone, after=office.phone
            )
        elif was != office:
            yield Change(country=country, kind="office", about=office.name)
    for was in known.values():
        yield Change(country=country, kind="office_removed", about=was.name, before=was.phone)


def _key_changes(country: str, before: NodeEntry, after: NodeEntry) -> Iterator[Change]:
    old, new = set(_keys(before)), set(_keys(after))
    for use, key in sorted(new - old):
        yield Change(country=country, kind="key_added", about=use, after=key)
    for use, key in sorted(old - new):
        yield Change(country=country, kind="key_removed", about=use, before=key)
    for one in after.withdrawn:
        if one not in before.withdrawn:
            gone = _short(one)
            yield Change(country=country, kind="key_withdrawn", about=one.use, before=gone, after=one.why)


def _keys(entry: NodeEntry) -> Iterator[tuple[str, str]]:
    yield from (("seal", digest_of(root)) for root in entry.seal_roots)
    yield from (("stamp", digest_of(root)) for root in entry.stamp_roots)
    yield from (("age", key) for key in entry.age_recipients)
    yield from (("journal", key) for key in entry.journal_keys)
    yield from (("witness", key) for key in entry.witness_keys)


def _short(one: WithdrawnKey) -> str:
    return digest_of(one.certificate) if one.use in ("seal", "stamp") else one.key


def _name(office: Office) -> tuple[str, str]:
    return office.role, office.name
