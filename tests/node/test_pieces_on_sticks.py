"""Large evidence on sticks: split over as many as it takes, gathered in any order, counted once."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from glacy.canon import digest_of
from glacy.courier import folder as stick_files
from glacy.exchange import PayloadList
from glacy.node.opened import Node
from glacy.node.posting_stick import put_on_stick, take_from_stick
from glacy.store.models import MessageRow
from tests.node import test_payloads_gathered as gathered
from tests.node import test_payloads_served as served
from tests.node.test_evidence_arrived import CONTENT
from tests.node.test_payloads_gathered import Scene, assert_whole

people, prepared, sent, listed = served.people, served.prepared, served.sent, served.listed
scene = gathered.scene


def pieces(root: Path) -> list[Path]:
    return sorted((root / "GLACY").glob("*.piece.age"))


def make_stick(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def test_pieces_are_shared_out_over_sticks(
    home: Node, sent: str, listed: PayloadList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (make_stick(tmp_path, name) for name in ("first", "second", "third"))
    whole, room = stick_files._pour, [2]

    def with_room_for_two(source: object, part: Path) -> Path:
        if part.name.endswith(".piece.age.part"):
            if not room[0]:
                raise OSError(errno.ENOSPC, "No space left on device")
            room[0] -= 1
        return whole(source, part)  # type: ignore[arg-type]  # as it was called

    with monkeypatch.context() as patched:
        patched.setattr(stick_files, "_pour", with_room_for_two)
        did = put_on_stick(home, first)
    assert (did.parcels, did.pieces, did.pieces_left_out) == (2, 2, len(listed.pieces) - 2)
    assert "full" in did.says
    did = put_on_stick(home, second)
    assert (did.pieces, did.pieces_left_out) == (len(listed.pieces) - 2, 0)
    found = [digest_of(file.read_bytes()) for file in (*pieces(first), *pieces(second))]
    assert found == [piece.sealed for piece in listed.pieces]
    assert put_on_stick(home, third).pieces == 0
    assert put_on_stick(home, third, again=True).pieces == len(listed.pieces)
    assert MessageRow.objects.get(pk=sent).carried == "posted"


def test_a_piece_that_was_cut_or_altered_on_the_stick_is_mended(
    home: Node, listed: PayloadList, tmp_path: Path
) -> None:
    stick = make_stick(tmp_path, "stick")
    put_on_stick(home, stick)
    one, two = pieces(stick)[:2]
    content = one.read_bytes()
    one.unlink()
    one.with_name(f"{one.name}.part").write_bytes(content[:1500] + b"rubbish")
    two.write_bytes(two.read_bytes()[:-1])
    put_on_stick(home, stick, again=True)
    assert [digest_of(file.read_bytes()) for file in pieces(stick)] == [one.sealed for one in listed.pieces]
    assert not list((stick / "GLACY").glob("*.part"))


def test_sticks_bring_pieces_in_any_order_and_what_is_here_is_taken_off(scene: Scene, tmp_path: Path) -> None:
    scene.server.bend = lambda *_: None
    names = sorted(file.name for file in scene.server.folder.iterdir())
    early, late = make_stick(tmp_path, "early"), make_stick(tmp_path, "late")
    for place, name in enumerate(names):
        folder = (late if place < 2 else early) / "GLACY"
        folder.mkdir(exist_ok=True)
        content = (scene.server.folder / name).read_bytes()
        (folder / f"{CONTENT.id}.{name.split('.')[0]}.piece.age").write_bytes(content)
    wrong = early / "GLACY" / f"{CONTENT.id}.00001.piece.age"
    wrong.write_bytes(b"age-encryption.org/v1\n cut")
    did = take_from_stick(scene.home, early)
    assert (did.pieces, did.damaged) == (len(names) - 2, [wrong.name])
    assert pieces(early) == [wrong], "a bad copy is left as it lies"
    again = take_from_stick(scene.home, late, is_kept=True)
    assert again.pieces == 2
    assert any(f"{len(names)} of {len(names)}" in one for one in again.told)
    assert take_from_stick(scene.home, late).pieces == 0
    assert pieces(late) == []
    scene.gather()
    assert_whole(scene)
