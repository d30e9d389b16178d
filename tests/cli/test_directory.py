"""A directory from both sides at the command line: keys, entries, calls, publishing, joining, refreshing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any  # JSON of many shapes

import pytest
from click.testing import CliRunner, Result

from glacy.cli import main
from glacy.exchange import read_node_entry, write_node_entry
from glacy.node.joining import entry_fingerprint
from glacy.node.opened import open_node
from glacy.operator import keys as operator_keys
from glacy.operator import open_office
from glacy.store.models import EntryRow, JoiningCallRow

pytestmark = pytest.mark.django_db
BY = ("--by", "Ines Operator (invented)")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["directory", *(str(word) for word in words)])


def ok(*words: object) -> Any:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def no(*words: object) -> str:
    done = run(*words)
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    return done.stderr


def at_node(*words: object) -> None:
    done = CliRunner().invoke(main, ["node", *(str(word) for word in words)])
    assert done.exit_code == 0, done.output


class Desk:
    """The operator's desk: a folder, three holders, and the keys of the listing and of the renewal."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.office = folder, folder / "office"
        for name in ("root-1", "root-2", "root-3", "listing", "online"):
            ok("key", folder / f"{name}.key", "--open")
        roots = (word for place in (1, 2, 3) for word in ("--root", folder / f"root-{place}.key.pub"))
        ok(
            "init", self.office, "--name", "directory.example (invented)", *roots,
            "--targets", folder / "listing.key.pub", "--online", folder / "online.key.pub",
            "--exercise", *BY,
        )  # fmt: skip

    def sign_root(self, *holders: str) -> None:
        for holder in holders:
            ok("sign-root", open_office(self.office).staged, "--key", self.folder / f"{holder}.key")
        ok("accept-root", self.office, *BY)

    def publish(self, *more: object) -> Any:
        keys = ("--key", self.folder / "listing.key", "--online", self.folder / "online.key")
        return ok("publish", self.office, *keys, *BY, *more)

    def call(self, country: str, heard: str) -> None:
        ok("call", self.office, country, *BY, "--spoke-to", "Yaw", "--number", "+999 1", "--heard", heard)

    @property
    def published(self) -> Path:
        return self.office / "published"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path)
    found.sign_root("root-1", "root-3")
    return found


@pytest.fixture
def entries(tmp_path: Path) -> dict[str, Path]:
    """The entries of two nodes that are there."""
    found = {}
    for number, code in enumerate(("GH", "CL")):
        where = ("--url", f"http://127.0.0.1:{8101 + number}", "--exercise")
        at_node("init", tmp_path / code, "--country", code, *where)
        at_node("entry", tmp_path / code, "--out", tmp_path / f"{code}.json")
        found[code] = tmp_path / f"{code}.json"
    return found


def heard_of(folder: Path) -> str:
    """What the node's side reads aloud."""
    return entry_fingerprint(open_node(folder))


def listed(desk: Desk, entries: dict[str, Path]) -> None:
    for code, file in entries.items():
        ok("add", desk.office, file, *BY)
        desk.call(code, heard_of(desk.folder / code))


def test_a_root_holds_when_enough_of_its_holders_have_signed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    ok("sign-root", open_office(desk.office).staged, "--key", tmp_path / "root-2.key")
    assert "lacks 1 signatures" in no("accept-root", desk.office, *BY)
    ok("sign-root", open_office(desk.office).staged, "--key", tmp_path / "listing.key")
    assert "lacks 1 signatures" in no("accept-root", desk.office, *BY)
    assert "No root holds yet" in no("rotate-root", desk.office, *BY)


def test_nobody_is_published_without_a_call(desk: Desk, entries: dict[str, Path]) -> None:
    ok("add", desk.office, entries["GH"], *BY)
    keys = ("--key", desk.folder / "listing.key", "--online", desk.folder / "online.key")
    assert "not compared with their nodes out of band: GH" in no("publish", desk.office, *keys, *BY)
    assert not (desk.published / "metadata" / "timestamp.json").exists()
    wrong = ("--spoke-to", "Yaw", "--number", "+999 1", "--heard", "0000 " * 16)
    assert "What was heard is not the fingerprint" in no("call", desk.office, "GH", *BY, *wrong)
    assert ok("status", desk.office)["unchecked"] == ["GH"]
    desk.call("GH", heard_of(desk.folder / "GH"))
    assert desk.publish()["countries"] == ["GH"]
    kinds = [line["kind"] for line in ok("record", desk.office)["lines"]]
    assert kinds == [
        "root.staged", "root.accepted", "entry.added", "check.failed", "entry.checked", "directory.published",
    ]  # fmt: skip


def test_a_changed_entry_takes_another_call_on_the_published_number(
    desk: Desk, entries: dict[str, Path], tmp_path: Path
) -> None:
    listed(desk, entries)
    desk.publish()
    changed = tmp_path / "changed.json"
    entry = read_node_entry(entries["CL"].read_bytes())
    changed.write_bytes(write_node_entry(replace(entry, url="https://cl.example")))
    done = ok("change", desk.office, changed, *BY)
    assert [one["kind"] for one in done["changes"]] == ["address"]
    keys = ("--key", desk.folder / "listing.key", "--online", desk.folder / "online.key")
    assert "out of band: CL" in no("publish", desk.office, *keys, *BY)
    script = run("call", desk.office, "CL").stdout
    assert "address : http://127.0.0.1:8102 -> https://cl.example" in script


def test_both_sides_are_walked_through_and_the_call_is_in_both_records(
    desk: Desk, entries: dict[str, Path]
) -> None:
    listed(desk, entries)
    desk.publish()
    ghana = desk.folder / "GH"
    script = run("compare", ghana, "--from", desk.published)
    assert heard_of(ghana) in script.stdout
    root = ok("fingerprint", desk.office)["fingerprint"]
    assert ok("fingerprint", ghana)["fingerprint"] == heard_of(ghana)
    assert root not in script.stdout
    call = ("--by", "Yaw", "--spoke-to", "Ines", "--number", "+999 2")
    wrong = no("compare", ghana, "--from", desk.published, *call, "--heard", "ffff " * 16)
    assert "Do not join" in wrong
    assert "sixteen groups" in no("compare", ghana, "--from", desk.published, *call, "--heard", "what?")
    assert ok("compare", ghana, "--from", desk.published, *call, "--heard", root)["fits"] is True
    assert [row.fits for row in JoiningCallRow.objects.order_by("pk")] == [False, True]
    assert EntryRow.objects.filter(kind="directory.compared").count() == 1
    assert ok("join", ghana, desk.published)["countries"] == ["CL", "GH"]


def test_a_node_for_real_cases_joins_after_the_call_alone(tmp_path: Path) -> None:
    from tests.directory_operator import directory_file
    from tests.nodes import make_directory

    at_node("init", tmp_path / "gh", "--country", "GH", "--url", "https://gh.example")
    directory = make_directory(open_node(tmp_path / "gh").entry, exercise=False, days=3000)
    (tmp_path / "directory.json").write_bytes(directory_file(directory))
    assert "Nobody has compared" in no("join", tmp_path / "gh", tmp_path / "directory.json")
    call = ("--by", "Yaw", "--spoke-to", "Ines", "--number", "+999 2", "--heard", directory.fingerprint)
    ok("compare", tmp_path / "gh", "--from", tmp_path / "directory.json", *call)
    ok("join", tmp_path / "gh", tmp_path / "directory.json")


def test_it_is_refreshed_from_where_it_was_joined_and_changes_are_listed(
    desk: Desk, entries: dict[str, Path]
) -> None:
    listed(desk, entries)
    desk.publish()
    ghana = desk.folder / "GH"
    ok("join", ghana, desk.published)
    assert ok("refresh", ghana)["outcome"] == "same"
    ok("withdraw", desk.office, "CL", "--reason", "Its keys were stolen.", *BY)
    desk.publish()
    done = ok("refresh", ghana)
    assert [(one["country"], one["kind"]) for one in done["changes"]] == [("CL", "left")]
    assert [one["kind"] for one in ok("changes", ghana, "--state", "CL")["changes"]] == ["left"]
    assert [one["country"] for one in ok("show", ghana)["states"]] == ["GH"]
    assert "Compared with the node by the operator" in run("show", ghana, "GH").stdout
    assert "names no node of CL" in no("show", ghana, "CL")


def test_the_root_is_rotated_and_nodes_follow(desk: Desk, entries: dict[str, Path]) -> None:
    listed(desk, entries)
    desk.publish()
    ghana = desk.folder / "GH"
    ok("join", ghana, desk.published)
    ok("key", desk.folder / "root-4.key", "--open")
    roots = (word for place in (1, 2, 4) for word in ("--root", desk.folder / f"root-{place}.key.pub"))
    ok("rotate-root", desk.office, *roots, *BY)
    ok("sign-root", open_office(desk.office).staged, "--key", desk.folder / "root-4.key")
    ok("sign-root", open_office(desk.office).staged, "--key", desk.folder / "root-1.key")
    assert "lacks 1 signatures of the keys that hold now and 0" in no("accept-root", desk.office, *BY)
    desk.sign_root("root-3")
    desk.publish()
    ok("refresh", ghana)
    directory = open_node(ghana).directory
    assert directory is not None
    assert len(directory.roots) == 2


def test_it_is_renewed_and_copied_to_a_stick(desk: Desk, entries: dict[str, Path], tmp_path: Path) -> None:
    listed(desk, entries)
    desk.publish()
    renewed = ok("renew", desk.office, "--online", desk.folder / "online.key", "--to", tmp_path / "stick")
    assert renewed["version"] == 1
    ok("copy", desk.office, tmp_path / "second")
    ok("join", desk.folder / "GH", tmp_path / "stick")
    assert ok("refresh", desk.folder / "GH", "--from", tmp_path / "second")["outcome"] == "same"
    other = no("renew", desk.office, "--online", desk.folder / "listing.key")
    assert "not signed by enough of its keys" in other


def test_a_key_lies_under_its_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operator_keys, "_LEAST", 5)
    phrase, wrong, short = (tmp_path / name for name in ("phrase", "wrong", "short"))
    phrase.write_text("quiet harbour lantern\n")
    wrong.write_text("quiet harbour lanterns\n")
    short.write_text("abc\n")
    made = ok("key", tmp_path / "a.key", "--passphrase-file", phrase)
    assert made["fingerprint"]
    data = (tmp_path / "a.key").read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n-> scrypt")
    assert "5 characters or more" in no("key", tmp_path / "b.key", "--passphrase-file", short)
    assert "exists" in no("key", tmp_path / "a.key", "--passphrase-file", phrase)
    staged = tmp_path / "1.root.json"
    staged.write_bytes(b"{}")
    opened = ("sign-root", staged, "--key", tmp_path / "a.key", "--passphrase-file")
    assert "does not open" in no(*opened, wrong)
    assert "no file of a directory's metadata" in no(*opened, phrase)
    assert "no key that can be read" in no("sign-root", staged, "--key", tmp_path / "absent.key")


def test_a_record_that_was_touched_is_refused(desk: Desk, entries: dict[str, Path]) -> None:
    listed(desk, entries)
    record = desk.office / "record.jsonl"
    lines = record.read_bytes().splitlines(keepends=True)
    for touched in (lines[1:], [lines[0].replace(b"Ines", b"Kaya"), *lines[1:]], [*lines, b"{}\n"]):
        record.write_bytes(b"".join(touched))
        assert "of the record" in no("record", desk.office)
    record.write_bytes(b"".join(lines))
    assert len(ok("record", desk.office)["lines"]) == len(lines)


def test_a_directory_for_real_cases_takes_two_holders_and_keys_under_passphrases(tmp_path: Path) -> None:
    for name in ("a", "b", "listing", "online"):
        ok("key", tmp_path / f"{name}.key", "--open")
    pub = {name: tmp_path / f"{name}.key.pub" for name in ("a", "b", "listing", "online")}
    rest = ("--targets", pub["listing"], "--online", pub["online"], "--name", "x", *BY)
    one = no("init", tmp_path / "one", "--root", pub["a"], "--root-threshold", "1", *rest)
    assert "signed by 2 keys or more" in one
    ok("init", tmp_path / "two", "--root", pub["a"], "--root", pub["b"], *rest)
    keys = ("--key", tmp_path / "listing.key", "--online", tmp_path / "online.key")
    assert "lies open" in no("publish", tmp_path / "two", *keys, *BY)
    assert "lies open" in no("renew", tmp_path / "two", "--online", tmp_path / "online.key")


def test_real_nodes_are_never_rehearsed_and_never_mixed(
    desk: Desk, entries: dict[str, Path], tmp_path: Path
) -> None:
    at_node("init", tmp_path / "br", "--country", "BR", "--url", "https://br.example")
    at_node("entry", tmp_path / "br", "--out", tmp_path / "br.json")
    assert "Only exercise nodes" in no("rehearse", tmp_path / "r", entries["GH"], tmp_path / "br.json")
    assert "never stand in one directory" in no("add", desk.office, tmp_path / "br.json", *BY)
    ok("add", desk.office, entries["GH"], *BY)
    assert "has an entry already" in no("add", desk.office, entries["GH"], *BY)
    assert "has no entry here" in no("change", desk.office, entries["CL"], *BY)
    assert "has no entry here" in no("withdraw", desk.office, "CL", "--reason", "x", *BY)


def test_verify_takes_a_published_folder(desk: Desk, entries: dict[str, Path]) -> None:
    listed(desk, entries)
    desk.publish()
    done = CliRunner().invoke(main, ["verify", str(desk.published / "directory.json"), "--json"])
    assert {check["name"] for check in json.loads(done.stdout)["checks"]} >= {"directory.signature"}
    vectors = Path(__file__).parents[1] / "vectors" / "exchange"
    judged = CliRunner().invoke(
        main, ["verify", str(vectors / "receipt.asice"), "--directory", str(desk.published), "--json"]
    )
    assert json.loads(judged.stdout)["facts"]["directory"] == ok("status", desk.office)["fingerprint"]
    (desk.published / "metadata" / "1.targets.json").unlink()
    torn = CliRunner().invoke(
        main, ["verify", str(vectors / "receipt.asice"), "--directory", str(desk.published)]
    )
    assert torn.exit_code == 2
    assert "lacks its file metadata/1.targets.json" in torn.stderr
