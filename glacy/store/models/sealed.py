"""Columns that lie sealed under the content key of their case or thread: without that key they say nothing.

A field seals when its row is saved and opens when the row is read. What was sealed under a key that was
destroyed reads as nothing. A row that an earlier version wrote in the clear is read as it is.
"""

from __future__ import annotations

import base64
import json
from typing import Any, Final  # Any: Django's fields are untyped

from django.db import models

from glacy.sayings import say
from glacy.store.errors import UnsealedError

MARK: Final = "\u00a71:"
"""What a sealed text begins with."""
_JSON_MARK: Final = "\u00a71"
_BYTES_MARK: Final = b"\xa7GLACY1:"


class _OfKey(models.Field):  # type: ignore[type-arg]  # the subclasses say what they hold
    """A field that knows which content key its row is sealed under: the column `of`."""

    of: str

    def deconstruct(self) -> Any:
        """The field for a migration."""
        name, path, args, more = super().deconstruct()
        return name, path, args, {**more, "of": self.of}

    def key_id(self, row: models.Model) -> str:
        """The id of the content key; empty where the row belongs to no case."""
        found: Any = row
        for name in self.of.split("."):
            found = getattr(found, name)
        return str(found or "")


class SealedText(_OfKey, models.TextField):  # type: ignore[type-arg]  # Django's own
    """A text under the content key of its case."""

    def __init__(self, *args: Any, of: str = "case_id", **more: Any) -> None:
        self.of = of
        super().__init__(*args, **more)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The text as it is written: sealed, unless it is empty."""
        value = super().pre_save(model_instance, add)
        if not value:
            return value
        return MARK + _seal(self.key_id(model_instance), str(value).encode("utf-8"))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """The column's value; a text that came here by another way than a saved row is refused."""
        if isinstance(value, str) and value and not value.startswith(MARK):
            raise _unsealed(self)
        return super().get_db_prep_save(value, connection)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The text; empty where its key was destroyed."""
        del expression, connection
        if not isinstance(value, str) or not value.startswith(MARK):
            return value
        found = _open(value.removeprefix(MARK))
        return "" if found is None else found.decode("utf-8")


class SealedJson(_OfKey, models.JSONField):
    """JSON under the content key of its case; of a row without a case it lies in the clear."""

    def __init__(self, *args: Any, of: str = "case_id", **more: Any) -> None:
        self.of = of
        super().__init__(*args, **more)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The value as it is written."""
        value = super().pre_save(model_instance, add)
        key = self.key_id(model_instance)
        if not value or not key:
            return value
        return {_JSON_MARK: _seal(key, json.dumps(value, ensure_ascii=False).encode("utf-8"))}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The value; an empty object where its key was destroyed."""
        found = super().from_db_value(value, expression, connection)
        if not isinstance(found, dict) or set(found) != {_JSON_MARK}:
            return found
        opened = _open(str(found[_JSON_MARK]))
        return {} if opened is None else json.loads(opened)


class SealedBytes(_OfKey, models.BinaryField):  # type: ignore[type-arg]  # Django's own
    """Bytes under the content key of their case or thread; of a row without one they lie in the clear."""

    def __init__(self, *args: Any, of: str = "case_id", **more: Any) -> None:
        self.of = of
        super().__init__(*args, **more)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The bytes as they are written."""
        value = super().pre_save(model_instance, add)
        key = self.key_id(model_instance)
        if not value or not key:
            return value
        return _BYTES_MARK + _seal(key, bytes(value)).encode("ascii")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The bytes; none where their key was destroyed."""
        del expression, connection
        data = None if value is None else bytes(value)
        if data is None or not data.startswith(_BYTES_MARK):
            return value
        found = _open(data.removeprefix(_BYTES_MARK).decode("ascii"))
        return b"" if found is None else found


def _seal(key_id: str, content: bytes) -> str:
    from glacy.store.content_keys import seal  # late: it needs the rows that stand on these fields

    return f"{key_id}:{base64.b64encode(seal(key_id, content)).decode('ascii')}"


def _open(sealed: str) -> bytes | None:
    from glacy.store.content_keys import unseal  # late: it needs the rows that stand on these fields

    key_id, _, content = sealed.partition(":")
    return unseal(key_id, base64.b64decode(content))


def _unsealed(field: models.Field[Any, Any]) -> UnsealedError:
    return UnsealedError(
        say("The column {name} is sealed, and is written by saving its row.", name=field.name),
        remedy=say("Load the row, change it, and save it."),
    )
