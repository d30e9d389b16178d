"""Invented chains whose truth is known: owners, crimes, mixers, exchanges and decoys, from a seed."""

from __future__ import annotations

from glacy.tracing.invented.story import Story, tell
from glacy.tracing.invented.wallets import Made, Wallet

__all__ = ["Made", "Story", "Wallet", "tell"]
