"""Blocks of Bitcoin-like chains, read from their bytes and checked."""

from __future__ import annotations

from glacy.tracing.blocks.branches import Link, Placed, place
from glacy.tracing.blocks.frames import LARGEST_BLOCK, BadFrame, Frame, is_framed, other_chain, read_frames
from glacy.tracing.blocks.merkle import climb, merkle_path, merkle_root
from glacy.tracing.blocks.reading import Block, Header, Witness, read_block, read_header
from glacy.tracing.blocks.scripts import Kind, Lock, hash_key, read_script
from glacy.tracing.blocks.transactions import NO_TRANSACTION, Input, Output, Transaction
from glacy.tracing.blocks.writing import make_transaction, write_block, write_frame, write_transaction

__all__ = [
    "LARGEST_BLOCK",
    "NO_TRANSACTION",
    "BadFrame",
    "Block",
    "Frame",
    "Header",
    "Input",
    "Kind",
    "Link",
    "Lock",
    "Output",
    "Placed",
    "Transaction",
    "Witness",
    "climb",
    "hash_key",
    "is_framed",
    "make_transaction",
    "merkle_path",
    "merkle_root",
    "other_chain",
    "place",
    "read_block",
    "read_frames",
    "read_header",
    "read_script",
    "write_block",
    "write_frame",
    "write_transaction",
]
