"""Actors: departments, offices away, state firms, chambers and agents that bring projects in.

Comes in: ledgers, with 引荐单位 as ``introduced_by``. Goes out: what each brought in this year and
its place among its own kind: an office of three people is not ranked against a county.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

import pandas as pd

from zsanalytics.codebook import CODES, Codebook, load_codebook
from zsanalytics.codebook.lists import squeeze
from zsanalytics.errors import CodebookError
from zsanalytics.measures.ledger import as_ledger, snapshot
from zsanalytics.periods import parse_asof

REGION, OTHER = "县区", "其他"


@functools.lru_cache(maxsize=4)
def load_kinds(file: Path = CODES / "actors.toml") -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Read the kinds of actors, in the order they are asked.

    Raises
    ------
    CodebookError
        If the file cannot be read.
    """
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8"))["actor"]
        return tuple((row["kind"], re.compile("|".join(row["words"]))) for row in listed)
    except (OSError, KeyError, ValueError, re.error) as error:
        raise CodebookError(f"{file}: actors cannot be read ({error}); mend the file") from error


def actor_kind(name: str, book: Codebook | None = None) -> str:
    """Say what kind of actor a name is: a region of the codebook, one of the kinds, or 其他.

    Examples
    --------
    >>> actor_kind("市政府驻上海联络处"), actor_kind("市工信局"), actor_kind("西峰区")
    ('驻外机构', '市直部门', '县区')
    """
    word = squeeze(name)
    found = (book or load_codebook()).match_region(word.removesuffix("人民政府"))
    if found:
        return REGION
    return next((kind for kind, words in load_kinds() if words.search(word)), OTHER)


def actor_scores(
    projects: pd.DataFrame, asof: str, *, book: Codebook | None = None
) -> pd.DataFrame:
    r"""What each actor brought in, and its place among its own kind.

    Parameters
    ----------
    projects : DataFrame
        Ledgers; the snapshot of ``asof`` counts. Projects without 引荐单位 are no one's.
    asof : str
        The month.
    book : Codebook, optional
        Tells regions from other actors.

    Returns
    -------
    DataFrame
        One row an actor: ``actor, kind, projects`` (signed this year), ``contract_amount`` and
        ``arrived`` (亿元, of those projects; blanks count as nothing arrived), ``arrival_rate``
        (arrived ÷ contract amount, a fraction; NaN without a contract amount) and ``rank`` (1 for
        the most arrived of the kind; ties 1, 1, 3). Terminated and withdrawn projects are left
        out. Definition of the rate: S003 4, funds arrived in the signing year.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "甘州区",
    ...         "project_id": ["a", "b"],
    ...         "year": 2026,
    ...         "month": 3,
    ...         "introduced_by": ["市工信局", "市商务局"],
    ...         "contract_amount": [2.0, 1.0],
    ...         "funds_ytd": [0.5, 0.8],
    ...         "signed_on": pd.Timestamp(2026, 2, 1),
    ...         "status": "active",
    ...     }
    ... )
    >>> actor_scores(projects, "2026-03")[["actor", "arrival_rate", "rank"]].values.tolist()
    [['市商务局', 0.8, 1], ['市工信局', 0.25, 2]]
    """
    year, _ = parse_asof(asof)
    now = snapshot(as_ledger(projects), asof)
    mine = now[now["introduced_by"].notna() & (now["signed_on"].dt.year == year)]
    mine = mine[~mine["status"].isin(["terminated", "withdrawn"])]
    mine = mine.assign(actor=mine["introduced_by"].str.strip())
    scores = mine.groupby("actor", sort=True).agg(
        projects=("project_id", "nunique"),
        contract_amount=("contract_amount", "sum"),
        arrived=("funds_ytd", "sum"),
    )
    scores = scores.reset_index()
    kinds = [actor_kind(name, book) for name in scores["actor"]]
    scores.insert(1, "kind", pd.Series(kinds, index=scores.index, dtype=object))
    signed = scores["contract_amount"]
    scores["arrival_rate"] = scores["arrived"] / signed.where(signed > 0)
    place = scores.groupby("kind")["arrived"].rank(method="min", ascending=False)
    scores["rank"] = place.astype("int64")
    return scores.sort_values(["kind", "rank", "actor"], ignore_index=True)
