"""`glacy legislation bill` and `review`: what a bill would change, and what a reviewer decides."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.concordance import load_act, read_log
from glacy.cli.showing import json_option, show
from glacy.cli.treaty_day import wrap

if TYPE_CHECKING:
    from glacy.legislation import Concordance, LoadedAct

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_RANK = {"full": 0, "partial": 1, "elsewhere": 2, "none_found": 3, "not_searched": 4}


@click.command()
@click.argument("draft", type=_FILE)
@click.option("--country", required=True, metavar="XX", help="The State for which the bill is drafted.")
@click.option("--beside", multiple=True, type=_FILE, help="An act in force; give it again for more.")
@click.option("--other", type=_FILE, help="Another draft, to compare the two.")
@json_option
def bill(draft: Path, country: str, beside: tuple[Path, ...], other: Path | None, as_json: bool) -> None:
    """What a bill would close, what would stay open, and which of its provisions answer no article.

    Without acts in force (--beside) everything is open before. With --other, two drafts stand side by side.
    """
    from glacy.legislation import concord, lexicon

    words = lexicon("en")
    acts = [load_act(file, country=country, covers="special") for file in beside]

    def with_draft(file: Path | None) -> tuple[Concordance, LoadedAct | None]:
        made = load_act(file, country=country, covers="special") if file else None
        return concord(country.upper(), [*acts, *([made] if made else [])], words), made

    before, _ = with_draft(None)
    after, made = with_draft(draft)
    second = with_draft(other)[0] if other else None
    rows = []
    for at, row in enumerate(after.rows):
        was = before.rows[at]
        change = "closes" if _RANK[row.state] < min(_RANK[was.state], 2) else "as before"
        if row.state in ("none_found", "not_searched", "partial") and change == "as before":
            change = "stays open"
        rows.append(
            {
                "instrument": row.instrument,
                "article": row.article,
                "name": row.name["en"],
                "before": was.state,
                "after": row.state,
                "other": second.rows[at].state if second else None,
                "change": change,
                "missing": [one.name["en"] for one in row.missing],
            }
        )
    beyond = [one.provision for one in made.aligned if not one.counterparts] if made else []
    lines = []
    for change in ("closes", "stays open"):
        lines.append(f"It {change}:" if change == "closes" else "What stays open:")
        for one in (one for one in rows if one["change"] == change):
            besides = f" | other draft: {one['other']}" if second else ""
            missing = f" | missing: {', '.join(one['missing'])}" if one["missing"] else ""
            said = f"  {one['instrument']} {one['article']} {one['name']}: {one['before']} -> {one['after']}"
            lines.extend(wrap(f"{said}{besides}{missing}".replace("_", " "), after="    "))
    lines.extend(wrap(f"Provisions that answer no article: {', '.join(beyond) or 'none'}", after="    "))
    shown = {"country": country.upper(), "articles": rows, "beyond": beyond}
    show(shown, as_json=as_json, lines=lines)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--country", required=True, metavar="XX", help="The State whose act it is.")
@click.option(
    "--log", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The log of decisions."
)
@click.option("--provision", help="The provision that is decided on, such as 431-8.")
@click.option("--article", metavar="ID", help="The article, such as ETS185-2.")
@click.option("--verdict", type=click.Choice(("full", "partial", "none", "elsewhere")))
@click.option("--reviewer", help="Your name, as it stands in the table.")
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

    raise click.UsageError("Give --provision, --article, --verdict and --reviewer together, or none.")
    """
    from glacy.legislation import agreement, is_disputed, latest

    act = load_act(file, country=country, covers="special")
    decisions = read_log(log)
    if provision and article and verdict and reviewer:
        _decide(act, log, provision, article, verdict, reviewer, reason, note)
        return
    if any((provision, article, verdict, reviewer)):
        raise click.UsageError(
            "Give --provision, --article, --verdict and --reviewer together, or none of them."
        )
    said = latest(decisions)
    still_open = [
        {
            "provision": one.provision,
            "article": f"{match.instrument}-{match.article}",
            "relation": match.relation,
            "confidence": match.confidence,
            "grounds": match.grounds,
        }
        for one in act.aligned
        for match in one.counterparts
        if (act.digest, one.provision, match.instrument, match.article) not in said
    ]
    still_open.sort(key=lambda one: -float(str(one["confidence"])))
    stale = [one for one in decisions if one.act != act.digest]
    twice, same, kappa = agreement(decisions)
    shown = {
        "open": still_open,
        "decided": len(said),
        "disputed": [" ".join(pair[1:]) for pair, words in said.items() if is_disputed(words)],
        "stale": len(stale),
        "reviewed_twice": twice,
        "agreed": same,
        "kappa": None if kappa is None else round(kappa, 3),
    }
    lines = [
        f"{one['provision']}  {one['article']}  {one['relation']} ({one['confidence']})" for one in still_open
    ]
    lines.append(f"{len(said)} decided, {twice} by two reviewers, who agree on {same}.")
    if stale:
        lines.append(f"{len(stale)} decisions are about another text of this act: look at them again.")
    show(shown, as_json=as_json, lines=lines)


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
