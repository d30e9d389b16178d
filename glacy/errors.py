"""The root of every error that GLACY raises on purpose."""

from __future__ import annotations


class GlacyError(Exception):
    """An error that says what was expected, what was found and what to do.

    `says` is the sentence for a person, `remedy` the next step, and `fields` the parts of it for a program.
    """

    def __init__(self, says: str, *, remedy: str = "", **fields: object) -> None:
        self.says = says
        self.remedy = remedy
        self.fields = fields
        super().__init__(f"{says} {remedy}".strip())

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.says, self.remedy, self.fields))


def _rebuild(kind: type[GlacyError], says: str, remedy: str, fields: dict[str, object]) -> GlacyError:
    error = kind.__new__(kind)
    GlacyError.__init__(error, says, remedy=remedy, **fields)
    return error
