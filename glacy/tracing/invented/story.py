"""What happens on an invented chain: wages, deposits, mixing, ransom, and what only looks like it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from glacy.tracing.blocks import NO_TRANSACTION, Input, Output
from glacy.tracing.blocks.merkle import merkle_root
from glacy.tracing.blocks.reading import HEADER_SIZE
from glacy.tracing.blocks.transactions import hash_twice
from glacy.tracing.blocks.writing import make_transaction, write_block
from glacy.tracing.chains import Chain, get_chain
from glacy.tracing.invented.wallets import DUST, FEE, Coin, Made, Wallet, spend_coins

REWARD = 50 * 10**8
_MATURE = 100
_STARTED = 1_700_000_000
_SPACING = 600
_PAID = {"payment": "person", "purchase": "merchant", "deposit": "exchange", "ransom": "criminal"}
_TOGETHER = (5, 12)
_NAMES_AN_OLD_ONE, _CHANGES_FORM = 0.25, 0.08
"""How often a payee names an address that was used before, and a wallet gives change in another form."""

_ROLES = ("person",) * 80 + ("merchant",) * 8 + ("exchange",) * 2 + ("criminal",) * 3 + ("employer",) * 4
_WEIGHTS = {
    "payment": 50, "purchase": 20, "deposit": 10, "withdrawal": 4, "sweep": 4, "mixing": 2, "shared": 2,
    "settling": 4, "wages": 3, "ransom": 3, "cashing out": 2,
}  # fmt: skip


@dataclass(slots=True)
class Story:
    """A chain in the making; `tell` gives its blocks. The same seed and number give the same bytes."""

    seed: int
    transactions: int
    people: int = 200
    chain: Chain = field(default_factory=lambda: get_chain("bitcoin-regtest"))
    wallets: list[Wallet] = field(default_factory=list)
    chance: Random = field(init=False)
    pending: list[Made] = field(default_factory=list)
    told: int = 0

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        for owner in range(self.people):
            role = _ROLES[owner % len(_ROLES)]
            form, reuses = self.chance.randrange(3), self.chance.choice((0.0, 0.0, 0.1, 0.5))
            self.wallets.append(Wallet(owner=owner, role=role, form=form, reuses=reuses))

    def of(self, role: str) -> Wallet:
        """Somebody of that role."""
        return self.chance.choice([one for one in self.wallets if one.role == role])

    def happen(self) -> None:
        """One event, if those whom it takes have the coins."""
        kind = self.chance.choices(tuple(_WEIGHTS), tuple(_WEIGHTS.values()))[0]
        match kind:
            case "withdrawal":
                many = self.chance.randint(3, 15)
                self.pay(self.of("exchange"), [self.of("person") for _ in range(many)], kind)
            case "settling":
                self.settle()
            case "sweep":
                self.sweep(self.of("exchange"))
            case "mixing":
                self.mix()
            case "shared":
                self.share()
            case "wages":
                self.peel(self.of("employer"), "person", kind)
            case "cashing out":
                self.peel(self.of("criminal"), "exchange", kind)
            case _:
                self.pay(self.of("person"), [self.of(_PAID[kind])], kind)

    def pay(self, payer: Wallet, payees: list[Wallet], kind: str) -> None:
        """One pays others; change goes to a new address, or by habit to an old one."""
        values = [self.chance.randint(DUST, 10**7) for _ in payees]
        if self.chance.random() < 0.3:
            values = [max(DUST, value // 10**5 * 10**5) for value in values]
        coins = payer.take(sum(values) + FEE, self.chance)
        if coins is None:
            return
        paid = [(self._given(one), value, one.owner) for one, value in zip(payees, values, strict=True)]
        self._keep(spend_coins(
            coins, paid, kind=kind, owner=payer.owner, change=self._change(payer, coins, sum(values)),
            chance=self.chance,
        ))  # fmt: skip

    def sweep(self, exchange: Wallet) -> None:
        """An exchange brings deposits together."""
        many = min(len(exchange.coins), self.chance.randint(5, 30))
        coins = [exchange.coins.pop() for _ in range(many)]
        value = sum(one.value for one in coins) - FEE
        if value < DUST:
            exchange.coins += coins
            return
        paid = [(exchange.fresh(self.seed), value, exchange.owner)]
        self._keep(
            spend_coins(coins, paid, kind="sweep", owner=exchange.owner, change=None, chance=self.chance)
        )

    def mix(self) -> None:
        """Several make one transaction with equal outputs: nobody can tell whose is whose (coinjoin)."""
        many = self.chance.randint(*_TOGETHER)
        share = self.chance.choice((10**6, 5 * 10**6))
        coins: list[Coin] = []
        paid: list[tuple[bytes, int, int]] = []
        those = [one for one in self.wallets if one.role in ("person", "criminal")]
        for one in self.chance.sample(those, many):
            found = one.take(share + FEE, self.chance, most=2)
            if found is None:
                continue
            coins += found
            paid.append((one.fresh(self.seed), share, one.owner))
            rest = sum(coin.value for coin in found) - share - FEE
            if rest >= DUST:
                paid.append((one.fresh(self.seed), rest, one.owner))
        if len({whose for _, _, whose in paid}) <= 2:
            for coin in coins:
                self.wallets[coin.owner].coins.append(coin)
            return
        self.chance.shuffle(coins)
        self._keep(
            spend_coins(coins, paid, kind="mixing", owner=coins[0].owner, change=None, chance=self.chance)
        )

    def share(self) -> None:
        """Payer and payee both put coins in (payjoin): the decoy for whoever takes inputs for one owner."""
        payer, payee = self.of("person"), self.of("merchant")
        value = self.chance.randint(DUST, 10**6)
        theirs = payee.take(DUST, self.chance, most=1)
        ours = payer.take(value + FEE, self.chance) if theirs else None
        if theirs is None or ours is None:
            payee.coins += theirs or []
            return
        paid = [(payee.fresh(self.seed), value + sum(one.value for one in theirs), payee.owner)]
        self._keep(spend_coins(
            ours + theirs, paid, kind="shared", owner=payer.owner, change=self._change(payer, ours, value),
            chance=self.chance,
        ))  # fmt: skip

    def peel(self, payer: Wallet, to: str, kind: str) -> None:
        """A large coin loses a slice in each of many transactions: money laundered, or wages paid."""
        if not payer.coins:
            return
        coin = max(payer.coins, key=lambda one: one.value)
        payer.coins.remove(coin)
        for _ in range(self.chance.randint(4, 20)):
            slice_ = self.chance.randint(coin.value // 50, coin.value // 8)
            if slice_ < DUST or coin.value - slice_ - FEE < DUST:
                break
            whom = self.of(to)
            change = (payer.fresh(self.seed), coin.value - slice_ - FEE, payer.owner)
            paid = [(whom.fresh(self.seed), slice_, whom.owner)]
            made = spend_coins([coin], paid, kind=kind, owner=payer.owner, change=change, chance=self.chance)
            self._keep(made)
            coin = payer.coins.pop()
        payer.coins.append(coin)

    def settle(self) -> None:
        """One pays two others all that some coins hold: a transaction of two outputs without change."""
        payer, left, right = self.of("person"), self.of("person"), self.of("merchant")
        coins = payer.take(4 * DUST, self.chance, most=3)
        if coins is None:
            return
        whole = sum(one.value for one in coins) - FEE
        value = self.chance.randint(DUST, whole - DUST)
        paid = [(self._given(left), value, left.owner), (self._given(right), whole - value, right.owner)]
        self._keep(
            spend_coins(coins, paid, kind="settling", owner=payer.owner, change=None, chance=self.chance)
        )

    def _given(self, payee: Wallet) -> bytes:
        """The address that a payee names: a new one, or by habit an old one."""
        if payee.scripts and self.chance.random() < max(payee.reuses, _NAMES_AN_OLD_ONE):
            return self.chance.choice(payee.scripts)
        return payee.fresh(self.seed)

    def _change(self, payer: Wallet, coins: list[Coin], paid: int) -> tuple[bytes, int, int] | None:
        rest = sum(one.value for one in coins) - paid - FEE
        if rest < DUST:
            return None
        reuse = payer.scripts and self.chance.random() < payer.reuses
        form = self.chance.randrange(3) if self.chance.random() < _CHANGES_FORM else None
        script = self.chance.choice(payer.scripts) if reuse else payer.fresh(self.seed, form=form)
        return script, rest, payer.owner

    def _keep(self, made: Made) -> None:
        self.pending.append(made)
        self.told += 1
        receive(self.wallets, made)


def receive(wallets: list[Wallet], made: Made) -> None:
    """Gives the coins of a transaction to their owners."""
    for n, (paid, owner) in enumerate(zip(made.transaction.outputs, made.owners, strict=True)):
        if paid.value:
            wallets[owner].coins.append(Coin(made.transaction.name, n, paid.value, paid.script, owner))


def tell(story: Story) -> Iterator[tuple[bytes, list[Made]]]:
    """The blocks of a story, each with the truth of its transactions, until enough was told."""
    previous, height = story.chain.genesis, 0
    unripe: deque[Made] = deque()
    idle = 0
    while story.told < story.transactions and idle < 2 * _MATURE:
        height += 1
        before = story.told
        while height > _MATURE and story.told - before < 50 and story.told < story.transactions:
            at = story.told
            story.happen()
            if at == story.told and not story.chance.randrange(50):
                break
        idle = idle + 1 if before == story.told and height > _MATURE else 0
        made, story.pending = story.pending, []
        miner = story.wallets[story.chance.randrange(len(story.wallets))]
        first = _coinbase(height, miner, story, made)
        unripe.append(first)
        if len(unripe) > _MATURE:
            receive(story.wallets, unripe.popleft())
        every = [first, *made]
        block = write_block(
            [one.transaction for one in every],
            previous=previous,
            time=_STARTED + height * _SPACING,
            chain=story.chain,
        )
        previous = hash_twice(block[:HEADER_SIZE])
        yield block, every


def _coinbase(height: int, miner: Wallet, story: Story, made: list[Made]) -> Made:
    script = bytes([4]) + height.to_bytes(4, "little") + b"invented"
    outputs = [Output(REWARD, miner.fresh(story.seed))]
    root = merkle_root([bytes(32), *(one.transaction.whole_name for one in made)])
    outputs.append(Output(0, bytes.fromhex("6a24aa21a9ed") + hash_twice(root + bytes(32))))
    spent = Input(NO_TRANSACTION, 0xFFFFFFFF, script, 0xFFFFFFFF, (bytes(32),))
    transaction = make_transaction([spent], outputs)
    return Made(
        transaction=transaction,
        kind="mined",
        owner=miner.owner,
        owners=(miner.owner, miner.owner),
        change=None,
    )
