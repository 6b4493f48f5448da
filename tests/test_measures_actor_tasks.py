"""Tasks of actors: every clause by hand, and against a plain count over many random tables."""

import numpy as np
import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics.errors import PanelError
from zsanalytics.measures.actor_tasks import COLUMNS
from zsanalytics.measures.companies import normal
from zsanalytics.schema import LEADS, PROJECTS, TARGETS, conform, empty

TASKS = zs.load_targets().query("region.str.startswith('张掖')")
DEPARTMENTS = ["市农业农村局", "市工信局", "市文广旅游局", "市商务局"]
OFFICES = ["市政府驻北京联络处", "市政府驻上海联络处", "市政府驻兰州办事处"]


def ledger(*rows):
    blank = {"region": "甘州区", "year": 2026, "month": 6, "status": "active",
             "signed_on": pd.Timestamp(2026, 2, 1), "source": "x.xlsx!台账!A1"}  # fmt: skip
    told = [{**blank, "project_id": f"p{n}", **row} for n, row in enumerate(rows)]
    return conform(told, PROJECTS)


def listed(*rows):
    blank = {"region": "张掖市", "year": 2026, "month": 2, "stage": "线索"}
    told = [{**blank, "lead_id": f"l{n}", "company": f"企业{n}", **row}
            for n, row in enumerate(rows)]  # fmt: skip
    return conform(told, LEADS)


def told(projects=None, leads=None, targets=TASKS, asof="2026-06"):
    nothing = ledger({"contract_amount": 0.01})
    return zs.actor_progress(
        nothing if projects is None else projects,
        listed({"month": 1}) if leads is None else leads, targets, asof,
    )  # fmt: skip


def of(found, clause, name="actual"):
    rows = found[found["clause"].str.contains(clause, regex=False)]
    return dict(zip(rows["actor"], rows[name], strict=True))


def test_departments_by_hand():
    found = told(ledger(
        {"introduced_by": "市工信局", "contract_amount": 0.1, "funds_ytd": 0.05},
        {"introduced_by": "张掖市工信局", "contract_amount": 0.0999, "funds_ytd": 0.0},
        {"introduced_by": "市农业农村局、市工信局", "contract_amount": 1.0, "funds_ytd": 0.5},
        {"introduced_by": "市工信局", "contract_amount": 5.0,
         "signed_on": pd.Timestamp(2025, 2, 1)},
        {"introduced_by": "市工信局", "contract_amount": 5.0, "status": "terminated"},
        {"introduced_by": "市文旅局", "funds_ytd": 3.0},
    ))  # fmt: skip
    assert of(found, "4(引进项目)") == dict(zip(DEPARTMENTS, [1, 2, 0, 0], strict=True))
    rates = of(found, "4(当年资金到位率)")
    assert rates["市农业农村局"] == 0.5 and np.isnan(rates["市文广旅游局"])
    assert rates["市工信局"] == pytest.approx(0.55 / 1.1999)
    done = of(found, "4(当年资金到位率)", "done")
    assert done == dict(zip(DEPARTMENTS, [True, False, False, False], strict=True))
    assert set(found["status"]) == {"draft"} and list(found.columns) == list(COLUMNS)


def test_who_has_a_task_and_nothing_else_is_there_with_nothing():
    found = told()
    assert of(found, "4(引进项目)") == dict.fromkeys(DEPARTMENTS, 0.0)
    assert not found.loc[found["actor"].isin(DEPARTMENTS), "done"].any()
    assert of(found, "4(引进项目)", "gap") == dict.fromkeys(DEPARTMENTS, 1.0)


def test_without_a_ledger_or_leads_nothing_is_known_and_nothing_done():
    found = told(empty(PROJECTS), empty(LEADS))
    assert found["actual"].isna().all() and not found["done"].any()
    assert set(found["actor"]) >= {*DEPARTMENTS, *OFFICES, "张掖经济技术开发区"}


def test_the_zone_counts_what_lies_in_it():
    large = [{"region": "张掖经济技术开发区", "contract_amount": 1.0}] * 10
    found = told(ledger(*large, {"contract_amount": 9.0}))
    row = found[found["clause"].str.contains("亿元以上项目")].iloc[0]
    assert (row["actor"], row["kind"], row["actual"], row["done"]) == (
        "张掖经济技术开发区", "园区", 10.0, True,
    )  # fmt: skip


def test_chains_track_firms_and_land_their_leaders():
    projects = ledger(
        {"chain": "文化旅游", "investor": "甲公司", "tags": "上市、链主", "stage": "落地"},
        {"chain": "文化旅游", "investor": "甲公司", "tags": "链主", "stage": "落地"},
        {"chain": "冶金有色", "investor": "乙公司", "tags": "链主", "stage": "签约"},
        {"chain": "石化化工", "investor": "丙公司", "tags": "链主",
         "signed_on": pd.Timestamp(2025, 9, 1), "landed_on": pd.Timestamp(2026, 3, 1)},
    )  # fmt: skip
    leads = listed(
        {"chain": "文化旅游", "company": "甲公司"}, {"chain": "文化旅游", "company": "丁公司"},
        {"chain": "文化旅游", "company": "戊公司", "stage": "流失"}, {"chain": "冶金有色"},
        {"chain": "冶金有色", "year": 2025},
    )  # fmt: skip
    found = told(projects, leads)
    assert {k: v for k, v in of(found, "3(目标企业)").items() if v} == {
        "文化旅游": 2,
        "冶金有色": 1,
    }
    landed = of(found, "3(链主企业)")
    assert {k: v for k, v in landed.items() if v} == {"文化旅游": 1, "石化化工": 1}


def test_offices_are_held_to_each_month_and_a_month_without_lists_goes_with_the_next():
    def some(actor, month, count):
        return [{"introduced_by": actor, "month": month, "company": f"{actor}{month}号{n}"}
                for n in range(count)]  # fmt: skip

    leads = listed(*some(OFFICES[0], 2, 20), *some(OFFICES[0], 3, 9), *some(OFFICES[1], 3, 10))
    found = told(leads=leads.drop_duplicates(["introduced_by", "company"]), asof="2026-06")
    rows = found[(found["indicator"] == "monthly_leads") & (found["actor"] == OFFICES[0])]
    assert rows[["month", "months", "actual", "target", "done"]].values.tolist() == [
        [2, 2, 20.0, 20.0, True], [3, 1, 9.0, 10.0, False], [6, 3, 0.0, 30.0, False],
    ]  # fmt: skip
    assert of(found, "全年合计") == dict(zip(OFFICES, [29.0, 10.0, 0.0], strict=True))


def test_without_a_list_those_that_occur_are_shown_as_not_listed():
    wanted = {"clause": "一", "region": "甘肃省国有企业(每个)", "segment": "全部", "year": 2026,
              "indicator": "contracted_projects", "kind": "count", "value": 1.0}  # fmt: skip
    projects = ledger({"introduced_by": "甘肃某某投资集团有限公司"}, {"introduced_by": "市工信局"})
    found = told(projects, targets=conform([wanted], TARGETS))
    assert found[["actor", "kind", "listed"]].values.tolist() == [
        ["甘肃某某投资集团有限公司", "国有企业", False]
    ]


@pytest.mark.parametrize(("subject", "rows"), [
    ("张掖市各县区(每个)", [("甘州区", "县区", 1.0)] + [(None, "县区", 0.0)] * 5),
    ("甘州区", [("甘州区", "县区", 1.0)]), ("甘肃省", []),
    ("张掖市招商专员(每人)", [("张掖市招商专员(每人)", "其他", 0.0)]),
    ("市工信局", [("市工信局", "市直部门", 1.0)]),
])  # fmt: skip
def test_whom_a_subject_means(subject, rows):
    wanted = {"clause": "一", "region": subject, "segment": "全部", "year": 2026,
              "indicator": "contracted_projects", "kind": "count", "value": 1.0}  # fmt: skip
    found = told(ledger({"introduced_by": "市工信局"}), targets=conform([wanted], TARGETS))
    assert found[["kind", "actual"]].values.tolist() == [list(row[1:]) for row in rows]
    assert found["actor"].tolist()[:1] == [row[0] for row in rows][:1]


def test_a_month_without_ledger_is_refused():
    with pytest.raises(PanelError, match="projects: no ledger of 2026-05"):
        told(asof="2026-05")


def plain_count(projects, leads, asof_month):
    """Count every clause with loops over rows; the definition, read aloud."""
    counts = {}
    now = [p for p in projects.to_dict("records") if p["status"] == "active"]
    new = [p for p in now if p["signed_on"].year == 2026 and p["signed_on"].month <= asof_month]
    for actor in DEPARTMENTS:
        mine = [p for p in new if actor in str(p["introduced_by"]).split("、")]
        counts["4(引进项目)", actor] = sum(p["contract_amount"] >= 0.1 for p in mine)
        known = [p for p in mine if p["contract_amount"] > 0]
        signed = sum(p["contract_amount"] for p in known)
        arrived = sum(p["funds_ytd"] for p in known if p["funds_ytd"] == p["funds_ytd"])
        counts["4(当年资金到位率)", actor] = arrived / signed if signed else float("nan")
    for actor in OFFICES:
        counts["全年合计", actor] = sum(_valid(lead, leads) for lead in leads.to_dict("records")
                                       if lead["introduced_by"] == actor)  # fmt: skip
    return counts


def _valid(lead, leads):
    """A lead of this test is listed once: it counts if nobody listed its firm before."""
    if lead["stage"] == "流失":
        return 0
    day = (lead["month"], lead["first_met"])
    same = [x for x in leads.to_dict("records") if normal(x["company"]) == normal(lead["company"])]
    return int(all((x["month"], x["first_met"]) >= day for x in same))


@pytest.mark.parametrize("seed", range(4))
def test_against_a_plain_count(seed):
    rng = np.random.default_rng(seed)
    names = [*DEPARTMENTS, "市工信局、市商务局", "某商会", None]
    projects = ledger(*(
        {"introduced_by": names[rng.integers(7)], "funds_ytd": rng.choice([0.0, 0.04, np.nan]),
         "contract_amount": rng.choice([0.05, 0.1, 2.0, np.nan]),
         "signed_on": pd.Timestamp(rng.choice([2025, 2026]), int(rng.integers(1, 12)), 3),
         "status": rng.choice(["active", "terminated"], p=[0.8, 0.2])}
        for _ in range(60)
    ))  # fmt: skip
    leads = listed(*(
        {"introduced_by": OFFICES[rng.integers(3)], "company": f"企业{rng.integers(25)}",
         "month": int(rng.integers(1, 7)), "stage": rng.choice(["线索", "在谈", "流失"]),
         "first_met": pd.Timestamp(1980, 1, 1) + pd.Timedelta(days=int(rng.integers(9000)))}
        for _ in range(40)
    )).drop_duplicates(["introduced_by", "company"])  # fmt: skip
    found = told(projects, leads)
    for (clause, actor), expected in plain_count(projects, leads, 6).items():
        assert of(found, clause)[actor] == pytest.approx(expected, nan_ok=True), (clause, actor)
