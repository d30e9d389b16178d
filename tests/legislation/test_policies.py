"""A policy or strategy gives its period, its days and the objectives that it names, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from glacy.legislation import ActText, read_policy

ENGLISH = """NATIONAL CYBERSECURITY STRATEGY 2022-2026
Adopted by the Cabinet on 14 March 2022

Strategic Objective 1: Strengthen the legal framework against cybercrime
Strategic objective 2: Build the capacity of judges and prosecutors

Pillar 3 - International cooperation

Objectives
a) train police officers;
b) set up a contact point.
"""
FRENCH = """Stratégie nationale de cybersécurité 2023-2027
Adoptée le 1er juin 2023.

Objectif stratégique 1 : Renforcer le cadre juridique
Axe 2 - Coopération internationale
"""
SPANISH = """Política Nacional de Ciberseguridad
Aprobada el 5 de junio de 2023. Período 2023 a 2027.
Objetivo estratégico 1.- Fortalecer el marco legal
Eje 2: Cooperación internacional
"""
PORTUGUESE = """Plano de Ação 2024-2028
Aprovado em 3 de março de 2024.
Objetivo 1: Reforçar o quadro legal
Eixo 2 – Cooperação internacional
"""


@pytest.mark.parametrize(
    ("text", "kind", "period", "day", "numbers"),
    [
        (ENGLISH, "strategy", (2022, 2026), date(2022, 3, 14), ["1", "2", "3", "a", "b"]),
        (FRENCH, "strategy", (2023, 2027), date(2023, 6, 1), ["1", "2"]),
        (SPANISH, "policy", (2023, 2027), date(2023, 6, 5), ["1", "2"]),
        (PORTUGUESE, "plan", (2024, 2028), date(2024, 3, 3), ["1", "2"]),
    ],
    ids=["en", "fr", "es", "pt"],
)
def test_a_document_gives_what_it_prints(
    text: str, kind: str, period: tuple[int, int], day: date, numbers: list[str]
) -> None:
    found = read_policy(ActText((text,)))
    assert (found.kind, found.period) == (kind, period)
    assert [(one.on, one.is_adoption) for one in found.dates] == [(day, True)]
    assert [one.number for one in found.objectives] == numbers
    assert all(one.text.split()[0] in text[one.start : one.end] for one in found.objectives)


def test_a_text_without_objectives_names_none() -> None:
    found = read_policy(ActText(("Article 1\nThe objective of this Act is to protect users.\n",)))
    assert found.objectives == ()
    assert found.period is None
