"""The words of the pages in other languages: `uv run python tools/translations.py update | compile | check`.

`update` collects every text of the desks into glacy/site/locale/*/LC_MESSAGES/django.po, and every sentence
of the libraries and of the facts into sayings.po beside it; `compile` makes the files that the pages read;
`check` fails where a text has no translation or one that loses a placeholder, and where a library makes a
sentence without `say`. Django's own commands need GNU gettext on the machine; Babel and Django's template
reader do the same here.
"""

from __future__ import annotations

import ast
import builtins
import csv
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "glacy"
DESKS = (PACKAGE / "desks", PACKAGE / "site" / "templates")
FACTS = PACKAGE / "facts"
SPEAK_ENGLISH = frozenset(("desks", "site", "cli", "demonstration", "facts", "operator"))
"""Parts of the package that are no library: the desks have words of their own, the others speak English."""
FACT_WORDS = frozenset(
    (
        "name",
        "short",
        "title",
        "summary",
        "follow_up",
        "urgent_channel",
        "text",
        "what",
        "rule",
        "from",
        "says",
    )
)
"""The keys of the facts whose values are our own words on a page."""
ROAD_WORDS = FACT_WORDS | {"addressee", "speed", "terms", "risk", "needs"}
SAID_BY = frozenset(("says", "remedy", "governs", "when_passed"))
"""The arguments that are sentences for people, besides the first of an error."""
LOCALE = PACKAGE / "site" / "locale"
LANGUAGES = ("es", "fr", "pt")
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
BEFORE_HISTORY = datetime(2026, 11, 21, tzinfo=UTC)
CALL = re.compile(r"\b(n?p?gettext|_)\(")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|</?[a-z]+|\{[a-z_0-9]+(?:!r)?\}")

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
    """Bring every catalogue in step with the texts; translations that are there stay."""
    for domain, messages in (("django", texts_of_desks()), ("sayings", sayings())):
        template = Catalog(project="GLACY", creation_date=BEFORE_HISTORY)
        for message in sorted(messages, key=str):
            template.add(message, flags=())
        for language in LANGUAGES:
            _bring_in_step(language, domain, template)
    return 0


def _bring_in_step(language: str, domain: str, template: Catalog) -> None:
    catalog = read(language, domain)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.revision_date = BEFORE_HISTORY
    catalog.fuzzy = False
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "GLACY"
    catalog.header_comment = (
        "# The words of the pages, collected by tools/translations.py; translate here."
        if domain == "django"
        else "# The sentences of the libraries and of the facts, collected by tools/translations.py."
    )
    with file_of(language, domain).open("wb") as out:
        write_po(out, catalog, width=110, no_location=True, sort_output=True, omit_header=False)
    missing = sum(1 for message in catalog if message.id and not whole(message.string))
    print(f"{language}: {len(catalog)} texts in {domain}.po, {missing} without a translation")


def compile_all() -> int:
    """Write the file that the pages read beside each catalogue."""
    for language in LANGUAGES:
        for domain in ("django", "sayings"):
            with file_of(language, domain).with_suffix(".mo").open("wb") as out:
                write_mo(out, read(language, domain))
    return 0


def check() -> int:
    """Name every text that lacks a translation or whose translation loses a placeholder."""
    faults = list(unsaid())
    for domain, wanted in (("django", texts_of_desks()), ("sayings", sayings())):
        for language in LANGUAGES:
            known = {message.id: message.string for message in read(language, domain) if message.id}
            for message in sorted(wanted, key=str):
                says = fault_of(message, known.get(message))
                faults += [f"{language}: {says}: {message!r}"] if says else []
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def texts_of_desks() -> set[Message]:
    """Every text of the desks."""
    return {message for folder in DESKS for path in folder.rglob("*") for message in messages_of(path)}


def sayings() -> set[Message]:
    """Every template of the libraries, and every text of the facts that is in our own words."""
    found: set[Message] = set(fact_words())
    for path in libraries():
        found.update(template for _, template in templates_of(path) if has_words(template))
    return found


def has_words(template: str) -> bool:
    """Whether a template has words of its own, and not only values and marks between them."""
    return any(re.search("[A-Za-z]", literal) for literal, _, _, _ in Formatter().parse(template))


def libraries() -> Iterator[Path]:
    """The modules that speak English and know no page."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if parts[0] not in SPEAK_ENGLISH and "migrations" not in parts:
            yield path


def templates_of(path: Path) -> Iterator[tuple[int, str]]:
    """Each template that a module gives to `say`, with its line."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "say"
            and call.args
        ):
            for text in _choices(call.args[0]):
                yield call.lineno, text


def _choices(node: ast.expr) -> Iterator[str]:
    """The literal, or both where one of two is chosen."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp():
            yield from (*_choices(node.body), *_choices(node.orelse))


def unsaid() -> Iterator[str]:
    """Where a library makes a sentence for people without `say`, or a template that cannot be translated."""
    for path in libraries():
        where = path.relative_to(ROOT)
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call):
                yield from (f"{where}:{call.lineno}: write it with say(): {text!r}" for text in _bare(call))
        for line, template in templates_of(path):
            fields = [(name, spec) for _, name, spec, _ in Formatter().parse(template) if name is not None]
            if any(spec or not name.isidentifier() for name, spec in fields):
                yield f"{where}:{line}: values of a template have a name and no format: {template!r}"


def _bare(call: ast.Call) -> Iterator[str]:
    """The sentences among the arguments that are bare literals."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    is_error = name.endswith("Error") and not hasattr(builtins, name)
    given = [
        *(call.args[:1] if is_error else ()),
        *(one.value for one in call.keywords if one.arg in SAID_BY),
    ]
    for node in given:
        text = ast.unparse(node)
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and " " in text and re.search("[a-z]{2}", text):
            yield text


def fact_words() -> Iterator[str]:
    """The texts of the facts that are our own words and not those of a source."""
    for path in sorted(FACTS.rglob("*.toml")):
        keys = ROAD_WORDS if path.name == "roads.toml" else FACT_WORDS
        yield from _words_in(tomllib.loads(path.read_text("utf-8")), keys)
    with (FACTS / "request_fields.csv").open(encoding="utf-8", newline="") as table:
        yield from (row["means"] for row in csv.DictReader(table) if row["means"])


def _words_in(value: Any, keys: frozenset[str], key: str = "") -> Iterator[str]:  # Any: what TOML holds
    match value:
        case dict():
            for name, inner in value.items():
                yield from _words_in(inner, keys - {"says"} if name == "instrument" else keys, name)
        case list():
            for inner in value:
                yield from _words_in(inner, keys, key)
        case str() if key in keys and re.search("[a-z]{3}", value):
            yield value


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


def read(language: str, domain: str = "django") -> Catalog:
    path = file_of(language, domain)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        return Catalog(locale=language, project="GLACY", creation_date=BEFORE_HISTORY)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def file_of(language: str, domain: str = "django") -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
