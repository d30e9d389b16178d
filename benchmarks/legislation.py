"""How well provisions find their articles, on acts that neither the gate nor the words had seen.

Each act of tests/vectors/law is left out in turn: its words leave the lexicon, its pairs the gate. The
invented acts beside them are left out of the gate in turn as well; whoever widened the lexicon had read them,
except those whose name begins with `unseen`. With --fit the gate of the facts is fitted anew on all others.
"""

from __future__ import annotations

import csv
import math
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from glacy.legislation import (
    LANGUAGES,
    ActText,
    Gate,
    align,
    features_of,
    fit_gate,
    learn,
    lexicon,
    read_against,
    segment,
)

COMMAND = "python benchmarks/legislation.py"
HERE = Path(__file__).resolve().parents[1]
LAW = HERE / "tests" / "vectors" / "law"
GATE = HERE / "glacy" / "facts" / "elements" / "gate.toml"
INVENTED = LAW / "invented"
SPOKEN = {"CL": "es", "CO": "es", "KE": "en", "MU": "en", "PT": "pt", "SN": "fr"}
CANDIDATES = 8
ASKED = 0.2
Pair = tuple[str, str]
_ROWS: dict[str, Sequence[tuple[Sequence[float], bool]]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An act with the pairs that the reader found."""

    country: str
    name: str
    text: str
    pairs: dict[str, set[Pair]]

    @property
    def language(self) -> str:
        return SPOKEN.get(self.country, self.country.lower())

    @property
    def is_invented(self) -> bool:
        return self.name.startswith("invented/")

    @property
    def is_unseen(self) -> bool:
        return self.name.startswith("invented/unseen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came out for one act."""

    case: Case
    firsts: list[bool]
    thirds: list[bool]
    articles: list[bool]
    sure: list[tuple[float, bool]]
    true: int
    claimed: int
    known: int


def main(arguments: list[str]) -> int:
    """Print the figures, or fit the gate anew."""
    cases, invented = read_cases(), read_invented()
    known = [*cases, *(case for case in invented if not case.is_unseen)]
    if "--fit" in arguments:
        write_gate(fit(known))
        return 0
    tallies = [judge(case, fit([other for other in known if other is not case])) for case in cases]
    floors = (".85", ".95", ".95", ".96", ".80")
    report("all acts left out in turn", tallies, floors=floors)
    for language in LANGUAGES:
        chosen = [tally for tally in tallies if tally.case.language == language]
        report(f"acts in {language}", chosen, floors=(".78", ".90", "", "", ""))
    read = [
        judge(case, fit([other for other in known if other is not case]))
        for case in known
        if case.is_invented
    ]
    report("invented acts, words read, left out in turn", read, floors=floors)
    gate = fit(known)
    unseen = [judge(case, gate) for case in invented if case.is_unseen]
    report("invented acts that nobody had read", unseen, floors=floors)
    for language in LANGUAGES:
        chosen = [tally for tally in unseen if tally.case.language == language]
        report(
            f"invented acts that nobody had read, in {language}", chosen, floors=(".78", ".90", "", "", "")
        )
    reviewed(cases, known)
    speed(cases)
    return 0


def read_cases() -> list[Case]:
    """The acts and their pairs."""
    pairs: dict[str, dict[str, set[Pair]]] = defaultdict(lambda: defaultdict(set))
    with (LAW / "concordance.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pairs[row["country"]][row["provision"]].add((row["instrument"], row["article"]))
    cases = []
    for path in sorted((LAW / "acts").glob("*.txt")):
        country = path.name[:2].upper()
        cases.append(
            Case(
                country=country,
                name=f"{country}/{path.stem[3:]}",
                text=path.read_text(encoding="utf-8"),
                pairs=dict(pairs[country]),
            )
        )
    return cases


def read_invented() -> list[Case]:
    """The invented acts; a line `%% 20 21` says which articles the provision above it answers."""
    cases = []
    for path in sorted(INVENTED.glob("*.txt")):
        lines: list[str] = []
        opened: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("%%"):
                opened.append(line.removeprefix("%%"))
            else:
                lines.append(line)
        text = "\n".join(lines) + "\n"
        numbers = [one.number for one in segment(ActText((text,))).provisions]
        if len(numbers) != len(opened):
            raise SystemExit(f"{path}: {len(numbers)} provisions and {len(opened)} lines with %%.")
        pairs = {number: _pairs(said) for number, said in zip(numbers, opened, strict=True) if _pairs(said)}
        cases.append(
            Case(
                country=path.stem.removeprefix("unseen-")[:2].upper(),
                name=f"invented/{path.stem}",
                text=text,
                pairs=pairs,
            )
        )
    return cases


def _pairs(said: str) -> set[Pair]:
    words = [word for word in said.split() if word != "-"]
    return {
        ("ETS185", word) if "-" not in word else (word.split("-")[0], word.split("-")[1]) for word in words
    }


def judge(case: Case, gate: Gate) -> Tally:
    """Line one act up with a gate and words that do not know it."""
    words = lexicon(case.language, without_acts=frozenset({case.name}))
    act = segment(ActText((case.text,)))
    numbers = {one.number for one in act.provisions}
    aligned = [one for one in align(act, words, gate=gate) if one.provision in numbers]
    by_article: dict[Pair, list[tuple[float, str]]] = defaultdict(list)
    for provision in act.provisions:
        for reading in read_against(provision.heading, provision.text, words):
            by_article[reading.key].append((reading.score, provision.number))
    firsts, thirds, sure = [], [], []
    true = claimed = 0
    for one in aligned:
        known = case.pairs.get(one.provision, set())
        sure.append((one.confidence, bool(known)))
        said = {(match.instrument, match.article) for match in one.counterparts}
        true, claimed = true + len(said & known), claimed + len(said)
        if known:
            ranked = [(match.instrument, match.article) for match in one.matches]
            firsts.append(bool(ranked[:1]) and ranked[0] in known)
            thirds.append(any(pair in known for pair in ranked[:3]))
    wanted: dict[Pair, set[str]] = defaultdict(set)
    for number, known in case.pairs.items():
        for pair in known:
            wanted[pair].add(number)
    articles = [
        any(number in numbers for _, number in sorted(by_article[pair], reverse=True)[:3])
        for pair, numbers in wanted.items()
    ]
    return Tally(
        case=case,
        firsts=firsts,
        thirds=thirds,
        articles=articles,
        sure=sure,
        true=true,
        claimed=claimed,
        known=sum(len(known) for known in case.pairs.values()),
    )


def report(name: str, tallies: Sequence[Tally], *, floors: Sequence[str]) -> None:
    """The five figures over some acts, with the intervals on stderr."""
    firsts = [hit for tally in tallies for hit in tally.firsts]
    thirds = [hit for tally in tallies for hit in tally.thirds]
    articles = [hit for tally in tallies for hit in tally.articles]
    sure = [one for tally in tallies for one in tally.sure]
    claimed = sum(tally.claimed for tally in tallies)
    known = sum(tally.known for tally in tallies)
    both = 2 * sum(tally.true for tally in tallies) / (claimed + known)
    told(f"{name}: recall@1", mean(firsts), floors[0])
    told(f"{name}: recall@3", mean(thirds), floors[1])
    told(f"{name}: article to provision hit@3", mean(articles), floors[2])
    told(f"{name}: has a counterpart, AUC", auc(sure), floors[3])
    told(f"{name}: automatic pairs, F1", both, floors[4])
    for figure, hits in (("recall@1", firsts), ("recall@3", thirds), ("hit@3", articles)):
        low, high = wilson(hits)
        print(f"{name}: {figure} of {len(hits)}, 95 % interval {low:.3f} to {high:.3f}", file=sys.stderr)


def reviewed(cases: Sequence[Case], known: Sequence[Case]) -> None:
    """How decisions on every other provision of an act move the order of its other pairs."""
    before: list[float] = []
    after: list[float] = []
    for case in cases:
        gate = fit([other for other in known if other is not case])
        words = lexicon(case.language, without_acts=frozenset({case.name}))
        act = segment(ActText((case.text,)))
        numbers = {one.number for one in act.provisions}
        aligned = [one for one in align(act, words, gate=gate) if one.matches and one.provision in numbers]
        rows = [
            (match.features, (match.instrument, match.article) in case.pairs.get(one.provision, set()))
            for one in aligned[::2]
            for match in one.matches
            if match.confidence >= ASKED
        ]
        moved = learn(gate, rows)
        waiting = [
            (match, (match.instrument, match.article) in case.pairs.get(one.provision, set()))
            for one in aligned[1::2]
            for match in one.matches
        ]
        before.append(precision([(match.confidence, is_pair) for match, is_pair in waiting]))
        after.append(
            precision([(moved.confidence_of(match.features), is_pair) for match, is_pair in waiting])
        )
    told("order of what is open, mean average precision, before any decision", mean(before), "")
    told("the same, after decisions on every other provision", mean(after), "")


def precision(sure: Sequence[tuple[float, bool]]) -> float:
    """Average precision: the share of pairs above each pair, in the order of sureness."""
    shares: list[float] = []
    for place, (_, is_pair) in enumerate(sorted(sure, key=lambda one: -one[0]), 1):
        if is_pair:
            shares.append((len(shares) + 1) / place)
    return mean(shares)


def speed(cases: Sequence[Case]) -> None:
    """How long an act of 100 provisions takes, and how much memory the process needed."""
    act = segment(ActText((next(case.text for case in cases if case.country == "KE"),)))
    words = lexicon("en")
    started = time.perf_counter()
    align(act, words)
    took = (time.perf_counter() - started) * 100 / len(act.provisions)
    print(f"100 provisions lined up, words alone | {took:.4f} | s | < 3 | {COMMAND}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory, words alone | {most:.1f} | MB | < 200 | {COMMAND}")


def fit(cases: Sequence[Case]) -> Gate:
    """A gate fitted on the pairs of these acts."""
    return fit_gate(
        [row for case in cases for row in rows_of(case)],
        known=sum(len(known) for case in cases for known in case.pairs.values()),
        fitted_on=tuple(case.name for case in cases),
    )


def rows_of(case: Case) -> Sequence[tuple[Sequence[float], bool]]:
    """The best candidates of each provision of an act, each with whether the reader paired them."""
    if case.name not in _ROWS:
        _ROWS[case.name] = tuple(_rows(case))
    return _ROWS[case.name]


def _rows(case: Case) -> Iterable[tuple[Sequence[float], bool]]:
    words = lexicon(case.language, without_acts=frozenset({case.name}))
    act = segment(ActText((case.text,)))
    found = [
        (one.number, read_against(one.heading, one.text, words))
        for one in act.provisions
        if not one.is_repealed
    ]
    best: dict[Pair, float] = defaultdict(lambda: -9.0)
    for _, readings in found:
        for reading in readings:
            best[reading.key] = max(best[reading.key], reading.score)
    for number, readings in found:
        known = case.pairs.get(number, set())
        for place, reading in enumerate(readings[:CANDIDATES]):
            values = features_of(reading, place=place, top=readings[0].score, best=best[reading.key])
            yield values, reading.key in known


def write_gate(gate: Gate) -> None:
    """The gate as a file of the facts."""

    def numbers(values: Iterable[float]) -> str:
        return "[" + ", ".join(f"{value:.6f}" for value in values) + "]"

    acts = ", ".join(f'"{name}"' for name in gate.fitted_on)
    GATE.write_text(
        f"# How sure a match is. Fitted by `{COMMAND} --fit` on the pairs of tests/vectors/law\n"
        "# and of its invented acts, which one reader found who is no lawyer.\n"
        "# The order is that of glacy.legislation.FEATURES.\n"
        f"fitted_on = [{acts}]\n"
        f"means = {numbers(gate.means)}\ndeviations = {numbers(gate.deviations)}\n"
        f"weights = {numbers(gate.weights)}\nconstant = {gate.constant:.6f}\nshift = {gate.shift:.6f}\n",
        encoding="utf-8",
    )


def mean(hits: Sequence[float]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def auc(sure: Sequence[tuple[float, bool]]) -> float:
    """How often a provision with a counterpart is surer than one without."""
    with_one = [value for value, known in sure if known]
    without = [value for value, known in sure if not known]
    if not with_one or not without:
        return 1.0
    wins = sum((high > low) + 0.5 * (high == low) for high in with_one for low in without)
    return wins / (len(with_one) * len(without))


def wilson(hits: Sequence[bool]) -> tuple[float, float]:
    """The 95 % interval of a share."""
    count, share, z = len(hits), mean(hits), 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    width = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return middle - width, middle + width


def told(name: str, value: float, floor: str) -> None:
    print(f"{name} | {value:.4f} |  | {f'>= {floor}' if floor else ''} | {COMMAND}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
