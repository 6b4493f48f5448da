"""The panel split by province and year: written, read by others, worked on."""

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pandas as pd
import pyarrow.dataset
import pytest

import zsanalytics as zs
from zsanalytics.cli import main
from zsanalytics.codebook import build_codebook
from zsanalytics.errors import PanelError, RequestError
from zsanalytics.partitions import provinces_of
from zsanalytics.schema import PANEL, conform

PLACES = (
    ("全国", "nation", ""), ("甲省", "province", "全国"), ("乙省", "province", "全国"),
    ("甲一市", "prefecture", "甲省"), ("甲一县", "county", "甲一市"),
    ("乙一市", "prefecture", "乙省"),
)  # fmt: skip
NATION = build_codebook(
    [{"region": name, "level": level, "parent": parent, "short": "", "member": True, "code": "",
      "aliases": (), "source": ""} for name, level, parent in PLACES], [], [],
)  # fmt: skip


def panel(*rows):
    columns = ["region", "year", "month", "value"]
    frame = pd.DataFrame(rows, columns=columns).assign(indicator="funds_in_place", segment="全部")
    return conform(frame.assign(status="reported", source="表.xlsx!汇总!B2"), PANEL)


ROWS = panel(
    ("乙一市", 2024, 9, 5.0), ("甲一县", 2024, 9, 1.0), ("甲一市", 2024, 9, 2.0),
    ("甲一市", 2023, 9, 1.5), ("甲省", 2024, 9, 2.0), ("全国", 2024, 9, 7.0),
)  # fmt: skip


def test_a_province_is_the_one_above_or_else_the_top():
    found = provinces_of(ROWS, book=NATION)
    assert found.tolist() == ["乙省", "甲省", "甲省", "甲省", "甲省", "全国"]
    office = panel(("庆阳市", 2024, 9, 1.0))
    assert provinces_of(office).tolist() == ["甘肃省"]


def test_an_unknown_region_is_refused():
    with pytest.raises(
        PanelError, match=r"^panel: region '甲一市' is not in the codebook, expected"
    ):
        provinces_of(panel(("甲一市", 2024, 9, 1.0)))


def test_a_panel_written_is_the_panel_read(tmp_path):
    files = zs.export_panel(ROWS, tmp_path, book=NATION)
    assert [path.relative_to(tmp_path).as_posix() for path in files] == [
        "province=乙省/year=2024/panel.parquet", "province=全国/year=2024/panel.parquet",
        "province=甲省/year=2023/panel.parquet", "province=甲省/year=2024/panel.parquet",
    ]  # fmt: skip
    back = zs.read_panel(tmp_path)
    order = list(PANEL.columns)
    pd.testing.assert_frame_equal(
        back.sort_values(order, ignore_index=True), ROWS.sort_values(order, ignore_index=True)
    )
    assert zs.read_panel(tmp_path, provinces=["甲省"], years=[2023])["value"].tolist() == [1.5]


def test_the_same_panel_gives_the_same_bytes(tmp_path):
    first = zs.export_panel(ROWS, tmp_path / "one", book=NATION)
    second = zs.export_panel(ROWS.sample(frac=1, random_state=1), tmp_path / "two", book=NATION)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_province_written_again_leaves_no_old_year_and_touches_no_other(tmp_path):
    zs.export_panel(ROWS, tmp_path, book=NATION)
    zs.export_panel(panel(("甲省", 2025, 2, 3.0)), tmp_path, book=NATION)
    assert zs.read_panel(tmp_path, provinces=["甲省"])["year"].tolist() == [2025]
    assert zs.read_panel(tmp_path, provinces=["乙省"])["value"].tolist() == [5.0]


def test_nothing_of_what_was_asked_for_is_refused(tmp_path):
    with pytest.raises(RequestError, match=r"no partition at all, expected province=…/year=…"):
        zs.read_panel(tmp_path)
    zs.export_panel(ROWS, tmp_path, book=NATION)
    with pytest.raises(RequestError, match=r"no partition 丙省, 2024, expected"):
        zs.read_panel(tmp_path, provinces=["丙省"], years=[2024])


def test_duckdb_pyarrow_and_pandas_read_it_as_one_table(tmp_path):
    zs.export_panel(ROWS, tmp_path, book=NATION)
    found = duckdb.sql(
        f"SELECT province, year, sum(value) FROM read_parquet('{tmp_path}/*/*/*.parquet', "
        "hive_partitioning=true) WHERE region LIKE '%一市' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert found == [("乙省", 2024, 5.0), ("甲省", 2023, 1.5), ("甲省", 2024, 2.0)]
    whole = pyarrow.dataset.dataset(tmp_path, partitioning="hive")
    assert whole.count_rows(filter=pyarrow.dataset.field("province") == "甲省") == 4
    read = pd.read_parquet(tmp_path)
    assert set(read["province"]) == {"甲省", "乙省", "全国"} and len(read) == len(ROWS)


def test_work_by_province_is_the_same_here_in_workers_and_from_the_folder(tmp_path):
    alone = zs.by_province(ROWS, zs.growth, book=NATION)
    assert alone["region"].tolist() == ["乙一市", "全国", "甲一县", "甲一市", "甲一市", "甲省"]
    assert alone.loc[alone["region"] == "甲一市", "growth"].round(4).tolist()[0] == 0.3333
    zs.export_panel(ROWS, tmp_path, book=NATION)
    order = list(alone.columns)
    with ThreadPoolExecutor(2) as executor:
        shared = zs.by_province(ROWS, zs.growth, book=NATION, executor=executor)
        stored = zs.by_province(tmp_path, zs.growth, executor=executor)
    pd.testing.assert_frame_equal(alone, shared)
    pd.testing.assert_frame_equal(
        alone.sort_values(order, ignore_index=True), stored.sort_values(order, ignore_index=True)
    )


def test_work_on_nothing(tmp_path):
    assert "growth" in zs.by_province(ROWS.iloc[:0], zs.growth, book=NATION)
    with pytest.raises(
        RequestError, match=r"no province=… folder in it; write them with: zs build"
    ):
        zs.by_province(tmp_path, zs.growth)


@pytest.mark.slow
def test_zs_build_writes_them_beside_the_vintage(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "data/raw/2024-09"
    folder.mkdir(parents=True)
    sheet = "兰州市2024年1-9月招商引资情况\n单位：亿元\n指标,本年累计\n到位资金,998.86\n"
    (folder / "兰州市.csv").write_text(sheet, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["build", "--month", "2024-09", "--jobs", "1", "--partitions", "分区"])
    assert "1 个分区 / partitions → 分区" in capsys.readouterr().out
    back = zs.read_panel(tmp_path / "分区", provinces=["甘肃省"], years=[2024])
    pd.testing.assert_frame_equal(back, zs.open_panel("2024-09"))
