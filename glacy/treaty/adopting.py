"""Facts that a node has accepted take the place of the packaged ones, for the whole process.

Instruments that a node has in folders of its own stand beside the packaged ones.
"""

from __future__ import annotations

from collections.abc import Mapping

from glacy.sayings import say
from glacy.treaty import facts
from glacy.treaty.errors import FactsError
from glacy.treaty.keeping import forget
from glacy.treaty.questions import QUESTIONS
from glacy.treaty.tables import (
    OF_AN_INSTRUMENT,
    added,
    adopted,
    packaged_instruments,
    replace_tables,
)


def adopt(tables: Mapping[str, str], instruments: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Reads the facts anew with these tables and instruments; empty goes back to the packaged ones.

    `instruments` are the texts of the files of a folder, by the name of the instrument. A table or a folder
    that is not in its form raises FactsError, and the facts stay as they were.
    """
    before = adopted(), added()
    _verify_names(instruments or {})
    replace_tables(tables, instruments or {})
    forget()
    try:
        _verify_questions()
    except Exception:
        replace_tables(*before)
        forget()
        raise


def _verify_names(instruments: Mapping[str, Mapping[str, str]]) -> None:
    ours = {name.casefold() for name in packaged_instruments()}
    for name, files in instruments.items():
        unknown = sorted(set(files) - set(OF_AN_INSTRUMENT))
        if name.casefold() in ours or unknown:
            raise FactsError(
                say("The instrument {name} is there already.", name=name)
                if not unknown
                else say("The folder of {name} holds {file}.", name=name, file=unknown[0]),
                remedy=say(
                    "A folder holds {files}, and has the name of a new instrument.",
                    files=", ".join(OF_AN_INSTRUMENT),
                ),
                file=name,
            )


def _verify_questions() -> None:
    for row in facts.facts().provisions.values():
        lost = [name for name in row.questions if name not in QUESTIONS]
        if lost or (row.family is not None and row.questions[:2] != ("in_force", "parties")):
            raise FactsError(
                say("{id_} asks {question!r}, and no question has that name.", id_=row.id, question=lost[0])
                if lost
                else say("The questions of {id_} do not begin with in_force and parties.", id_=row.id),
                remedy=say("Use those of {questions}.", questions=", ".join(sorted(QUESTIONS))),
                file=row.fact.file,
                row=row.id,
            )
