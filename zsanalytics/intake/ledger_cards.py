"""Project cards: labels down the side and the project beside them, turned into a ledger.

One card a sheet with labels in one or several columns, or several projects side by side. Comes in:
a `Page` without a header row. Goes out: a `Page` with one, whose cells keep their addresses.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

from zsanalytics.intake.ledger_columns import read_column
from zsanalytics.intake.ledger_grid import Page

_FEWEST = 3  # labels that make a column one of labels
_LONGEST = 24  # characters of a label
_MOST = 2000  # rows of a sheet of cards
_FIRMS = frozenset(("investor", "company"))

Place = tuple[int, int]


class _Line(NamedTuple):
    """A label and the places of its values, one a project."""

    label: Place
    values: list[Place]


def turned(page: Page) -> Page | None:
    """Turn a sheet of project cards into a ledger; None if it is none.

    Parameters
    ----------
    page : Page
        A sheet in which no row heads projects.
    """
    if len(page.rows) > _MOST or len(page.columns) < 2:
        return None
    lines = sorted(_lines(page, _label_columns(page)))
    fields = {field for line in lines if (field := _field(page, *line.label))}
    names = [line for line in lines if _field(page, *line.label) == "name"]
    if not names or not fields & _FIRMS or len(fields) < _FEWEST:
        return None
    rows: list[list[Place | None]] = [_across(page, row) for row in range(lines[0].label[0])]
    rows.append([line.label for line in lines])
    for n in range(len(names[0].values)):
        rows.append([line.values[n] if n < len(line.values) else None for line in lines])
    last = max(line.label[0] for line in lines)
    rows += [_across(page, row) for row in range(last + 1, len(page.rows))]
    return _laid(page, rows)


def _field(page: Page, row: int, column: int) -> str:
    text = page.texts[row][column]
    return read_column((text,), page.headings).field if text and len(text) < _LONGEST else ""


def _label_columns(page: Page) -> list[int]:
    """List the columns that hold labels: most of what stands in them heads a fact."""
    found = []
    for column in range(len(page.columns)):
        filled = [row for row in range(len(page.rows)) if page.texts[row][column]]
        labels = [field for row in filled if (field := _field(page, row, column))]
        if len(set(labels)) >= _FEWEST and len(labels) * 2 > len(filled):
            found.append(column)
    return found


def _lines(page: Page, columns: list[int]) -> Iterator[_Line]:
    """Give the labels with what stands between each and the next column of labels."""
    for start, stop in itertools.pairwise([*columns, len(page.columns)]):
        for row in range(len(page.rows)):
            values: dict[object, Place] = {}
            for column in range(start + 1, stop):
                head = page.heads[row][column]
                values.setdefault(head if head >= 0 else (column,), (row, column))
            if values and _field(page, row, start):
                yield _Line((row, start), _told(page, list(values.values())))


def _told(page: Page, places: list[Place]) -> list[Place]:
    """Leave out the blank places behind the last value."""
    while len(places) > 1 and page.spread[places[-1][0]][places[-1][1]] is None:
        places.pop()
    return places


def _across(page: Page, row: int) -> list[Place | None]:
    return [(row, column) for column in range(len(page.columns))]


def _laid(page: Page, rows: list[list[Place | None]]) -> Page:
    """Lay places of a page out anew; their addresses stay what they were."""
    width = max(len(row) for row in rows)
    full = [[*row, *[None] * (width - len(row))] for row in rows]

    def drawn(grid: list[list[Any]]) -> list[list[Any]]:
        return [[None if p is None else grid[p[0]][p[1]] for p in row] for row in full]

    return Page(
        page.file, page.sheet, drawn(page.values), drawn(page.texts), drawn(page.spread),
        [[-1] * width for _ in full], list(range(len(full))), list(range(width)),
        [[page.address(*(p or (0, 0))) for p in row] for row in full],
        page.headings,
    )  # fmt: skip
