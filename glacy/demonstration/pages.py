"""Forms and links of a page: found by the words that an officer reads, filled and ready to send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from urllib.parse import urljoin

from glacy.demonstration.errors import PageError
from glacy.demonstration.markup import Element, read_markup

Filled: TypeAlias = str | bool | date | Sequence[str]
"""What is put into a field: text, yes or no, a day in three parts, or several choices."""

Pairs: TypeAlias = list[tuple[str, str]]
_PARTS_OF_A_DAY = ("day", "month", "year")
_INSTANT_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of a page and where it goes."""

    element: Element
    action: str
    method: str

    @property
    def buttons(self) -> tuple[Element, ...]:
        """What sends the form."""
        typed = (
            e for e in self.element.all("button", "input") if e.tag == "button" or e.get("type") == "submit"
        )
        return tuple(e for e in typed if e.get("type") != "button")

    @property
    def controls(self) -> tuple[Element, ...]:
        """Every field of the form, in order."""
        skipped = ("submit", "button", "image")
        return tuple(
            e for e in self.element.all("input", "select", "textarea") if e.get("type") not in skipped
        )

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the fields that take a file."""
        return tuple(control.get("name") for control in self.controls if control.get("type") == "file")

    def filled(self, values: Mapping[str, Filled], *, pressed: Element | None = None) -> Pairs:
        """Names and values as a browser sends them after an officer has filled in those fields."""
        changed: dict[str, list[str]] = {}
        for asked, value in values.items():
            changed |= self._field(asked, value)
        pairs = [(name, kept) for name, kept in self._defaults() if name not in changed]
        pairs += [(name, value) for name, given in changed.items() for value in given]
        if pressed is not None and pressed.get("name"):
            pairs.append((pressed.get("name"), pressed.get("value")))
        return pairs

    def _defaults(self) -> Iterator[tuple[str, str]]:
        for control in self.controls:
            name, kind = control.get("name"), control.get("type")
            if not name or kind == "file" or "disabled" in control.attributes:
                continue
            if kind in ("radio", "checkbox"):
                if "checked" in control.attributes:
                    yield name, control.get("value") or "on"
            elif control.tag == "select":
                yield name, _selected(control)
            elif control.tag == "textarea":
                yield (
                    name,
                    "".join(part for part in control.inside if isinstance(part, str)).removeprefix("\n"),
                )
            else:
                yield name, control.get("value")

    def _field(self, asked: str, value: Filled) -> dict[str, list[str]]:
        found = self._named(asked)
        if not found:
            known = sorted({control.get("name") for control in self.controls} - {"csrfmiddlewaretoken"})
            raise PageError(
                f"The page has no field {asked!r}.", remedy=f"It has: {', '.join(known)}.", field=asked
            )
        names = list(dict.fromkeys(control.get("name") for control in found))
        kind = found[0].get("type")
        if len(names) >= len(_PARTS_OF_A_DAY) and kind not in ("radio", "checkbox"):
            return _spread(asked, names, value)
        if kind in ("radio", "checkbox"):
            return {names[0]: self._chosen(asked, found, value)}
        if found[0].tag == "select":
            return {names[0]: [_option(asked, found[0], str(value))]}
        return {names[0]: [str(value)]}

    def _chosen(self, asked: str, boxes: list[Element], value: Filled) -> list[str]:
        if isinstance(value, bool):
            return [boxes[0].get("value") or "on"] if value else []
        wanted = (
            [value]
            if isinstance(value, str)
            else [str(one) for one in value]
            if not isinstance(value, date)
            else []
        )
        chosen = []
        for one in wanted:
            match = [box for box in boxes if one in (box.get("value"), self.label_of(box))]
            if not match:
                offered = ", ".join(f"{box.get('value')} ({self.label_of(box)})" for box in boxes)
                raise PageError(
                    f"{asked!r} does not offer {one!r}.", remedy=f"It offers {offered}.", field=asked
                )
            chosen.append(match[0].get("value"))
        return chosen

    def _named(self, asked: str) -> list[Element]:
        exact = [c for c in self.controls if c.get("name") == asked]
        if exact:
            return exact
        parts = [c for c in self.controls if c.get("name").rsplit("_", 1)[0] == asked and _ends_in_part(c)]
        if parts:
            return parts
        labelled = [c for c in self.controls if self.label_of(c) == asked]
        if labelled:
            return labelled
        for group in self.element.all("fieldset"):
            legend = group.find("legend")
            if legend is not None and _bare(legend.words) == asked:
                return [c for c in group.all("input", "select", "textarea") if c.get("name")]
        return []

    def label_of(self, control: Element) -> str:
        """The words of the label that belongs to a field."""
        for label in self.element.all("label"):
            if label.get("for") and label.get("for") == control.get("id"):
                return _bare(label.words)
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with its address and status."""

    address: str
    status: int
    element: Element

    @classmethod
    def read(cls, text: str, *, address: str, status: int = 200) -> Page:
        """The page of a text of HTML."""
        return cls(address=address, status=status, element=read_markup(text))

    @property
    def heading(self) -> str:
        """The one heading of the page."""
        heading = self.element.find("h1")
        return heading.words if heading is not None else ""

    @property
    def words(self) -> str:
        """Everything that is read on the page."""
        body = self.element.find("main") or self.element
        return body.words

    @property
    def problems(self) -> tuple[str, ...]:
        """What the error summary of the page lists."""
        for part in self.element.all("div"):
            if "govuk-error-summary" in part.classes:
                return tuple(item.words for item in part.all("li")) or (part.words,)
        return ()

    @property
    def forms(self) -> tuple[Form, ...]:
        """Every form of the page."""
        return tuple(
            Form(
                element=element,
                action=urljoin(self.address, element.get("action") or self.address),
                method=(element.get("method") or "get").lower(),
            )
            for element in self.element.all("form")
        )

    def links(self) -> Iterator[tuple[str, str]]:
        """The words and the address of every link."""
        for link in self.element.all("a"):
            if link.get("href"):
                yield link.words, urljoin(self.address, link.get("href"))

    def link(self, words: str, *, within: str = "") -> str:
        """The address behind a link that has these words, or begins with them; `within` is part of it."""
        offered = [(said, to) for said, to in self.links() if within in to]
        for fits in (
            lambda said: said == words,
            lambda said: said.startswith(words),
            lambda said: words in said,
        ):
            for said, to in offered:
                if fits(said):
                    return to
        told = ", ".join(f"{said!r}" for said, _ in offered[:40])
        raise PageError(
            f"{self.heading!r} has no link {words!r}.", remedy=f"It has {told}.", page=self.address
        )

    def form_with(self, button: str) -> tuple[Form, Element]:
        """The form that a button with these words sends, and the button."""
        for exact in (True, False):
            for form in self.forms:
                for pressed in form.buttons:
                    words = pressed.words or pressed.get("value")
                    if words == button or (not exact and words.startswith(button)):
                        return form, pressed
        said = ", ".join(repr(b.words) for form in self.forms for b in form.buttons)
        listed = "; ".join(self.problems)
        raise PageError(
            f"{self.heading!r} has no button {button!r}. {listed}".strip(),
            remedy=f"It has {said}.",
            page=self.address,
        )


def _bare(words: str) -> str:
    return words.removesuffix(" (optional)")


def _ends_in_part(control: Element) -> bool:
    return control.get("name").rsplit("_", 1)[-1] in (*_PARTS_OF_A_DAY, "time", "zone")


def _selected(select: Element) -> str:
    options = list(select.all("option"))
    chosen = [option for option in options if "selected" in option.attributes] or options[:1]
    return _value(chosen[0]) if chosen else ""


def _value(option: Element) -> str:
    return option.get("value") if "value" in option.attributes else option.words


def _option(asked: str, select: Element, value: str) -> str:
    for option in select.all("option"):
        if value in (_value(option), option.words):
            return _value(option)
    offered = ", ".join(_value(option) for option in list(select.all("option"))[:30])
    raise PageError(f"{asked!r} does not offer {value!r}.", remedy=f"It offers {offered}.", field=asked)


def _spread(asked: str, names: list[str], value: Filled) -> dict[str, list[str]]:
    """A day over three fields, or `2026-11-20 22:41:07 UTC` over five."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    day, *rest = text.split()
    parts = [str(int(part)) for part in reversed(day.split("-"))]
    if len(names) > len(parts):
        if len(rest) < len(names) - _INSTANT_PARTS:
            raise PageError(f"{asked!r} wants a day, a time and a zone, found {text!r}.", field=asked)
        parts += rest
    return {name: [part] for name, part in zip(names, parts, strict=False)}
