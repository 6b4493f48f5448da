"""Fairs (展会) and reward bases: what came of a fair's contracts, and of funds as fixed assets.

A fair's contracts are followed from the day it closed (``codes/fairs.toml``), so that a fair is
set against the one before as that stood as many months after its own close.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from zsanalytics.codebook import CODES, Codebook, load_codebook
from zsanalytics.errors import CodebookError
from zsanalytics.measures.ledger import alive, as_ledger, groups_of, snapshot
from zsanalytics.measures.stages import RATES, stage_rates
from zsanalytics.periods import asof_text, months_between, parse_asof
from zsanalytics.schema import TARGETS, require

_NUMBER = re.compile(r"第?(\d+)届(.*)")
_FUNDS_RATES = ("到位率", "当年资金到位率")
_LINES = ("floor", "dispatch", "goal")


@functools.lru_cache(maxsize=4)
def load_fairs(file: Path = CODES / "fairs.toml") -> Mapping[str, pd.Timestamp]:
    """Read the day each fair closed.

    Raises
    ------
    CodebookError
        If the file cannot be read or a fair lacks its name or day.

    Examples
    --------
    >>> load_fairs()["第29届兰洽会"]
    Timestamp('2023-07-10 00:00:00')
    """
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8")).get("fair", [])
        return {row["name"]: pd.Timestamp(row["closed"]) for row in listed}
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise CodebookError(f"{file}: fairs cannot be read ({error}); mend the file") from error


def fairs(
    projects: pd.DataFrame,
    asof: str,
    *,
    targets: pd.DataFrame | None = None,
    region: str | None = None,
    closed: Mapping[str, pd.Timestamp] | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    r"""Results of each fair's contracts, its task, and the change on the fair before.

    各届展会签约项目的结果、任务和与上届的变化。

    A fair's cohort is every contract that the ledger marks with it, whatever the day of signing.

    .. math:: change = r_n(d_n + t) - r_{n-1}(d_{n-1} + t), \qquad d \text{ the day of closing}

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; ``event`` as ``第29届兰洽会``. The rows of ``asof`` count;
        those of earlier months tell how the fair before stood at the same age.
    asof : str
        The month, such as ``"2024-09"``.
    targets : DataFrame, optional
        The target book: levels of ``contracted_amount`` on ``届次=第29届兰洽会`` are tasks; of
        several lines the goal counts, then dispatch, then the floor.
    region : str, optional
        Whose tasks; the codebook's root by default. Its projects are for you to choose.
    closed : mapping, optional
        The day each fair closed; ``codes/fairs.toml`` by default.
    book : Codebook, optional
        As for `stage_rates`.

    Returns
    -------
    DataFrame
        One row a fair, in order of its name and number: ``event``, ``closed`` (NaT where the day
        is unknown), ``months`` (from the month of closing to ``asof``; where the day is unknown,
        from the middle one of its contracts' days of signing; missing where it is yet to come),
        ``signed`` (个, all contracts), ``terminated`` (个), ``amount`` and ``amount_net`` (亿元,
        with and without the terminated; NaN where no amount is known), ``task`` (亿元),
        ``task_completion`` (amount ÷ task), the rates of `stage_rates` (fractions), and against
        the fair before (the number one less) ``signed_growth``, ``amount_growth`` (fractions) and
        for each rate its change, such as ``开工率_change`` (a fraction; 0.02 is 2 百分点). NaN
        without a fair before.

        The fair before is taken from the ledger of the month in which it was as old, if the
        projects hold it; else its dated stages are cut off at that month, and the changes of the
        funds rates are NaN. Where either has no ``months``, both stand as of ``asof``.

    Raises
    ------
    PanelError
        If there is no ledger of ``asof``, or a column is missing.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "project_id": ["a", "b"],
    ...         "year": 2024,
    ...         "month": 9,
    ...         "contract_amount": [10.0, 12.0],
    ...         "signed_on": ["2023-07-06", "2024-07-07"],
    ...         "started_on": ["2023-12-01", "2024-08-01"],
    ...         "event": ["第29届兰洽会", "第30届兰洽会"],
    ...     }
    ... )
    >>> found = fairs(projects, "2024-09")
    >>> found[["event", "months", "amount_growth", "开工率", "开工率_change"]].round(2)
         event  months  amount_growth  开工率  开工率_change
    0  第29届兰洽会      14            NaN  1.0         NaN
    1  第30届兰洽会       2            0.2  1.0         1.0
    """
    ledger = as_ledger(projects)
    now = _of_fairs(snapshot(ledger, asof))
    table = _results(now).join(_rates(now, asof, book))
    table = table.reindex(sorted(table.index, key=_place))
    table["task"] = _tasks(targets, region, book).reindex(table.index)
    table["task_completion"] = table["amount"] / table["task"].where(table["task"] > 0)
    lists = book or load_codebook()
    days = load_fairs(lists.codelist("fairs.toml")) if closed is None else closed
    table["closed"] = pd.to_datetime(pd.Series({event: days.get(event) for event in table.index}))
    signed = now.groupby("event")["signed_on"].median()
    table["months"] = _ages(table["closed"].fillna(signed), asof)
    before = table.reindex([_before(event) for event in table.index]).set_axis(table.index)
    for column in ("signed", "amount"):
        base = before[column]
        table[f"{column}_growth"] = table[column] / base.where(base > 0) - 1
    younger = (before["months"] - table["months"]).fillna(0).astype(int)
    for event, back in younger.items():
        then = _as_old(ledger, now, _before(event), asof, back, book)
        for rate in RATES:
            table.loc[event, f"{rate}_change"] = table.loc[event, rate] - then[rate]
    return table.rename_axis("event").reset_index().reindex(columns=COLUMNS)


COLUMNS = [
    "event", "closed", "months", "signed", "terminated", "amount", "amount_net", "task",
    "task_completion", *RATES, "signed_growth", "amount_growth",
    *(f"{rate}_change" for rate in RATES),
]  # fmt: skip


def _of_fairs(ledger: pd.DataFrame) -> pd.DataFrame:
    return ledger[ledger["event"].notna() & ledger["signed_on"].notna()]


def _results(ledger: pd.DataFrame) -> pd.DataFrame:
    """Count contracts and amounts of each fair, gross and net of what was terminated."""
    kept, amount = alive(ledger), ledger["contract_amount"]
    counted = ledger.assign(over=~kept, net=amount.where(kept, amount * 0)).groupby("event")
    counts = counted.agg(signed=("project_id", "size"), terminated=("over", "sum"))
    sums = counted[["contract_amount", "net"]].sum(min_count=1)
    return counts.assign(amount=sums["contract_amount"], amount_net=sums["net"])


def _rates(ledger: pd.DataFrame, asof: str, book: Codebook | None) -> pd.DataFrame:
    """Give the stage rates of each fair, of all contracts whatever their day of signing."""
    if ledger.empty:
        return pd.DataFrame(columns=list(RATES), dtype="float64")
    last = ledger["signed_on"].max()
    window = ("1900-01", asof_text(last.year, last.month))
    rates = stage_rates(ledger, asof, by="event", signed=window, book=book)
    return rates.set_index("event")[list(RATES)]


def _as_old(
    ledger: pd.DataFrame,
    now: pd.DataFrame,
    event: str,
    asof: str,
    back: int,
    book: Codebook | None,
) -> pd.Series:
    """Give the rates of a fair as it stood some months before ``asof``."""
    year, month = parse_asof(asof)
    count = 12 * year + month - 1 - back
    then = {"year": count // 12, "month": count % 12 + 1}
    held = ledger[(ledger["year"] == then["year"]) & (ledger["month"] == then["month"])]
    rows = now.assign(**then) if held.empty else _of_fairs(held)
    rates = _rates(rows[rows["event"] == event], asof_text(*then.values()), book)
    if held.empty:
        rates = rates.assign(**dict.fromkeys(_FUNDS_RATES, float("nan")))
    return rates.reindex([event]).iloc[0]


def _ages(closed: pd.Series, asof: str) -> pd.Series:
    """Count the months from each fair's day to a month; missing before it."""
    ages = [
        float("nan") if pd.isna(day) else months_between((day.year, day.month), parse_asof(asof))
        for day in closed
    ]
    months = pd.Series(ages, index=closed.index, dtype="float64")
    return months.where(months >= 0).astype("Int64")


def _tasks(targets: pd.DataFrame | None, region: str | None, book: Codebook | None) -> pd.Series:
    """Give the amount (亿元) that each fair was to bring."""
    if targets is None:
        return pd.Series(dtype="float64")
    require(targets, TARGETS, ("region", "indicator", "segment", "kind", "line", "value"))
    book = book or load_codebook()
    region = book.region(region) if region else str(book.regions["region"].iloc[0])
    tasks = targets[(targets["region"] == region) & (targets["kind"] == "level")]
    tasks = tasks[tasks["indicator"].eq("contracted_amount")]
    tasks = tasks[tasks["segment"].str.startswith("届次=")]
    rows = tasks.sort_values("line", key=lambda line: line.map(_LINES.index), kind="stable")
    names = rows["segment"].str.removeprefix("届次=")
    return rows["value"].set_axis(names).groupby(level=0).last()


def _place(event: str) -> tuple[str, int]:
    """Split the name of a fair from its number."""
    found = _NUMBER.fullmatch(event)
    return (found[2], int(found[1])) if found else (event, 0)


def _before(event: str) -> str:
    """Name the fair before."""
    name, number = _place(event)
    return f"第{number - 1}届{name}" if number else ""


def conversion(
    projects: pd.DataFrame,
    asof: str,
    *,
    by: str | None = "region",
    book: Codebook | None = None,
) -> pd.DataFrame:
    r"""Conversion of funds in place into fixed-asset investment (到位 → 新增固定资产投资).

    到位资金转化为新增固定资产投资的比例。

    .. math:: r = \sum fai / \sum funds

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; the rows of ``asof`` count.
    asof : str
        The month.
    by : str or None, default "region"
        A grouping of `stage_rates`; None for everything as one row.
    book : Codebook, optional
        Holds the groupings.

    Returns
    -------
    DataFrame
        ``by``, ``funds``, ``fai`` (亿元, this year, of the projects where both are known) and
        ``conversion`` (a fraction; NaN without funds). Funds in place are not fixed-asset
        investment: part of them becomes it.

    Raises
    ------
    PanelError
        If there is no ledger of ``asof``, or ``by`` is unknown.

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
    ledger = ledger.reset_index(drop=True)
    groups = groups_of(ledger, by, book or load_codebook())
    sums = groups.join(ledger[["funds_ytd", "fai_ytd"]], on="row").groupby(by or "group")
    table = sums[["funds_ytd", "fai_ytd"]].sum().reset_index()
    table = table.rename(columns={"funds_ytd": "funds", "fai_ytd": "fai"})
    table = table.assign(conversion=table["fai"] / table["funds"].where(table["funds"] > 0))
    return table if by else table.drop(columns="group")
