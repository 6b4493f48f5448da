"""Golden text: the bulletin of three months and five units, word for word.

The files in ``tests/golden`` change only when asked to: ``ZS_WRITE_GOLDEN=1 pytest
tests/test_golden.py`` writes them anew; read them aloud before they are committed.
"""

import os
from pathlib import Path

import pandas as pd
import pytest

from tests.golden_panel import at_last_bulletin, golden_findings, golden_panel, golden_projects
from zsanalytics import store
from zsanalytics.briefing.gathering import prepare
from zsanalytics.briefing.prospects import Ahead, kept_series
from zsanalytics.briefing.tasks import with_tasks
from zsanalytics.codebook import load_codebook
from zsanalytics.periods import parse_asof
from zsanalytics.publish import bulletin
from zsanalytics.publish.blocks import Report
from zsanalytics.schema import FINDINGS, RECORDS, conform
from zsanalytics.targets.book import load_targets

GOLDEN = Path(__file__).parent / "golden"
MONTHS = ("2024-02", "2024-09", "2023-12")
CASES = [
    (asof, region)
    for asof in MONTHS
    for region in ("甘肃省", "庆阳市", "临夏回族自治州", "陇南市", "西峰区")
] + [("2024-09", "兰州新区")]
SECTIONS = (
    bulletin.title, bulletin.headline, bulletin.progress, bulletin.structure, bulletin.chains,
    bulletin.comparison, bulletin.stages, bulletin.data_quality, bulletin.difficulties,
    bulletin.outlook, bulletin.notes, bulletin.annex, bulletin.internal, bulletin.sources,
)  # fmt: skip


def write(folder, panel, asof, number):
    (folder / "data").mkdir(exist_ok=True)
    manifest = {"asof": asof, "inputs": {"data/raw/x.xlsx": str(number)}}
    path = folder / "data" / "processed" / "vintages" / f"{asof}-{number:012d}"
    findings = conform(golden_findings(), FINDINGS)
    tables = (panel, golden_projects(), conform([], RECORDS), findings)
    store.write_vintage(store.Vintage(*tables, manifest, path), folder)


def plain_ahead(vintage, asof, line):
    """Look ahead by 序时 alone: the words are tested here, not the outlook."""
    series = kept_series(vintage, asof, line)
    year, month = parse_asof(asof)
    now = series[(series["year"] == year) & (series["month"] == month)]
    goals = with_tasks(load_targets(), tuple(now["region"]), line, year, load_codebook())
    lines = now.rename(columns={"value": "so_far"}).merge(
        goals[["region", "line"]], on="region", how="left"
    )
    expected = lines["so_far"] * 12 / month
    bounds = {
        f"{side}_{level}": expected * (1 + sign * level / 1000)
        for side, sign in (("lower", -1), ("upper", 1))
        for level in (50, 80, 95)
    }
    levels = lines["region"].map({"甘肃省": 7000.0}).fillna(400.0)
    outlook = lines.assign(expected=expected, **bounds, target=levels, chance=0.6, years_used=2,
                           method="序时")  # fmt: skip
    past = pd.DataFrame({"region": now["region"], "year": year - 1, "error": 0.02})
    record = past.assign(even_error=0.05, covered_80=True) if month < 12 else past.iloc[:0]
    return Ahead(outlook, record)


@pytest.fixture(scope="module", autouse=True)
def office(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zsanalytics.briefing.gathering.kept_ahead", plain_ahead)
        yield made(tmp_path_factory.mktemp("golden"))


def made(folder):
    write(folder, at_last_bulletin(), "2024-08", 1)
    for number, asof in enumerate(MONTHS, start=2):
        write(folder, golden_panel(), asof, number)
    return folder


def text_of(office, asof, region):
    """Write the words of a bulletin line by line; cells of tables are left to other tests."""
    material = prepare(asof, region, project=office)
    shown = [section(material) for section in SECTIONS]
    report = Report(tuple(block for block in shown if block is not None), {"asof": asof})
    lines = []
    for block in report.blocks:
        content, number = block.content, block.content.get("number", "")
        if block.kind == "title":
            lines += [content["text"], content["subtitle"], "　".join(content["marks"])]
        elif block.kind == "heading":
            lines += ["", number + content["text"]]
        elif block.kind in ("paragraph", "note"):
            lines.append("".join(run["text"] for run in content["runs"]))
        elif block.kind == "table":
            lines.append(f"〔{number}　{content['caption']}，{len(content['rows'])}行〕")
        elif block.kind == "figure":
            lines.append(f"〔{number}　{content['alt']}〕")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("asof", "region"), CASES)
def test_the_bulletin_reads_as_it_did(office, asof, region):
    said = text_of(office, asof, region)
    path = GOLDEN / f"{asof}-{region}.txt"
    if os.environ.get("ZS_WRITE_GOLDEN"):
        path.write_text(said, encoding="utf-8", newline="\n")
    assert said == path.read_text(encoding="utf-8")


def test_no_file_is_left_over():
    wanted = {f"{asof}-{region}.txt" for asof, region in CASES}
    assert {path.name for path in GOLDEN.glob("*.txt")} == wanted


SLIPS = ("nan", "None", "增长-", "下降-", "{", "}", "，，", "。。", "；。", "，。", "；；", "、。",
         "的的", "@", "为不足", "100.00%。")  # fmt: skip


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_nothing_reads_as_a_slip(path):
    said = path.read_text(encoding="utf-8")
    for slip in SLIPS:
        assert slip not in said, slip
