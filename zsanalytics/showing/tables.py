"""Showing a table: Chinese heads with units, printed decimals, every row counted, nothing changed.

Comes in: any DataFrame of the house, or one's own. Goes out: an object that a notebook shows as a
table to sort, filter and page without a network, a terminal as text, and a briefing as a table
block. All text is escaped; control and bidi characters are taken out, telephone numbers masked.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.publish import blocks
from zsanalytics.publish.content import MIME, Block
from zsanalytics.showing.columns import described, table_of, table_title
from zsanalytics.showing.text import laid_out
from zsanalytics.showing.values import Shown, row_units, shown_column

HERE = Path(__file__).parent


def show(
    frame: pd.DataFrame,
    *,
    rows: int = 20,
    most: int = 1000,
    caption: str = "",
    unit: str = "",
    book: Codebook | None = None,
) -> ShownTable:
    """Show a table in Chinese with units; the table itself is unchanged.

    把表显示成中文，带单位，可排序、筛选、翻页；表本身不变。

    Parameters
    ----------
    frame : DataFrame
        Any table: those of the schema, measured panels, one's own. A column in no list passes
        through under its name; a named index is shown as columns.
    rows : int, default 20
        Rows of a page, and of the table in a briefing.
    most : int, default 1000
        Rows that a notebook carries for turning pages, sorting and filtering.
    caption : str, optional
        The table's title; by default what kind of table it is.
    unit : str, optional
        Unit of the numbers whose indicator the table does not tell, such as ``亿元``.
    book : Codebook, optional
        Knows the indicators' names, units and decimals; the shipped one by default.

    Returns
    -------
    ShownTable
        Shown when it ends a notebook's cell. Fractions are shown in %, differences of fractions
        in 百分点, missing values as ``—`` (never 0), and always 共 n 行，显示 m 行.

    Raises
    ------
    PanelError
        If it is no table, or ``rows`` or ``most`` is not a whole number from 1 on.

    Examples
    --------
    >>> frame = pd.DataFrame({"region": ["兰州市"], "growth": [0.0845], "status": ["reported"]})
    >>> show(frame)
    数据表
    地区    同比增速（%）  状态
    兰州市           8.45  报送
    共 1 行，显示 1 行
    """
    if not isinstance(frame, pd.DataFrame):
        raise PanelError(
            f"show: expected a table (DataFrame), found {type(frame).__name__}{_instead(frame)}"
        )
    for name, number in (("rows", rows), ("most", most)):
        if isinstance(number, bool) or not isinstance(number, int) or number < 1:
            raise PanelError(f"show: {name} = {number!r}; type a whole number from 1 on")
    return ShownTable(frame, rows, max(rows, most), caption, unit, book or load_codebook())


def _instead(found: object) -> str:
    if isinstance(found, pd.Series):
        return "; type zs.show(series.to_frame())"
    return "; type zs.show(table), such as zs.show(zs.open_panel('2024-09'))"


class ShownTable:
    """A table as it is shown; made by `show`."""

    def __init__(
        self, frame: pd.DataFrame, rows: int, most: int, caption: str, unit: str, book: Codebook
    ) -> None:
        self.total = len(frame)
        self.rows = rows
        table = table_of(frame)
        self.caption = caption or table_title(table)
        held = _with_index(frame.head(most))
        units = row_units(held, unit, book)
        self.names = [_name(name) for name in held.columns]
        self.columns: list[Shown] = []
        for place, name in enumerate(self.names):
            values = held.iloc[:, place]
            column = described(name, values, table)
            self.columns.append(shown_column(name, values, column, units, book))
        self.held = len(held)

    @property
    def count(self) -> str:
        """Say how many rows there are and how many are shown."""
        return f"共 {self.total:,} 行，显示 {min(self.rows, self.held):,} 行"

    def lines(self, most: int) -> list[list[str]]:
        """Give the printed rows from the top, ``most`` of them at most."""
        texts = [column.texts[:most] for column in self.columns]
        return [list(row) for row in zip(*texts, strict=True)]

    def block(self) -> Block:
        """Give the table as a briefing's block: the first ``rows`` rows, the others counted."""
        if not self.total or not self.columns:
            return blocks.note(f"{self.caption}：没有数据。")
        heads = [{"label": c.head, "align": "right" if c.right else "left"} for c in self.columns]
        cut = self.rows < self.total
        body = [[blocks.foreign(text) for text in row] for row in self.lines(self.rows)]
        return blocks.table(self.caption, heads, body, notes=[f"{self.count}。"] if cut else [])

    def _repr_html_(self) -> str:
        return _template().render(
            rows=self.rows, caption=self.caption, count=self.count, shown=self.lines(self.rows),
            columns=[
                {"head": c.head, "name": name, "right": c.right, "width": c.width}
                for name, c in zip(self.names, self.columns, strict=True)
            ],
            content={
                "total": self.total, "rows": self.lines(self.held),
                "keys": [c.keys if c.right else None for c in self.columns],
                "right": [c.right for c in self.columns],
            },
            css=_asset("table.css"), script=_asset("table.js"),
        )  # fmt: skip

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Give Jupyter the table as HTML, as text and as a block that every format draws."""
        return {
            "text/html": self._repr_html_(), "text/plain": repr(self), MIME: self.block().as_json(),
        }  # fmt: skip

    def __repr__(self) -> str:
        heads = [(column.head, column.right) for column in self.columns]
        return "\n".join([self.caption, *laid_out(heads, self.lines(self.rows)), self.count])


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    """Make a named index columns; the number of a row says nothing."""
    named = [name for name in frame.index.names if name is not None]
    if not named and not isinstance(frame.index, pd.MultiIndex):
        plain = pd.api.types.is_integer_dtype(frame.index)
        return frame if plain else frame.reset_index(names="")
    return frame.reset_index(names=[str(n or "") for n in frame.index.names], allow_duplicates=True)


def _name(name: object) -> str:
    return "·".join(str(part) for part in name) if isinstance(name, tuple) else str(name)


@functools.cache
def _template() -> jinja2.Template:
    loaded = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True
    )
    return loaded.get_template("table.html.j2")


@functools.cache
def _asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
