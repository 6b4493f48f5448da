"""Units as sheets state them: 单位：万元、个 in a corner, 到位资金（亿元） in a head.

Comes in: a line or a label. Goes out: the units it states, in their order. Spaces inside words,
brackets of any kind, 人民币 and traditional characters make no difference.
"""

from __future__ import annotations

import functools
import re

from zsanalytics.codebook import squeeze
from zsanalytics.quantities import unit_name, units_of

_NOTE = re.compile(
    r"(?<!填报)(?<!报送)(?<!上报)(?<!编制)(?<!制表)(?<!主管)(?:(?:金额|计量|数量|货币|资金|数据)?单位)(?:均?为|[:：])?(.+)"
)
_OTHERWISE = re.compile(r"以(\S{1,8})为单位|(?:金额|资金|货币|unit)[:：](\S{1,8})", re.IGNORECASE)
_MONEY_WORD = re.compile(r"元|个|家|%")
_ANY = re.compile(r"(?:亿|千万|百万|十万|万|千)?(?:美元|元)|(?:[个家次户%]|项(?!目))")
_GLUED = re.compile(r"(?<=[\u4e00-\u9fff])(?<![过上下])((?:亿|千万|百万|万)元)$")
_TAIL = re.compile(r"[,，、/_\-—:]([^,，、/_\-—:]+)$")
_YUAN = re.compile(r"(?:人民币|RMB):?", re.IGNORECASE)
_BRACKETS = str.maketrans("[]【】〔〕{}", "()()()()")
_LONGEST = 60


@functools.lru_cache(maxsize=8192)
def units_of_label(text: str) -> tuple[str, ...]:
    """List the units of a head or stub cell.

    Examples
    --------
    >>> units_of_label("到位资金【萬元】"), units_of_label("到位资金-亿元"), units_of_label("签约")
    (('万元',), ('亿元',), ())
    """
    line = _plain(text)
    if len(line) >= _LONGEST:
        return ()
    if units := units_of(line):
        return tuple(units)
    bare = line.replace(" ", "")
    for found in (_TAIL.search(bare), _GLUED.search(bare)):
        if found and (name := unit_name(found[1])):
            return (name,)
    return ()


@functools.lru_cache(maxsize=8192)
def units_of_line(text: str) -> tuple[str, ...]:
    """List the units that a line around a table states for all of it.

    Examples
    --------
    >>> units_of_line("单 位：万 元"), units_of_line("单位：资金（万元）、项目（个）")
    (('万元',), ('万元', '个'))
    >>> units_of_line("以亿元为单位"), units_of_line("填报单位：兰州市")
    (('亿元',), ())
    """
    line = _plain(text)
    for spoken in (line.replace(" ", ""), line):
        note = _NOTE.search(spoken)
        if note and (units := _listed(note[1])):
            return units
    other = _OTHERWISE.search(line.replace(" ", ""))
    alone = unit_name((other[1] or other[2]).strip("。;,)")) if other else unit_name(line)
    if alone:
        return (alone,)
    found = tuple(dict.fromkeys(_ANY.findall(note[1]))) if note else ()
    if any("元" in unit for unit in found):
        return found
    units = tuple(units_of(line)) if len(line) < _LONGEST and line.endswith(")") else ()
    return units if any(_MONEY_WORD.search(unit) for unit in units) else ()


def _listed(rest: str) -> tuple[str, ...]:
    separated = re.sub(r"/(?=[个家项次户%])", "、", rest.strip(" ()。;:"))
    return tuple(units_of(f"单位:{separated}"))


def _plain(text: str) -> str:
    simple = " ".join(squeeze(word) for word in text.split()).translate(_BRACKETS)
    return _YUAN.sub("", simple).replace("()", "").strip()
