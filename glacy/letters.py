"""What no eye sees in a text: controls, overrides of direction, signs of no width; and a text without them.

Two texts that look alike and differ in such a sign would be one thing on paper and another to a program.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
_NEEDED = frozenset("\u200c\u200d\u200e\u200f\u061c\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f")
"""What Persian, Hebrew, Arabic, Syriac and the scripts of India cannot be written without."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BREAKS = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


def find_unseen(text: str, *, allowed: str = "") -> str | None:
    """The first sign of a text that no eye sees, or None; `allowed` names those that may stand.

    >>> find_unseen("red\\u200baustral"), find_unseen("Red Austral")
    ('\\u200b', None)
    """
    return next(
        (
            sign
            for sign in text
            if not " " <= sign <= "~"
            and unicodedata.category(sign) in _UNSEEN
            and sign not in _NEEDED
            and sign not in allowed
        ),
        None,
    )


def as_meant(text: str) -> str:
    """A text as the person who typed or pasted it meant it: composed (NFC), with one kind of line end.

    What word processors and pages put between letters only to break lines there is left out.

    >>> as_meant("sub\\u00adscri\\u200bber\\r\\n")
    'subscriber\\n'
    """
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text).translate(_BREAKS))
