"""Reads the node's mailbox over IMAP, and moves what was looked at out of the way (exchange.md, 9)."""

from __future__ import annotations

import contextlib
import imaplib
import re
from collections.abc import Sequence
from types import TracebackType

from glacy.courier.errors import CourierError, fault
from glacy.courier.mail import WITHIN, MailSettings, line_fault
from glacy.sayings import say

TAKEN = "GLACY taken"
NOT_OURS = "GLACY not ours"
_NUMBER = re.compile(rb"RFC822\.SIZE (\d+)")
_PREFIX = re.compile(rb'\(\("([^"]*)" ')
_VALIDITY = re.compile(rb"(\d+)")


class Mailbox:
    """The INBOX of the node's account, open while it is used as a context manager.

    A message is known by `validity` (UIDVALIDITY) and its UID: together they never name another one.
    """

    def __init__(self, settings: MailSettings, *, within: float = WITHIN) -> None:
        self._settings, self._within = settings, within
        self._line: imaplib.IMAP4
        self._can: frozenset[str] = frozenset()
        self._prefix = ""
        self.validity = 0

    @property
    def name(self) -> str:
        """The mailbox in words: account and server."""
        return f"{self._settings.user}@{self._settings.imap.host}:{self._settings.imap.port}"[:200]

    def __enter__(self) -> Mailbox:
        server, trust = self._settings.imap, self._settings.line_trust()
        try:
            if server.begins == "tls":
                self._line = imaplib.IMAP4_SSL(
                    server.host, server.port, ssl_context=trust, timeout=self._within
                )
            else:
                self._line = imaplib.IMAP4(server.host, server.port, timeout=self._within)
                self._line.starttls(ssl_context=trust)
            self._line.login(self._settings.user, self._settings.secret)
            self._can = _words(self._line.capability()[1])  # many servers say more after a sign-in
            self._demand("select", self._line.select("INBOX"))
            found = _VALIDITY.search((self._line.response("UIDVALIDITY")[1] or [b""])[0] or b"")
            self.validity = int(found[1]) if found else 0
        except (imaplib.IMAP4.error, OSError) as cause:
            self._leave()
            raise self._named(cause) from cause
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def uids(self) -> list[int]:
        """The messages that lie there, oldest first."""
        told = self._ask("SEARCH", "UNDELETED")
        return sorted(int(one) for one in b" ".join(part for part in told if isinstance(part, bytes)).split())

    def size(self, uid: int) -> int:
        """How large a message is; 0 once it is gone."""
        for part in self._ask("FETCH", str(uid), "(RFC822.SIZE)"):
            found = _NUMBER.search(part if isinstance(part, bytes) else b"")
            if found:
                return int(found[1])
        return 0

    def read(self, uid: int) -> bytes:
        """A whole message, left as unseen as it was; nothing once it is gone."""
        told = self._ask("FETCH", str(uid), "(BODY.PEEK[])")
        return next((part[1] for part in told if isinstance(part, tuple)), b"")

    def move(self, uid: int, folder: str) -> None:
        """Moves a message out of the INBOX; the folder is made if there is none."""
        place = f'"{self._where()}{folder}"'
        with contextlib.suppress(imaplib.IMAP4.error):
            self._line.create(place)  # NO: it is there
        if "MOVE" in self._can:
            self._ask("MOVE", str(uid), place)
            return
        self._ask("COPY", str(uid), place)
        self._ask("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen \Deleted)")
        if "UIDPLUS" in self._can:
            self._ask("EXPUNGE", str(uid))

    def _where(self) -> str:
        """The prefix under which the account may make folders (RFC 2342)."""
        if not self._prefix and "NAMESPACE" in self._can:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                found = _PREFIX.match((self._line.namespace()[1] or [b""])[0] or b"")
                self._prefix = found[1].decode("ascii", "ignore") if found else ""
        return self._prefix

    def _ask(self, command: str, *given: str) -> list[bytes | tuple[bytes, bytes]]:
        try:
            return self._demand(command, self._line.uid(command, *given))
        except (imaplib.IMAP4.error, OSError) as cause:
            raise self._named(cause) from cause

    def _demand(
        self, command: str, answer: tuple[str, Sequence[bytes | tuple[bytes, bytes] | None]]
    ) -> list[bytes | tuple[bytes, bytes]]:
        if answer[0] != "OK":
            raise imaplib.IMAP4.error(f"{command}: {answer[1]!r}")
        return [one for one in answer[1] if one is not None]

    def _leave(self) -> None:
        with contextlib.suppress(imaplib.IMAP4.error, OSError, AttributeError):
            self._line.logout()

    def _named(self, cause: Exception) -> CourierError:
        if isinstance(cause, OSError):
            return line_fault(cause, self._settings.imap)
        if isinstance(cause, imaplib.IMAP4.abort):
            return line_fault(OSError(str(cause)), self._settings.imap)
        why = " ".join(str(cause).split())[:200].replace(self._settings.secret, "(secret)")
        return fault(
            "refused",
            say(
                "The mail server {server} refused: {why}",
                server=self._settings.imap.host,
                why="".join(one if one.isprintable() else "?" for one in why),
            ),
            remedy=say("Correct [mailbox] in node.toml, and try `glacy courier mail DIR --check`."),
        )


def _words(told: Sequence[bytes | None]) -> frozenset[str]:
    return frozenset(b" ".join(part or b"" for part in told).decode("ascii", "replace").upper().split())
