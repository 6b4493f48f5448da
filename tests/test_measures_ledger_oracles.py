"""Slow, plain recomputations of what comes from ledgers: counts, rates, 三个500强.

Each goes project by project and is written from the definition, not from the measure.
"""

import calendar
import math

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zsanalytics.codebook import load_codebook
from zsanalytics.measures.cohorts import funnel, overdue
from zsanalytics.measures.stages import stage_rates, tally
from zsanalytics.measures.top500 import top500_share
from zsanalytics.schema import PROJECTS, conform

BOOK = load_codebook()
NAN = math.nan
REGIONS = ["兰州市", "七里河区", "庆阳市", "西峰区", "兰州新区"]
STAGES = {
    "履约": "performed_on", "落地": "landed_on", "开工": "started_on", "竣工": "completed_on",
    "投产": "produced_on",
}  # fmt: skip
HOME = {"甘肃省", "兰州市", "省内"}
EAST = {"广东省", "湖北省", "东中部"}
ABROAD = {"德国", "香港特别行政区", "境外"}
GROUP = {"中国电建": "电建", "中国水利水电第四工程局有限公司": "电建"}
SIZES = {"规模=1亿元以上": 1, "规模=10亿元以上": 10, "规模=50亿元以上": 50}
OVER = ("terminated", "withdrawn")

laws = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

days = st.sampled_from([
    None, None, "2022-05-05", "2023-12-31", "2024-01-01", "2024-03-05", "2024-09-30", "2024-10-01",
    "2025-02-01",
])  # fmt: skip
amounts = st.sampled_from([None, 0.0, 0.99, 1.0, 9.99, 10.0, 50.0, 120.5])
project = st.fixed_dictionaries({
    "region": st.sampled_from(REGIONS),
    "investor": st.sampled_from([None, "甲公司", "甲 公司", "乙公司", *GROUP]),
    "origin": st.sampled_from([None, *HOME, *EAST, *ABROAD, "四川省", "德国慕尼黑", "省外", " "]),
    "chain": st.sampled_from([None, "文化旅游", "新能源及装备制造"]),
    "event": st.sampled_from([None, "第29届兰洽会", "第30届兰洽会"]),
    "tags": st.sampled_from([None, "上市", "上市、专精特新", "上市，上市"]),
    "top500_claim": st.sampled_from([None, None, "", "世界500强", "中国企业500强"]),
    "status": st.sampled_from(["active", "active", "stalled", "terminated", "withdrawn", None]),
    "stage": st.sampled_from([None, "签约", "已开工", "未开工", "竣工投产", "建成"]),
    "contract_amount": amounts, "funds_ytd": amounts, "funds_outside_ytd": amounts,
    "funds_total": amounts, "signed_on": days, "start_due": days, "finish_due": days,
    **dict.fromkeys(STAGES.values(), days),
})  # fmt: skip


@st.composite
def ledgers(draw):
    rows = draw(st.lists(project, min_size=1, max_size=14))
    rows = [{**row, "project_id": f"p{n}", "year": 2024, "month": 9} for n, row in enumerate(rows)]
    table = conform(rows, PROJECTS).iloc[draw(st.permutations(range(len(rows))))]
    return table.assign(remark="x")


def known(value):
    return not (value is None or value is pd.NaT or value != value)


def text(value):
    return value if known(value) and str(value).strip() else None


def total(values):
    """Add up what is known; NaN where nothing is."""
    values = [value for value in values if known(value)]
    return sum(values) if values else NAN


def end_of(row):
    day = calendar.monthrange(row["year"], row["month"])[1]
    return pd.Timestamp(row["year"], row["month"], day)


def stages_of(row):
    """The stages a project has reached: by date, by word where undated, or by a later stage."""
    words = {"已开工": 2, "竣工投产": 4, "建成": 3}
    reached = -1
    for place, column in enumerate(STAGES.values()):
        if known(row[column]):
            if row[column] <= end_of(row):
                reached = place
        elif known(row["stage"]) and words.get(row["stage"], -1) >= place:
            reached = place
    return {stage for place, stage in enumerate(STAGES) if place <= reached}


def signed_this_year(row):
    return known(row["signed_on"]) and row["signed_on"].year == row["year"]


def segments_of(row):
    yield "全部"
    for name, least in SIZES.items():
        if known(row["contract_amount"]) and row["contract_amount"] >= least:
            yield name
    for column, dimension in (("chain", "重点产业链"), ("top500_claim", "三个500强")):
        if text(row[column]):
            yield f"{dimension}={row[column]}"
            yield f"{dimension}=合计"
    if text(row["event"]):
        yield f"届次={row['event']}"
    for tag in {tag for tag in "、".join([row["tags"] if known(row["tags"]) else ""])
                .replace("，", "、").split("、") if tag}:  # fmt: skip
        yield f"企业标签={tag}"
    origin = text(row["origin"])
    if origin:
        yield f"来源地={origin}"
        yield "来源地=省内" if origin in HOME else "来源地=省外"
        if origin in EAST:
            yield "来源地=东中部"
        if origin in ABROAD or origin.startswith("德国"):
            yield "来源地=境外"


def firm_of(row, segment):
    investor = row["investor"]
    if not known(investor):
        return None
    plain = investor.replace(" ", "")
    return GROUP.get(plain, plain) if segment.startswith("三个500强") else plain


@laws
@given(ledgers())
def test_tally_by_hand(projects):
    found = tally(projects)
    expected = {}
    rows = projects.to_dict("records")
    for region in {row["region"] for row in rows}:
        mine = [row for row in rows if row["region"] == region]
        parts = {segment for row in mine for segment in segments_of(row)}
        parts |= set(SIZES) if any(known(r["contract_amount"]) for r in mine) else set()
        told = any(known(row["origin"]) for row in mine)
        parts |= {"来源地=省内", "来源地=省外"} if told else set()
        for segment in parts:
            inside = [row for row in mine if segment in set(segments_of(row))]
            new = [row for row in inside if signed_this_year(row)]
            values = {
                "contracted_projects": len(new),
                "contracted_firms": len({firm_of(r, segment) for r in new} - {None}),
                "contracted_amount": total(
                    row["contract_amount"] if signed_this_year(row) else 0 for row in inside
                ) if inside else 0,
                "implemented_projects": sum(row["status"] not in OVER for row in inside),
                "started_projects": sum("开工" in stages_of(row) for row in inside),
                "completed_projects": sum("竣工" in stages_of(row) for row in inside),
                "produced_projects": sum("投产" in stages_of(row) for row in inside),
                "funds_in_place": total(row["funds_ytd"] for row in inside) if inside else 0,
            }  # fmt: skip
            if segment == "来源地=省外":
                outside = [
                    row["funds_outside_ytd"] if known(row["funds_outside_ytd"])
                    else row["funds_ytd"] if segment in set(segments_of(row)) else None
                    for row in mine
                ]  # fmt: skip
                if known(total(outside)):
                    values["funds_in_place"] = total(outside)
            for indicator, value in values.items():
                if known(value):
                    expected[region, indicator, segment] = value
    keys = zip(found["region"], found["indicator"], found["segment"], strict=True)
    assert dict(zip(keys, found["value"].round(9), strict=True)) == {
        key: round(float(value), 9) for key, value in expected.items()
    }


@laws
@given(ledgers(), st.sampled_from([None, ("2022-01", "2024-09"), ("2023-12", "2024-01")]))
def test_stage_rates_by_hand(projects, window):
    first, last = window or ("2024-01", "2024-09")
    cohort = [
        row for row in projects.to_dict("records")
        if known(row["signed_on"]) and first <= f"{row['signed_on']:%Y-%m}" <= last
    ]  # fmt: skip
    if not cohort:
        return
    table = stage_rates(projects, "2024-09", signed=window).set_index("region")
    assert set(table.index) == {row["region"] for row in cohort}
    for region, found in table.iterrows():
        mine = [row for row in cohort if row["region"] == region]
        expected = {"签约数": len(mine)}
        for stage in STAGES:
            expected[f"{stage}数"] = sum(stage in stages_of(row) for row in mine)
            expected[f"{stage}率"] = expected[f"{stage}数"] / len(mine)
        kept = [row for row in mine if row["status"] not in OVER]
        expected["终止数"] = len(mine) - len(kept)
        expected["签约金额"] = total(row["contract_amount"] for row in mine)
        if known(expected["签约金额"]):
            expected["净签约金额"] = sum(
                row["contract_amount"] for row in kept if known(row["contract_amount"])
            )
        since, first_year = [], []
        for row in mine:
            year = row["signed_on"].year
            if known(row["contract_amount"]) and known(row["funds_total"]):
                since.append((row["funds_total"], row["contract_amount"]))
            own = row["funds_ytd"] if year == 2024 else NAN
            if year == 2023:
                own = row["funds_total"] - row["funds_ytd"]
            if known(row["contract_amount"]) and known(own):
                first_year.append((own, row["contract_amount"]))
        for name, pairs in (("到位率", since), ("当年资金到位率", first_year)):
            whole = sum(pair[1] for pair in pairs)
            expected[name] = sum(pair[0] for pair in pairs) / whole if whole > 0 else NAN
        due = [row for row in mine if known(row["finish_due"]) and row["finish_due"] <= end_of(row)]
        done = [
            row for row in due
            if known(row["completed_on"]) and row["completed_on"] <= row["finish_due"]
        ]  # fmt: skip
        expected["到期数"], expected["按期竣工数"] = len(due), len(done)
        expected["按期竣工率"] = len(done) / len(due) if due else NAN
        same(found, expected)


def same(found, expected):
    for name, value in expected.items():
        np.testing.assert_allclose(float(found[name]), float(value), rtol=1e-9, err_msg=name)


@laws
@given(ledgers(), st.sampled_from([None, "region"]))
def test_the_claimed_share_by_hand(projects, by):
    new = [row for row in projects.to_dict("records") if signed_this_year(row)]
    table = top500_share(projects, "2024-09", by=by)
    groups = {row["region"] for row in new} if by else {None}
    assert len(table) == len(groups)
    for found in table.to_dict("records"):
        mine = [row for row in new if by is None or row["region"] == found["region"]]
        top = [row for row in mine if text(row["top500_claim"])]
        whole = sum(row["contract_amount"] for row in mine if known(row["contract_amount"]))
        amount = sum(row["contract_amount"] for row in top if known(row["contract_amount"]))
        firms = {firm_of(row, "三个500强") for row in top} - {None}
        same(found, {
            "firms": len(firms), "projects": len(top), "amount": amount,
            "share": amount / whole if whole > 0 else NAN,
        })  # fmt: skip


@laws
@given(ledgers())
def test_funnel_and_late_projects_by_hand(projects):
    rows = projects.to_dict("records")
    table = funnel(projects, "2024-09").set_index("stage")
    for stage in STAGES:
        there = [row for row in rows if stage in stages_of(row)]
        assert table.loc[stage, "projects"] == len(there)
        amount = sum(row["contract_amount"] for row in there if known(row["contract_amount"]))
        assert math.isclose(table.loc[stage, "amount"], amount, abs_tol=1e-9)
    assert table.loc["签约", "projects"] == len(rows)
    expected = []
    for row in (row for row in rows if row["status"] not in OVER):
        for stage, due in (("开工", "start_due"), ("竣工", "finish_due")):
            end, done = end_of(row), row[STAGES[stage]]
            done = done if known(done) and done <= end else None
            if known(row[due]) and (done or stage not in stages_of(row)):
                late = ((done or end) - row[due]).days
                if late > 0:
                    expected.append((row["project_id"], stage, late, -(-late // 30)))
        if row["status"] == "stalled":
            expected.append((row["project_id"], "停滞", 0, 0))
    found = overdue(projects, "2024-09")
    columns = [found["days_late"].fillna(0), found["months_late"].fillna(0)]
    told = zip(found["project_id"], found["stage"], *columns, strict=True)
    assert sorted(told) == sorted(expected)


def test_laws_of_ledgers_hold_for_any_index():
    rows = conform([{"region": "兰州市", "project_id": "a", "year": 2024, "month": 9,
                     "signed_on": "2024-03-01", "contract_amount": 5.0}], PROJECTS)  # fmt: skip
    twice = pd.concat([rows, rows.assign(project_id="b")])
    before = twice.copy(deep=True)
    assert tally(twice).query("indicator == 'contracted_amount'")["value"].max() == 10
    assert stage_rates(twice, "2024-09")["签约数"].tolist() == [2]
    assert top500_share(twice, "2024-09")["amount"].tolist() == [0]
    pd.testing.assert_frame_equal(twice, before)
