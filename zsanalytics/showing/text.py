"""A table as lines of text, for a terminal: Chinese characters count two columns."""

from __future__ import annotations

import unicodedata

WIDEST = 40


def columns_of(text: str) -> int:
    """Count the columns that a text takes in a terminal.

    Examples
    --------
    >>> columns_of("同比（%）")
    9
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def laid_out(heads: list[tuple[str, bool]], rows: list[list[str]]) -> list[str]:
    """Lay a table out in lines; ``heads`` are names and whether the column is to the right.

    Examples
    --------
    >>> laid_out([("地区", False), ("值", True)], [["兰州市", "1.5"]])
    ['地区     值', '兰州市  1.5']
    """
    table = [[head for head, _ in heads], *rows]
    cut = [[_cut(text) for text in row] for row in table]
    widths = [max(map(columns_of, column)) for column in zip(*cut, strict=True)]
    lines = []
    for row in cut:
        padded = [
            " " * (width - columns_of(text)) + text if right
            else text + " " * (width - columns_of(text))
            for text, width, (_, right) in zip(row, widths, heads, strict=True)
        ]  # fmt: skip
        lines.append("  ".join(padded).rstrip())
    return lines


def _cut(text: str) -> str:
    while columns_of(text) > WIDEST:
        text = text[:-2] + "…"
    return text
