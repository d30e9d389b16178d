"""Which logs and witnesses are enough: a policy as text, and whether it is met (C2SP tlog-policy)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from glacy.journal.errors import MalformedKeyError, MalformedPolicyError
from glacy.journal.keys import VerifierKey, read_verifier_key, write_verifier_key
from glacy.sayings import say

NO_QUORUM = "none"
MAX_POLICY_SIZE = 1_000_000
_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_SPACE = re.compile(r"[ \t]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLog:
    """A journal whose checkpoints count, and where it may be asked."""

    key: VerifierKey
    url: str = ""

    def __post_init__(self) -> None:
        if self.key.use == "witness":
            raise MalformedPolicyError(
                say("{key} is the key of a witness, not of a log.", key=self.key.name), remedy=_SEE
            )
        _check_word(self.url or "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWitness:
    """A witness under the name that the policy uses for it, and where checkpoints are submitted to it."""

    name: str
    key: VerifierKey
    url: str = ""

    def __post_init__(self) -> None:
        if self.key.use == "log":
            raise MalformedPolicyError(
                say("{key} is the key of a log, not of a witness.", key=self.key.name), remedy=_SEE
            )
        _check_word(self.name)
        _check_word(self.url or "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Witnesses and groups of which at least `least` must have witnessed."""

    name: str
    least: int
    members: tuple[str, ...]

    def __post_init__(self) -> None:
        _check_word(self.name)
        if not 1 <= self.least <= len(self.members):
            raise MalformedPolicyError(
                say(
                    "The group {name} asks for {least} of {count} members.",
                    name=self.name,
                    least=self.least,
                    count=len(self.members),
                ),
                remedy=_SEE,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Logs, witnesses and groups in the order in which they stand, and the group or witness that decides."""

    quorum: str
    logs: tuple[KnownLog, ...] = ()
    witnesses: tuple[KnownWitness, ...] = ()
    groups: tuple[Group, ...] = ()

    def __post_init__(self) -> None:
        _check_unshared([log.key for log in self.logs])
        _check_unshared([witness.key for witness in self.witnesses])
        names = {one.name for one in self.witnesses}
        if len(names) != len(self.witnesses):
            raise MalformedPolicyError(say("Two witnesses have one name."), remedy=_SEE)
        taken: set[str] = set()
        for group in self.groups:
            for member in group.members:
                if member not in names or member in taken:
                    says = say("stands in two groups") if member in taken else say("is not defined before it")
                    raise MalformedPolicyError(
                        say(
                            "{member!r} of the group {group} {why}.",
                            member=member,
                            group=group.name,
                            why=says,
                        ),
                        remedy=_SEE,
                    )
                taken.add(member)
            if group.name in names or group.name == NO_QUORUM:
                raise MalformedPolicyError(say("The name {group!r} is taken.", group=group.name), remedy=_SEE)
            names.add(group.name)
        if NO_QUORUM in names or self.quorum not in (*names, NO_QUORUM):
            raise MalformedPolicyError(
                say("The quorum {quorum!r} is not defined.", quorum=self.quorum), remedy=_SEE
            )

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The keys of all logs and witnesses."""
        return (*(log.key for log in self.logs), *(witness.key for witness in self.witnesses))

    def is_met(self, signed: Iterable[VerifierKey]) -> bool:
        """Whether these keys, which have verifiably signed, are enough: a log and the quorum."""
        keys = set(signed)
        if self.logs and not any(log.key in keys for log in self.logs):
            return False
        return self.quorum == NO_QUORUM or self.has_witnessed(self.quorum, keys)

    def has_witnessed(self, name: str, signed: Iterable[VerifierKey]) -> bool:
        """Whether a witness or group of the policy has witnessed, given the keys that have signed."""
        keys = set(signed)
        present = {one.name for one in self.witnesses if one.key in keys}
        for group in self.groups:  # each stands after its members
            if sum(member in present for member in group.members) >= group.least:
                present.add(group.name)
        return name in present


def write_policy(policy: Policy) -> bytes:
    """The policy as a file."""
    lines = [
        *(_line("log", write_verifier_key(one.key), one.url) for one in policy.logs),
        *(_line("witness", one.name, write_verifier_key(one.key), one.url) for one in policy.witnesses),
        *(_line("group", one.name, _least(one), *one.members) for one in policy.groups),
        _line("quorum", policy.quorum),
    ]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")


def read_policy(data: bytes) -> Policy:
    """The policy in a file; names are opaque bytes, comments and empty lines are passed over."""
    text = data.decode("utf-8", "surrogateescape")
    if len(data) > MAX_POLICY_SIZE or not text.endswith("\n") or _CONTROL.search(text):
        raise MalformedPolicyError(say("A policy is lines without control characters."), remedy=_SEE)
    logs: list[KnownLog] = []
    witnesses: list[KnownWitness] = []
    groups: list[Group] = []
    quorums: list[str] = []
    for words in _lines(text):
        match words:
            case ["log", key, *url] if len(url) < 2:
                logs.append(KnownLog(key=_key(key), url="".join(url)))
            case ["witness", name, key, *url] if len(url) < 2:
                witnesses.append(KnownWitness(name=name, key=_key(key), url="".join(url)))
            case ["group", name, least, *members] if members:
                groups.append(_group(name, least, members, [*witnesses], [*groups]))
            case ["quorum", name] if name in (NO_QUORUM, *_names(witnesses), *_names(groups)):
                quorums.append(name)
            case _:
                raise MalformedPolicyError(
                    say(
                        "{words!r} is not a line of a policy, or names what is not defined before it.",
                        words=" ".join(words)[:120],
                    ),
                    remedy=_SEE,
                )
    if len(quorums) != 1:
        raise MalformedPolicyError(
            say("A policy has one quorum, found {count}.", count=len(quorums)), remedy=_SEE
        )
    return Policy(quorum=quorums[0], logs=tuple(logs), witnesses=tuple(witnesses), groups=tuple(groups))


_SEE = say("See tlog-policy for its form.")


def _lines(text: str) -> Iterator[list[str]]:
    for line in text[:-1].split("\n"):
        words = line.strip(" \t")
        if words and not words.startswith("#"):
            yield _SPACE.split(words)


def _group(
    name: str,
    least: str,
    members: list[str],
    witnesses: Sequence[KnownWitness],
    groups: Sequence[Group],
) -> Group:
    known = {*_names(witnesses), *_names(groups)}
    unknown = next((member for member in members if member not in known), None)
    if unknown is not None:
        raise MalformedPolicyError(
            say("{unknown!r} is not defined before the group {name}.", unknown=unknown, name=name),
            remedy=_SEE,
        )
    if least not in ("any", "all") and not _NUMBER.fullmatch(least):
        raise MalformedPolicyError(
            say("The group {name} asks for {least!r}.", name=name, least=least), remedy=_SEE
        )
    number = {"any": 1, "all": len(members)}.get(least) or int(least)
    return Group(name=name, least=number, members=tuple(members))


def _names(each: Iterable[KnownWitness | Group]) -> tuple[str, ...]:
    return tuple(one.name for one in each)


def _least(group: Group) -> str:
    """`all` and `any` are said in words, so that each group has one written form."""
    if group.least == len(group.members):
        return "all"
    return "any" if group.least == 1 else str(group.least)


def _key(text: str) -> VerifierKey:
    try:
        return read_verifier_key(text)
    except (MalformedKeyError, UnicodeEncodeError) as fault:
        raise MalformedPolicyError(
            say("A key of the policy is wrong: {why}", why=fault), remedy=_SEE
        ) from fault


def _check_unshared(keys: Sequence[VerifierKey]) -> None:
    if len({key.public for key in keys}) != len(keys):
        raise MalformedPolicyError(say("A key stands in two lines."), remedy=_SEE)


def _line(*words: str) -> str:
    return " ".join(word for word in words if word)


def _check_word(word: str) -> None:
    if not word or _CONTROL.search(word) or any(c in word for c in " \t\n"):
        raise MalformedPolicyError(say("{word!r} cannot be a word of a policy.", word=word), remedy=_SEE)
