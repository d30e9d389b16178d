"""What `glacy demo` takes as evidence, and how it ends."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from glacy.cli import demo


def test_symbolic_links_are_left_out_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("not evidence")
    given = tmp_path / "given" / "logs"
    given.mkdir(parents=True)
    (given / "mail.log").write_text("evidence")
    (given / "link.txt").symlink_to(outside / "secret.txt")
    (tmp_path / "given" / "folder").symlink_to(outside)
    assert demo._evidence(tmp_path / "given") == {"logs/mail.log": b"evidence"}
    assert "symbolic links: folder, logs/link.txt." in capsys.readouterr().err


def test_a_folder_of_links_alone_is_wrongly_asked(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(__file__)
    with pytest.raises(click.BadParameter):
        demo._evidence(tmp_path)
