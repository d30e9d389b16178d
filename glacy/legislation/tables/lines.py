"""The lines of a concordance: the two columns that lawyers exchange, and the annex that says why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from glacy.legislation.concordance import Concordance, Entry, Row
from glacy.legislation.tables.words import TableWords, table_words


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """An article on the left, and what answers it on the right."""

    article: str
    provisions: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexLine:
    """One provision beside one article, with who says so and what is missing."""

    article: str
    act: str
    provision: str
    relation: str
    missing: str
    who: str
    when: str


def table_lines(concordance: Concordance, language: str) -> Iterator[TableLine]:
    """The two columns, every article of the instruments once, in their order."""
    words = table_words(language)
    for row in concordance.rows:
        provisions = tuple(_named(entry, words) for entry in row.entries)
        yield TableLine(
            article=article_name(row, language),
            provisions=provisions or (words[row.state],),
            state=words[row.state],
        )


def annex_lines(concordance: Concordance, language: str) -> Iterator[AnnexLine]:
    """One line for each entry; an article without one has a line that says so."""
    words = table_words(language)
    for row in concordance.rows:
        if not row.entries:
            yield AnnexLine(
                article=article_name(row, language),
                act="",
                provision="",
                relation=words[row.state],
                missing="",
                who="",
                when="",
            )
        names = {one.key: one.name.get(language, one.key) for one in row.missing}
        for entry in row.entries:
            yield AnnexLine(
                article=article_name(row, language),
                act=entry.act,
                provision=f"{entry.provision} {entry.heading}".strip(),
                relation=words.get(entry.relation, entry.relation),
                missing=", ".join(names.get(key, key) for key in entry.missing),
                who=_who(entry, words),
                when=entry.decided_on.isoformat() if entry.decided_on else "",
            )


def article_name(row: Row, language: str) -> str:
    """Such as `ETS185 16: Expedited preservation of stored computer data`."""
    return f"{row.instrument} {row.article}: {row.name.get(language, row.name['en'])}"


def acts_read(concordance: Concordance, language: str) -> list[str]:
    """One text for each act: title, day, what law it is, its address or that it is unconfirmed, digest."""
    words = table_words(language)
    said = []
    for act in concordance.acts:
        parts = [act.title, act.dated_on.isoformat() if act.dated_on else ""]
        parts += [words[field] for field in sorted(act.covers)]
        parts += [act.source if act.is_confirmed else words["unconfirmed"], f"SHA-256 {act.digest}"]
        said.append(", ".join(part for part in parts if part))
    return said


def not_read(concordance: Concordance, language: str) -> str:
    """The fields of law of which nothing was read, or an empty text."""
    words = table_words(language)
    fields = ", ".join(words[field] for field in concordance.not_loaded)
    return f"{words['not_loaded']}: {fields}." if fields else ""


def _named(entry: Entry, words: TableWords) -> str:
    relation = words.get(entry.relation, entry.relation)
    return f"{entry.act}, {entry.provision} {entry.heading}".strip() + f" ({relation})"


def _who(entry: Entry, words: TableWords) -> str:
    if not entry.is_reviewed:
        return f"{words['automatic']} ({entry.confidence:.2f})"
    names = ", ".join(entry.reviewers)
    return f"{names} ({words['disputed']})" if entry.is_disputed else names
