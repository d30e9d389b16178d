"""Child-abuse material is opened by named persons, described by digest, and kept at the border."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from glacy.canon import digest_of
from glacy.errors import GlacyError
from glacy.exchange import open_sealed
from glacy.node.acts import apart, cases, copies, custody, evidence
from glacy.node.errors import BorderError, ConfirmationError, SecondPersonError, SectionError, VaultError
from glacy.node.opened import Node
from glacy.store.errors import NoAccessError, NotAllowedError
from glacy.store.models import EntryRow, ExhibitRow
from glacy.store.people import Officer
from tests.node.case_files import Desk, open_desk
from tests.node.neighbour import Neighbour
from tests.node.people import hire, send_preservation

MATERIAL = b"stands for what nobody should see"
DIGEST = digest_of(MATERIAL)


@pytest.fixture
def desk(home: Node) -> Desk:
    return open_desk(home)


@pytest.fixture
def held(desk: Desk) -> str:
    """An exhibit that Esi put apart; she is its one opener."""
    return apart.put_apart(desk.node, desk.esi, desk.case, "image", [MATERIAL])


def agreed(desk: Desk, exhibit: str, country: str = "CL") -> None:
    today = desk.node.clock().date()
    apart.record_agreement(
        desk.node, desk.esi, exhibit, country=country, theirs="Central authority of Chile (invented)",
        theirs_on=today, theirs_reference="CL-2026-9", scan=b"%PDF", scan_name="agreement.pdf",
    )  # fmt: skip


def test_it_lies_in_a_vault_of_its_own_under_a_key_of_its_own(desk: Desk, held: str) -> None:
    node = desk.node
    assert node.vault_apart.has(DIGEST)
    assert not node.vault.has(DIGEST)
    sealed = next((node.path / "vault-apart").glob(f"*/{DIGEST}")).read_bytes()
    with pytest.raises(GlacyError):
        open_sealed(sealed, identities=(node.identity,))
    assert desk.row(held).apart == "image"


def test_it_is_described_by_digest_and_category_only(desk: Desk, held: str) -> None:
    row = desk.row(held)
    assert row.name == DIGEST[:16]
    described = json.loads(copies.describe(desk.node, desk.ama, desk.case, [held]))
    told = next(one for one in described["@graph"] if one["@type"].endswith("ProvenanceRecord"))
    assert told["uco-core:description"] == "Exhibit 1: child-abuse material, image, not named"
    with pytest.raises(SectionError, match="category"):
        apart.put_apart(desk.node, desk.esi, desk.case, "holiday photographs", [MATERIAL])


def test_who_put_it_in_opens_it_and_the_opening_is_in_its_chain(desk: Desk, held: str) -> None:
    content = b"".join(evidence.read_exhibit(desk.node, desk.esi, held, why="classification"))
    assert content == MATERIAL
    assert desk.chain(held)[-1] == ("examined", "Esi", "", "")


ROUTES: dict[str, Callable[[Desk, Officer, str], object]] = {
    "reading": lambda d, by, one: b"".join(evidence.read_exhibit(d.node, by, one, why="x")),
    "the answer's bundle": lambda d, by, one: evidence.bundle_of(
        d.node, by, send_preservation(d.node, by)[1], [one]
    ),
    "the defence copy": lambda d, by, one: copies.defence_copy(
        d.node, by, d.case, [one], to="C", withheld={}, decided_by="J", confirmed_at=d.node.clock()
    ),
    "the bag": lambda d, by, one: [
        b"".join(chunks)
        for _, chunks in copies.bag(
            d.node, by, d.case, [one], to=by.name, why="x", confirmed_at=d.node.clock()
        )
        or ()
    ],
    "a redacted version": lambda d, by, one: copies.redact(
        d.node, by, one, name="x", chunks=[b""], ground="g", decided_by="d", confirmed_at=d.node.clock()
    ),
    "a hand-over": lambda d, by, one: custody.hand_over(
        d.node, by, one, why="x", confirmed_at=d.node.clock(), to_person="Somebody"
    ),
    "the border": lambda d, by, one: apart.give_apart(d.node, by, one, "CL", confirmed_at=d.node.clock()),
    "naming oneself": lambda d, by, _one: apart.name_opener(
        d.node, by, d.case, by.username, why="x", confirmed_at=d.node.clock()
    ),
    "an agreement": lambda d, by, one: agreed(with_esi(d, by), one),
    "more of it": lambda d, by, _one: apart.put_apart(d.node, by, d.case, "image", [b"more"]),
}


def with_esi(desk: Desk, by: Officer) -> Desk:
    return Desk(node=desk.node, case=desk.case, ama=desk.ama, esi=by, kofi=desk.kofi, yaw=desk.yaw)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("who", ["ama", "kofi", "yaw", "lawyer", "administrator"])
def test_nobody_else_gets_it_by_any_way(route: str, who: str, desk: Desk, held: str) -> None:
    if who in ("lawyer", "administrator"):
        by = hire(desk.node, who, *(["central_authority_lawyer", "custodian"] if who == "lawyer" else [who]))
        if who == "lawyer":
            cases.add_member(desk.node, desk.ama, desk.case, who, "sees the case")
    else:
        by = getattr(desk, who)
    with pytest.raises(GlacyError):
        ROUTES[route](desk, by, held)
    assert [one[0] for one in desk.chain(held)] == ["received", "sealed"]


@pytest.mark.parametrize("route", ["the defence copy", "the bag", "a redacted version", "the border"])
def test_even_its_opener_gets_it_out_by_no_ordinary_way(route: str, desk: Desk, held: str) -> None:
    with pytest.raises((BorderError, GlacyError)):
        ROUTES[route](desk, desk.esi, held)
    assert [one[0] for one in desk.chain(held)] == ["received", "sealed"]


def test_the_vault_of_everything_else_does_not_give_it(desk: Desk, held: str) -> None:
    with pytest.raises(VaultError):
        b"".join(desk.node.vault.chunks(desk.row(held).digest))


def test_an_opener_names_another_and_the_naming_is_journaled(desk: Desk, held: str) -> None:
    node = desk.node
    with pytest.raises(NoAccessError):
        apart.name_opener(node, desk.kofi, desk.case, "ama", why="x", confirmed_at=node.clock())
    with pytest.raises(ConfirmationError):
        apart.name_opener(
            node, desk.esi, desk.case, "ama", why="x", confirmed_at=node.clock() - timedelta(hours=1)
        )
    with pytest.raises(GlacyError):
        apart.name_opener(node, desk.esi, desk.case, "yaw", why="x", confirmed_at=node.clock())
    apart.name_opener(node, desk.esi, desk.case, "ama", why="classifies it", confirmed_at=node.clock())
    assert b"".join(evidence.read_exhibit(node, desk.ama, held, why="classification")) == MATERIAL
    assert EntryRow.objects.filter(kind="evidence.opener_named").count() == 2
    apart.remove_opener(node, desk.esi, desk.case, "ama", why="done")
    with pytest.raises(NoAccessError, match="you are not named"):
        evidence.read_exhibit(node, desk.ama, held, why="again")
    with pytest.raises(GlacyError, match="At least one"):
        apart.remove_opener(node, desk.esi, desk.case, "esi", why="x")


def test_an_opener_who_left_the_case_opens_it_no_more(desk: Desk, held: str) -> None:
    cases.remove_member(desk.node, desk.ama, desk.case, "esi", "another post")
    with pytest.raises(NoAccessError):
        evidence.read_exhibit(desk.node, desk.esi, held, why="x")


def test_it_crosses_a_border_only_when_both_authorities_agreed(
    desk: Desk, held: str, chile: Neighbour
) -> None:
    node = desk.node

    def go() -> bytes:
        return apart.give_apart(node, desk.esi, held, "CL", confirmed_at=node.clock())

    with pytest.raises(BorderError, match="both authorities"):
        go()
    agreed(desk, held)
    with pytest.raises(BorderError):
        go()
    with pytest.raises(NotAllowedError):
        apart.agree(node, desk.esi, held, "CL", confirmed_at=node.clock())
    apart.agree(node, desk.kofi, held, "CL", confirmed_at=node.clock())
    with pytest.raises(BorderError):
        apart.give_apart(node, desk.esi, held, "BR", confirmed_at=node.clock())
    data = go()
    assert MATERIAL not in data
    assert MATERIAL in open_sealed(data, identities=(chile.node.identity,))
    assert desk.chain(held)[-1] == ("handed_over", "Esi", "CL", "Esi")
    assert EntryRow.objects.filter(kind="evidence.border_refused").count() == 3
    agreed(desk, held)
    with pytest.raises(BorderError):
        go()


def test_who_recorded_their_word_does_not_give_ours(desk: Desk, held: str, chile: Neighbour) -> None:  # noqa: ARG001  the directory
    lawyer = hire(desk.node, "abena", "central_authority_lawyer", "custodian")
    cases.add_member(desk.node, desk.ama, desk.case, "abena", "works on it")
    apart.name_opener(desk.node, desk.esi, desk.case, "abena", why="x", confirmed_at=desk.node.clock())
    agreed(with_esi(desk, lawyer), held)
    with pytest.raises(SecondPersonError):
        apart.agree(desk.node, lawyer, held, "CL", confirmed_at=desk.node.clock())


def test_what_another_node_sealed_apart_is_taken_into_the_vault_apart(
    desk: Desk, held: str, chile: Neighbour
) -> None:
    node = desk.node
    agreed(desk, held)
    apart.agree(node, desk.kofi, held, "CL", confirmed_at=node.clock())
    data = apart.give_apart(node, desk.esi, held, "CL", confirmed_at=node.clock())
    with pytest.raises(GlacyError, match="not sealed for this node"):
        apart.take_apart(node, desk.esi, desk.case, data)
    case = cases.open_case(node, desk.yaw, title="Their case (invented)")
    receiver = replace(node, identity=chile.node.identity)
    (taken,) = apart.take_apart(receiver, desk.yaw, case, data)
    row = ExhibitRow.objects.get(pk=taken)
    assert (row.apart, row.origin, row.name) == ("image", "received", DIGEST[:16])
    assert [one["kind"] for one in row.earlier] == ["received", "sealed"]
    assert [one.officer.username for one in apart.openers_of(node, desk.yaw, case)] == ["yaw"]
    with pytest.raises(GlacyError):
        apart.take_apart(receiver, desk.yaw, case, data[:-1])


WAYS_IN: dict[str, Callable[[Desk, Officer, str], object]] = {
    "as an exhibit": lambda d, by, _one: evidence.put_exhibit(d.node, by, d.case, "people.toml", [MATERIAL]),
    "as a redacted version": lambda d, by, one: copies.redact(
        d.node,
        by,
        one,
        name="red.pdf",
        chunks=[MATERIAL],
        ground="g",
        decided_by="d",
        confirmed_at=d.node.clock(),
    ),
    "as a paper": lambda d, by, _one: copies.put_paper(
        d.node, by, d.case, kind="order", title="Order", content=MATERIAL, file_name="o.pdf"
    ),
}


@pytest.mark.parametrize("way", WAYS_IN)
@pytest.mark.parametrize("who", ["esi", "ama"])
def test_the_same_bytes_come_in_by_no_other_way(way: str, who: str, desk: Desk, held: str) -> None:  # noqa: ARG001  it lies apart
    other = desk.put("log.csv", b"an ordinary one")
    with pytest.raises(BorderError, match="lies apart"):
        WAYS_IN[way](desk, getattr(desk, who), other)
    assert not desk.node.vault.has(DIGEST)


def test_what_came_in_before_is_moved_and_leaves_in_no_copy(desk: Desk) -> None:
    node, now = desk.node, desk.node.clock()
    before = desk.put("people.toml", MATERIAL)
    case = cases.open_case(node, desk.yaw, title="Another case (invented)")
    elsewhere = evidence.put_exhibit(node, desk.yaw, case, "p.toml", [MATERIAL])
    made = apart.put_apart(node, desk.esi, desk.case, "image", [MATERIAL])
    assert made == before
    assert (desk.row(before).apart, desk.row(before).name) == ("image", DIGEST[:16])
    assert not node.vault.has(DIGEST)
    assert desk.chain(before)[-1] == ("sealed", "Esi", "", "")
    assert [one.officer.username for one in apart.openers_of(node, desk.yaw, case)] == ["yaw"]
    assert b"".join(evidence.read_exhibit(node, desk.yaw, elsewhere, why="x")) == MATERIAL
    for one in (desk.ama, desk.esi):
        with pytest.raises(GlacyError):
            copies.defence_copy(
                node, one, desk.case, [before], to="C", withheld={}, decided_by="J", confirmed_at=now
            )
    assert apart.put_apart(node, desk.esi, desk.case, "image", [MATERIAL]) == before


def test_an_opener_hands_it_to_nobody_without_an_account(desk: Desk, held: str) -> None:
    with pytest.raises(GlacyError, match="to its openers alone"):
        custody.hand_over(
            desk.node, desk.esi, held, why="x", confirmed_at=desk.node.clock(), to_person="Journalist"
        )


def test_a_mistaken_intake_is_moved(desk: Desk) -> None:
    exhibit = desk.put("people.toml", MATERIAL)
    apart.move_apart(desk.node, desk.ama, exhibit, "image", confirmed_at=desk.node.clock())
    assert desk.node.vault_apart.has(DIGEST)
    assert not desk.node.vault.has(DIGEST)
    with pytest.raises(NoAccessError, match="you are not named"):
        evidence.read_exhibit(desk.node, desk.esi, exhibit, why="x")


def test_a_paper_with_the_same_bytes_is_given_to_nobody(desk: Desk) -> None:
    node = desk.node
    paper = copies.put_paper(
        node, desk.esi, desk.case, kind="order", title="Order", content=MATERIAL, file_name="o.pdf"
    )
    apart.put_apart(node, desk.esi, desk.case, "image", [MATERIAL])
    with pytest.raises(BorderError):
        copies.read_paper(node, desk.ama, paper)
