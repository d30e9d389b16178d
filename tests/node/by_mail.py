"""Chile beside the node under test when the line between them is cut: it writes mails, and reads them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from glacy.courier import Letter, Mailbox, read_letter, write_parcel_letter, write_reply_letter
from glacy.node.carriers import MailboxFacts, set_mailbox, settings_of
from glacy.node.carrying import carry_due
from glacy.node.clock import set_story_clock
from glacy.node.files import write_durably
from glacy.node.opened import DIRECTORY_FILE, Node
from glacy.node.posting import MAIL_AFTER
from glacy.node.posting_loop import Round, post_round
from tests.courier.mail_town import SECRET, MailTown
from tests.directory_operator import directory_file
from tests.node.neighbour import Neighbour


@dataclass(kw_only=True)
class Post:
    """The node under test and Chile, each with an account in the mail town."""

    home: Node
    chile: Neighbour
    town: MailTown

    def round(self) -> Round:
        """One round of the node's mail."""
        return post_round(self.home, settings_of(self.home.path, self.facts))

    @property
    def facts(self) -> MailboxFacts:
        """What node.toml says of the account."""
        return MailboxFacts(
            address=self.town.address("gh"),
            user="gh",
            secret_file="mail.secret",
            smtp=f"starttls://localhost:{self.town.smtp}",
            imap=f"tls://localhost:{self.town.imap}",
            ca_file=str(self.town.ca_file),
        )

    def rounds_until(self, happened: Callable[[], bool], *, within: float = 90.0) -> None:
        """Rounds of mail until something has happened."""
        until = time.monotonic() + within
        while not happened():
            assert time.monotonic() < until, self.town.told()
            self.round()
            time.sleep(0.1)

    def letters(self) -> list[Letter]:
        """What lies in Chile's mailbox."""
        with Mailbox(self.town.settings("cl")) as box:
            return [read_letter(box.read(uid)) for uid in box.uids()]

    def chile_answers(self, *, wait: int = 1) -> list[bytes]:
        """Chile takes in every parcel that came by mail, and mails its replies; they have arrived."""
        self.town.wait_for("cl", wait)
        answers = []
        for letter in self.letters():
            for sealed in letter.parcels:
                answers.append(self.chile.node.receive(sealed))
                self.mail(reply=answers[-1], answers=letter.mark)
        self.town.wait_for("gh", len(answers))
        return answers

    def mail(
        self, *, sealed: bytes = b"", reply: bytes = b"", answers: str = "", mark: str = "<1@cl>"
    ) -> None:
        """Chile mails a parcel or a reply to the node under test."""
        at, sender, to = self.home.clock(), self.town.address("cl"), self.town.address("gh")
        if sealed:
            letter = write_parcel_letter(sealed, sender=sender, to=to, mark=mark, at=at)
        else:
            letter = write_reply_letter(reply, sender=sender, to=to, mark=mark, at=at, answers=answers)
        self.town.write(letter, to="gh", user="cl")


def with_mail(home: Node, chile: Neighbour, town: MailTown) -> Post:
    """Both nodes have a mailbox, and the directory says so."""
    post = Post(home=home, chile=chile, town=town)
    (home.path / "mail.secret").write_text(f"{SECRET}\n")
    (home.path / "mail.secret").chmod(0o600)
    set_mailbox(home.path, post.facts)
    list_mail(home, chile, cl=town.address("cl"), gh=town.address("gh"))
    return post


def list_mail(home: Node, chile: Neighbour, *, cl: str, gh: str) -> None:
    """A directory that lists these addresses for mail."""
    entries = (replace(chile.node.entry, mail=cl), replace(home.entry, mail=gh))
    directory = replace(chile.node.directory, nodes=entries)
    chile.node.directory = directory
    write_durably(home.path / DIRECTORY_FILE, directory_file(directory))


def cut_line(home: Node, chile: Neighbour) -> None:
    """HTTPS fails so often that mail is taken."""
    chile.is_down = True
    for _ in range(MAIL_AFTER):
        assert carry_due(home, chile) >= 1
        later(home, minutes=20)


def later(home: Node, **passed: float) -> None:
    """The clock of the story goes on."""
    set_story_clock(home.path, exercise=True, story_at=home.clock() + timedelta(**passed))


def letter_with(content: bytes, name: str, *, sender: str, to: str) -> bytes:
    """A mail with an attachment of any kind."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, "Re: our request"
    letter["Message-ID"] = f"<{Path(name).stem}@elsewhere.example>"
    letter.set_content("See the attachment.")
    letter.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def flipped(data: bytes) -> bytes:
    """The same with one bit turned over."""
    place = len(data) * 3 // 4
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
