"""Ghana loses its machine after a busy night and is restored from the backup of the evening before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # views of many kinds

import pytest

from glacy.exchange import read_node_entry
from glacy.journal import read_checkpoint, read_note
from glacy.node.errors import QuietError
from glacy.operator.vetting import entry_fingerprint
from tests.node.acting import Acting
from tests.node.filled import PRESERVATION, PRESERVED
from tests.node.pair import Place, acting, fresh_database, glacy, make_pair, served, wait_for

SPOKEN = ("--spoke-to", "Yaw (invented)", "--number", "+233 30 000 0000")


@dataclass(kw_only=True)
class Night:
    """The two nodes, where the backups lie, and what was sent when."""

    ghana: Place
    chile: Place
    folder: Path
    before: str
    after: str


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """One request before the backup; its answer, and another request, after it. Then the machine is gone."""
    folder = tmp_path_factory.mktemp("night")
    ghana, chile = make_pair(folder)
    glacy("backup", str(ghana.path), "--new-key", str(folder / "recovery.key"))
    with served(chile), acting(chile) as cl:
        with served(ghana), acting(ghana) as gh:
            before = ask(gh, "Before the backup (invented)")
            opened(cl)
            wait_for(lambda: state(gh, before) == "opened")
            glacy("backup", str(ghana.path), "--to", str(folder / "backups"))
            answer_it(cl, before)
            wait_for(lambda: state(gh, before) == "answered")
            after = ask(gh, "After the backup (invented)")
            wait_for(lambda: state(gh, after) == "received")
            wait_for(lambda: settled(cl))
        shutil.rmtree(ghana.path)
        yield Night(ghana=ghana, chile=chile, folder=folder, before=before, after=after)


def ask(gh: Acting, title: str) -> str:
    case = gh.call("cases.open_case", "ama", title=title)
    draft = gh.call("requests.start_draft", "ama", case, country="CL", measure="ETS185-29")
    for section, values in PRESERVATION.items():
        gh.call("requests.save_section", "ama", draft, section, values)
    return str(gh.call("requests.send", "ama", draft, confirmed_at="now"))


def opened(cl: Acting) -> str:
    waiting: Any = wait_for(lambda: cl.call("inbox.waiting", "elena"))  # a list of rows
    return str(cl.call("inbox.open_request", "elena", waiting[0].pk))


def answer_it(cl: Acting, request: str) -> None:
    cl.call("inbox.accept", "elena", request, confirmed_at="now")
    answer = cl.call("inbox.prepare_answer", "elena", request, outcomes=[PRESERVED])
    cl.call("inbox.release_answer", "elena", answer, confirmed_at="now")


def state(gh: Acting, request: str) -> str:
    return str(gh.call("requests.view_request", "ama", request).state)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_is_lost_and_nothing_is_signed_twice(night: Night) -> None:
    """It asks, takes back what it forgot, opens a new origin, and the two go on with each other."""
    ghana, chile, folder = night.ghana, night.chile, night.folder
    restored = glacy(
        "restore",
        str(folder / "backups"),
        str(ghana.path),
        "--key",
        str(folder / "recovery.key"),
        *fresh_database(),
        "--json",
    )
    assert json.loads(restored)["files"] > 0
    mark = json.loads((ghana.path / "restored.json").read_text())
    with acting(ghana) as gh:
        with pytest.raises(QuietError):
            ask(gh, "Too early (invented)")
        assert state(gh, night.before) == "opened"
    old = read_checkpoint(read_note((ghana.path / "journal" / "checkpoint").read_bytes()).text)
    assert old.size == mark["size"]

    with served(ghana), acting(chile) as cl:
        wait_for(lambda: not (ghana.path / "restored.json").exists())
        with acting(ghana) as gh:
            new = read_checkpoint(read_note((ghana.path / "journal" / "checkpoint").read_bytes()).text)
            assert new.origin.startswith(f"{old.origin}/")
            assert new.size >= old.size
            # until the directory names the new journal, its receipts prove nothing to Chile, which waits
            join_anew(folder, ghana, chile)
            # the answer that it had receipted and forgotten comes again
            wait_for(lambda: state(gh, night.before) == "answered")
            # the request that it had sent and forgotten is back, with the receipt that was given for it
            waiting = gh.call("inbox.waiting", "ama")
            assert [(row.pk, row.direction) for row in waiting] == [(night.after, "sent")]
            case = gh.call("inbox.open_request", "ama", night.after)
            assert case
            wait_for(lambda: state(gh, night.after) == "received")
            assert gh.call("requests.receipt", "ama", night.after)
            glacy("journal", "audit", str(ghana.path))
            opened(cl)
            answer_it(cl, night.after)
            wait_for(lambda: state(gh, night.after) == "answered")
            wait_for(lambda: settled(cl))
            third = ask(gh, "The next morning (invented)")
            wait_for(lambda: state(gh, third) == "received")


def join_anew(folder: Path, ghana: Place, chile: Place) -> None:
    """The operator lists Ghana with the journal that it has now, after a call; both refresh."""
    entry, office, by = folder / "GH.json", str(folder / "operator"), ("--by", "the operator (invented)")
    glacy("node", "entry", str(ghana.path), "--out", str(entry))
    glacy("directory", "change", office, str(entry), *by)
    heard = entry_fingerprint(read_node_entry(entry.read_bytes()))
    glacy("directory", "call", office, "GH", *by, *SPOKEN, "--heard", heard)
    keys = (f"{office}/keys/targets.key", f"{office}/keys/online.key")
    glacy("directory", "publish", office, "--key", keys[0], "--online", keys[1], *by)
    for place in (ghana, chile):
        glacy("directory", "refresh", str(place.path))


def settled(cl: Acting) -> bool:
    """Whether every message of Chile has its receipt."""
    return not cl.call("tests.node.left.open_parcels", None)
