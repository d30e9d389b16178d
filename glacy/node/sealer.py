"""Who seals on this machine: a node, or a person with keys of their own where there is no node."""

from __future__ import annotations

import getpass
import platform
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from glacy.canon import digest_of
from glacy.errors import GlacyError
from glacy.journal import VerifierKey, read_verifier_key
from glacy.node.clock import machine_clock
from glacy.node.errors import SealerError
from glacy.node.files import make_folder, write_durably
from glacy.sayings import say
from glacy.signing import (
    LocalStamper,
    NodeName,
    Signer,
    Stamper,
    Trust,
    certificate_name,
    issue_certificate,
    issue_root,
    new_key,
    read_private_key,
    write_private_key,
)
from glacy.times import Clock
from glacy.verify import Known

NO_STATE = "ZZ"
"""The code of no State (ISO 3166-1, for users): a person's own keys speak for none."""
_USES = ("root", "seal", "stamp")
_KNOWN = "known"
_VALID_FOR = timedelta(days=3650)
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealer:
    """Whose keys seal, under what name, and by which clock."""

    name: str
    signer: Signer
    stamper: Stamper
    root: bytes
    clock: Clock
    exercise: bool = False
    journal: tuple[str, ...] = ()
    """The verifier keys of its journal, where it has one."""

    @property
    def secret(self) -> bytes:
        """What only this sealer knows, by which it knows its own unfinished work again.

        Where the key never leaves its module it is another each time: then nothing is taken up again.
        """
        try:
            return sha256(b"glacy.reading/1\n" + write_private_key(self.signer.key)).digest()
        except (AttributeError, TypeError, ValueError, GlacyError):
            return secrets.token_bytes(32)


def open_own(folder: Path) -> Sealer:
    """The person's own keys, made at the first use: nobody else knows whose they are."""
    try:
        if not (folder / "root.der").is_file():
            _make_keys(folder)
        root, seal, stamp = ((folder / f"{use}.der").read_bytes() for use in _USES)
        keys = {use: read_private_key((folder / f"{use}.pem").read_bytes()) for use in ("seal", "stamp")}
    except (OSError, GlacyError) as fault:
        raise SealerError(
            say("The sealing keys in {folder} cannot be used: {why}.", folder=folder, why=fault),
            remedy=say(
                "Name another folder with GLACY_SEALER, or seal at a node with --node DIR --as USERNAME."
            ),
        ) from fault
    return Sealer(
        name=_name_of(root),
        signer=Signer(certificate=seal, key=keys["seal"]),
        stamper=LocalStamper(certificate=stamp, key=keys["stamp"], clock=machine_clock),
        root=root,
        clock=machine_clock,
    )


def remember(sealer: Sealer, *, folder: Path) -> None:
    """Notes that this account has sealed as this sealer, so that it knows its own seals again."""
    place = folder / _KNOWN / digest_of(sealer.root)
    try:
        make_folder(folder / _KNOWN)
        if not place.with_suffix(".der").exists():
            write_durably(place.with_suffix(".vkeys"), "".join(f"{key}\n" for key in sealer.journal).encode())
            write_durably(place.with_suffix(".der"), sealer.root, mode=0o644)
    except OSError as fault:
        raise SealerError(
            say("{folder} cannot be written: {why}.", folder=folder, why=fault.strerror or str(fault)),
            remedy=say("Name another folder with GLACY_SEALER."),
        ) from fault


def own_trust(folder: Path) -> Known:
    """What stands behind the seals that this account has made."""
    roots = tuple(_known_roots(folder))
    keys = tuple(key for root in roots for key in _keys_of(folder, root))
    names: dict[str, str] = {digest_of(root): _name_of(root) for root in roots}
    return Known(trust=Trust(anchors=roots, stamp_anchors=roots, names=names), keys=keys)


def _known_roots(folder: Path) -> Iterator[bytes]:
    try:
        for place in sorted((folder / _KNOWN).glob("*.der")):
            data = place.read_bytes()
            if digest_of(data) == place.stem:
                yield data
    except OSError:
        return


def _keys_of(folder: Path, root: bytes) -> Iterator[VerifierKey]:
    try:
        lines = (folder / _KNOWN / f"{digest_of(root)}.vkeys").read_text("utf-8").splitlines()
        yield from map(read_verifier_key, lines)
    except (OSError, UnicodeDecodeError, GlacyError):
        return


def _make_keys(folder: Path) -> None:
    """Keys of this account; the root certificate is written last, and counts from then."""
    make_folder(folder)
    folder.chmod(0o700)
    subject = NodeName(name=_name_here(), country=NO_STATE)
    begin = machine_clock() - timedelta(days=1)
    end = begin + _VALID_FOR
    root_key = new_key()
    root = issue_root(subject=subject, key=root_key, serial=_serial(), not_before=begin, not_after=end)
    for use in ("seal", "stamp"):
        key = new_key()
        leaf = issue_certificate(
            subject=subject,
            public_key=key.public_key(),
            issuer=root,
            serial=_serial(),
            not_before=begin,
            not_after=end,
            use="seal" if use == "seal" else "stamp",
        )
        write_durably(folder / f"{use}.der", leaf, mode=0o644)
        write_durably(folder / f"{use}.pem", write_private_key(key))
    write_durably(folder / "root.der", root.certificate, mode=0o644)


def _name_of(root: bytes) -> str:
    """The name in a root certificate: what stands before the role of the key."""
    return certificate_name(root).partition(", ")[0]


def _name_here() -> str:
    whole = f"{account()} on {platform.node() or 'this machine'} (no node)"
    return "".join(letter for letter in whole if letter.isprintable())[:_LONGEST_NAME].strip()


def account() -> str:
    """The name of the account that runs this."""
    try:
        return getpass.getuser() or "unknown"
    except (OSError, KeyError, ImportError):
        return "unknown"


def _serial() -> int:
    return secrets.randbits(120) | 1 << 119
