"""Partitions: the panel split by province and year, on disk and at work.

On disk it is a folder of files ``province=甘肃省/year=2024/panel.parquet``, which DuckDB, Dask and
Spark read as one table. At work a province is what one worker computes: measures and outlooks of a
province ask nothing of another one.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError, RequestError
from zsanalytics.schema import KEY, PANEL, conform
from zsanalytics.store import replace_file

FILE = "panel.parquet"
OF = "province="


def provinces_of(panel: pd.DataFrame, *, book: Codebook | None = None) -> pd.Series:
    """Province of each row's region: itself, or the one above it.

    Parameters
    ----------
    panel : DataFrame
        Has a column ``region``, canonical names.
    book : Codebook, optional
        The shipped one by default. Where no province lies above a region (the nation, or an
        office's own codelists) its topmost region stands for one.

    Raises
    ------
    PanelError
        If a region is not in the codebook.

    Examples
    --------
    >>> provinces_of(pd.DataFrame({"region": ["西峰区", "甘肃省"]})).tolist()
    ['甘肃省', '甘肃省']
    """
    book = book or load_codebook()
    named = panel["region"].dropna().unique()
    unknown = sorted(set(named) - set(book.places))
    if unknown or panel["region"].isna().any():
        raise PanelError(
            f"panel: region {unknown[0] if unknown else 'NaN'!r} is not in the codebook, expected "
            "canonical names; use the codebook the panel was built with"
        )
    return panel["region"].map({region: _province(region, book) for region in named})


def _province(region: str, book: Codebook) -> str:
    """Climb to the province, or to the top."""
    place = book.places[region]
    if place["level"] == "province" or not place["parent"]:
        return region
    return _province(str(place["parent"]), book)


def export_panel(
    panel: pd.DataFrame, folder: str | Path, *, book: Codebook | None = None
) -> list[Path]:
    """Write a panel as Parquet files split by province and year.

    把面板按省、按年分成 Parquet 文件。

    Parameters
    ----------
    panel : DataFrame
        The panel; values in the indicators' own units.
    folder : str or Path
        Gets ``province=…/year=…/panel.parquet``. Provinces that the panel does not hold are left as
        they are, so provinces may be written one by one, by different workers; of those it holds
        nothing else stays.
    book : Codebook, optional
        The shipped one by default.

    Returns
    -------
    list of Path
        The files, in order. The same panel gives the same bytes; a reader sees the old file or the
        new one.

    Raises
    ------
    PanelError
        If a region is not in the codebook.
    """
    folder = Path(folder)
    rows = conform(panel, PANEL).sort_values([*KEY, "status", "source"], ignore_index=True)
    of = provinces_of(rows, book=book)
    written = []
    for (province, year), part in rows.groupby([of, rows["year"]], sort=True):
        content = io.BytesIO()
        part.drop(columns="year").to_parquet(content, index=False, compression="zstd")
        path = folder / f"{OF}{province}" / f"year={year}" / FILE
        replace_file(path, content.getvalue())
        written.append(path)
    for province in of.unique():
        for left in set((folder / f"{OF}{province}").glob(f"year=*/{FILE}")) - set(written):
            left.unlink()
    return written


def read_panel(
    folder: str | Path,
    *,
    provinces: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Read a panel that `export_panel` wrote, or some provinces and years of it.

    读回 `export_panel` 写出的面板，可只取几个省、几年。

    Parameters
    ----------
    folder : str or Path
        Holds ``province=…`` folders.
    provinces : sequence of str, optional
        All by default.
    years : sequence of int, optional
        All by default; other files are not opened.

    Raises
    ------
    RequestError
        If there is nothing of what was asked for.
    """
    folder = Path(folder)
    parts = [
        pd.read_parquet(path, partitioning=None).assign(year=year)
        for path in sorted(folder.glob(f"{OF}*/year=*/{FILE}"))
        if provinces is None or path.parents[1].name.removeprefix(OF) in provinces
        if (year := int(path.parent.name.removeprefix("year="))) in (years or (year,))
    ]
    if not parts:
        asked = [*(provinces or ()), *map(str, years or ())]
        raise RequestError(
            f"{folder}: no partition {', '.join(asked) or 'at all'}, expected "
            f"province=…/year=…/{FILE}; write them with: zs build --partitions {folder}"
        )
    return conform(pd.concat(parts, ignore_index=True), PANEL)


def by_province(
    panel: pd.DataFrame | str | Path,
    work: Callable[[pd.DataFrame], pd.DataFrame],
    *,
    book: Codebook | None = None,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Work done province by province, by as many workers as there are.

    按省分开计算，几个进程一起做。

    Parameters
    ----------
    panel : DataFrame, str or Path
        The panel; or the folder of a partitioned one, of which each worker reads its own province
        (and which every worker sees): then no process ever holds the whole.
    work : callable
        Takes a province's panel and gives a table, such as `zs.monthly` or
        ``functools.partial(zs.year_end, asof="2024-09")``; for an executor it can be pickled.
    book : Codebook, optional
        Tells the provinces of a DataFrame; the shipped one by default.
    executor : Executor, optional
        Processes or a cluster, see `open_executor`.

    Returns
    -------
    DataFrame
        The tables of all provinces, one under the other, whatever the executor.

    Examples
    --------
    >>> panel = pd.DataFrame({"region": ["西峰区", "甘肃省"], "value": [1.0, 2.0]})
    >>> by_province(panel, pd.DataFrame.copy)
      region  value
    0    西峰区    1.0
    1    甘肃省    2.0
    """
    if isinstance(panel, pd.DataFrame):
        if panel.empty:
            return work(panel)
        parts = [part for _, part in panel.groupby(provinces_of(panel, book=book), sort=True)]
        tables = executor.map(work, parts) if executor else map(work, parts)
    else:
        folder = Path(panel)
        names = [path.name.removeprefix(OF) for path in sorted(folder.glob(f"{OF}*"))]
        if not names:
            raise RequestError(
                f"{folder}: no {OF}… folder in it; write them with: zs build --partitions {folder}"
            )
        reading = functools.partial(_work_of_folder, folder, work)
        tables = executor.map(reading, names) if executor else map(reading, names)
    return pd.concat(tables, ignore_index=True)


def _work_of_folder(
    folder: Path, work: Callable[[pd.DataFrame], pd.DataFrame], province: str
) -> pd.DataFrame:
    return work(read_panel(folder, provinces=[province]))
