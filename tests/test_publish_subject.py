"""The subject: the words a bulletin uses of its period, its scope and its audience."""

import pytest

from zsanalytics.publish.subject import Subject, bulletin_words


def words(asof="2024-09", months=1.0, task=False, **further):
    subject = Subject("庆阳市", asof, further.pop("line", "来源地=省外"), {}, **further)
    return bulletin_words(subject, {"months": months}, task=task)


@pytest.mark.parametrize(
    ("asof", "rest", "quarter"),
    [("2024-09", "10—12月", "2024年前三季度"), ("2024-11", "12月", None),
     ("2024-12", None, "2024年全年"),
     ("2024-06", "7—12月", "2024年上半年"), ("2024-03", "4—12月", "2024年一季度")],
)  # fmt: skip
def test_periods(asof, rest, quarter):
    found = words(asof)
    assert found.get("rest") == rest and found.get("quarter") == quarter


def test_a_flow_over_several_months_has_a_span():
    assert words(months=3.0)["span"] == "7—9月"
    assert "span" not in words() and "span" not in words(months=float("nan"))


def test_scope_goal_and_marks():
    assert words()["scope"] == "省外到位资金" and words(line="全部")["scope"] == "到位资金"
    assert words(task=True)["goal"] == "年度调度任务"
    assert {"demo", "public", "doubt"} & set(words()) == set()
    found = words(demo=True, audience="public", doubt=True)
    assert found["demo"] == "演示数据" and {"public", "doubt"} <= set(found)
