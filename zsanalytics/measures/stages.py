"""Stage rates: how far the contracts of a cohort have come, from signing to production.

Comes in: the projects table (one row a project and month). Goes out: a table of rates with their
numerators and denominators.
"""

from __future__ import annotations

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.ledger import (
    STAGES,
    alive,
    as_ledger,
    funds_of_signing_year,
    groups_of,
    month_end,
    signed_between,
    snapshot,
    stages_reached,
)
from zsanalytics.measures.tallies import tally
from zsanalytics.periods import parse_asof

__all__ = ["stage_rates", "tally"]


def stage_rates(
    projects: pd.DataFrame,
    asof: str,
    *,
    by: str | None = "region",
    signed: tuple[str, str] | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    r"""Stage rates of a cohort of contracts (履约率 开工率 到位率 投产率 …), as of a month.

    一批合同的履约率、开工率、到位率、投产率等。

    .. math:: r_{stage} = n(\text{signed in the cohort, at or past the stage}) / n(\text{signed})

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; amounts in 亿元. The rows of ``asof`` count; funds of a
        signing year gone by are taken from that year's December rows.
    asof : str
        The month, such as ``"2024-09"``. Dates up to its last day count.
    by : str or None, default "region"
        ``"region"``, ``"chain"``, ``"event"`` or another text column; ``"size"`` (nested
        classes); ``"signed_year"``; a grouping's system such as ``"一核三带"`` (units may be in
        two groups); None for everything as one row.
    signed : tuple of str, optional
        First and last month of signing. By default the year of ``asof`` up to that month.
    book : Codebook, optional
        Holds the groupings.

    Returns
    -------
    DataFrame
        One row a group, sorted: ``签约数`` and for each of 履约 落地 开工 竣工 投产 its number
        (``开工数``) and rate (``开工率``, a fraction of 签约数). ``签约金额``, and
        ``净签约金额`` without the contracts terminated or withdrawn (``终止数``): 亿元.
        ``到位率``: ``到位资金`` (since signing) ÷ ``到位率基数`` (their contract amount);
        ``当年资金到位率``: ``当年到位资金`` (of the signing year) ÷ ``当年到位率基数``;
        ``按期竣工率``: ``按期竣工数`` (by the due day) ÷ ``到期数`` (due by the end of ``asof``).
        ``签约期`` names the cohort's window.
        A rate without denominator is NaN, and so is an amount that no contract has. A project
        whose funds or amount is unknown is in neither side of a funds rate; terminated contracts
        stay in the cohort.

    Raises
    ------
    RequestError
        If a month is not written as a year and a month.
    PanelError
        If there is no ledger of ``asof``, nothing was signed in the window, or ``by`` is unknown.

    Notes
    -----
    A later stage implies the earlier ones. Definitions: 签约 → 落地 → 开工 → 竣工 → 投产
    (华政办发〔2023〕52号 一(二)); 当年资金到位率 as in 张掖市 2026 draft, 4.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "project_id": ["a", "b"],
    ...         "year": 2024,
    ...         "month": 9,
    ...         "contract_amount": 10.0,
    ...         "funds_total": [4.0, 1.0],
    ...         "signed_on": ["2024-03-05", "2024-05-05"],
    ...         "started_on": ["2024-06-01", None],
    ...     }
    ... )
    >>> stage_rates(projects, "2024-09")[["region", "签约数", "开工率", "到位率"]]
      region  签约数  开工率   到位率
    0    兰州市    2  0.5  0.25
    """
    ledger = as_ledger(snapshot(projects, asof))
    first, last = signed or (f"{parse_asof(asof)[0]}-01", asof)
    ledger = ledger[signed_between(ledger, first, last)].reset_index(drop=True)
    if ledger.empty and len(projects):
        raise PanelError(f"projects: nothing signed from {first} to {last} in the ledger of {asof}")
    groups = groups_of(ledger, by, book or load_codebook())
    facts = _rate_facts(ledger, as_ledger(projects))
    grouped = groups.join(facts, on="row").groupby(by or "group")[list(facts)]
    table = grouped.sum(min_count=1).reset_index()
    table = table if by else table.drop(columns="group")
    table = table.astype(
        {name: "int64" for name in facts if name.endswith("数") and "率" not in name}
    )
    for rate, (part, whole) in RATES.items():
        table[rate] = (table[part] / table[whole].where(table[whole] > 0)).astype("float64")
    return table.assign(签约期=f"{first}至{last}")


RATES = {
    **{f"{stage}率": (f"{stage}数", "签约数") for stage in STAGES},
    "到位率": ("到位资金", "到位率基数"),
    "当年资金到位率": ("当年到位资金", "当年到位率基数"),
    "按期竣工率": ("按期竣工数", "到期数"),
}
"""Each rate with its numerator and denominator."""


def _rate_facts(ledger: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Give what each project adds to the numerators and denominators."""
    amount, funds = ledger["contract_amount"], ledger["funds_total"]
    kept = alive(ledger)
    first_year = funds_of_signing_year(ledger, history)
    due = ledger["finish_due"] <= month_end(ledger["year"], ledger["month"])
    in_time = due & (ledger["completed_on"] <= ledger["finish_due"])
    return pd.DataFrame(
        {
            "签约数": 1,
            **{f"{stage}数": rows for stage, rows in stages_reached(ledger).items()},
            "终止数": ~kept,
            "签约金额": amount,
            "净签约金额": amount.where(kept, amount * 0),
            "到位资金": funds.where(amount.notna()),
            "到位率基数": amount.where(funds.notna()),
            "当年到位资金": first_year.where(amount.notna()),
            "当年到位率基数": amount.where(first_year.notna()),
            "到期数": due,
            "按期竣工数": in_time,
        }
    )
