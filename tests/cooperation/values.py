"""More requests for the tests: one with every kind of target, live collection, advice at night."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from glacy.cooperation import (
    AccountTarget,
    Basis,
    DataSection,
    DeviceTarget,
    DomainTarget,
    IbanTarget,
    Period,
    PhoneTarget,
    Request,
    Target,
    TransactionTarget,
    WalletTarget,
    WantedData,
)
from glacy.cooperation.shapes import MeasureId
from tests.cooperation.story import ASSISTANCE, IP, MAILBOX, PERIOD, PRESERVATION, english

TARGETS: tuple[Target, ...] = (
    IP,
    dataclasses.replace(IP, address="2001:db8::7", protocol=None),
    AccountTarget(provider="Red Austral SpA (invented)", account="client-4411", period=PERIOD),
    MAILBOX,
    PhoneTarget(number="+56221234567", period=PERIOD),
    DeviceTarget(scheme="imei", number="490154203237518", period=PERIOD),
    DeviceTarget(scheme="imsi", number="730010123456789", period=PERIOD),
    DeviceTarget(scheme="iccid", number="89560100000000000006", period=PERIOD),
    DomainTarget(name="xn--clnica-baobab-5lb.example", period=PERIOD),
    WalletTarget(
        chain="ethereum", address="0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", memo="77", period=PERIOD
    ),
    WalletTarget(chain="bitcoin", address="bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", period=PERIOD),
    TransactionTarget(chain="bitcoin", transaction="ab" * 32, period=PERIOD),
    IbanTarget(number="GB82WEST12345698765432", period=PERIOD),
)


def every_target() -> Request:
    """A preservation request with one target of every kind."""
    return dataclasses.replace(PRESERVATION, targets=TARGETS)


def live(measure: MeasureId) -> Request:
    """A request for traffic data (Article 33) or content (Article 34) as it passes, next month."""
    period = Period(
        from_at=datetime(2026, 12, 1, tzinfo=UTC), until_at=datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    )
    category = "traffic" if measure == "ETS185-33" else "content"
    return dataclasses.replace(
        ASSISTANCE,
        basis=Basis(measure=measure, named_by="Ama Darko (invented)", why="The law of Chile allows it."),
        earlier=None,
        targets=(dataclasses.replace(MAILBOX, period=period),),
        data=dataclasses.replace(ASSISTANCE.data, wanted=(WantedData(category=category),)),
    )


def advice() -> Request:
    """A message to the 24/7 contact that asks for advice only (Article 35)."""
    return dataclasses.replace(
        PRESERVATION,
        basis=Basis(measure="ETS185-35"),
        offence=(),
        facts=None,
        targets=(),
        data=DataSection(task="advice", reason=english("Which office keeps the records of this provider?")),
    )
