"""Blocks: the pieces a briefing is made of, as a notebook cell shows them and formats read them.

A block carries a fragment of HTML (for JupyterLab) and its content as JSON under a MIME type of
its own. The executed notebook is the record: `collect_blocks` reads the content back from it, and
every format is drawn from that, never from the panel::

    report = Report(collect_blocks("out.ipynb"), {"asof": "2024-09"})
    render_html(report, to, assets)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from zsanalytics.publish import style, svg
from zsanalytics.publish.content import (
    MIME,
    Block,
    BlockError,
    all_runs,
    cleaned,
    filled,
    from_json,
    one_column,
    one_run,
    plain,
    texts,
)
from zsanalytics.publish.report import Report, collect_blocks, replaced

__all__ = [
    "MIME", "Block", "BlockError", "Report", "collect_blocks", "figure", "foreign", "from_json",
    "group", "heading", "lineage", "note", "paragraph", "replaced", "table", "texts", "title",
]  # fmt: skip

Run = str | Mapping[str, Any]
"""A stretch of text: a string, or ``{"text", "fact"?, "strong"?}``."""


def foreign(text: object, *, longest: int = 120, **further: Any) -> dict[str, Any]:
    r"""Make a run or cell of a text from a workbook; what cannot be printed is replaced visibly.

    放入来自工作簿的文字，印不出的字用〓代替。

    The replaced characters are kept as ``replaced``, for a finding.

    Examples
    --------
    >>> foreign("某公司\U0010fffd", strong=True)["text"]
    '某公司〓'
    """
    shown = style.printable(text, longest=longest)
    run = {"text": shown.text, **further}
    return {**run, "replaced": "".join(shown.replaced)} if shown.replaced else run


def title(
    text: str,
    *,
    subtitle: str = "",
    issue: str = "",
    issuer: str = "",
    issued: str = "",
    signer: str = "",
    recipients: str = "",
    marks: Sequence[str] = (),
) -> Block:
    """Head a briefing.

    插入简报的题头。

    Parameters
    ----------
    text, subtitle : str
        The title and a line below it.
    issue, issuer, issued, signer, recipients : str
        期号, 编发单位, 成文日期, 签发, 报送.
    marks : sequence of str
        Marks shown beside the title: 演示数据, 送审稿, 定稿, 内部资料.
    """
    further = {
        "subtitle": subtitle, "issue": issue, "issuer": issuer, "issued": issued,
        "signer": signer, "recipients": recipients,
    }  # fmt: skip
    kept = {name: style.clean(words) for name, words in further.items() if words}
    marked = [style.clean(mark) for mark in marks]
    return Block("title", {"text": filled(text, "title"), **kept, "marks": marked})


def heading(level: int, text: str, *, numbered: bool = True) -> Block:
    """Head a section; level 1 to 3 is numbered 一、 （一） 1. where the report is put together.

    插入标题，一至三级自动编号。

    A text that brings its own number (``一、``) keeps it.
    """
    if level not in (1, 2, 3):
        raise BlockError(f"heading {text!r}: level {level!r}; expected 1, 2 or 3")
    return Block(
        "heading", {"level": level, "text": filled(text, "heading"), "numbered": bool(numbered)}
    )


def paragraph(*runs: Run | Iterable[Run]) -> Block:
    """Make a paragraph of runs: strings, or ``{"text", "fact"?, "strong"?}``.

    插入一段文字。

    Examples
    --------
    >>> paragraph("到位资金", {"text": "5,676.69", "fact": "funds_ytd"}, "亿元。")
    <paragraph: 到位资金5,676.69亿元。>
    """
    return Block("paragraph", {"runs": all_runs(runs, "paragraph")})


def note(*runs: Run | Iterable[Run]) -> Block:
    """Make a note: small print about the figures or a table, of runs as in `paragraph`.

    插入小字说明。
    """
    return Block("note", {"runs": all_runs(runs, "note")})


def table(
    caption: str,
    columns: Sequence[str | Mapping[str, Any]],
    rows: Iterable[Sequence[Any]],
    *,
    unit: str = "",
    notes: Sequence[str] = (),
    scope: str = "",
    source: str = "",
    annex: bool = False,
    sheet: str = "",
) -> Block:
    """Make a table.

    插入一张表。

    Parameters
    ----------
    caption : str
        Its title without a number (表1 and 附表1 are put before it with the report).
    columns : sequence of str or mapping
        ``{"label", "group"?, "align"? (left, center, right), "width"? (em)}``. Neighbours with the
        same ``group`` share one heading above theirs.
    rows : iterable of sequences
        A cell is a text, or ``{"text", "fact"?, "value"?, "strong"?, "level"?}``: ``value`` is the
        number for the workbook (a ratio is a fraction), ``level`` the indent of a stub, ``mark``
        the sign of a footnote.
    unit, scope, source : str
        Shown above (单位) and, in the workbook, with the notes (统计范围, 资料来源).
    notes : sequence of str
        Lines below the table.
    annex : bool
        Whether it is numbered as 附表.
    sheet : str
        The name of its sheet in the workbook; its number by default.

    Raises
    ------
    BlockError
        Without columns or rows, or where a row is not as long as the columns.
    """
    heads = [one_column(column) for column in columns]
    body = [[one_run(cell, caption) for cell in row] for row in rows]
    if not heads or not body:
        raise BlockError(f"table {caption!r}: no columns or no rows; leave an empty table out")
    wrong = [n for n, row in enumerate(body, start=1) if len(row) != len(heads)]
    if wrong:
        raise BlockError(
            f"table {caption!r}: row {wrong[0]} has {len(body[wrong[0] - 1])} cells, "
            f"expected {len(heads)} as there are columns"
        )
    words = {"unit": unit, "scope": scope, "source": source, "sheet": sheet}
    return Block(
        "table",
        {
            "caption": filled(caption, "table"), "columns": heads, "rows": body,
            **{name: style.clean(said) for name, said in words.items() if said},
            "notes": [style.clean(line) for line in notes], "annex": bool(annex),
        },
    )  # fmt: skip


def figure(
    caption: str, *, alt: str, drawing: str, plotly: Mapping[str, Any] | None = None
) -> Block:
    """Make a figure of an SVG drawing (for print) and, if given, a plotly figure (for the screen).

    插入一张图。

    Parameters
    ----------
    caption : str
        Its title without a number.
    alt : str
        What the figure says, in words, for those who do not see it.
    drawing : str
        SVG; scripts, links and metadata are taken out.
    plotly : mapping, optional
        ``{"data", "layout"}`` of the same figure.
    """
    content = {
        "caption": filled(caption, "figure"), "alt": filled(alt, f"figure {caption!r}: alt"),
        "svg": svg.clean(drawing),
    }  # fmt: skip
    screen = {"plotly": plain(plotly)} if plotly else {}
    return Block("figure", {**content, **screen})


def lineage(facts: pd.DataFrame | Iterable[Mapping[str, Any]]) -> Block:
    """Make the block that says where the numbers come from; drawn as details, not as a table.

    插入数字的来历。

    Parameters
    ----------
    facts : DataFrame or iterable of mappings
        Rows of the facts table (``fact, value, unit, decimals, text, label, formula, sources``),
        with ``definition`` where known; ``sources`` is a tuple of ``file!sheet!cell``.
    """
    rows = facts.to_dict("records") if isinstance(facts, pd.DataFrame) else list(facts)
    if not rows:
        raise BlockError("facts: no rows; a briefing without a fact says nothing")
    return Block("facts", {"rows": [_fact(row) for row in rows]})


def _fact(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = cleaned({**row, "fact": str(row["fact"])})
    given = plain(row.get("sources")) or []
    listed = given if isinstance(given, list) else [given]
    return {**kept, "sources": [style.printable(source, longest=200).text for source in listed]}


def group(*blocks: Block) -> Block:
    """Show several blocks from one cell, in order.

    一格显示几块。
    """
    return Block("group", {"blocks": [block.as_json() for block in blocks]})
