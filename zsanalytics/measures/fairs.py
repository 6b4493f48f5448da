"""Fairs (展会) and reward bases: what came of a fair's contracts, and of funds as fixed assets."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.measures.ledger import OVER, as_ledger, snapshot
from zsanalytics.measures.stages import RATES, stage_rates
from zsanalytics.periods import asof_text

_NUMBER = re.compile(r"第?(\d+)届(.*)")


def fairs(projects: pd.DataFrame, asof: str, *, book: Codebook | None = None) -> pd.DataFrame:
    """Results of each fair's contracts, and their change on the fair before.

    A fair's cohort is every contract that the ledger marks with it, whatever the day of signing.

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; ``event`` as ``第29届兰洽会``. The rows of ``asof`` count.
    asof : str
        The month, such as ``"2024-09"``.
    book : Codebook, optional
        As for `stage_rates`.

    Returns
    -------
    DataFrame
        One row a fair, in order of its name and number: ``event``, ``signed`` (个, all
        contracts), ``terminated`` (个), ``amount`` and ``amount_net`` (亿元, with and without the
        terminated), the rates of `stage_rates` (fractions), and against the fair before (the
        number one less) ``signed_growth``, ``amount_growth`` (fractions) and for each rate its
        change, such as ``开工率_change`` (a fraction; 0.02 is 2 百分点). NaN without a fair before.

    Raises
    ------
    PanelError
        If there is no ledger of ``asof``.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "project_id": ["a", "b"],
    ...         "year": 2024,
    ...         "month": 9,
    ...         "contract_amount": [10.0, 12.0],
    ...         "signed_on": ["2023-07-06", "2024-07-06"],
    ...         "event": ["第29届兰洽会", "第30届兰洽会"],
    ...     }
    ... )
    >>> fairs(projects, "2024-09")[["event", "amount", "amount_growth"]].round(2)
         event  amount  amount_growth
    0  第29届兰洽会    10.0            NaN
    1  第30届兰洽会    12.0            0.2
    """
    ledger = as_ledger(snapshot(projects, asof))
    ledger = ledger[ledger["event"].notna() & ledger["signed_on"].notna()]
    over = ledger["status"].isin(OVER)
    groups = ledger.assign(net=ledger["contract_amount"].where(~over, 0.0), over=over)
    table = groups.groupby("event").agg(
        signed=("project_id", "size"),
        terminated=("over", "sum"),
        amount=("contract_amount", "sum"),
        amount_net=("net", "sum"),
    )
    days = ledger["signed_on"]
    window = ("1900-01", asof_text(days.max().year, days.max().month)) if len(days) else None
    if window:
        rates = stage_rates(ledger, asof, by="event", signed=window, book=book)
        table = table.join(rates.set_index("event")[list(RATES)])
    return _on_the_fair_before(table.reindex(sorted(table.index, key=_place)).reset_index())


def _place(event: str) -> tuple[str, int]:
    """Split the name of a fair from its number."""
    found = _NUMBER.fullmatch(event)
    return (found[2], int(found[1])) if found else (event, 0)


def _on_the_fair_before(table: pd.DataFrame) -> pd.DataFrame:
    """Add growth and changes against the same fair's number one less."""
    rows = {_place(event): place for place, event in enumerate(table["event"])}
    before = [rows.get((name, number - 1), -1) for name, number in map(_place, table["event"])]
    known = np.array(before, dtype=int) >= 0

    def last(column: str) -> pd.Series:
        values = table[column].to_numpy(dtype=float)
        return pd.Series(np.where(known, values[before] if len(values) else values, np.nan))

    for column in ("signed", "amount"):
        base = last(column)
        table[f"{column}_growth"] = table[column] / base.where(base > 0) - 1
    for rate in [name for name in RATES if name in table.columns]:
        table[f"{rate}_change"] = table[rate] - last(rate)
    return table


def conversion(projects: pd.DataFrame, asof: str, *, by: str = "region") -> pd.DataFrame:
    r"""Conversion of funds in place into fixed-asset investment (到位 → 新增固定资产投资).

    .. math:: r = \sum fai / \sum funds

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; the rows of ``asof`` count.
    asof : str
        The month.
    by : str, default "region"
        A column of the projects table.

    Returns
    -------
    DataFrame
        ``by``, ``funds``, ``fai`` (亿元, this year, of the projects where both are known) and
        ``conversion`` (a fraction; NaN without funds). Funds in place are not fixed-asset
        investment: part of them becomes it.

    Raises
    ------
    PanelError
        If there is no ledger of ``asof``.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "嘉峪关市",
    ...         "project_id": ["a"],
    ...         "year": 2023,
    ...         "month": 12,
    ...         "funds_ytd": [176.33],
    ...         "fai_ytd": [65.26],
    ...     }
    ... )
    >>> conversion(projects, "2023-12")["conversion"].round(4).tolist()
    [0.3701]
    """
    ledger = as_ledger(snapshot(projects, asof)).dropna(subset=["funds_ytd", "fai_ytd"])
    sums = ledger.groupby(by)[["funds_ytd", "fai_ytd"]].sum()
    table = sums.rename(columns={"funds_ytd": "funds", "fai_ytd": "fai"}).reset_index()
    return table.assign(conversion=table["fai"] / table["funds"].where(table["funds"] > 0))
