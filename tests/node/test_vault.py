"""The vault keeps content under its digest, encrypted; it gives out nothing that was changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import digest_of
from glacy.exchange import new_identity
from glacy.node.errors import VaultError
from glacy.node.opened import Node
from glacy.node.vault import Vault
from glacy.store import content_keys
from glacy.store.errors import ContentKeyError

IDENTITY = new_identity()


@given(st.lists(st.binary(max_size=2000), max_size=6))
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes]) -> None:
    vault = Vault(tmp_path_factory.mktemp("vault"), identity=IDENTITY)
    kept = vault.put(iter(chunks))
    whole = b"".join(chunks)
    assert (kept.digest, kept.size) == (digest_of(whole), len(whole))
    assert vault.get(kept.digest) == whole
    assert b"".join(vault.chunks(kept.digest)) == whole


def test_a_large_file_passes_in_pieces_and_lies_there_once(tmp_path: Path) -> None:
    vault = Vault(tmp_path, identity=IDENTITY)
    pieces = [bytes([number]) * 700_000 for number in range(9)]
    first, again = vault.put(iter(pieces)), vault.put(b"".join(pieces))
    assert first == again
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


def test_content_is_not_readable_on_the_disk(tmp_path: Path) -> None:
    vault = Vault(tmp_path, identity=IDENTITY)
    vault.put(b"Baobab Clinic (invented)")
    (file,) = (one for one in tmp_path.rglob("*") if one.is_file())
    assert b"Baobab" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_content_is_not_readable_on_the_disk_while_it_is_given_out(tmp_path: Path) -> None:
    """A file that is unlinked is still on the disk, and stays there until something is written over it."""
    vault = Vault(tmp_path, identity=IDENTITY)
    content = b"Baobab Clinic (invented) " * 100_000
    given_out = vault.chunks(vault.put(content).digest)
    first = next(given_out)
    held = [one for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    opened = [one for one in held if str(tmp_path) in str(one.readlink())]
    assert opened
    assert not any(b"Baobab" in one.read_bytes() for one in opened)
    assert first + b"".join(given_out) == content


@pytest.mark.parametrize("place", [0, 30, 150, -1])
def test_a_flipped_byte_is_found(tmp_path: Path, place: int) -> None:
    vault = Vault(tmp_path, identity=IDENTITY)
    kept = vault.put(b"evidence" * 10)
    (file,) = (one for one in tmp_path.rglob("*") if one.is_file())
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(VaultError):
        vault.get(kept.digest)
    with pytest.raises(VaultError):
        list(vault.chunks(kept.digest))


def test_one_file_in_the_place_of_another_is_found(tmp_path: Path) -> None:
    vault = Vault(tmp_path, identity=IDENTITY)
    one, other = vault.put(b"one").digest, vault.put(b"other").digest
    (tmp_path / one[:2] / one).write_bytes((tmp_path / other[:2] / other).read_bytes())
    with pytest.raises(VaultError):
        vault.get(one)


@pytest.mark.parametrize("name", ["", "..", "../keys/age.key", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_only_a_digest_is_a_place(tmp_path: Path, name: str) -> None:
    with pytest.raises(Exception, match="SHA-256"):
        Vault(tmp_path, identity=IDENTITY).get(name)


def test_an_interrupted_writer_leaves_nothing_under_a_digest(tmp_path: Path) -> None:
    vault = Vault(tmp_path, identity=IDENTITY)

    def broken() -> object:
        yield b"a" * 100_000
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vault.put(broken())  # type: ignore[arg-type]  # a generator of bytes that breaks off
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
    left = tmp_path / "new" / "left"
    left.write_bytes(b"by a killed process")
    assert vault.sweep() == 0
    os.utime(left, (0, 0))
    assert vault.sweep() == 1


def test_content_of_a_case_goes_with_the_key_of_the_case(home: Node) -> None:
    """The same content lies there twice for two cases, and once more for the node; each has its own end."""
    ours, theirs = "0" * 36, "1" * 36
    digest = home.vault.put(b"quagga", of=ours).digest
    home.vault.put(b"quagga", of=theirs)
    assert len(home.vault.places(digest)) == 2
    assert home.vault.digests_of([ours]) == (digest,)
    content_keys.destroy([ours], at=home.clock())
    assert home.vault.get(digest) == b"quagga"
    content_keys.destroy([theirs], at=home.clock())
    with pytest.raises(VaultError, match="has no file"):
        home.vault.get(digest)
    home.vault.remove_of(digest, of=[ours, theirs])
    assert not home.vault.has(digest)


def test_nothing_is_put_under_a_key_that_was_destroyed(home: Node) -> None:
    content_keys.destroy(["2" * 36], at=home.clock())
    with pytest.raises(ContentKeyError, match="destroyed"):
        home.vault.put(b"quagga", of="2" * 36)
