"""What must be observed in a request, as the facts of its writer say on its day (request.md, section 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias, cast, get_args

from glacy.canon import Json
from glacy.cooperation.errors import InvalidValueError
from glacy.cooperation.form import obey, write_form
from glacy.cooperation.labels import LABEL_LANGUAGES, Labels
from glacy.cooperation.plain import Shape
from glacy.cooperation.shapes import Line, Prose
from glacy.sayings import say
from glacy.treaty import Ruling, safeguard_keys

OwnLawKey: TypeAlias = Literal["use_limits_of_the_state", "user_notice"]
BOUND = ("asking", "asked", "both")
_OF_OWN_LAW = frozenset(get_args(OwnLawKey))


def _is_safeguard(key: str) -> bool:
    return key in _OF_OWN_LAW or key in safeguard_keys()


SafeguardKey: TypeAlias = Annotated[
    str,
    Shape(
        says=say("the key of a safeguard of the facts, such as use_limitation"),
        pattern=r"[a-z][a-z0-9_]{1,59}",
        known=_is_safeguard,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeguardStated:
    """One thing to be observed: by its article, or by the law of the requested State in words with a source.

    `applies` is `unknown` where the facts do not settle it; what does not apply is left out.
    """

    key: SafeguardKey
    binds: Literal["asking", "asked", "both"]
    applies: Literal["yes", "unknown"]
    article: Line | None = None
    says: Prose | None = None
    source: Prose | None = None

    def __post_init__(self) -> None:
        obey(self)
        wanted: tuple[str, ...] = ("article",)
        rest: tuple[str, ...] = ("says", "source")
        if self.key in _OF_OWN_LAW:
            wanted, rest = rest, wanted
        for field in wanted:
            if getattr(self, field) is None:
                raise InvalidValueError(
                    field, say("{key} has {wanted}", key=self.key, wanted=" and ".join(wanted))
                )
        for field in rest:
            if getattr(self, field) is not None:
                raise InvalidValueError(
                    field,
                    say("{key} has {wanted}, and nothing else", key=self.key, wanted=" and ".join(wanted)),
                )


def stated(ruling: Ruling, *, by_treaty: bool) -> tuple[SafeguardStated, ...]:
    """The safeguards of a ruling as its request says them.

    Where the request rests on another basis than the treaty, whether the treaty's own apply is unknown.
    """
    sources = {row.id: row.source for row in ruling.facts}
    found = []
    for guard in ruling.safeguards:
        if guard.applies == "no":
            continue
        own_law = guard.key in _OF_OWN_LAW
        found.append(
            SafeguardStated(
                key=guard.key,
                binds=cast(Literal["asking", "asked", "both"], guard.binds),  # the facts know no other
                applies="yes" if guard.applies == "yes" and (by_treaty or own_law) else "unknown",
                article=None if own_law else guard.article,
                says=str(guard.says) if own_law else None,
                source=sources[guard.facts[0]] if own_law else None,
            )
        )
    return tuple(found)


def say_observed(found: Sequence[SafeguardStated], language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who is bound, and what each has to observe, in one of our languages; English for any other."""
    labels = Labels(languages=(language if language in LABEL_LANGUAGES else "en",))
    said = (
        (who, tuple(say_safeguard(write_form(one), labels) for one in found if one.binds == who))
        for who in BOUND
    )
    return tuple((labels.one(f"label.observed_by.{who}"), lines) for who, lines in said if lines)


def say_safeguard(json: Json, labels: Labels) -> str:
    """A safeguard as a page says it: its words, its article or source, and whether it is settled."""
    return " ".join(part for part in (say_in_labels(json, labels), own_law(json)) if part)


def say_in_labels(json: Json, labels: Labels) -> str:
    """The part of a safeguard that each language has words for."""
    known = json if isinstance(json, Mapping) else {}
    cited = f" ({_cited(labels, str(known['article']))})" if known.get("article") else ""
    open_ = f" [{labels.one('sentence.unsettled')}]" if known.get("applies") == "unknown" else ""
    words = labels.one(f"safeguard.{known.get('key')}")
    return f"{words}{cited}{open_}"


def own_law(json: Json) -> str | None:
    """What the law of the requested State says, in the words of the facts, with its source."""
    known = json if isinstance(json, Mapping) else {}
    return f"{known['says']} ({known.get('source')})" if known.get("says") else None


def _cited(labels: Labels, article: str) -> str:
    """`ETS185 16(3), 29(6)` as the language of the page writes it."""
    found = []
    for part in article.split(", "):
        instrument, _, number = part.rpartition(" ")
        key = f"article.{instrument}"
        found.append(labels.one(key, article=number) if labels.has(key) else part)
    return ", ".join(found)
