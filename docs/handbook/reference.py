"""The API reference: every public name by room, from the docstrings as they stand."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import zsanalytics as zs
from handbook.markdown import save

ROOMS = {
    "codebook": "目录：地区、指标、产业链",
    "intake": "读表：工作簿 → 单元格 → 记录 → 面板",
    "checks": "校核",
    "measures": "指标计算：同比、完成率、占比、位次、推进阶段",
    "targets": "目标册、分解、评分",
    "outlook": "全年预计、情景、缺口",
    "briefing": "通报与追溯",
    "audit": "核对文字里的数",
    "quality": "数据质量",
    "office": "收表、退表、抽查",
    "month": "每月作业",
    "store": "数据版本",
    "history": "看过去的数",
    "vintage_tables": "数据版本里的其他表",
    "partitions": "按省、按年分块",
    "workers": "多进程与集群",
    "publish": "展示与追溯",
    "explore": "交互图",
    "showing": "看表",
    "published_figures": "公开发布的数",
    "errors": "异常",
}

_BLANK = re.compile(r"(?<![^\s(])``([^`]+?)\s+``(?![\w`])")
_BARS = re.compile(r"(?<!`)\|(\w+)\|(?!`)")
_PATHS = re.compile(r"\w*Path\('[^']*?/(zsanalytics/[^']*)'\)")


def rooms() -> dict[str, list[str]]:
    """Give the public names by the room they live in, known rooms first."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in zs.__all__:
        found[room_of(getattr(zs, name))].append(name)
    order = {room: place for place, room in enumerate(ROOMS)}
    return dict(sorted(found.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))


def room_of(thing: Any) -> str:
    """Tell the room of a public thing: the part of the package that defines it."""
    module = thing.__name__ if inspect.ismodule(thing) else thing.__module__
    return str(module).split(".")[1]


def write(generated: Path) -> None:
    """Write a page a room, and the page of all names."""
    found = rooms()
    for room, names in found.items():
        save(generated / "api" / f"{room}.rst", _room_page(room, names))
    save(generated / "api" / "index.rst", _index(found))


def _title(room: str) -> str:
    return ROOMS.get(room, room)


def _heading(text: str, mark: str) -> str:
    return f"{text}\n{mark * 2 * len(text)}\n\n"  # a Chinese character is two columns wide


def _room_page(room: str, names: list[str]) -> str:
    parts = [_heading(_title(room), "="), ".. py:currentmodule:: zsanalytics\n\n"]
    for name in names:
        parts.append(_heading(f"zs.{name}", "-") + _directive(name, getattr(zs, name)))
    return "".join(parts)


def _directive(name: str, thing: Any) -> str:
    if inspect.ismodule(thing):
        return f".. automodule:: {thing.__name__}\n   :members:\n\n"
    if inspect.isclass(thing):
        return f".. autoclass:: zsanalytics.{name}\n   :members:\n   :show-inheritance:\n\n"
    return f".. autofunction:: zsanalytics.{name}\n\n"


def summary(thing: Any) -> str:
    """Give the first sentence of a docstring."""
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")


def plain_words(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Let ``|error|`` be an absolute value and a separator end in a blank, as a person reads."""
    lines[:] = [_BARS.sub(r"\\|\1\\|", _BLANK.sub(r"``\1``", line)) for line in lines]


def plain_paths(
    app: Any, what: str, name: str, obj: Any, options: Any, signature: str | None, returned: str
) -> tuple[str, str] | None:
    """Name a default folder by its place in the package, not by where it is installed."""
    return (_PATHS.sub(r"Path('\1')", signature), returned) if signature else None


def _index(found: dict[str, list[str]]) -> str:
    parts = [_heading("API 参考", "=")]
    parts.append(
        "以 ``import zsanalytics as zs`` 使用。表进、表出，列见\n:doc:`数据字典 <../dictionary>`；"
        "说明取自各函数的文档字符串（英文），算例都在测试中运行。\n\n"
    )
    for room, names in found.items():
        parts.append(_heading(_title(room), "-"))
        rows = [f"   * - :py:obj:`zs.{n} <zsanalytics.{n}>`\n     - {summary(getattr(zs, n))}\n"
                for n in names]  # fmt: skip
        parts.append(".. list-table::\n   :widths: 30 70\n\n" + "".join(rows) + "\n")
    parts.append(".. toctree::\n   :hidden:\n\n" + "".join(f"   {room}\n" for room in found))
    return "".join(parts)
