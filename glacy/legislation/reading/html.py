"""HTML in: what a reader sees as lines; scripts, styles, menus and hidden parts stay out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from glacy.legislation.reading.plain import decode
from glacy.legislation.reading.taken import ReadText, unreadable
from glacy.legislation.values import ActText
from glacy.sayings import Saying, say

_SILENT = frozenset(
    ("script", "style", "noscript", "template", "head", "nav", "footer", "aside", "iframe", "object", "svg",
     "form", "button", "select")
)  # fmt: skip
_BLOCKS = frozenset(
    ("p", "div", "section", "article", "header", "main", "table", "tr", "ul", "ol", "li", "dl", "dt", "dd",
     "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "br", "hr", "center", "body", "td", "th")
)  # fmt: skip
_VOID = frozenset(
    ("br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr")
)
_GAPS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "table", "blockquote"))
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MOST_DEPTH = 2_000


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.left_out = 0
        self._silent: list[str] = []
        self._lists: list[int | None] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._depth += 1
            if self._depth > _MOST_DEPTH:
                raise unreadable(
                    say("The page nests deeper than any text does."),
                    remedy=say("Give the text of the act, or its PDF."),
                    why="bomb",
                )
        if self._silent or tag in _SILENT or _is_hidden(dict(attrs)):
            if tag not in _VOID:
                self._silent.append(tag)
                self.left_out += tag in ("script", "iframe", "object")
            return
        if tag in _BLOCKS:
            self._break(gap=tag in _GAPS)
        if tag in ("ol", "ul"):
            start = dict(attrs).get("start") or "1"
            self._lists.append(int(start) - 1 if tag == "ol" and start.isdigit() else None)
        if tag == "li" and self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
            self.lines[-1] += f"{self._lists[-1]}. "

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - 1)
        if self._silent:
            if tag in self._silent:
                while self._silent.pop() != tag:
                    pass
            return
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        if tag in _BLOCKS:
            self._break(gap=tag in _GAPS)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.lines[-1] += re.sub(r"\s+", " ", data)

    def _break(self, *, gap: bool) -> None:
        if self.lines[-1].strip():
            self.lines.append("")
        if gap and len(self.lines) > 1 and self.lines[-2].strip():
            self.lines.append("")


def read_html(data: bytes) -> ReadText:
    """The lines of a page as it is read, numbered lists with their numbers."""
    named = _CHARSET.search(data[:4096])
    try:
        text = data.decode(named[1].decode("ascii")) if named else ""
    except (UnicodeDecodeError, LookupError):
        text = ""
    guessed: tuple[Saying, ...] = ()
    if not text:
        text, guessed = decode(data)
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = [re.sub(r"\s+", " ", line).strip() for line in reader.lines]
    said = (
        (say("The page held {count} scripts or frames; they were left out.", count=reader.left_out),)
        if reader.left_out
        else ()
    )
    return ReadText(source=ActText(("\n".join(lines).strip(),)), form="html", warnings=(*guessed, *said))


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style or attributes.get("aria-hidden") == "true"
