"""Verification: what spot checks found, as a rate with its interval; both figures are kept.

Comes in: the results (上报数, 认定数, 原因). Goes out: 核减率 by region, and panel rows with the
status ``verified`` where a whole figure was verified.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.errors import PanelError
from zsanalytics.periods import period_text
from zsanalytics.schema import FINDINGS, KEY, PANEL, WHOLE, conform, finding, require

NEEDED = ("region", "reported", "verified")


def cut_rate(
    results: pd.DataFrame, *, by: str = "region", level: float = 0.95, draws: int = 2000
) -> pd.DataFrame:
    r"""核减率: the share of the reported amount that verification did not confirm.

    核减率：核查没有确认的金额占上报金额的比例。

    .. math:: R = \sum_i w_i (x_i - y_i) / \sum_i w_i x_i, \qquad w_i = 1/\pi_i

    Parameters
    ----------
    results : DataFrame
        One row a project looked at: ``region``, ``reported`` :math:`x`, ``verified`` :math:`y`
        (亿元), and ``probability`` :math:`\pi` where it was drawn by `sampling_plan` (1 without).
    by : str, default "region"
        The column to group by; ``"all"`` makes one row of everything.
    level : float, default 0.95
        Of the interval.
    draws : int
        Resamples of the bootstrap.

    Returns
    -------
    DataFrame
        ``by, projects, reported, verified, cut_rate, lower, upper``: amounts as looked at, rates
        as fractions of the population's amount. A negative rate is an increase (核增). The
        interval is a bootstrap's over the projects drawn by chance; those drawn for sure do not
        vary. Where no project was cut, ``upper`` is :math:`1 - (1-level)^{1/n}`: with few checks
        nothing found does not mean nothing there. NaN bounds with fewer than two drawn by chance.

    Raises
    ------
    PanelError
        If a column or a figure is missing, or a reported amount is not positive.

    Examples
    --------
    >>> results = pd.DataFrame({"region": "环县", "reported": [10.0, 5.0], "verified": [9.0, 5.0]})
    >>> cut_rate(results)[["projects", "reported", "verified", "cut_rate"]].round(4)
       projects  reported  verified  cut_rate
    0         2      15.0      14.0    0.0667
    """
    _checked(results)
    chance = results["probability"] if "probability" in results.columns else 1.0
    weighed = results.assign(weight=1.0 / pd.Series(chance, index=results.index).astype(float))
    groups = [("全部", weighed)] if by == "all" else weighed.groupby(by, sort=True)
    rows = [{by: name, **_rate(part, level, draws)} for name, part in groups]
    columns = [by, "projects", "reported", "verified", "cut_rate", "lower", "upper"]
    return pd.DataFrame(rows, columns=columns)


def _checked(results: pd.DataFrame) -> None:
    missing = [name for name in NEEDED if name not in results.columns]
    if missing:
        raise PanelError(f"results: column missing: {', '.join(missing)}")
    if results[["reported", "verified"]].isna().any(axis=None):
        raise PanelError("results: a figure is blank; fill in 上报数 and 认定数 of every project")
    if (results["reported"] <= 0).any():
        raise PanelError("results: a reported amount is not positive; leave such projects out")


def _rate(part: pd.DataFrame, level: float, draws: int) -> dict[str, float]:
    reported = part["reported"].to_numpy(dtype=float)
    cut = reported - part["verified"].to_numpy(dtype=float)
    weight = part["weight"].to_numpy(dtype=float)
    rate = float((weight * cut).sum() / (weight * reported).sum())
    lower, upper = _bounds(weight * cut, weight * reported, weight > 1 + 1e-9, level, draws)
    return {
        "projects": len(part), "reported": reported.sum(), "verified": reported.sum() - cut.sum(),
        "cut_rate": rate, "lower": lower, "upper": upper,
    }  # fmt: skip


def _bounds(
    cut: np.ndarray, size: np.ndarray, drawn: np.ndarray, level: float, draws: int
) -> tuple[float, float]:
    if not drawn.any():
        rate = float(cut.sum() / size.sum())
        return rate, rate  # everything was looked at
    number = int(drawn.sum())
    if number < 2:
        return np.nan, np.nan
    if not cut.any():
        return 0.0, 1 - (1 - level) ** (1 / number)
    picks = np.random.default_rng(0).integers(0, number, (draws, number))  # the same each time
    cuts = cut[drawn][picks].sum(axis=1) + cut[~drawn].sum()
    sizes = size[drawn][picks].sum(axis=1) + size[~drawn].sum()
    low, high = np.quantile(cuts / sizes, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def verified_panel(panel: pd.DataFrame, results: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put verified figures into the panel; the reported ones stay in the records and the notes.

    Parameters
    ----------
    panel : DataFrame
    results : DataFrame
        Rows with ``region, indicator, year, month, reported, verified`` and, where told,
        ``segment`` and ``reason``. Rows that name a project are results of a sample and change
        nothing here.

    Returns
    -------
    (DataFrame, DataFrame)
        The panel with ``value`` and status ``verified`` in those rows, and a note for each.

    Raises
    ------
    PanelError
        If a result meets no row of the panel, or the panel's value is not the reported one.
    """
    require(panel, PANEL)
    whole = results[results["project_id"].isna()] if "project_id" in results else results
    told = whole.get("segment", pd.Series(None, index=whole.index, dtype=object))
    segments = told.astype(object).where(told.notna(), WHOLE)
    panel = panel.copy()
    notes = []
    for row, segment in zip(whole.to_dict("records"), segments, strict=True):
        key = {**row, "segment": segment}
        same = panel["status"] != "computed"
        for name in KEY:
            same &= panel[name] == key[name]
        place = f"{row['region']} {row['indicator']} {segment} {row['year']}-{row['month']:02d}"
        if same.sum() != 1:
            raise PanelError(f"verification of {place}: no such reported figure; check the result")
        held = float(panel.loc[same, "value"].iloc[0])
        if not np.isclose(held, row["reported"], rtol=1e-6, atol=5e-3):
            raise PanelError(
                f"verification of {place}: reported {row['reported']:.12g} in the result, "
                f"{held:.12g} in the panel; verify the figure that was reported"
            )
        panel.loc[same, "value"] = float(row["verified"])
        panel.loc[same, "status"] = "verified"
        notes.append(_note(row, segment, panel.loc[same, "source"].iloc[0]))
    return panel, conform(notes, FINDINGS)


def _note(row: dict[str, object], segment: str, source: object) -> dict[str, object]:
    file, _, rest = str(source).partition("!")
    sheet, _, cell = rest.rpartition("!")
    reason = f"，原因：{row['reason']}" if isinstance(row.get("reason"), str) else ""
    period = period_text(int(str(row["year"])), int(str(row["month"])))
    return finding(
        "note", "verified",
        f"{row['region']}{period}上报{row['reported']:.12g}，核查认定{row['verified']:.12g}{reason}。",
        "两个数均已留存，通报采用认定数。", file=file, sheet=sheet, cell=cell,
        region=row["region"], indicator=row["indicator"], segment=segment, year=row["year"],
        month=row["month"], found=f"{row['reported']:.12g}", expected=f"{row['verified']:.12g}",
    )  # fmt: skip
