"""The outcomes of an answer: each typed on its own field, wrong ones said there, all of them shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html import unescape
from operator import attrgetter

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from glacy.amounts import Amount
from glacy.cooperation import (
    CostsToAgree,
    Deleted,
    NothingFound,
    Outcome,
    Postponed,
    Preserved,
    Refused,
    WrongCustodian,
)
from glacy.desks.inbox.paths import read_path
from glacy.desks.requests.outcome_words import say_outcome
from glacy.node.acts import evidence, inbox
from glacy.node.opened import Node
from glacy.store.people import Officer
from tests.desks.test_other_peoples_messages import exchange
from tests.node.neighbour import at_home, from_chile

Sit = Callable[[str], Client]
LONG = "x" * 301


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What is typed, and the field and words of the error."""

    kind: str
    typed: Mapping[str, object] = field(default_factory=dict)
    at: str
    says: str

    @property
    def name(self) -> str:
        """The kind and the field."""
        return f"{self.kind} {self.at}"


WRONG = [
    Wrong(
        kind="costs_to_agree", typed={"amount": "250,00", "asset": "EUR"}, at="amount", says="such as 250.00"
    ),
    Wrong(kind="costs_to_agree", typed={"amount": "250.5", "asset": "JPY"}, at="amount", says="JPY has 0"),
    Wrong(kind="costs_to_agree", typed={"amount": "250", "asset": "euro"}, at="asset", says="such as EUR"),
    Wrong(kind="partly_executed", typed={"what": LONG}, at="what", says="300"),
    Wrong(
        kind="conditions_proposed", typed={"conditions": f"short\n{LONG}"}, at="conditions", says="split it"
    ),
    Wrong(kind="wrong_custodian", typed={"who": ""}, at="who", says="Write something here"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=attrgetter("name"))
def test_what_is_wrong_is_said_on_its_field_and_what_was_typed_stays(
    wrong: Wrong, node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    held = exchange(node, people["ama"])
    typed = {f"{wrong.kind}_{name}": value for name, value in wrong.typed.items()}
    page = seat("ama").post(
        f"/requests/{held.arrived}/answer?kinds={wrong.kind}", {**typed, "text": "okapi kept"}
    )
    told = unescape(page.content.decode())
    assert page.status_code == 200
    assert f'href="#id_{wrong.kind}_{wrong.at}"' in told
    assert wrong.says in told
    assert "okapi kept" in told


def test_only_the_data_that_were_asked_for_can_be_answered(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    held = exchange(node, people["ama"])
    page = seat("ama").get(f"/requests/{held.arrived}/answer?kinds=deleted").content.decode()
    assert 'value="subscriber"' in page
    assert 'value="domain_registration"' not in page


def test_costs_are_typed_in_money_and_shown_in_it(node: Node, people: dict[str, Officer], seat: Sit) -> None:
    held = exchange(node, people["ama"])
    typed = {
        "costs_to_agree_amount": "1250.50",
        "costs_to_agree_asset": "eur",
        "costs_to_agree_why": "Copies",
    }
    page = seat("ama").post(f"/requests/{held.arrived}/answer?kinds=costs_to_agree", typed, follow=True)
    assert "Costs to agree: 1,250.50 EUR. Copies" in page.content.decode()


def test_without_an_exhibit_the_page_says_how_one_comes(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    chile, asked = at_home(node), from_chile()
    chile.say(asked)
    case = inbox.open_request(node, people["ama"], asked.id)
    address = f"/requests/{asked.id}/answer?kinds=delivered"
    page = seat("ama").get(address).content.decode()
    assert "No exhibit is sealed in this case yet" in page
    assert f'href="/cases/{case}/evidence/new"' in page
    evidence.put_exhibit(node, people["ama"], case, "mailbox.log", [b"a log"])
    page = seat("ama").get(address).content.decode()
    assert "mailbox.log" in page
    assert "No exhibit is sealed in this case yet" not in page


def test_a_path_of_several_hops_is_disclosed_hop_by_hop(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    held = exchange(node, people["ama"])
    typed = {
        "provider": "Rede Tropical (invented)",
        "provider_country": "BR",
        "path": "Rede Tropical (invented), 198.51.100.23, 40112, 2026-11-20 22:40:58 UTC\n"
        "Onda (invented), 2001:db8::7, 443, by night",
    }
    page = seat("ama").post(f"/requests/{held.arrived}/disclose", typed, follow=True).content.decode()
    assert "Rede Tropical (invented), Brazil, 198.51.100.23:40112, 20 November 2026, 22:40:58 UTC" in page
    assert "Onda (invented), [2001:db8::7]:443, by night" in page


@given(st.text(max_size=200), st.text(max_size=20))
def test_every_path_is_read_into_hops_that_lose_no_word(text: str, through: str) -> None:
    hops = read_path(text, through=through, country="BR")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert len(hops) == len(lines)
    for hop, line in zip(hops, lines, strict=True):
        assert isinstance(hop, Mapping)
        assert str(hop["provider"]) in line


AT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (
            Preserved(what="A log", from_at=AT, legal_basis="Art. 1", reference="CL-7", renewals_left=0),
            ("Their reference: CL-7", "Renewals left: 0"),
        ),
        (NothingFound(searched="The backups"), ("Where it was looked for: The backups",)),
        (Deleted(deleted_on=date(2026, 11, 1), why="Retention"), ("1 November 2026", "Why: Retention")),
        (WrongCustodian(who="Onda", country="BR"), ("Onda", "Brazil")),
        (Postponed(why="A trial", article="ETS185 27(5)"), ("Ground: ETS 185, Article 27(5)",)),
        (Refused(ground="ETS185 27(4)(a)", text="Political"), ("Refused under ETS 185, Article 27(4)(a)",)),
        (Refused(ground="Act 807, section 4", text="No"), ("Refused under Act 807, section 4: No",)),
        (CostsToAgree(amount=Amount(units=5, asset="BTC")), ("5 × 1 BTC (min.)",)),
        (CostsToAgree(amount=Amount(units=1234567, asset="JPY")), ("1,234,567 JPY",)),
    ],
    ids=lambda one: one.KIND if isinstance(one, Outcome) else None,
)
def test_everything_that_the_other_side_said_of_an_outcome_is_shown(
    outcome: Outcome, says: tuple[str, ...]
) -> None:
    with translation.override("en"):
        told = say_outcome(outcome)
    assert [part for part in says if part not in told] == [], told


def test_an_amount_is_written_as_the_reader_writes_it() -> None:
    with translation.override("fr"):
        assert "250,50 EUR" in say_outcome(CostsToAgree(amount=Amount(units=25050, asset="EUR"))).replace(
            "\u00a0", " "
        )
