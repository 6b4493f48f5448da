"""Joint events: how many lines are reached together, from one simulation that adds up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import RequestError
from zsanalytics.outlook.coherence import draw
from zsanalytics.outlook.lines import KEY, target_levels
from zsanalytics.periods import parse_asof


def joint_chance(draws: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """How many of several lines are reached together, from one simulation.

    几条目标线同时达到的把握，出自同一次模拟。

    Parameters
    ----------
    draws : DataFrame
        What `draw` gives.
    lines : DataFrame
        ``region, indicator, segment, target``: one line a series.

    Returns
    -------
    DataFrame
        ``missed`` (0, 1, 2, … of the lines) and its ``chance``; row 0 is the chance that all are
        reached.

    Raises
    ------
    RequestError
        If a line is about a series that has not been drawn.

    Examples
    --------
    >>> draws = pd.DataFrame(
    ...     [[1.0, 9.0], [9.0, 9.0]],
    ...     columns=pd.MultiIndex.from_tuples(
    ...         [("甲", "到位", "全部", False), ("乙", "到位", "全部", False)]
    ...     ),
    ... )
    >>> lines = pd.DataFrame(
    ...     {"region": ["甲", "乙"], "indicator": "到位", "segment": "全部", "target": 5.0}
    ... )
    >>> joint_chance(draws, lines)
       missed  chance
    0       0     0.5
    1       1     0.5
    2       2     0.0
    """
    reached = _reached(draws, lines)
    counts = np.bincount((~reached).sum(axis=1), minlength=reached.shape[1] + 1)
    return pd.DataFrame({"missed": np.arange(len(counts)), "chance": counts / len(draws)})


def units_missing(
    panel: pd.DataFrame,
    asof: str,
    targets: pd.DataFrame,
    region: str,
    *,
    line: str = "dispatch",
    book: Codebook | None = None,
) -> pd.DataFrame:
    """How many members of a region miss their line, and whether the region reaches its own.

    有几个成员完不成，全地区能否完成。

    Parameters
    ----------
    panel : DataFrame
        As for `year_end`; one indicator and segment.
    asof : str
        The month, ``"2024-09"``.
    targets : DataFrame
        Columns of the targets table: lines of the members, and of the region.
    region : str
        The region, as in the panel.
    line : str, default "dispatch"
        Which line of the members counts.
    book : Codebook, optional
        The tree of regions; the shipped one by default.

    Returns
    -------
    DataFrame
        One row a number of members: ``missed`` (0 to their number), ``chance`` that so many miss,
        and ``and_reached`` (the chance that so many miss while the region itself lands on or
        above the highest of its lines; NaN where it has none). Both from one simulation in which
        units and region add up; ``and_reached`` sums to the region's own chance.

    Raises
    ------
    RequestError
        If no member has such a line.
    """
    book = book or load_codebook()
    levels = target_levels(targets, panel, parse_asof(asof)[0], book=book)
    levels = levels[levels["target"].notna()]
    draws = draw(panel, asof, book=book)
    drawn = pd.MultiIndex.from_frame(levels[KEY]).isin(draws.columns.droplevel("computed"))
    levels = levels[drawn]
    units = levels[levels["region"].isin(book.members(region)) & levels["line"].eq(line)]
    if units.empty:
        raise RequestError(
            f"targets: no line {line!r} of a member of {region} in the panel; hand one down first"
        )
    own = levels[levels["region"] == region].nlargest(1, "target")
    missed = (~_reached(draws, units)).sum(axis=1)
    size = len(units) + 1
    out = pd.DataFrame({"missed": np.arange(size)})
    out["chance"] = np.bincount(missed, minlength=size) / len(draws)
    if own.empty:
        return out.assign(and_reached=np.nan)
    both = _reached(draws, own)[:, 0]
    return out.assign(and_reached=np.bincount(missed[both], minlength=size) / len(draws))


def _reached(draws: pd.DataFrame, lines: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say in which draws each line is reached: draws × lines."""
    have = {tuple(name[:3]): place for place, name in reversed(list(enumerate(draws.columns)))}
    values = draws.to_numpy()
    reached = np.zeros((len(draws), len(lines)), dtype=bool)
    for number, line in enumerate(lines[[*KEY, "target"]].itertuples(index=False)):
        place = have.get(tuple(line[:3]))
        if place is None:
            raise RequestError(
                f"lines: no draws of {', '.join(map(str, line[:3]))}; draw a panel that holds it"
            )
        reached[:, number] = values[:, place] >= line.target
    return reached
