"""What the reader understood, painted on the sheet: each cell by the part it plays.

Comes in: a workbook. Goes out: a picture of its sheets as a notebook shows it. Whatever a number
was read as stands at its cell; what was not understood, or asked about, stands out.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import WorkbookError
from zsanalytics.explore.parts import PARTS, Part, parts_of
from zsanalytics.intake.cells import open_workbook
from zsanalytics.intake.ledger import take_projects
from zsanalytics.intake.records import take_records
from zsanalytics.publish import style

HERE = Path(__file__).parent


def sheet(
    path: str | Path, name: str | None = None, *, rows: int = 40, columns: int = 40,
    asof: str | None = None, book: Codebook | None = None,
) -> PaintedSheet:  # fmt: skip
    """Paint what the reader understood onto a sheet of a workbook.

    把程序读懂的内容涂在原表上。

    Parameters
    ----------
    path : str or Path
        Any workbook that `zs.read_cells` reads.
    name : str, optional
        The sheet; the first that holds something by default.
    rows, columns : int, default 40
        How much of the sheet is painted; what is not is counted.
    asof : str, optional
        The month of a ledger that states none, ``"2024-09"``.
    book : Codebook, optional
        The shipped one by default.

    Returns
    -------
    PaintedSheet
        Shown when it ends a notebook's cell: regions, heads, units, periods and figures each in
        a colour and with a sign; hovering tells what a figure was read as, and what is asked of
        it. ``.parts`` is the same as a table.

    Raises
    ------
    WorkbookError
        If the file cannot be read or has no such sheet.
    """
    book = book or load_codebook()
    opened = open_workbook(path)
    cells = opened.cells
    sheets = list(dict.fromkeys(cells["sheet"]))
    if not sheets or (name is not None and name not in sheets):
        there = ", ".join(map(repr, sheets)) or "none with a cell in it"
        raise WorkbookError(f"{opened.file}: no sheet {name!r}; type name= one of {there}")
    shown = name or sheets[0]
    taken = take_records(opened.held, book)
    projects, asked = take_projects(opened.held, book, asof=asof)
    findings = pd.concat([opened.findings, taken.findings, asked], ignore_index=True)
    own = cells[cells["sheet"] == shown]
    parts = parts_of(
        own,
        taken.records[taken.records["sheet"] == shown],
        projects[projects["source"].str.contains(f"!{shown}!", regex=False)],
        findings[findings["sheet"].isin([shown])],
        book,
    )
    return PaintedSheet(opened.file, shown, sheets, own, parts, rows, columns)


class PaintedSheet(NamedTuple):
    """A sheet with the part that each of its cells plays; made by `sheet`."""

    file: str
    sheet: str
    sheets: list[str]
    cells: pd.DataFrame
    by_cell: Mapping[str, Part]
    rows: int
    columns: int

    @property
    def parts(self) -> pd.DataFrame:
        """The cells that were understood: ``cell, part, said`` (what the cell was read as)."""
        told = [(cell, PARTS[part.kind].name, part.said) for cell, part in self.by_cell.items()]
        return pd.DataFrame(told, columns=["cell", "part", "said"])

    @property
    def summary(self) -> str:
        """Say what was painted, what was not, and which sheets there are."""
        counted = {kind: sum(part.kind == kind for part in self.by_cell.values()) for kind in PARTS}
        said = "，".join(f"{PARTS[kind].name} {n:,}" for kind, n in counted.items() if n)
        whole = int(self.cells["row"].max()) + 1
        seen = f"共 {whole:,} 行，显示 {min(whole, self.rows):,} 行"
        wide = int(self.cells["column"].max()) + 1
        if wide > self.columns:
            seen += f"；共 {wide:,} 列，显示 {self.columns:,} 列"
        others = [name for name in self.sheets if name != self.sheet]
        more = f"；其他工作表：{'、'.join(others)}" if others else ""
        return style.printable(f"单元格：{said or '都未识别'}。{seen}{more}。", longest=400).text

    def _repr_html_(self) -> str:
        return _template().render(
            title=style.printable(f"{self.file} · {self.sheet}").text, summary=self.summary,
            parts=[{"key": key, **PARTS[key]._asdict()} for key in PARTS], grid=self._grid(),
            letters=[_letter(n) for n in range(self._width())],
        )  # fmt: skip

    def _width(self) -> int:
        return min(int(self.cells["column"].max()) + 1, self.columns)

    def _grid(self) -> list[list[dict[str, Any]]]:
        """Lay the cells out in rows; a merged one spans what it covers."""
        shown = self.cells[(self.cells["row"] < self.rows) & (self.cells["column"] < self.columns)]
        places = {(c.row, c.column): c for c in shown.itertuples(index=False)}
        spans = _spans(shown)
        down, across = int(shown["row"].max()) + 1 if len(shown) else 0, self._width()
        return [
            [
                self._cell(places.get((row, column)), spans)
                for column in range(across)
                if not _covered(places.get((row, column)))
            ]
            for row in range(down)
        ]

    def _cell(self, cell: Any, spans: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
        if cell is None:
            return {"text": "", "kind": "", "said": "", "rows": 1, "columns": 1}
        part = self.by_cell.get(cell.cell)
        rows, columns = spans.get(cell.cell, (1, 1))
        private = part is not None and part.kind == "private"
        text = "（略）" if private else style.printable(cell.text, longest=60).text
        return {
            "text": text, "rows": rows, "columns": columns,
            "kind": part.kind if part else "unread" if cell.text == cell.text else "",
            "said": f"{cell.cell} {style.printable(part.said, longest=400).text}" if part
            else f"{cell.cell} 未用",
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"<{self.file} {self.sheet}：{self.summary}>"


def _covered(cell: Any) -> bool:
    return (
        cell is not None
        and cell.merged_into not in ("", cell.cell)
        and bool(cell.merged_into == cell.merged_into)
    )


def _spans(cells: pd.DataFrame) -> dict[str, tuple[int, int]]:
    merged = cells[cells["merged_into"].notna() & cells["merged_into"].ne("")]
    extent = merged.groupby("merged_into").agg(
        top=("row", "min"), bottom=("row", "max"), left=("column", "min"), right=("column", "max")
    )
    return {
        str(row.Index): (int(row.bottom - row.top) + 1, int(row.right - row.left) + 1)
        for row in extent.itertuples()
    }


def _letter(column: int) -> str:
    """Name a column as spreadsheets do.

    Examples
    --------
    >>> _letter(0), _letter(27)
    ('A', 'AB')
    """
    front, last = divmod(column, 26)
    return (_letter(front - 1) if front else "") + chr(65 + last)


@functools.cache
def _template() -> jinja2.Template:
    loaded = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True
    )
    return loaded.get_template("sheet.html.j2")
