"""Tables and small pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    r"""Write a table.

    Examples
    --------
    >>> print(table(["列", "类型"], [("value", "小数|缺")]), end="")
    | 列 | 类型 |
    |---|---|
    | value | 小数\|缺 |
    """
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(map(_cell, line)) + " |\n" for line in lines).replace(
        "| --- " * len(heads), "|---" * len(heads)
    )


def _cell(value: Any) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def frame_table(frame: pd.DataFrame) -> str:
    """Write a frame as pandas would show it: columns by their names, missing as NaN."""
    shown = frame.map(_shown)
    return table([f"`{name}`" for name in shown.columns], shown.itertuples(index=False))


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return "NaN" if pd.isna(value) else f"{value:,.4f}".rstrip("0").rstrip(".")
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value)


def bullets(lines: Iterable[str]) -> str:
    """Write a list, one point a line."""
    return "".join(f"* {line}\n" for line in lines)


def contents(pages: Iterable[str]) -> str:
    """Write the hidden table of contents that hangs pages under this one."""
    return "```{toctree}\n:hidden:\n\n" + "".join(f"{page}\n" for page in pages) + "```\n"


def save(page: Path, text: str) -> None:
    """Write a page where it differs from what is there, so that a second build has less to do."""
    page.parent.mkdir(parents=True, exist_ok=True)
    if not page.exists() or page.read_text(encoding="utf-8") != text:
        page.write_text(text, encoding="utf-8")
