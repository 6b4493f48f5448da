"""Cohort run-off (chain ladder, 签约→到位): what signed contracts still bring, a second view.

Contracts bring their money over months and years. The *development* says which share of a
contract's amount arrives in each month of its life; it is estimated from the steps between the
ledger's snapshots, however far apart these lie. What is still to come this year is that share of
every open contract, corrected by how its cohort and region have developed so far, and of the
contracts still to be signed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.outlook.grid import Floats, Ints
from zsanalytics.outlook.ledger_steps import ledger_until, serial, steps_of

LEAST = 20
"""Ages with fewer contracts are taken together with the next."""

CREDIBLE = 20.0
"""Contracts that a cohort or region needs for its own development to count half."""

ROUNDS = 300
"""Rounds of sharing out what came between two snapshots over the months between."""

WIDEST = 3.0
"""No season and no growth of signings beyond three times, or below a third of, the usual."""


def development(
    projects: pd.DataFrame, asof: str, *, funds: str = "funds_outside_ytd"
) -> pd.DataFrame:
    r"""Development of contracts: the share of the amount that arrives in each month of their life.

    签约后资金逐月到位的规律：每个月到位签约金额的几成。

    .. math:: \hat q = \arg\max \prod_i \mathrm{Poisson}\Big(y_i;\ E_i
        \sum_{a = start_i + 1}^{end_i} q_a\Big)

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table, one row a contract and snapshot; amounts in 亿元. Snapshots
        may be months apart.
    asof : str
        The last snapshot, ``"2024-09"``; later ones are not looked at.
    funds : {"funds_outside_ytd", "funds_ytd"}
        The line of funds: 省外 (the published one) or all.

    Returns
    -------
    DataFrame
        One row a month of age: ``age`` (0 is the month of signing), ``contracts`` (that were seen
        going through it), ``share`` (of the contract amount that arrives in it), ``cumulative``
        and ``factor`` (cumulative ÷ that of the month before: the chain-ladder factor; NaN for the
        first). Ages with fewer than 20 contracts share one value with their neighbours.

    Raises
    ------
    PanelError
        If there is no snapshot of the month, or no contract has amount and day of signing.
    """
    return _development(steps_of(ledger_until(projects, asof, funds)))


def _development(steps: pd.DataFrame) -> pd.DataFrame:
    if steps.empty:
        raise PanelError(
            "projects: no contract with amount and day of signing; complete the ledger"
        )
    start, end = (steps[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    size = int(end.max()) + 1
    through = np.zeros(size + 1)
    np.add.at(through, start + 1, 1.0)
    np.add.at(through, end + 1, -1.0)
    contracts = through.cumsum()[:-1]
    band = _bands(contracts)
    share = _shares(steps, band)[band]
    out = pd.DataFrame({"age": np.arange(size), "contracts": contracts.astype(np.int64)})
    out["share"] = share
    out["cumulative"] = share.cumsum()
    before = out["cumulative"].shift()
    return out.assign(factor=out["cumulative"] / before.where(before > 0))


def _bands(contracts: Floats) -> Ints:
    """Number the bands of ages: a band ends once it has enough contracts; the rest joins it."""
    band = np.zeros(len(contracts), dtype=np.int64)
    held, number = 0.0, 0
    for age, count in enumerate(contracts):
        if held >= LEAST and contracts[age:].sum() >= LEAST:
            held, number = 0.0, number + 1
        band[age] = number
        held += count
    return band


def _shares(steps: pd.DataFrame, band: Ints) -> Floats:
    """Monthly share of each band, by maximum likelihood (EM): never negative."""
    cells = steps.groupby(["start", "end"])[["amount", "brought"]].sum().reset_index()
    ages = np.arange(len(band))
    start, end = (cells[name].to_numpy(dtype=float)[:, None] for name in ("start", "end"))
    inside = ((ages > start) & (ages <= end)).astype(float)
    months = np.zeros((len(cells), int(band[-1]) + 1))
    np.add.at(months.T, band, inside.T)
    exposed = months * cells["amount"].to_numpy()[:, None]
    brought = np.maximum(cells["brought"].to_numpy(), 0.0)
    total = exposed.sum(axis=0)
    share: Floats = np.full(months.shape[1], brought.sum() / exposed.sum())
    for _ in range(ROUNDS):
        fitted = np.maximum(exposed @ share, 1e-300)
        share = share * (exposed.T @ (brought / fitted)) / np.maximum(total, 1e-300)
    return np.where(total > 0, share, 0.0)


def runoff(
    projects: pd.DataFrame,
    asof: str,
    *,
    funds: str = "funds_outside_ytd",
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Landing of the year by the contracts: what has arrived and what they will still bring.

    按合同推算全年：已到位的，加上合同还会带来的。

    Parameters
    ----------
    projects, asof, funds
        As for `development`.
    book : Codebook, optional
        The tree of regions; the shipped one by default.

    Returns
    -------
    DataFrame
        One row a region of the ledger and each region above: ``region, contracts`` (open ones),
        ``so_far`` (the ledger's own sum), ``carried_over`` (still to come this year from contracts
        of earlier years), ``signed_this_year`` and ``to_be_signed`` (from those of this year),
        ``landing`` (their sum with ``so_far``), all 亿元. In December nothing is to come.

    Raises
    ------
    PanelError
        As for `development`.

    Notes
    -----
    A cohort (quarter of signing) and a region that have brought more or less than the development
    says go on doing so, as far as they are credible: n contracts count n ÷ (n + 20). What the same
    months of past years brought against the development (the season) counts by half after one
    year. Contracts still to be signed: last year's of the same months × the square root of this
    year's growth of signings; each region has its share of two years. Terminated contracts bring
    nothing more.
    """
    book = book or load_codebook()
    ledger = ledger_until(projects, asof, funds)
    steps = steps_of(ledger)
    pattern = _development(steps)
    now = ledger[ledger["at"] == serial(asof)]
    season = _season(steps, pattern, serial(asof))
    to_come = season * _to_come(now, pattern, serial(asof))
    fresh = now["signed"] >= serial(asof) // 12 * 12
    rows = now[["region"]].assign(
        contracts=now["open"].astype(np.int64), so_far=now["ytd"].fillna(0.0),
        carried_over=to_come.where(~fresh, 0.0), signed_this_year=to_come.where(fresh, 0.0),
    )  # fmt: skip
    by_region = rows.groupby("region").sum()
    new = season * _to_be_signed(ledger, pattern, serial(asof))
    by_region = by_region.assign(to_be_signed=new.reindex(by_region.index).fillna(0.0))
    table = _with_wholes(by_region, book)
    parts = ["so_far", "carried_over", "signed_this_year", "to_be_signed"]
    return table.assign(landing=table[parts].sum(axis=1))


def _ahead(pattern: pd.DataFrame, age: Floats, months: Floats) -> Floats:
    """Share of the amount that arrives in the months after an age; the last share goes on."""
    share = pattern["share"].to_numpy()
    total = np.r_[0.0, np.cumsum(np.r_[share, np.full(12, share[-1])])]
    last = len(total) - 1
    begin = np.clip(age + 1, 0, last).astype(np.int64)
    return total[np.clip(begin + months, 0, last).astype(np.int64)] - total[begin]


def _to_come(now: pd.DataFrame, pattern: pd.DataFrame, at: int) -> pd.Series:
    """Give what each open contract still brings this year."""
    age = (at - now["signed"]).to_numpy(dtype=float)
    usable = now["open"] & (now["amount"] > 0) & (now["signed"] <= at)
    left = np.full(len(now), 11.0 - at % 12)
    base = pd.Series(_ahead(pattern, np.nan_to_num(age), left), index=now.index) * now["amount"]
    base = base.where(usable, 0.0)
    cumulative = pattern["cumulative"].to_numpy()
    reached = cumulative[np.clip(np.nan_to_num(age), 0, len(cumulative) - 1).astype(np.int64)]
    expected = (now["amount"] * reached).where(usable & now["total"].notna(), 0.0)
    arrived = now["total"].where(expected > 0, 0.0)
    cohort = now["signed"] // 3
    own = _credible(arrived, expected, cohort)
    return base * own * _credible(arrived, expected * own, now["region"])


def _credible(arrived: pd.Series, expected: pd.Series, group: pd.Series) -> pd.Series:
    """Arrived ÷ expected of each group, as far as its number of contracts makes it credible.

    A group ruled by one large contract counts as few: (Σe)² ÷ Σe².
    """
    frame = pd.DataFrame({"a": arrived, "e": expected, "s": expected**2, "g": group})
    sums = frame.groupby("g", dropna=False)[["a", "e", "s"]].transform("sum")
    number = sums["e"] ** 2 / sums["s"].where(sums["s"] > 0)
    weight = (number / (number + CREDIBLE)).fillna(0.0)
    ratio = (sums["a"] / sums["e"].where(sums["e"] > 0)).fillna(1.0)
    return 1 + weight * (ratio - 1)


def _season(steps: pd.DataFrame, pattern: pd.DataFrame, at: int) -> float:
    """What the rest of past years brought against the development; half believed after one."""
    span = steps["end"] - steps["start"]
    first = steps["at"] - span
    inside = (steps["start"] >= 0) & (first // 12 == steps["at"] // 12)
    inside &= (first % 12 >= at % 12) & (steps["at"] // 12 < at // 12)
    past = steps[inside]
    ahead = _ahead(pattern, past["start"].to_numpy(), span[inside].to_numpy())
    expected = float((past["amount"] * ahead).sum())
    years = past["at"].floordiv(12).nunique()
    ratio = float(past["brought"].sum()) / expected if expected > 0 else 1.0
    return 1 + years / (years + 1) * (float(np.clip(ratio, 1 / WIDEST, WIDEST)) - 1)


def _to_be_signed(ledger: pd.DataFrame, pattern: pd.DataFrame, at: int) -> pd.Series:
    """Give what contracts signed after the month bring this year, by region."""
    contracts = ledger.drop_duplicates(["region", "project_id"], keep="last")
    contracts = contracts[contracts["signed"] <= at]
    month, january = contracts["signed"], at // 12 * 12
    by_month = contracts.groupby("signed")["amount"].sum()
    this = float(by_month[by_month.index >= january].sum())
    last = float(by_month[(by_month.index >= january - 12) & (by_month.index <= at - 12)].sum())
    growth = np.clip(np.sqrt(this / last), 1 / WIDEST, WIDEST) if last > 0 else np.nan
    even = this / (at - january + 1)
    ahead = np.arange(at + 1, january + 12)
    amounts = by_month.reindex(ahead - 12).fillna(0.0).to_numpy() * growth
    amounts = np.where(np.isfinite(amounts), amounts, even)
    months = (january + 12 - ahead).astype(np.float64)
    brought = _ahead(pattern, np.full(len(ahead), -1.0), months)
    recent = contracts[month > at - 24].groupby("region")["amount"].sum()
    total = float(recent.sum())
    return recent / total * float((amounts * brought).sum()) if total > 0 else recent


def _with_wholes(by_region: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Add each region to those above it."""
    rows = []
    for region, row in by_region.iterrows():
        place = str(region)
        while place:
            rows.append(row.rename(place))
            place = book.parent(place) if place in book.places else ""
    table = pd.DataFrame(rows).groupby(level=0, sort=False).sum()
    table = table.astype({"contracts": "int64"}).rename_axis("region")
    return table.reset_index()
