"""Single cells of a ledger: ticks, amounts, codes and claims in all their spellings."""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from decimal import Decimal
from typing import Any, NamedTuple

from zsanalytics.numerals import chinese_number
from zsanalytics.quantities import UnitError, convert, is_missing, read_quantity

_YES = frozenset(
    ("是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "1", "t", "true", "已", "●", "◉")
)
_NO = frozenset(
    ("否", "无", "×", "✗", "✘", "x", "n", "no", "0", "f", "false", "未", "没有", "非", "○")
)
NOT_YET = re.compile(
    r"^(?:暂未|尚未|未|待|拟|计划|暂无|无|没有|正在|前期|不|待定|即将|预计|筹备|在谈|洽谈|否|×|—|-|/)"
)
_LISTS = (
    ("世界500强", re.compile(r"世界|财富|全球")),
    ("中国民营企业500强", re.compile(r"民营|民企|工商联")),
    ("中国企业500强", re.compile(r"中国|国内|中企|全国")),
)


def plain(text: str) -> str:
    """Write a cell in half width, lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@functools.lru_cache(maxsize=8192)
def read_tick(text: str | None) -> bool | None:
    """Read a yes or no; None for anything else.

    Examples
    --------
    >>> [read_tick(text) for text in ("是", "√", "Y", "1", "有", "否", "0", "×", "暂未")]
    [True, True, True, True, True, False, False, False, None]
    """
    if text is None:
        return None
    word = plain(text)
    return True if word in _YES else False if word in _NO else None


class Amount(NamedTuple):
    """An amount in 亿元, or None; ``odd`` says that the cell holds something unreadable."""

    number: Decimal | None
    odd: bool = False


def read_amount(
    value: Any, text: str | None, unit: str, *, usd_rate: float | None = None
) -> Amount:
    """Read an amount cell in 亿元; a unit typed with the number wins over the column's.

    Parameters
    ----------
    value, text : Any, str
        The cell's value and what it shows.
    unit : str
        The column's unit, or empty: then a bare number has no amount.
    usd_rate : float, optional
        Yuan for a dollar; without it dollars have no amount and are odd.

    Examples
    --------
    >>> read_amount(12345.6, "12,345.60", "万元").number
    Decimal('1.23456')
    >>> (
    ...     str(read_amount("1.2亿元", "1.2亿元", "万元").number),
    ...     read_amount("1234万", "", "万元").number,
    ... )
    ('1.2', Decimal('0.1234'))
    >>> read_amount(100, "100", "万美元").odd, read_amount(100, "", "万美元", usd_rate=7.1).number
    (True, Decimal('0.071'))
    """
    if isinstance(value, str):
        return _written_amount(value, unit, usd_rate)
    countable = isinstance(value, int | float) and not isinstance(value, bool)
    if not countable or not math.isfinite(value):
        return Amount(None, odd=value is not None)
    if not unit:
        return Amount(None)
    number = _in_yi(Decimal(f"{value:.15g}"), unit, usd_rate)
    return Amount(number, odd=number is None)


@functools.lru_cache(maxsize=8192)
def _written_amount(text: str, unit: str, usd_rate: float | None) -> Amount:
    word = plain(text)
    if is_missing(word) or NOT_YET.match(word):
        return Amount(None)
    quantity = read_quantity(word)
    if quantity is None:
        return Amount(None, odd=True)
    own = quantity.unit or ""
    own = f"{own}元" if own in ("万", "亿", "千", "百万", "千万", "万亿") else own
    if not own and not unit:
        return Amount(None)
    number = _in_yi(quantity.number, own or unit, usd_rate)
    return Amount(number, odd=number is None)


_SHIFTS = {"亿元": 0, "万元": -4, "千元": -5, "元": -8, "百万元": -2, "千万元": -1, "万亿元": 4}


def _in_yi(number: Decimal, unit: str, usd_rate: float | None) -> Decimal | None:
    if unit in _SHIFTS:
        return number.scaleb(_SHIFTS[unit])
    try:
        return convert(number, unit, "亿元", usd_rate=usd_rate)
    except UnitError:  # foreign money without a rate stays unknown
        return None


_RUNNING = re.compile(r"^[(（]?\d{1,3}(?:[)）]|[、.．](?=\D))\s*")


def without_number(name: str | None) -> str | None:
    """Give a project's name without the running number before it.

    Examples
    --------
    >>> without_number("（1）橄榄油"), without_number("3、花椒"), without_number("3.5万吨花椒")
    ('橄榄油', '花椒', '3.5万吨花椒')
    """
    return name if name is None else _RUNNING.sub("", name) or name


_NO_CODE = re.compile(r"办理|申请|待|未|无|正在|暂|补")


def read_code(value: Any) -> str | None:
    """Read a project's code; None for what is a running number or says that there is none yet.

    Examples
    --------
    >>> read_code("2401-621002-04-01-123456 "), read_code(7), read_code("正在办理")
    ('2401-621002-04-01-123456', None, None)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = _LEAST_CODE <= value < 10**18 and value == int(value)
        return str(int(value)) if whole else None
    word = "".join(unicodedata.normalize("NFKC", str(value or "")).split())
    if word.isdecimal():
        return word if int(word) >= _LEAST_CODE else None
    told = len(word) >= 4 and any(sign.isdigit() for sign in word) and not _NO_CODE.search(word)
    return word if told else None


_LEAST_CODE = 10_000  # a smaller number counts the projects


@functools.lru_cache(maxsize=4096)
def read_claim(text: str, header: str) -> str | None:
    """Read a claim to one of the three 500强 lists; an empty text for one that names no list.

    Examples
    --------
    >>> read_claim("世界五百强", "500强类型"), read_claim("√", "是否中国民营企业500强")
    ('世界500强', '中国民营企业500强')
    >>> read_claim("否", "是否500强"), read_claim("是", "是否500强")
    (None, '')
    """
    word = plain(text)
    tick = read_tick(word)
    if tick is False or is_missing(word) or re.match(r"[否非不无未]", word):
        return None
    said = plain(header) if tick else word
    return next((name for name, pattern in _LISTS if pattern.search(said)), "")


@functools.lru_cache(maxsize=4096)
def read_event(text: str) -> str:
    """Write a fair's name with its number in figures.

    Examples
    --------
    >>> read_event("第二十九届兰洽会"), read_event("30届 兰洽会")
    ('第29届兰洽会', '第30届兰洽会')
    """
    word = "".join(unicodedata.normalize("NFKC", text).split())
    match = re.match(r"第?([一二三四五六七八九十百\d]+)届(.+)", word)
    number = chinese_number(match[1]) if match and not match[1].isdigit() else None
    if match is None:
        return word
    return f"第{number if number is not None else match[1]}届{match[2]}"


@functools.lru_cache(maxsize=16384)
def missing_word(text: str | None) -> bool:
    """Tell whether a text cell says that there is nothing (—, /, 无)."""
    return text is None or (len(text) < 9 and is_missing(text))
