"""Fit the outlook's prior on public year-to-date series; write `zsanalytics/outlook/prior.toml`.

    python benchmarks/fit_outlook_prior.py ytd_public.csv [--half 0|1] [--to prior.toml]

The table holds ``region, indicator, month (2024-09), value`` (year to date). Every series and year
with two, three and up to fifteen years before it is a row. The weights minimise the absolute
error of the landing (an error beyond 100 % counts little), months borrow from their neighbours, a
ridge holds every weight toward zero. The size of the error is fitted as a Student scale on errors
of indicators left out of the weights (cross-fitted), over the last three landings of each series,
which hold the shock of 2020; the quantiles of the standardised errors are taken symmetric, and 8 %
wider for what the prior itself does not know (those from 95 % on 24 %: coverage of indicators left
out of the fit was short there). ``--half`` uses half of the indicators only, so that
the other half can judge.
"""

from __future__ import annotations

import argparse
import itertools
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from zsanalytics.outlook import model
from zsanalytics.outlook.grid import Grid, series_grid
from zsanalytics.outlook.signals import Signals, read_signals

WINDOWS = (2, 3, 15)
MONTHS = range(1, 12)
RIDGE = 10.0
NEIGHBOUR = 0.6
RECENT = 3
PANEL = 40
WIDER = 1.08
TAIL, WIDER_TAIL = 0.95, 1.15
LEVELS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.998)


class Rows(NamedTuple):
    """Replays, one a row; ``aim`` is log(remainder ÷ last year's)."""

    terms: np.ndarray
    signals: Signals
    truth: np.ndarray
    aim: np.ndarray
    month: np.ndarray
    fold: np.ndarray
    recent: np.ndarray


class Replay(NamedTuple):
    """One panel, year and month: its signals and what came of them."""

    signals: Signals
    truth: np.ndarray
    month: int
    fold: np.ndarray
    recent: np.ndarray


def read_panel(path: Path, half: int | None) -> pd.DataFrame:
    table = pd.read_csv(path)
    when = table["month"].str.split("-", expand=True).astype(int)
    keep = table["indicator"].map(lambda name: half is None or coin("h", name) == half)
    return table.assign(year=when[0], month=when[1])[keep]


def coin(salt: str, name: str) -> int:
    return zlib.crc32((salt + name).encode()) % 2


def replays(panel: pd.DataFrame) -> Iterator[Replay]:
    """Replay panels of about forty series, ordered by indicator: what an office would have."""
    names = panel[["indicator", "region"]].drop_duplicates().sort_values(["indicator", "region"])
    for start in range(0, len(names), PANEL):
        yield from replays_of(panel.merge(names.iloc[start : start + PANEL]))


def replays_of(panel: pd.DataFrame) -> Iterator[Replay]:
    """Go through every series, year and month of a panel."""
    grid = series_grid(panel, int(panel["year"].max()), 12)
    names = grid.keys["indicator"]
    fold = np.array([coin("f", name) for name in names])
    peers = pd.factorize(names)[0]
    landed = landings(panel, grid)
    later = np.cumsum((landed > 0)[:, ::-1], axis=1)[:, ::-1]
    for now, window, month in itertools.product(range(2, grid.ytd.shape[1]), WINDOWS, MONTHS):
        past = grid.ytd[:, max(now - window, 0) : now + 1]
        known = np.isfinite(past[:, -2, 11]) & (landed[:, now] > 0)
        known &= past[:, -1, month - 1] >= 0
        if known.sum() >= 3:
            groups = np.unique(peers[known], return_inverse=True)[1]
            signals = read_signals(past[known], month, groups)
            recent = later[known, now] <= RECENT
            yield Replay(signals, landed[known, now], month, fold[known], recent)


def landings(panel: pd.DataFrame, grid: Grid) -> np.ndarray:
    """Series by year: December as reported; a year without it teaches nothing."""
    december = panel[panel["month"] == 12].pivot_table(
        index=["region", "indicator"], columns="year", values="value"
    )
    last = int(panel["year"].max())
    years = range(last + 1 - grid.ytd.shape[1], last + 1)
    keys = pd.MultiIndex.from_frame(grid.keys[["region", "indicator"]])
    return december.reindex(index=keys, columns=years).to_numpy()


def collect(panel: pd.DataFrame) -> Rows:
    parts = list(replays(panel))
    terms = [np.stack(list(model.centre_terms(s, m).values()), 1) for s, _, m, *_ in parts]
    month = np.concatenate([np.full(len(truth), m) for _, truth, m, *_ in parts])
    truth = np.concatenate([truth for _, truth, *_ in parts])
    rules = {n: np.concatenate([s.rules[n] for s, *_ in parts]) for n in parts[0][0].rules}
    fields = zip(*(s[1:] for s, *_ in parts), strict=True)
    signals = Signals(rules, *(np.concatenate(field) for field in fields))
    rest = np.maximum(truth - signals.so_far, 0.02 * truth * (12 - month) / 12)
    aim = np.clip(np.log(rest / signals.remainder), -2, 2)
    fold = np.concatenate([fold for *_, fold, _ in parts])
    recent = np.concatenate([recent for *_, recent in parts])
    return Rows(np.concatenate(terms), signals, truth, aim, month, fold, recent)


def centre_weights(rows: Rows, month: int, use: np.ndarray) -> np.ndarray:
    """Least absolute relative error of the landing, by reweighted least squares."""
    near = use & (np.abs(rows.month - month) <= 1)
    terms, truth, aim = rows.terms[near], rows.truth[near], rows.aim[near]
    so_far, last = rows.signals.so_far[near], rows.signals.remainder[near]
    share = np.where(rows.month[near] == month, 1.0, NEIGHBOUR)
    ridge = np.diag(np.r_[np.full(terms.shape[1] - 1, RIDGE), RIDGE / 5])
    weights = np.zeros(terms.shape[1])
    for _ in range(20):
        guess = terms @ weights
        rest = last * np.exp(guess)
        slope = np.minimum(rest / np.sqrt(truth * (so_far + rest)), 2)
        slope = np.where(np.abs(so_far + rest - truth) > truth, 0.2 * slope, slope)
        pull = share * slope / np.sqrt((aim - guess) ** 2 + 0.03**2)
        left = (terms * pull[:, None]).T
        weights = np.linalg.solve(left @ terms + ridge, left @ aim)
    return weights


def crossed(rows: Rows) -> np.ndarray:
    """Forecast each row with weights fitted on the other fold's indicators."""
    centre = np.zeros(len(rows.truth))
    for month in MONTHS:
        for side in (0, 1):
            this = (rows.fold == side) & (rows.month == month)
            centre[this] = rows.terms[this] @ centre_weights(rows, month, rows.fold != side)
    return centre


def spread_weights(terms: np.ndarray, size: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Log scale of a Student distribution with three degrees of freedom."""

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        log_scale = terms @ weights
        square = (size * np.exp(-log_scale)) ** 2 / 3
        value = (share * (log_scale + 2 * np.log1p(square))).sum() + 10 * (weights[:-1] ** 2).sum()
        slope = terms.T @ (share * (1 - 4 * square / (1 + square)))
        return value, slope + np.r_[20 * weights[:-1], 0]

    start = np.r_[np.zeros(terms.shape[1] - 1), np.log(np.median(size))]
    return minimize(loss, start, jac=True, method="L-BFGS-B").x


def fit(rows: Rows) -> dict[str, dict[str, np.ndarray]]:
    every = np.ones(len(rows.truth), dtype=bool)
    centre = np.stack([centre_weights(rows, month, every) for month in MONTHS], 1)
    blind = crossed(rows)
    spread, errors = [], []
    table = model.spread_terms(rows.signals, blind)
    terms = np.stack(list(table.values()), 1)
    for month in MONTHS:
        at = (rows.month == month) & rows.recent
        size = model.bent(np.abs(rows.aim[at] - blind[at]))
        last = rows.signals.remainder[at]
        share = last / (rows.signals.so_far[at] + last)
        weights = spread_weights(terms[at], size, share / share.mean())
        spread.append(weights)
        tail = np.where(np.asarray(LEVELS) >= TAIL, WIDER_TAIL, 1.0)
        errors.append(WIDER * tail * np.quantile(size / np.exp(terms[at] @ weights), LEVELS))
    names = list(model.centre_terms(rows.signals.take(np.arange(1)), 6))
    return {
        "centre": dict(zip(names, centre, strict=True)),
        "spread": dict(zip(table, np.transpose(spread), strict=True)),
        "errors": {"levels": np.asarray(LEVELS), "quantiles": np.stack(errors)},
    }


def written(value: np.ndarray) -> str:
    if value.ndim > 1:
        return "[\n" + "".join(f"  {written(row)},\n" for row in value) + "]"
    return "[" + ", ".join(f"{number:.3f}" for number in value) + "]"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("table", type=Path)
    asked.add_argument("--half", type=int, choices=(0, 1))
    asked.add_argument("--to", type=Path, default=model.PRIOR)
    given = asked.parse_args()
    panel = read_panel(given.table, given.half)
    rows = collect(panel)
    series = len(panel[["region", "indicator"]].drop_duplicates())
    lines = [
        "# Weights of the outlook's terms, one a month from January to November, and the quantiles",
        "# of standardised errors (one row a month). Written by benchmarks/fit_outlook_prior.py",
        f"# from {series} public year-to-date series of official statistics, {panel.year.min()} to",
        f"# {panel.year.max()} ({len(rows.truth)} replays). Do not edit by hand.",
    ]
    for part, entries in fit(rows).items():
        lines += ["", f"[{part}]", *(f"{name} = {written(row)}" for name, row in entries.items())]
    given.to.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
