"""Judges what other tools made and nobody has signed: bags, and disk images with digests of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from glacy.checks import Check, Report
from glacy.evidence import Bag, ImageReading, examine_bag, find_packed_bag
from glacy.sayings import say
from glacy.verify.sentences import NOT_PROVED

IMAGES = (b"EVF\x09\x0d\x0a\xff\x00", b"ADSEGMENTEDFILE\x00")
"""How disk images begin: E01 and AD1."""
_MOST_OF_A_STRANGER = 256 << 20
_MOST_OF_A_TAG = 16 << 20


def examine_other_bag(bag: Bag, *, facts: Mapping[str, str] | None = None) -> Report:
    """Every check of a bag that lies in a folder or an archive (RFC 8493)."""
    return _report("bag", examine_bag(bag), facts or {})


def find_other_bag(file: BinaryIO, *, is_ours_to_spare: bool = True) -> Report | None:
    """Every check of a bag in an archive; None where the file is no archive, or holds no bag.

    Where a stranger gave the file to a machine that others need too, less of it is unpacked.
    """
    bag = find_packed_bag(file, most=None if is_ours_to_spare else _MOST_OF_A_STRANGER)
    if bag is None:
        return None
    facts = {"size": str(file.seek(0, 2))}
    if is_ours_to_spare:
        return examine_other_bag(bag, facts=facts)
    return _report("bag", examine_bag(bag, most_of_a_tag=_MOST_OF_A_TAG), facts)


def find_other_image(data: bytes, *, name: str) -> Report | None:
    """What is to be done with a disk image that was given as bytes: it is not read through here."""
    if not data.startswith(IMAGES):
        return None
    says = say(
        "This is a disk image (E01 or AD1). It is not read through here: check it on a machine of your own "
        "with `glacy verify FILE`."
    )
    return _report("image", [Check(name="image.content", holds=None, about=name, says=says)], {})


def examine_image(reading: ImageReading, *, size: int) -> Report:
    """The checks of a disk image whose inside was read: whether it is what the image says of itself."""
    about = reading.name
    checks = [Check(name="image.content", holds=reading.agrees, about=about, says=reading.says)]
    if reading.digest is not None:
        says = say(
            "The SHA-256 digest of what lies inside is {digest}, over {size} bytes.",
            digest=reading.digest,
            size=reading.size,
        )
        checks.append(Check(name="image.digest", holds=None, about=about, says=says, decisive=False))
    says = say(
        "An image is not signed: whoever changes it can change the digests in it too. Compare the digest with"
        " the one in the record of who made the image."
    )
    checks.append(Check(name="unsigned", holds=None, about=about, says=says))
    return _report("image", checks, {"size": str(size)})


def _report(kind: str, checks: tuple[Check, ...] | list[Check], facts: Mapping[str, str]) -> Report:
    return Report(kind=kind, checks=tuple(checks), facts={**facts, "does_not_prove": NOT_PROVED})
