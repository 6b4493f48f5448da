"""Stages: 开工率, 履约率, 投产率, 到位率 against counts and amounts; averages a project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import LEVELS, Check, Relation, before

_COHORTS = ("signed", "implemented", "projects")


def rates(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check the rate of a stage against the projects at it and the projects there are."""
    for claim in figures:
        if claim.role != "rate" or not claim.family or re.search("比|较|高|低", claim.lead[-12:]):
            continue
        money = claim.family == "funds"
        stages = _stages(figures, claim, money)
        wholes = _cohorts(figures, claim, money, {f.place for f in stages})
        readings = tuple(
            Relation(claim, (stage, whole), lambda x, y: x / y, "该阶段÷签约总数", at == 0 and sure)
            for at, stage in enumerate(stages[:3])
            for whole, sure in wholes
        )
        if readings:
            yield Check("rate", claim, readings)


def _stages(figures: Sequence[Figure], claim: Figure, money: bool) -> list[Figure]:
    kind, family = ("money", "funds") if money else ("count", claim.family)
    near = [*before(figures, claim.place, most=6), *_after(figures, claim)]
    return [f for f in near if f.kind == kind and f.family == family and f.role in LEVELS]


def _after(figures: Sequence[Figure], claim: Figure) -> list[Figure]:
    """Look at the bracket that follows: 开工率80.75%(453个)."""
    following = figures[claim.place + 1 : claim.place + 2]
    return [f for f in following if f.lead.startswith("(") and f.sentence == claim.sentence]


def _cohorts(
    figures: Sequence[Figure], claim: Figure, money: bool, stages: set[int]
) -> list[tuple[Figure, bool]]:
    kind = "money" if money else "count"
    families = ("signed",) if money else _COHORTS
    found = [
        f for f in before(figures, claim.place, sentences=4)
        if f.kind == kind and f.role in LEVELS and f.family in families and f.place not in stages
    ]  # fmt: skip
    near = {f.place for f in found if f.sentence == claim.sentence}
    sure = len(near) == 1 and not money or (len(near) == 1 and bool(near))
    return [(f, sure and f.place in near) for f in found]


def averages(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check 平均每个项目X亿元 against amount and count of its sentence."""
    for claim in figures:
        if claim.role != "average" or claim.kind != "money":
            continue
        near = [f for f in before(figures, claim.place, sentences=1) if f.role in LEVELS]
        amounts = [f for f in near if f.kind == "money"]
        counts = [f for f in near if f.kind == "count" and f.family != "units"]
        readings = tuple(
            Relation(claim, (amount, count), lambda x, n: x / n, "金额÷个数",
                     i == j == 0 and amount.sentence == count.sentence == claim.sentence)
            for i, amount in enumerate(amounts[:4])
            for j, count in enumerate(counts[:4])
        )  # fmt: skip
        if readings:
            yield Check("average", claim, readings)
