"""The workbook a unit fills in: summary, chains, ledger, and what each column means.

Comes in: a unit, a month, and the figures and projects to put in (none, or last month's). Goes
out: an xlsx with dropdowns, checks on entry and a protected structure. Every sheet is plain
enough that the general reader takes it back without a question; texts are texts, never formulas.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import RequestError
from zsanalytics.forms.columns import Figure, Forms, choices, load_forms
from zsanalytics.forms.ledger_sheet import CHOICES, choice_lists, list_sheet
from zsanalytics.forms.sheets import FIRST, Form, begin, number_check, width
from zsanalytics.periods import parse_asof
from zsanalytics.schema import LEADS, PANEL, PROJECTS, empty

_HELP = "填报说明"


def form_workbook(
    unit: str,
    asof: str,
    *,
    book: Codebook,
    panel: pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    forms: Forms | None = None,
    mark: str = "",
    leads: pd.DataFrame | None = None,
) -> bytes:
    """Make the workbook that a unit fills in for a month.

    Parameters
    ----------
    unit : str
        The unit; its members are the rows of the summary.
    asof : str
        The month it is for.
    book : Codebook
    panel : DataFrame, optional
        Figures to put in, in the panel's units; blank by default.
    projects : DataFrame, optional
        Projects to list, amounts in 亿元.
    forms : Forms, optional
        The columns; those of ``codes/forms.toml`` by default.
    mark : str, optional
        Added to the titles, such as 演示数据.
    leads : DataFrame, optional
        Leads to list, where the forms ask for leads.

    Returns
    -------
    bytes
        An xlsx; the same input gives the same bytes.

    Raises
    ------
    RequestError
        If ``unit`` or ``asof`` is none.
    """
    import xlsxwriter

    parse_asof(asof)
    if unit not in book.places:
        raise RequestError(f"unit {unit!r}: not in the codebook; write a canonical name")
    form = Form(unit, asof, book, forms or load_forms(book.codelist("forms.toml")), mark)
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties({"created": _DATE, "title": f"{unit}{asof}"})
        looks = _looks(workbook)
        _summary(workbook.add_worksheet("汇总表"), form, _values(panel), looks)
        if form.forms.chain:
            _chains(workbook.add_worksheet("产业链"), form, _values(panel), looks)
        ledger = workbook.add_worksheet("项目台账")
        register = workbook.add_worksheet("线索台账") if form.forms.leads else None
        _help(workbook.add_worksheet(_HELP), form, looks)
        places = choice_lists(workbook.add_worksheet(CHOICES), form, looks)
        projects = empty(PROJECTS) if projects is None else projects
        list_sheet(ledger, form, form.forms.titles["ledger"], form.forms.ledger, projects, PROJECTS,
                   places, looks)  # fmt: skip
        if register is not None:
            leads = empty(LEADS) if leads is None else leads
            list_sheet(register, form, "招商线索台账", form.forms.leads, leads, LEADS,
                       places, looks)  # fmt: skip
    return stream.getvalue()


_DATE = pd.Timestamp(2024, 1, 1).to_pydatetime()  # fixed: the same input gives the same bytes


def _looks(workbook: Any) -> dict[str, Any]:
    line = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
    head = {**line, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E8EEF4"}
    entry = {**line, "locked": False}
    return {
        "title": workbook.add_format({"bold": True, "font_size": 14, "valign": "vcenter"}),
        "plain": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "head": workbook.add_format(head),
        "stub": workbook.add_format(line),
        "money": workbook.add_format({**entry, "num_format": "#,##0.00##"}),
        "count": workbook.add_format({**entry, "num_format": "0"}),
        "text": workbook.add_format({**entry, "num_format": "@"}),
        "date": workbook.add_format({**entry, "num_format": "yyyy-mm-dd"}),
    }


def _values(panel: pd.DataFrame | None) -> dict[tuple[str, str, str], float]:
    frame = empty(PANEL) if panel is None else panel
    told = frame[frame["value"].notna()]
    names = ["region", "indicator", "segment"]
    return dict(zip(told[names].itertuples(index=False, name=None), told["value"], strict=True))


def _summary(
    sheet: Any, form: Form, values: dict[tuple[str, str, str], float], looks: dict[str, Any]
) -> None:
    begin(sheet, form, form.forms.titles["summary"], looks)
    members = form.book.members(form.unit)
    stubs = [(name, name) for name in members]
    stubs.append(("合计", form.unit) if members else (form.unit, form.unit))
    columns = form.forms.summary
    entries = [[(region, c.indicator, c.segment) for c in columns] for _, region in stubs]
    _figures(sheet, form, "地区", [s for s, _ in stubs], columns, entries, values, looks)


def _chains(
    sheet: Any, form: Form, values: dict[tuple[str, str, str], float], looks: dict[str, Any]
) -> None:
    begin(sheet, form, "重点产业链情况表", looks)
    stubs = choices("chain", form.unit, form.book)
    entries = [
        [(form.unit, c.indicator, f"重点产业链={chain}") for c in form.forms.chain]
        for chain in stubs
    ]
    _figures(sheet, form, "重点产业链", stubs, form.forms.chain, entries, values, looks)


def _figures(
    sheet: Any,
    form: Form,
    stub: str,
    stubs: Sequence[str],
    columns: Sequence[Figure],
    entries: Sequence[Sequence[tuple[str, str, str]]],
    values: dict[tuple[str, str, str], float],
    looks: dict[str, Any],
) -> None:
    """Write a table of figures: names down the side, columns of the form across."""
    sheet.write_string(2, 0, stub, looks["head"])
    sheet.set_column(0, 0, 4 + max([width(text) for text in stubs] or [8]))
    sheet.set_column(1, len(columns), 13)
    for column, figure in enumerate(columns, start=1):
        about = form.book.about(figure.indicator)
        unit, whole = str(about["unit"]), int(about["decimals"]) == 0
        head = figure.heading if unit in ("亿元", "") else f"{figure.heading}（{unit}）"
        sheet.write_string(2, column, head, looks["head"])
        look, scale = looks["count" if whole else "money"], 100 if unit == "%" else 1
        for row, (name, keys) in enumerate(zip(stubs, entries, strict=True), start=FIRST):
            sheet.write_string(row, 0, name, looks["stub"])
            value = values.get(keys[column - 1])
            if value is None:
                sheet.write_blank(row, column, None, look)
            else:
                sheet.write_number(row, column, value * scale, look)
        last = FIRST + len(stubs) - 1
        sheet.data_validation(FIRST, column, last, column, number_check(not whole))
    sheet.freeze_panes(FIRST, 1)


def _help(sheet: Any, form: Form, looks: dict[str, Any]) -> None:
    """Write what every column means, from the codebook's definitions."""
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, _HELP, looks["title"])
    lines = [
        ("怎样填", "只填白色单元格；金额以亿元计，可带四位小数；没有发生的留空，确为零的填零。"),
        ("时期", "汇总表和产业链表均为本年累计，从一月一日到本月底；期末数、比率按本月底填。"),
    ]
    told = dict.fromkeys(column.indicator for column in form.forms.summary)
    for code in told:
        about = form.book.about(code)
        lines.append((str(about["name"]), str(about["definition"])))
    lines += [(field.heading, field.told) for field in (*form.forms.ledger, *form.forms.leads)]
    for row, (name, text) in enumerate(lines, start=2):
        sheet.write_string(row, 0, name, looks["plain"])
        sheet.write_string(row, 1, text, looks["plain"])
    sheet.protect()
