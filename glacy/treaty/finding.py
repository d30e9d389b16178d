"""What a question looks at (a case) and what it gives (a finding: yes, no or unknown, with reasons)."""

from __future__ import annotations

from dataclasses import dataclass

from glacy.treaty.agreements import Governing, governing
from glacy.treaty.facts import facts
from glacy.treaty.rows import Instrument, Provision
from glacy.treaty.standing import name_of
from glacy.treaty.values import Applies, Reason
from glacy.treaty.wish import Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A wish and the measure that is looked at."""

    wish: Wish
    provision: Provision
    instrument: Instrument
    governing: Governing

    @property
    def requested(self) -> str:
        """The name of the requested State."""
        return name_of(self.wish.requested)

    @property
    def requesting(self) -> str:
        """The name of the requesting State."""
        return name_of(self.wish.requesting)

    def article(self, part: str = "") -> str:
        """The article of the measure as a citation, such as `ETS185 29(3)`."""
        return f"{self.instrument.id} {self.provision.article}{part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer to one question, its reasons and, where it is not yes, what would change it.

    `decisive` are those of the reasons that the answer hangs on; empty means all of them.
    """

    answer: Applies
    reasons: tuple[Reason, ...]
    change: str | None = None
    decisive: tuple[Reason, ...] = ()


def case_of(wish: Wish, provision: Provision) -> Case:
    """The case that the questions look at."""
    return Case(
        wish=wish,
        provision=provision,
        instrument=facts().instruments[provision.instrument],
        governing=governing(wish.requesting, wish.requested, wish.on),
    )


def find(
    answer: Applies, text: str, article: str, cites: tuple[str, ...] = (), change: str | None = None
) -> Finding:
    """A finding with one reason; `cites` are the ids of the fact rows it used."""
    return Finding(answer=answer, reasons=(Reason(text=text, article=article, facts=cites),), change=change)
