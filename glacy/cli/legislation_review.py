"""`glacy legislation review`: what reviewers decide on provisions, and what still waits for them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.concordance import load_act, read_log
from glacy.cli.showing import json_option, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from glacy.legislation import Decision, LoadedAct, Open

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--country", required=True, metavar="XX", help="The State whose act it is.")
@click.option(
    "--log", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The log of decisions."
)
@click.option("--provision", help="The provision that is decided on, such as 431-8.")
@click.option("--article", metavar="ID", help="The article, such as ETS185-2.")
@click.option("--verdict", type=click.Choice(("full", "partial", "none", "elsewhere")))
@click.option("--reviewer", help="Your name, as it stands in the table; alone, lists what waits for you.")
@click.option("--reason", default="", help="Why; needed for none and elsewhere.")
@click.option("--note", default="", help="What else a reader should know.")
@json_option
def review(
    file: Path,
    country: str,
    log: Path,
    provision: str | None,
    article: str | None,
    verdict: str | None,
    reviewer: str | None,
    reason: str,
    note: str,
    as_json: bool,
) -> None:
    """Decide on a provision and an article, or list what is still open, the surest candidates first.

    With --reviewer alone, what that person has not decided: first what another decided, without saying what,
    so that a second reviewer judges alone. Decisions move what is still open up or down; where they do, both
    figures are shown. Disagreement is listed, and measured by Cohen's kappa.
    """
    act = load_act(file, country=country, covers="special")
    decisions = read_log(log)
    if provision and article and verdict and reviewer:
        _decide(act, log, provision, article, verdict, reviewer, reason, note)
        return
    if any((provision, article, verdict)):
        raise click.UsageError(
            "Give --provision, --article, --verdict and --reviewer together, or --reviewer alone, or none."
        )
    _list(act, decisions, reviewer, as_json=as_json)


def _list(act: LoadedAct, decisions: Sequence[Decision], reviewer: str | None, *, as_json: bool) -> None:
    from glacy.legislation import agreement, is_disputed, latest, still_open

    here = [one for one in decisions if one.act == act.digest]
    waiting = still_open(act.aligned, here, act=act.digest, reviewer=reviewer)
    said = latest(decisions)
    twice, same, kappa = agreement(decisions)
    disputed = [" ".join(pair[1:]) for pair, words in said.items() if is_disputed(words)]
    stale = len(decisions) - len(here)
    shown = {
        "open": [_shape(one) for one in waiting],
        "learned_from": len(here),
        "decided": len(said),
        "disputed": disputed,
        "stale": stale,
        "reviewed_twice": twice,
        "agreed": same,
        "kappa": None if kappa is None else round(kappa, 3),
    }
    lines = [_line(one) for one in waiting]
    lines.append(f"{len(said)} decided, {twice} by two reviewers, who agree on {same}.")
    if kappa is not None:
        lines.append(f"Cohen's kappa: {kappa:.2f} (1 is full agreement, 0 what chance would give).")
    lines += [f"Reviewers disagree on {one}." for one in disputed]
    if here:
        lines.append(f"The order was moved by {len(here)} decisions; figures that they changed show both.")
    if stale:
        lines.append(f"{stale} decisions are about another text of this act: look at them again.")
    show(shown, as_json=as_json, lines=lines)


def _shape(one: Open) -> dict[str, object]:
    return {
        "provision": one.provision,
        "article": f"{one.match.instrument}-{one.match.article}",
        "relation": one.match.relation,
        "confidence": one.confidence,
        "moved_to": one.moved_to,
        "decided_by_others": one.decided_by,
        "grounds": one.match.grounds,
    }


def _line(one: Open) -> str:
    sure = f"{one.confidence:.2f}"
    if f"{one.moved_to:.2f}" != sure:
        sure = f"{sure}, after decisions {one.moved_to:.2f}"
    second = ", decided by another" if one.decided_by else ""
    return (
        f"{one.provision}  {one.match.instrument}-{one.match.article}  {one.match.relation} ({sure}){second}"
    )


def _decide(
    act: LoadedAct,
    log: Path,
    provision: str,
    article: str,
    verdict: str,
    reviewer: str,
    reason: str,
    note: str,
) -> None:
    from glacy.legislation import VERDICTS, Decision, lexicon, read_decisions, write_decision

    instrument, _, number = article.rpartition("-")
    if lexicon("en").find(instrument, number) is None:
        raise click.UsageError(f"{article} is no article of the lexicon. Write it as ETS185-2.")
    if provision not in {one.provision for one in act.aligned}:
        raise click.UsageError(f"The act has no provision {provision}.")
    decision = Decision(
        act=act.digest,
        provision=provision,
        instrument=instrument,
        article=number,
        verdict=next(one for one in VERDICTS if one == verdict),
        reviewer=reviewer,
        decided_at=datetime.now(UTC).replace(microsecond=0),
        reason=reason,
        note=note,
    )
    with log.open("a+", encoding="utf-8") as file:
        file.seek(0)
        lines = file.read().splitlines()
        read_decisions(lines)
        file.write(write_decision(decision, before=lines[-1] if lines else None) + "\n")
        file.flush()
    click.echo(f"Decided: {provision} is {verdict} for {article}.", err=True)
