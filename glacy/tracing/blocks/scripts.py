"""What the script of an output says: who may spend it, or that nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from Cryptodome.Hash import RIPEMD160

_OP_RETURN, _OP_CHECKSIG, _OP_MULTISIG = 0x6A, 0xAC, 0xAE
_OP_1, _OP_16 = 0x51, 0x60
_MOST_KEYS = 20
_KEY_SIZES = {2: 33, 3: 33, 4: 65, 6: 65, 7: 65}


class Kind(StrEnum):
    """The forms of outputs; the words reach files."""

    KEY = "p2pk"
    KEY_HASH = "p2pkh"
    SCRIPT_HASH = "p2sh"
    WITNESS_KEY_HASH = "p2wpkh"
    WITNESS_SCRIPT_HASH = "p2wsh"
    TAPROOT = "p2tr"
    WITNESS_OTHER = "witness"
    MULTISIG = "multisig"
    DATA = "data"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Lock:
    """A script by its form: `parts` are the hashes or keys in it, `needed` how many of them must sign.

    For a witness program of a later version `needed` is the version.
    """

    kind: Kind
    parts: tuple[bytes, ...] = ()
    needed: int = 1


def hash_key(data: bytes) -> bytes:
    """RIPEMD-160 of the SHA-256, which stands for a key or a script in an address."""
    return RIPEMD160.new(sha256(data).digest()).digest()


def read_script(script: bytes) -> Lock:
    """The form of a script; never raises, for any bytes are a script."""
    size = len(script)
    if size == 25 and script[:3] == b"\x76\xa9\x14" and script[23:] == b"\x88\xac":
        return Lock(Kind.KEY_HASH, (script[3:23],))
    if size == 23 and script[:2] == b"\xa9\x14" and script[22] == 0x87:
        return Lock(Kind.SCRIPT_HASH, (script[2:22],))
    if script[:1] == bytes([_OP_RETURN]):
        return Lock(Kind.DATA)
    if 4 <= size <= 42 and script[1] == size - 2 and (script[0] == 0 or _OP_1 <= script[0] <= _OP_16):
        return _witness_program(script[0], script[2:])
    if size in (35, 67) and script[-1] == _OP_CHECKSIG and script[0] == size - 2:
        key = script[1:-1]
        return Lock(Kind.KEY, (key,)) if _is_key(key) else Lock(Kind.UNKNOWN)
    if size >= 37 and script[-1] == _OP_MULTISIG:
        return _multisig(script)
    return Lock(Kind.UNKNOWN)


def _witness_program(opcode: int, program: bytes) -> Lock:
    version = opcode - 0x50 if opcode else 0
    match version, len(program):
        case 0, 20:
            return Lock(Kind.WITNESS_KEY_HASH, (program,))
        case 0, 32:
            return Lock(Kind.WITNESS_SCRIPT_HASH, (program,))
        case 0, _:
            return Lock(Kind.UNKNOWN)
        case 1, 32:
            return Lock(Kind.TAPROOT, (program,))
        case _:
            return Lock(Kind.WITNESS_OTHER, (program,), version)


def _multisig(script: bytes) -> Lock:
    """A script that names its keys openly, such as two of three."""
    needed, of = script[0] - 0x50, script[-2] - 0x50
    keys: list[bytes] = []
    at = 1
    while at < len(script) - 2 and len(keys) <= _MOST_KEYS:
        size = script[at]
        key = script[at + 1 : at + 1 + size]
        if len(key) != size or size not in (33, 65):
            return Lock(Kind.UNKNOWN)
        keys.append(key)
        at += 1 + size
    if at != len(script) - 2 or not 1 <= needed <= of or of != len(keys):
        return Lock(Kind.UNKNOWN)
    return Lock(Kind.MULTISIG, tuple(keys), needed)


def _is_key(data: bytes) -> bool:
    return _KEY_SIZES.get(data[0]) == len(data)
