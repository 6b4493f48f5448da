"""Duties: projects followed by posts and units, their names as foreign text."""

import pandas as pd

from tests.test_publish_text import read, told
from zsanalytics.publish import duties
from zsanalytics.publish.facts import collect
from zsanalytics.publish.wording import tell

NAN = float("nan")


def frame(*rows):
    columns = ["post", "unit", "region", "name", "stage", "amount", "month", "obstacle", "days"]
    return pd.DataFrame(rows, columns=columns)


TWO = frame(
    (None, "西峰区", "西峰区", "甲项目", "开工", 12.0, 1.5, None, 90.0),
    ("副市长", "市招商局", "宁县", "=cmd()\u202e乙\U0010fffd", "签约", 30.0, NAN, "土地", NAN),
)


def test_counts_amounts_and_obstacles():
    known = tell(collect(duties.duty_facts(TWO, {})), told().words)
    assert read(duties.duties(known)) == [
        "列入清单的项目2个，签约金额42.00亿元，当月到位1.50亿元，其中有堵点的1个。"
    ]


def test_none_none_stuck_and_more_than_the_table_holds():
    assert read(duties.duties(told())) == ["没有列入包抓清单的项目。"]
    free = TWO.assign(obstacle=None, month=NAN)
    known = tell(collect(duties.duty_facts(free, {})), told().words)
    assert read(duties.duties(known)) == ["列入清单的项目2个，签约金额42.00亿元，没有填报堵点。"]
    many = pd.concat([TWO] * 15, ignore_index=True)
    known = tell(collect(duties.duty_facts(many, {})), told().words)
    assert read(duties.duties(known))[0].endswith("；下表列签约金额居前的15个。")
    assert len(duties.table(_sourced(known), many).content["rows"]) == 15


def _sourced(known):
    return known._replace(words={**known.words, "vintage": "2024-09-000000000000"})


def test_the_largest_stands_first_and_foreign_text_is_cleaned():
    table = duties.table(_sourced(told()), TWO)
    first, second = ([cell["text"] for cell in row] for row in table.content["rows"])
    assert first == ["1", "副市长", "市招商局", "=cmd()乙〓", "签约", "30.00", "—", "土地", "—"]
    assert second[:4] == ["2", "未登记", "西峰区", "甲项目"] and second[-1] == "90"
    assert duties.table(told(), TWO.iloc[:0]) is None
