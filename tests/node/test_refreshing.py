"""A directory is refreshed, and what somebody on the line, or with stolen keys, offers is refused by name."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from operator import attrgetter
from pathlib import Path

import pytest

from glacy.exchange import (
    Chain,
    Directory,
    OperatorKey,
    Rejection,
    add_signatures,
    make_root,
    read_directory,
    write_chain,
)
from glacy.node.clock import set_story_clock
from glacy.node.directory_views import is_stale, look_at, numbers_of, state_of
from glacy.node.errors import NoDirectoryError, RefreshError, StaleDirectoryError
from glacy.node.files import write_durably
from glacy.node.gate import receive
from glacy.node.joining import find_offered, join_directory
from glacy.node.opened import DIRECTORY_FILE, Node
from glacy.node.refreshing import refresh
from glacy.store.directory import last_good_refresh, last_refresh, listed_changes
from glacy.store.models import EntryRow
from tests.directory_operator import HOLDERS, ONLINE, TARGETS, directory_file, make_keyring, operator_root
from tests.node.neighbour import Neighbour, from_chile
from tests.nodes import MemoryClock, make_node, seed_of
from tests.repositories import Repository, files_of, next_of, sign_as

DAY = timedelta(days=1)
THIEF = OperatorKey(seed=seed_of("thief"))


def new_number(directory: Directory, number: str = "+999 20 555 0199") -> Directory:
    """The next directory, in which Chile is called on another number."""
    chile = directory.entry("CL")
    moved = replace(chile, offices=(replace(chile.offices[0], phone=number),))
    nodes = tuple(moved if entry.country == "CL" else entry for entry in directory.nodes)
    return next_of(directory, nodes=nodes)


def pinned(home: Node) -> Directory:
    found = home.directory
    assert found is not None
    return found


def test_a_newer_directory_is_taken_and_what_changed_is_told(home: Node, chile: Neighbour) -> None:
    done = refresh(home, fetcher=Repository(sign_as(new_number(chile.node.directory))))
    assert [(one.country, one.kind, one.after) for one in done.changes] == [
        ("CL", "number", "+999 20 555 0199")
    ]
    assert home.peer("CL").offices[0].phone == "+999 20 555 0199"
    assert EntryRow.objects.get(kind="directory.changed").what["states"] == ["CL"]
    assert [row.before for row in listed_changes(country="CL")] == ["+999 20 555 0100"]


def test_a_new_number_is_held_up_for_thirty_days_with_the_one_before(home: Node, chile: Neighbour) -> None:
    refresh(home, fetcher=Repository(sign_as(new_number(chile.node.directory))))
    number = numbers_of(home, home.peer("CL"))[0]
    assert (number.changed_at, number.before) == (home.clock(), "+999 20 555 0100")
    assert any("NEW NUMBER" in line for line in state_of(home, "CL").sentences)
    set_story_clock(home.path, exercise=True, story_at=home.clock() + 31 * DAY)
    assert numbers_of(home, home.peer("CL"))[0].changed_at is None


def test_a_renewal_changes_nothing_and_is_noted(home: Node, chile: Neighbour) -> None:
    directory = chile.node.directory
    renewed = sign_as(directory, timestamp=2, timestamp_until=directory.valid_until - DAY)
    done = refresh(home, fetcher=Repository(renewed))
    assert (done.outcome, done.changes) == ("same", ())
    assert pinned(home).valid_until == directory.valid_until - DAY
    assert not EntryRow.objects.filter(kind="directory.changed").exists()
    again = refresh(home, fetcher=Repository(renewed))
    assert again.outcome == "same"
    row = last_good_refresh()
    assert row is not None
    assert row.count == 2


def test_only_what_is_newer_is_fetched(home: Node, chile: Neighbour) -> None:
    repository = Repository(sign_as(chile.node.directory))
    refresh(home, fetcher=repository)
    assert repository.asked == ["metadata/2.root.json", "metadata/timestamp.json"]


@dataclass(frozen=True)
class Attack:
    says: str
    kind: str
    offers: Callable[[Directory], Repository]


def rolled_back(directory: Directory) -> Repository:
    return Repository(sign_as(replace(directory, version=1), timestamp=1, snapshot=1))


def mixed(directory: Directory) -> Repository:
    one, two = sign_as(next_of(directory)), sign_as(new_number(directory))
    return Repository(replace(one, timestamp=two.timestamp))


def other_listing(directory: Directory) -> Repository:
    repository = Repository(sign_as(next_of(directory)))
    name = next(name for name in repository.files if name.startswith("targets/"))
    repository.files[name] = files_of(sign_as(new_number(directory)))[
        next(name for name in files_of(sign_as(new_number(directory))) if name.startswith("targets/"))
    ]
    return repository


def endless(name: str) -> Callable[[Directory], Repository]:
    def offers(directory: Directory) -> Repository:
        repository = Repository(sign_as(next_of(directory)))
        repository.endless = name
        return repository

    return offers


def frozen(directory: Directory) -> Repository:
    return Repository(sign_as(next_of(directory), timestamp_until=directory.issued_at + DAY / 2))


def thief_of(**keys: OperatorKey) -> Callable[[Directory], Repository]:
    return lambda directory: Repository(sign_as(new_number(directory), **keys))  # type: ignore[arg-type]  # keys by name


def root_by_one_holder(directory: Directory) -> Repository:
    """One of three holders' keys is stolen: a root of two is not signed by it alone."""
    keyring = make_keyring((THIEF, *HOLDERS[1:]), targets=THIEF, online=THIEF)
    root = make_root(keyring, after=(operator_root(),), expires_at=directory.valid_until)
    signed = add_signatures(root, [HOLDERS[0], THIEF])
    chain = sign_as(new_number(directory), targets_key=THIEF, online_key=THIEF)
    return Repository(replace(chain, roots=(operator_root(), signed)))


def garbage(directory: Directory) -> Repository:
    repository = Repository(sign_as(next_of(directory)))
    repository.files["metadata/timestamp.json"] = b"{}"
    return repository


def rewritten_past(directory: Directory) -> Repository:
    """With all keys but without the history: a root that names other roots before it than there were."""
    other = add_signatures(
        make_root(make_keyring(), after=(), expires_at=directory.valid_until + DAY), HOLDERS
    )
    root = make_root(make_keyring(), after=(other,), expires_at=directory.valid_until)
    chain = sign_as(next_of(directory))
    return Repository(replace(chain, roots=(operator_root(), add_signatures(root, HOLDERS))))


@pytest.mark.parametrize(
    "attack",
    [
        Attack("an older directory", "older", rolled_back),
        Attack("one that nobody renewed, or that is held back", "expired", frozen),
        Attack("a snapshot of another day", "mixed", mixed),
        Attack("a listing of another day", "mixed", other_listing),
        Attack("a timestamp without end", "too_much", endless("timestamp.json")),
        Attack("a snapshot without end", "too_much", endless("snapshot.json")),
        Attack("a listing without end", "too_much", endless("directory.json")),
        Attack("a root without end", "too_much", endless("2.root.json")),
        Attack("the stolen online key lists nobody", "wrong_keys", thief_of(targets_key=ONLINE)),
        Attack("the stolen key of the listing renews nothing", "wrong_keys", thief_of(online_key=TARGETS)),
        Attack("a stranger's keys", "wrong_keys", thief_of(targets_key=THIEF, online_key=THIEF)),
        Attack("one stolen key of the root, where two must sign", "wrong_keys", root_by_one_holder),
        Attack("garbage", "damaged", garbage),
        Attack("a root that rewrites the roots before it", "refused", rewritten_past),
    ],
    ids=attrgetter("says"),
)
def test_an_attack_is_refused_by_name_and_what_was_known_stays(
    attack: Attack, home: Node, chile: Neighbour
) -> None:
    refresh(home, fetcher=Repository(sign_as(next_of(chile.node.directory))))
    before = pinned(home)
    with pytest.raises(RefreshError) as fault:
        refresh(home, fetcher=attack.offers(before))
    assert fault.value.fields["kind"] == attack.kind
    assert pinned(home) == before
    row = last_refresh()
    assert row is not None
    assert (row.outcome, bool(row.says)) == (attack.kind, True)
    assert EntryRow.objects.get(kind="directory.not_refreshed").what == {"why": attack.kind}
    assert any(row.says in line for line in look_at(home).sentences)
    refresh(home, fetcher=Repository(sign_as(new_number(before))))
    assert home.peer("CL").offices[0].phone == "+999 20 555 0199"


def test_two_stolen_keys_of_the_root_are_the_operator(home: Node, chile: Neighbour) -> None:
    """What the threshold does not hold: then only the held-up number and the fingerprint tell."""
    keyring = make_keyring((THIEF,), targets=THIEF, online=THIEF, threshold=1)
    root = make_root(keyring, after=(operator_root(),), expires_at=chile.node.directory.valid_until)
    chain = sign_as(new_number(chile.node.directory), targets_key=THIEF, online_key=THIEF)
    signed = add_signatures(root, [*HOLDERS[:2], THIEF])
    refresh(home, fetcher=Repository(replace(chain, roots=(operator_root(), signed))))
    assert numbers_of(home, home.peer("CL"))[0].changed_at is not None


def test_a_root_is_rotated_and_an_older_chain_is_still_of_the_same_operator(
    home: Node, chile: Neighbour
) -> None:
    held = directory_file(chile.node.directory)
    keyring = make_keyring((*HOLDERS[:2], THIEF))
    until = chile.node.directory.valid_until
    root = add_signatures(make_root(keyring, after=(operator_root(),), expires_at=until), HOLDERS[:2])
    chain = replace(sign_as(next_of(chile.node.directory)), roots=(operator_root(), root))
    refresh(home, fetcher=Repository(chain))
    now = pinned(home)
    assert len(now.roots) == 2
    assert now.is_of(read_directory(held).fingerprint)
    assert read_directory(held).roots[-1] in now.roots


def test_a_stale_directory_serves_for_some_days_and_then_nothing_goes_by_it(
    home: Node, chile: Neighbour
) -> None:
    until = pinned(home).valid_until
    set_story_clock(home.path, exercise=True, story_at=until + DAY)
    assert is_stale(home)
    assert look_at(home).standing == "stale"
    assert home.usable_directory() == pinned(home)
    set_story_clock(home.path, exercise=True, story_at=until + home.stale_for + DAY)
    assert look_at(home).standing == "unusable"
    with pytest.raises(StaleDirectoryError):
        receive(home, chile.seal(from_chile()))
    refresh(home, fetcher=Repository(sign_as(next_of(pinned(home)), until=until + 90 * DAY)))
    chile.node.directory = pinned(home)
    assert look_at(home).standing == "fresh"


def test_a_key_that_came_after_the_end_is_not_known(home: Node, chile: Neighbour) -> None:
    """A stale directory brings no new key: a State that it does not list stays a stranger."""
    stranger = make_node("BR", clock=MemoryClock(home.clock()))
    stranger.directory = chile.node.directory
    with_stranger = next_of(
        pinned(home), nodes=(stranger.entry, *pinned(home).nodes), checked_at=pinned(home).checked_at
    )
    late = sign_as(with_stranger, timestamp_until=home.clock() - DAY)
    with pytest.raises(RefreshError):
        refresh(home, fetcher=Repository(late))
    with pytest.raises(NoDirectoryError):
        home.peer("BR")


def test_a_directory_of_the_older_form_serves_and_is_joined_anew(home: Node, chile: Neighbour) -> None:
    older = Path("tests/vectors/exchange/directory-older.json").read_bytes()
    directory = read_directory(older)
    assert directory.is_older_form
    write_durably(home.path / DIRECTORY_FILE, older)
    assert look_at(home).standing == "older_form"
    with pytest.raises(NoDirectoryError, match="can be refreshed"):
        refresh(home, fetcher=Repository(sign_as(chile.node.directory)))
    join_directory(home, directory_file(chile.node.directory))
    assert pinned(home) == chile.node.directory


@pytest.fixture
def published(tmp_path: Path, chile: Neighbour) -> Path:
    """The next directory in a folder, as it lies on a stick."""
    folder = tmp_path / "published"
    lay(folder, sign_as(new_number(chile.node.directory)))
    return folder


def lay(folder: Path, chain: Chain) -> None:
    for name, data in files_of(chain).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def test_it_comes_on_a_stick(home: Node, published: Path) -> None:
    assert [one.kind for one in refresh(home, source=str(published)).changes] == ["number"]
    assert write_chain(sign_as(pinned(home))) == find_offered(str(published))


def test_a_stick_with_a_way_out_of_it_leads_nowhere(home: Node, published: Path) -> None:
    outside = published.parent / "timestamp.json"
    (published / "metadata" / "timestamp.json").rename(outside)
    (published / "metadata" / "timestamp.json").symlink_to(outside)
    with pytest.raises(RefreshError) as fault:
        refresh(home, source=str(published))
    assert fault.value.fields["kind"] == "unreachable"


@pytest.fixture
def served(published: Path) -> Iterator[str]:
    """The same folder behind a plain web server."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(published)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_any_plain_web_server_serves_it(home: Node, served: str) -> None:
    assert [one.kind for one in refresh(home, source=served).changes] == ["number"]
    assert refresh(home, source=served).outcome == "same"


@pytest.mark.parametrize("source", ["http://127.0.0.1:9", "http://example.org", "/no/such/folder"])
def test_no_way_is_a_stated_condition(home: Node, chile: Neighbour, source: str) -> None:
    with pytest.raises(RefreshError) as fault:
        refresh(home, source=source)
    assert fault.value.fields["kind"] == "unreachable"
    assert pinned(home) == chile.node.directory


def test_cut_before_the_file_is_written_it_is_done_again(home: Node, chile: Neighbour) -> None:
    """Killed between the rows and the file: the next refresh tells the same change, and only once."""
    repository = Repository(sign_as(new_number(chile.node.directory)))
    held = (home.path / DIRECTORY_FILE).read_bytes()
    refresh(home, fetcher=repository)
    write_durably(home.path / DIRECTORY_FILE, held)
    refresh(home, fetcher=repository)
    assert len(listed_changes(country="CL")) == 1
    assert home.peer("CL").offices[0].phone == "+999 20 555 0199"


def test_an_unknown_sender_is_told_apart_from_a_stale_directory(home: Node, chile: Neighbour) -> None:
    without = next_of(pinned(home), nodes=(home.entry,))
    refresh(home, fetcher=Repository(sign_as(without)))
    answer = chile.node.settle(receive(home, chile.seal(from_chile())))
    assert isinstance(answer, Rejection)
    assert answer.reason == "unknown_sender"
