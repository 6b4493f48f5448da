"""A report: the blocks of an executed notebook, read back, numbered and checked.

Comes in: a notebook. Goes out: a `Report`, which every format is drawn from. Refused: an erring
cell, an empty block, and a character that the bundled fonts cannot show.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zsanalytics.publish import style
from zsanalytics.publish.content import MIME, Block, BlockError, flat, from_json, texts

DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Report:
    """The blocks of a briefing, groups opened and headings, tables and figures numbered.

    Parameters
    ----------
    blocks : iterable of Block
        In the order of the page.
    meta : mapping
        ``asof`` ("2024-09": the time stamp of the files), and ``title`` where no title block is.
    """

    blocks: tuple[Block, ...]
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        opened = [part for block in self.blocks for part in flat(block)]
        numbers = _numbers(opened)
        numbered = tuple(
            Block(block.kind, {**block.content, "number": number}) if number else block
            for block, number in zip(opened, numbers, strict=True)
        )
        object.__setattr__(self, "blocks", numbered)

    @property
    def title(self) -> str:
        """Give the words of the title block, else ``meta["title"]``, else ``""``."""
        return str(self.head.get("text") or self.meta.get("title", ""))

    @property
    def head(self) -> Mapping[str, Any]:
        """Give the content of the title block, or an empty mapping."""
        found = [block.content for block in self.blocks if block.kind == "title"]
        return found[0] if found else {}

    @property
    def facts(self) -> dict[str, dict[str, Any]]:
        """Give every fact row of the report by its identifier."""
        rows = [block.content["rows"] for block in self.blocks if block.kind == "facts"]
        return {row["fact"]: row for part in rows for row in part}


def collect_blocks(notebook: Mapping[str, Any] | str | Path) -> list[Block]:
    """List the blocks that an executed notebook shows, in order.

    Parameters
    ----------
    notebook : mapping, str or Path
        A notebook node, the same as plain JSON, or the path of an ``.ipynb`` file.

    Raises
    ------
    BlockError
        If a cell erred, if there is no block, or if one is empty or cannot be printed.
    """
    node = notebook
    if isinstance(node, str | Path):
        node = json.loads(Path(node).read_text(encoding="utf-8"))
    found: list[Block] = []
    for number, cell in enumerate(dict(node).get("cells", ()), start=1):
        for output in cell.get("outputs", ()):
            if output.get("output_type") == "error":
                said = f"{output.get('ename', '')}: {output.get('evalue', '')}"
                raise BlockError(f"notebook cell {number}: {said}; mend the cell and run again")
            if MIME in output.get("data", {}):
                found += _checked(from_json(output["data"][MIME]), number)
    if not found:
        raise BlockError("notebook: no block is shown; run it, and end cells with a block")
    return found


def replaced(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """List the foreign texts with replaced characters: the text as shown, the characters."""
    found = [run for block in blocks for run in _dicts(block.content) if run.get("replaced")]
    return [(run["text"], run["replaced"]) for run in found]


def _checked(block: Block, number: int) -> list[Block]:
    for part in flat(block):
        said = "".join(texts(part)).strip()
        if not said:
            raise BlockError(f"notebook cell {number}: the {part.kind} is empty; leave it out")
        lost = style.missing_glyphs(said)
        if lost:
            listed = ", ".join(f"{c} (U+{ord(c):04X})" for c in lost[:5])
            raise BlockError(
                f"notebook cell {number}: {part.kind}: no font has {listed}; reword it, or pass a "
                "text from a workbook through blocks.foreign"
            )
    return flat(block)


def _dicts(value: Any) -> Iterable[dict[str, Any]]:
    if isinstance(value, Mapping):
        yield dict(value)
    inner = value.values() if isinstance(value, Mapping) else value
    if isinstance(inner, Iterable) and not isinstance(inner, str):
        for part in inner:
            yield from _dicts(part)


def chinese(number: int) -> str:
    """Write a number from 1 to 99 as headings do.

    Examples
    --------
    >>> chinese(4), chinese(10), chinese(23)
    ('四', '十', '二十三')
    """
    tens, ones = divmod(number, 10)
    front = "" if not tens else "十" if tens == 1 else DIGITS[tens] + "十"
    return front + (DIGITS[ones] if ones or not tens else "")


def _numbers(blocks: list[Block]) -> list[str]:
    """Number headings 一、 （一） 1. and tables and figures 表1 附表1 图1; "" for what has none."""
    count: Counter[str] = Counter()
    return [_number(block, count) for block in blocks]


def _number(block: Block, count: Counter[str]) -> str:
    if block.kind == "figure":
        count["figure"] += 1
        return f"图{count['figure']}"
    if block.kind == "table":
        name = "附表" if block.content.get("annex") else "表"
        count[name] += 1
        return f"{name}{count[name]}"
    if block.kind == "heading" and block.content.get("numbered"):
        return _heading_number(int(block.content["level"]), block.content["text"], count)
    return ""


def _heading_number(level: int, text: str, count: Counter[str]) -> str:
    count[f"heading {level}"] += 1
    for below in range(level + 1, 4):
        count[f"heading {below}"] = 0
    if re.match(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、](?!\d)", text):
        return ""  # why: it brings its own number
    number = count[f"heading {level}"]
    return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.")[level - 1]
