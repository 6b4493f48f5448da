# ruff: noqa: E501
"""Writes docs/rules.md from the table of rules and the cases that break them.

Run ``python -m tests.rules_page`` after changing a rule; a test fails while the page is stale.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.checks_cases import CASES, READING, of_leads, of_panels
from zsanalytics.checks.rulebook import RULES

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
WORDS = {"error": "错误", "warning": "疑问", "note": "提示"}
INTRODUCTION = """\
# 校核规则

`zs check` 和 `zs build` 按下列规则校核报送数据。每条问题都写明文件、工作表、单元格、填报数、应有的数和处理办法。

* **错误**：数据自相矛盾或不可能，须更正后重报；有错误时命令退出码为 1。
* **疑问**：数据可疑，须核实；属实的请说明。
* **提示**：供参考，不要求处理。

比对时都考虑四舍五入：印出的数代表所有会印成它的数，两边的范围不相交才算不符。缺数不当作 0，缺了比对所需的数就不比。
一个数错了会牵连合计、同比、占比等多处，只报一条，先写出疑点所在的单元格，再写牵连到的各处；一列中同类问题不少于 6 处时合并为一条。
“若……应为……”是按算术推出的可能笔误（数字颠倒、漏打或多打一位、小数点错位、万元与亿元混用、误加负号），只作提示，从不自动改数。

| 规则 | 代号 | 级别 | 含义 |
|---|---|---|---|
"""

LEADS = """
## 读取线索表时的疑问

目标企业库、线索台账按行读取，读不准的当即提问，级别都是疑问，不影响其他行。联系人和电话不采用。

| 疑问 | 代号 | 含义 | 例 | 处理 |
|---|---|---|---|---|
"""


def page() -> str:
    """Write the page: a table of all rules, then an entry with an example for each."""
    first = {case.rule: case for case in reversed(CASES)}
    panels = of_panels()
    table = "".join(
        f"| [{rule.title}](#{rule.name}) | `{rule.name}` | {WORDS[rule.severity]} "
        f"| {rule.definition}。 |\n"
        for rule in RULES
    )
    entries = []
    for rule in RULES:
        case = first.get(rule.name)
        example = panels[rule.name] if case is None else case
        place = f"`{example.file}` 的 `{example.cell}`：" if isinstance(example.cell, str) else ""
        entries.append(
            f'\n<a id="{rule.name}"></a>\n\n## {rule.title}（{WORDS[rule.severity]}）\n\n'
            f"{rule.definition}。代号 `{rule.name}`。\n\n"
            f"> {place}{example.message}\n\n处理：{example.remedy}\n"
        )
    return INTRODUCTION + table + "".join(entries) + reading_leads()


def reading_leads() -> str:
    """Write what is asked when a list of leads is read, before any rule runs."""
    with tempfile.TemporaryDirectory() as folder:
        found = of_leads(Path(folder))
    lines = [
        f"| {title} | `{rule}` | {definition}。 | {found[rule]['message']} | {found[rule]['remedy']} |\n"
        for rule, (title, definition) in READING.items()
    ]
    return LEADS + "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
