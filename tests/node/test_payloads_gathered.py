"""Evidence that travels apart arrives whole through cuts, losses, wrong pieces, a full disk and sticks."""

from __future__ import annotations

import io
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from glacy.canon import digest_of
from glacy.exchange import PAYLOAD, PayloadList, Receipt, write_payload
from glacy.node.acts import apart, cases, evidence, inbox
from glacy.node.opened import Node
from glacy.node.payload_loop import gather_due, sweep_payloads
from glacy.node.payload_pieces import folder_of, make_pieces
from glacy.node.payload_stick import take_piece
from glacy.node.veiled import VeiledFile
from glacy.store.models import EntryRow, ExhibitRow, MessageRow, PayloadRow
from glacy.store.people import Officer
from tests import nodes
from tests.evidence.bundles import FILES, sealed
from tests.node.neighbour import Neighbour
from tests.node.people import hire
from tests.node.piece_server import PieceServer, Town, serving
from tests.node.test_evidence_arrived import CONTENT, OFFER

BUNDLE = sealed()
PIECE = 2048
_DAYS = timedelta(days=4)


@dataclass(kw_only=True)
class Scene:
    """Chile sent the list; its pieces wait on its server."""

    home: Node
    elena: Officer
    server: PieceServer
    line: Town
    listed: PayloadList

    @property
    def row(self) -> PayloadRow:
        """How far it is."""
        return PayloadRow.objects.select_related("message").get()

    def gather(self, times: int = 1) -> PayloadRow:
        """Some rounds of the worker; what waits is due at once."""
        for _ in range(times):
            PayloadRow.objects.filter(state="coming").update(next_at=self.home.clock())
            gather_due(self.home, self.line, stop=threading.Event())
        return self.row


def pieces_for(home: Node, folder: Path) -> PayloadList:
    """The pieces of the bundle for Ghana, in a folder of Chile."""
    (home.path / "vault").mkdir(exist_ok=True)
    with VeiledFile(home.path / "vault") as bundle:
        bundle.file.write(BUNDLE)
        bundle.file.flush()
        listed = make_pieces(
            home,
            "made",
            bundle,
            digest=digest_of(BUNDLE),
            to=home.entry.age_recipients,
            piece_size=PIECE,
        )
    folder_of(home, "made").rename(folder)
    return listed


@pytest.fixture
def scene(home: Node, chile: Neighbour, tmp_path: Path) -> Iterator[Scene]:
    """The list arrived in a thread whose case Elena has opened."""
    listed = pieces_for(home, tmp_path / "chile")
    elena = hire(home, "elena", "duty_officer")
    chile.say(OFFER)
    inbox.open_request(home, elena, MessageRow.objects.get(kind="offer").pk)
    reply = chile.say(CONTENT, {PAYLOAD: write_payload(listed)})
    assert isinstance(reply, Receipt)
    server = PieceServer(folder=tmp_path / "chile", listed=listed, envelope=CONTENT.id)
    with serving(server) as line:
        yield Scene(home=home, elena=elena, server=server, line=line, listed=listed)


def assert_whole(scene: Scene) -> None:
    """Every file is an exhibit as it was sealed, the pieces are gone, the sender was told once."""
    row = scene.row
    assert (row.state, row.had, row.says) == ("gathered", row.count, "")
    found = sorted(scene.home.vault.get(one.digest) for one in ExhibitRow.objects.all())
    assert found == sorted(FILES.values())
    assert not folder_of(scene.home, CONTENT.id).exists()
    assert scene.server.done == 1
    assert EntryRow.objects.filter(kind="payload.gathered").count() == 1


def test_all_pieces_come_and_become_exhibits(scene: Scene) -> None:
    assert len(scene.listed.pieces) > 4
    scene.gather()
    assert_whole(scene)
    assert b"".join(evidence.bundle_received(scene.home, scene.elena, CONTENT.id)) == BUNDLE
    exhibit = ExhibitRow.objects.first()
    assert exhibit is not None
    assert exhibit.custody.get().kind == "received"
    checks = evidence.verify_received(scene.home, scene.elena, exhibit.pk).checks
    assert all(one.holds is not False for one in checks)


def test_a_line_cut_a_hundred_times_still_ends_well(scene: Scene) -> None:
    scene.server.cut_after = 150
    scene.gather(12)
    assert scene.server.cuts >= 100
    assert_whole(scene)
    asked = scene.server.asked
    assert len(asked) == len(set(asked)), "no byte was asked for twice"


def test_what_was_begun_before_a_kill_is_not_fetched_again(scene: Scene) -> None:
    folder = folder_of(scene.home, CONTENT.id)
    folder.mkdir(parents=True)
    (folder / "00002.part").write_bytes((scene.server.folder / "00002.age").read_bytes()[:700])
    (folder / "00003.part").write_bytes((scene.server.folder / "00003.age").read_bytes())
    scene.gather()
    assert (2, 700) in scene.server.asked
    assert 3 not in {number for number, _ in scene.server.asked}
    assert_whole(scene)


def test_a_missing_piece_is_waited_for(scene: Scene) -> None:
    scene.server.bend = lambda number, data: None if number == 2 else data
    row = scene.gather()
    assert row.state == "coming"
    assert "404" in row.says
    assert row.next_at > scene.home.clock()
    scene.server.bend = lambda _, data: data
    scene.gather()
    assert_whole(scene)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda data, _: data[:90] + bytes([data[90] ^ 1]) + data[91:], id="a flipped bit"),
        pytest.param(lambda data, other: other[: len(data)].ljust(len(data), b"\0"), id="another piece"),
    ],
)
def test_a_wrong_piece_is_named_and_asked_for_again(
    scene: Scene, wrong: Callable[[bytes, bytes], bytes]
) -> None:
    other = (scene.server.folder / "00001.age").read_bytes()
    scene.server.bend = lambda number, data: wrong(data, other) if number == 3 else data
    row = scene.gather()
    assert "Piece 3" in row.says
    assert not (folder_of(scene.home, CONTENT.id) / "00003.part").exists()
    scene.server.bend = lambda _, data: data
    scene.gather(2)
    assert_whole(scene)


def test_a_piece_of_another_size_is_no_piece(scene: Scene) -> None:
    scene.server.bend = lambda number, data: data + b"more" if number == 1 else data
    assert "another size" in scene.gather().says
    assert not ExhibitRow.objects.exists()


def test_a_full_disk_is_said_and_it_goes_on_when_there_is_room(scene: Scene) -> None:
    place = scene.home.path / "payloads"
    place.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system takes the right to mount one")
    try:
        with suppress(OSError), (place / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))
        row = scene.gather()
        assert row.state == "coming"
        assert "No space left" in row.says
        assert row.next_at - scene.home.clock() >= timedelta(seconds=16)
        (place / "filler").unlink()
        scene.gather(2)
        assert_whole(scene)
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_after_three_days_without_a_byte_a_person_is_asked(scene: Scene) -> None:
    scene.server.bend = lambda *_: None
    scene.gather()
    PayloadRow.objects.update(since=scene.row.since - 4 * (scene.row.next_at - scene.row.since) - _DAYS)
    row = scene.gather()
    assert row.state == "stuck"
    assert "404" in row.says


def test_sticks_bring_the_pieces_in_any_order_and_more_than_once(scene: Scene) -> None:
    scene.server.bend = lambda *_: None
    names = sorted(file.name for file in scene.server.folder.iterdir())
    for place, name in enumerate([*reversed(names), names[0]]):
        carried = f"{CONTENT.id}.{name.split('.')[0]}.piece.age"
        with (scene.server.folder / name).open("rb") as file:
            taken = take_piece(scene.home, carried, file)
        assert taken.became == ("taken" if place < len(names) else "known")
    assert taken.have == taken.count == len(names)
    scene.gather()
    assert_whole(scene)
    with (scene.server.folder / names[0]).open("rb") as file:
        assert take_piece(scene.home, f"{CONTENT.id}.00001.piece.age", file).became == "known"


def test_a_stick_with_other_files_harms_nothing(scene: Scene) -> None:
    def bring(name: str, data: bytes) -> str:
        return take_piece(scene.home, name, io.BytesIO(data)).became

    good = (scene.server.folder / "00001.age").read_bytes()
    assert bring("holiday.jpg", good) == "not_ours"
    assert bring(f"{nodes.id_of('unknown')}.00001.piece.age", good) == "too_early"
    assert bring(f"{CONTENT.id}.00002.piece.age", good) == "wrong"
    assert bring(f"{CONTENT.id}.00001.piece.age", good[:-1]) == "wrong"
    assert bring(f"{CONTENT.id}.09999.piece.age", good) == "wrong"
    scene.gather()
    assert_whole(scene)


def test_evidence_waits_for_its_case(home: Node, chile: Neighbour, tmp_path: Path) -> None:
    listed = pieces_for(home, tmp_path / "chile")
    elena = hire(home, "elena", "duty_officer")
    chile.say(OFFER)
    chile.say(CONTENT, {PAYLOAD: write_payload(listed)})
    server = PieceServer(folder=tmp_path / "chile", listed=listed, envelope=CONTENT.id)
    with serving(server) as line:
        scene = Scene(home=home, elena=elena, server=server, line=line, listed=listed)
        assert "opens the case" in scene.gather().says
        assert not ExhibitRow.objects.exists()
        case = inbox.open_request(home, elena, MessageRow.objects.get(kind="offer").pk)
        scene.gather()
        assert_whole(scene)
        assert len(cases.view_case(home, elena, case).exhibits) == len(FILES)


def test_a_list_of_other_evidence_is_refused(home: Node, chile: Neighbour, tmp_path: Path) -> None:
    listed = replace(pieces_for(home, tmp_path / "chile"), digest=digest_of(b"other"))
    chile.say(OFFER)
    reply = chile.say(CONTENT, {PAYLOAD: write_payload(listed)})
    assert not isinstance(reply, Receipt)
    assert not PayloadRow.objects.exists()


def test_what_was_erased_is_fetched_no_more(scene: Scene) -> None:
    scene.server.cut_after = 50
    scene.gather()
    assert folder_of(scene.home, CONTENT.id).exists()
    scene.home.vault.remove(scene.row.message.envelope_digest)
    sweep_payloads(scene.home)
    assert scene.row.state == "void"
    assert not folder_of(scene.home, CONTENT.id).exists()


def test_what_lies_apart_here_is_not_taken_in_and_a_person_is_asked(scene: Scene) -> None:
    content = next(iter(FILES.values()))
    esi = hire(scene.home, "esi", "case_officer", "custodian")
    other = cases.open_case(scene.home, esi, title="Another case (invented)")
    apart.put_apart(scene.home, esi, other, "image", [content])
    row = scene.gather()
    assert row.state == "stuck"
    assert "does not come with a message" in row.says
    assert not scene.home.vault.has(digest_of(content))
    assert not scene.home.vault.has(scene.listed.digest)
