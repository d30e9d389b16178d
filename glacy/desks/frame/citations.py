"""Citations as they are read: ETS 185, Article 29(3)."""

from __future__ import annotations

import re

from django.utils.translation import gettext


def say_article(citation: str) -> str:
    """A citation as it is read: ETS 185, Article 29(3), for `ETS185 29(3)`."""
    instrument, _space, article = citation.partition(" ")
    name = re.sub(r"^(C?ETS)(\d)", r"\1 \2", instrument)
    return f"{name}, {gettext('Article')} {article}" if article else name
