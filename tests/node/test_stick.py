"""What is carried on a stick arrives once, whatever happened to the stick on its way."""

from __future__ import annotations

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from glacy.courier import CourierError, Stick
from glacy.courier import folder as stick_files
from glacy.node.acts import carriage, requests
from glacy.node.carriers import choose_carrier
from glacy.node.carrying import carry_due, give_up_overdue
from glacy.node.opened import Node
from glacy.node.posting_stick import put_on_stick, take_from_stick
from glacy.node.settling import settle_reply
from glacy.store.models import DepartureRow, MessageRow, OutboxRow, QuarantineRow, ReturnRow
from tests.node.by_mail import cut_line, flipped, later
from tests.node.neighbour import Killed, Neighbour, from_chile
from tests.node.people import hire, send_preservation


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick with somebody's own files on it."""
    root = tmp_path / "stick"
    (root / "Holiday").mkdir(parents=True)
    (root / "Holiday" / "beach.jpg").write_bytes(b"\xff\xd8 sand")
    (root / "thesis.doc").write_bytes(b"not yours")
    return root


def parcels(root: Path) -> list[Path]:
    return sorted((root / "GLACY").glob("*.age"))


def replies(root: Path) -> list[Path]:
    return sorted((root / "GLACY").glob("*.asice"))


def chile_takes(chile: Neighbour, root: Path) -> list[bytes]:
    """Chile's node takes the parcels of a stick in, and puts its replies on it."""
    answers = [chile.node.receive(file.read_bytes()) for file in parcels(root)]
    for answer in answers:
        Stick(root).put(answer, kind=".asice")
    return answers


def test_a_request_goes_on_a_stick_and_its_receipt_comes_back_on_it(
    home: Node, chile: Neighbour, stick: Path
) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    did = put_on_stick(home, stick, country="CL")
    assert (did.parcels, did.left_out, did.others) == (1, 0, ("Holiday", "thesis.doc"))
    view = requests.view_request(home, ama, request)
    assert (view.state, view.message.carried) == ("sent", "posted")
    chile_takes(chile, stick)
    assert [one.header.id for one in chile.node.inbox] == [request]
    taken = take_from_stick(home, stick)
    assert (taken.settled, taken.cleaned, taken.damaged) == (1, 2, [])
    view = requests.view_request(home, ama, request)
    assert (view.state, view.message.carried) == ("received", "receipted")
    assert parcels(stick) == replies(stick) == [], "the stick is clean of what is settled"
    assert (stick / "Holiday" / "beach.jpg").read_bytes() == b"\xff\xd8 sand"
    assert sorted(one.name for one in stick.iterdir()) == ["GLACY", "Holiday", "thesis.doc"]


def test_the_manifest_names_only_digests(home: Node, chile: Neighbour, stick: Path) -> None:
    _, request = send_preservation(home, hire(home, "ama", "duty_officer"), title="Operation Kingfisher")
    put_on_stick(home, stick)
    manifest = (stick / "GLACY" / "manifest.json").read_text()
    text = manifest + (stick / "GLACY" / "README.txt").read_text()
    row = MessageRow.objects.get(pk=request)
    assert not [word for word in (request, row.thread_id, "Kingfisher", "GH", "ama") if word in text]
    (listed,) = json.loads(manifest)["files"]
    assert listed["name"] == f"{DepartureRow.objects.get().sealed}.age"
    assert chile.node.inbox == []


def test_what_comes_on_a_stick_is_answered_on_it_and_twice_is_harmless(
    home: Node, chile: Neighbour, stick: Path
) -> None:
    Stick(stick).put(chile.seal(from_chile()), kind=".age")
    first = take_from_stick(home, stick)
    assert (first.parcels, first.replies, first.damaged) == (1, 1, [])
    (reply,) = replies(stick)
    assert type(chile.node.settle(reply.read_bytes())).__name__ == "Receipt"
    again = take_from_stick(home, stick)
    assert again.parcels == 1
    assert replies(stick) == [reply], "the same receipt, word for word"
    assert MessageRow.objects.filter(direction="received").count() == 1
    assert ReturnRow.objects.get().state == "gone"


def test_a_reply_that_the_stick_could_not_take_goes_on_the_next_one(
    home: Node, chile: Neighbour, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Stick(stick).put(chile.seal(from_chile()), kind=".age")
    with monkeypatch.context() as patched:
        patched.setattr(stick_files, "_copy", _raise(errno.EROFS))
        told = take_from_stick(home, stick).told
    assert any("could not be put on the stick" in one for one in told)
    assert MessageRow.objects.filter(direction="received").count() == 1
    other = tmp_path / "other"
    other.mkdir()
    assert put_on_stick(home, other, country="CL").replies == 1
    assert type(chile.node.settle(replies(other)[0].read_bytes())).__name__ == "Receipt"


def test_a_stick_that_is_full_keeps_what_fits_and_another_takes_the_rest(
    home: Node, stick: Path, chile: Neighbour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ama = hire(home, "ama", "duty_officer")
    for _ in range(3):
        send_preservation(home, ama)
    whole, room = stick_files._copy, [2]

    def with_little_room(content: bytes, part: Path) -> Path:
        if part.name.endswith(".age.part"):
            if not room[0]:
                raise OSError(errno.ENOSPC, "No space left on device")
            room[0] -= 1
        return whole(content, part)

    with monkeypatch.context() as patched:
        patched.setattr(stick_files, "_copy", with_little_room)
        did = put_on_stick(home, stick)
    assert (did.parcels, did.left_out) == (2, 1)
    assert "full" in did.says
    assert sorted(OutboxRow.objects.values_list("state", flat=True)) == ["pending", "posted", "posted"]
    other = tmp_path / "other"
    other.mkdir()
    assert put_on_stick(home, other).parcels == 3, "what has no reply yet goes on every stick"
    chile_takes(chile, stick)
    chile_takes(chile, other)
    assert len(chile.node.inbox) == 3
    assert take_from_stick(home, stick).settled + take_from_stick(home, other).settled == 3


@pytest.mark.usefixtures("chile")
@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount a small disk")
def test_a_real_disk_that_is_full(home: Node, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.system(f"mount -t tmpfs -o size=300k tmpfs {small}"):
        pytest.skip("no disk can be mounted here")
    try:
        ama = hire(home, "ama", "duty_officer")
        for _ in range(4):
            send_preservation(home, ama)
        did = put_on_stick(home, small)
        assert 1 <= did.parcels < 4
        assert did.left_out == 4 - did.parcels
        found = Stick(small).contents()
        assert len([file for file in found.files if file.kind == ".age"]) == did.parcels
        assert not list((small / "GLACY").glob("*.part"))
    finally:
        os.system(f"umount {small}")


@pytest.mark.usefixtures("chile")
def test_a_copy_that_was_cut_goes_on_where_it_ended(home: Node, stick: Path) -> None:
    send_preservation(home, hire(home, "ama", "duty_officer"))
    put_on_stick(home, stick)
    (file,) = parcels(stick)
    content = file.read_bytes()
    for left in (content[:5000], content[:5000] + b"rubbish", b"", content):
        file.unlink()
        file.with_name(f"{file.name}.part").write_bytes(left)
        assert Stick(stick).contents().missing == (file.name,), "the list tells what a cut copy lacks"
        put_on_stick(home, stick)
        assert file.read_bytes() == content
        assert not list((stick / "GLACY").glob("*.part"))


def test_killed_before_it_was_noted_the_parcel_is_carried_once(
    home: Node, chile: Neighbour, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    send_preservation(home, hire(home, "ama", "duty_officer"))
    with monkeypatch.context() as patched:
        patched.setattr("glacy.node.posting_stick.note_posted", killed)
        with pytest.raises(Killed):
            put_on_stick(home, stick)
    assert OutboxRow.objects.get().state == "pending"
    assert carry_due(home, chile) == 1, "HTTPS was quicker than the stick"
    chile_takes(chile, stick)
    assert len(chile.node.inbox) == 1
    did = take_from_stick(home, stick)
    assert (did.settled, did.cleaned) == (0, 2)


def test_bad_files_on_a_stick_are_named_and_left_as_they_lie(
    home: Node, chile: Neighbour, stick: Path
) -> None:
    send_preservation(home, hire(home, "ama", "duty_officer"))
    put_on_stick(home, stick)
    own = parcels(stick)[0].name
    good, other = chile.seal(from_chile()), chile.seal(from_chile("b", thread="b"))
    folder = stick / "GLACY"
    files = {
        "cut": Stick(stick).put(good, kind=".age") and _named(folder, good)[:-4],
        "flipped": Stick(stick).put(other, kind=".age") and _named(folder, other)[:-4],
    }
    (folder / f"{files['cut']}.age").write_bytes(good[: len(good) // 2])
    (folder / f"{files['flipped']}.age").write_bytes(flipped(other))
    (folder / "letter.pdf").write_bytes(b"%PDF")
    (folder / ("a" * 64 + ".age")).symlink_to("/etc/passwd")
    (folder / ("b" * 64 + ".age")).mkdir()
    os.mkfifo(folder / ("c" * 64 + ".asice"))
    Stick(stick).put(b"PK\x03\x04 no reply", kind=".asice")
    before = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    did = take_from_stick(home, stick)
    assert sorted(did.damaged) == sorted(f"{name}.age" for name in files.values())
    assert did.ours == 1
    assert own not in (*did.for_others, *did.damaged)
    assert {"letter.pdf", "a" * 64 + ".age", "b" * 64 + ".age", "c" * 64 + ".asice", "thesis.doc"} <= {
        *did.others
    }
    assert (did.parcels, QuarantineRow.objects.count()) == (0, 0), "a bad copy is no message of theirs"
    after = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    assert after == before
    Stick(stick).put(good, kind=".age")
    assert take_from_stick(home, stick).parcels == 1, "copied again it arrives"


def test_a_parcel_for_another_node_is_left_and_not_rejected(
    home: Node, chile: Neighbour, stick: Path
) -> None:
    _, request = send_preservation(home, hire(home, "ama", "duty_officer"))
    put_on_stick(home, stick)
    OutboxRow.objects.filter(message=request).update(sealed_digest="")
    DepartureRow.objects.all().delete()  # as at a node that never made it
    did = take_from_stick(home, stick)
    assert (len(did.for_others), did.parcels) == (1, 0)
    assert QuarantineRow.objects.count() == 0
    assert chile.node.inbox == []


def test_a_parcel_that_was_altered_and_renamed_is_rejected_at_the_gate(
    home: Node, chile: Neighbour, stick: Path
) -> None:
    Stick(stick).put(flipped(chile.seal(from_chile())), kind=".age")
    did = take_from_stick(home, stick)
    assert did.parcels == 1
    assert QuarantineRow.objects.get().reason == "damaged"
    assert "nobody is named" in " ".join(did.told)


def test_without_a_list_or_with_a_bad_one_the_files_speak_for_themselves(
    home: Node, chile: Neighbour, stick: Path
) -> None:
    Stick(stick).put(chile.seal(from_chile()), kind=".age")
    manifest = stick / "GLACY" / "manifest.json"
    for bad in (b"", b"[1", b'{"files": 3}', b"[" * 50_000):
        manifest.write_bytes(bad)
        assert any("manifest" in one for one in take_from_stick(home, stick, is_kept=True).told)
    manifest.unlink()
    assert take_from_stick(home, stick).parcels == 1


def test_no_stick_and_a_folder_that_leads_elsewhere_are_told(home: Node, tmp_path: Path) -> None:
    with pytest.raises(CourierError, match="no folder"):
        put_on_stick(home, tmp_path / "nothing")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "GLACY").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CourierError, match="link"):
        take_from_stick(home, tmp_path / "stick")
    send_preservation(home, hire(home, "ama", "duty_officer"))


def test_who_chose_the_stick_is_asked_when_nobody_carries_it(home: Node, chile: Neighbour) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    choose_carrier(home, ama, "CL", "stick")
    assert carry_due(home, chile) == 0
    later(home, hours=73)
    assert give_up_overdue(home) == 1
    assert "stick" in requests.view_request(home, ama, request).message.last_error


def test_an_older_stick_changes_nothing_and_a_late_receipt_settles_what_was_given_up(
    home: Node, chile: Neighbour, stick: Path, tmp_path: Path
) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    cut_line(home, chile)
    put_on_stick(home, stick)
    chile_takes(chile, stick)
    shutil.copytree(stick, tmp_path / "older")
    later(home, days=8)
    give_up_overdue(home)
    assert requests.view_request(home, ama, request).message.carried == "stuck"
    assert take_from_stick(home, tmp_path / "older", is_kept=True).settled == 1
    assert requests.view_request(home, ama, request).message.carried == "receipted"
    assert take_from_stick(home, stick).settled == 0
    assert take_from_stick(home, tmp_path / "older").settled == 0


def _named(folder: Path, content: bytes) -> str:
    return next(one.name for one in folder.glob("*.age") if one.read_bytes() == content)


def _raise(number: int):  # type: ignore[no-untyped-def]  # stands in for a copy
    def copy(*_: object) -> Path:
        raise OSError(number, os.strerror(number))

    return copy


def test_a_message_that_was_rejected_leaves_in_its_new_envelope_and_the_old_reply_stays_of_the_old_one(
    home: Node, chile: Neighbour, stick: Path, tmp_path: Path
) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    put_on_stick(home, stick)
    directory = chile.node.directory
    chile.node.directory = replace(directory, nodes=(chile.node.entry,))
    (rejection,) = chile_takes(chile, stick)
    assert take_from_stick(home, stick, is_kept=True).settled == 1
    assert requests.view_request(home, ama, request).message.carried == "rejected"
    chile.node.directory = directory
    carriage.try_again(home, ama, request, confirmed_at=home.clock())
    (old,) = parcels(stick)
    other = tmp_path / "other"
    other.mkdir()
    put_on_stick(home, other)
    (new,) = parcels(other)
    assert new.name != old.name
    assert settle_reply(home, rejection).became == "not_ours", "it is about the envelope of before"
    assert requests.view_request(home, ama, request).message.carried == "posted"
    chile_takes(chile, other)
    assert take_from_stick(home, other).settled == 1
    assert take_from_stick(home, stick).cleaned >= 1
    assert requests.view_request(home, ama, request).message.carried == "receipted"
