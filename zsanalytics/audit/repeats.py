"""Repeats: one fact printed twice in a text must read the same, and a part is never the larger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import Check, Interval, Range, Relation, before

_NAMED = re.compile(r"到位资金|签约(?:金额|总额|额)|(?:实施|执行|签约|签约合同)[^,;。\d]{0,14}项目")
_SHIFTING = re.compile(
    r"当月|单月|本月|上月|去年|上年|同期|预计|力争|目标|计划|含省内|不含|剔除|可比"
)


def repeats(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check every headline against the first time its fact was printed."""
    first: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        key = _fact(figure)
        if key is None:
            continue
        earlier = first.setdefault(key, figure)
        if earlier is not figure and earlier.sentence != figure.sentence:
            yield Check(
                "repeat",
                figure,
                (Relation(figure, (earlier,), float, "前文同一数据", loose=False),),
            )


def _fact(figure: Figure) -> tuple[object, ...] | None:
    """Give what a figure is surely about; None where its words leave a doubt."""
    if figure.role != "level" or figure.kind not in ("money", "count") or not figure.frame.sure:
        return None
    if figure.topic not in ("", "省外") or not figure.family or figure.frame.event:
        return None
    if not plainly(figure):
        return None
    if figure.frame.period is None or figure.frame.period.basis == "month":
        return None
    outside = "省外" in figure.lead or figure.topic == "省外"
    return figure.kind, figure.family, outside, figure.frame.region, figure.frame.period


def plainly(figure: Figure) -> bool:
    """Tell whether the words before a figure name its fact, and no other year or wish."""
    return bool(_NAMED.search(figure.lead)) and not _SHIFTING.search(figure.lead)


def within(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check that what 其中 names is not larger than what it is of."""
    for part in figures:
        if "其中" not in part.lead or part.role != "level" or part.kind not in ("money", "count"):
            continue
        wholes = [
            f for f in before(figures, part.place, most=6)
            if f.kind == part.kind and f.role == "level" and f.family == part.family
            and f.family not in ("", "units")
        ]  # fmt: skip
        if wholes and wholes[0].number.low < part.number.low:
            yield Check("within", part, (Range(part, (wholes[0],), _up_to, "其中项不大于总数"),))


def _up_to(whole: Interval) -> Interval:
    return float("-inf"), whole[1]
