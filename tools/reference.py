"""The reference pages that are written from the code: `uv run python tools/reference.py [--check]`.

`docs/reference/commands.md` from the command line itself, `docs/reference/errors.md` from the errors that the
libraries raise. With --check nothing is written, and a page that lags behind is a failure.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click

import glacy
from glacy.errors import GlacyError
from glacy.node import start_django

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reference"
WRITTEN = "<!-- Written by tools/reference.py from the code. Change the code, then run it again. -->\n"


def main(arguments: list[str]) -> int:
    """Write both pages, or with --check name the one that lags behind."""
    start_django(None)
    stale = []
    for name, text in {"commands.md": commands_page(), "errors.md": errors_page()}.items():
        path = PAGES / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        print(f"{' and '.join(stale)} lag behind the code. Run: uv run python tools/reference.py")
        return 1
    return 0


def commands_page() -> str:
    """Every command with its arguments, options and first words."""
    from glacy.cli import main as root

    parts = [
        "# Commands\n",
        WRITTEN,
        "A command is a noun and a verb. The result is on stdout, talk on stderr. Exit code 0: it holds, or",
        "it is done. 1: it does not hold. 2: wrongly asked.\n",
    ]
    for path, command in commands("glacy", root):
        parts.append(f"## {path}\n")
        parts.append(f"{inspect.cleandoc(command.help or '')}\n")
        rows = [row for parameter in command.params if (row := row_of(parameter))]
        if rows:
            parts += ["| given as | what it is |", "|---|---|", *rows, ""]
    return "\n".join(parts).rstrip() + "\n"


def commands(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """The command and all below it that do something, with their full names."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command, info_name=path)
    if command.invoke_without_command:
        yield path, command
    for name in sorted(command.list_commands(context)):
        below = command.get_command(context, name)
        if below is not None and not below.hidden:
            yield from commands(f"{path} {name}", below)


def row_of(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
        says = " ".join((parameter.help or "").split())
        return "" if parameter.hidden else f"| {names} | {cell(says)} |"
    optional = "" if parameter.required else ", optional"
    many = ", one or more" if parameter.nargs == -1 else ""
    return f"| `{parameter.human_readable_name}` | argument{optional}{many} |"


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def errors_page() -> str:
    """Every error, by the library that raises it, with the first line of its docstring."""
    by_library: dict[str, dict[str, str]] = {}
    for module in modules():
        for name, kind in vars(module).items():
            ours = (
                inspect.isclass(kind) and issubclass(kind, GlacyError) and kind.__module__ == module.__name__
            )
            if ours and not name.startswith("_"):
                says = (inspect.getdoc(kind) or "").splitlines()[:1]
                by_library.setdefault(module.__name__.split(".")[1], {})[name] = "".join(says)
    parts = [
        "# Errors\n",
        WRITTEN,
        "Every error descends from `GlacyError` and says what was expected, what was found (`says`) and",
        "what to do (`remedy`), with the parts of it in `fields`.\n",
    ]
    for library in sorted(by_library):
        parts += [f"## {library}\n", "| error | when |", "|---|---|"]
        parts += [f"| `{name}` | {cell(says)} |" for name, says in sorted(by_library[library].items())]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def modules() -> Iterator[ModuleType]:
    """Every module that may hold errors: the small words, and `errors` of each library."""
    for found in pkgutil.walk_packages(glacy.__path__, "glacy."):
        parts = found.name.split(".")
        if parts[-1] == "errors" or (len(parts) == 2 and not found.ispkg and parts[1] != "__main__"):
            yield importlib.import_module(found.name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
