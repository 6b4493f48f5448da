"""Stages: 开工率, 履约率, 投产率, 到位率 against counts and amounts; averages a project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import LEVELS, Check, Interval, Range, Relation, before
from zsanalytics.audit.words import STAGE_FAMILIES

_BARE = re.compile(
    r"(?:^|[,;、(和])(?:项目|签约项目|资金|实际)*(?:开[(]复[)]工|[^\W\d_比较]{2,6})率(?:已|约|为|是|达到|达|有)*$"
)
"""A rate that says no more than its name: it is of what was spoken of before."""
_NARROWED = re.compile(r"[(](?:按|含|不含|近|指|以)")
_COHORTS = ("signed", "implemented", "projects")


def rates(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check the rate of a stage against the projects at it and the projects there are."""
    for claim in figures:
        if claim.role != "rate" or not claim.family or re.search("比|较|高|低", claim.lead[-12:]):
            continue
        money = claim.family == "funds"
        stages = _stages(figures, claim, money)
        wholes = _cohorts(figures, claim, money)
        bare = bool(_BARE.search(claim.lead)) and not _NARROWED.match(claim.tail)
        readings = tuple(
            Relation(claim, (stage, whole), _part, "该阶段÷签约总数", bare and at == 0 and sure)
            for at, stage in enumerate(stages[:3])
            for whole, sure in wholes
            if whole is not stage
        )
        if readings:
            yield Check("rate", claim, readings)


def beyond(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check that no share and no rate of a stage is more than 100 %."""
    for claim in figures:
        stage = claim.role == "rate" and claim.family in STAGE_FAMILIES
        share = claim.role == "share" and not re.search("任务|目标|计划|上年|去年", claim.lead)
        if claim.kind == "ratio" and (stage or share) and claim.number.low > 1:
            yield Check("beyond", claim, (Range(claim, (), _whole, "部分不大于总量"),))


def _whole() -> Interval:
    return float("-inf"), 1.0


def _part(stage: float, whole: float) -> float:
    return stage / whole


def _stages(figures: Sequence[Figure], claim: Figure, money: bool) -> list[Figure]:
    """List the counts at the stage; one in brackets behind the rate leaves no doubt."""
    kind, family = ("money", "funds") if money else ("count", claim.family)
    following = figures[claim.place + 1 : claim.place + 2]
    if following and following[0].lead == "(" and following[0].kind == kind:
        return list(following)
    near = before(figures, claim.place, most=1 if money else 6)
    return [f for f in near if f.kind == kind and f.family == family and f.role in LEVELS]


def _cohorts(figures: Sequence[Figure], claim: Figure, money: bool) -> list[tuple[Figure, bool]]:
    """List what the rate may be of; sure where its sentence, or else the ones before, have one."""
    families = ("signed",) if money else _COHORTS
    found = [
        f for f in before(figures, claim.place, sentences=4)
        if f.kind == ("money" if money else "count") and f.role in LEVELS and f.family in families
        and f.lead != "("
    ]  # fmt: skip
    nearest = max((f.sentence for f in found if f.paragraph == claim.paragraph), default=-1)
    near = [f for f in found if f.sentence == nearest]
    frames = {f.frame[:2] for f in near} | {claim.frame[:2]}
    sure = len(near) == 1 and len(frames) == 1
    return [(f, sure and f is near[0]) for f in found]


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
