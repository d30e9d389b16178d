"""New keys for a node, with overlap; keys that are used no more, and from when they do not count.

What is rolled: `seal` and `stamp` (a new leaf under the same root: peers need nothing), `root` (a new root
and leaves; the old one stands beside it in the directory entry until the roll is finished), `age` (a new key
for the exchange; what was sealed for the old one is still read), `journal` and `witness` (a new key of
the same name, beside which the old one signs until the roll is finished). What was sealed before stays valid,
because the old root stays in the list with the instant until which it counts.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec

from glacy.canon import digest_of
from glacy.exchange import WithdrawnKey, new_identity
from glacy.journal import write_verifier_key
from glacy.node.errors import KeysError
from glacy.node.files import write_durably
from glacy.node.making import VALID_FOR, new_serial
from glacy.node.opened import EXCHANGE_KEY, NODE_FILE, OLD_EXCHANGE, OVERLAP_FILE, Node, open_node
from glacy.node.own_withdrawn import FILE as WITHDRAWN_FILE
from glacy.node.own_withdrawn import read_withdrawn, with_withdrawn
from glacy.node.rolling_journal import (
    LOG_USES,
    finish_log_keys,
    keys_of_before,
    keys_of_today,
    roll_log_keys,
)
from glacy.node.swapping import exchange_files
from glacy.node.token_key import TokenPlace, make_in_token
from glacy.sayings import say
from glacy.signing import (
    NodeName,
    Signer,
    expiry_of,
    issue_certificate,
    issue_root,
    new_key,
    read_private_key,
    write_private_key,
)

Use = Literal["seal", "stamp", "root", "age", "journal", "witness"]
USES: tuple[Use, ...] = ("seal", "stamp", "root", "age", "journal", "witness")
Why = Literal["rolled_over", "revoked"]
BEFORE = "before"
"""The folder, below the keys, of certificates and keys that were used before and still overlap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStanding:
    """A key of a node as a person looks after it: what it is for, its fingerprint, until when it counts."""

    use: str
    fingerprint: str
    state: Literal["today", "overlaps", "rolled_over", "revoked"]
    until: datetime | None
    place: str = "file"


def standings(node: Node) -> Iterator[KeyStanding]:
    """Every key that peers see or saw, those of today first."""
    keys = node.path / "keys"
    for use in ("seal", "stamp", "root"):
        certificate = (keys / f"{use}.der").read_bytes()
        place = "token" if use == "seal" and node.seal_token is not None else "file"
        yield KeyStanding(
            use=use,
            fingerprint=digest_of(certificate),
            state="today",
            until=expiry_of((certificate,)),
            place=place,
        )
    for recipient in node.entry.age_recipients:
        state: Literal["today", "overlaps"] = "today" if recipient == node.entry.recipient else "overlaps"
        yield KeyStanding(use="age", fingerprint=recipient, state=state, until=None)
    for certificate in node.roots[1:]:
        yield KeyStanding(
            use="root",
            fingerprint=digest_of(certificate),
            state="overlaps",
            until=expiry_of((certificate,)),
        )
    for use in LOG_USES:
        for key in (*keys_of_today(node, use), *keys_of_before(node, use)):
            is_today = key in keys_of_today(node, use)
            yield KeyStanding(
                use=use,
                fingerprint=write_verifier_key(key.verifier),
                state="today" if is_today else "overlaps",
                until=None,
            )
    for one in read_withdrawn(keys):
        shown = digest_of(one.certificate) if one.use in ("seal", "stamp") else one.key
        yield KeyStanding(
            use=one.use,
            fingerprint=shown,
            state="revoked" if one.why == "revoked" else "rolled_over",
            until=one.until,
        )


def roll(node: Node, use: Use, *, token: TokenPlace | None = None) -> Node:
    """The node with a new key for a use; after a kill either the old key serves or the new one."""
    if token is not None and use != "seal":
        raise KeysError(
            say("A token holds the sealing key alone."),
            remedy=say("Roll `seal` with the token, the rest without."),
        )
    keys, at = node.path / "keys", node.clock()
    match use:
        case "seal" | "stamp":
            _new_leaf(node, use, root=_authority(keys), at=at, token=token)
        case "root":
            if len(node.roots) > 1:
                raise _unfinished("root")
            overlap = json.dumps([b64encode(node.root).decode()]).encode()
            _new_root(node, at=at, withdraw={f"keys/{OVERLAP_FILE}": overlap})
        case "age":
            if len(node.entry.age_recipients) > 1:
                raise _unfinished("age")
            exchange_files(
                node.path,
                {
                    f"keys/{EXCHANGE_KEY}": (new_identity() + "\n").encode("ascii"),
                    f"keys/{OLD_EXCHANGE}": "".join(f"{one}\n" for one in node.identities).encode("ascii"),
                },
            )
        case "journal" | "witness":
            if keys_of_before(node, use):
                raise _unfinished(use)
            roll_log_keys(node, use)
    return open_node(node.path)


def finish(node: Node, use: Use) -> Node:
    """Ends the overlap: the key of before leaves the entry, and stands as withdrawn from now."""
    at = node.clock()
    match use:
        case "root" if len(node.roots) > 1:
            listed = with_withdrawn(node, _withdrawn_roots(node.roots[1:], until=at, why="rolled_over"))
            exchange_files(node.path, {f"keys/{WITHDRAWN_FILE}": listed, f"keys/{OVERLAP_FILE}": None})
        case "age" if len(node.entry.age_recipients) > 1:
            old = [
                WithdrawnKey(use="age", key=one, until=at, why="rolled_over")
                for one in node.entry.age_recipients[1:]
            ]
            exchange_files(node.path, {f"keys/{WITHDRAWN_FILE}": with_withdrawn(node, old)})
        case "journal" | "witness" if keys_of_before(node, use):
            finish_log_keys(node, use)
        case _:
            raise KeysError(
                say("Nothing overlaps for {use}.", use=use),
                remedy=say("Begin with `glacy node roll DIR {use}`.", use=use),
            )
    return open_node(node.path)


def revoke(node: Node, *, since: datetime) -> Node:
    """After a theft: a new root and leaves at once, and nothing that the old root sealed since then counts.

    What the old one sealed before counts only where a stamp or a journal from elsewhere proves when.
    """
    if since > node.clock():
        raise KeysError(
            say("A key cannot be withdrawn from a day that has not come."),
            remedy=say("Give the instant from which it may have been in other hands."),
        )
    gone = _withdrawn_roots(node.roots, until=since, why="revoked")
    listed = {f"keys/{WITHDRAWN_FILE}": with_withdrawn(node, gone), f"keys/{OVERLAP_FILE}": None}
    _new_root(node, at=node.clock(), withdraw=listed)
    return open_node(node.path)


def _new_leaf(
    node: Node,
    use: Literal["seal", "stamp"],
    *,
    root: Signer,
    at: datetime,
    token: TokenPlace | None,
    more: Mapping[str, bytes | None] | None = None,
) -> None:
    """A new leaf under a root, and what else changes with it, all in one step."""
    public: ec.EllipticCurvePublicKey
    files: dict[str, bytes | None] = dict(more or {})
    if token is not None:
        public = make_in_token(token)
        files["keys/seal.pem"] = None
    else:
        private = new_key()
        public = private.public_key()
        files[f"keys/{use}.pem"] = write_private_key(private)
    files[f"keys/{use}.der"] = issue_certificate(
        subject=NodeName(name=node.name, country=node.country, exercise=node.exercise),
        public_key=public,
        issuer=root,
        serial=new_serial(),
        not_before=at - timedelta(days=1),
        not_after=min(at + VALID_FOR, expiry_of((root.certificate,))),
        use=use,
    )
    if use == "seal":
        files[NODE_FILE] = _with_token(node.path / NODE_FILE, token)
    _keep_before(node.path / "keys", use)
    exchange_files(node.path, files)


def _new_root(node: Node, *, at: datetime, withdraw: Mapping[str, bytes | None]) -> None:
    """A new root with both leaves, in one step."""
    keys = node.path / "keys"
    subject = NodeName(name=node.name, country=node.country, exercise=node.exercise)
    private, stamping = new_key(), new_key()
    begin, end = at - timedelta(days=1), at + VALID_FOR
    root = issue_root(subject=subject, key=private, serial=new_serial(), not_before=begin, not_after=end)
    stamp = issue_certificate(
        subject=subject,
        public_key=stamping.public_key(),
        issuer=root,
        serial=new_serial(),
        not_before=begin,
        not_after=end,
        use="stamp",
    )
    _keep_before(keys, "root")
    _keep_before(keys, "stamp")
    more: dict[str, bytes | None] = {
        "keys/root.pem": write_private_key(private),
        "keys/root.der": root.certificate,
        "keys/stamp.pem": write_private_key(stamping),
        "keys/stamp.der": stamp,
        **withdraw,
    }
    authority = Signer(certificate=root.certificate, key=private)
    _new_leaf(node, "seal", root=authority, at=at, token=_next_in_token(node), more=more)


def _next_in_token(node: Node) -> TokenPlace | None:
    """The same token, and a name for the next key in it."""
    place = node.seal_token
    if place is None:
        return None
    stem, _, number = place.key.rpartition("-")
    following = f"{stem}-{int(number) + 1}" if stem and number.isdigit() else f"{place.key}-2"
    return TokenPlace(module=place.module, token=place.token, key=following, pin_file=place.pin_file)


def _authority(keys: Path) -> Signer:
    return Signer(
        certificate=(keys / "root.der").read_bytes(), key=read_private_key((keys / "root.pem").read_bytes())
    )


def _keep_before(keys: Path, use: str) -> None:
    folder = keys / BEFORE
    folder.mkdir(mode=0o700, exist_ok=True)
    certificate = (keys / f"{use}.der").read_bytes()
    write_durably(folder / f"{use}-{digest_of(certificate)[:16]}.der", certificate, mode=0o644)


def _withdrawn_roots(roots: tuple[bytes, ...], *, until: datetime, why: Why) -> tuple[WithdrawnKey, ...]:
    return tuple(
        WithdrawnKey(use=use, key=b64encode(root).decode(), until=until, why=why)
        for root in roots
        for use in ("seal", "stamp")
    )


def _with_token(file: Path, token: TokenPlace | None) -> bytes:
    """node.toml with the table [seal_token] as it is to be, all else as it stands."""
    kept: list[str] = []
    inside = False
    for line in file.read_text("utf-8").splitlines():
        if line.strip().startswith("["):
            inside = line.strip() == "[seal_token]"
        if not inside:
            kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    if token is not None:
        kept += [
            "",
            "[seal_token]",
            *(f"{key} = {json.dumps(value)}" for key, value in token.to_json().items()),
        ]
    return ("\n".join(kept) + "\n").encode("utf-8")


def _unfinished(use: str) -> KeysError:
    return KeysError(
        say("The last roll of {use} is not finished: two keys overlap.", use=use),
        remedy=say(
            "When the directory lists the new one and peers have it: `glacy node roll DIR {use} --finish`.",
            use=use,
        ),
    )
