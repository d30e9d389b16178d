"""An officer without a shell carries a stick, sees by what a message left, and chooses the carrier."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from glacy.courier import Stick
from glacy.node.opened import Node
from glacy.store.carrying import chosen_carrier
from glacy.store.models import EntryRow, LetterRow, MessageRow, OutboxRow
from glacy.store.people import Officer
from tests.node.by_mail import list_mail
from tests.node.neighbour import Neighbour, at_home, from_chile
from tests.node.people import send_preservation

Sit = Callable[[str], Client]


@pytest.fixture
def chile(node: Node) -> Neighbour:
    """Chile's node in memory; the two are in one directory."""
    return at_home(node)


def content_of(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # both kinds


def test_a_stick_goes_out_and_comes_back_through_the_browser(
    seat: Sit, node: Node, people: dict[str, Officer], chile: Neighbour, tmp_path: Path
) -> None:
    _, request = send_preservation(node, people["ama"])
    client = seat("ama")
    assert "Chile (1)" in client.get("/carriers/stick").content.decode()
    given = client.post("/carriers/stick/take", {"country": "CL"})
    assert given["Content-Disposition"].startswith('attachment; filename="glacy-stick-')
    packed = zipfile.ZipFile(io.BytesIO(content_of(given)))
    assert packed.testzip() is None
    packed.extractall(tmp_path)
    assert MessageRow.objects.get(pk=request).carried == "posted"
    page = client.get(f"/requests/{request}").content.decode()
    assert "Left on a stick" in page
    assert "Reply awaited until" in page
    assert list((node.path / "run").glob("stick-*")) == []

    (parcel,) = (tmp_path / "GLACY").glob("*.age")
    Stick(tmp_path).put(chile.node.receive(parcel.read_bytes()), kind=".asice")
    Stick(tmp_path).put(chile.seal(from_chile()), kind=".age")
    answer = client.post("/carriers/stick", {"stick": _zipped(tmp_path)})
    page = answer.content.decode()
    assert "What the stick brought" in page
    assert "Download the replies for the stick" in page
    assert MessageRow.objects.get(pk=request).carried == "receipted"
    back = zipfile.ZipFile(io.BytesIO(content_of(client.post("/carriers/stick/take", {"country": "all"}))))
    (reply,) = (name for name in back.namelist() if name.endswith(".asice"))
    assert type(chile.node.settle(back.read(reply))).__name__ == "Receipt"


def test_a_zip_of_something_else_is_said_and_takes_nothing_in(
    seat: Sit, node: Node, people: dict[str, Officer], chile: Neighbour, tmp_path: Path
) -> None:
    client = seat("ama")
    assert "no ZIP file" in _upload(client, b"rubbish")
    holiday = io.BytesIO()
    with zipfile.ZipFile(holiday, "w") as archive:
        archive.writestr("Holiday/beach.jpg", b"sand")
        archive.writestr("../../etc/passwd", b"root")
        archive.writestr(f"GLACY/{'a' * 64}.age", b"not what its name says")
    page = _upload(client, holiday.getvalue())
    assert "Holiday/beach.jpg" in page
    assert "Damaged or cut" in page
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(2100):
            archive.writestr(f"{number:064x}.age", b"")
    assert "more than 2000 files" in _upload(client, bomb.getvalue())
    cut = content_of(client.post("/carriers/stick/take", {"country": "all"}))
    assert "no ZIP file" in _upload(client, cut[: len(cut) // 2])
    assert MessageRow.objects.count() == 0
    assert not (tmp_path / "etc").exists()
    del people, chile, node


def test_the_carrier_of_a_state_is_chosen_and_journalled(
    seat: Sit, node: Node, people: dict[str, Officer], chile: Neighbour
) -> None:
    send_preservation(node, people["ama"])
    client = seat("efua")
    page = client.get("/carriers/CL").content.decode()
    assert "By mail" not in page, "the directory has no address"
    list_mail(node, chile, cl="node@mail.example", gh="gh@mail.example")
    assert "node@mail.example" in client.get("/carriers/CL").content.decode()
    client.post("/carriers/CL", {"carrier": "mail"})
    assert chosen_carrier("CL") == "mail"
    entry = EntryRow.objects.get(kind="carrier.chosen")
    assert (entry.who, entry.what["carrier"]) == ("efua", "mail")
    assert "By mail" in client.get("/carriers").content.decode()
    assert client.get("/carriers/ZZ").status_code == 404
    client.post("/carriers/CL", {"carrier": "pigeon"})
    assert chosen_carrier("CL") == "mail"


def test_the_page_of_carriers_says_nothing_of_a_case_and_is_for_those_who_carry(
    seat: Sit, node: Node, people: dict[str, Officer], chile: Neighbour
) -> None:
    case, request = send_preservation(node, people["ama"], title="Operation Kingfisher (invented)")
    OutboxRow.objects.update(says="There is no way to Chile.")
    LetterRow.objects.create(
        mailbox="gh", validity=1, uid=1, found="not_ours", size=10, says="It cannot be read.", at=node.clock()
    )
    for name in ("kwame", "yaw"):
        client = seat(name)
        for address in ("/carriers", "/carriers/stick", "/carriers/CL"):
            page = client.get(address).content.decode()
            assert not [word for word in ("Kingfisher", case, request) if word in page], address
    page = seat("kwame").get("/carriers").content.decode()
    assert "There is no way to Chile." in page
    assert "It cannot be read." in page
    assert "node.toml names no mailbox." in page
    for address in ("/carriers", "/carriers/stick", "/carriers/CL"):
        assert seat("esi").get(address).status_code == 403
        assert Client(HTTP_HOST="localhost").get(address).status_code == 302
    assert seat("esi").post("/carriers/stick/take").status_code == 403
    del chile


def _zipped(folder: Path) -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in (folder / "GLACY").iterdir():
            archive.write(file, f"stick/GLACY/{file.name}")
    return SimpleUploadedFile("stick.zip", packed.getvalue())


def _upload(client: Client, data: bytes) -> str:
    answer = client.post("/carriers/stick", {"stick": SimpleUploadedFile("stick.zip", data)})
    return str(answer.content.decode())
