"""Verdicts on investors: on which of the 三个500强 lists they stand, by what evidence.

Comes in: projects, and the lists in use. Goes out: one verdict a project, which never says "not a
member": lists of many years are not held, and some are held in part.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.companies import CONFIDENCE, Directory, Match, directory, match, normal
from zsanalytics.measures.ledger import as_ledger, month_end
from zsanalytics.measures.top500_lists import Lists
from zsanalytics.schema import TOP500_LISTS


def top500(
    projects: pd.DataFrame,
    *,
    subsidiaries: bool = True,
    confidence: str = "medium",
    lists: Lists | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Verdict on each project: on which of the three lists its investor stands, by what evidence.

    逐个项目核验投资方在哪一张500强榜单上，凭什么认定。

    Of each list the newest one held counts that was published by the day of signing (without
    such a day, by the end of the row's month).

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; of several months of a project the last counts.
    subsidiaries : bool, default True
        Whether a member of a listed group counts. No document on the 三个500强 fixes a share of
        ownership; offices count members.
    confidence : {"high", "medium"}, default "medium"
        The least confidence of an alias or membership.
    lists : Lists, optional
        By default the shipped ones and those of the project's own ``codes/top500/``
        (`zsanalytics.measures.top500_lists.load_lists`).
    book : Codebook, optional
        Holds the place names that may stand before a company's own.

    Returns
    -------
    DataFrame
        One row a project: ``region``, ``project_id``, ``investor``; ``lists`` (a tuple of
        世界500强 中国企业500强 中国民营企业500强), ``rank`` and ``list_year`` (in the first of
        them; NaN without one), ``ranks`` and ``list_years`` (tuples, as ``lists``); ``evidence``
        (``listed``, ``alias``, ``subsidiary``; without a match ``claimed-only`` where the ledger
        claims it, else ``unverified``); ``group``, ``found`` (the name that matched),
        ``confidence``; ``note``: without a match, the lists searched and how complete they are.

    Raises
    ------
    PanelError
        If a column of the key is missing, or the confidence is unknown.

    Notes
    -----
    Nothing ever says that a firm is not a member: lists of many years are not held, and some are
    held in part. Near names do not match.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "project_id": ["a", "b"],
    ...         "year": 2024,
    ...         "month": 11,
    ...         "investor": ["中国电建", "电力建设有限公司"],
    ...         "signed_on": "2024-11-05",
    ...     }
    ... )
    >>> top500(projects)[["lists", "rank", "list_year", "evidence"]]
                         lists   rank  list_year    evidence
    0  (世界500强, 中国企业500强)  100.0     2022.0       alias
    1                       ()    NaN        NaN  unverified
    """
    if confidence not in CONFIDENCE[:2]:
        raise PanelError(f"top500: confidence {confidence!r}; expected 'high' or 'medium'")
    known = directory(book, lists)
    ledger = _newest(as_ledger(projects))
    enough = CONFIDENCE[: CONFIDENCE.index(confidence) + 1]
    matches = {name: match(name, known) for name in ledger["investor"].dropna().unique()}
    counted = {
        name: found
        for name, found in matches.items()
        if found and found.confidence in enough and (subsidiaries or found.evidence != "subsidiary")
    }
    places = _places_of_groups(known)
    day = ledger["signed_on"].fillna(month_end(ledger["year"], ledger["month"]))
    calendar = known.lists.calendar
    out = {when: _lists_out(calendar, when) for when in day.unique()}
    notes = {lists: _searched(calendar, lists) for lists in set(out.values())}
    rows = [
        _verdict(counted.get(name), out[when], claim, notes[out[when]], places)
        for name, when, claim in zip(ledger["investor"], day, ledger["top500_claim"], strict=True)
    ]
    said = ledger[["region", "project_id", "investor"]].reset_index(drop=True)
    columns = [name for name in VERDICT if name not in said]
    return pd.concat([said, pd.DataFrame(rows, columns=columns)], axis=1)[list(VERDICT)]


def _newest(ledger: pd.DataFrame) -> pd.DataFrame:
    """Keep the last month of each project, in the order of the rows."""
    dated = ledger.sort_values(["year", "month"], kind="stable")
    return dated.drop_duplicates(["region", "project_id"], keep="last").sort_index()


VERDICT = (
    "region", "project_id", "investor", "lists", "rank", "list_year", "ranks", "list_years",
    "evidence", "group", "found", "confidence", "note",
)  # fmt: skip

Places = Mapping[tuple[str, str, int], int]
Out = tuple[tuple[str, int], ...]
Verdict = dict[str, object]


def _verdict(found: Match | None, out: Out, claim: object, note: str, places: Places) -> Verdict:
    """Judge one project by the lists that were out on its day."""
    group = found.group if found else ""
    on = [(*when, places[group, *when]) for when in out if (group, *when) in places]
    if found is None or not on:
        claimed = isinstance(claim, str) and claim != ""
        evidence = "claimed-only" if claimed else "unverified"
        return {"lists": (), "ranks": (), "list_years": (), "note": note, "evidence": evidence}
    own = any((found.found, name, year) in places for name, year, _ in on)
    return {
        "lists": tuple(name for name, _, _ in on),
        "rank": on[0][2],
        "list_year": on[0][1],
        "ranks": tuple(rank for _, _, rank in on),
        "list_years": tuple(year for _, year, _ in on),
        "evidence": "alias" if found.evidence == "listed" and not own else found.evidence,
        "group": found.group,
        "found": found.found,
        "confidence": found.confidence,
        "note": "",
    }


def _lists_out(calendar: pd.DataFrame, day: pd.Timestamp) -> Out:
    """Give the newest year held of each list that was out by a day."""
    out = calendar[calendar["published"] <= day].groupby("list")["year"].max()
    return tuple((name, int(out[name])) for name in TOP500_LISTS if name in out.index)


def _searched(calendar: pd.DataFrame, out: Out) -> str:
    """Say in Chinese which lists were searched in vain, and how complete they are."""
    size = calendar.set_index(["list", "year"])
    parts = [
        f"{name}{year}年（{size.loc[(name, year), 'held']}/{size.loc[(name, year), 'size']}）"
        for name, year in out
    ]
    parts += [f"{name}无签约前的名单" for name in TOP500_LISTS if name not in dict(out)]
    return "未查到：" + "、".join(parts) + "；名单不全，未查到不等于不是"


def _places_of_groups(known: Directory) -> Places:
    """Give the best rank of each group, and of each listed name, on each list and year."""
    best: dict[tuple[str, str, int], int] = {}
    for entry in known.lists.entries.itertuples():
        name = normal(entry.name)
        for who in (name, known.listed[name]):
            key = (who, entry.list, entry.year)
            best[key] = min(best.get(key, entry.rank), entry.rank)
    return best
