"""Carries by ordinary mail: out through SMTP, over TLS that is verified (docs/specs/exchange.md, 9)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from glacy.courier.errors import CourierError, fault
from glacy.courier.letters import new_mark, write_plain_letter
from glacy.sayings import say

WITHIN = 30.0
_PORTS = {"starttls": (587, 143), "tls": (465, 993)}
_LATER = say("It is tried again by itself; if it stays so, ask who runs the mail server.")
_SETTINGS = say("Correct [mailbox] in node.toml, and try `glacy courier mail DIR --check`.")
_TOO_LARGE = (523, 552)
_FIRST_FINAL = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where a mail server listens, and how TLS begins there: at once (tls) or on request (starttls)."""

    host: str
    port: int
    begins: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The node's mail address, its account, and the servers that take and give its mail."""

    address: str
    user: str
    secret: str = field(repr=False)
    smtp: MailServer
    imap: MailServer
    ca_file: str = ""
    most_bytes: int = 20 * 1024 * 1024

    def line_trust(self) -> ssl.SSLContext:
        """Which servers are believed: those of `ca_file`, else those that the system trusts."""
        try:
            return ssl.create_default_context(cafile=self.ca_file or None)
        except OSError as cause:
            raise fault(
                "untrusted_line",
                say("The certificates in {file} cannot be read: {why}.", file=self.ca_file, why=cause),
                remedy=_SETTINGS,
            ) from cause


def read_server(text: str, *, is_imap: bool) -> MailServer:
    """The server of an address such as `starttls://mail.example.org:587` or `tls://mail.example.org`."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in _PORTS or parts.path or parts.username:
        raise fault(
            "refused",
            say("{found} is no address of a mail server.", found=text[:80]),
            remedy=say("Write starttls://HOST:PORT or tls://HOST:PORT; mail never travels without TLS."),
        )
    return MailServer(host=host, port=port or _PORTS[parts.scheme][int(is_imap)], begins=parts.scheme)


class Mailer:
    """Hands mails to the node's SMTP server, one connection for each."""

    def __init__(self, settings: MailSettings, *, within: float = WITHIN) -> None:
        self._settings, self._within = settings, within

    def send(self, letter: bytes, *, to: str) -> None:
        """Returns when the server has taken the mail; CourierError says why it has not."""
        self._with_line(lambda line: line.sendmail(self._settings.address, [to], letter), to=to)

    def check(self) -> None:
        """Returns if the server lets the node in; nothing is sent."""
        self._with_line(lambda line: line.noop(), to="")

    def _with_line(self, use: Callable[[smtplib.SMTP], object], *, to: str) -> None:
        server, trust = self._settings.smtp, self._settings.line_trust()
        try:
            with self._open(server, trust) as line:
                if server.begins == "starttls":
                    line.starttls(context=trust)
                    line.ehlo()
                line.login(self._settings.user, self._settings.secret)
                use(line)
        except (smtplib.SMTPException, OSError) as cause:
            raise _named(cause, server, self._settings, to) from cause

    def _open(self, server: MailServer, trust: ssl.SSLContext) -> smtplib.SMTP:
        if server.begins == "tls":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=self._within, context=trust)
        return smtplib.SMTP(server.host, server.port, timeout=self._within)


def send_plain_mail(settings: MailSettings, text: str, *, subject: str, to: str, at: datetime) -> None:
    """Sends a mail of words alone; it must say nothing of a case."""
    mark = new_mark(settings.address)
    letter = write_plain_letter(text, subject=subject, sender=settings.address, to=to, mark=mark, at=at)
    Mailer(settings).send(letter, to=to)


def _named(cause: Exception, server: MailServer, settings: MailSettings, to: str) -> CourierError:
    """What happened at the SMTP server, without the account's secret."""
    if isinstance(cause, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(cause.recipients.values()), (_FIRST_FINAL, b""))
        return _by_code(code, text, to)
    if isinstance(cause, smtplib.SMTPAuthenticationError):
        says = say("{server} does not let {user} in.", server=server.host, user=settings.user)
        return fault("refused", says, remedy=_SETTINGS, account=settings.user)
    if isinstance(cause, smtplib.SMTPNotSupportedError):
        says = say("{server} offers no TLS or no sign-in; nothing was sent.", server=server.host)
        return fault("untrusted_line", says, remedy=_SETTINGS)
    if isinstance(cause, smtplib.SMTPServerDisconnected):
        return line_fault(OSError(str(cause)), server)
    if isinstance(cause, smtplib.SMTPResponseException):
        return _by_code(cause.smtp_code, cause.smtp_error, to)
    return line_fault(cause, server)


def line_fault(cause: Exception, server: MailServer) -> CourierError:
    """What happened on the line to a mail server."""
    if isinstance(cause, ssl.SSLError):
        says = say("The line to {server} is not trusted: {why}.", server=server.host, why=_why(cause))
        return fault("untrusted_line", says, remedy=_SETTINGS)
    kind = "timeout" if isinstance(cause, TimeoutError) else "unreachable"
    says = say(
        "There is no way to {server}, port {port}: {why}.",
        server=server.host,
        port=server.port,
        why=_why(cause),
    )
    return fault(kind, says, remedy=_LATER)  # type: ignore[arg-type]  # one of the two words above


def _by_code(code: int, text: bytes | str, to: str) -> CourierError:
    told = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    says = say(
        "The mail server did not take the mail to {to}: {code} {why}", to=to, code=code, why=_one(told)
    )
    if code in _TOO_LARGE:
        return fault("too_large", says, remedy=say("Carry it on a stick."))
    if code < _FIRST_FINAL:
        return fault("busy", says, remedy=_LATER)
    return fault("refused", says, remedy=say("Ask the other side for its address, or carry it on a stick."))


def _why(cause: Exception) -> str:
    return _one(str(getattr(cause, "verify_message", "") or getattr(cause, "strerror", "") or cause))


def _one(text: str) -> str:
    line = " ".join(text.split())
    return "".join(one if one.isprintable() else "?" for one in line)[:300]
