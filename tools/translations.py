"""The words of the pages in other languages: `uv run python tools/translations.py update | compile | check`.

`update` collects every text of the desks into glacy/site/locale/*/LC_MESSAGES/django.po, `compile` makes
the files that Django reads, `check` fails where a text has no translation or one that loses a placeholder.
Django's own commands need GNU gettext on the machine; Babel and Django's template reader do the same here.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (ROOT / "glacy" / "desks", ROOT / "glacy" / "site" / "templates")
LOCALE = ROOT / "glacy" / "site" / "locale"
LANGUAGES = ("es", "fr", "pt")
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
BEFORE_HISTORY = datetime(2026, 11, 21, tzinfo=UTC)
CALL = re.compile(r"\b(n?p?gettext|_)\(")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|</?[a-z]+")

Message = str | tuple[str, str]


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            return update()
        case ["compile"]:
            return compile_all()
        case ["check"]:
            return check()
    print(__doc__, file=sys.stderr)
    return 2


def update() -> int:
    """Bring every catalogue in step with the texts of the pages; translations that are there stay."""
    template = Catalog(project="GLACY", creation_date=BEFORE_HISTORY)
    for path in sorted(file for folder in SOURCES for file in folder.rglob("*") if file.is_file()):
        for message in messages_of(path):
            template.add(message, flags=())
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        catalog.revision_date = BEFORE_HISTORY
        catalog.fuzzy = False
        catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "GLACY"
        catalog.header_comment = (
            "# The words of the pages, collected by tools/translations.py; translate here."
        )
        with file_of(language).open("wb") as out:
            write_po(out, catalog, width=110, no_location=True, sort_output=True, omit_header=False)
        missing = sum(1 for message in catalog if message.id and not whole(message.string))
        print(f"{language}: {len(catalog)} texts, {missing} without a translation")
    return 0


def compile_all() -> int:
    """Write the file that Django reads beside each catalogue."""
    for language in LANGUAGES:
        with file_of(language).with_suffix(".mo").open("wb") as out:
            write_mo(out, read(language))
    return 0


def check() -> int:
    """Name every text that lacks a translation or whose translation loses a placeholder."""
    wanted = {message for folder in SOURCES for path in folder.rglob("*") for message in messages_of(path)}
    faults = 0
    for language in LANGUAGES:
        known = {message.id: message.string for message in read(language) if message.id}
        for message in sorted(wanted, key=str):
            says = fault_of(message, known.get(message))
            if says:
                faults += 1
                print(f"{language}: {says}: {message!r}", file=sys.stderr)
    return 1 if faults else 0


def fault_of(message: Message, string: str | Sequence[str] | None) -> str:
    """What is wrong with a translation; empty when it is well."""
    if string is None or not whole(string):
        return "not translated"
    originals = (message,) if isinstance(message, str) else message
    needed = set(PLACEHOLDER.findall(originals[-1]))
    for text in (string,) if isinstance(string, str) else string:
        if set(PLACEHOLDER.findall(text)) != needed:
            return "placeholders differ"
    return ""


def messages_of(path: Path) -> Iterator[Message]:
    """Every text of a module or a template that is marked for translation."""
    if path.suffix == ".py":
        with path.open("rb") as source:
            for _line, message, _comments, _context in extract("python", source, keywords=KEYWORDS):
                yield message if isinstance(message, str) else (message[0], message[1])
    elif path.suffix == ".html":
        yield from _of_template(templatize(path.read_text("utf-8")))


def _of_template(python: str) -> Iterator[Message]:
    """The texts of the calls that `templatize` leaves; everything else in its result is filling."""
    for call in CALL.finditer(python):
        texts = [ast.literal_eval(text) for text in _strings(python[call.end() :])]
        yield (texts[0], texts[1]) if call[1] == "ngettext" else texts[-1]


def _strings(rest: str) -> Iterator[str]:
    literal = re.compile(r"""\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?""")
    while found := literal.match(rest):
        yield found[1]
        rest = rest[found.end() :]


def whole(string: str | Sequence[str] | None) -> bool:
    """Whether a translation, with all its plural forms, is there."""
    return bool(string) if isinstance(string, str) else bool(string) and all(string or ())


def read(language: str) -> Catalog:
    path = file_of(language)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        return Catalog(locale=language, project="GLACY", creation_date=BEFORE_HISTORY)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def file_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
