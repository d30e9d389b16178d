"""Bad mail harms nothing: it is set aside and listed, strangers get no answer, and nobody is fooled."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from email.message import EmailMessage

import pytest

from glacy.courier import CourierError, Mailbox, Mailer, read_letter
from glacy.node.carriers import check_mail
from glacy.node.opened import Node
from glacy.node.posting import mail_due
from glacy.store.models import DepartureRow, LetterRow, MessageRow, OutboxRow, QuarantineRow, ReturnRow
from tests.node.by_mail import Post, cut_line, flipped, later, letter_with
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import hire, send_preservation


def test_a_server_that_nobody_vouches_for_gets_no_password_and_no_mail(post: Post) -> None:
    settings = post.town.settings("gh")
    stranger = replace(settings, ca_file="")
    for name, says in check_mail(stranger):
        assert "not trusted" in says, name
    wrong = post.town.settings("gh", secret="another secret")
    for name, says in check_mail(wrong):
        assert says, name
        assert "another secret" not in says
    assert check_mail(settings) == (("smtp", ""), ("imap", ""))
    assert "a secret" not in repr(settings)


def test_a_mail_with_the_wrong_attachment_is_set_aside_and_listed(chile: Neighbour, post: Post) -> None:
    names = {"sender": post.town.address("cl"), "to": post.town.address("gh")}
    sealed = chile.seal(from_chile())
    reply = chile.node.receive(b"age-encryption.org/v1\n rubbish")
    bad = {
        "a picture": letter_with(b"\x89PNG....", "photo.age", **names),
        "a reply about nothing": letter_with(reply, "reply.asice", **names),
        "half a parcel": letter_with(sealed[: len(sealed) // 2], "half.age", **names),
        "a flipped byte": letter_with(flipped(sealed), "flipped.age", **names),
        "no message at all": b"\x00\xff" * 200,
        "no attachment": b"Subject: hello\r\n\r\nhello",
        "nested without end": _nested(60),
        "many parts": _many_parts(100),
    }
    for letter in bad.values():
        post.town.write(letter, to="gh")
    post.town.wait_for("gh", len(bad))
    while not post.round().is_idle:
        pass
    found = sorted(row.found for row in LetterRow.objects.all())
    assert found == ["not_ours"] * 6 + ["parcel"] * 2
    assert QuarantineRow.objects.count() == 2, "what begins as a parcel is judged by the gate, and seen there"
    assert ReturnRow.objects.count() == 0, "nobody is named, so nobody gets a mail"
    with Mailbox(post.town.settings("gh")) as box:
        assert box.uids() == []
    assert len(post.town.in_folder("gh", "GLACY not ours")) >= 6
    post.mail(sealed=sealed)
    post.town.wait_for("gh", 1)
    post.round()
    assert MessageRow.objects.filter(direction="received").count() == 1, "the good one still arrives"


def test_one_mail_with_two_parcels_and_a_forwarded_one_bring_all(chile: Neighbour, post: Post) -> None:
    letter, inner = EmailMessage(), EmailMessage()
    first, second, third = (chile.seal(from_chile(word, thread=word)) for word in ("a", "b", "c"))
    letter["From"], letter["To"], letter["Message-ID"] = "x@mail.example", "gh@mail.example", "<two@x>"
    letter.set_content("two")
    for number, sealed in enumerate((first, second)):
        letter.add_attachment(sealed, maintype="application", subtype="pdf", filename=f"{number}.pdf")
    inner.set_content("forwarded")
    inner.add_attachment(third, maintype="application", subtype="octet-stream", filename="c.bin")
    letter.add_attachment(inner)
    post.town.write(letter, to="gh")
    post.town.wait_for("gh", 1)
    post.round()
    assert MessageRow.objects.filter(direction="received").count() == 3
    assert ReturnRow.objects.filter(kind="receipt").count() == 3


def test_a_reply_of_a_stranger_settles_nothing(home: Node, chile: Neighbour, post: Post) -> None:
    send_preservation(home, hire(home, "ama", "duty_officer"))
    cut_line(home, chile)
    post.round()
    post.town.wait_for("cl", 1)
    answer = chile.node.receive(post.letters()[0].parcels[0])
    post.town.write(letter_with(flipped(answer), "reply.asice", sender="x@y", to="gh@mail.example"), to="gh")
    post.town.wait_for("gh", 1)
    post.round()
    assert OutboxRow.objects.get().state == "posted"
    assert LetterRow.objects.get().found == "not_ours"


def test_a_forged_bounce_of_a_mail_that_nobody_saw_changes_nothing(
    home: Node, chile: Neighbour, post: Post
) -> None:
    send_preservation(home, hire(home, "ama", "duty_officer"))
    cut_line(home, chile)
    post.round()
    post.town.write(_bounce("<guessed@mail.example>"), to="gh")
    post.town.wait_for("gh", 1)
    post.round()
    assert OutboxRow.objects.get().state == "posted"
    assert LetterRow.objects.get().found == "not_ours"


def test_a_delay_is_told_and_is_no_bounce(home: Node, chile: Neighbour, post: Post) -> None:
    send_preservation(home, hire(home, "ama", "duty_officer"))
    cut_line(home, chile)
    post.round()
    mark = DepartureRow.objects.get(carrier="mail").mark
    post.town.write(_bounce(mark, action="delayed"), to="gh")
    post.town.wait_for("gh", 1)
    post.round()
    assert OutboxRow.objects.get().state == "posted"
    assert "late" in LetterRow.objects.get().says


def test_the_server_refuses_an_address_in_words_that_help(post: Post) -> None:
    mailer = Mailer(post.town.settings("gh"))
    with pytest.raises(CourierError, match="did not take the mail"):
        mailer.send(b"Subject: x\r\n\r\nx", to="not an address")
    with pytest.raises(smtplib.SMTPException), smtplib.SMTP("localhost", post.town.smtp) as line:
        line.login("gh", "sent in clear")  # the town itself offers no sign-in without TLS


def _nested(depth: int) -> bytes:
    text = b"Subject: in\r\n\r\nhello"
    for number in range(depth):
        head = b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number)
        text = head + text + b"\r\n--%d--\r\n" % number
    return text


def _many_parts(count: int) -> bytes:
    part = b"--b\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n"
    return b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * count + b"--b--\r\n"


def _bounce(mark: str, *, action: str = "failed") -> bytes:
    return (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; elsewhere.example\r\n\r\n"
        f"Action: {action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mark}\r\n\r\n--b--\r\n"
    ).encode()


def test_a_letter_is_read_whatever_it_is() -> None:
    for data in (
        b"",
        b"\n",
        b"\xff" * 5000,
        _nested(2000),
        _many_parts(3000),
        b"Content-Type: multipart/x\n\n",
    ):
        letter = read_letter(data)
        assert (letter.parcels, letter.replies, letter.bounce) == ((), (), None)
        assert letter.says


def test_a_wrong_password_is_tried_once_in_a_round(home: Node, chile: Neighbour, post: Post) -> None:
    ama = hire(home, "ama", "duty_officer")
    for _ in range(3):
        send_preservation(home, ama)
    cut_line(home, chile)
    settings = post.town.settings("gh", secret="not the secret")
    left, fault = mail_due(home, settings, Mailer(settings))
    assert left == 0
    assert "does not let gh in" in str(fault)
    assert DepartureRow.objects.filter(carrier="mail").count() == 1
    settings = post.town.settings("gh")
    later(home, hours=1)
    assert mail_due(home, settings, Mailer(settings)) == (3, None)
