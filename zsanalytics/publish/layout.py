"""Layout that print formats share: how wide columns are, and which tables lie on their side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from zsanalytics.publish import style
from zsanalytics.publish.content import Block
from zsanalytics.publish.report import Report

POINT = 25.4 / 72
"""One point in millimetres."""

UPRIGHT = 156.0
"""Width of the text area of an upright A4 page in mm (GB/T 9704)."""
LYING = 253.0
"""The same of a page on its side."""

_UPRIGHT_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5)
_LYING_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
_PADDING = 0.9
_WRAPS_AT = 13.0
_LEAST = 2.0


class Fit(NamedTuple):
    """How a table is set: type size in points, whether on its side, and what columns get.

    ``widths`` and ``insets`` (the space right of numbers, so that they stand under the middle of
    their heading) are in mm; ``heads`` are the lines of each column's heading.
    """

    size: float
    lying: bool
    widths: tuple[float, ...]
    insets: tuple[float, ...]
    heads: tuple[tuple[str, ...], ...]


class Section(NamedTuple):
    """Blocks that stand on pages of one direction."""

    lying: bool
    blocks: tuple[Block, ...]


def fit(table: Mapping[str, Any]) -> Fit:
    """Find the largest type in which a table fits, upright if it can.

    Numbers stay on one line, words wrap at 13 em, headings take a few lines; a column's own
    ``width`` (em) goes before. What fits nowhere is squeezed on its side at the smallest size.

    Parameters
    ----------
    table : mapping
        A table block's content.
    """
    natural = [_natural(table, place) for place in range(len(table["columns"]))]
    for lying, sizes, room in ((False, _UPRIGHT_SIZES, UPRIGHT), (True, _LYING_SIZES, LYING)):
        for size in sizes:
            if sum(natural) * size * POINT <= room:
                return _spread(table, natural, size, lying)
    return _spread(table, natural, _LYING_SIZES[-1], True)


def sections(report: Report) -> list[Section]:
    """Part a report into runs of upright pages and pages on their side.

    A heading goes with the wide table that follows it, a note with the one before it.
    """
    blocks = [block for block in report.blocks if block.kind != "facts"]
    lying = [block.kind == "table" and fit(block.content).lying for block in blocks]
    for place in reversed(range(len(blocks) - 1)):
        if blocks[place].kind == "heading":
            lying[place] = lying[place + 1]
    for place in range(1, len(blocks)):
        if blocks[place].kind == "note" and lying[place - 1]:
            lying[place] = True
    parted: list[Section] = []
    for block, side in zip(blocks, lying, strict=True):
        if parted and parted[-1].lying == side:
            parted[-1] = Section(side, (*parted[-1].blocks, block))
        else:
            parted.append(Section(side, (block,)))
    return parted


def _natural(table: Mapping[str, Any], place: int) -> float:
    """Measure the width a column would like, in em."""
    column = table["columns"][place]
    if column.get("width"):
        return float(column["width"]) + _PADDING
    lines = (style.broken(column["label"], most) for most in (3.2, 4.2, 5.2))
    fewest = next((parts for parts in lines if len(parts) <= 3), (column["label"],))
    heading = max(style.width(line) for line in fewest)
    return max(_content(table, place), heading, _LEAST) + _PADDING


def _content(table: Mapping[str, Any], place: int) -> float:
    """Measure a column's widest cell in em; words may wrap, numbers may not."""
    cells = [row[place] for row in table["rows"]]
    wide = max(
        style.width(cell["text"] + cell.get("mark", "")) + cell.get("level", 0) for cell in cells
    )
    wraps = table["columns"][place].get("align", "left") == "left"
    return float(min(wide, _WRAPS_AT) if wraps else wide)


def _spread(table: Mapping[str, Any], natural: Sequence[float], size: float, lying: bool) -> Fit:
    """Stretch or squeeze the columns to the whole width of the page."""
    room = LYING if lying else UPRIGHT
    em = size * POINT
    widths = [width * room / sum(natural) for width in natural]
    insets = [(width - _content(table, place) * em) / 2 for place, width in enumerate(widths)]
    return Fit(
        size, lying,
        tuple(round(width, 2) for width in widths),
        tuple(round(max(inset, 0.3 * em), 2) for inset in insets),
        tuple(
            style.broken(column["label"], width / em - 0.6)
            for column, width in zip(table["columns"], widths, strict=True)
        ),
    )  # fmt: skip
