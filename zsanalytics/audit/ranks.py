"""Ranks: lists said to be in order must be, and no rank lies beyond the number of units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import Check, Interval, Range, before

_ORDERED = re.compile(
    r"依次|前[一二三四五六七八九十两\d]{1,2}(?:位|名|强)?(?:的|是|为|市州|地区|产业|县)|排名|排在前|位居前|居前|靠前|领先|从高到低|由高到低"
)
_LAST = re.compile(r"居后|靠后|末位|后[一二三四五\d]位|落后|最[低小慢]|倒数")
_BEYOND = re.compile(r"[;。]|其中|合计|共计|低于|高于|最|居后")


def ranks(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check the order of lists and the size of ranks."""
    for items in _lists(figures):
        yield from _order(items)
    for figure in figures:
        if figure.kind == "rank":
            yield from _beyond(figures, figure)


def _lists(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Find lists such as 居前的是A(12.3亿元)、B(9.8亿元)和C(8.1亿元)."""
    items: list[Figure] = []
    for figure in figures:
        if items and _follows(items[-1], figure):
            items.append(figure)
            continue
        if len(items) > 1:
            yield items
        items = [figure] if _ORDERED.search(figure.lead) and not _LAST.search(figure.lead) else []
    if len(items) > 1:
        yield items


def _follows(last: Figure, figure: Figure) -> bool:
    same = figure.kind == last.kind and figure.sentence == last.sentence
    joined = re.fullmatch(
        r"[)]?(?:[、和及]|,?以及|,其次[为是]?|,(?=[^,;。()]{2,12}[(]))[^,;。()\d]{1,24}[(]?[^,;。()\d]{0,12}",
        figure.lead,
    )
    alike = figure.lead.endswith("(") == last.lead.endswith("(") or "(" in figure.lead
    return (
        same
        and bool(joined)
        and alike
        and not (_BEYOND.search(figure.lead[1:]) or _LAST.search(figure.lead))
    )


def _order(items: list[Figure]) -> Iterator[Check]:
    """Convict the item that alone disturbs a falling order; a list with more is no ranking."""
    values = [item.number.value for item in items]
    if _falling(values):
        for upper, item, lower in zip(items, items[1:], items[2:], strict=False):
            yield Check("order", item, (Range(item, (upper, lower), _between, "由高到低排列"),))
        return
    said = bool(re.search("依次|前[一二三四五六七八九十两\\d]|排名|高到低", items[0].lead))
    single = [at for at in range(len(values)) if _falling(values[:at] + values[at + 1 :])]
    if not single or (len(items) < 3 and not said):
        return
    at = single[-1]
    item, words = items[at], "由高到低排列"
    if at == 0:
        bound = Range(item, (items[1],), _at_least, words)
    elif at == len(items) - 1:
        bound = Range(item, (items[at - 1],), _at_most, words)
    else:
        bound = Range(item, (items[at - 1], items[at + 1]), _between, words)
    yield Check("order", item, (bound,))


def _between(upper: Interval, lower: Interval) -> Interval:
    return lower[0], upper[1]


def _at_most(upper: Interval) -> Interval:
    return float("-inf"), upper[1]


def _at_least(lower: Interval) -> Interval:
    return lower[0], float("inf")


def _from_first(units: Interval) -> Interval:
    return 1, units[1]


def _falling(values: list[float]) -> bool:
    return all(a >= b for a, b in pairwise(values))


def _beyond(figures: Sequence[Figure], rank: Figure) -> Iterator[Check]:
    """Check 居第16位 against 在15个单位中."""
    heads = [f for f in before(figures, rank.place) if f.family == "units" and f.kind == "count"]
    if len(heads) == 1 and re.search("在[^,;。]{0,12}$", heads[0].lead):
        yield Check("rank", rank, (Range(rank, (heads[0],), _from_first, "不超过单位数"),))
