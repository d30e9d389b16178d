"""Owners of an invented chain, their coins and their habits."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from random import Random

from glacy.tracing.blocks import Input, Output, Transaction
from glacy.tracing.blocks.writing import make_transaction

FEE = 500
DUST = 1000
_FORMS = (b"\x00\x14", b"\x76\xa9\x14", b"\x51\x20")


@dataclass(frozen=True, slots=True)
class Coin:
    """An output that was not spent yet, and whose it is."""

    name: bytes
    n: int
    value: int
    script: bytes
    owner: int


@dataclass(slots=True, kw_only=True)
class Wallet:
    """An owner: `role` says what it does, `reuses` how often it takes an old address for change."""

    owner: int
    role: str
    form: int
    reuses: float
    coins: list[Coin] = field(default_factory=list)
    scripts: list[bytes] = field(default_factory=list)

    def fresh(self, seed: int, *, form: int | None = None) -> bytes:
        """A new address, as its script; by habit in the form of the wallet."""
        words = f"{seed}/{self.owner}/{len(self.scripts)}".encode()
        form = self.form if form is None else form
        digest = sha256(words).digest()
        script = _FORMS[form] + (digest if form == 2 else digest[:20])
        script += b"\x88\xac" if form == 1 else b""
        self.scripts.append(script)
        return script

    def take(self, amount: int, chance: Random, *, most: int = 12) -> list[Coin] | None:
        """Coins that cover an amount, taken out of the wallet; None if they do not."""
        order = chance.sample(range(len(self.coins)), min(len(self.coins), most))
        found: list[int] = []
        held = 0
        for at in order:
            found.append(at)
            held += self.coins[at].value
            if held >= amount:
                break
        if held < amount:
            return None
        taken = [self.coins[at] for at in found]
        for at in sorted(found, reverse=True):
            self.coins[at] = self.coins[-1]
            self.coins.pop()
        return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A transaction with its truth: what it was, who made it, whose each output is, and which is change."""

    transaction: Transaction
    kind: str
    owner: int
    owners: tuple[int, ...]
    change: int | None


def spend_coins(
    coins: list[Coin],
    paid: list[tuple[bytes, int, int]],
    *,
    kind: str,
    owner: int,
    change: tuple[bytes, int, int] | None,
    chance: Random,
) -> Made:
    """The transaction of these coins; the order of what is paid (script, value, owner) tells nothing."""
    every = [*paid, change] if change is not None else list(paid)
    chance.shuffle(every)
    inputs = [Input(one.name, one.n, *_opening(one.script)) for one in coins]
    transaction = make_transaction(inputs, [Output(value, script) for script, value, _ in every])
    return Made(
        transaction=transaction,
        kind=kind,
        owner=owner,
        owners=tuple(whose for _, _, whose in every),
        change=every.index(change) if change is not None else None,
    )


def _opening(script: bytes) -> tuple[bytes, int, tuple[bytes, ...]]:
    """Script, sequence and witness that have the form of a real signature, and are none."""
    if script[:1] == b"\x76":
        return b"\x47" + bytes(71) + b"\x21" + bytes(33), 0xFFFFFFFD, ()
    if script[:1] == b"\x51":
        return b"", 0xFFFFFFFD, (bytes(64),)
    return b"", 0xFFFFFFFD, (bytes(71), bytes(33))
