"""The small pieces of a page: a value in its row, an instant on its clocks, a text with its versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from babel.numbers import get_currency_precision, list_currencies

from glacy.canon import Json
from glacy.cooperation.labels import Labels
from glacy.cooperation.localtime import local_times
from glacy.countries import find_country
from glacy.times import read_instant, write_instant

Row = Mapping[str, Json]
Zones = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What every piece of a page needs: the words, and the countries with their zones."""

    labels: Labels
    zones: Zones

    def row(self, label: str, *values: Json) -> Row | None:
        """A row of a table, or None when nothing is there to show."""
        shown = [value for value in values if value is not None]
        return {"label": self.labels.both(f"label.{label}"), "values": shown} if shown else None

    def plain(self, value: Json) -> Json:
        """A text as it is."""
        return None if value is None else {"kind": "text", "text": [str(value)]}

    def mono(self, value: Json) -> Json:
        """A text that is read digit by digit."""
        return None if value is None else {"kind": "mono", "text": str(value)}

    def word(self, family: str, value: Json) -> Json:
        """A word of the wire in the languages of the page."""
        if value is None:
            return None
        key = f"{family}.{value}"
        return {"kind": "text", "text": self.labels.both(key) if self.labels.has(key) else [str(value)]}

    def sentence(self, key: str, **parts: str) -> Json:
        """A sentence in the languages of the page."""
        return {"kind": "text", "text": self.labels.both(f"sentence.{key}", **parts)}

    def composed(self, words: Callable[[Labels], str]) -> Json:
        """A text that is put together in each language of the page."""
        found = (words(Labels(languages=(language,))) for language in self.labels.languages)
        return {"kind": "text", "text": list(dict.fromkeys(found))}

    def offence(self, value: Json) -> Json:
        """An offence: an article of a treaty spelt out, a national provision as it is."""
        instrument, _, article = str(value).partition("-")
        if not self.labels.has(f"sentence.offence.{instrument}") or not article:
            return self.plain(value)
        return self.sentence(f"offence.{instrument}", article=article)

    def country(self, code: Json) -> Json:
        """The name of a country, and its code."""
        found = find_country(code) if isinstance(code, str) else None
        if found is None:
            return self.plain(code)
        names = dict.fromkeys(f"{found.name(language)} ({code})" for language in self.labels.languages)
        return {"kind": "text", "text": list(names)}

    def moment(self, value: Json, *, back: Json = 0) -> Json:
        """An instant in UTC and on the clocks of both countries; `back` seconds are taken off it."""
        if not isinstance(value, str):
            return None
        at = read_instant(value) - timedelta(seconds=back if isinstance(back, int) else 0)
        local: list[Json] = [
            {"text": f"{here.at:%Y-%m-%d %H:%M:%S} (UTC{_offset(here.at.utcoffset())})", "zone": here.zone}
            for country, zone in self.zones
            for here in local_times(at, country, zone=zone)
        ]
        return {"kind": "moment", "utc": write_instant(at).replace("T", " ").rstrip("Z"), "local": local}

    def amount(self, value: Json) -> Json:
        """An amount in the units people use; of an asset without known decimals, in its smallest unit."""
        units, asset = inner(value, "units"), inner(value, "asset")
        if not isinstance(units, int) or not isinstance(asset, str):
            return None
        if asset not in list_currencies():
            return self.plain(f"{units} × 1 {asset} (min.)")
        digits = get_currency_precision(asset)
        return self.plain(f"{asset} {Decimal(units).scaleb(-digits):,.{digits}f}")

    def prose(self, value: Json) -> Json:
        """A free text with its versions, the one in the language of the page first."""
        if not isinstance(value, Mapping):
            return None
        more = value.get("translations")
        versions = [value, *(more if isinstance(more, Sequence) and not isinstance(more, str) else ())]
        whole = [version for version in versions if isinstance(version, Mapping)]
        whole.sort(key=lambda version: self._place(str(version.get("language"))))
        marked = len(whole) > 1
        return {"kind": "prose", "versions": [self._version(one, marked=marked) for one in whole]}

    def _place(self, language: str) -> int:
        heads = [language.startswith(known) for known in self.labels.languages]
        return heads.index(True) if True in heads else len(heads)

    def _version(self, version: Mapping[str, Json], *, marked: bool) -> Json:
        language = str(version.get("language", ""))
        parts = [
            self.labels.language_name(language),
            self.labels.one(f"word.text.{version.get('status') or 'original'}"),
        ]
        if version.get("translator"):
            parts.append(self.labels.one("sentence.translator", name=str(version["translator"])))
        if marked and version.get("prevails"):
            parts.append(self.labels.one("word.text.prevails"))
        return {
            "head": " · ".join(parts),
            "text": str(version.get("text", "")),
            "language": language.split("-")[0],
        }


def group(*rows: Row | None, title: list[Json] | None = None) -> Mapping[str, Json] | None:
    """Rows under a title; None when there are none."""
    shown = [row for row in rows if row is not None]
    return {"title": title or [], "rows": shown} if shown else None


def inner(json: Json, *path: str) -> Json:
    """What stands at a path of keys, or None."""
    for key in path:
        json = json.get(key) if isinstance(json, Mapping) else None
    return json


def items(json: Json) -> Sequence[Json]:
    """The items of a list that may not be there."""
    return json if isinstance(json, (list, tuple)) else ()


def _offset(value: timedelta | None) -> str:
    minutes = int((value or timedelta()).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
