"""Sizes of files as a person reads them."""

from __future__ import annotations

from babel.numbers import format_decimal

from glacy.desks.frame.moments import locale

_UNITS = ("bytes", "KB", "MB", "GB", "TB")


def say_size(size: int) -> str:
    """The size in its largest fitting unit, by thousands: 840 bytes, 1.2 MB."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{format_decimal(round(amount, 1 if unit else 0), locale=locale())} {_UNITS[unit]}"
