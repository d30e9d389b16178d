"""Free text in a form: the words, their translation beside them, what it is worth and which prevails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from glacy.canon import Json
from glacy.cooperation import Draft
from glacy.countries import get_country
from glacy.desks.frame.fields import LongText, OneOf, Text

DOCUMENT_LANGUAGES: Final = ("en", "es", "fr", "pt")
"""The languages in which a document can be rendered."""

_STATUS: Final = (
    ("working", _("A working translation, by an officer")),
    ("official", _("An official translation, by a sworn translator")),
    ("machine", _("Made by a machine and not checked")),
)


def language_name(tag: str) -> str:
    """The name of a language in the reader's own."""
    reader = (get_language() or "en").replace("-", "_")
    return str(Locale.parse(tag.replace("-", "_")).get_display_name(reader) or tag)


def translated_into(draft: Draft) -> str | None:
    """The language of the requested State beside the original, where a document can be rendered in it."""
    chosen = draft.get("language", "documents")
    wanted: Sequence[Any] = chosen if isinstance(chosen, (list, tuple)) else ()  # Any: JSON list of tags
    official = get_country(draft.requested).languages if draft.requested else ()
    known = [str(tag) for tag in (*wanted, *official) if tag in DOCUMENT_LANGUAGES]
    return next((tag for tag in known if tag != draft.original_language), None)


class Prose:
    """The free texts of one page: their fields, what they hold now, and their values once typed."""

    def __init__(self, draft: Draft, texts: Mapping[str, LongText]) -> None:
        self.original = draft.original_language
        self.other = translated_into(draft)
        self.texts = texts

    def fields(self) -> dict[str, Any]:  # Any: Django's fields of many types
        """Each text, its translation, and once for all of them what the translations are worth."""
        found: dict[str, Any] = {}
        for name, field in self.texts.items():
            found[name] = field
            if self.other is not None:
                found[f"{name}_translated"] = LongText(
                    _("The same in %(language)s") % {"language": language_name(self.other)},
                    required=False,
                    rows=int(field.widget.attrs["rows"]),
                )
        if self.other is not None and self.texts:
            found |= self._worth()
        return found

    def initial(self, saved: Mapping[str, Json]) -> dict[str, Any]:
        """What was saved of these texts, field by field."""
        shown: dict[str, Any] = {}
        for name in self.texts:
            text = saved.get(name)
            if not isinstance(text, Mapping):
                continue
            shown[name] = text.get("text")
            for other in _list(text.get("translations")):
                shown[f"{name}_translated"] = other.get("text")
                shown["translation_status"] = other.get("status")
                shown["translator"] = other.get("translator")
                shown["prevails"] = "translation" if other.get("prevails") else "original"
        return shown

    def values(self, typed: Mapping[str, Any]) -> dict[str, Json]:
        """The free texts as the draft keeps them; an empty one is None."""
        return {name: self._text(typed, name) for name in self.texts}

    def _text(self, typed: Mapping[str, Any], name: str) -> Json:
        if not typed.get(name):
            return None
        text: dict[str, Json] = {"text": _unix(typed[name]), "language": self.original, "status": "original"}
        translated = typed.get(f"{name}_translated")
        if self.other is None or not translated:
            return text
        prevails = typed.get("prevails") == "translation"
        one: dict[str, Json] = {
            "text": _unix(translated),
            "language": self.other,
            "status": typed.get("translation_status") or "working",
            "prevails": prevails,
        }
        if typed.get("translator"):
            one["translator"] = str(typed["translator"])
        return {**text, "prevails": not prevails, "translations": [one]}

    def _worth(self) -> dict[str, Any]:
        return {
            "translation_status": OneOf(
                _("What the translation is worth"), choices=_STATUS, initial="working", required=False
            ),
            "translator": Text(
                _("Translated by"), hint=_("Needed for an official translation"), required=False, width="20"
            ),
            "prevails": OneOf(
                _("Which version counts if they differ"),
                choices=(("original", _("The original")), ("translation", _("The translation"))),
                initial="original",
                required=False,
                is_inline=True,
            ),
        }


def lines(text: str) -> list[Json]:
    """One entry a line, as typed in a long text."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _unix(text: str) -> str:
    return "\n".join(text.replace("\r\n", "\n").split("\n")).strip()


def _list(value: Json) -> list[Mapping[str, Json]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, (list, tuple)) else []
