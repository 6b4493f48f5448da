"""Checks of what parks report: rates of a part in its whole, amounts that may be negative."""

import zsanalytics as zs
from zsanalytics.schema import PANEL, conform


def found(*rows):
    panel = conform(
        [
            {"region": "华亭工业园区", "indicator": code, "segment": "全部", "year": 2023,
             "month": month, "value": value, "status": "reported", "source": f"表.xlsx!表!B{n}"}
            for n, (code, month, value) in enumerate(rows, start=3)
        ],
        PANEL,
    )  # fmt: skip
    table = zs.check(panel[panel["month"] == 12], previous=panel[panel["month"] < 12])
    return set(table.loc[table["region"] == "华亭工业园区", "message"])


def test_a_part_is_never_more_than_its_whole():
    told = found(("restart_rate", 12, 1.3), ("developed_land_rate", 12, 1.05),
                 ("fai_completion_rate", 12, 1.014), ("liability_ratio", 12, 1.2))  # fmt: skip
    assert told == {
        "华亭工业园区2023年开(复)工率为130.00%，超过100%。",
        "华亭工业园区2023年土地开发率为105.00%，超过100%。",
    }


def test_a_year_may_begin_below_zero_but_a_fall_is_asked():
    assert found(("value_added", 12, -0.2)) == set()
    assert found(("value_added", 11, 1.5), ("value_added", 12, 1.4)) == {
        "华亭工业园区2023年工业增加值为1.40亿元，小于2023年1—11月的1.50亿元，累计数下降。"
    }
