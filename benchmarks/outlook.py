"""Speed of the outlook: 16 regions × 30 series, and thousands of regions.

Run ``python benchmarks/outlook.py [regions ...]``. The last column must stay flat: time grows in
step with series.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from zsanalytics.codebook import load_codebook
from zsanalytics.outlook.landing import year_end


def make(regions: list[str], segments: int) -> pd.DataFrame:
    """Make three whole years and nine months of noisy year-to-date figures."""
    random = np.random.default_rng(1)
    names = [f"重点产业链={number:02d}" for number in range(segments)]
    shape = (len(regions), segments, 4, 12)
    values = random.gamma(4, 1, shape).cumsum(axis=3).ravel()
    index = pd.MultiIndex.from_product([regions, names, range(2021, 2025), range(1, 13)])
    panel = index.to_frame(index=False, name=["region", "segment", "year", "month"])
    panel = panel.assign(indicator="funds_in_place", value=values)
    return panel[(panel["year"] < 2024) | (panel["month"] <= 9)]


def seconds(panel: pd.DataFrame, **options: object) -> float:
    best = np.inf
    for _ in range(3):
        start = time.perf_counter()
        year_end(panel, "2024-09", **options)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    book = load_codebook()
    province = ["甘肃省", *book.members("甘肃省")]
    panel = make(province, 30)
    plain, coherent = seconds(panel), seconds(panel, book=book)
    print(f"16 regions x 30 series: {plain:.2f} s, with draws that add up {coherent:.2f} s")
    for count in [int(text) for text in sys.argv[1:]] or [40, 750, 1500, 3000]:
        taken = seconds(make([f"区{number:05d}" for number in range(count)], 1))
        print(f"{count} regions: {taken:.3f} s, {1000 * taken / count:.3f} ms a series")


if __name__ == "__main__":
    main()
