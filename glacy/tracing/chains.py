"""The chains whose blocks are read: what tells them apart, how work is proved, how many units there are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from glacy.sayings import say
from glacy.tracing.errors import UnknownChainError


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A chain of blocks with the header of Bitcoin; `magic` stands before each block in a file of a node."""

    key: str
    called: str
    asset: str
    magic: bytes
    key_hash_version: int
    script_hash_version: int
    segwit_prefix: str
    work: Literal["sha256d", "scrypt"]
    work_limit: int
    supply: int
    genesis: bytes
    heights_stated_from: int
    merged_mining_id: int | None = None


@cache
def all_chains() -> Mapping[str, Chain]:
    """Every chain that is read, by its key such as `bitcoin`."""
    return MappingProxyType(
        {
            key: Chain(
                key=key,
                called=one["called"],
                asset=one["asset"],
                magic=bytes.fromhex(one["magic"]),
                key_hash_version=one["key_hash_version"],
                script_hash_version=one["script_hash_version"],
                segwit_prefix=one["segwit_prefix"],
                work=one["work"],
                work_limit=int(one["work_limit"], 16),
                supply=one["supply"],
                genesis=bytes.fromhex(one["genesis"])[::-1],
                heights_stated_from=one["heights_stated_from"],
                merged_mining_id=one.get("merged_mining_id"),
            )
            for key, one in _facts().items()
            if key != "others"
        }
    )


def get_chain(key: str) -> Chain:
    """The chain of a key; raises for one that is not read, and names those that are."""
    found = all_chains().get(key)
    if found is None:
        raise UnknownChainError(
            say("The chain {key} is not read.", key=key),
            remedy=say("Choose one of {known}.", known=", ".join(all_chains())),
            chain=key,
        )
    return found


@cache
def chains_by_magic() -> Mapping[bytes, str]:
    """What a chain is called by the four bytes before its blocks, those that are not read included."""
    read = {one.magic: one.called for one in all_chains().values()}
    return MappingProxyType(read | {bytes.fromhex(key): name for key, name in _facts()["others"].items()})


@cache
def _facts() -> dict[str, Any]:  # Any: what TOML holds
    return tomllib.loads((files("glacy.facts") / "chains.toml").read_text("utf-8"))
