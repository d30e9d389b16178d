"""The forms of plain texts and numbers that requests are made of."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from glacy.cooperation.form import Shape, Span

Line: TypeAlias = Annotated[str, Shape(says="a line of text")]
Prose: TypeAlias = Annotated[str, Shape(says="a text", most=20_000, lines=True)]
Id: TypeAlias = Annotated[
    str,
    Shape(says="an id (UUID)", pattern=r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
]
CountryCode: TypeAlias = Annotated[str, Shape(says="a country code of two letters", pattern=r"[A-Z]{2}")]
LanguageTag: TypeAlias = Annotated[
    str, Shape(says="a language tag such as es or pt-BR", pattern=r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
]
ZoneName: TypeAlias = Annotated[
    str, Shape(says="a time zone such as Africa/Accra", pattern=r"[A-Za-z0-9_+/-]{1,64}", zone=True)
]
DigestText: TypeAlias = Annotated[
    str, Shape(says="a SHA-256 digest of 64 hexadecimal digits", pattern=r"[0-9a-f]{64}")
]
ArticleText: TypeAlias = Annotated[str, Shape(says="an article or a provision", most=300)]
Port: TypeAlias = Annotated[int, Span(least=1, most=65_535)]
Seconds: TypeAlias = Annotated[int, Span(least=-86_400, most=86_400)]
Count: TypeAlias = Annotated[int, Span(least=0, most=1000)]
Index: TypeAlias = Annotated[int, Span(least=0, most=499)]

Category: TypeAlias = Literal["subscriber", "traffic", "content", "domain_registration"]
MeasureId: TypeAlias = Literal[
    "ETS185-29",
    "ETS185-31",
    "ETS185-33",
    "ETS185-34",
    "ETS185-35",
    "CETS224-6",
    "CETS224-7",
    "CETS224-8",
    "CETS224-9",
    "CETS224-10",
]
