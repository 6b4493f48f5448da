"""The subject of a bulletin: whose it is, the frames it is made of, and the words it uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish.audience import INTERNAL, PUBLIC
from zsanalytics.publish.numbers import Row, taken
from zsanalytics.publish.wording import phrases
from zsanalytics.schema import CORRECTIONS, WHOLE, empty

DEMO = "演示数据"
SIZES = {
    "size10": "10亿元以上", "size50": "50亿元以上", "size_mid": "10亿至50亿元",
    "size_small": "10亿元以下",
}  # fmt: skip
ENDS = {3: "一季度", 6: "上半年", 9: "前三季度", 12: "全年"}
"""What a year up to a quarter's end is called."""


class Subject(NamedTuple):
    """Whose bulletin it is.

    ``line`` is the segment of funds it is about (``来源地=省外`` or ``全部``); ``units`` the
    regions directly below that count, each with its level, in their order; ``whole`` the region
    above (empty for a root), which has ``peers`` members; ``vintage`` names the version of the
    data; ``demo`` says whether any source is made up; ``audience`` who reads it (``internal``,
    ``public``); ``final`` whether it is a 定稿; ``imprint`` what stands above and below (期号,
    编发单位 …); ``doubt`` that the scope of a published figure is still to be confirmed;
    ``definitions`` what the codebook says of each indicator.
    """

    region: str
    asof: str
    line: str
    units: Mapping[str, str]
    whole: str = ""
    peers: int = 0
    vintage: str = ""
    demo: bool = False
    audience: str = INTERNAL
    final: bool = False
    imprint: Mapping[str, str] = {}
    doubt: bool = False
    definitions: Mapping[str, str] = {}


class Frames(NamedTuple):
    """The measured frames a bulletin is made of, as the door hands them over.

    ``rows`` are the month's panel rows of the region and its units with what the measures added;
    ``progress`` one row a region and target line, ``chains`` the same for the sum of the key
    chains; ``rates`` stage rates by region; ``firms`` the 三个500强 parents counted in the ledger
    (NaN: none); ``history`` the months of the line of funds; ``findings`` those of the month;
    ``total`` the computed sum of the units (NaN: none beside the submitted). For the internal
    annex: ``outlook`` and ``record`` (`year_end` and `replay` of the line), ``behind`` (months
    each unit has been behind schedule), ``changes`` (the headline in the last bulletin and
    since), ``submissions`` (who sent what) and ``duties`` (projects followed by posts).
    ``corrections`` are those among the figures shown, with the indicator's ``name, unit,
    decimals``; ``breaks`` the comparisons that a change of scope touches, with its ``name``.
    """

    rows: pd.DataFrame
    progress: pd.DataFrame
    chains: pd.DataFrame
    rates: pd.DataFrame
    firms: float
    history: pd.DataFrame
    findings: pd.DataFrame
    total: float
    outlook: pd.DataFrame = pd.DataFrame(columns=["region"])
    record: pd.DataFrame = pd.DataFrame(columns=["region"])
    behind: Mapping[str, int] = {}
    changes: pd.DataFrame = pd.DataFrame(columns=["region"])
    submissions: pd.DataFrame = pd.DataFrame(columns=["unit"])
    duties: pd.DataFrame = pd.DataFrame(columns=["name"])
    corrections: pd.DataFrame = empty(CORRECTIONS)
    breaks: pd.DataFrame = pd.DataFrame(columns=["region", "name", "since", "reason"])


def bulletin_words(subject: Subject, own: Row, *, task: bool) -> dict[str, str]:
    """Give the names and periods a bulletin uses.

    Parameters
    ----------
    subject : Subject
        Whose bulletin.
    own : mapping
        Its row of funds; ``months`` says how many months the newest flow covers.
    task : bool
        Whether it is set against a task handed down, not a target of its own.
    """
    year, month = parse_asof(subject.asof)
    months = taken(own, "months")[0]
    first = int(month - months + 1) if months == months else month
    part = "" if subject.line == WHOLE else subject.line.partition("=")[2]
    words = {
        "region": subject.region,
        "period": period_text(year, month),
        "year": f"{year}年",
        "month": f"{month}月",
        "month_end": f"{month}月底",
        "line": subject.line,
        "scope": f"{part}到位资金",
        "whole": all_of(subject.whole),
        "parent": subject.whole,
        "goal": phrases()["goal"]["task" if task else "stated"],
        "vintage": subject.vintage,
        **SIZES,
    }
    if month < 12:
        words["rest"] = f"{month + 1}—12月" if month < 11 else "12月"
    if first < month:
        words["span"] = f"{first}—{month}月"
    if month in ENDS:
        words["quarter"] = f"{year}年{ENDS[month]}"
    marks = {"demo": subject.demo, "public": subject.audience == PUBLIC, "doubt": subject.doubt}
    return words | {name: DEMO if name == "demo" else name for name, on in marks.items() if on}


def all_of(region: str) -> str:
    """Name the whole of a region as bulletins do: 全省, 全市, 全州, 全县; a zone by its name.

    Examples
    --------
    >>> all_of("甘肃省"), all_of("临夏回族自治州"), all_of("张掖经济技术开发区")
    ('全省', '全州', '张掖经济技术开发区')
    """
    kind = region[-1:]
    return f"全{kind}" if kind in ("省", "市", "州", "县", "旗") else region
