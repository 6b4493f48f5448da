"""Records: every figure of every statistical sheet, with what its labels say of it.

Comes in: cells. Goes out: the `records` table and findings. No template is needed: blocks, headers
and stubs are found on the sheet, and the labels of a figure's row and column, of its table, sheet
and file say region, indicator, segment, unit, period and basis, the nearest first. What they do
not say stays missing; a name that is unknown or has two meanings is asked back, never guessed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.intake.bands import anchors
from zsanalytics.intake.cells import open_workbook
from zsanalytics.intake.columns import Cells, SheetCells, by_sheet
from zsanalytics.intake.context import Context, read_context, with_others
from zsanalytics.intake.doubts import Doubts
from zsanalytics.intake.hints import hinted, load_hints
from zsanalytics.intake.labels import Words
from zsanalytics.intake.ledger import is_ledger
from zsanalytics.intake.readings import BlockReader
from zsanalytics.intake.sheet import Grid, grids
from zsanalytics.intake.tables import Block, blocks
from zsanalytics.schema import FINDINGS, RECORDS, conform


class Taken(NamedTuple):
    """Records of a workbook and what is doubtful about them."""

    records: pd.DataFrame
    findings: pd.DataFrame


def read_records(path: str | Path, book: Codebook | None = None) -> pd.DataFrame:
    """Read every figure of a workbook as a record.

    把工作簿里的每个数读成一条：哪里、什么指标、什么时间、多少。

    Parameters
    ----------
    path : str or Path
        Any workbook that `read_cells` reads.
    book : Codebook, optional
        Resolves names; the shipped one by default.

    Returns
    -------
    DataFrame
        The `records` table. ``number`` is as reported, in ``unit``; ``value`` is in the
        indicator's unit, ratios as fractions; NaN where the sheet has a blank or a mark for no
        figure, and where no unit or rate allows a conversion. ``region``, ``indicator`` and
        ``segment`` are missing where the codebook does not know them; the texts are kept.

    Raises
    ------
    WorkbookError
        If the file cannot or must not be read.
    """
    return take_records(open_workbook(path).held, book or load_codebook()).records


def take_records(cells: Cells, book: Codebook, *, asof: tuple[int, int] | None = None) -> Taken:
    """Find the records of a cells table.

    Parameters
    ----------
    cells : DataFrame or list of SheetCells
        One or several workbooks.
    book : Codebook
        Resolves names.
    asof : (year, month), optional
        The month the folder is for; it completes months written without a year, nothing else.
    """
    rows, found = record_rows(split_ledgers(cells, book)[0], book, asof=asof)
    return Taken(conform(rows, RECORDS), conform(found, FINDINGS))


Rows = list[dict[str, Any]]


def record_rows(
    cells: Cells, book: Codebook, *, asof: tuple[int, int] | None = None
) -> tuple[Rows, Rows]:
    """Find the records of statistical sheets, and what is asked, as plain rows.

    Beside the columns of the `records` table a row says in ``period_cell`` which line above the
    table states its month.
    """
    words = _words_of(book)
    rows: Rows = []
    doubts = Doubts(book)
    for _, sheets in itertools.groupby(grids(cells), key=lambda grid: grid.file):
        rows.extend(_file_rows(list(sheets), words, doubts, asof))
    return rows, doubts.findings()


_TOP = 80
"""Rows of a sheet that show whether it lists projects."""


def split_ledgers(
    cells: Cells, book: Codebook | None = None
) -> tuple[list[SheetCells], list[SheetCells]]:
    """Part the sheets that list projects from those that state figures.

    Returns
    -------
    (list of SheetCells, list of SheetCells)
        Statistical sheets, and ledgers.
    """
    figures: list[SheetCells] = []
    ledgers: list[SheetCells] = []
    for sheet in by_sheet(cells):
        if len(sheet.rows):
            top = sheet.cut(sheet.rows < sheet.rows.min() + _TOP)
            (ledgers if is_ledger([top], book) else figures).append(sheet)
    return figures, ledgers


_BOOKS = 8
"""Codebooks whose labels are remembered at a time."""

_READERS: dict[int, Words] = {}


def _words_of(book: Codebook) -> Words:
    """Keep one reader of labels a codebook: fifteen workbooks repeat the same labels."""
    known = _READERS.get(id(book))
    if known is None or known.book is not book:
        if len(_READERS) > _BOOKS:
            _READERS.clear()
        known = _READERS[id(book)] = Words(book)
    return known


Table = tuple[Block, Context]


def _file_rows(
    sheets: list[Grid], words: Words, doubts: Doubts, asof: tuple[int, int] | None
) -> Iterator[dict[str, Any]]:
    """Read the tables of a workbook; a cover or a first sheet may speak for those that do not."""
    tables: list[Table] = []
    contexts: list[Context] = []
    for grid in sheets:
        held = list(_tables(grid, words, asof))
        tables += held
        contexts += [context for _, context in held] or [_cover(grid, words)]
    for block, context in tables:
        yield from _block_rows(block, with_others(context, contexts), words, doubts)


def _cover(grid: Grid, words: Words) -> Context:
    """Read a sheet without a table."""
    lines = [cell for row in grid.cells for cell in anchors(row)][:_LINES]
    return read_context(words, lines, (), (), file="", sheet=grid.sheet)


_LINES = 40
"""Lines of a sheet without a table that may be a cover's."""


def _tables(grid: Grid, words: Words, asof: tuple[int, int] | None) -> Iterator[Table]:
    found = list(blocks(grid))
    top = min((min([*b.header, *b.body]) for b in found), default=0)
    lines = [cell for row in grid.cells[:top] for cell in anchors(row)]
    remarks = [cell for block in found for cell in block.notes]
    for block in found:
        others = [cell for cell in lines if cell not in block.captions]
        yield block, read_context(
            words, block.captions, others, block.notes, file=grid.file, sheet=grid.sheet,
            asof=asof, remarks=[cell for cell in remarks if cell not in block.notes],
        )  # fmt: skip


def _block_rows(
    block: Block, context: Context, words: Words, doubts: Doubts
) -> Iterator[dict[str, Any]]:
    heads = [cell.text for row in block.header for cell in block.grid.cells[row] if cell.kind]
    around = [cell.text for cell in (*block.captions, *block.notes)]
    hints = load_hints(words.book.codelist("layouts"))
    context, renamed = hinted(context, [*context.titles, *around, *heads], words.book, hints)
    reader = BlockReader(block, context, words, doubts, renamed)
    for row in reader.rows:
        for column in reader.columns:
            record = reader.record(row, column)
            if record is not None:
                yield record
