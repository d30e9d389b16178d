"""An entry of a TOML table of the facts as a value: an instrument, a provision, a safeguard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from glacy.sayings import say
from glacy.treaty.lines import day_of, fact_of
from glacy.treaty.rows import ContentOf, GroundOf, Instrument, LimitOf, Provision, RoadRow, SafeguardRow

_Table = Mapping[str, Any]  # TOML: its shape is checked where each key is read


def instrument_of(name: str, table: _Table) -> Instrument:
    """The instrument that a file is about."""
    return Instrument(
        id=table["id"],
        name=table["name"],
        short=table["short"],
        series=table["series"],
        in_force=table["in_force"],
        in_force_on=day_of(table["entry_into_force"]),
        in_force_not_before=day_of(table["in_force_not_before"]),
        opened_on=date.fromisoformat(table["opened_on"]),
        lists_signatories=table.get("signatories") != "not_listed",
        effect_after_days=table.get("effect_after_days", 0),
        consents_needed=table["consents_needed"],
        consents_seen=table["consents_seen"],
        parties_counted=table["parties_counted"],
        parties_counted_on=date.fromisoformat(table["parties_counted_on"]),
        fact=fact_of(
            f"instruments/{name}/instrument.toml",
            table,
            say("{name} ({series}): {says}", name=table["name"], series=table["series"], says=table["says"]),
        ),
    )


def provision_of(instrument: str, table: _Table) -> Provision:
    """One article."""
    says = say(
        "{instrument} Article {article}, {title}: {summary}",
        instrument=instrument,
        article=table["article"],
        title=table["title"],
        summary=table["summary"],
    )
    return Provision(
        id=table["id"],
        instrument=instrument,
        article=table["article"],
        title=table["title"],
        kind=table["kind"],
        summary=table["summary"],
        data=tuple(table["data"]),
        goes_to=table.get("goes_to", ""),
        channel=table.get("channel", ""),
        questions=tuple(table.get("questions", ())),
        reserved_by=tuple(table.get("reserved_by", ())),
        reserved_for=tuple(table.get("reserved_for", ())),
        dual_criminality=table.get("dual_criminality", ""),
        reservations_allowed=tuple(table.get("reservations_allowed", ())),
        grounds=tuple(GroundOf(**entry) for entry in table.get("grounds", ())),
        time_limits=tuple(limit_of(entry) for entry in table.get("time_limits", ())),
        content=tuple(ContentOf(**entry) for entry in table.get("content", ())),
        follow_up=table.get("follow_up"),
        urgent_channel=table.get("urgent_channel"),
        recalled=tuple(table.get("recalled", ())),
        family=table.get("family"),
        request=tuple(table["request"]) if "request" in table else None,
        fact=fact_of(f"instruments/{instrument}/instrument.toml", table, says),
    )


def safeguards_of(name: str, table: _Table) -> tuple[SafeguardRow, ...]:
    """The safeguards of a file."""
    return tuple(
        SafeguardRow(
            key=entry["key"],
            article=entry["article"],
            measures=tuple(entry["measures"]),
            data=tuple(entry["data"]),
            when=entry["when"],
            binds=entry["binds"],
            says=entry["says"],
            rests_on=tuple(entry["rests_on"]),
            fact=fact_of(name, {"read_on": table["read_on"], **entry}, entry["says"]),
        )
        for entry in table["safeguard"]
    )


def roads_of(table: _Table) -> tuple[RoadRow, ...]:
    """The roads of the file."""
    return tuple(
        RoadRow(
            key=entry["key"],
            kind=entry["kind"],
            asks=entry["asks"],
            title=entry["title"],
            article=entry["article"],
            addressee=entry["addressee"],
            data=tuple(entry["data"]),
            aims=tuple(entry["aims"]),
            speed=entry["speed"],
            terms=tuple(entry["terms"]),
            risk=entry["risk"],
            needs=tuple(entry["needs"]),
            gives=entry["gives"],
            rests_on=tuple(entry["rests_on"]),
            fact=fact_of(
                "roads.toml",
                {"read_on": table["read_on"], **entry},
                say("{title}: {term}", title=entry["title"], term=entry["terms"][0]),
            ),
        )
        for entry in table["road"]
    )


def limit_of(entry: _Table) -> LimitOf:
    """One time limit."""
    return LimitOf(
        key=entry["key"],
        what=entry["what"],
        days=entry["days"] or None,
        from_=entry["from"] or None,
        rule=entry["rule"],
        article=entry["article"],
    )
