"""Units of statistical tables: their names made one, and exact conversion between them.

Comes in: a unit as people write it (``亿元人民币``, ``万美金``, ``％``). Goes out: one name for it,
and numbers converted in exact decimals. A unit is a multiple (万, 亿, …) of a base; the multiple
alone (``1234万``) fits every base. What is refused: a foreign currency without a stated rate, and
one kind of quantity turned into another. A ratio such as 万元/亩 is a unit; 个/万元 lists two.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction
from typing import Any, NamedTuple

from zsanalytics.errors import ZsError
from zsanalytics.numerals import decimal_of, plain


class UnitError(ZsError):
    """A unit nobody knows, or two that do not convert into each other."""


_MULTIPLES = {
    "": 1, "十": 10, "百": 100, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6,
    "千万": 10**7, "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
_KINDS: dict[str, dict[str, int | Fraction]] = {  # what is measured -> base unit -> its size
    "人民币": {"元": 1},
    "美元": {"美元": 1}, "港元": {"港元": 1}, "欧元": {"欧元": 1}, "日元": {"日元": 1},
    "英镑": {"英镑": 1}, "新台币": {"新台币": 1},
    "count": dict.fromkeys(
        ("个", "家", "户", "项", "件", "宗", "次", "批", "批次", "场", "场次", "条", "支", "起",
         "辆", "台", "套", "台套", "只", "头", "株"), 1,
    ),
    "people": {"人": 1, "人次": 1, "名": 1},
    "area": {"平方米": 1, "公顷": 10**4, "亩": Fraction(2000, 3), "平方公里": 10**6},
    "length": {"米": 1, "公里": 1000}, "volume": {"立方米": 1},
    "mass": {"公斤": 1, "吨": 1000}, "power": {"瓦": 1, "千瓦": 1000, "兆瓦": 10**6},
    "energy": {"千瓦时": 1}, "coal equivalent": {"吨标准煤": 1},
    "carbon dioxide": {"吨二氧化碳": 1},
    "ratio": {"%": Fraction(1, 100), "‰": Fraction(1, 1000), "倍": 1},
    "points": {"百分点": 1},
}  # fmt: skip
_PER = {  # what may stand over what in a ratio
    "人民币": ("area", "people"), "people": ("area",),
    **dict.fromkeys(("coal equivalent", "carbon dioxide", "energy", "volume"), ("人民币", "area")),
}  # fmt: skip
_SPELLINGS = {
    "圆": "元", "人民币": "元", "人民币元": "元", "元人民币": "元", "rmb": "元",
    "cny": "元", "¥": "元", "美金": "美元", "usd": "美元", "us$": "美元", "$": "美元",
    "港币": "港元", "hkd": "港元", "eur": "欧元", "日圆": "日元", "jpy": "日元",
    "gbp": "英镑", "台币": "新台币", "个百分点": "百分点", "pct": "%", "百分比": "%",
    "㎡": "平方米", "m²": "平方米", "m2": "平方米", "平米": "平方米", "平方": "平方米",
    "㎢": "平方公里", "km²": "平方公里", "km2": "平方公里", "平方千米": "平方公里", "千米": "公里",
    "km": "公里", "m³": "立方米", "m3": "立方米", "kg": "公斤", "千克": "公斤", "t": "吨",
    "kw": "千瓦", "mw": "兆瓦", "kwh": "千瓦时", "ha": "公顷",
    "吨标煤": "吨标准煤", "tce": "吨标准煤", "tco2": "吨二氧化碳", "吨co2": "吨二氧化碳",
}  # fmt: skip


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)


MULTIPLE = f"(?:{_either(_MULTIPLES)})"
"""A regular expression for 万, 亿, 万亿 … in plain text."""
BASE = (
    rf"(?:元人民币|(?:{_either([*_SPELLINGS, *(b for k in _KINDS.values() for b in k)])})(?![a-z]))"
)
"""A regular expression for 元, 个, 平方米, % … in plain lower-case text."""


class _Unit(NamedTuple):
    name: str
    multiple: int
    base: Fraction  # the size of the base, in the first base of its kind
    kind: str


def _known() -> dict[str, _Unit]:
    known = {
        multiple: _Unit(multiple, size, Fraction(1), "") for multiple, size in _MULTIPLES.items()
    }
    del known[""]
    for kind, bases in _KINDS.items():
        spellings = {name: name for name in bases}
        spellings |= {way: base for way, base in _SPELLINGS.items() if base in bases}
        for way, base in spellings.items():
            for multiple, size in _MULTIPLES.items():
                unit = _Unit(multiple + base, size, Fraction(bases[base]), kind)
                if not multiple or multiple + way not in known:  # 千瓦 is a base, not 千 of 瓦
                    known[multiple + way] = unit
    return known


_UNITS = _known()
_CURRENCY_FIRST = re.compile(r"(人民币|美元|港币|rmb|cny|usd|hkd|eur)[(]?(\D+?)[)]?")
_IN_BRACKETS = re.compile(r"[(]([^()]*)[)]")


def unit_name(text: str) -> str | None:
    """Give the one name of a unit, or None if the text is no unit.

    Examples
    --------
    >>> unit_name("亿元人民币"), unit_name("万美金"), unit_name("个百分点"), unit_name("目标")
    ('亿元', '万美元', '百分点', None)
    >>> unit_name("吨标煤/万元"), unit_name("个/万元")
    ('吨标准煤/万元', None)
    """
    found = _unit_of(text)
    return found.name if found else None


@functools.lru_cache(maxsize=4096)
def _unit_of(text: str) -> _Unit | None:
    return _found(re.sub(r"\s+", "", plain(text)).lower())


def _found(short: str) -> _Unit | None:
    """Look a unit up by its text without spaces; a ratio of two where each is one."""
    if short in _UNITS:
        return _UNITS[short]
    over, slash, under = short.partition("/")
    return _ratio(over, under) if slash else _money(short)


def _ratio(over: str, under: str) -> _Unit | None:
    """Put 万元 over 亩; None where the two are a list, as 个/万元 is."""
    one, other = (_UNITS.get(part) or _money(part) for part in (over, under))
    if one is None or other is None or other.kind not in _PER.get(one.kind, ()):
        return None
    size = one.base / (other.multiple * other.base)
    return _Unit(f"{one.name}/{other.name}", one.multiple, size, f"{one.kind}/{other.kind}")


def _money(short: str) -> _Unit | None:
    """Look up an amount of money that is written with its currency before or in brackets."""
    short = _IN_BRACKETS.sub(r"\1", short)
    turned = _CURRENCY_FIRST.fullmatch(short)
    if turned:  # 人民币万元, RMB万元, USD万元
        base = _UNITS[turned[1]].name
        multiple = turned[2].removesuffix("元").removesuffix(base)
        short = multiple + base
    elif short.endswith(("元人民币", "元rmb", "元(人民币)")):
        short = short[: short.rindex("元") + 1]
    return _UNITS.get(short)


def units_of(text: str) -> list[str]:
    """List the units a corner note or a column head states, in their order.

    Parameters
    ----------
    text : str
        ``单位：万元、个、%``, ``到位资金（亿元）``, ``同比±%``, ``亿元``.

    Returns
    -------
    list of str
        Empty where none is stated, and for a ratio that is no unit (``万元/吨``).

    Examples
    --------
    >>> units_of("单位：万元、个、%"), units_of("到位资金（亿元）"), units_of("单位：兰州市")
    (['万元', '个', '%'], ['亿元'], [])
    """
    line = plain(text).strip()
    after = re.search(r"单位\s{0,3}(:?)(.+)", line)
    if after and (after[1] or unit_name(re.split(r"[、,;/\s和及()]", after[2].strip())[0])):
        return _listed(after[2].strip(") "))  # else a name that begins so: 单位土地产出（万元/亩）
    whole = unit_name(line)
    if whole:
        return [whole]
    for inside in reversed(_IN_BRACKETS.findall(line)):
        if units := _listed(inside):
            return units
    if re.search(r"[^\d.]%$", line) and not re.search(r"\d", line):
        return ["%"]
    last = unit_name(re.split(r"[\s:]", line)[-1])
    return [last] if last and len(last) > 1 else []  # 行 次 is a head, 投资额 亿元 has a unit


def _listed(text: str) -> list[str]:
    """Split a list of units; one foreign part is passed over, a ratio of two kinds is none."""
    if unit_name(text):
        return [str(unit_name(text))]
    per = text.split("/")
    if len(per) == 2 and all(map(unit_name, per)) and units_kind(per[0]) in ("人民币", "美元"):
        return []
    parts = [part.lstrip("±+ ") for part in re.split(r"[、,;\s和及]+", text) if part]
    listed = (part if unit_name(part) else re.split("/+", part) for part in parts)
    names = (unit_name(p) for part in listed for p in ([part] if isinstance(part, str) else part))
    return [name for name in names if name]


def units_kind(unit: str | None) -> str | None:
    """Say what a unit measures: its currency, ``count``, ``people``, ``area``, ``ratio``.

    Returns ``""`` for a bare multiple (万) and None for an unknown unit.

    Examples
    --------
    >>> units_kind("万元"), units_kind("家"), units_kind("万"), units_kind("天")
    ('人民币', 'count', '', None)
    """
    found = _unit_of(unit) if unit else None
    return found.kind if found else None


def units_agree(first: str | None, second: str | None) -> bool:
    """Tell whether numbers in two units convert into each other without a rate.

    Examples
    --------
    >>> units_agree("万元", "亿元"), units_agree("万", "个"), units_agree("万美元", "亿元")
    (True, True, False)
    """
    kinds = units_kind(first), units_kind(second)
    return None not in kinds and (kinds[0] == kinds[1] or "" in kinds)


def convert(number: Any, from_unit: str, to_unit: str, *, usd_rate: Any = None) -> Decimal:
    """Convert a number from one unit to another, exactly.

    Parameters
    ----------
    number : number
        In ``from_unit``; up to 28 significant digits are kept.
    from_unit, to_unit : str
        Any spelling. A bare multiple (万) takes the base of the other unit.
    usd_rate : number, optional
        元 for one dollar, as the publisher states it.

    Returns
    -------
    Decimal
        In ``to_unit``.

    Raises
    ------
    UnitError
        For an unknown unit, for different kinds, for a foreign currency without its rate, and
        for a missing number.

    Examples
    --------
    >>> convert("12345.6", "万元", "亿元"), convert(100, "万美元", "亿元", usd_rate=7.1)
    (Decimal('1.23456'), Decimal('0.071'))
    >>> convert(1, "万美元", "亿元")
    Traceback (most recent call last):
    zsanalytics.units.UnitError: 万美元 to 亿元: found no rate; give usd_rate, 元 for one 美元
    """
    amount = _amount(number)
    if amount is None:
        raise UnitError(
            f"{from_unit} to {to_unit}: found {number!r}, expected a finite number; drop it first"
        )
    factor = _factor(from_unit, to_unit, usd_rate)
    with localcontext() as context:
        context.prec = 28
        return (amount * factor.numerator / factor.denominator).normalize(context) + 0


def _amount(number: Any) -> Decimal | None:
    try:
        return decimal_of(Decimal(number) if isinstance(number, str) else number)
    except InvalidOperation:
        return None


@functools.lru_cache(1024)
def _factor(from_unit: str, to_unit: str, usd_rate: Any) -> Fraction:
    source, goal = _unit(from_unit), _unit(to_unit)
    source = source if source.kind else source._replace(base=goal.base)
    goal = goal if goal.kind else goal._replace(base=source.base)
    factor = Fraction(source.multiple, goal.multiple) * source.base / goal.base
    if units_agree(source.name, goal.name):
        return factor
    if {source.kind, goal.kind} != {"人民币", "美元"}:
        raise UnitError(
            f"{from_unit} to {to_unit}: found {source.kind} and {goal.kind}, expected two units "
            "of one kind; correct the unit"
        )
    rate = _amount(usd_rate)
    if rate is None or rate <= 0:
        raise UnitError(f"{from_unit} to {to_unit}: found no rate; give usd_rate, 元 for one 美元")
    return factor * Fraction(rate) if source.kind == "美元" else factor / Fraction(rate)


def _unit(text: str) -> _Unit:
    found = _unit_of(text) if isinstance(text, str) else None
    if found is None:
        raise UnitError(
            f"unit {text!r} is unknown; expected one like 亿元, 万元, 万美元, 个 or %; correct it"
        )
    return found
