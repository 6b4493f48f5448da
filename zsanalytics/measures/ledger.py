"""The ledger read for measures: its snapshot of a month, its stages, its segments, its cohorts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.origins import origin_classes, origin_names
from zsanalytics.periods import parse_asof
from zsanalytics.schema import PROJECT_STAGES, PROJECTS, WHOLE, conform, require

Rows = npt.NDArray[np.bool_]

STAGES = {stage: day for stage, day in PROJECT_STAGES.items() if stage != "签约"}
"""The stages after signing, in order, with the column that dates them."""

SPELLINGS = {"建成": "竣工", "完工": "竣工", "在建": "开工", "达产": "投产", "运营": "投产"}
OVER = ("terminated", "withdrawn")
TOP500 = "三个500强"
CHAINS = "重点产业链"
SIZES = {"规模=1亿元以上": 1.0, "规模=10亿元以上": 10.0, "规模=50亿元以上": 50.0}
DIMENSIONS = {
    "chain": CHAINS, "top500_claim": TOP500, "ownership": "投资主体", "method": "招商方式",
    "event": "届次", "build": "建设性质",
}  # fmt: skip


def as_ledger(projects: pd.DataFrame) -> pd.DataFrame:
    """Give a ledger all columns of the projects table, typed, rows numbered from 0.

    Raises
    ------
    PanelError
        If a column of the key is missing.
    """
    require(projects, PROJECTS, PROJECTS.key)
    return conform(projects, PROJECTS)


def snapshot(projects: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Rows of the ledger as it stood in one month.

    Raises
    ------
    PanelError
        If a column of the key is missing, or the ledger has rows but none of that month.
    """
    year, month = parse_asof(asof)
    require(projects, PROJECTS, PROJECTS.key)
    rows = projects[(projects["year"] == year) & (projects["month"] == month)]
    if rows.empty and len(projects):
        raise PanelError(f"projects: no ledger of {asof}; choose a month that was handed in")
    return rows.reset_index(drop=True)


def month_end(year: pd.Series, month: pd.Series) -> pd.Series:
    """Give the last day of each row's month."""
    first = pd.to_datetime(pd.DataFrame({"year": year, "month": month, "day": 1}))
    return first + pd.offsets.MonthEnd(0)


def signed_in_year(projects: pd.DataFrame) -> Rows:
    """Mark the projects signed in the year of their row: the new ones."""
    same = projects["signed_on"].dt.year == projects["year"]
    return same.to_numpy(dtype=bool)


def alive(projects: pd.DataFrame) -> Rows:
    """Mark the projects that are neither terminated nor withdrawn."""
    return ~projects["status"].isin(OVER).to_numpy(dtype=bool)


def stages_reached(projects: pd.DataFrame) -> pd.DataFrame:
    """Tell for each project which stages it had reached by the end of its row's month.

    A dated stage counts from its day on. Where a stage has no date, the recorded ``stage`` says
    so. A later stage implies the earlier ones.

    Returns
    -------
    DataFrame
        A boolean column for each of `STAGES`.
    """
    end = month_end(projects["year"], projects["month"])
    recorded = _recorded(projects)
    reached: dict[str, Rows] = {}
    later = np.zeros(len(projects), dtype=bool)
    for place, (stage, column) in reversed(list(enumerate(STAGES.items()))):
        dated = projects[column].notna()
        by_date = (projects[column] <= end).to_numpy(dtype=bool)
        by_word = (recorded >= place) & ~dated.to_numpy(dtype=bool)
        later = later | by_date | by_word
        reached[stage] = later
    return pd.DataFrame({stage: reached[stage] for stage in STAGES}, index=projects.index)


def _recorded(projects: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Give the place of the recorded stage among `STAGES`, -1 for signing or none."""
    names = list(STAGES)
    words = projects["stage"].fillna("").astype("object")
    places = {
        word: next((n for n in reversed(range(len(names))) if names[n] in _plain(word)), -1)
        for word in words.unique()
    }
    return words.map(places).to_numpy(dtype="int64")


def _plain(word: str) -> str:
    if word.startswith(("未", "拟", "待", "计划")):  # 未开工 is not 开工
        return ""
    for other, stage in SPELLINGS.items():
        word = word.replace(other, stage)
    return word


def memberships(ledger: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """List every segment each project belongs to; size classes are nested.

    Returns
    -------
    DataFrame
        Columns ``row`` (position in ``ledger``) and ``segment``; the whole is one of them.
    """
    parts = [
        pd.DataFrame({"row": np.flatnonzero(rows), "segment": segment})
        for segment, rows in [
            (WHOLE, np.ones(len(ledger), dtype=bool)),
            *size_classes(ledger).items(),
            (f"{TOP500}=合计", _filled(ledger["top500_claim"])),
            (f"{CHAINS}=合计", _filled(ledger["chain"])),
            *origin_classes(ledger, book).items(),
        ]
    ]
    parts += [_named(ledger[column], name) for column, name in DIMENSIONS.items()]
    parts += [_named(_tags(ledger["tags"]), "企业标签")]
    parts += [_named(origin_names(ledger["origin"], book), "来源地")]
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)


def size_classes(ledger: pd.DataFrame) -> dict[str, Rows]:
    """Mark the projects of each size class by contract amount; the bound belongs to the class."""
    amount = ledger["contract_amount"]
    return {size: (amount >= least).to_numpy(dtype=bool) for size, least in SIZES.items()}


def _filled(column: pd.Series) -> Rows:
    text = column.astype("object").where(column.notna(), "")
    return text.str.strip().ne("").to_numpy(dtype=bool)


def _tags(tags: pd.Series) -> pd.Series:
    """Split the tags of a project; the index keeps its position."""
    listed = tags.fillna("").astype("object")
    return listed.str.split(r"[、,，;；/\s]+", regex=True).explode()


def _named(column: pd.Series, dimension: str) -> pd.DataFrame:
    """Give the membership rows of a column whose texts are the members of a dimension."""
    named = column[_filled(column)].astype("object").str.strip()
    return pd.DataFrame({"row": named.index, "segment": dimension + "=" + named.to_numpy()})


def signed_between(ledger: pd.DataFrame, first: str, last: str) -> Rows:
    """Mark the projects signed from the first to the last month, both included."""
    (from_year, from_month), (to_year, to_month) = parse_asof(first), parse_asof(last)
    start = pd.Timestamp(from_year, from_month, 1)
    end = pd.Timestamp(to_year, to_month, 1) + pd.offsets.MonthBegin(1)
    return ((ledger["signed_on"] >= start) & (ledger["signed_on"] < end)).to_numpy(dtype=bool)


def funds_of_signing_year(ledger: pd.DataFrame, history: pd.DataFrame) -> pd.Series:
    """Give the funds (亿元) each project received in the calendar year of its signing.

    For a project signed in the year of its row they are ``funds_ytd``; for an earlier one, those
    of that year's December row. Without that row they are, for one signed the year before,
    ``funds_total`` less ``funds_ytd``: all that had come by the turn of the year. Else NaN.
    """
    key = ["region", "project_id"]
    ends = history[history["month"] == 12].drop_duplicates([*key, "year"], keep="last")
    wanted = ledger[key].assign(year=ledger["signed_on"].dt.year.astype("Int64"))
    past = wanted.merge(
        ends[[*key, "year", "funds_ytd"]].astype({"year": "Int64"}), on=[*key, "year"], how="left"
    )
    before = (ledger["funds_total"] - ledger["funds_ytd"]).where(
        ledger["signed_on"].dt.year == ledger["year"] - 1
    )
    earlier = past["funds_ytd"].set_axis(ledger.index).fillna(before)
    return ledger["funds_ytd"].where(signed_in_year(ledger), earlier)


def groups_of(ledger: pd.DataFrame, by: str | None, book: Codebook) -> pd.DataFrame:
    """List the groups of each project: columns ``row`` and the name of the grouping.

    Raises
    ------
    PanelError
        If ``by`` is neither a column nor a known grouping.
    """
    if by is None:
        return pd.DataFrame({"row": np.arange(len(ledger)), "group": "合计"})
    if by == "size":
        return _listed(size_classes(ledger), by)
    if by == "signed_year":
        return pd.DataFrame({"row": ledger.index, by: ledger["signed_on"].dt.year})
    systems = book.groupings[book.groupings["system"] == by]
    if len(systems):
        column = "region" if systems["over"].iloc[0] == "regions" else "origin"
        names = ledger[column] if column == "region" else origin_names(ledger["origin"], book)
        units = zip(systems["grouping"], systems["members"], strict=True)
        return _listed({name: names.isin(who).to_numpy(dtype=bool) for name, who in units}, by)
    if by not in PROJECTS.columns:
        known = ", ".join(["region", "chain", "size", "event", "signed_year"])
        raise PanelError(f"projects: cannot group by {by!r}; a column of projects, or {known}")
    return pd.DataFrame({"row": ledger.index, by: ledger[by]}).dropna()


def _listed(classes: dict[str, Rows], name: str) -> pd.DataFrame:
    parts = [pd.DataFrame({"row": np.flatnonzero(r), name: c}) for c, r in classes.items()]
    return pd.concat(parts, ignore_index=True)
