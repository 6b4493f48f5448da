"""Recognition: whose submission a workbook is and which month it speaks of, from its content.

Comes in: the path of a file. Goes out: unit, month and what the file covers. A file that speaks
of several units and not of the whole is left to be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.codebook.lists import squeeze
from zsanalytics.intake.cells import open_workbook
from zsanalytics.intake.lead_lists import take_leads
from zsanalytics.intake.lead_sheets import split_leads
from zsanalytics.intake.ledger import take_projects
from zsanalytics.intake.records import split_ledgers, take_records
from zsanalytics.periods import asof_text
from zsanalytics.schema import KEY

Keys = frozenset[tuple[object, ...]]


class Recognised(NamedTuple):
    """What a workbook says of itself.

    Attributes
    ----------
    unit : str
        The member of the root (or the root) that it is about; empty where it does not say.
    asof : str
        Its newest month, ``"2024-09"``; empty where it states none.
    figures, projects, leads : frozenset
        Keys of the panel, ``(project_id,)`` of its ledgers, and ``(region, lead_id)`` of
        its lists of leads.
    records : DataFrame
        What was read from its statistical sheets.
    """

    unit: str
    asof: str
    figures: Keys
    projects: Keys
    leads: Keys
    records: pd.DataFrame


def recognise(path: Path, book: Codebook, *, asof: str | None = None) -> Recognised:
    """Read a workbook and say whose it is and for which month.

    Parameters
    ----------
    path : Path
    book : Codebook
        Its root and the members of the root are the units.
    asof : str, optional
        The month of a ledger or a list of leads that states none.

    Raises
    ------
    WorkbookError
        If the file is no workbook that can be read.
    """
    others, lists = split_leads(open_workbook(path).held, book)
    figures, ledgers = split_ledgers(others, book)
    records = take_records(figures, book).records
    projects = take_projects(ledgers, book, asof=asof)[0]
    leads = take_leads(lists, book, asof=asof)[0]
    known = records[records["number"].notna() & records["region"].notna()]
    regions = [*known["region"], *projects["region"].dropna(), *leads["region"].dropna()]
    unit = submitter(regions, book) or unit_named(path.stem, book)
    return Recognised(
        unit=unit,
        asof=asof or _newest(records, projects, leads),
        figures=_keys(known[known["indicator"].notna() & known["month"].notna()], KEY),
        projects=_keys(projects, ("project_id",)),
        leads=_keys(leads, ("region", "lead_id")),
        records=records,
    )


def _keys(frame: pd.DataFrame, names: Iterable[str]) -> Keys:
    return frozenset(frame[list(names)].itertuples(index=False, name=None))


def _newest(records: pd.DataFrame, *lists: pd.DataFrame) -> str:
    """Give the newest month with a figure in it; a target of the year's end is none."""
    told = records[records["number"].notna() & records["basis"].isin(["ytd", "month", "stock"])]
    months = [*(told["year"] * 12 + told["month"] - 1).dropna()]
    months += [count for rows in lists for count in rows["year"] * 12 + rows["month"] - 1]
    if not months:
        return ""
    year, month = divmod(int(max(months)), 12)
    return asof_text(year, month + 1)


def submitter(regions: Iterable[str], book: Codebook) -> str:
    """Give the one unit whose regions these are: the whole where they lie in several units.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> book = load_codebook()
    >>> submitter(["西峰区", "环县", "庆阳市"], book), submitter(["庆阳市", "兰州市"], book)
    ('庆阳市', '甘肃省')
    """
    root = book.root
    units = {_unit(region, root, book) for region in set(regions)}
    inner = units - {root}
    if len(inner) == 1 and root not in units:
        return inner.pop()
    return root if units else ""


def _unit(region: str, root: str, book: Codebook) -> str:
    above = book.parent(region)
    return region if above in ("", root) else _unit(above, root, book)


def unit_named(name: str, book: Codebook) -> str:
    """Give the one unit that a file name names, else an empty string.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> book = load_codebook()
    >>> unit_named("庆阳9月报表（盖章）", book), unit_named("兰州新区7月", book)
    ('庆阳市', '兰州新区')
    >>> unit_named("报表", book), unit_named("庆阳、兰州", book)
    ('', '')
    """
    text = squeeze(name)
    named = [known for known in book.region_names if len(known) > 1 and known in text]
    whole = [known for known in named if not any(known != n and known in n for n in named)]
    said = {book.region_names[known] for known in whole}
    places = [found[0] for found in said if len(found) == 1]
    unit = submitter(places, book)
    return unit if unit != book.root or unit in places else ""  # two units are none
