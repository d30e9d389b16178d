"""What a provision leans on: terms that the act defines, other provisions that it cites, other acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from glacy.legislation.numbering import tidy
from glacy.legislation.patterns import fold
from glacy.legislation.values import Act, Provision

_QUOTED = re.compile(
    r"[“\"«]\s?(?P<term>[^”\"»\n]{3,60}?)\s?[”\"»]\s*(?:,|:|—|-|(?:also |shall )?(?:means?|includes?|has the)"
    r"|désigne|s'entend|s’entend|signifie|mean|include|significa|qualquer|o |a |os |as )",
)
_LISTED = re.compile(
    r"(?:^|[\n;:.])\s*(?:[a-zñ]\)|\(?\d{1,2}[.)°]-?|[ivx]{1,4}\))\s*"
    r"(?P<term>[A-ZÁÉÍÓÚÀÂÊÔÇŒ][^:;.,\n“”\"]{3,60}?)\s*:\s",
)
_NAMED = re.compile(
    r"(?:on entend par|se entender[áa] por|se entiende por|entende-se por|considera-se)\s*:?\s*"
    r"(?P<term>[^,:;«“\"\n]{4,50}?),?\s+(?=tout|un\b|une|l[ae]s?\b|l'|el\b|los\b|qualquer|o\b|a\b)",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"unless the context|\bmeans?\b|on entend|au sens de|désigne|se entender|se entiende|a los efectos"
    r"|para (?:los )?(?:efectos|fines)|considera-se|entende-se|para (?:os )?efeitos|definition|définition"
    r"|definicion|definiç",
    re.IGNORECASE,
)
_ONE = (
    r"\d{1,4}(?:[-–]\d{1,3})?(?:\s?\.?[º°ª])?(?:er)?(?:-[A-Z]\b|[A-Z]{1,2}\b)?(?:\s(?:bis|ter|quater)\b)?"
    r"(?:\s?\(\w{1,4}\))*"
)
_CITED = re.compile(
    rf"\b(?:sections?|articles?|art[íi]culos?|artigos?|arts?\.)\s+(?P<list>{_ONE}"
    rf"(?:\s?(?:,|;|\band\b|\bor\b|\bto\b|\bet\b|\bou\b|\bà\b|\by\b|\bo\b|\bal?\b|\be\b)\s?(?:\bet\b|\band\b)?\s?"
    rf"{_ONE})*)",
    re.IGNORECASE,
)
_PART = re.compile(rf"(?P<range>\b(?:to|à|al?|hasta)\s+)?(?P<number>{_ONE})", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"^[\s,]*(?:paragraph \w+ )?(?:of|du|de|del|da|do)\b"
    r"(?!.{0,14}\b(?:this|présente|presente|esta|este|misma|cette|mesmo)\b)"
    r".{0,70}?\b(?:act|code|c[óo]digo|constitution|constituci[óo]n|constituição|convention|convenio|loi|ley|lei)\b",
    re.IGNORECASE | re.DOTALL,
)
_ACTS = re.compile(
    r"\b(?:Act|Cap\.|Ley|Loi|Lei|Decreto-Lei|Ordonnance|Decreto)\s+(?:(?:No|N[°ºo]|n[°ºo]|núm)\.?\s?)?"
    r"\d[\d./-]*\d(?:\s(?:of|de)\s\d{4})?"
)
_INSIDE = re.compile(r"\s?\(.*$")
_MOST = 8
_LONGEST = 600
_FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Something that a provision leans on: a term with its definition, or a provision that it cites.

    `term` is empty for a cited provision. `text` is the definition, or the heading and text of the provision.
    """

    provision: str
    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Ties:
    """The definitions of an act by their folded terms, and its provisions by number."""

    definitions: Mapping[str, Tie]
    provisions: Mapping[str, Provision]
    order: tuple[str, ...]

    def of(self, provision: Provision) -> tuple[Tie, ...]:
        """What a provision leans on: first the provisions that it cites, then the terms that it uses."""
        cited = [
            Tie(provision=number, term="", text=_whole(self.provisions[number]))
            for number in cited_provisions(provision.text, self.order)
            if number != provision.number
        ]
        folded = fold(_whole(provision))
        used = [
            tie
            for term, tie in self.definitions.items()
            if tie.provision != provision.number and f" {term}" in f" {folded}"
        ]
        return (*cited[:_MOST], *used[:_MOST])


def ties_of(act: Act) -> Ties:
    """What the provisions of an act can lean on."""
    definitions: dict[str, Tie] = {}
    for provision in act.provisions:
        if _DEFINES.search(f"{provision.heading}\n{provision.text}"):
            for tie in _definitions(provision):
                definitions.setdefault(fold(tie.term), tie)
    numbers = tuple(one.number for one in act.provisions)
    return Ties(definitions, {one.number: one for one in reversed(act.provisions)}, numbers)


def cited_provisions(text: str, numbers: Sequence[str]) -> tuple[str, ...]:
    """The act's own provisions that a text cites, `articles 5 à 8` as four; those of other acts stay out."""
    found: dict[str, None] = {}
    known = {one: at for at, one in enumerate(numbers)}
    for cited in _CITED.finditer(text):
        if _ELSEWHERE.match(text[cited.end() : cited.end() + 120]):
            continue
        last = ""
        for part in _PART.finditer(cited["list"]):
            number = tidy(_INSIDE.sub("", part["number"]))
            if part["range"] and last in known and number in known:
                for between in numbers[known[last] : known[number]]:
                    found[between] = None
            if number in known:
                found[number] = None
            last = number
    return tuple(found)


def cited_acts(text: str) -> tuple[str, ...]:
    """Other acts that a text names by their numbers, such as `Act 772` or `Ley 18.168`."""
    return tuple(dict.fromkeys(" ".join(found[0].split()) for found in _ACTS.finditer(text)))


def _definitions(provision: Provision) -> Iterator[Tie]:
    text = provision.text
    for pattern in (_QUOTED, _LISTED, _NAMED):
        places = list(pattern.finditer(text))
        for at, place in enumerate(places):
            end = places[at + 1].start() if at + 1 < len(places) else len(text)
            term = " ".join(place["term"].split()).strip(" ,'’")
            if len(term) >= _FEWEST_LETTERS:
                yield Tie(
                    provision=provision.number,
                    term=term,
                    text=text[place.start() : min(end, place.start() + _LONGEST)].strip(),
                )


def _whole(provision: Provision) -> str:
    return f"{provision.heading}\n{provision.text}" if provision.heading else provision.text
