"""The command line: one module to a noun, loaded only when it is used."""

from __future__ import annotations

import importlib
from typing import ClassVar

import click

from glacy.errors import GlacyError


class Nouns(click.Group):
    """A group whose commands are imported when they are called, so that help is quick."""

    known: ClassVar[dict[str, tuple[str, str]]] = {
        "backup": ("glacy.cli.backup", "Keep a node where a fire does not reach it."),
        "case": ("glacy.cli.case", "Open, list and show cases."),
        "courier": ("glacy.cli.courier", "Carry by stick and by mail, and choose the carrier."),
        "demo": ("glacy.cli.demo", "Play the whole journey between two nodes."),
        "directory": ("glacy.cli.directory", "Follow the directory of nodes, or operate it."),
        "doctor": ("glacy.cli.doctor", "Tell what is wrong with a node, and what to do."),
        "emergency": ("glacy.cli.emergency", "See which emergencies ring, and take one."),
        "evidence": ("glacy.cli.evidence", "Take in, list and bundle evidence."),
        "inbox": ("glacy.cli.inbox", "Open and answer what other States ask."),
        "journal": ("glacy.cli.journal", "Show, prove, audit and witness the log of a node."),
        "node": ("glacy.cli.node", "Make a node and run its work."),
        "legislation": ("glacy.cli.legislation", "Read acts and line them up with the treaties."),
        "officer": ("glacy.cli.officer", "Add and list the people of a node."),
        "paper": ("glacy.cli.paper", "Work with a State that has no node."),
        "payload": ("glacy.cli.payload", "Follow large evidence, which travels in pieces."),
        "request": ("glacy.cli.request", "Prepare, send and follow requests."),
        "restore": ("glacy.cli.restore", "Bring a node back from its backup."),
        "review": ("glacy.cli.review", "Look at what one officer did alone."),
        "serve": ("glacy.cli.serve", "Serve a node: its web and its worker."),
        "statistics": ("glacy.cli.statistics", "Count requests as the T-CY does."),
        "tracing": ("glacy.cli.tracing", "Load chains of coins and follow money."),
        "treaty": ("glacy.cli.treaty", "Ask what the treaties allow."),
        "verify": ("glacy.cli.verify", "Check a document, envelope, receipt or bundle."),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every noun, in alphabetical order."""
        return sorted({*self.known, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a noun; its module has it under the noun's name, or as `command`."""
        if cmd_name not in self.known:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(self.known[cmd_name][0])
        found = getattr(module, cmd_name, None) or module.command
        return found if isinstance(found, click.Command) else None

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """The nouns and what they are for, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.known[name][1]) for name in sorted(self.known)])

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; an error of ours is told in two lines and exits 2."""
        try:
            return super().invoke(ctx)
        except GlacyError as error:
            _tell(error)
            raise SystemExit(2) from error
        except Exception as error:
            from glacy.node.exhausted import find_no_room

            no_room = find_no_room(error)
            if no_room is None:
                raise
            _tell(no_room)
            raise SystemExit(2) from error


def _tell(error: GlacyError) -> None:
    click.echo(f"Error: {error.says}", err=True)
    if error.remedy:
        click.echo(f"  {error.remedy}", err=True)


@click.group(cls=Nouns, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="glacy")
def main() -> None:
    """Cooperation on cybercrime and electronic evidence: requests, evidence and proof across borders."""
