"""Citations as they are read: ETS 185, Article 29(3)."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext

_OF_TREATY: Final = re.compile(r"(?:(?P<series>C?ETS)(?P<number>\d+)(?:[ -](?P<article>.+))?|(?P<bare>\d.*))")


def say_article(citation: str, instrument: str = "ETS185") -> str:
    """A citation as it is read: ETS 185, Article 29(3), for `ETS185 29(3)`.

    A bare `29(3)` is of that instrument: of the Convention, unless it is said otherwise. What cites no treaty
    is named for what it is.
    """
    found = _OF_TREATY.fullmatch(citation)
    if found is None:
        return {
            "custom": gettext("usual practice"),
            "glacy.request/1": gettext("needed in every request"),
        }.get(citation, _of_another(citation))
    if found["bare"]:
        return say_article(f"{instrument} {found['bare']}")
    name = f"{found['series']} {found['number']}"
    return f"{name}, {gettext('Article')} {found['article']}" if found["article"] else name


def _of_another(citation: str) -> str:
    """A treaty that is no ETS, or a source that has no articles, such as `T-CY form 3`."""
    instrument, _space, article = citation.partition(" ")
    if instrument.isalnum() and article[:1].isdigit():
        return f"{instrument}, {gettext('Article')} {article}"
    return citation
