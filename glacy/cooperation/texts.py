"""Free text with its language, who translated it, what it is worth, and which version prevails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from glacy.cooperation.errors import InvalidValueError
from glacy.cooperation.form import obey
from glacy.cooperation.shapes import LanguageTag, Line, Prose
from glacy.sayings import say

TextStatus: TypeAlias = Literal["original", "official", "working", "machine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The same text in another language: official, working or machine-made."""

    text: Prose
    language: LanguageTag
    status: Literal["official", "working", "machine"]
    translator: Line | None = None
    prevails: bool = False

    def __post_init__(self) -> None:
        obey(self)
        if self.status == "official" and self.translator is None:
            raise InvalidValueError(
                "translator",
                say("an official translation names its translator"),
                remedy=say("Name the translator."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText:
    """What an officer wrote, and its translations; exactly one version prevails."""

    text: Prose
    language: LanguageTag
    status: TextStatus = "original"
    translator: Line | None = None
    prevails: bool = True
    translations: tuple[Translation, ...] = ()

    def __post_init__(self) -> None:
        obey(self)
        if self.status == "original" and self.translator is not None:
            raise InvalidValueError("translator", say("an original has no translator"))
        languages = [self.language, *(one.language for one in self.translations)]
        if len(set(languages)) != len(languages):
            raise InvalidValueError(
                "translations",
                say("each language stands once, found {languages}", languages=", ".join(languages)),
            )
        if [self.prevails, *(one.prevails for one in self.translations)].count(True) != 1:
            raise InvalidValueError(
                "prevails", say("exactly one version prevails"), remedy=say("Choose one.")
            )

    @property
    def versions(self) -> tuple[FreeText | Translation, ...]:
        """This text and its translations, the written one first."""
        return (self, *self.translations)

    def version(self, language: str) -> FreeText | Translation | None:
        """The version in that language, or None."""
        return next((one for one in self.versions if one.language == language), None)
