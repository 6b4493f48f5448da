"""A page for every indicator of the codelist and every measure: definition, formula, example.

Names, units, definitions and sources come from `codes/indicators.toml`; what only a person can
say (formula, worked example, where it misleads) from `docs/indicators.toml` and
`docs/measures.toml`. An indicator added to the codelist gets its page without more.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import zsanalytics as zs
from handbook import examples
from handbook.markdown import bullets, contents, save, table
from zsanalytics.codebook import CODES

TEXTS = Path(__file__).parents[1]
Texts = dict[str, Any]
_NUMBER = re.compile(r"[\d, ]+")
KINDS = {
    "ytd": "本年累计（1月1日起）",
    "stock": "时点数（月末状态）",
    "rate": "比率",
    "month": "当月数",
}
ADDS = {
    "sum": "上级数等于各下级单位之和，缺一个单位就不合计（`zs.add_total`）。",
    "none": "各地之间不能相加，也不能简单平均；上级数用上级自己的分子、分母重算。",
    "distinct": "各地之间不能相加（同一家企业可能在几个地方投资），上级数由项目台账去重。",
}
MISLEADS = {
    "ytd": "是1月1日以来的累计，不是当月数；2月的数含1月（不单独报1月），两个月份不能相加。",
    "stock": "是月末的状态，不是本年新发生的；相邻两月之差是净变化，不是当月数。",
    "rate": "比率之间的变化说百分点，不说百分之几；分母小的时候一个项目就能改变很多。",
    "month": "是一个月的数，逐月可以相加。",
}


def texts(name: str) -> Texts:
    """Read the hand-written texts of a file of the handbook."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


def sources() -> dict[str, str]:
    """Give the documents behind the short names of sources, from the codelists' own page."""
    page = (CODES / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| (S\d{3}|DH) \| (.+?) \|$", page, flags=re.MULTILINE))


def cited(source: str) -> str:
    r"""Write out a source such as ``DH 2; S002 一`` with the titles of its documents.

    Examples
    --------
    >>> cited("S001")
    '* 打造一流营商环境 赋能高质量发展（甘肃篇），报纸专版，2023年12月\n'
    """
    titles = sources()
    lines = []
    for part in filter(None, map(str.strip, source.split(";"))):
        short, _, place = part.partition(" ")
        place = f"第{place}{'节' if short == 'DH' else '条'}" if _NUMBER.fullmatch(place) else place
        lines.append("，".join(filter(None, [titles.get(short, short), place])))
    return bullets(lines)


def write(generated: Path) -> None:
    """Write the pages of indicators and measures under a folder."""
    indicators = zs.load_codebook().entries
    said = texts("indicators")
    for code, entry in indicators.items():
        page = indicator_page(code, entry, said)
        save(generated / "indicators" / f"{code}.md", page)
    save(generated / "indicators" / "index.md", _indicator_index(indicators))
    measured = texts("measures")
    for one in measured["measure"]:
        page = measure_page(one, measured["given"])
        save(generated / "measures" / f"{one['page']}.md", page)
    save(generated / "measures" / "index.md", _measure_index(measured["measure"]))


def indicator_page(code: str, entry: dict[str, Any], all_said: Texts) -> str:
    """Write the page of one indicator."""
    said = all_said["indicator"].get(code, {})
    facts = [
        ("单位", entry["unit"]),
        ("类别", KINDS[entry["kind"]]),
        ("怎么汇总", ADDS[entry["total"]]),
        ("印几位小数", entry["decimals"]),
    ]
    parts = [
        f"# {entry['name']}\n\n{entry['definition']}\n",
        table(["代号", f"`{code}`"], facts),
        f"## 算法\n\n{said.get('formula') or _formula(entry)}\n",
        f"## 例\n\n{_example(code, entry, said, all_said)}",
        f"## 容易看错的地方\n\n{bullets([*said.get('misleads', ()), MISLEADS[entry['kind']]])}",
        f"## 来源\n\n{cited(entry['source'])}",
        f"## 表里的写法\n\n{_spellings(entry)}\n",
    ]
    return "\n".join(parts)


def _formula(entry: dict[str, Any]) -> str:
    if entry["kind"] == "rate":
        return "按定义由分子除以分母；表里填报的比率按分数保存（0.05就是5%），显示时才写成百分数。"
    kept = f"按单位换算，保存单位为{entry['unit']}" if entry["unit"] else "没有单位，照数保存"
    return f"直接采用填报数，{kept}；不估算、不补缺。"


def _spellings(entry: dict[str, Any]) -> str:
    names = [entry["name"], *entry["aliases"]]
    more = f" 等{len(names)}种" if len(names) > 12 else ""
    return (
        f"读表时认得：{'、'.join(names[:12])}{more}；“累计”“完成”“招商引资”等字样不影响辨认。"
        "还有别的写法，见[怎样加一种写法](../../add-list.md)。"
    )


def _example(code: str, entry: dict[str, Any], said: dict[str, Any], all_said: Texts) -> str:
    """Run the indicator's own example, else the one that any of its kind can have."""
    usual = all_said["usual"][entry["kind"]]
    told = said if "example" in said else usual
    numbers = said.get("numbers", usual["numbers"])
    before = all_said["given"][told["given"]].strip() + "\n" if "given" in told else ""
    example, reading = told["example"], told.get("reading", "")
    words = {
        "CODE": code, "NAME": entry["name"], "UNIT": entry["unit"],
        "EARLIER": str(numbers[0]), "BEFORE": str(numbers[-2]), "LATER": str(numbers[-1]),
    }  # fmt: skip
    for name, word in words.items():
        example, reading = example.replace(name, word), reading.replace(name, word)
    return examples.shown(examples.run(before + example, reading))


def _indicator_index(indicators: dict[str, dict[str, Any]]) -> str:
    rows = [
        (f"[{e['name']}]({code}.md)", f"`{code}`", e["unit"], KINDS[e["kind"]], e["definition"])
        for code, e in indicators.items()
    ]
    return (
        "# 指标口径\n\n数什么：每个指标一页，写明定义、算法、来源、算例和容易看错的地方。"
        "怎么比较（同比、完成率、占比……）另见[比较与分析](../measures/index.md)。"
        "指标目录在 `zsanalytics/codes/indicators.toml`，"
        "[增加一个指标](../../add-indicator.md)后这里自动多一页。\n\n"
        + table(["指标", "代号", "单位", "类别", "定义"], rows)
        + "\n"
        + contents(indicators)
    )


def measure_page(one: dict[str, Any], given: dict[str, str]) -> str:
    """Write the page of one measure."""
    before = given[one["given"]].strip() + "\n" if "given" in one else ""
    example = examples.run(before + one["example"], one.get("reading", ""))
    calls = "、".join(f"{{py:obj}}`zs.{name} <zsanalytics.{name}>`" for name in one["functions"])
    parts = [
        f"# {one['name']}\n\n{one['definition']}\n",
        f"## 算法\n\n{one['formula']}\n",
        f"## 例\n\n{examples.shown(example)}{_figure(one)}",
        f"## 容易看错的地方\n\n{bullets(one['misleads'])}",
        f"## 来源\n\n{cited(one['source'])}",
        f"## 在程序里\n\n{calls}\n",
    ]
    return "\n".join(parts)


def _figure(one: dict[str, Any]) -> str:
    """Show how the briefing draws it, where it does."""
    if "figure" not in one:
        return ""
    return (
        f"\n```{{figure}} ../pictures/{one['figure']}.svg\n:width: 75%\n"
        f":alt: 通报里的{one['name']}\n\n通报里的样子（演示数据）\n```\n"
    )


def _measure_index(measures: list[dict[str, Any]]) -> str:
    rows = [(f"[{one['name']}]({one['page']}.md)", one["definition"]) for one in measures]
    return (
        "# 比较与分析\n\n怎么比：由指标算出来的同比、占比、进度、位次和推进阶段各率。"
        "比率在表里一律是分数（0.08就是8%），印出来才写成百分数或百分点。\n\n"
        + table(["名称", "定义"], rows)
        + "\n"
        + contents(one["page"] for one in measures)
    )
