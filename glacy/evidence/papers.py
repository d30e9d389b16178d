"""The papers that go with the evidence: request, domestic order, execution record, certificate, consent.

`papers.json` lists them, each by its kind, title and digest; they lie below `papers/`
(docs/specs/evidence.md, section 8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from glacy.canon import Json, digest_of, write_canonical
from glacy.evidence.errors import EvidenceError, MissingItemError
from glacy.evidence.forms import Fields, has_one_line, malformed, read_form
from glacy.sayings import say

PAPERS = "papers.json"
PAPERS_FORMAT = "glacy.papers/1"
PaperKind = Literal[
    "request", "order", "execution", "certificate", "consent", "record", "directory", "other"
]  # fmt: skip
PAPER_KINDS: tuple[PaperKind, ...] = get_args(PaperKind)
_FIELDS = frozenset({"digest", "kind", "path", "title"})
_SUFFIX = re.compile(r"[a-z0-9]{1,8}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that goes with the evidence: what it is to it, its title, and its bytes as they are."""

    kind: PaperKind
    title: str
    content: bytes
    suffix: str = "pdf"

    def __post_init__(self) -> None:
        if self.kind not in PAPER_KINDS:
            raise EvidenceError(
                say("{kind!r} is no kind of paper.", kind=self.kind),
                remedy=say("Use one of {paper_kinds}.", paper_kinds=", ".join(PAPER_KINDS)),
            )
        if not has_one_line(self.title) or not _SUFFIX.fullmatch(self.suffix):
            raise EvidenceError(
                say(
                    "A paper has a title of one line and a short ending, found {title!r}, {suffix!r}.",
                    title=self.title,
                    suffix=self.suffix,
                ),
                remedy=say("Name what it is, such as: Order of the court of 3 March."),
            )


def write_papers(papers: Sequence[Paper]) -> dict[str, bytes]:
    """The list and the papers by their paths; nothing at all where there is no paper."""
    if not papers:
        return {}
    files = {_path(number, one.suffix): one.content for number, one in enumerate(papers, start=1)}
    listed: list[Json] = [
        {"digest": digest_of(one.content), "kind": one.kind, "path": path, "title": one.title}
        for path, one in zip(files, papers, strict=True)
    ]
    return {PAPERS: write_canonical({"format": PAPERS_FORMAT, "papers": listed}), **files}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPaper:
    """A paper as the list names it: its kind and where it lies."""

    kind: str
    path: str


def read_papers_list(data: bytes) -> tuple[ListedPaper, ...]:
    """What `papers.json` lists; whether the papers are there and fit is asked with `read_papers`."""
    fields = read_form(data, place=PAPERS, format_=PAPERS_FORMAT, names=frozenset({"papers"}))
    listed = fields.each("papers", names=_FIELDS)
    return tuple(ListedPaper(kind=one.text("kind"), path=one.text("path")) for one in listed)


def read_papers(files: Mapping[str, bytes]) -> tuple[Paper, ...]:
    """The papers among the files of a bundle; none where it has no list of papers."""
    if PAPERS not in files:
        return ()
    fields = read_form(files[PAPERS], place=PAPERS, format_=PAPERS_FORMAT, names=frozenset({"papers"}))
    listed = fields.each("papers", names=_FIELDS)
    if not listed:
        raise malformed(PAPERS, say("at least one paper"))
    return tuple(_read(one, number, files) for number, one in enumerate(listed, start=1))


def _read(fields: Fields, number: int, files: Mapping[str, bytes]) -> Paper:
    place, path = say("{papers}, papers {number}", papers=PAPERS, number=number), fields.text("path")
    kind = next((known for known in PAPER_KINDS if known == fields.text("kind")), None)
    if kind is None:
        raise malformed(f"{place}, kind", say("one of {paper_kinds}", paper_kinds=", ".join(PAPER_KINDS)))
    suffix = path.rpartition(".")[2]
    if not _SUFFIX.fullmatch(suffix) or path != _path(number, suffix):
        raise malformed(f"{place}, path", _path(number, "pdf"))
    if path not in files:
        raise MissingItemError(
            say("{path} is missing.", path=path),
            remedy=say("Ask the sender for the bundle again, unchanged."),
            file=path,
        )
    if digest_of(files[path]) != fields.digest("digest"):
        raise malformed(path, say("the paper whose digest is listed"))
    try:
        return Paper(kind=kind, title=fields.text("title"), content=files[path], suffix=suffix)
    except EvidenceError as fault:
        raise malformed(place, say("a whole paper ({why})", why=fault.says)) from fault


def _path(number: int, suffix: str) -> str:
    return f"papers/{number:04}.{suffix}"
