"""Addresses as people write them (Base58Check, Bech32, Bech32m), and the scripts that they stand for."""

from __future__ import annotations

from functools import lru_cache

from glacy.sayings import say
from glacy.tracing.blocks.scripts import Kind, Lock, hash_key
from glacy.tracing.blocks.transactions import hash_twice
from glacy.tracing.chains import Chain
from glacy.tracing.errors import MalformedAddressError

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_CHECK, _BECH32M_CHECK = 1, 0x2BC830A3
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_LONGEST = 90


@lru_cache(maxsize=1 << 16)
def write_address(lock: Lock, *, chain: Chain) -> str | None:
    """The address that a script pays to, or None where it has none; open keys are written as their hash.

    Several open keys have no address of their own: they are written as `multisig(1,ADDRESS,ADDRESS)`.
    """
    match lock.kind:
        case Kind.KEY_HASH:
            return _base58(bytes([chain.key_hash_version]) + lock.parts[0])
        case Kind.KEY:
            return _base58(bytes([chain.key_hash_version]) + hash_key(lock.parts[0]))
        case Kind.SCRIPT_HASH:
            return _base58(bytes([chain.script_hash_version]) + lock.parts[0])
        case Kind.MULTISIG:
            each = [_base58(bytes([chain.key_hash_version]) + hash_key(key)) for key in lock.parts]
            return f"multisig({lock.needed},{','.join(each)})"
        case Kind.DATA | Kind.UNKNOWN:
            return None
        case _:
            return _segwit(lock, chain)


def read_address(text: str, *, chain: Chain) -> Lock:
    """The script that an address stands for; raises for a slip of the pen and for one of another chain."""
    prefix = chain.segwit_prefix + "1"
    if chain.segwit_prefix and text.lower().startswith(prefix):
        return _read_segwit(text, chain)
    data = _read_base58(text)
    match data[0], len(data):
        case chain.key_hash_version, 21:
            return Lock(Kind.KEY_HASH, (data[1:],))
        case chain.script_hash_version, 21:
            return Lock(Kind.SCRIPT_HASH, (data[1:],))
        case _:
            raise _wrong(text, say("{address} is an address of another chain.", address=text))


def _base58(data: bytes) -> str:
    whole = data + hash_twice(data)[:4]
    number = int.from_bytes(whole, "big")
    letters = []
    while number:
        number, digit = divmod(number, 58)
        letters.append(_BASE58[digit])
    zeros = len(whole) - len(whole.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(letters))


def _read_base58(text: str) -> bytes:
    number = 0
    if not 0 < len(text) <= _LONGEST:
        raise _wrong(text, say("{address} is no address.", address=text[:_LONGEST]))
    for letter in text:
        digit = _BASE58.find(letter)
        if digit < 0:
            raise _wrong(text, say("{address} is no address.", address=text))
        number = number * 58 + digit
    ones = len(text) - len(text.lstrip("1"))
    whole = bytes(ones) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(whole) < 5 or hash_twice(whole[:-4])[:4] != whole[-4:]:
        raise _wrong(text, say("The check letters of {address} do not fit: it is mistyped.", address=text))
    return whole[:-4]


def _segwit(lock: Lock, chain: Chain) -> str | None:
    if not chain.segwit_prefix:
        return None
    version = {Kind.TAPROOT: 1, Kind.WITNESS_OTHER: lock.needed}.get(lock.kind, 0)
    words = [version, *_regroup(lock.parts[0], 8, 5)]
    check = _polymod([*_expand(chain.segwit_prefix), *words, *[0] * 6])
    check ^= _BECH32M_CHECK if version else _BECH32_CHECK
    words += [(check >> 5 * (5 - at)) & 31 for at in range(6)]
    return f"{chain.segwit_prefix}1{''.join(_BECH32[word] for word in words)}"


def _read_segwit(text: str, chain: Chain) -> Lock:
    mistyped = say("The check letters of {address} do not fit: it is mistyped.", address=text[:_LONGEST])
    lower = text.lower()
    if text not in (lower, text.upper()) or len(text) > _LONGEST:
        raise _wrong(text, mistyped)
    words = [_BECH32.find(letter) for letter in lower[len(chain.segwit_prefix) + 1 :]]
    if len(words) < 8 or min(words) < 0:
        raise _wrong(text, mistyped)
    check = _polymod([*_expand(chain.segwit_prefix), *words])
    version = words[0]
    program = bytes(_regroup(bytes(words[1:-6]), 5, 8))
    if check != (_BECH32M_CHECK if version else _BECH32_CHECK) or version > 16:
        raise _wrong(text, mistyped)
    lock = Lock(Kind.WITNESS_OTHER, (program,), version)
    match version, len(program):
        case 0, 20:
            lock = Lock(Kind.WITNESS_KEY_HASH, (program,))
        case 0, 32:
            lock = Lock(Kind.WITNESS_SCRIPT_HASH, (program,))
        case 1, 32:
            lock = Lock(Kind.TAPROOT, (program,))
    if (version == 0 and lock.kind is Kind.WITNESS_OTHER) or _segwit(lock, chain) != lower:
        raise _wrong(text, mistyped)
    return lock


def _regroup(data: bytes, wide: int, narrow: int) -> list[int]:
    """The same bits in groups of another width; when widening, the bits that fill no group are left out."""
    held = bits = 0
    groups = []
    for one in data:
        held = held << wide | one
        bits += wide
        while bits >= narrow:
            bits -= narrow
            groups.append(held >> bits & ((1 << narrow) - 1))
    if bits and wide > narrow:
        groups.append(held << (narrow - bits) & ((1 << narrow) - 1))
    return groups


def _expand(prefix: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _polymod(words: list[int]) -> int:
    check = 1
    for word in words:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for at, one in enumerate(_GENERATOR):
            check ^= one if top >> at & 1 else 0
    return check


def _wrong(text: str, says: str) -> MalformedAddressError:
    remedy = say("Copy the address again from where it stands, letter by letter.")
    return MalformedAddressError(says, remedy=remedy, address=text[:_LONGEST])
