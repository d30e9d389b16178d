"""Slows down whoever guesses: a few tries in a quarter of an hour, by name and place, and longer each time.

A browser in which the officer has signed in before is counted alone, so that a guesser elsewhere, or behind
the same address, locks nobody out. Each failure is also recorded in the journal, under a mark that does not
tell the name, and at most `MOST_RECORDED` of them in that time: whoever guesses from many places cannot swell
the journal.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final, Literal

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from glacy.desks.frame.here import this_node
from glacy.desks.people.known import mark_of_browser
from glacy.node.clock import machine_clock
from glacy.node.sign_in import SignInRules
from glacy.store import tries
from glacy.store.tries import Limit

TRIES: Final = 5
TRIES_OF_ADDRESS: Final = 50
TRIES_OF_NAME: Final = 100
WITHIN: Final = timedelta(minutes=15)
MOST_RECORDED: Final = 200


Step = Literal["sign_in", "factor", "code"]
"""What is guessed at: the password, the second factor of a name, or a one-time code."""


def is_slowed(request: HttpRequest, username: str, *, step: Step = "sign_in") -> bool:
    """Whether this name from this browser or place, or this place alone, has failed too often."""
    at = machine_clock()
    return any(tries.is_slowed(limit, at=at) for limit in _limits(request, username, step=step))


def take_try(request: HttpRequest, username: str, *, step: Step = "sign_in") -> bool:
    """Counts one try before it is looked at, so that none slips by beside another; whether it may be made."""
    at = machine_clock()
    return all(tries.take_try(limit, at=at) for limit in _limits(request, username, step=step))


def forget_failures(request: HttpRequest, username: str, *, step: Step = "sign_in") -> None:
    """After the right answer: the count of the name here begins anew; those of the place lose this try."""
    first, *others = _limits(request, username, step=step)
    tries.forget_tries(first)
    for limit in others:
        tries.put_back(limit)


def take_try_at_machine(username: str) -> bool:
    """Counts one code at the command line, with those that strangers try; whether it may be looked at."""
    return tries.take_try(_factor_limit(username.lower()), at=machine_clock())


def forget_tries_at_machine(username: str) -> None:
    """After the right code at the command line."""
    tries.forget_tries(_factor_limit(username.lower()))


def is_recorded() -> bool:
    """Whether the journal still takes a failure."""
    limit = Limit(scope="recorded", most=MOST_RECORDED, within=WITHIN)
    return tries.take_try(limit, at=machine_clock())


def mark_of(username: str) -> str:
    """What stands for a name in the journal: the same for the same name, of no use without this node's key.

    People type their password where the name belongs, so the name itself is not kept.
    """
    return salted_hmac("glacy.sign_in", username.strip().lower(), algorithm="sha256").hexdigest()[:32]


def address_of(request: HttpRequest) -> str:
    """Where a caller is: the nearest address that is not one of our web servers (`trusted_proxies`).

    To this node all callers behind such a server have its address, and one of them could lock out every
    officer; what a caller writes there on their own is not believed.
    """
    return _address(request, this_node().sign_in)


def _address(request: HttpRequest, rules: SignInRules) -> str:
    address = str(request.META.get("REMOTE_ADDR", ""))
    passed_on = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    while rules.trusts(address) and passed_on and passed_on[-1]:
        address = passed_on.pop()
    try:
        return str(ip_address(address))
    except ValueError:
        return "unreadable"


def place_of(request: HttpRequest, rules: SignInRules) -> str:
    """A caller's address; of version 6 the network that one customer has, whose addresses cost nothing."""
    return _neighbourhood(_address(request, rules))


def _limits(request: HttpRequest, username: str, *, step: Step) -> tuple[Limit, ...]:
    """What counts a try. Six digits are few, so those of a name are counted together from everywhere."""
    name = username.strip().lower()
    mark = mark_of_browser(request, name)
    if mark:
        return (Limit(scope=f"{step}:known:{mark}:{name}", most=TRIES, within=WITHIN, grows=True),)
    if step == "factor":
        return (_factor_limit(name),)
    place = place_of(request, this_node().sign_in)
    return (
        Limit(scope=f"{step}:place:{place}:{name}", most=TRIES, within=WITHIN, grows=True),
        Limit(scope=f"address:{place}", most=TRIES_OF_ADDRESS, within=WITHIN),
        Limit(scope=f"{step}:name:{name}", most=TRIES_OF_NAME, within=WITHIN),
    )


def _factor_limit(name: str) -> Limit:
    return Limit(scope=f"factor:name:{name}", most=TRIES, within=WITHIN, grows=True)


def _neighbourhood(address: str) -> str:
    try:
        given = ip_address(address)
    except ValueError:
        return address
    if isinstance(given, IPv6Address) and given.ipv4_mapped is None:
        return str(ip_network((given, 64), strict=False))
    return str(given)
