"""Changes: the headline in the last bulletin and now, from two vintages."""

import json

import pandas as pd
import pytest

from tests.literal_panel import OUTSIDE, changed, literal_panel
from tests.test_briefing_batch import write_vintage
from zsanalytics.briefing.changes import changes_of, compared, previous_vintage
from zsanalytics.briefing.gathering import prepare
from zsanalytics.publish import quality
from zsanalytics.publish.wording import plain


def then(panel):
    """What was known in August."""
    return panel[(panel["year"] < 2024) | (panel["month"] < 9)].reset_index(drop=True)


def told(folder, august, september, region="甘肃省"):
    write_vintage(folder, then(august), asof="2024-08")
    write_vintage(folder, september)
    return prepare("2024-09", region, project=folder).told


def read(known):
    return [plain(runs) for runs in quality.changed(known)]


def status(panel, region, value):
    row = (panel["region"] == region) & (panel["year"] == 2024) & (panel["month"] == 8)
    return panel.assign(status=panel["status"].mask(row & (panel["segment"] == OUTSIDE), value))


def test_a_new_month_alone(tmp_path):
    assert read(told(tmp_path, literal_panel(), literal_panel())) == [
        "省外到位资金由上期通报的5,811.00亿元增加到6,527.11亿元，增加716.11亿元，"
        "均为新到位，以前月份没有修订和更正。"
    ]


def test_new_month_revision_and_correction_add_up_and_name_the_units(tmp_path):
    panel = literal_panel()
    now = changed(panel, "甘肃省", "funds_in_place", OUTSIDE, 8, 5809.50)
    now = changed(now, "兰州市", "funds_in_place", OUTSIDE, 8, 748.0)
    now = changed(now, "天水市", "funds_in_place", OUTSIDE, 8, 360.5)
    now = status(
        status(status(now, "兰州市", "revised"), "天水市", "corrected"), "甘肃省", "revised"
    )
    known = told(tmp_path, panel, now)
    assert read(known) == [
        "省外到位资金由上期通报的5,811.00亿元增加到6,527.11亿元，增加716.11亿元，"
        "其中新到位717.61亿元、以前月份修订减少2.00亿元、更正增加0.50亿元。"
        "涉及的单位是兰州市（以前月份修订减少2.00亿元）和天水市（更正增加0.50亿元）。"
    ]
    (said,) = (plain(runs) for runs in quality.quality(known))
    assert "没有修订和更正" not in said
    parts = [known.facts[f"change_{name}"]["value"] for name in ("new", "revised", "corrected")]
    assert sum(round(100 * part) for part in parts) == round(
        100 * known.facts["headline_change"]["value"]
    )


def test_a_unit_that_came_late_counts_as_a_revision(tmp_path):
    panel = literal_panel()
    missing = changed(panel, "天水市", "funds_in_place", OUTSIDE, 8, None)
    known = told(tmp_path, missing, panel)
    assert known.facts["change_revised@天水市"]["text"] == "360.00"


def test_without_the_last_vintage_nothing_is_compared(tmp_path):
    write_vintage(tmp_path, literal_panel())
    known = prepare("2024-09", "甘肃省", project=tmp_path).told
    assert read(known) == ["没有上期数据版本，不与上期通报比较。"]


def test_the_first_bulletin_of_a_year_says_so(tmp_path):
    panel = literal_panel()
    first = panel[(panel["year"] < 2024) | (panel["month"] == 9)].reset_index(drop=True)
    write_vintage(tmp_path, first)
    known = prepare("2024-09", "甘肃省", project=tmp_path).told
    assert read(known) == ["本期为本年第一次通报，不与上期通报比较。"]


def test_the_vintage_that_the_last_bulletin_names_goes_before_the_months_newest(tmp_path):
    panel = literal_panel()
    write_vintage(tmp_path, then(panel), asof="2024-08")
    marker = tmp_path / "data" / "processed" / "months" / "2024-08"
    used = marker.read_text(encoding="utf-8").strip()
    marker.write_text("2024-08-000000000000\n", encoding="utf-8")
    history = panel[(panel["region"] == "甘肃省") & (panel["segment"] == OUTSIDE)]
    history = history[
        (history["indicator"] == "funds_in_place") & (history["status"] != "computed")
    ]
    args = (tmp_path, history, ("甘肃省",), "2024-09", OUTSIDE)
    assert changes_of(*args).empty
    reports = tmp_path / "reports" / "2024-08"
    reports.mkdir(parents=True)
    content = {"briefings": {"甘肃省": {"vintage": used}}}
    (reports / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    (row,) = changes_of(*args).to_dict("records")
    assert row["previous"] == pytest.approx(5811.0) and row["now"] == pytest.approx(6527.11)


def test_a_file_sent_again_for_an_earlier_month_is_not_called_no_revision(tmp_path):
    panel = literal_panel()
    now = changed(panel, "甘肃省", "funds_in_place", OUTSIDE, 8, 5813.00)
    known = told(tmp_path, panel, changed(now, "天水市", "funds_in_place", OUTSIDE, 8, 362.0))
    (said,) = (plain(runs) for runs in quality.quality(known))
    assert "没有修订和更正" not in said and "；；" not in said
    assert "以前月份修订增加2.00亿元" in read(known)[0]


def test_a_final_bulletin_stays_compared_with_what_it_was_compared_with(tmp_path):
    for name in ("2024-08-first", "2024-08-second"):
        folder = tmp_path / "data/processed/vintages" / name
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text("{}", encoding="utf-8")
    marker = tmp_path / "data/processed/months/2024-08"
    marker.parent.mkdir(parents=True)
    marker.write_text("2024-08-first\n", encoding="utf-8")
    asked = (tmp_path, "2024-09", "2024-08", "甘肃省")
    known = compared(tmp_path, "2024-09", "甘肃省", "2024-09-final")
    assert known == {"2024-08": "2024-08-first"}
    lock = {"vintage": "2024-09-final", "parameters": {"region": "甘肃省"}, "compared": known}
    place = tmp_path / "reports/2024-09/甘肃省.final.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(lock), encoding="utf-8")
    marker.write_text("2024-08-second\n", encoding="utf-8")  # August was built again
    assert previous_vintage(*asked) == "2024-08-second"
    assert previous_vintage(*asked, final="2024-09-other") == "2024-08-second"
    assert previous_vintage(*asked, final="2024-09-final") == "2024-08-first"
    assert compared(tmp_path, "2024-09", "甘肃省", "2024-09-final") == known
    place.write_text(json.dumps({**lock, "compared": {}}), encoding="utf-8")
    assert previous_vintage(*asked, final="2024-09-final") == ""  # nothing was known then


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((100.0, 100.0, 100.0, 0.0), "与上期通报相同，仍为100.00亿元，没有新到位，"),
        ((100.0, 100.0, 96.0, 0.0), "减少4.00亿元，均为当期核减，以前月份没有修订和更正。"),
        ((100.0, 102.0, 102.0, 0.0), "增加2.00亿元，其中没有新到位、以前月份修订增加2.00亿元"),
        ((100.0, 99.0, 104.0, -1.0), "其中新到位5.00亿元、更正减少1.00亿元"),
    ],
)
def test_every_way_the_headline_may_move(values, said):
    from tests.test_publish_text import told as tell_of
    from zsanalytics.publish.numbers_quality import change_facts

    columns = ["previous", "before", "now", "corrected"]
    frame = pd.DataFrame([dict(zip(columns, values, strict=True))]).assign(region="甘肃省")
    facts = {row["fact"]: row["value"] for row in change_facts(frame, "甘肃省", {})}
    (line,) = read(tell_of(**facts, funds_ytd=values[2]))
    assert said in line
