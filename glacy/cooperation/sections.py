"""The sections of a request, each a value; their names are the keys of the wire and stay for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from glacy.cooperation.errors import InvalidValueError
from glacy.cooperation.form import obey
from glacy.cooperation.shapes import ArticleText, Category, DigestText, Id, LanguageTag, Line, MeasureId
from glacy.cooperation.texts import FreeText
from glacy.sayings import say

BasisKind: TypeAlias = Literal["treaty", "agreement", "reciprocity", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The measure asked for and what it rests on: its treaty, or another basis that a person named."""

    measure: MeasureId
    kind: BasisKind = "treaty"
    text: Line | None = None
    named_by: Line | None = None
    why: Line | None = None
    governing: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
        if self.kind == "treaty":
            return
        for field in ("text", "named_by", "why"):
            if getattr(self, field) is None:
                raise InvalidValueError(
                    field,
                    say("another basis than the treaty says what it is, who named it and why"),
                    remedy=say("Fill in text, named_by and why."),
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class OffenceStated:
    """One offence under investigation: in the treaty's words (`ETS185-8`), in national law, or both."""

    article: ArticleText
    text: Line | None = None
    provisions: Line | None = None
    penalty: Line | None = None
    same_conduct: Line | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedData:
    """One category of data and what of it is wanted."""

    category: Category
    description: FreeText | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSection:
    """What is asked for, how it is linked to the offence, and why it is needed.

    `necessity` and `assistance_will_follow` are what Article 29(2)(e) and (f) demand; `object` and `reason`
    what an assistance request states; `task` is what a 24/7 contact is asked under Article 35.
    """

    wanted: tuple[WantedData, ...] = ()
    link: FreeText | None = None
    necessity: FreeText | None = None
    object: FreeText | None = None
    reason: FreeText | None = None
    assistance_will_follow: bool = False
    assistance_expected_on: date | None = None
    task: Literal["advice", "preservation", "evidence", "legal_information", "locating"] | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """How fast, and why: an emergency states facts of life or safety, an urgent request reason and day."""

    grade: Literal["emergency", "urgent", "routine"]
    reason: FreeText | None = None
    needed_by_on: date | None = None
    life_facts: FreeText | None = None

    def __post_init__(self) -> None:
        obey(self)
        if self.grade == "emergency" and self.life_facts is None:
            raise InvalidValueError("life_facts", say("an emergency states the danger to life or safety"))
        if self.grade == "urgent" and self.reason is None:
            raise InvalidValueError("reason", say("an urgent request states why it is urgent"))
        if self.grade == "urgent" and self.needed_by_on is None:
            raise InvalidValueError("needed_by_on", say("an urgent request states by when it is needed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrecy:
    """Until when the user may not be told, and that we are asked first if the law demands notification."""

    user_not_told_until_on: date
    ask_before_notifying: bool = True
    confidential: bool = False
    confidential_until_on: date | None = None
    why: FreeText | None = None

    def __post_init__(self) -> None:
        obey(self)
        if self.confidential and self.why is None:
            raise InvalidValueError("why", say("confidentiality states its reason (Articles 27(8), 28)"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Formalities:
    """What the court of trial needs to be followed (Article 27(3)), and the courts behind it."""

    procedures: FreeText | None = None
    certificates: tuple[Line, ...] = ()
    attending: tuple[Line, ...] = ()
    court: Line | None = None
    court_reference: Line | None = None
    prosecution: Line | None = None
    prosecution_reference: Line | None = None
    decisions: tuple[Line, ...] = ()
    domestic_basis: Line | None = None
    limits_of_use: Line | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What went before: the request that this one extends or follows, and when the preservation ends."""

    status: Literal["extension", "follow_up"]
    reference: Line
    request: Id | None = None
    preserved_until_on: date | None = None
    wanted_until_on: date | None = None
    receipt: DigestText | None = None
    channel: Line | None = None
    contacts: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
        if (
            self.preserved_until_on
            and self.wanted_until_on
            and self.wanted_until_on <= self.preserved_until_on
        ):
            raise InvalidValueError(
                "wanted_until_on",
                say(
                    "an extension goes beyond {preserved_until_on}",
                    preserved_until_on=self.preserved_until_on,
                ),
                remedy=say("Give a later day."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """The languages of the document, the requested State's first, and the one it was written in."""

    documents: tuple[LanguageTag, ...]
    original: LanguageTag

    def __post_init__(self) -> None:
        obey(self)
        if not self.documents or len(set(self.documents)) != len(self.documents):
            raise InvalidValueError(
                "documents", say("each language of the document stands once, and there is one")
            )
