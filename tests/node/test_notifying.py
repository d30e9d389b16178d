"""Notices: something is here, in the officer's language, seldom enough, and nothing of what it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from glacy.courier import CourierError
from glacy.node import notifying, telling
from glacy.node.acts import cases
from glacy.node.clock import set_story_clock
from glacy.node.errors import RulesError
from glacy.node.opened import Node
from glacy.store.models import EntryRow, NoticeRow, OfficerRow
from glacy.store.people import Officer, get_officer
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import hire
from tests.node.test_emergencies import emergency

Mail = tuple[str, str, str]


def with_mail(node: Node, username: str, *roles: str, language: str = "en") -> Officer:
    hire(node, username, *roles)
    OfficerRow.objects.filter(username=username).update(email=f"{username}@gh.example", language=language)
    return get_officer(username)


class Post:
    """A post office that keeps what is sent, or is closed."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.is_closed = False

    def __call__(self, to: str, subject: str, text: str) -> None:
        if self.is_closed:
            raise CourierError("The server is away.", remedy="Wait.", kind="unreachable")
        self.sent.append((to, subject, text))


@pytest.fixture
def post() -> Post:
    return Post()


def later(node: Node, minutes: int) -> None:
    set_story_clock(node.path, exercise=True, story_at=node.clock() + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "There is something"),
        ("es", "Hay algo"),
        ("fr", "Il y a"),
        ("pt", "Há algo"),
        ("sw", "There is"),
    ],
)
def test_it_is_said_in_the_language_of_the_officer(home: Node, post: Post, language: str, says: str) -> None:
    ama = with_mail(home, "ama", "duty_officer", language=language)
    notifying.notify(home, [ama], kind="arrived")
    assert notifying.send_notices(home, post) == 1
    ((to, subject, text),) = post.sent
    assert to == "ama@gh.example"
    assert subject.startswith(says)
    assert home.url in text


def test_a_mail_says_nothing_of_what_it_is(home: Node, chile: Neighbour, post: Post) -> None:
    with_mail(home, "ama", "duty_officer")
    chile.say(emergency())
    cases.open_case(home, get_officer("ama"), title="Zebra (invented)")
    telling.ring(home)
    telling.tell_arrivals(home)
    assert notifying.send_notices(home, post) == 1
    told = " ".join(post.sent[0]).lower()
    for word in ("chile", "zebra", "cl-2026", "gh-2026", "185", "preserv", "emergency", "child", "article"):
        assert word not in told


def test_what_waits_is_told_once_and_not_too_often(home: Node, post: Post) -> None:
    ama = with_mail(home, "ama", "duty_officer")
    for _ in range(5):
        notifying.notify(home, [ama, ama], kind="arrived")
    assert notifying.send_notices(home, post) == 1
    notifying.notify(home, [ama], kind="approve")
    assert notifying.send_notices(home, post) == 0
    later(home, 16)
    assert notifying.send_notices(home, post) == 1


def test_an_alarm_does_not_wait_for_the_quarter_of_an_hour(home: Node, post: Post) -> None:
    ama = with_mail(home, "ama", "duty_officer")
    notifying.notify(home, [ama], kind="arrived")
    notifying.send_notices(home, post)
    notifying.notify(home, [ama], kind="arrived")
    notifying.notify(home, [ama], kind="alarm")
    assert notifying.send_notices(home, post) == 1
    assert "urgent" in post.sent[-1][1]
    later(home, 2)
    notifying.notify(home, [ama], kind="alarm")
    assert notifying.send_notices(home, post) == 1


def test_an_officer_chooses_and_the_journal_holds_it(home: Node, post: Post) -> None:
    ama = with_mail(home, "ama", "duty_officer")
    notifying.choose_channel(home, ama, by_mail=True, what=["approve"], at_most_minutes=0)
    assert notifying.notify(home, [ama], kind="arrived") == 0
    assert notifying.notify(home, [ama], kind="approve") == 1
    notifying.send_notices(home, post)
    assert notifying.notify(home, [ama], kind="alarm") == 1
    notifying.choose_channel(home, ama, by_mail=False, what=[], at_most_minutes=5)
    assert notifying.send_notices(home, post) == 0
    assert notifying.notify(home, [ama], kind="alarm") == 0
    assert EntryRow.objects.filter(kind="officer.channel_chosen").count() == 2
    with pytest.raises(RulesError):
        notifying.choose_channel(home, ama, by_mail=True, what=[], at_most_minutes=-1)


def test_a_server_that_is_away_is_tried_again_and_not_for_ever(home: Node, post: Post) -> None:
    ama = with_mail(home, "ama", "duty_officer")
    notifying.notify(home, [ama], kind="alarm")
    post.is_closed = True
    for _ in range(3):
        assert notifying.send_notices(home, post) == 0
        later(home, 61)
    assert NoticeRow.objects.get().tries == 3
    post.is_closed = False
    assert notifying.send_notices(home, post) == 1
    notifying.notify(home, [ama], kind="alarm")
    post.is_closed = True
    for _ in range(20):
        later(home, 61)
        notifying.send_notices(home, post)
    row = NoticeRow.objects.latest("pk")
    assert (row.tries, row.says) == (11, "The server is away.")
    assert row.sent_at is not None


def test_what_arrives_is_told_to_who_receives_and_once(home: Node, chile: Neighbour, post: Post) -> None:
    for name, role in (("ama", "duty_officer"), ("esi", "custodian"), ("kofi", "approver")):
        with_mail(home, name, role)
    chile.say(from_chile())
    telling.tell_arrivals(home)
    telling.tell_arrivals(home)
    assert notifying.send_notices(home, post) == 2
    assert {to for to, _, _ in post.sent} == {"ama@gh.example", "kofi@gh.example"}
    later(home, 30)
    telling.tell_arrivals(home)
    assert notifying.send_notices(home, post) == 0
    chile.say(from_chile("second", thread="second"))
    telling.tell_arrivals(home)
    assert notifying.send_notices(home, post) == 2


def test_a_node_without_a_mail_account_goes_on(home: Node, chile: Neighbour) -> None:
    with_mail(home, "ama", "duty_officer")
    chile.say(emergency())
    assert telling.tell_once(home) == 0
    assert NoticeRow.objects.get().sent_at is None
