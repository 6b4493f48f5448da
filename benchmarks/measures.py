"""Measures on a 5-million-row panel, each beside a hand-written pandas equivalent.

Run ``python benchmarks/measures.py [rows ...]``. Times are seconds of the processor, which other
work on the machine hardly changes; the ratio is ours ÷ by hand, the best of three runs in turn.
Rows given twice as large show that time grows in step with rows.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from zsanalytics.codebook import load_codebook
from zsanalytics.measures.growth import growth
from zsanalytics.measures.progress import completion
from zsanalytics.measures.ranks import rank
from zsanalytics.measures.shares import share

KEY = ["region", "indicator", "segment", "year", "month"]


def make(rows: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make a panel of the province and its members over ten years, and a target for each."""
    book = load_codebook()
    regions = ["甘肃省", *book.members("甘肃省")]
    segments = [f"重点产业链={n:05d}" for n in range(-(-rows // (len(regions) * 120)))]
    index = pd.MultiIndex.from_product([regions, segments, range(2015, 2025), range(1, 13)])
    panel = index.to_frame(index=False, name=["region", "segment", "year", "month"])[:rows]
    random = np.random.default_rng(1)
    panel = panel.assign(
        indicator="funds_in_place", value=random.uniform(1, 100, len(panel)), status="reported"
    )
    panel = panel.sample(frac=1, random_state=1, ignore_index=True)
    targets = panel[["region", "indicator", "segment", "year"]].drop_duplicates()
    return panel, targets.assign(kind="level", line="goal", value=80.0)


def growth_by_hand(panel: pd.DataFrame, _: pd.DataFrame) -> pd.DataFrame:
    before = panel[[*KEY, "status", "value"]].assign(year=panel["year"] + 1)
    out = panel.merge(before.rename(columns={"value": "base"}), on=[*KEY, "status"], how="left")
    return out.assign(growth=out["value"] / out["base"].where(out["base"] > 0) - 1)


def completion_by_hand(panel: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    goals = targets.rename(columns={"value": "target"}).drop(columns="kind")
    out = panel.merge(goals, on=KEY[:4], how="left")
    out["completion"] = out["value"] / out["target"].where(out["target"] > 0)
    out["time_progress"] = out["month"] / 12
    out["lead"] = out["completion"] - out["time_progress"]
    out["gap"] = out["target"] - out["value"]
    out["needed_per_month"] = out["gap"] / (12 - out["month"]).where(out["month"] < 12)
    last = panel[[*KEY, "value"]].assign(year=panel["year"] + 1)
    ends = last[last["month"] == 12].drop(columns="month").rename(columns={"value": "end"})
    out = out.merge(ends, on=KEY[:4], how="left")
    out = out.merge(last.rename(columns={"value": "before"}), on=KEY, how="left")
    rest = out["end"] - out["before"]
    return out.assign(needed_growth=out["gap"] / rest.where(rest > 0) - 1)


def share_by_hand(panel: pd.DataFrame, _: pd.DataFrame) -> pd.DataFrame:
    whole = panel.loc[panel["region"] == "甘肃省", [*KEY[1:], "value"]]
    out = panel.merge(whole.rename(columns={"value": "whole"}), on=KEY[1:], how="left")
    return out.assign(share=out["value"] / out["whole"].where(out["whole"] > 0))


def rank_by_hand(panel: pd.DataFrame, _: pd.DataFrame) -> pd.DataFrame:
    members = panel[panel["region"] != "甘肃省"]
    return panel.assign(rank=members.groupby(KEY[1:])["value"].rank(method="min", ascending=False))


MEMBERS = load_codebook().members("甘肃省")
PAIRS: dict[str, tuple[Callable[..., pd.DataFrame], Callable[..., pd.DataFrame]]] = {
    "growth": (lambda panel, _: growth(panel), growth_by_hand),
    "completion": (completion, completion_by_hand),
    "share": (lambda panel, _: share(panel, of="甘肃省"), share_by_hand),
    "rank": (lambda panel, _: rank(panel, among=MEMBERS), rank_by_hand),
}


def seconds(measure: Callable[..., pd.DataFrame], *tables: pd.DataFrame) -> float:
    """Time one run."""
    start = time.process_time()
    measure(*tables)
    return time.process_time() - start


def main(sizes: list[int]) -> None:
    """Print a line a size and measure."""
    for rows in sizes:
        panel, targets = make(rows)
        for name, (ours, by_hand) in PAIRS.items():
            runs = [(seconds(ours, panel, targets), seconds(by_hand, panel, targets))
                    for _ in range(3)]  # fmt: skip
            own, hand = (min(taken) for taken in zip(*runs, strict=True))
            ratio = f"{own:6.2f} s  by hand {hand:6.2f} s  ×{own / hand:.2f}"
            print(f"{len(panel):>9,} {name:<11} {ratio}", flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [5_000_000])
