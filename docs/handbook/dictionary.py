"""The data dictionary, written from `zsanalytics/schema.py` and the meanings in dictionary.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from handbook.indicators import texts
from handbook.markdown import save, table
from zsanalytics.schema import TABLES, Table

TYPES = {
    "str": "文字",
    "object": "任意",
    "bool": "是否",
    "int64": "整数",
    "Int64": "整数，可缺",
    "float64": "小数，可缺",
    "datetime64[ns]": "日期，可缺",
}
INTRODUCTION = """\
# 数据字典

表与表之间只靠列来衔接，全部列在这里（由 `zsanalytics/schema.py` 生成）。通用的约定：

* 金额单位亿元（外资为万美元），比率是分数（0.08即8%），日期是时间戳；
* 时间是两列整数 `year`、`month`，不是日期；本年累计的9月就是1—9月；
* **缺就是空（NaN），不是零**：零是报了零，空是没有报或读不出；
* `segment` 为 `全部`，或“维度=成员”，如 `来源地=省外`、`重点产业链=文化旅游`、`规模=10亿元以上`；
* `region` 一律用规范全称，如 `临夏回族自治州`、`兰州新区`。

"""


def write(generated: Path) -> None:
    """Write the page under a folder."""
    said = texts("dictionary")
    parts = [_section(one, said.get(name, {})) for name, one in TABLES.items()]
    save(generated / "dictionary.md", INTRODUCTION + "\n".join(parts))


def _section(one: Table, said: dict[str, Any]) -> str:
    key = "、".join(f"`{column}`" for column in one.key) or "无（一行是一条）"
    rows = [
        (f"`{column}`", TYPES.get(kind, kind), said.get("columns", {}).get(column, ""))
        for column, kind in one.columns.items()
    ]
    return (
        f"## {said.get('title', '')} `{one.name}`\n\n{said.get('about', '')}\n\n主键：{key}。\n\n"
        + table(["列", "类型", "含义；缺时表示什么"], rows)
    )
