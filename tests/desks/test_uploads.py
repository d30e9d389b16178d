"""Files on their way in: veiled, gone when they are cut, refused with what to do when there is no room."""

from __future__ import annotations

import os
import socket
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from glacy.desks.frame import uploads
from glacy.desks.frame.uploads import VeiledFile
from glacy.node.opened import Node
from glacy.store.models import ExhibitRow
from tests.desks.conftest import PASSWORD, Held

Sit = Callable[[str], Client]
LARGE = 3 << 20
Usage = namedtuple("Usage", "total used free")


@given(st.lists(st.binary(max_size=40), max_size=8), st.integers(1, 50))
def test_a_veiled_file_gives_back_what_was_written(parts: list[bytes], size: int) -> None:
    file = VeiledFile(None)
    for part in parts:
        file.write(part)
    for _ in range(2):
        file.seek(0)
        assert b"".join(iter(lambda: file.read(size), b"")) == b"".join(parts)
    file.close()


def test_what_lies_on_the_disk_cannot_be_read_and_has_no_name(tmp_path: Path) -> None:
    file = VeiledFile(tmp_path)
    file.write(b"quagga" * 100_000)
    assert list(tmp_path.iterdir()) == []
    descriptor = file._file.fileno()
    assert b"quagga" not in os.pread(descriptor, 1 << 20, 0)
    file.close()


def large() -> SimpleUploadedFile:
    return SimpleUploadedFile("large.bin", bytes(range(256)) * (LARGE // 256))


def test_a_large_file_is_sealed_as_it_was_sent(seat: Sit, held: Held, node: Node) -> None:
    page = seat("kofi").post(f"/cases/{held.case}/evidence/new", {"exhibits": large()}, follow=True)
    assert "1 file is sealed" in page.content.decode()
    row = ExhibitRow.objects.get()
    assert row.size == LARGE
    assert node.vault.get(row.digest) == bytes(range(256)) * (LARGE // 256)


def test_a_file_that_is_too_large_for_the_disk_is_refused_with_figures_and_the_way_out(
    seat: Sit, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _: Usage(100, 0, 68 << 20))
    client = seat("kofi")
    answer = client.post(f"/cases/{held.case}/evidence/new", {"exhibits": large()})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "they take 6.3 MB while they are sealed, and 4.2 MB are free" in page
    assert "Nothing was changed." in page
    assert not ExhibitRow.objects.exists()


def test_a_disk_that_fills_up_on_the_way_is_told_and_nothing_is_kept(
    seat: Sit, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(VeiledFile, "write", full)
    answer = seat("kofi").post(f"/cases/{held.case}/evidence/new", {"exhibits": large()})
    assert answer.status_code == 503
    assert "cannot write to its disk" in answer.content.decode()
    assert not ExhibitRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_is_cut_says_so_and_keeps_nothing(held: Held, live_server: object, node: Node) -> None:
    host, port = str(live_server).removeprefix("http://").split(":")
    browser = Client(HTTP_HOST="localhost")
    browser.post("/sign-in", {"username": "kofi", "password": PASSWORD})
    browser.get("/cases")
    cookies = {name: one.value for name, one in browser.cookies.items()}
    token = next(value for name, value in cookies.items() if name.endswith("_csrf"))
    head = (
        f'--B\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        '--B\r\nContent-Disposition: form-data; name="exhibits"; filename="cut.bin"\r\n\r\n'
    )
    asked = (
        f"POST /cases/{held.case}/evidence/new HTTP/1.1\r\nHost: localhost:{port}\r\n"
        f"Origin: http://localhost:{port}\r\nCookie: {'; '.join(f'{a}={b}' for a, b in cookies.items())}\r\n"
        f"Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {2 * LARGE}\r\n\r\n{head}"
    )
    with socket.create_connection((host, int(port))) as line:
        line.sendall(asked.encode() + b"x" * LARGE)
        line.shutdown(socket.SHUT_WR)
        told = b"".join(iter(lambda: line.recv(65536), b"")).decode("utf-8", "replace")
    assert "409" in told.splitlines()[0]
    assert "The upload was cut before its end, and nothing of it was kept." in told
    assert not ExhibitRow.objects.exists()
    assert not list((node.path / "vault" / "new").glob("*"))
