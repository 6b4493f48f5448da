"""Printed figures recomputed by the measures, at printed precision.

Each line: what was printed, how it is recomputed, from which printed figures. The figures are
looked up in the published collection and in the source documents where those are at hand.
"""

import re
from decimal import Decimal

import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.measures.flows import monthly
from zsanalytics.measures.growth import growth
from zsanalytics.measures.progress import completion
from zsanalytics.measures.shares import contribution, share
from zsanalytics.measures.stages import stage_rates
from zsanalytics.measures.totals import add_total
from zsanalytics.quantities import shown

HEAD = {"region": "甘肃省", "indicator": "funds_in_place", "segment": "全部", "status": "reported"}

SHARES = [  # printed %, part, whole
    ("27.04", 2731.17, 10101.33, "甘肃 2023-11 三个500强签约额"),
    ("55.75", 5631.34, 10101.33, "甘肃 2023-11 10亿元以上签约额"),
    ("20.81", 2102.43, 10101.33, "甘肃 2023-11 50亿元以上签约额"),
    ("73.97", 6978.16, 9433.27, "甘肃 2024-09 民营企业签约额"),
    ("65.18", 6148.28, 9433.27, "甘肃 2024-09 第二产业签约额"),
    ("55.21", 3603.63, 6527.11, "甘肃 2024-09 第二产业到位资金"),
    ("53.27", 3477.03, 6527.11, "甘肃 2024-09 14条重点产业链到位资金"),
    ("63.31", 3550.25, 5607.69, "第29届兰洽会 10亿元以上"),
    ("23", 1266.18, 5607.69, "第29届兰洽会 三个500强"),
    ("72.7", 2227, 3062, "2024产业转移对接活动 新兴产业"),
    ("97.4", 415, 426, "兰州新区 第31届兰洽会 亿元以上"),
    ("90.8", 387, 426, "兰州新区 第31届兰洽会 5亿元以上"),
    ("53", 427, 805.8, "武威 第22届兰洽会 10亿元以上"),
]
SAME_WHOLE = [("29.92", 363.11), ("15.49", 188.05), ("15.32", 185.94)]  # 甘肃 2024-04
COMPLETIONS = [  # printed %, so far, target
    ("68.09", 4766.22, 7000, "甘肃 2015-08"),
    ("99.79", 204.57, 205, "七里河区 2024-11"),
    ("54.95", 114.29, 208, "安宁区 2015-05"),
    ("58.04", 95.77, 165, "安宁区 2015-05 省外"),
    ("154", 7.4, 4.8, "庆城镇 2017-10"),
]
GROWTHS = [  # printed %, now, then, years between
    ("98.64", 5961.26, 3001.07, 3, "甘肃 2020-2023"),
    ("22.88", 4766.22, 3878.66, 1, "甘肃 2015-08"),
    ("7.64", 6500.82, 6039.55, 1, "第31届兰洽会"),
]
INCREMENTS = [  # printed, now, then
    ("461.65", 6973.18, 6511.53, "第21届兰洽会"),
    ("382.44", 6511.53, 6129.09, "第20届兰洽会"),
]
STAGES = [  # printed %, rate, projects at the stage, projects signed
    ("82.98", "开工率", 907, 1093, "第19届兰洽会"),
    ("36.69", "竣工率", 401, 1093, "第19届兰洽会 建成"),
    ("77.14", "开工率", 1002, 1299, "第20届兰洽会"),
    ("25.17", "竣工率", 327, 1299, "第20届兰洽会 建成"),
    ("82.14", "开工率", 46, 56, "庆阳 2022-05 建成23、在建23"),
    ("41", "竣工率", 23, 56, "庆阳 2022-05"),
    ("31.58", "开工率", 6, 19, "靖远县 2020-07"),
    ("80", "开工率", 4, 5, "安宁区 第18届兰洽会"),
    ("86.59", "开工率", 904, 1044, "兰州 2015-05"),
    ("86.68", "开工率", 1106, 1276, "兰州 2015-06"),
    ("83.38", "开工率", 306, 367, "兰州 近三届兰洽会"),
    ("26.16", "竣工率", 96, 367, "兰州 近三届兰洽会 建成投产"),
    ("80.29", "开工率", 110, 137, "兰州 第19届兰洽会"),
    ("94.79", "履约率", 473, 499, "第15届兰洽会"),
]
ARRIVALS = [  # printed %, funds, contract amount
    ("45.59", 2794.49, 6129.09, "第19届兰洽会"),
    ("32.93", 2143.95, 6511.53, "第20届兰洽会"),
    ("42.54", 28.5, 67, "安宁区 第18届兰洽会"),
    ("41.48", 1566.81, 3777.37, "兰州 近三届兰洽会"),
    ("37.06", 429.21, 1158.011, "兰州 第19届兰洽会"),
]
SUMS = [  # printed, parts
    ("1044", [381, 663], "兰州 2015-05 执行项目"),
    ("6839.7", [671.48, 6168.22], "兰州 2015-05 总投资"),
    ("762.09", [299.42, 462.67], "兰州 2015-05 到位资金"),
    ("76", [9, 55, 12], "兰州新区 第31届兰洽会 项目"),
    ("426", [10, 383, 33], "兰州新区 第31届兰洽会 签约额"),
    ("103", [8, 45, 50], "兰州新区 2012-09 项目"),
    ("838.77", [13.12, 409.65, 416], "兰州新区 2012-09 总投资"),
    ("62", [43, 19], "崆峒区 2014-10 项目"),
    ("140.95", [75.53, 65.42], "崆峒区 2014-10 总投资"),
    ("57.15", [35.38, 21.77], "崆峒区 2014-10 到位资金"),
    ("293.6", [116.4, 177.2], "七里河区 2023-07 签约额"),
    ("100", [6.97, 62.75, 30.28], "第29届兰洽会 三次产业占比"),
    ("100", [12, 30, 58], "第23届兰洽会 三次产业占比"),
]
FLOWS = [("20.44", "甘肃 2015-07 同比"), ("2", "甘肃 2015-08 比1-7月上升")]
MEMBERS = [("378", [47, 64, 25, 83, 11, 53, 62, 33], "临夏州 2019-02 八县市储备项目")]

PRINTED = [
    *SHARES, *SAME_WHOLE, *COMPLETIONS, *GROWTHS, *INCREMENTS, *STAGES, *ARRIVALS, *SUMS, *FLOWS,
    *MEMBERS,
]  # fmt: skip


def printed(value, like):
    """Write a value with as many decimals as the printed one."""
    places = -Decimal(like).as_tuple().exponent
    return shown(round(value, 9), max(places, 0)).replace(",", "")


def rows(*values, **columns):
    return pd.DataFrame({"value": values}).assign(**{**HEAD, "year": 2024, "month": 9, **columns})


def test_there_are_sixty():
    assert len(PRINTED) >= 60


@pytest.mark.parametrize(("said", "part", "whole", "what"), SHARES)
def test_shares(said, part, whole, what):
    panel = rows(whole, part, segment=["全部", f"部分={what}"])
    assert printed(share(panel, of="全部")["share"].iloc[1] * 100, said) == said


def test_three_shares_of_a_whole_that_was_not_printed():
    wholes = [1213.7 + n / 100 for n in range(-60, 60)]
    fits = [w for w in wholes if all(printed(p / w * 100, s) == s for s, p in SAME_WHOLE)]
    panel = rows(
        fits[0], *[p for _, p in SAME_WHOLE], segment=["全部", "规模=甲", "规模=乙", "规模=丙"]
    )
    shares = share(panel, of="全部")["share"][1:]
    assert [printed(s * 100, "0.00") for s in shares] == [said for said, _ in SAME_WHOLE]


@pytest.mark.parametrize(("said", "so_far", "target", "what"), COMPLETIONS)
def test_completions(said, so_far, target, what):
    goal = pd.DataFrame([{**HEAD, "year": 2024, "kind": "level", "line": "goal", "value": target}])
    assert printed(completion(rows(so_far), goal)["completion"].iloc[0] * 100, said) == said


@pytest.mark.parametrize(("said", "now", "then", "years", "what"), GROWTHS)
def test_growths(said, now, then, years, what):
    out = growth(rows(then, now, year=[2024 - years, 2024]), years=years)
    assert printed(out["growth"].iloc[1] * 100, said) == said


@pytest.mark.parametrize(("said", "now", "then", "what"), INCREMENTS)
def test_increments(said, now, then, what):
    panel = rows(then, now, year=[2023, 2024])
    assert printed(contribution(panel, of="全部")["contribution"].iloc[1] * then, said) == said


@pytest.mark.parametrize(("said", "rate", "at_stage", "signed", "what"), STAGES)
def test_stage_rates(said, rate, at_stage, signed, what):
    column = {"开工率": "started_on", "竣工率": "completed_on", "履约率": "performed_on"}[rate]
    ledger = pd.DataFrame({"project_id": [str(n) for n in range(signed)], "region": "甘肃省"})
    ledger = ledger.assign(year=2024, month=9, signed_on="2024-01-05")
    ledger[column] = ["2024-08-01"] * at_stage + [None] * (signed - at_stage)
    assert printed(stage_rates(ledger, "2024-09")[rate].iloc[0] * 100, said) == said


@pytest.mark.parametrize(("said", "funds", "amount", "what"), ARRIVALS)
def test_arrival_rates(said, funds, amount, what):
    ledger = pd.DataFrame([{"project_id": "a", "region": "甘肃省", "year": 2024, "month": 9}])
    ledger = ledger.assign(signed_on="2024-01-05", funds_total=funds, contract_amount=amount)
    assert printed(stage_rates(ledger, "2024-09")["到位率"].iloc[0] * 100, said) == said


@pytest.mark.parametrize(("said", "parts", "what"), SUMS)
def test_sums_and_shares_of_one(said, parts, what):
    panel = rows(float(said), *parts, segment=["全部", *[f"部分={n}" for n in range(len(parts))]])
    assert printed(share(panel, of="全部")["share"][1:].sum() * float(said), said) == said


def test_the_growth_of_july_from_august():
    now, then, august, of_august = 4766.22, 3878.66, 776.96, 0.3715
    ytd = [then - august / (1 + of_august), then, now - august, now]
    panel = rows(*ytd, year=[2014, 2014, 2015, 2015], month=[7, 8, 7, 8])
    flows = growth(monthly(panel), of="monthly")
    assert printed(flows["growth"].iloc[3] * 100, "0.00") == "37.15"
    grown = growth(panel)["growth"]
    assert printed(grown.iloc[2] * 100, "0.00") == "20.44"
    assert printed((grown.iloc[3] - grown.iloc[2]) * 100, "0") == "2"


def test_the_members_of_linxia():
    members = load_codebook().members("临夏回族自治州")
    said, parts, _ = MEMBERS[0]
    names = ["临夏市", "和政县", "广河县", "东乡族自治县", "康乐县", "永靖县", "临夏县",
             "积石山保安族东乡族撒拉族自治县"]  # fmt: skip
    assert set(names) == set(members)
    panel = rows(*parts, region=names, indicator="reserve_projects")
    assert printed(add_total(panel, "临夏回族自治州")["value"].iloc[-1], said) == said


def test_the_figures_were_printed(shared):
    table = pd.read_csv(shared / "data" / "published_gansu.csv", dtype=str)
    documents = [file.read_text(encoding="utf-8") for file in (shared / "sources").glob("*.txt")]
    text = " ".join([*table["quote"].dropna(), *documents, *table["value"]]).replace(",", "")
    known = set(re.findall(r"\d+(?:\.\d+)?", text))
    known |= {plain(number) for number in known}
    inputs = [x for case in PRINTED for x in case[1:-1] if isinstance(x, int | float)]
    inputs += [part for *_, parts, _ in (*SUMS, *MEMBERS) for part in parts]
    wanted = {*(case[0] for case in PRINTED), *(plain(x) for x in inputs)}
    exempt = {"46", "3", "1", "100"}  # 建成23 + 在建23; years between; the whole of shares
    assert not wanted - exempt - known


def plain(number):
    """Write a number without the zeros at its end."""
    return format(Decimal(str(number)).normalize(), "f")
