"""The forms of plain texts and numbers that requests are made of."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from glacy.cooperation.plain import Shape, Span
from glacy.sayings import say
from glacy.treaty import asked_for

Line: TypeAlias = Annotated[str, Shape(says=say("a line of text"))]
Prose: TypeAlias = Annotated[str, Shape(says=say("a text"), most=20_000, lines=True)]
Id: TypeAlias = Annotated[
    str,
    Shape(says=say("an id (UUID)"), pattern=r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
]
CountryCode: TypeAlias = Annotated[str, Shape(says=say("a country code of two letters"), pattern=r"[A-Z]{2}")]
LanguageTag: TypeAlias = Annotated[
    str,
    Shape(says=say("a language tag such as es or pt-BR"), pattern=r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?"),
]
ZoneName: TypeAlias = Annotated[
    str, Shape(says=say("a time zone such as Africa/Accra"), pattern=r"[A-Za-z0-9_+/-]{1,64}", zone=True)
]
DigestText: TypeAlias = Annotated[
    str, Shape(says=say("a SHA-256 digest of 64 hexadecimal digits"), pattern=r"[0-9a-f]{64}")
]
ArticleText: TypeAlias = Annotated[str, Shape(says=say("an article or a provision"), most=300)]
Port: TypeAlias = Annotated[int, Span(least=1, most=65_535)]
Seconds: TypeAlias = Annotated[int, Span(least=-86_400, most=86_400)]
Count: TypeAlias = Annotated[int, Span(least=0, most=1000)]
Index: TypeAlias = Annotated[int, Span(least=0, most=499)]

Category: TypeAlias = Literal["subscriber", "traffic", "content", "domain_registration"]


def _has_a_request(measure: str) -> bool:
    return asked_for(measure) is not None


MeasureId: TypeAlias = Annotated[
    str,
    Shape(
        says=say("the id of a measure that a request can ask for, such as ETS185-29,"),
        pattern=r"[A-Z]{2,8}[0-9]{1,6}-[0-9]{1,4}",
        known=_has_a_request,
    ),
]
