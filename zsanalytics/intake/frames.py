"""What the rows of a block, or its columns, say together: whose parts they are, what 合计 sums up.

Comes in: the axes of one side of a block. Goes out: a `Frame`, which single labels are read in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from zsanalytics.codebook import Codebook
from zsanalytics.intake.axes import Axis
from zsanalytics.intake.labels import Words

ORIGIN = "来源地"


class Frame(NamedTuple):
    """What all rows, or all columns, of a block say together.

    ``total`` is what 合计 means: nothing where they name no regions; ``subtotal`` what 小计 means;
    ``regional`` is ``mostly`` where most name regions, so that an unknown name is an unknown
    region, ``partly`` where some do; ``dimension`` what most are members of: 重点产业链;
    ``renamed`` the words that labels stand for in a known form.
    """

    total: Sequence[str]
    subtotal: Sequence[str]
    regional: str
    dimension: str = ""
    renamed: Mapping[str, str] = MappingProxyType({})


def framed(axes: Sequence[Axis], words: Words, owner: Sequence[str]) -> Frame:
    """Say what the rows, or the columns, of a block have in common."""
    labels = [[words.label(p.text) for p in axis.path] for axis in axes]
    placed = any(label.regions for path in labels for label in path)
    named = [
        any(p.role == "region" for p in axis.path)
        or any(label.regions or (placed and label.total) for label in path)
        for axis, path in zip(axes, labels, strict=True)
    ]
    regional = "mostly" if 2 * sum(named) > len(named) else "partly" if any(named) else ""
    total = common_owner(words.book, axes, words) or owner
    sums = [place for place, path in enumerate(labels) if any(label.total for label in path)]
    alone = len(sums) == 1 and sums[0] in (0, len(axes) - 1)
    dimension = _dimension(axes, words)
    return Frame(total, total if alone else (), regional, dimension)


def _dimension(axes: Sequence[Axis], words: Words) -> str:
    """Find the dimension that more than half of the labels, sums left out, are members of."""
    last = [axis.path[-1].text for axis in axes if axis.path]
    texts = [text for text in last if not words.label(text).total]
    found = [words.heading(text) for text in texts]
    dimensions = ["" if f.indicator else str(f.segment or "").partition("=")[0] for f in found]
    name, count = Counter(dimensions).most_common(1)[0] if texts else ("", 0)
    return name if 2 * count > len(texts) else ""


def common_owner(book: Codebook, axes: Iterable[Axis], words: Words) -> tuple[str, ...]:
    """Find whose parts the regions of a side are: the parent that most of them share."""
    named = [
        label.regions[0]
        for axis in axes
        for part in axis.path
        if len((label := words.label(part.text)).regions) == 1
    ]
    regions = set(named)
    tops = [region for region in regions if not regions.intersection(ancestors(book, region))]
    parents = Counter(book.parent(region) for region in tops)
    parents.pop("", None)
    if len(tops) < 2 or not parents:
        return ()
    parent, count = parents.most_common(1)[0]
    return (parent,) if count * 2 > len(tops) else ()


def ancestors(book: Codebook, region: str) -> list[str]:
    """List the regions above one, nearest first."""
    above: list[str] = []
    while parent := book.parent(above[-1] if above else region):
        above.append(parent)
    return above
