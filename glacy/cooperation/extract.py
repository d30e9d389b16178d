"""What a provider is shown of a request: who asks, for what, about whom; never the facts."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from glacy.cooperation.errors import MalformedMessageError
from glacy.cooperation.form import obey
from glacy.cooperation.parties import Addressee, Authority
from glacy.cooperation.request import Request
from glacy.cooperation.sections import Languages, WantedData
from glacy.cooperation.shapes import ArticleText, Id, Line, MeasureId
from glacy.cooperation.targets import Target
from glacy.sayings import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The part of a request that a provider needs; `request` names the whole."""

    FORMAT: ClassVar[str] = "glacy.extract/1"
    request: Id
    dated_at: datetime
    exercise: bool
    reference: Line
    authority: Authority
    addressee: Addressee
    measure: MeasureId
    language: Languages
    wanted: tuple[WantedData, ...]
    targets: tuple[Target, ...]
    user_not_told_until_on: date
    offence: tuple[ArticleText, ...] = ()
    needed_by_on: date | None = None

    def __post_init__(self) -> None:
        obey(self)


def extract_of(request: Request) -> Extract:
    """The extract of a request for the provider; remarks on targets stay out, for they tell of the facts."""
    if not request.targets:
        raise MalformedMessageError(
            say("targets: an extract for a provider needs a target."), remedy=say("Add one."), field="targets"
        )
    return Extract(
        request=request.id,
        dated_at=request.dated_at,
        exercise=request.exercise,
        reference=request.reference,
        authority=dataclasses.replace(request.authority, operational=None),
        addressee=request.addressee,
        measure=request.basis.measure,
        language=request.language,
        wanted=request.data.wanted,
        targets=tuple(dataclasses.replace(target, note=None) for target in request.targets),
        user_not_told_until_on=request.secrecy.user_not_told_until_on,
        offence=tuple(one.article for one in request.offence),
        needed_by_on=request.urgency.needed_by_on,
    )
