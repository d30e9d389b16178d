"""What leaves by ordinary mail arrives once, its reply comes by any carrier, and bad mail harms nothing."""

from __future__ import annotations

import pytest

from glacy.courier import Mailbox, Mailer
from glacy.node.acts import carriage, cases, requests
from glacy.node.carriers import choose_carrier
from glacy.node.carrying import carry_due, give_up_overdue, resume_parcels
from glacy.node.opened import Node
from glacy.node.posting import mail_due, mail_parcel
from glacy.node.posting_in import take_letters
from glacy.node.settling import settle_reply
from glacy.store import carrying
from glacy.store.models import (
    CarrierStateRow,
    DepartureRow,
    LetterRow,
    MessageRow,
    OutboxRow,
    ReceiptRow,
)
from tests.courier.mail_town import MailTown
from tests.node.by_mail import Post, cut_line, later, list_mail
from tests.node.neighbour import Killed, Neighbour, from_chile
from tests.node.people import hire, send_preservation

pytestmark = pytest.mark.xdist_group("mail")


def test_what_https_cannot_deliver_leaves_by_mail_and_the_receipt_comes_back_by_mail(
    home: Node, chile: Neighbour, post: Post
) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    assert post.round().is_idle, "mail waits until HTTPS has failed"
    cut_line(home, chile)
    assert post.round().left == 1
    view = requests.view_request(home, ama, request)
    assert (view.state, view.message.carried) == ("sent", "posted")
    left = {row.carrier: row for row in carrying.departures_of(OutboxRow.objects.get())}
    assert (left["https"].times, left["mail"].times) == (5, 1)
    assert left["https"].sealed == left["mail"].sealed, "the same bytes by every carrier"
    post.chile_answers()
    assert post.round().looked == 1
    view = requests.view_request(home, ama, request)
    assert (view.state, view.message.carried) == ("received", "receipted")
    assert [one.header.id for one in chile.node.inbox] == [request]
    assert len(post.town.in_folder("gh", "GLACY taken")) >= 1
    assert OutboxRow.objects.get().sealed_digest == ""
    assert post.round().is_idle


def test_the_mail_says_nothing_of_the_case(home: Node, chile: Neighbour, post: Post) -> None:
    _, request = send_preservation(
        home, hire(home, "ama", "duty_officer"), title="Operation Kingfisher (invented)"
    )
    cut_line(home, chile)
    post.round()
    post.town.wait_for("cl", 1)
    with Mailbox(post.town.settings("cl")) as box:
        text = box.read(box.uids()[0])
    shown = text.partition(b"Content-Transfer-Encoding: base64")[0]  # what follows is sealed
    row = MessageRow.objects.get(pk=request)
    assert row.case is not None
    words = ("Kingfisher", request, row.thread_id, row.case.reference, "preserv", "ama", "Article")
    assert not [word for word in words if word.encode() in shown]
    assert b"application/octet-stream" in text
    assert b".age" in text


def test_a_receipt_by_two_carriers_settles_once(home: Node, chile: Neighbour, post: Post) -> None:
    send_preservation(home, hire(home, "ama", "duty_officer"))
    cut_line(home, chile)
    post.round()
    (answer,) = post.chile_answers()
    post.mail(reply=answer)
    chile.is_down = False
    later(home, hours=1)
    assert carry_due(home, chile) == 1, "HTTPS may still deliver what left by mail"
    assert OutboxRow.objects.get().state == "receipted"
    post.town.wait_for("gh", 2)
    post.round()
    assert settle_reply(home, answer).became == "known"
    assert ReceiptRow.objects.filter(direction="got").count() == 1
    assert LetterRow.objects.filter(found="reply").count() == 2
    assert len(chile.node.inbox) == 1


def test_a_request_that_comes_by_mail_is_receipted_by_mail_to_the_address_of_the_directory(
    chile: Neighbour, post: Post
) -> None:
    sealed = chile.seal(from_chile())
    post.mail(sealed=sealed, mark="<asked@cl>")
    post.town.wait_for("gh", 1)
    assert post.round().looked == 1
    assert MessageRow.objects.get(direction="received").kind == "request"
    post.town.wait_for("cl", 1)
    (letter,) = post.letters()
    assert type(chile.node.settle(letter.replies[0])).__name__ == "Receipt"
    post.mail(sealed=sealed, mark="<again@cl>")
    post.town.wait_for("gh", 1)
    post.round()
    post.town.wait_for("cl", 2)
    assert MessageRow.objects.filter(direction="received").count() == 1, "the same mail twice is one message"
    assert post.letters()[1].replies == letter.replies, "and gets the same receipt, word for word"


def test_killed_between_sending_and_noting_the_same_mail_leaves_again(
    home: Node, chile: Neighbour, post: Post
) -> None:
    send_preservation(home, hire(home, "ama", "duty_officer"))
    cut_line(home, chile)
    settings = post.town.settings("gh")

    def killed(step: str) -> None:
        if step == "mailed":
            raise Killed

    with pytest.raises(Killed):
        mail_due(home, settings, Mailer(settings), before=killed)
    resume_parcels(home)
    assert mail_due(home, settings, Mailer(settings)) == (1, None)
    post.town.wait_for("cl", 2)
    first, second = post.letters()
    assert (first.mark, first.parcels) == (second.mark, second.parcels)
    post.chile_answers(wait=2)
    post.round()
    assert OutboxRow.objects.get().state == "receipted"
    assert len(chile.node.inbox) == 1
    assert DepartureRow.objects.get(carrier="mail").times == 2


@pytest.mark.parametrize("step", ["noted", "moved"])
def test_killed_while_reading_the_mailbox_nothing_is_lost_or_doubled(
    home: Node, chile: Neighbour, post: Post, step: str
) -> None:
    post.mail(sealed=chile.seal(from_chile()))
    post.town.wait_for("gh", 1)

    def killed(name: str) -> None:
        if name == step:
            raise Killed

    with pytest.raises(Killed), Mailbox(post.town.settings("gh")) as box:
        take_letters(home, box, before=killed)
    with Mailbox(post.town.settings("gh")) as box:
        take_letters(home, box)
    with Mailbox(post.town.settings("gh")) as box:
        assert box.uids() == []
    assert MessageRow.objects.filter(direction="received").count() == 1
    assert LetterRow.objects.get().is_moved


def test_a_mailbox_that_bounces_is_said_at_the_desk(home: Node, chile: Neighbour, post: Post) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    list_mail(home, chile, cl="nobody-there@mail.example", gh=post.town.address("gh"))
    cut_line(home, chile)
    assert post.round().left == 1
    post.rounds_until(lambda: LetterRow.objects.exists())
    view = requests.view_request(home, ama, request)
    assert view.message.carried == "retrying"
    assert "came back" in view.message.last_error
    assert [row.pk for row in cases.start_of_shift(home, ama).not_carried] == [request]
    assert LetterRow.objects.get().found == "bounce"
    assert DepartureRow.objects.get(carrier="mail").state == "came_back"
    assert post.round().is_idle, "it is not mailed to the same place again by itself"
    chile.is_down = False
    later(home, hours=1)
    carry_due(home, chile)
    assert requests.view_request(home, ama, request).message.carried == "receipted"


def test_where_only_mail_was_chosen_a_bounce_asks_a_person(home: Node, chile: Neighbour, post: Post) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    list_mail(home, chile, cl="nobody-there@mail.example", gh=post.town.address("gh"))
    choose_carrier(home, ama, "CL", "mail")
    assert carry_due(home, chile) == 0, "HTTPS is not tried"
    assert post.round().left == 1
    post.rounds_until(lambda: LetterRow.objects.exists())
    assert requests.view_request(home, ama, request).message.carried == "stuck"
    choose_carrier(home, ama, "CL", "https")
    carriage.try_again(home, ama, request, confirmed_at=home.clock())
    assert carry_due(home, chile) == 1
    assert requests.view_request(home, ama, request).message.carried == "receipted"


def test_no_reply_by_the_stated_time_asks_a_person(home: Node, chile: Neighbour, post: Post) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    choose_carrier(home, ama, "CL", "mail")
    post.round()
    later(home, days=6)
    assert give_up_overdue(home) == 0
    later(home, days=2)
    assert give_up_overdue(home) == 1
    view = requests.view_request(home, ama, request)
    assert view.message.carried == "stuck"
    assert "no reply came" in view.message.last_error
    answer = chile.node.receive(post.letters()[0].parcels[0])
    assert settle_reply(home, answer).became == "settled", "a reply that comes late still counts"
    assert requests.view_request(home, ama, request).message.carried == "receipted"


def test_a_server_that_is_down_costs_nothing_but_time(home: Node, chile: Neighbour, post: Post) -> None:
    send_preservation(home, hire(home, "ama", "duty_officer"))
    cut_line(home, chile)
    town = MailTown(folder=post.town.folder, smtp=1, imap=1)
    dead = Post(home=home, chile=chile, town=town)
    done = dead.round()
    assert (done.left, done.looked) == (0, 0)
    assert "no way to localhost, port 1" in done.says
    assert {row.failed_says != "" for row in CarrierStateRow.objects.all()} == {True}
    later(home, hours=1)
    assert post.round().left == 1
    assert not CarrierStateRow.objects.get(pk="mail_out").failed_says
    assert DepartureRow.objects.filter(carrier="mail").count() == 1


def test_what_is_too_large_for_mail_says_so_and_waits_for_a_stick(
    home: Node, chile: Neighbour, post: Post
) -> None:
    ama = hire(home, "ama", "duty_officer")
    _, request = send_preservation(home, ama)
    cut_line(home, chile)
    settings = post.town.settings("gh", most_bytes=1000)
    assert mail_parcel(home, settings, Mailer(settings), OutboxRow.objects.get()) is None
    assert "stick" in requests.view_request(home, ama, request).message.last_error
    assert mail_due(home, settings, Mailer(settings)) == (0, None)
