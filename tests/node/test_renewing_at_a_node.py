"""The seal of a file of a case is renewed at its node, and the chain of what was renewed says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from glacy.container import examine_container, write_container
from glacy.errors import GlacyError
from glacy.node.acts import apart, court, custody, evidence, renewing
from glacy.node.acts.renewal import renew_file
from glacy.node.errors import BorderError, ConfirmationError, RenewalError
from glacy.node.opened import Node
from tests.node.case_files import Desk, open_desk


@pytest.fixture
def desk(home: Node) -> Desk:
    return open_desk(home)


@pytest.fixture
def bundle(home: Node) -> bytes:
    """A container that the node has sealed."""
    return write_container(
        [("a.txt", b"a")], by=home.signer, at=home.clock(), stamper=home.stamper, kind="other"
    )


def renewals_of(data: bytes, home: Node) -> int:
    reading = examine_container(data, trust=home.trust, at=home.clock())
    assert reading.holds is True
    assert reading.seal is not None
    return len(reading.seal.renewals)


def test_an_exhibit_is_renewed_into_a_new_one_and_stays_itself(desk: Desk, bundle: bytes) -> None:
    node, now = desk.node, desk.node.clock()
    exhibit = desk.put("sealed.asice", bundle)
    made = renewing.renew_exhibit(node, desk.esi, exhibit, confirmed_at=now)
    content = b"".join(evidence.read_exhibit(node, desk.esi, made, why="looks"))
    assert renewals_of(content, node) == 1
    assert b"".join(evidence.read_exhibit(node, desk.esi, exhibit, why="looks")) == bundle
    assert [one[0] for one in desk.chain(exhibit)] == ["received", "sealed", "copied", "examined"]
    told = evidence.custody_of(node, desk.esi, exhibit)[2].why
    assert desk.row(made).digest in told
    assert (desk.row(made).number, desk.row(made).conditions) == (2, "")
    assert evidence.custody_of(node, desk.esi, made)[0].why == "exhibit 1 with its seal renewed"


def test_a_record_of_custody_is_renewed_too(desk: Desk) -> None:
    desk.put()
    pdf = court.custody_record(desk.node, desk.ama, desk.case)
    exhibit = desk.put("record.pdf", pdf)
    made = renewing.renew_exhibit(desk.node, desk.esi, exhibit, confirmed_at=desk.node.clock())
    assert desk.row(made).size > len(pdf)


def test_a_loose_file_of_a_case_is_given_back_renewed_and_its_chain_says_so(
    desk: Desk, bundle: bytes
) -> None:
    node, now = desk.node, desk.node.clock()
    exhibit = desk.put("sealed.asice", bundle)
    data = b"".join(renewing.renew_given(node, desk.esi, desk.case, (bundle,), confirmed_at=now))
    assert renewals_of(data, node) == 1
    assert desk.chain(exhibit)[-1] == ("copied", "Esi", "", "")
    other = write_container([("b.txt", b"")], by=node.signer, at=now, stamper=node.stamper, kind="other")
    assert b"".join(renewing.renew_given(node, desk.esi, desk.case, (other,), confirmed_at=now))
    assert len(desk.chain(exhibit)) == 3


def test_who_acts_on_what_another_holds_does_so_in_their_keeping(
    desk: Desk, bundle: bytes, tmp_path: Path
) -> None:
    node = desk.node
    exhibit = desk.put("sealed.asice", bundle)
    given = custody.hand_over(node, desk.esi, exhibit, why="examines it", confirmed_at=node.clock(), to="ama")
    custody.confirm(node, desk.ama, given, confirmed_at=node.clock())
    before, out = tmp_path / "before.asice", tmp_path / "after.asice"
    before.write_bytes(bundle)
    made = renew_file(before, out, stamper=node.stamper, trust=node.trust, clock=node.clock)
    assert renewing.note_renewed(node, desk.esi, desk.row(exhibit).digest, made) == (exhibit,)
    assert desk.chain(exhibit)[-1] == ("copied", "Esi", "", "Ama")
    assert evidence.view_exhibit(node, desk.esi, exhibit).gaps == ()
    assert renewing.note_renewed(node, desk.yaw, desk.row(exhibit).digest, made) == ()


def test_what_is_not_sealed_or_not_confirmed_is_not_renewed(desk: Desk, bundle: bytes) -> None:
    node, now = desk.node, desk.node.clock()
    plain, sealed = desk.put(), desk.put("sealed.asice", bundle)
    with pytest.raises(GlacyError):
        renewing.renew_exhibit(node, desk.esi, plain, confirmed_at=now)
    with pytest.raises(ConfirmationError):
        renewing.renew_exhibit(node, desk.esi, sealed, confirmed_at=now.replace(year=2020))
    with pytest.raises(GlacyError):
        renewing.renew_exhibit(node, desk.yaw, sealed, confirmed_at=now)
    damaged = bytearray(bundle)
    damaged[len(bundle) // 2] ^= 1
    with pytest.raises((RenewalError, GlacyError)):
        renewing.renew_given(node, desk.esi, desk.case, (bytes(damaged),), confirmed_at=now)
    assert len(desk.chain(sealed)) == 2


def test_what_lies_apart_is_renewed_apart_and_by_no_other_way(desk: Desk, bundle: bytes) -> None:
    node, now = desk.node, desk.node.clock()
    held = apart.put_apart(node, desk.esi, desk.case, "mixed", [bundle])
    with pytest.raises(BorderError):
        renewing.renew_given(node, desk.esi, desk.case, (bundle,), confirmed_at=now)
    made = renewing.renew_exhibit(node, desk.esi, held, confirmed_at=now)
    assert desk.row(made).apart == "mixed"
    assert not node.vault.has(desk.row(made).digest)
