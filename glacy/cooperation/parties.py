"""Who asks and who is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from glacy.cooperation.form import obey
from glacy.cooperation.shapes import CountryCode, Line, ZoneName

Role = Literal["contact_24_7", "central_authority", "competent_authority"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who can be called: to confirm a request, or in charge of the investigation."""

    name: Line
    title: Line | None = None
    authority: Line | None = None
    phone: Line | None = None
    email: Line | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The office that speaks: where it can be reached, when, in which zone, and who can confirm it."""

    country: CountryCode
    name: Line
    role: Role
    zone: ZoneName
    officer: Line | None = None
    title: Line | None = None
    address: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    hours: Line | None = None
    channel: Line | None = None
    confirm: Contact | None = None
    operational: Contact | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who is asked: an authority of a State, or a provider or registrar in it; the name when it is known."""

    country: CountryCode
    kind: Literal["state", "provider", "registrar"] = "state"
    name: Line | None = None
    address: Line | None = None
    email: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
