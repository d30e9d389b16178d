"""A node of Ghana at which the command line acts, and a node of Chile that writes to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any  # JSON of many shapes

import pytest
from click.testing import CliRunner, Result

from glacy.canon import Json
from glacy.cli import main
from glacy.cooperation import read_message, write_message
from glacy.exchange import Header, seal_envelope, write_envelope
from glacy.node import Node, open_node
from glacy.node.gate import receive
from glacy.node.joining import join_directory
from glacy.node.making import make_node
from glacy.store.people import put_officer
from tests.directory_operator import directory_file
from tests.nodes import make_directory

PASSWORD = "orchard-lamp-7"
NIGHT = datetime(2026, 11, 21, 0, 41, tzinfo=UTC)
PEOPLE = {
    "ama": ("duty_officer",),
    "abena": ("central_authority_lawyer",),
    "kofi": ("approver", "case_officer"),
    "esi": ("custodian",),
    "yaw": ("administrator",),
}
OFFICES = """
[[office]]
role = "contact_24_7"
name = "24/7 contact point (invented)"
phone = "+233 30 000 0000"
email = "duty@example.org"
hours = "00:00-24:00"
zone = "UTC"
languages = ["en"]
"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """The command line at a node, as a person or a script uses it."""

    node: Node
    peer: Node
    password_file: Path

    def run(self, *words: object, stdin: str | None = None) -> Result:
        """What a command did, whatever it did."""
        return CliRunner().invoke(main, [str(word) for word in words], input=stdin)

    def say(self, noun: str, verb: str, *words: object, who: str = "ama", stdin: str | None = None) -> str:
        """What a command at the node printed; it must succeed."""
        done = self.run(noun, verb, self.node.path, *words, "--as", who, stdin=stdin)
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    def ask(self, noun: str, verb: str, *words: object, who: str = "ama", stdin: str | None = None) -> Any:
        """The JSON that a command at the node printed; it must succeed."""
        return json.loads(self.say(noun, verb, *words, "--json", who=who, stdin=stdin))

    def act(self, noun: str, verb: str, *words: object, who: str = "ama", stdin: str | None = None) -> str:
        """The same for an act that takes the password."""
        return self.say(noun, verb, *words, "--password-file", self.password_file, who=who, stdin=stdin)

    def fail(self, noun: str, verb: str, *words: object, who: str = "ama", stdin: str | None = None) -> str:
        """What a command said when it was wrongly asked."""
        done = self.run(noun, verb, self.node.path, *words, "--as", who, stdin=stdin)
        assert done.exit_code == 2, done.output
        assert "Traceback" not in done.output
        return done.stderr

    def arrive(self, body: bytes) -> str:
        """The id of a message of Chile that has now arrived here."""
        message = read_message(body)
        at = self.node.clock()
        header = Header(
            id=message.id,
            thread=message.thread,
            sequence=1,
            previous=None,
            sender=self.peer.country,
            receiver=self.node.country,
            kind=message.FORMAT.removeprefix("glacy.").removesuffix("/1"),
            at=at,
            exercise=True,
        )
        envelope = write_envelope(
            header,
            {"body.json": write_message(message)},
            by=self.peer.signer,
            at=at,
            stamper=self.peer.stamper,
        )
        receive(self.node, seal_envelope(envelope, to=self.node.entry.age_recipients))
        return message.id


@pytest.fixture
def line(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Line:  # noqa: ARG001  opens it
    """Ghana's node on the night of the story, with its people."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.delenv("GLACY_NODE", raising=False)
    nodes = {
        code: make_node(
            tmp_path / code.lower(),
            country=code,
            name=f"Contact point of {code} (invented)",
            url=f"http://127.0.0.1:{port}",
            exercise=True,
            story_at=NIGHT,
            offices=OFFICES.encode(),
        )
        for code, port in (("CL", 8102), ("GH", 8101))
    }
    directory = make_directory(*(node.entry for node in nodes.values()), at=NIGHT, days=365)
    join_directory(nodes["GH"], directory_file(directory))
    for name, roles in PEOPLE.items():
        put_officer(
            username=name,
            name=f"{name.title()} (invented)",
            roles=roles,
            authority="Invented Cybercrime Unit",
            password=PASSWORD,
            at=NIGHT,
            phone="+233 30 000 0001",
            zone="Africa/Accra",
            exercise=True,
        )
    password_file = tmp_path / "password"
    password_file.write_text(PASSWORD + "\n")
    return Line(node=open_node(tmp_path / "gh"), peer=nodes["CL"], password_file=password_file)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Json], Path]:
    """Leaves a value as a JSON file."""

    def leave(value: Json) -> Path:
        path = tmp_path / f"given-{len(list(tmp_path.glob('given-*')))}.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        return path

    return leave
