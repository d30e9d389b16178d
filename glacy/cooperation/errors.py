"""What can go wrong with a request, target, draft or thread, each naming the field and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from glacy.errors import GlacyError
from glacy.sayings import join, say

if TYPE_CHECKING:
    from glacy.cooperation.missing import Missing


class InvalidValueError(GlacyError):
    """A value breaks a rule of its form; `field` is the path to it, such as `targets[0].port`."""

    def __init__(self, field: str, says: str, *, remedy: str = "") -> None:
        whole = say("{field}: {why}", field=field, why=says) if field else says
        super().__init__(whole, remedy=remedy, field=field, finding=says)

    @property
    def field(self) -> str:
        """The path to the field."""
        return str(self.fields["field"])

    @property
    def finding(self) -> str:
        """What is wrong with it, without the path."""
        return cast("str", self.fields["finding"])  # __init__ put it there

    def inside(self, place: str) -> InvalidValueError:
        """The same finding seen from the value that holds this one."""
        glue = "" if not self.field or self.field.startswith("[") else "."
        return InvalidValueError(f"{place}{glue}{self.field}", self.finding, remedy=self.remedy)


class InvalidTargetError(InvalidValueError):
    """A target is not what it says it is: a checksum fails, or a part is missing or misspelt."""

    def inside(self, place: str) -> InvalidTargetError:
        """The same finding seen from the value that holds this one."""
        outer = InvalidValueError.inside(self, place)
        return InvalidTargetError(outer.field, outer.finding, remedy=outer.remedy)


class MalformedMessageError(GlacyError):
    """Bytes are not a message of ours in its one form; `field` says where."""


class MalformedRequestError(MalformedMessageError):
    """Bytes are not a request of ours in its one form; `field` says where."""


class MalformedDraftError(GlacyError):
    """Bytes are not a saved draft."""


class IncompleteRequestError(GlacyError):
    """A draft lacks what the treaty demands; `missing` lists each thing with its article."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        names = join(*(item.says for item in missing), by="; ")
        super().__init__(
            say(
                "The request cannot be sent yet, {count} things are missing: {names}",
                count=len(missing),
                names=names,
            ),
            remedy=say("Fill in each of them; the page of each section says what is expected."),
            missing=[f"{item.section}.{item.field}" for item in missing],
            items=missing,
        )

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Each thing that is missing."""
        return cast("tuple[Missing, ...]", self.fields["items"])  # __init__ put them there


class ExpiredDeadlineError(GlacyError):
    """The day on which this step depends has passed."""


class LifeError(GlacyError):
    """A message does not fit the state of its thread."""


class NoProfileError(GlacyError):
    """A message has no form in ETSI TS 103 120, or an HI-1 file is outside the profile."""


class UnknownLanguageError(GlacyError):
    """No labels exist for that language."""
