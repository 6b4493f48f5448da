"""Tiers of projects (省列、市级重大项目): candidates for review, never automatic."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd

from zsanalytics.codebook import CODES, Codebook, load_codebook
from zsanalytics.errors import CodebookError
from zsanalytics.schema import PROJECTS, require

COLUMNS = ("clause", "region", "tier", "contract_amount", "contracted_foreign_funds")


def load_tiers(folder: str | Path | None = None) -> pd.DataFrame:
    """Read the tiers of a target book: ``[[tier]]`` entries of its documents.

    读入目标册里的分层标准。

    Parameters
    ----------
    folder : str or Path, optional
        The folder of the target book; the shipped one by default.

    Returns
    -------
    DataFrame
        ``clause, region, tier`` and the bounds ``contract_amount`` and
        ``contracted_foreign_funds`` (亿元; either suffices, a missing one does not count).

    Raises
    ------
    CodebookError
        If a file cannot be read or an entry has no tier, region or bound.

    Examples
    --------
    >>> load_tiers()[["tier", "contract_amount"]]
         tier  contract_amount
    0  市级重大项目              1.0
    1  省列重大项目             10.0
    """
    path, rows = Path(folder) if folder is not None else CODES / "targets", []
    for file in sorted(path.glob("*.toml")):
        try:
            text = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CodebookError(f"{file}: cannot be read as TOML ({error}); mend it") from error
        label = text.get("document", {}).get("number") or text.get("document", {}).get("title")
        for entry in text.get("tier", []):
            if not {"clause", "region", "tier"} <= set(entry) or not set(COLUMNS[3:]) & set(entry):
                raise CodebookError(f"{file.name}: a [[tier]] lacks its clause, region or bound")
            rows.append({**entry, "clause": f"{label} {entry['clause']}"})
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS[3:], float))


def candidates(
    projects: pd.DataFrame, tiers: pd.DataFrame, *, book: Codebook | None = None
) -> pd.DataFrame:
    """Projects that a tier's bounds propose for review.

    按分层标准提出供审定的项目名单。

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table, one month; ``contract_amount`` in 亿元 and, if the ledger
        has it, ``contracted_foreign_funds``.
    tiers : DataFrame
        From `load_tiers`.
    book : Codebook, optional
        Names what lies under a tier's region.

    Returns
    -------
    DataFrame
        ``region, project_id, name, contract_amount, tier, clause``: the highest tier of each
        project by contract amount; a bound belongs to its tier, an unknown amount to none.

    Raises
    ------
    PanelError
        If a column is missing.
    """
    require(projects, PROJECTS, ("region", "project_id", "name", "contract_amount"))
    book = book or load_codebook()
    found = []
    for tier in tiers.sort_values("contract_amount").itertuples():
        below = projects["region"].isin([tier.region, *book.descendants(tier.region)])
        enough = projects["contract_amount"] >= tier.contract_amount
        if "contracted_foreign_funds" in projects.columns:
            enough |= projects["contracted_foreign_funds"] >= tier.contracted_foreign_funds
        found.append(projects[below & enough].assign(tier=tier.tier, clause=tier.clause))
    columns = ["region", "project_id", "name", "contract_amount", "tier", "clause"]
    rows = pd.concat(found) if found else projects[:0].reindex(columns=columns)
    return rows.drop_duplicates(["region", "project_id"], keep="last")[columns].reset_index(
        drop=True
    )
