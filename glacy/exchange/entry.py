"""An entry of the directory: one node, its authorities and its keys (docs/specs/exchange.md, 2)."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from urllib.parse import urlsplit

from glacy.canon import digest_of
from glacy.exchange.errors import MalformedDirectoryError
from glacy.exchange.fields import COUNTRY_FORM, is_clean, repeated
from glacy.exchange.sealing import check_recipient
from glacy.journal import VerifierKey, read_verifier_key
from glacy.sayings import say
from glacy.signing import Trust, Window
from glacy.times import write_instant

ROLES = ("contact_24_7", "central_authority", "competent_authority")
KeyUse = Literal["seal", "stamp", "age", "journal", "witness"]
Withdrawal = Literal["rolled_over", "revoked"]
MAX_WITHDRAWN = 256
_MAX_KEYS = 16
_MAX_NAME = 255
_MAX_MAIL = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article of an instrument for which an authority answers, such as ETS185, 29."""

    instrument: str
    article: str

    def __post_init__(self) -> None:
        for name in ("instrument", "article"):
            if not _ARTICLE.fullmatch(getattr(self, name)):
                raise fault_in(name, say("an instrument and its article, such as ETS185 29"), str(self))

    def __str__(self) -> str:
        return f"{self.instrument} {self.article}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An authority of a State as the directory lists it; its telephone is the one to call back on.

    Where `articles` stand, it is the one for these; where none stand, for whatever falls to its role.
    """

    role: str
    name: str
    phone: str
    email: str
    hours: str
    zone: str
    languages: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise fault_in("role", say("one of {roles}", roles=", ".join(ROLES)), self.role)
        for name in ("name", "phone", "email", "hours", "zone"):
            _check_text(name, getattr(self, name))
        for language in self.languages:
            _check_text("languages", language)
        twice = repeated(str(article) for article in self.articles)
        if twice is not None:
            raise fault_in("articles", say("each named once"), twice)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnKey:
    """A key that a node used until an instant, and why it is used no more.

    `key` is written as in the entry: a certificate (a root, or one under it) in base64, an age recipient, or
    a vkey. What is proven to be older than `until`, by another than this key, stays valid.
    """

    use: KeyUse
    key: str
    until: datetime
    why: Withdrawal

    def __post_init__(self) -> None:
        if self.use not in get_args(KeyUse) or self.why not in get_args(Withdrawal):
            raise fault_in("withdrawn", say("a known use and a known reason"), (self.use, self.why))
        write_instant(self.until)
        match self.use:
            case "seal" | "stamp":
                read_base64(self.key, name="withdrawn")
            case "age":
                check_recipient(self.key)
            case _:
                read_verifier_key(self.key)

    @property
    def certificate(self) -> bytes:
        """The certificate (DER) of a key that sealed or stamped."""
        return read_base64(self.key, name="withdrawn")

    @property
    def verifier(self) -> VerifierKey:
        """The key of a journal or a witness."""
        return read_verifier_key(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeEntry:
    """One node: its State, its address, and the keys that it signs with and is written to with.

    `seal_roots` and `stamp_roots` are certificates (DER) under which its seals and time-stamps stand,
    `age_recipients` the keys to encrypt to, `journal_keys` the vkeys of its journal (Ed25519, and ML-DSA-44
    beside it), `witness_keys` those of the witness that it is for others, if it is one. More than one of a
    kind stands there while keys roll over; `withdrawn` are those that it used before. `mail` is the address
    that takes envelopes by mail, empty where there is none.
    """

    country: str
    name: str
    url: str
    seal_roots: tuple[bytes, ...]
    stamp_roots: tuple[bytes, ...]
    age_recipients: tuple[str, ...]
    journal_keys: tuple[str, ...]
    exercise: bool
    offices: tuple[Office, ...] = ()
    witness_keys: tuple[str, ...] = ()
    withdrawn: tuple[WithdrawnKey, ...] = ()
    mail: str = ""

    def __post_init__(self) -> None:
        if not COUNTRY_FORM.fullmatch(self.country):
            raise fault_in("country", say("a country code such as GH"), self.country)
        _check_text("name", self.name)
        _check_url(self.url)
        if self.mail and (len(self.mail) > _MAX_MAIL or not _MAIL.fullmatch(self.mail)):
            raise fault_in("mail", say("an address such as node@example.org, or nothing"), self.mail)
        for name, count in (
            ("seal_roots", len(self.seal_roots)),
            ("stamp_roots", len(self.stamp_roots)),
            ("age_recipients", len(self.age_recipients)),
            ("journal_keys", len(self.journal_keys)),
        ):
            if not 1 <= count <= _MAX_KEYS:
                raise fault_in(name, say("between 1 and {max_keys} keys", max_keys=_MAX_KEYS), count)
        for recipient in self.age_recipients:
            check_recipient(recipient)
        self._check_journal()
        self._check_withdrawn()

    def _check_journal(self) -> None:
        """The journal has one name and an Ed25519 key; its witness bears another name."""
        if len(self.witness_keys) > _MAX_KEYS:
            raise fault_in("witness_keys", say("at most {most} keys", most=_MAX_KEYS), len(self.witness_keys))
        journal = self.journal_verifiers
        names = {key.name for key in journal}
        for key in journal:
            if key.use == "witness" or len(names) != 1:
                raise fault_in("journal_keys", say("keys of one journal, not of a witness"), key.name)
        if not any(key.use == "log" for key in journal):
            raise fault_in("journal_keys", say("one key of Ed25519 or more"), journal[0].name)
        for key in (*journal, *self.witness_verifiers):
            if len(key.name.encode("utf-8")) > _MAX_NAME:
                raise fault_in("journal_keys", say("keys with a name of at most 255 bytes"), key.name)
        for key in self.witness_verifiers:
            if key.use == "log" or key.name in names:
                raise fault_in("witness_keys", say("keys of a witness, under a name of its own"), key.name)

    def _check_withdrawn(self) -> None:
        """A key is withdrawn once, and is then no key of today."""
        if len(self.withdrawn) > MAX_WITHDRAWN:
            raise fault_in("withdrawn", say("at most {most} keys", most=MAX_WITHDRAWN), len(self.withdrawn))
        today = {
            *(("seal", write_base64(root)) for root in self.seal_roots),
            *(("stamp", write_base64(root)) for root in self.stamp_roots),
            *(("age", key) for key in self.age_recipients),
            *(("journal", key) for key in self.journal_keys),
            *(("witness", key) for key in self.witness_keys),
        }
        for one in self.withdrawn:
            if (one.use, one.key) in today:
                raise fault_in("withdrawn", say("a key that is used no more"), one.key)
        twice = repeated(f"{one.use} {one.key}" for one in self.withdrawn)
        if twice is not None:
            raise fault_in("withdrawn", say("each key once"), twice)

    def trust(self) -> Trust:
        """What stands behind a seal of this node, and of no other."""
        before = {use: tuple(one for one in self.withdrawn if one.use == use) for use in ("seal", "stamp")}
        seals = (*self.seal_roots, *(one.certificate for one in before["seal"]))
        stamps = (*self.stamp_roots, *(one.certificate for one in before["stamp"]))
        named: dict[str, str] = {digest_of(root): self.name for root in (*seals, *stamps)}
        windows: dict[str, Window] = {
            digest_of(one.certificate): Window(until_at=one.until, needs_outside=one.why == "revoked")
            for one in (*before["seal"], *before["stamp"])
        }
        return Trust(anchors=seals, stamp_anchors=stamps, names=named, windows=windows)

    @property
    def journal_verifiers(self) -> tuple[VerifierKey, ...]:
        """The keys that sign this node's checkpoints."""
        return tuple(read_verifier_key(key) for key in self.journal_keys)

    @property
    def witness_verifiers(self) -> tuple[VerifierKey, ...]:
        """The keys with which this node cosigns the checkpoints of others; none where it is no witness."""
        return tuple(read_verifier_key(key) for key in self.witness_keys)

    @property
    def journal_history(self) -> tuple[VerifierKey, ...]:
        """The keys whose checkpoints hold: those of today, and those that were rolled over before."""
        return (*self.journal_verifiers, *self._rolled("journal"))

    @property
    def witness_history(self) -> tuple[VerifierKey, ...]:
        """The keys whose cosignatures hold: those of today, and those that were rolled over before."""
        return (*self.witness_verifiers, *self._rolled("witness"))

    def _rolled(self, use: KeyUse) -> tuple[VerifierKey, ...]:
        return tuple(one.verifier for one in self.withdrawn if (one.use, one.why) == (use, "rolled_over"))

    @property
    def recipient(self) -> str:
        """The age key to prefer: the first."""
        return self.age_recipients[0]


def read_base64(text: object, *, name: str) -> bytes:
    """The bytes that a text of base64 stands for; there is one text for the same bytes."""
    try:
        if isinstance(text, str):
            data = base64.b64decode(text.encode("ascii"), validate=True)
            if data and write_base64(data) == text:
                return data
    except (binascii.Error, ValueError):
        pass
    raise fault_in(name, say("bytes in base64"), text)


def write_base64(data: bytes) -> str:
    """Bytes as they stand in the directory."""
    return base64.b64encode(data).decode("ascii")


_ADDRESS = re.compile(r"[!-~]{8,500}")
_ARTICLE = re.compile(r"[!-~]{1,40}")
_MAIL = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?")
_MEND = say("Ask the operator of the directory to correct the entry and to sign again.")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as fault:
        raise fault_in("url", say("an address such as https://node.example"), url) from fault
    plain = parts.scheme == "http" and _is_loopback(host)
    has_more = parts.query or parts.fragment or parts.username is not None or url.endswith("/")
    if not _ADDRESS.fullmatch(url) or not host or has_more or not (parts.scheme == "https" or plain):
        raise fault_in(
            "url", say("an https address without a slash at its end (http on this machine alone)"), url
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_text(name: str, value: str) -> None:
    if not 0 < len(value) <= 500 or not is_clean(value):
        raise fault_in(name, say("a text of one line"), value)


def fault_in(name: str, expected: str, found: object) -> MalformedDirectoryError:
    """The error that names a field of the directory, what was expected there and what was found."""
    return MalformedDirectoryError(
        say(
            "{name} in the directory must be {expected}, found {found}.",
            name=name,
            expected=expected,
            found=repr(found)[:80],
        ),
        remedy=_MEND,
        field=name,
        found=repr(found)[:80],
    )
