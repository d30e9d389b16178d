"""What is printed for a court: sealed, in four languages, with the chain, its gaps and its proofs."""

from __future__ import annotations

import json
from dataclasses import replace

import pypdfium2
import pytest

from glacy.canon import read_canonical
from glacy.documents import LANGUAGES, attachments_of
from glacy.evidence import code_text, examine_record, render_record
from glacy.journal import examine_proof
from glacy.node.acts import apart, copies, court, custody, evidence
from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.signing import examine_pdf_seal
from glacy.store.errors import NoAccessError
from glacy.verify import examine_file
from tests.node.case_files import LOG, Desk, arrived, open_desk
from tests.node.neighbour import Neighbour
from tests.node.people import hire


@pytest.fixture
def desk(home: Node) -> Desk:
    return open_desk(home)


TITLES = {
    "en": "Record of custody",
    "es": "Registro de custodia",
    "fr": "Registre de conservation des preuves",
    "pt": "Registo de custódia",
}


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_record_of_custody_is_sealed_in_every_language(language: str, desk: Desk) -> None:
    exhibit = desk.put()
    pdf = court.custody_record(desk.node, desk.ama, desk.case, language=language)
    assert examine_pdf_seal(pdf, trust=desk.node.trust, at=desk.node.clock()).holds is True
    told = text_of(pdf)
    assert TITLES[language] in told
    assert "Esi (invented)" in told
    assert desk.row(exhibit).digest[:32] in told


def test_the_record_carries_its_events_and_their_proofs(desk: Desk) -> None:
    desk.put()
    files = {
        one.name: one.content for one in attachments_of(court.custody_record(desk.node, desk.ama, desk.case))
    }
    record = read_canonical(files["record.json"])
    assert isinstance(record, dict)
    told = json.loads(files["record.json"])["exhibits"][0]
    assert [one["kind"] for one in told["events"]] == ["received", "sealed"]
    assert told["proofs"] == ["0001.tlog-proof", "0002.tlog-proof"]
    for name in told["proofs"]:
        checks = examine_proof(files[name], keys=desk.node.entry.journal_verifiers)
        assert all(check.holds is not False for check in checks)
        assert any(check.holds for check in checks)


def test_a_record_holds_for_who_trusts_the_directory(desk: Desk, chile: Neighbour) -> None:  # noqa: ARG001  the directory
    desk.put()
    pdf = court.custody_record(desk.node, desk.ama, desk.case)
    report = examine_file(pdf, directory=desk.node.directory, at=desk.node.clock())
    assert report.holds is True
    told = [
        (check.name, check.holds) for check in report.checks if check.name.startswith(("custody", "record"))
    ]
    assert told == [("custody.journal", True), ("custody.journal", True), ("record.page", True)]
    alone = examine_file(pdf, directory=None, at=desk.node.clock())
    assert alone.holds is None


def test_every_region_of_the_record_is_guarded(desk: Desk, chile: Neighbour) -> None:  # noqa: ARG001  the directory
    desk.put()
    pdf = court.custody_record(desk.node, desk.ama, desk.case)
    for place in range(0, len(pdf), max(1, len(pdf) // 60)):
        changed = bytearray(pdf)
        changed[place] ^= 1
        report = examine_file(
            bytes(changed), name="r.pdf", directory=desk.node.directory, at=desk.node.clock()
        )
        assert report.holds is not True, place


@pytest.mark.parametrize(("also", "holds"), [(True, True), (False, False)])
def test_a_page_that_says_other_than_its_files_is_caught(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, also: bool, holds: bool
) -> None:
    """A node whose program was tampered with prints another holder, and seals that."""
    desk.put()
    files = {
        one.name: one.content for one in attachments_of(court.custody_record(desk.node, desk.ama, desk.case))
    }
    if not also:
        monkeypatch.setattr("glacy.evidence.sheets.write_page", lambda *_: files["page.json"])
    monkeypatch.setattr(
        court,
        "render_record",
        lambda told, heading: render_record([replace(one, holder="Efi (invented)") for one in told], heading),
    )
    pdf = court.custody_record(desk.node, desk.ama, desk.case)
    seal = examine_pdf_seal(pdf, trust=desk.node.trust, at=desk.node.clock())
    assert seal.holds is True
    monkeypatch.undo()
    checks = examine_record(pdf, first_revision=seal.first_revision)
    assert next(one.holds for one in checks if one.name == "record.page") is holds


def test_a_certificate_is_made_again_too(desk: Desk, chile: Neighbour) -> None:
    ama = hire(desk.node, "abena", "central_authority_lawyer")
    _, exhibits = arrived(desk.node, chile, ama)
    request = exhibits[0].message
    assert request is not None
    paper = court.certify(
        desk.node,
        ama,
        str(request.about_id),
        [exhibits[0].pk],
        statement="Held.",
        confirmed_at=desk.node.clock(),
    )
    pdf = copies.read_paper(desk.node, ama, paper)[1]
    seal = examine_pdf_seal(pdf, trust=desk.node.trust, at=desk.node.clock())
    assert [
        one.holds
        for one in examine_record(pdf, first_revision=seal.first_revision)
        if one.name == "record.page"
    ] == [True]


def test_a_name_with_line_feeds_stays_one_line(desk: Desk) -> None:
    exhibit = evidence.put_exhibit(desk.node, desk.esi, desk.case, "two\nlines\u202egnp.exe\u00ad", [b"x"])
    told = text_of(court.custody_record(desk.node, desk.ama, desk.case, [exhibit], language="en"))
    assert "two[U+000A]lines[U+202E]gnp.exe[U+00AD]" in told.replace(" ", "")


def test_gaps_and_copies_stand_in_the_record(desk: Desk) -> None:
    exhibit = desk.put()
    custody.hand_over(desk.node, desk.esi, exhibit, why="x", confirmed_at=desk.node.clock(), to="ama")
    copies.defence_copy(
        desk.node, desk.esi, desk.case, [exhibit], to="Counsel (invented)", withheld={}, decided_by="J",
        confirmed_at=desk.node.clock(),
    )  # fmt: skip
    told = text_of(court.custody_record(desk.node, desk.ama, desk.case))
    assert "Ama (invented) had the evidence" not in told
    assert "Copy for the defence" in told
    assert "Counsel (invented)" in told


def test_child_abuse_material_has_no_name_in_it(desk: Desk) -> None:
    apart.put_apart(desk.node, desk.esi, desk.case, "video", [b"material"])
    told = text_of(court.custody_record(desk.node, desk.ama, desk.case, language="fr"))
    assert "Matériel pédocriminel (video)" in told


def test_what_the_node_wrote_as_a_reason_is_read_in_the_language_of_the_record(desk: Desk) -> None:
    exhibit = desk.put()
    custody.hand_over(
        desk.node, desk.esi, exhibit, why="for the hearing", confirmed_at=desk.node.clock(), to="ama"
    )
    told = text_of(court.custody_record(desk.node, desk.ama, desk.case, language="fr"))
    assert "scellée dans le coffre" in told
    assert "recueillie" in told
    assert "for the hearing" in told
    for english in ("taken in", "sealed into the vault"):
        assert english not in told


def test_a_label_holds_id_and_digest_and_names_nobody(desk: Desk) -> None:
    exhibit = desk.put()
    told = text_of(court.labels(desk.node, desk.ama, desk.case, [exhibit]))
    assert "/ 1" in told
    assert "Esi" not in told
    assert "mailbox" not in told
    row = desk.row(exhibit)
    assert code_text(row.pk, row.digest) == f"glacy:exhibit:{row.pk}:{row.digest}"  # type: ignore[arg-type]  # a digest


def test_the_form_of_a_hand_over_has_room_for_both_hands(desk: Desk) -> None:
    given = custody.hand_over(
        desk.node, desk.esi, desk.put(), why="to court", confirmed_at=desk.node.clock(),
        to_person="Clerk of the 7th court (invented)",
    )  # fmt: skip
    told = text_of(court.receipt_form(desk.node, desk.ama, given, language="es"))
    assert "Recibe Clerk of the 7th court (invented)" in told
    assert "Entrega Esi (invented)" in told
    with pytest.raises(NoAccessError):
        court.receipt_form(desk.node, desk.yaw, given)


def test_the_certificate_compares_first(desk: Desk, chile: Neighbour) -> None:
    ama = hire(desk.node, "abena", "central_authority_lawyer")
    case, exhibits = arrived(desk.node, chile, ama)
    request = exhibits[0].message
    assert request is not None
    paper = court.certify(
        desk.node, ama, request.pk, [one.pk for one in exhibits], confirmed_at=desk.node.clock(),
        statement="Made in the ordinary course.",
    )  # fmt: skip
    row, pdf = copies.read_paper(desk.node, ama, paper)
    assert row.kind == "certificate"
    assert examine_pdf_seal(pdf, trust=desk.node.trust, at=desk.node.clock()).holds is True
    told = text_of(pdf)
    assert "Made in the ordinary course." in told
    assert "[U+1F4BE]" in told
    assert "The court of trial named no form" in told
    assert [one.kind for one in copies.papers_of(desk.node, ama, case)] == ["certificate"]
    digest = exhibits[0].digest
    desk.node.vault.remove(digest)
    with pytest.raises(WrongStateError, match="not what was sealed"):
        court.certify(desk.node, ama, request.pk, [exhibits[0].pk], confirmed_at=desk.node.clock())
    assert LOG


def test_the_form_that_the_court_of_trial_asked_for_is_the_requests_own() -> None:
    from dataclasses import replace

    from glacy.cooperation import write_message
    from glacy.cooperation.sections import Formalities
    from glacy.store.models import MessageRow
    from tests.cooperation import story

    asked = replace(story.ASSISTANCE, formalities=Formalities(certificates=("Certificate under oath",)))
    row = MessageRow(kind="request", body=write_message(asked))
    assert court.asked_form(row) == ("Certificate under oath",)
    assert court.asked_form(MessageRow(kind="offer")) == ()
