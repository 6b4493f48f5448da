"""Numbers: what is printed, with its unit and the interval it stands for.

Comes in: a clean line. Goes out: `Printed` numbers in one unit a kind (money in 亿元, ratios and
百分点 as fractions), each with the interval of all values that would have been printed like that.
Words such as 约, 超 and 以上 widen the interval. Numbers of more than 15 digits are left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from zsanalytics.numerals import chinese_number
from zsanalytics.quantities import Quantity, find_quantities
from zsanalytics.units import convert, units_kind

KINDS = {"人民币": "money", "美元": "dollars", "count": "count", "people": "people",
         "points": "points"}  # fmt: skip
SCALES = {"money": "亿元", "dollars": "亿美元", "count": "个", "people": "人", "points": "百分点"}
ROUND = 0.005
"""A sum of money without decimals that ends in zeros was rounded by up to half a percent."""

_DIGITS = re.compile(r"(?:百分之|[-+])?[\d.〇零一二三四五六七八九两十百千万亿][\d,.]*")
_BEFORE = re.compile(
    r"(?<![a-z\d./第前])(?<!\d[-~,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)[、和及与,]$"
)
_RANK = re.compile(
    r"(?:位居|居|名列|列|排名|排在|排|位次|名次|升至|升到|跃居|降至|退居|占)[^,;。第\d\n]{0,14}"
    r"(?P<whole>第(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})(?:[位名]|(?=[,;。、)(\n和且]|$)))"
)  # fmt: skip
_TWOFOLD = re.compile(r"翻(?:了)?(?P<number>[一两二三123])?番")
_NEAR = {"约", "大约", "约为", "左右", "上下", "接近", "将近", "近", "来"}
_OVER = {"超", "超过", "突破", "逾", "余", "多", "以上", "至少", "≥", ">=", ">"}
_UNDER = {"不足", "不到", "以下", "以内", "至多", "≤", "<=", "<"}


class Printed(NamedTuple):
    """A number as printed: ``line[start:end]`` is the digits with their unit, no more.

    ``value``, ``low`` and ``high`` are in the scale of ``kind``: money in 亿元, dollars in
    亿美元, ``ratio`` and ``points`` as fractions, ``times`` as a multiple, ``rank`` and ``count``
    as they are. A fall is negative. ``step`` is one unit of the last printed digit, ``size`` the
    size of the printed unit: 0.0001 for 万元.
    """

    start: int
    end: int
    text: str
    kind: str
    value: float
    low: float
    high: float
    step: float
    size: float
    approx: str = ""


def find_numbers(line: str) -> list[Printed]:
    """Find every number with a unit, rank and 翻番 in a clean line, from left to right.

    Examples
    --------
    >>> [(n.text, n.kind, n.value) for n in find_numbers("到位资金12.5亿元，增长3%，居第2位")]
    [('12.5亿元', 'money', 12.5), ('3%', 'ratio', 0.03), ('第2位', 'rank', 2)]
    """
    found: list[Printed] = []
    for item in find_quantities(line):
        whole = line[item.start : item.end]
        digits = _DIGITS.search(whole)
        number = _printed(item.quantity, digits) if digits else None
        if number is None or digits is None:
            continue
        start = item.start + digits.start()
        end = item.start + len(whole.rstrip("以上下内左右余多"))
        here = number._replace(start=start, end=end, text=line[start:end])
        found.extend(_same_unit_before(line, item.quantity, here))
        found.append(here)
    found.extend(_ranks(line))
    found.extend(_folds(line))
    return sorted(found)


def _printed(quantity: Quantity, digits: re.Match[str]) -> Printed | None:
    if len(digits[0]) > 24 or len(quantity.number.as_tuple().digits) > 15:
        return None
    kind, unit = _kind(str(quantity.unit))
    if kind == "":
        return None
    scale = float(convert(1, str(quantity.unit), unit)) if unit else 1.0
    scale = 0.01 * scale if kind == "points" else scale
    value, step = float(quantity.number) * scale, 10.0**-quantity.decimals * scale
    if kind != "ratio" and not digits[0].startswith("-"):
        value = abs(value)  # 回落3个百分点 and 减少5亿元 say the sign by their role
    exact = kind in ("count", "people") and step == 1  # a count is not rounded
    low, high = _widened(value, 0 if exact else step / 2, quantity.approx or "")
    return Printed(0, 0, "", kind, value, low, high, step, scale, quantity.approx or "")


def _kind(unit: str) -> tuple[str, str]:
    measured = units_kind(unit)
    if measured == "ratio":
        return ("times", "倍") if unit == "倍" else ("ratio", "倍")
    if measured == "points":
        return "points", "百分点"
    kind = KINDS.get(measured or "", "other" if measured else "")
    return kind, SCALES.get(kind, "")


def _widened(value: float, half: float, approx: str) -> tuple[float, float]:
    """Give the interval a number stands for; 近100 may be 93, 超100 may be anything above."""
    low, high = value - half, value + half
    wide = max(0.08 * abs(value), half)
    if approx in _NEAR:
        return value - wide, high if approx in ("近", "接近", "将近") else value + wide
    if approx in _OVER:
        return (low, math.inf) if value >= 0 else (-math.inf, high)
    if approx in _UNDER:
        return (-math.inf, high) if value >= 0 else (low, math.inf)
    return low, high


def rounded(number: Printed) -> tuple[float, float]:
    """Give the interval of an amount that may have been rounded to tens or hundreds."""
    digits = re.sub(r"[^\d.]", "", number.text)
    if number.kind == "money" and "." not in digits and len(digits) > 1 and digits[-1] == "0":
        wide = max(ROUND * abs(number.value), number.step / 2)
        return min(number.low, number.value - wide), max(number.high, number.value + wide)
    return number.low, number.high


def _same_unit_before(line: str, quantity: Quantity, last: Printed) -> Iterator[Printed]:
    """Read 12.3、45.6和 before 78.9亿元: numbers of a list with the unit said once."""
    place = last.start
    while match := _BEFORE.search(line, max(0, place - 24), place):
        text, place = match[1], match.start(1)
        if len(text) > 15 or line[place - 1 : place] in "年月":
            return
        one = last.step * 10.0**quantity.decimals
        decimals = len(text.partition(".")[2])
        value, step = float(text.replace(",", "")) * one, one * 10.0**-decimals
        sign = -1 if last.value < 0 else 1
        exact = last.kind in ("count", "people") and step == 1
        low, high = _widened(value * sign, 0 if exact else step / 2, "")
        yield Printed(place, place + len(text), text, last.kind, value * sign, low, high, step, one)


def _ranks(line: str) -> Iterator[Printed]:
    for match in _RANK.finditer(line):
        text = match["number"]
        number = int(text) if text.isdigit() else chinese_number(text)
        if number:
            start, end = match.span("whole")
            yield Printed(start, end, match["whole"], "rank", number, number, number, 1, 1)


def _folds(line: str) -> Iterator[Printed]:
    """Read 翻番, 翻一番, 翻两番: at least about that multiple, and less than the next."""
    for match in _TWOFOLD.finditer(line):
        word = match["number"] or "一"
        times = 2 ** (int(word) if word.isdigit() else chinese_number(word) or 1)
        span = match.span()
        yield Printed(*span, match[0], "times", times, 0.95 * times, 1.95 * times, 1, 1, "番")
