"""Facts that a node has accepted take the place of the packaged ones, for the whole process."""

from __future__ import annotations

from collections.abc import Mapping

from glacy.treaty import agreements, chart, doubts, facts, standing, survey
from glacy.treaty.tables import replace_tables


def adopt(tables: Mapping[str, str]) -> None:
    """Reads the facts anew with these tables; an empty mapping goes back to the packaged ones.

    A table that is not in its form raises FactsError, and the facts stay as packaged.
    """
    replace_tables(tables)
    _forget()
    try:
        facts.facts()
    except Exception:
        replace_tables({})
        _forget()
        raise


def _forget() -> None:
    for kept in (
        facts.facts,
        facts.offences,
        agreements.governing,
        standing.standing,
        chart.status,
        chart.curve,
        doubts.doubts,
        survey.answers_of,
        survey.governed,
    ):
        kept.cache_clear()
