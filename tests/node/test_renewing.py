"""Renewing a sealed file at the command line: a new file, whole or not at all, and only of what holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from glacy.cli.evidence import evidence
from glacy.container import examine_container
from glacy.signing import Trust, examine_pdf_seal
from glacy.times import read_instant
from tests.container.make_vectors import VECTORS
from tests.courier.test_authority import KEYS, authority, granted, token
from tests.signing.keys import NOW, make_keys
from tests.verify import files

CONTAINER, DOCUMENT = VECTORS / "container" / "envelope.asice", VECTORS / "document" / "sealed.pdf"


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLACY_SEALER", str(tmp_path / "own"))
    monkeypatch.delenv("GLACY_NODE", raising=False)


def renew(*arguments: object) -> Result:
    return CliRunner().invoke(evidence, ["renew", *map(str, arguments)])


@pytest.mark.parametrize("file", [CONTAINER, DOCUMENT], ids=["container", "document"])
def test_a_file_is_renewed_with_ones_own_keys(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "new"
    result = renew(file, "--out", out, "--json")
    assert result.exit_code == 0, result.output
    shape = json.loads(result.stdout)
    assert shape["renewals"] == 1
    assert read_instant(shape["renew_by"]) > read_instant(shape["stamped_at"])
    again = tmp_path / "again"
    assert renew(out, "--out", again).exit_code == 0
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
    assert file.read_bytes()[:100] == again.read_bytes()[:100]


def test_an_independent_authority_renews(tmp_path: Path) -> None:
    root, out = tmp_path / "root.der", tmp_path / "new.asice"
    root.write_bytes(KEYS.root.certificate)
    with authority(lambda query: (200, granted(token(query)))) as found:
        result = renew(CONTAINER, "--out", out, "--authority", found._url, "--root", root)
    assert result.exit_code == 0, result.output
    node = make_keys().root.certificate
    trust = Trust(anchors=(node,), stamp_anchors=(node, KEYS.root.certificate))
    assert examine_container(out.read_bytes(), trust=trust, at=NOW).holds is True


@pytest.mark.parametrize("kind", ["bundle", "document"])
def test_a_reader_who_trusts_the_authority_is_told_that_it_holds(kind: str, tmp_path: Path) -> None:
    from glacy.cli.verify import verify

    file, out, root = tmp_path / kind, tmp_path / "new", tmp_path / "root.pem"
    file.write_bytes(getattr(files, kind)())
    root.write_bytes(x509.load_der_x509_certificate(KEYS.root.certificate).public_bytes(Encoding.PEM))
    (tmp_path / "directory.json").write_bytes(files.directory_file())
    with authority(lambda query: (200, granted(token(query)))) as found:
        assert renew(file, "--out", out, "--authority", found._url, "--root", root).exit_code == 0
    named = ["--directory", str(tmp_path / "directory.json")]
    asked = CliRunner().invoke(verify, [str(out), "--authority", str(root), *named])
    assert asked.exit_code == 0, asked.output
    assert CliRunner().invoke(verify, [str(out), *named]).exit_code == 1


def test_what_does_not_hold_is_not_renewed(tmp_path: Path) -> None:
    for file, place in ((CONTAINER, b"Spanish"), (DOCUMENT, b"/M(D:")):
        damaged = bytearray(file.read_bytes())
        damaged[damaged.rindex(place) + 6] ^= 1
        bad, out = tmp_path / "bad", tmp_path / "new"
        bad.write_bytes(damaged)
        result = renew(bad, "--out", out)
        assert result.exit_code != 0
        assert not out.exists()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bad", "own"]


def test_a_seal_that_does_not_fit_is_not_renewed(tmp_path: Path) -> None:
    data = bytearray(CONTAINER.read_bytes())
    data[data.index(b"message.json{") + 14] ^= 1
    (tmp_path / "bad.asice").write_bytes(data)
    assert renew(tmp_path / "bad.asice", "--out", tmp_path / "new").exit_code != 0
    assert not (tmp_path / "new").exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    out = tmp_path / "new"
    out.write_bytes(b"kept")
    assert renew(CONTAINER, "--out", out).exit_code != 0
    assert out.read_bytes() == b"kept"


def test_an_authority_needs_its_root(tmp_path: Path) -> None:
    assert renew(CONTAINER, "--out", tmp_path / "new", "--authority", "http://127.0.0.1:9").exit_code != 0
    assert examine_pdf_seal(DOCUMENT.read_bytes(), trust=Trust.none(), at=NOW).holds is None
