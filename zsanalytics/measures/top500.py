"""三个500强 in the contracts of a year: firms, projects, amount and share, by whose word."""

from __future__ import annotations

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.companies import parents
from zsanalytics.measures.ledger import as_ledger, groups_of, signed_in_year, snapshot
from zsanalytics.measures.verdicts import top500
from zsanalytics.schema import TOP500_LISTS

__all__ = ["top500", "top500_share"]

BASES = ("claimed", "verified")


def top500_share(
    projects: pd.DataFrame,
    asof: str,
    *,
    basis: str = "claimed",
    by: str | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    r"""Firms, projects and contract amount of the 三个500强, and their share of the contracts.

    三个500强的企业数、项目数、签约金额和占签约总额的比重。

    .. math:: share = \sum_{500强} a / \sum a, \qquad a \text{ the contract amounts of this year}

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; amounts in 亿元. The rows of ``asof`` signed in its year
        count.
    asof : str
        The month, such as ``"2024-09"``.
    basis : {"claimed", "verified"}, default "claimed"
        Whose word counts: the ledger's mark (what bulletins print), or our lists (`top500`).
    by : str, optional
        ``"region"`` or another grouping of `stage_rates`; ``"list"`` for all three lists together
        and each by itself; one row for everything by default.
    book : Codebook, optional
        Holds the groupings.

    Returns
    -------
    DataFrame
        ``firms`` (家: distinct parents; a firm on several lists counts once), ``projects`` (个),
        ``amount`` (亿元) and ``share`` (a fraction of the contract total; NaN without contracts),
        after the grouping's column if there is one.

    Raises
    ------
    PanelError
        If there is no ledger of ``asof``, or the basis or grouping is unknown.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "project_id": ["a", "b"],
    ...         "year": 2024,
    ...         "month": 9,
    ...         "contract_amount": [30.0, 70.0],
    ...         "investor": ["甲公司", "乙公司"],
    ...         "top500_claim": ["世界500强", None],
    ...         "signed_on": "2024-03-05",
    ...     }
    ... )
    >>> top500_share(projects, "2024-09")
       firms  projects  amount  share
    0      1         1    30.0    0.3
    """
    if basis not in BASES:
        raise PanelError(f"top500_share: basis {basis!r}; expected 'claimed' or 'verified'")
    book = book or load_codebook()
    ledger = as_ledger(snapshot(projects, asof))
    new = ledger[signed_in_year(ledger)].reset_index(drop=True)
    counts = pd.DataFrame(
        {
            "lists": _lists_of(new, basis, book),
            "firm": parents(new["investor"]),
            "amount": new["contract_amount"],
        }
    )
    if by == "list":
        return _by_list(counts)
    rows = groups_of(new, by, book).join(counts, on="row")
    column = by or "group"
    whole = rows.groupby(column)["amount"].sum()
    table = _counted(rows[rows["lists"].map(len) > 0].groupby(column))
    table = table.reindex(whole.index if by or ledger.empty else ["合计"], fill_value=0)
    table = _with_share(table, whole)
    return table.reset_index(names=column) if by else table.reset_index(drop=True)


def _counted(groups: pd.api.typing.DataFrameGroupBy) -> pd.DataFrame:
    """Count the distinct firms, the projects and the amount of each group."""
    return pd.DataFrame(
        {
            "firms": groups["firm"].nunique(),
            "projects": groups.size(),
            "amount": groups["amount"].sum(),
        }
    )


def _with_share(table: pd.DataFrame, whole: pd.Series | float) -> pd.DataFrame:
    """Type the counts, and set each amount against the contract total."""
    table = table.astype({"firms": "int64", "projects": "int64", "amount": "float64"})
    return table.assign(
        share=table["amount"] / pd.Series(whole, table.index).where(lambda w: w > 0)
    )


def _by_list(counts: pd.DataFrame) -> pd.DataFrame:
    """Count each list by itself, after all three: a firm on several lists is in each of them."""
    listed = counts[counts["lists"].map(len) > 0]
    parts = [listed.assign(list="合计"), listed.explode("lists").rename(columns={"lists": "list"})]
    table = _counted(pd.concat(parts).groupby("list")).reindex(
        ["合计", *TOP500_LISTS], fill_value=0
    )
    return _with_share(table, float(counts["amount"].sum())).reset_index(names="list")


def _lists_of(new: pd.DataFrame, basis: str, book: Codebook) -> pd.Series:
    """Give the lists that each project counts for on the given basis."""
    if basis == "claimed":
        claims = new["top500_claim"].fillna("").astype("object")
        return claims.map(lambda claim: (claim,) if claim.strip() else ())
    on = top500(new, book=book).set_index(["region", "project_id"])["lists"]
    return on.reindex(pd.MultiIndex.from_frame(new[["region", "project_id"]])).reset_index(
        drop=True
    )
