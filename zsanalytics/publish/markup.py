"""A block as a fragment of HTML: shown by JupyterLab, and put into the page by `html`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from itertools import groupby
from typing import Any

import jinja2

from zsanalytics.publish import style, svg


@functools.cache
def environment() -> jinja2.Environment:
    """Give the templates in ``assets/``, with every value escaped."""
    loaded = jinja2.Environment(
        loader=jinja2.FileSystemLoader(style.ASSETS),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    loaded.filters["header"] = header
    loaded.filters["below"] = below
    loaded.filters["stub"] = stub
    loaded.filters["broken"] = style.broken
    loaded.filters["drawing"] = _drawing
    return loaded


def fragment(
    block: Mapping[str, Any], *, known: frozenset[str] = frozenset(), place: int = 0
) -> str:
    """Write one block as HTML.

    Parameters
    ----------
    block : mapping
        Its JSON object.
    known : frozenset of str
        The facts that the page explains: their numbers link to the explanation.
    place : int
        The block's place on the page, for identifiers.
    """
    macros: Any = environment().get_template("blocks.html.j2").module
    return str(macros.show(block, known, place)).strip()


def header(columns: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Lay out a table's heading: one line, or two where columns share a ``group``.

    Each cell has ``label``, ``columns`` and ``rows`` (how many it spans) and ``align``.

    Examples
    --------
    >>> [
    ...     [c["label"] for c in line]
    ...     for line in header([{"label": "a", "group": "g"}, {"label": "b"}])
    ... ]
    [['g', 'b'], ['a']]
    """
    if not any(column.get("group") for column in columns):
        return [[_head(column, 1) for column in columns]]
    upper: list[dict[str, Any]] = []
    for name, members in groupby(columns, key=lambda column: column.get("group", "")):
        listed = list(members)
        one = {"label": name, "columns": len(listed), "rows": 1, "align": "center"}
        upper += [one] if name else [_head(column, 2) for column in listed]
    return [upper, [_head(column, 1) for column in columns if column.get("group")]]


def stub(columns: list[dict[str, Any]]) -> int:
    """Find the column that names the rows: the first of words.

    Examples
    --------
    >>> stub([{"label": "序号", "align": "center"}, {"label": "市州"}])
    1
    """
    words = [column.get("align", "left") == "left" for column in columns]
    return words.index(True) if True in words else 0


def below(table: Mapping[str, Any]) -> list[str]:
    """List the lines below a table: its scope, its notes and its source.

    Examples
    --------
    >>> below({"notes": ["甲", "乙"], "source": "各市州报表"})
    ['注：1．甲', '2．乙', '资料来源：各市州报表']
    """
    notes = list(table.get("notes", ()))
    listed = [f"{n}．{said}" for n, said in enumerate(notes, start=1)] if len(notes) > 1 else notes
    lines = [f"统计范围：{table['scope']}"] if table.get("scope") else []
    lines += [f"注：{said}" if n == 0 else said for n, said in enumerate(listed)]
    return lines + ([f"资料来源：{table['source']}"] if table.get("source") else [])


def _head(column: Mapping[str, Any], rows: int) -> dict[str, Any]:
    align = "right" if column.get("align") == "right" else "center"
    return {"label": column["label"], "columns": 1, "rows": rows, "align": align}


def _drawing(block: Mapping[str, Any], place: int) -> str:
    return svg.inline(block["svg"], prefix=f"d{place}", label=block["alt"])
