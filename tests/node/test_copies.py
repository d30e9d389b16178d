"""Copies carry the conditions, say what was withheld, and another use takes a signed consent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from glacy.canon import Digest, digest_of
from glacy.errors import GlacyError
from glacy.evidence import Consent, commit_withheld, examine_bundle, open_consent, read_bundle, seal_consent
from glacy.node.acts import cases, consents, copies, evidence, withholding
from glacy.node.errors import (
    ConfirmationError,
    SecondPersonError,
    SectionError,
    UseNotAllowedError,
    WrongStateError,
)
from glacy.node.opened import Node
from glacy.store.copies import put_copy
from glacy.store.errors import NotAllowedError
from glacy.store.models import CopyRow, EntryRow
from glacy.store.people import Officer
from tests.node.case_files import LOG, Desk, arrived, open_desk
from tests.node.neighbour import Neighbour
from tests.node.people import hire


@pytest.fixture
def desk(home: Node) -> Desk:
    return open_desk(home)


def test_a_copy_for_the_defence_says_what_was_withheld_and_verifies(desk: Desk) -> None:
    given, kept = desk.put(), desk.put("informer.txt", b"the name of an informer")
    data = b"".join(copies.defence_copy(
        desk.node, desk.esi, desk.case, [given], to="Counsel of A. (invented)",
        withheld={kept: "Protection of a witness (invented act, s. 4)"},
        decided_by="Judge of the 7th court (invented)", confirmed_at=desk.node.clock(),
    ))  # fmt: skip
    reading = examine_bundle(
        data, trust=desk.node.trust, at=desk.node.clock(), keys=desk.node.entry.journal_verifiers
    )
    assert reading.holds is True
    bundle = read_bundle(data).bundle
    assert digest_of(b"the name of an informer").encode() not in data
    (told,) = withholding.withheld_of(desk.node, desk.esi, desk.case)
    salt = bytes.fromhex(str(told["salt"]))
    again = commit_withheld(digest_of(b"the name of an informer"), salt=salt)
    assert [one.commitment for one in bundle.redactions] == [again] == [told["commitment"]]
    assert bundle.redactions[0].decided_by == "Judge of the 7th court (invented)"
    assert "for the proceedings in case" in bundle.conditions[0].text
    assert b"informer.txt" not in data
    assert desk.chain(given)[-1][0] == "copied"
    assert CopyRow.objects.get(kind="defence").to == "Counsel of A. (invented)"


def test_nothing_is_left_out_of_it_in_silence(desk: Desk) -> None:
    given, _ = desk.put(), desk.put("other", b"other")
    with pytest.raises(WrongStateError, match="these are not: 2"):
        copies.defence_copy(
            desk.node, desk.esi, desk.case, [given], to="Counsel", withheld={}, decided_by="J",
            confirmed_at=desk.node.clock(),
        )  # fmt: skip


def test_a_redacted_version_stands_for_the_original(desk: Desk) -> None:
    whole = desk.put("mail.txt", b"from: informer\nto: bank\n")
    part = copies.redact(
        desk.node, desk.esi, whole, name="mail (redacted).txt", chunks=[b"from: ------\nto: bank\n"],
        ground="Protection of a witness", decided_by="Judge (invented)", confirmed_at=desk.node.clock(),
    )  # fmt: skip
    data = b"".join(copies.defence_copy(
        desk.node, desk.esi, desk.case, [part], to="Counsel", withheld={}, decided_by="Judge (invented)",
        confirmed_at=desk.node.clock(),
    ))  # fmt: skip
    one = read_bundle(data).bundle.redactions[0]
    (told,) = withholding.withheld_of(desk.node, desk.esi, desk.case)
    assert (told["digest"], told["commitment"]) == (desk.row(whole).digest, one.commitment)
    assert one.instead == desk.row(part).digest
    assert desk.row(whole).digest.encode() not in data
    assert desk.chain(whole)[-1][0] == "redacted"
    assert b"informer" not in data


Given = Iterable[tuple[str, Iterable[bytes]]]


def given_by_two(
    node: Node, people: tuple[Officer, Officer], case: str, exhibits: list[str], **more: str
) -> Given:
    words = {"to": "Laboratory", "why": "analysis", "use": "this_case", **more}
    first, second = (
        copies.bag(node, one, case, exhibits, confirmed_at=node.clock(), **words) for one in people
    )
    assert first is None
    assert second is not None
    return second


def test_a_bag_for_a_person_outside_takes_two_and_goes_out_once(desk: Desk) -> None:
    exhibit, now = desk.put(), desk.node.clock()

    def ask(by: Officer, to: str = "Newspaper") -> Given | None:
        return copies.bag(desk.node, by, desk.case, [exhibit], to=to, why="x", confirmed_at=now)

    assert [ask(desk.esi), ask(desk.esi), ask(desk.ama)] == [None, None, None]
    assert ask(desk.kofi, "Another") is None
    assert not CopyRow.objects.exists()
    assert dict(ask(desk.kofi) or ())
    assert EntryRow.objects.get(kind="evidence.disclosed").who == "kofi"
    assert ask(desk.esi, "Ama (invented)") is not None, "it does not leave the case"
    with pytest.raises(ConfirmationError):
        copies.bag(
            desk.node, desk.kofi, desk.case, [exhibit], to="N", why="x", confirmed_at=now - timedelta(hours=1)
        )


def test_a_bag_for_another_use_takes_the_consent_of_who_set_the_conditions(
    home: Node, chile: Neighbour
) -> None:
    ama, kofi = hire(home, "ama", "duty_officer"), hire(home, "kofi", "approver")
    case, exhibits = arrived(home, chile, ama)
    cases.add_member(home, ama, case, "kofi", "second person")
    one = exhibits[0]
    for by in (ama, kofi):
        with pytest.raises(UseNotAllowedError):
            copies.bag(home, by, case, [one.pk], to="N", why="x", use="other_case", confirmed_at=home.clock())
    consents.record_consent(home, ama, one.pk, consent_of(chile, home, one.digest), name="consent.asice")
    assert dict(given_by_two(home, (ama, kofi), case, [one.pk], use="other_case"))
    assert CopyRow.objects.get(kind="bag").consent is not None


def test_the_original_of_a_redacted_version_is_withheld_once(desk: Desk) -> None:
    whole = desk.put("mail.txt", b"from: informer\nto: bank\n")
    now = desk.node.clock()
    part = copies.redact(
        desk.node, desk.esi, whole, name="mail (redacted).txt", chunks=[b"from: ------\n"],
        ground="Protection of a witness", decided_by="Judge (invented)", confirmed_at=now,
    )  # fmt: skip
    data = b"".join(copies.defence_copy(
        desk.node, desk.esi, desk.case, [part], to="Counsel", withheld={whole: "Protection of a witness"},
        decided_by="Judge (invented)", confirmed_at=now,
    ))  # fmt: skip
    (one,) = read_bundle(data).bundle.redactions
    assert one.instead == desk.row(part).digest


PDF = b"%PDF-1.7\n1 0 obj\nstartxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    ("version", "says"),
    [
        (LOG, "stand for itself"),
        (LOG + b"%x", "holds the whole original"),
        (PDF + b"2 0 obj\nstartxref\n40\n%%EOF\n", "keeps an earlier revision"),
    ],
)
def test_what_still_holds_the_original_stands_for_nothing(version: bytes, says: str, desk: Desk) -> None:
    whole = desk.put()

    def redact(content: bytes) -> str:
        return copies.redact(
            desk.node, desk.esi, whole, name="red", chunks=[content], ground="g", decided_by="d",
            confirmed_at=desk.node.clock(),
        )  # fmt: skip

    with pytest.raises(SectionError, match=says):
        redact(version)
    assert desk.node.vault.has(digest_of(version)) is (version == LOG)
    redact(PDF)
    with pytest.raises(SectionError, match="stands for the exhibit already"):
        redact(PDF)
    assert desk.node.vault.has(digest_of(PDF))


def test_the_same_content_is_not_given_and_withheld(desk: Desk) -> None:
    given, kept = desk.put("a"), desk.put("b")
    with pytest.raises(WrongStateError, match="given and withheld: exhibit 2"):
        copies.defence_copy(
            desk.node, desk.esi, desk.case, [given], to="C", withheld={kept: "A witness"}, decided_by="J",
            confirmed_at=desk.node.clock(),
        )  # fmt: skip


def test_the_bag_is_one_that_other_tools_take(desk: Desk, tmp_path: Path) -> None:
    exhibits = [desk.put(), desk.put("notes/two lines.txt", b"a\nb\n"), desk.put("empty", b"")]
    files = given_by_two(desk.node, (desk.esi, desk.kofi), desk.case, exhibits)
    for path, chunks in files:
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"".join(chunks))
    done = subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "is valid" in done.stderr
    assert desk.chain(exhibits[0])[-1] == ("copied", "Kofi", "Laboratory", "Esi")


def test_conditions_travel_with_every_copy(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    case, exhibits = arrived(home, chile, ama)
    kofi = hire(home, "kofi", "approver")
    cases.add_member(home, ama, case, "kofi", "second person")
    files = dict(given_by_two(home, (ama, kofi), case, [exhibits[0].pk]))
    assert b"For the case GH-2026-0007 only." in b"".join(files["conditions.json"])
    data = b"".join(copies.defence_copy(
        home, ama, case, [one.pk for one in exhibits], to="Counsel", withheld={}, decided_by="J",
        confirmed_at=home.clock(),
    ))  # fmt: skip
    assert read_bundle(data).bundle.conditions[0].set_by == "Chile"


def consent_of(chile: Neighbour, home: Node, digest: str, **more: object) -> bytes:
    values = {
        "evidence": (Digest(digest),), "from_": "CL", "to": "GH", "use": "other_case",
        "what": "Use in case GH-2026-0099", "given_by": "Central authority of Chile (invented)",
        "given_at": home.clock(), "reference": "CL-2026-9", "exercise": True, **more,
    }  # fmt: skip
    return seal_consent(
        Consent(**values),  # type: ignore[arg-type]  # by name
        by=chile.node.signer, at=home.clock(), stamper=chile.node.stamper,
    )  # fmt: skip


def test_another_use_is_refused_until_its_consent_is_recorded(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, exhibits = arrived(home, chile, ama)
    first, second = exhibits[0], exhibits[1]
    with pytest.raises(UseNotAllowedError, match=r"(?s)For the case GH-2026-0007 only.*Chile") as refused:
        evidence.read_exhibit(home, ama, first.pk, why="another fraud", use="other_case")
    assert "Ask for a signed consent: " in refused.value.remedy
    assert EntryRow.objects.filter(kind="evidence.use_refused").count() == 1
    assert not CopyRow.objects.exists()
    consents.record_consent(home, ama, first.pk, consent_of(chile, home, first.digest), name="consent.asice")
    assert EntryRow.objects.filter(kind="evidence.consent_got").count() == 1
    assert b"".join(evidence.read_exhibit(home, ama, first.pk, why="another fraud", use="other_case"))
    assert CopyRow.objects.get().consent is not None
    for row, use in ((first, "publication"), (second, "other_case")):
        with pytest.raises(UseNotAllowedError):
            evidence.read_exhibit(home, ama, row.pk, why="x", use=use)


def test_the_use_that_it_was_given_for_takes_no_consent(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, exhibits = arrived(home, chile, ama)
    assert b"".join(evidence.read_exhibit(home, ama, exhibits[0].pk, why="the case itself"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"from_": "GH"}, "set the conditions"),
        ({"to": "BR"}, "covers nothing here"),
        ({"evidence": (digest_of(b"other"),)}, "other evidence"),
        ({"exercise": False}, "exercise"),
    ],
)
def test_a_consent_that_is_not_theirs_or_not_about_it_is_refused(
    change: dict[str, object], says: str, home: Node, chile: Neighbour
) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, exhibits = arrived(home, chile, ama)
    data = consent_of(chile, home, exhibits[0].digest, **change)
    with pytest.raises(UseNotAllowedError, match=says):
        consents.record_consent(home, ama, exhibits[0].pk, data, name="c.asice")


def test_a_consent_that_another_sealed_is_refused(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, exhibits = arrived(home, chile, ama)
    values = consent_of(chile, home, exhibits[0].digest)
    forged = bytearray(values)
    forged[200] ^= 1
    with pytest.raises(GlacyError):
        consents.record_consent(home, ama, exhibits[0].pk, bytes(forged), name="c.asice")
    mine = seal_consent(open_consent(values), by=home.signer, at=home.clock(), stamper=home.stamper)
    with pytest.raises(UseNotAllowedError, match="does not hold"):
        consents.record_consent(home, ama, exhibits[0].pk, mine, name="c.asice")


def test_a_consent_on_paper_counts_until_its_last_day(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, exhibits = arrived(home, chile, ama)
    today = home.clock().date()
    values = {
        "use": "publication", "what": "A talk", "given_by": "Central authority", "given_on": today,
        "reference": "R-1", "scan": b"%PDF", "scan_name": "consent.pdf",
    }  # fmt: skip
    consents.record_paper_consent(
        home,
        ama,
        exhibits[0].pk,
        **values,
        until=today - timedelta(days=1),  # type: ignore[arg-type]  # by name
    )
    with pytest.raises(UseNotAllowedError):
        evidence.read_exhibit(home, ama, exhibits[0].pk, why="x", use="publication")
    consents.record_paper_consent(home, ama, exhibits[0].pk, **values, until=today)  # type: ignore[arg-type]  # by name
    kofi = hire(home, "kofi", "approver")
    cases.add_member(home, ama, str(exhibits[0].case_id), "kofi", "second person")
    with pytest.raises(UseNotAllowedError):
        evidence.read_exhibit(home, ama, exhibits[0].pk, why="x", use="publication")
    with pytest.raises(SecondPersonError):
        consents.confirm_consent(home, ama, exhibits[0].pk, 2, confirmed_at=home.clock())
    for number in (1, 2):
        consents.confirm_consent(home, kofi, exhibits[0].pk, number, confirmed_at=home.clock())
    with pytest.raises(WrongStateError, match="A colleague has confirmed it"):
        consents.confirm_consent(home, kofi, exhibits[0].pk, 2, confirmed_at=home.clock())
    assert EntryRow.objects.filter(kind="evidence.consent_confirmed").count() == 2
    assert b"".join(evidence.read_exhibit(home, ama, exhibits[0].pk, why="x", use="publication"))


def test_our_own_consent_is_signed_by_one_who_may_approve(desk: Desk) -> None:
    exhibit = desk.put()
    now = desk.node.clock()
    values = {
        "to": "CL", "use": "other_case", "what": "Use in case 9", "reference": "CL-9", "confirmed_at": now,
    }  # fmt: skip
    with pytest.raises(WrongStateError, match="never given by this State to CL"):
        consents.give_consent(desk.node, desk.kofi, [exhibit], **values)  # type: ignore[arg-type]  # by name
    put_copy(desk.row(exhibit), kind="answer", to="CL", why="answer", by=desk.ama, at=now)
    values["confirmed_at"] = now - timedelta(hours=1)
    with pytest.raises(ConfirmationError):
        consents.give_consent(desk.node, desk.kofi, [exhibit], **values)  # type: ignore[arg-type]  # by name
    values["confirmed_at"] = now
    with pytest.raises(NotAllowedError):
        consents.give_consent(desk.node, desk.ama, [exhibit], **values)  # type: ignore[arg-type]  # by name
    data = consents.give_consent(desk.node, desk.kofi, [exhibit], **values)  # type: ignore[arg-type]  # by name
    row, kept = consents.consent_file(desk.node, desk.ama, exhibit, 1)
    assert kept == data
    assert (row.direction, row.to) == ("given", "CL")


def test_the_papers_that_go_with_the_evidence(desk: Desk) -> None:
    paper = copies.put_paper(
        desk.node, desk.esi, desk.case, kind="order", title="Order of the 7th court (invented)",
        content=b"%PDF-", file_name="order.pdf",
    )  # fmt: skip
    row, content = copies.read_paper(desk.node, desk.ama, paper)
    assert (row.kind, row.suffix, content) == ("order", "pdf", b"%PDF-")
    assert [one.pk for one in copies.papers_of(desk.node, desk.kofi, desk.case)] == [paper]


def test_the_description_names_exhibits_acts_and_people(desk: Desk) -> None:
    desk.put()
    described = copies.describe(desk.node, desk.ama, desk.case).decode()
    for word in ("ProvenanceRecord", "InvestigativeAction", "mailbox.csv", "Esi (invented)", "sealed"):
        assert word in described
