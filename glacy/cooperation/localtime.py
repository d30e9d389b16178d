"""An instant on the clocks of both countries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from glacy.countries import get_country
from glacy.times import local

MOST_ZONES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTime:
    """What the clock of one zone of a country shows at an instant."""

    country: str
    zone: str
    at: datetime

    @property
    def place(self) -> str:
        """The last part of the zone's name, for showing: `Santiago`."""
        return self.zone.rsplit("/", 1)[-1].replace("_", " ")


def local_times(instant: datetime, country: str, *, zone: str | None = None) -> tuple[LocalTime, ...]:
    """The instant on the clocks of a country, one for each offset, at most four; a named zone alone."""
    found: dict[timedelta | None, LocalTime] = {}
    for name in ((zone,) if zone else ()) + get_country(country).zones:
        here = local(instant, name)
        found.setdefault(here.utcoffset(), LocalTime(country=country, zone=name, at=here))
        if zone:
            break
    return tuple(found.values())[:MOST_ZONES]
