"""The invented acts, each with the articles that its provisions answer."""

from __future__ import annotations

from functools import cache

from glacy.legislation import Act, ActText, segment
from tests.legislation.acts import FOLDER

INVENTED = FOLDER / "invented"


def names() -> list[str]:
    return sorted(path.stem for path in INVENTED.glob("*.txt"))


def language_of(name: str) -> str:
    return name.removeprefix("unseen-")[:2]


@cache
def read(name: str) -> tuple[Act, dict[str, set[tuple[str, str]]]]:
    """The act, and by provision what it answers; empty where it answers nothing."""
    lines = (INVENTED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    act = segment(ActText(("\n".join(line for line in lines if not line.startswith("%%")),)))
    said = [line.removeprefix("%%").split() for line in lines if line.startswith("%%")]
    known = {
        one.number: {
            (word.split("-")[0], word.split("-")[1]) if "-" in word else ("ETS185", word)
            for word in words
            if word != "-"
        }
        for one, words in zip(act.provisions, said, strict=True)
    }
    return act, known
