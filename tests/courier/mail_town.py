"""A real mail server in a folder of its own: Debian's Exim takes mail in, Dovecot gives it out, TLS only.

Both listen on loopback ports and belong to the tests alone. The town has the accounts gh, cl and stranger;
who writes to another address there gets the mail back, as everywhere.
"""

from __future__ import annotations

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from glacy.courier import Mailbox, MailServer, MailSettings

DOMAIN = "mail.example"
SECRET = "a secret of the mail town"
ACCOUNTS = ("gh", "cl", "stranger")
PACKAGES = "exim4-daemon-light dovecot-imapd dovecot-lmtpd"
_NEEDED = ("exim4", "dovecot")
_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
disable_plaintext_auth = yes
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%n
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imap}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service lmtp {{
  unix_listener {folder}/lmtp {{
    mode = 0666
  }}
}}
protocol lmtp {{
  auth_username_format = %n
}}
"""
_EXIM = """
primary_hostname = {domain}
exim_user = {exim}
exim_group = {exim_group}
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp}
spool_directory = {folder}/spool
log_file_path = {folder}/exim.%slog
pid_file_path = {folder}/exim.pid
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
tls_privatekey = {folder}/server.key
acl_smtp_rcpt = check_rcpt
message_size_limit = 90M
smtp_accept_max = 40
ignore_bounce_errors_after = 0s
begin acl
check_rcpt:
  accept authenticated = *
  deny message = who are you
begin routers
town:
  driver = accept
  domains = {domain}
  local_parts = {accounts}
  transport = dovecot
begin transports
dovecot:
  driver = lmtp
  socket = {folder}/lmtp
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_prompts = :
  server_condition = ${{if and{{{{match_local_part{{$auth2}}{{{accounts}}}}}{{eq{{$auth3}}{{{secret}}}}}}}}}
  server_set_id = $auth2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTown:
    """Where the servers listen, and who may sign in."""

    folder: Path
    smtp: int
    imap: int

    @property
    def ca_file(self) -> Path:
        """The certificate that the servers stand under."""
        return self.folder / "ca.pem"

    def settings(self, user: str, *, secret: str = SECRET, most_bytes: int = 20 << 20) -> MailSettings:
        """The account of a node."""
        return MailSettings(
            address=self.address(user),
            user=user,
            secret=secret,
            smtp=MailServer(host="localhost", port=self.smtp, begins="starttls"),
            imap=MailServer(host="localhost", port=self.imap, begins="tls"),
            ca_file=str(self.ca_file),
            most_bytes=most_bytes,
        )

    def address(self, user: str) -> str:
        """The mail address of an account."""
        return f"{user}@{DOMAIN}"

    def write(self, letter: EmailMessage | bytes, *, to: str, user: str = "stranger") -> None:
        """Somebody of the town sends a mail, whatever it holds."""
        data = letter if isinstance(letter, bytes) else letter.as_bytes()
        with smtplib.SMTP("localhost", self.smtp) as line:
            line.starttls(context=ssl.create_default_context(cafile=str(self.ca_file)))
            line.login(user, SECRET)
            line.sendmail(self.address(user), [self.address(to)], data)

    def wait_for(self, user: str, count: int, *, within: float = 90.0) -> None:
        """Returns once so many messages lie in an INBOX."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            with Mailbox(self.settings(user)) as box:
                if len(box.uids()) >= count:
                    return
            time.sleep(0.1)
        raise AssertionError(f"{user} has no {count} messages: {self.told()}")

    def settle(self, *, within: float = 90.0) -> None:
        """Returns once no mail is on its way any more."""
        until = time.monotonic() + within
        while any((self.folder / "spool" / "input").glob("*-[HDJ]")):
            assert time.monotonic() < until, self.told()
            time.sleep(0.05)

    def in_folder(self, user: str, name: str) -> list[bytes]:
        """The messages in a folder of an account."""
        with imaplib.IMAP4_SSL(
            "localhost", self.imap, ssl_context=ssl.create_default_context(cafile=str(self.ca_file))
        ) as line:
            line.login(user, SECRET)
            if line.select(f'"{name}"', readonly=True)[0] != "OK":
                return []
            found = line.uid("SEARCH", "ALL")[1][0] or b""
            told = [line.uid("FETCH", uid.decode(), "(BODY.PEEK[])")[1] for uid in found.split()]
        return [part[0][1] for part in told]

    def told(self) -> str:
        """The last lines of the servers' logs."""
        logs = sorted(self.folder.glob("*log"))
        return "\n".join(line for log in logs for line in log.read_text(errors="replace").splitlines()[-8:])


def why_not_here() -> str:
    """Why no mail town can stand on this machine; empty where it can."""
    lacking = [name for name in _NEEDED if shutil.which(name, path=_path()) is None]
    if lacking:
        return f"no {' and no '.join(lacking)} here: apt-get install {PACKAGES}"
    return ""


def demand_mail_town() -> None:
    """Skips loudly where the servers are missing; on a build server that is a failure."""
    why = why_not_here()
    if why and os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(why)
    if why:
        pytest.skip(why)


@contextlib.contextmanager
def mail_town() -> Iterator[MailTown]:
    """The servers, up and answering; gone with their folder at the end."""
    with tempfile.TemporaryDirectory(prefix="mt") as name:
        town = MailTown(folder=Path(name), smtp=_free_port(), imap=_free_port())
        _furnish(town)
        commands = (
            ["exim4", "-C", str(town.folder / "exim.conf"), "-bdf", "-q5s"],
            ["dovecot", "-F", "-c", str(town.folder / "dovecot.conf")],
        )
        running = []
        try:
            with (town.folder / "started.log").open("wb") as out:
                for command in commands:
                    command[0] = shutil.which(command[0], path=_path()) or command[0]
                    running.append(subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True))
            _wait_until_up(town, running)
            yield town
        finally:
            for process in running:
                process.terminate()
            for process in running:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                process.kill()


def _furnish(town: MailTown) -> None:
    folder = town.folder
    folder.chmod(0o755)
    is_root = os.getuid() == 0
    me, mine = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    exim, exim_group = ("Debian-exim", "Debian-exim") if is_root else (me, mine)
    mailer = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.getuid())
    (folder / "mail").mkdir()
    (folder / "spool").mkdir()
    _make_certificates(folder)
    (folder / "users").write_text("".join(f"{name}:{SECRET}\n" for name in ACCOUNTS))
    names = {"folder": folder, "domain": DOMAIN, "secret": SECRET, "smtp": town.smtp, "imap": town.imap}
    dovecot = {
        "internal": "dovecot" if is_root else me,
        "internal_group": "dovecot" if is_root else mine,
        "login": "dovenull" if is_root else me,
        "uid": mailer.pw_uid,
        "gid": mailer.pw_gid,
    }
    (folder / "dovecot.conf").write_text(_DOVECOT.format(**names, **dovecot))
    exim_facts = {"exim": exim, "exim_group": exim_group, "accounts": " : ".join(ACCOUNTS)}
    (folder / "exim.conf").write_text(_EXIM.format(**names, **exim_facts))
    (folder / "exim.conf").chmod(0o644)
    if is_root:
        owner = pwd.getpwnam(exim)
        os.chown(folder / "spool", owner.pw_uid, owner.pw_gid)
        os.chown(folder / "mail", mailer.pw_uid, mailer.pw_gid)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        os.chown(folder / "server.key", owner.pw_uid, owner.pw_gid)


def _make_certificates(folder: Path) -> None:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mail town (invented)")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin, end = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) + timedelta(days=2)

    def signed(subject: x509.Name, public: ec.EllipticCurvePublicKey, *, is_root: bool) -> x509.Certificate:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(root_name).public_key(public)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)
        made = made.add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        if not is_root:
            names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
            made = made.add_extension(names, critical=False)
        return made.sign(root_key, hashes.SHA256())

    pem = serialization.Encoding.PEM
    root = signed(root_name, root_key.public_key(), is_root=True)
    server = signed(name, key.public_key(), is_root=False)
    (folder / "ca.pem").write_bytes(root.public_bytes(pem))
    (folder / "server.pem").write_bytes(server.public_bytes(pem))
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.key").write_bytes(secret)
    (folder / "server.key").chmod(0o600)


def _wait_until_up(town: MailTown, running: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + 90
    for port in (town.smtp, town.imap):
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            dead = [process.args for process in running if process.poll() is not None]
            assert not dead and time.monotonic() < until, f"{dead}: {town.told()}"  # noqa: PT018  one condition
            time.sleep(0.1)


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
