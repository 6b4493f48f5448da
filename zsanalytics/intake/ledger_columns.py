"""The columns of a ledger: what each holds, read from its heading.

A column's path runs from the group above it to its own name (本年累计到位资金 / 省外). Contacts
are recognised so that they can be left behind.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from zsanalytics.codebook import CODES, squeeze
from zsanalytics.errors import CodebookError
from zsanalytics.intake.ledger_blocks import read_block
from zsanalytics.quantities import units_of

DATES = (
    "signed_on", "performed_on", "landed_on", "started_on", "start_due", "completed_on",
    "finish_due", "produced_on",
)  # fmt: skip

_PLAN = r"(?:计划|拟|预计|约定|合同|应当?|承诺|预期|要求)"


HEADINGS = CODES / "ledger.toml"
"""What the headings of a ledger mean, as shipped."""


@functools.lru_cache(maxsize=4)
def load_headings(file: Path = HEADINGS) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Read what each heading means, in the order in which it is asked.

    Raises
    ------
    CodebookError
        If the file cannot be read, an entry lacks its field or headings, or the first is not
        ``contact``: what is left behind is told before anything is taken up.

    Examples
    --------
    >>> load_headings()[0][0]
    'contact'
    """
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8"))["column"]
        found = tuple((row["field"], re.compile("|".join(row["headings"]))) for row in listed)
    except (OSError, KeyError, TypeError, ValueError, re.error) as error:
        raise CodebookError(f"{file}: headings cannot be read ({error}); mend the file") from error
    if not found or found[0][0] != "contact":
        raise CodebookError(f"{file}: the first [[column]] is not contact; put it first")
    return found


_WHEN = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        ("start_due", rf"{_PLAN}.{{0,4}}(?:开工|开建|动工)"),
        ("finish_due", rf"{_PLAN}.{{0,4}}(?:竣工|建成|完工|交付)"),
        ("", rf"{_PLAN}.{{0,4}}(?:投产|达产|签约|落地|履约)"),
        ("signed_on", r"签(?:约|订|署)|合同(?:时间|日期)"),
        ("performed_on", r"履约"),
        ("landed_on", r"落地|公司注册|注册(?:时间|日期|公司|企业)"),
        ("started_on", r"开工|动工|开建|开[(]复[)]工|复工"),
        ("produced_on", r"投产|达产|运营"),
        ("completed_on", r"竣工|建成|完工"),
    )
)
_MOMENT = re.compile(r"时间|日期|年月|[年月日]期|节点")
_BARE = re.compile(r"名称|全称|性质|类型|类别|(?:所在|来源|注册)?(?:地|省份?|地址|地区)")
_STAGE_WORD = re.compile(
    r"(?:是否|有无)?(?:已经?|计划|拟|预计|实际)?(?:项目|公司|企业)?"
    r"(?:签约|(?:履约|落地|开工|开[(]复[)]工|动工|竣工|建成|完工|(?:建成|竣工)?投产)(?:项目)?|注册(?:公司|企业))"
    r"(?:与否|情况|建设|注册|运营|达产|达效|[(].*[)])?"
)
_ENDED = re.compile(r"终止|中止|解除|解约|退出|撤资|撤销|停工|停建")
_AND = re.compile(r"以及|[及和与、/,;(]")


class Column(NamedTuple):
    """What a column holds.

    ``split`` says which part of a money block (``total outside inside``); ``timed`` whether the
    header promises a date; ``unit`` what the header states, or empty.
    """

    field: str
    split: str
    unit: str
    timed: bool
    path: tuple[str, ...]


@functools.lru_cache(maxsize=4096)
def read_column(path: tuple[str, ...], headings: Path = HEADINGS) -> Column:
    """Say what a column holds from its path of names; an empty field for what is not needed.

    ``headings`` is the codelist that tells it, ``ledger.toml``.

    Examples
    --------
    >>> read_column(("本年累计到位资金(万元)", "其中:省外"))[:3]
    ('funds_ytd', 'outside', '万元')
    >>> read_column(("联系人及电话",)).field, read_column(("计划竣工时间",)).field
    ('contact', 'finish_due')
    """
    plain = tuple(bare for text in path if (bare := _bare(text))) or ("",)
    whole, leaf = "/".join(plain), plain[-1]
    unit = next((u for text in reversed(path) for u in _units(text)), "")
    if _is_contact(leaf, headings):  # contacts first: nothing else may take them up
        shared = _AND.split(leaf)[0]
        beside = "" if _is_contact(shared, headings) else read_column((shared,), headings).field
        named = beside in ("investor", "introduced_by", "name", "company")
        return Column(beside if named else "contact", "", "", False, path)
    money = read_block(plain)
    if money is not None:
        return Column(*money, unit, False, path)
    timed = bool(_MOMENT.search(whole)) and not re.search(r"年限|周期|起止", whole)
    if timed or _STAGE_WORD.fullmatch(leaf):
        field = next((f for f, pattern in _WHEN if pattern.search(leaf)), None)
        field = field or next((f for f, pattern in _WHEN if pattern.search(whole)), "")
        ended = not field and _ENDED.search(leaf) is not None
        return Column("ended" if ended else field, "", "", timed, path)
    about = re.sub(r"基本|情况|信息|概况", "", plain[-2]) if len(plain) > 1 else ""
    for text in (about + leaf if _BARE.fullmatch(leaf) else leaf, leaf, whole):
        for field, pattern in load_headings(headings):
            if pattern.search(text):
                return Column(field, "", "", False, path)
    return Column("", "", "", False, path)


_UNIT_INSIDE = re.compile(
    r"[(【\[][^()【】\[\]/每]*?((?:亿|百万|千万|万|千)美?元)[^()【】\[\]/每]*[)】\]]"
)
_UNIT_LAST = re.compile(r"[/,、:]?(?:单位:?)?((?:亿|百万|千万|万|千)美?元)$")


def _units(text: str) -> list[str]:
    """List the units of money a heading states: in brackets, or at its end (总投资/万元)."""
    word = squeeze(text)
    others = [match[1] for p in (_UNIT_INSIDE, _UNIT_LAST) if (match := p.search(word))]
    found = [*units_of(text), *others]
    return [unit for unit in found if unit.endswith("元")]


def _is_contact(text: str, headings: Path) -> bool:
    return not text or load_headings(headings)[0][1].search(text) is not None


def _bare(text: str) -> str:
    """Strip units, marks and numbering from a header text."""
    plain = squeeze(text).lower().lstrip("*☆★#")
    plain = _UNIT_LAST.sub("", plain)
    plain = re.sub(r"[(（\[](?:单位:?)?(?:人民币)?(?:[万亿百千]*元|个|家|%)[)）\]]", "", plain)
    return re.sub(r"^(?:[(（]?\d{1,2}[)）、.．]|[一二三四五六七八九十]+、)", "", plain)
