"""`glacy legislation bill`: what a bill would close, and what would stay open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.concordance import load_act
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
