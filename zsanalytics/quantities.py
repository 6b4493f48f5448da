"""Numbers with units, as they are typed into cells and printed in bulletins.

Comes in: the text of a cell, or prose. Goes out: a `Quantity` with an exact decimal, its unit as
one name, the word that makes it approximate and the decimals printed. What is refused: whatever
is not one quantity: dates, codes, telephone numbers, ranges, ordinals. Conversion and printing
are the neighbours `zsanalytics.units` and `zsanalytics.numerals`; their names stand here too.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.numerals import (
    NUMERAL,
    chinese_number,
    decimal_of,
    largest_remainder,
    plain,
    round_half_up,
    shown,
    shown_percent,
    shown_points,
)
from zsanalytics.units import BASE, MULTIPLE, UnitError, convert, unit_name, units_agree, units_of

__all__ = [
    "FoundQuantity",
    "Quantity",
    "UnitError",
    "convert",
    "find_quantities",
    "interval",
    "is_missing",
    "largest_remainder",
    "read_quantity",
    "round_half_up",
    "shown",
    "shown_percent",
    "shown_points",
    "unit_name",
    "units_agree",
    "units_of",
]


class Quantity(NamedTuple):
    """A number as printed, in ``unit``.

    ``approx`` is the word that makes it approximate (约, 近, 超, 余, 以上 …), else None.
    ``decimals`` counts the printed decimals; it is negative for 1.2E+08. The number of
    ``12.34%`` is 12.34; `fraction` is 0.1234.
    """

    number: Decimal
    unit: str | None = None
    approx: str | None = None
    decimals: int = 0

    @property
    def percent(self) -> bool:
        """Whether it is a ratio in % or ‰."""
        return self.unit in ("%", "‰")

    @property
    def fraction(self) -> Decimal | None:
        """The ratio as a fraction; None for what is no ratio."""
        return convert(self.number, str(self.unit), "倍") if self.percent else None


class FoundQuantity(NamedTuple):
    """A quantity and where it stands: ``text[start:end]``, sign and approximation included."""

    quantity: Quantity
    start: int
    end: int


_S = r"\s{0,2}"  # bounded: a cell of 10,000 blanks must not make the search explode
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_TYPED = rf"{_DIGITS}|\d{{1,3}}(?:\s\d{{3}})+(?:\.\d+)?"
_UP = "增长|增加|上升|提高|提升|上涨|↑"
_DOWN = "下降|减少|回落|降低|下滑|缩减|负增长|↓"
_BEFORE = "大约|约为|约|超过|突破|超|将近|接近|近|逾|不足|不到|至少|至多|≥|≤|>=|<=|>|<"
_AFTER = "以上|以下|以内|左右|上下|余|多"
_CHANGE = (
    rf"(?:(?:同比|环比)?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))了?)?{_S}(?P<before>{_BEFORE})?{_S}"
)
_MONEY = rf"{_S}(?P<currency>¥|rmb|人民币|us\$|\$)?{_S}"
_WORDS = f"{NUMERAL}{{1,20}}"
_CHINESE = rf"百分之{_WORDS}(?:点{_WORDS})?|{_WORDS}点{_WORDS}"
_UNIT = rf"(?P<multiple>{MULTIPLE})?(?P<more>余|多)?{_S}(?:(?P<base>{BASE})整?)?(?!个?月)"
_TAIL = rf"{_S}(?P<some>余|多|来)?{_S}{_UNIT}{_S}(?P<after>{_AFTER})?"
# why the guards: 第3次, 前10名 (not 超前10个百分点), GB2312, 10-50亿元 and the 00 in 1,00 are no
# quantities of prose
_GUARD = r"(?<![a-z\d./第])(?<!(?<!超)前)(?<!\d[-~,])"
_WHOLE = re.compile(
    rf"{_CHANGE}(?P<sign>[-+▲△])?{_MONEY}(?:(?P<digits>(?:{_TYPED})(?:e[-+]?\d{{1,2}})?)"
    rf"|(?P<chinese>{_CHINESE}|{_WORDS})){_TAIL}"
)
_PROSE = re.compile(
    rf"{_CHANGE}(?:(?<![a-z\d%元亿万个家)])(?P<sign>[-+▲△]))?{_MONEY}"
    rf"{_GUARD}(?:(?P<digits>(?=\d)(?:{_DIGITS}))|(?P<chinese>{_CHINESE}|{NUMERAL}{{2,20}})){_TAIL}"
)
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.(\d{1,12}))?")
_TELEPHONE = re.compile(r"1[3-9]\d{9}")
_BRACKETED = re.compile(r"[(](?=.*[.,%万亿元]|\d{3})([^-+()]+)[)]")
_CODE = re.compile(r"0\d+|\d{16,}")
_MISSING = frozenset(
    ["", "-", "--", "---", "/", "//", "\\", "无", "…", "……", "...", "......", "x", "×", "*", "**",
     "n/a", "na", "#n/a", "nan", "none", "null", "暂无", "暂缺", "缺", "空", "未报", "未填报",
     "待报", "待定", "不详", "不适用", "无数据", "暂无数据", "未统计", "无此项"]
)  # fmt: skip


def is_missing(text: Any) -> bool:
    """Tell whether a cell says that there is no number: blank, ``—``, ``/``, 无, ``#N/A``.

    Errors of formulas other than ``#N/A`` are not missing values: they are to be reported.

    Examples
    --------
    >>> [is_missing(text) for text in ("", " — ", "无", None, "0", "#REF!")]
    [True, True, True, True, False, False]
    """
    if isinstance(text, str):
        return plain(text).strip().lower() in _MISSING
    return pd.api.types.is_scalar(text) and bool(pd.isna(text))


def read_quantity(text: Any) -> Quantity | None:
    """Read a cell that holds one quantity and nothing else.

    Parameters
    ----------
    text : str or number
        ``1,234.5万元``, ``约12``, ``(1,234.5)``, ``三千二百亿``, ``下降8.92%`` (negative).

    Returns
    -------
    Quantity or None
        None for missing marks, dates, ranges, telephone numbers, numbers with a leading zero,
        more than 15 digits, unknown units, two units, and index numbers (``(1)``, ``一``). A
        six-digit area code has the form of a number: the column's head must say what it is.

    Examples
    --------
    >>> read_quantity("1，234.5万元")
    Quantity(number=Decimal('1234.5'), unit='万元', approx=None, decimals=1)
    >>> read_quantity("30余亿元").approx, read_quantity("2024年9月") is None
    ('余', True)
    """
    if not isinstance(text, str):
        number = None if isinstance(text, bool) else _typed_number(text)
        return None if number is None else Quantity(number, None, None, _decimals(number))
    simple = _PLAIN_NUMBER.fullmatch(text)
    if simple and not _TELEPHONE.fullmatch(text):
        return Quantity(Decimal(text), None, None, len(simple[1] or ""))
    return None if simple else _read_written(plain(text).strip().lower())


def _typed_number(value: Any) -> Decimal | None:
    try:
        return decimal_of(value)
    except (TypeError, ValueError):  # a date, a list: no number
        return None


def _decimals(number: Decimal) -> int:
    return -int(number.as_tuple().exponent)


def _read_written(line: str) -> Quantity | None:
    bracketed = _BRACKETED.fullmatch(line)
    match = _WHOLE.fullmatch(bracketed[1] if bracketed else line)
    quantity = _quantity(match) if match else None
    if quantity and bracketed:
        return quantity._replace(number=-quantity.number)
    return quantity


def _quantity(match: re.Match[str]) -> Quantity | None:
    part = match.groupdict()
    read = _digits(part["digits"]) if part["digits"] else _chinese(part["chinese"], part["base"])
    if read is None or (part["down"] and part["sign"]):
        return None
    number, multiple = read
    unit = _unit(multiple + (part["multiple"] or ""), part["base"], part["currency"])
    if unit is None and (part["base"] or part["multiple"] or multiple):
        return None
    negative = part["down"] or part["sign"] not in (None, "+")
    approx = part["before"] or part["some"] or part["more"] or part["after"]
    return Quantity(-number if negative else number, unit, approx, _decimals(number))


def _unit(multiple: str, base: str | None, currency: str | None) -> str | None:
    if not currency:
        return unit_name(multiple + (base or "")) if multiple or base else None
    money = "美元" if "$" in currency else "元"
    return unit_name(multiple + money) if base in (None, "元", money) else None


def _digits(text: str) -> tuple[Decimal, str] | None:
    """Read Arabic digits; the second item is the multiple inside the number: none."""
    if len(text) > 30 or _CODE.fullmatch(text):
        return None
    return Decimal(re.sub(r"[,\s]", "", text)), ""


def _chinese(text: str, base: str | None) -> tuple[Decimal, str] | None:
    """Read Chinese numerals; the second item is the multiple they end in, or ``%``."""
    percent = text.startswith("百分之")
    body = text.removeprefix("百分之")
    multiple = next((m for m in ("万亿", "亿", "万") if body.endswith(m)), "")
    whole, point, tail = body.removesuffix(multiple if "点" in body else "").partition("点")
    number, places = chinese_number(whole), chinese_number(tail) if point else 0
    if number is None or places is None or not (percent or base or multiple or number > 99):
        return None  # an index number: 一, 十二
    if point:
        value = Decimal(f"{number}.{places:0{len(tail)}d}")
    else:
        value = Decimal(number) / {"万亿": 10**12, "亿": 10**8, "万": 10**4}.get(multiple, 1)
    return value, "%" if percent else multiple


def find_quantities(text: str) -> list[FoundQuantity]:
    """Find the quantities of a prose text that have a unit, from left to right.

    Parameters
    ----------
    text : str
        A bulletin; positions are those of its characters.

    Returns
    -------
    list of FoundQuantity
        Without dates, ordinals, both ends of ``10-50亿元``, and numbers without a unit.
        ``下降8.92%`` is -8.92 and its span begins at 下降; 下降至8.92% is a level.

    Examples
    --------
    >>> [
    ...     (str(f.quantity.number), f.quantity.unit)
    ...     for f in find_quantities(
    ...         "1至11月，实施项目4,228个，到位资金5,676.69亿元，同比增长42.45%。"
    ...     )
    ... ]
    [('4228', '个'), ('5676.69', '亿元'), ('42.45', '%')]
    """
    found = []
    for match in _PROSE.finditer(plain(text).lower()):
        quantity = _quantity(match)
        if quantity and quantity.unit:
            start, end = match.span()
            lead = len(match[0]) - len(match[0].lstrip())
            found.append(FoundQuantity(quantity, start + lead, end))
    return found


def interval(quantity: Quantity) -> tuple[Decimal, Decimal]:
    """Give the bounds between which the number lay before it was rounded for printing.

    Half a unit of the last printed digit on both sides; ``approx`` is not considered.

    Examples
    --------
    >>> interval(Quantity(Decimal("42.45"), "%", None, 2))
    (Decimal('42.445'), Decimal('42.455'))
    """
    half = Decimal(5).scaleb(-quantity.decimals - 1)
    return quantity.number - half, quantity.number + half
