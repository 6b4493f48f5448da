"""Headings: what a column or row heading of any sheet counts, and which part of the whole.

Comes in: the texts of a heading path (``三个500强`` over ``企业数(家)``). Goes out: a `Heading`:
indicator, segment, measure, and the words nobody could explain. Nothing is guessed: a word that is
in no list stays in ``rest``, and the caller decides whether that is a doubt.

The words are explained in this order: units in brackets and periods are set aside; segments are
cut out (longest first, but never out of an indicator's own name: 实际使用外资 has no investor); of
the indicators left, the one that ends last wins, because a Chinese heading ends in what it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zsanalytics.codebook.lists import squeeze
from zsanalytics.periods import find_periods


class Heading(NamedTuple):
    """What a heading says.

    ``indicator`` is a code, ``segment`` is ``dimension=member``, each None where not said.
    ``rest`` holds the words not understood (empty for a heading wholly understood).
    ``measure`` is one of `zsanalytics.schema.MEASURES`, or ``target`` for 目标 and 任务 columns.
    """

    indicator: str | None
    segment: str | None
    rest: str = ""
    measure: str = "value"


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words headings are made of, squeezed, without punctuation."""

    indicators: Mapping[str, str]
    segments: Mapping[str, str]
    shorts: Mapping[str, Mapping[str, str]]  # dimension -> bare word -> indicator
    fixed: Mapping[str, tuple[str, str]]
    rates: frozenset[str]
    indicator_words: re.Pattern[str]
    segment_words: re.Pattern[str]


_ONE = (
    r"(?:(?:万亿|亿|千万|百万|十万|万|千)?(?:元|美元|人民币)|亿|万|%|％|百分点|亩|公顷|平方公里|平方米|"
    r"吨标准?煤|吨二氧化碳|[个家项户次条位宗批件名人])"
)
_UNIT = rf"{_ONE}(?:/{_ONE})?"
_BRACKETED = re.compile(rf"\((?:单位:?)?({_UNIT})\)|[,/:、]({_UNIT})$|单位:?({_UNIT})")
_MARKS = re.compile(r"[^\w%≥+]|_")
_MEASURES = (
    ("rank", re.compile(r"位次|排名|名次|排位|位居")),
    ("growth", re.compile(
        r"(?:较上年|比上年|较去年|比去年|上年)?(?:同期)?(?:同比)?(?:增长率|增长幅度|增长|增幅|增速|增减|±)%?"
        r"|同比(?:增减)?%?|[±+]%")),
    ("completion", re.compile(
        r"(?:占|完成)(?:全年|年度|年|本年|总)?(?:目标|任务|计划)(?:任务)?(?:的?(?:比重|比例|百分比|%))?"
        r"|(?:目标|任务|计划)?完成(?:率|比例|进度|百分比|情况%)|完成%")),
    ("share", re.compile(
        r"占(?:全部|总|签约|合同|到位|投资|全市|全省|全县|全区)?(?:总)?(?:额|金额|资金|投资)?(?:的)?(?:比重|比例|比|%)"
        r"|比重|占比%?|份额")),
    ("target", re.compile(
        r"(?:全年|年度|年|本年|目标)?(?:目标任务|目标|任务|计划)(?:任务)?(?:数|额|值|总额)?")),
)  # fmt: skip
_NOISE = re.compile(
    r"其中|招商引资|招商|全省|全市|全州|全县|全区|本年|今年|当年|年内|本月|当月|本期|期末|累计|完成|情况|上年同期|"
    r"去年同期|同期|上年|去年|合计|总计|小计|共计|指标|截至|截止|目前|引进|新引进|利用|开展|到目前|底|数值|"
    r"类|额度|实际|的|为|和|与|第|年|月|以来|情况表|统计"
)
_HARMLESS = re.compile(
    rf"(?:{_NOISE.pattern}|项目|企业|资金|投资|金额|总额|总量|数量|个数|家数|数|额|率|{_UNIT}|\d)*"
)


def build_lexicon(
    indicator_names: Mapping[str, str],
    segment_names: Mapping[str, str],
    shorts: Iterable[Mapping[str, Any]],
    fixed: Iterable[Mapping[str, Any]],
    rates: Iterable[str],
) -> Lexicon:
    """Put the words together; codes (ASCII) are not words of headings."""
    indicators = _bare(indicator_names)
    segments = {k: v for k, v in _bare(segment_names).items() if k not in indicators}
    words: dict[str, dict[str, str]] = {}
    for row in shorts:
        for dimension in row["dimensions"]:
            bare = {_MARKS.sub("", squeeze(word)): row["indicator"] for word in row["words"]}
            words.setdefault(dimension, {}).update(bare)
    return Lexicon(
        indicators=indicators,
        segments=segments,
        shorts=words,
        fixed={_MARKS.sub("", squeeze(r["text"])): (r["indicator"], r["segment"]) for r in fixed},
        rates=frozenset(rates),
        indicator_words=_any_of(indicators),
        segment_words=_any_of(segments),
    )


def _bare(names: Mapping[str, str]) -> dict[str, str]:
    bare = {_MARKS.sub("", name): meaning for name, meaning in names.items() if "=" not in name}
    return {name: meaning for name, meaning in bare.items() if name and not name.isascii()}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


def read_heading(lexicon: Lexicon, texts: Sequence[str]) -> Heading:
    """Explain a heading path, outermost text first.

    See `zsanalytics.codebook.Codebook.heading`, which is how it is called.
    """
    words, unit = _words(texts)
    if words in lexicon.fixed:
        return Heading(*lexicon.fixed[words])
    segment, left = _take_segment(lexicon, words)
    measure, left = _take_measure(lexicon, left)
    indicator, left = _take_indicator(lexicon, left, segment, unit, measure)
    if measure == "value" and indicator in lexicon.rates:
        measure = "rate"
    return Heading(indicator, segment, _unexplained(left), measure)


def _words(texts: Sequence[str]) -> tuple[str, str]:
    """Join a path to one string of words; the last unit in brackets is set aside."""
    parts: list[str] = []
    unit = ""
    for text in texts:
        plain = squeeze(_without_periods(text))
        for found in _BRACKETED.finditer(plain):
            unit = next(group for group in found.groups() if group)
        bare = _MARKS.sub("", _BRACKETED.sub("", plain))
        if bare and (not parts or bare != parts[-1]):  # a merged heading is repeated downwards
            parts.append(bare)
    return "".join(parts), unit


def _without_periods(text: str) -> str:
    for found in reversed(find_periods(text)):
        text = text[: found.start] + text[found.end :]
    return text


def _take_segment(lexicon: Lexicon, words: str) -> tuple[str | None, str]:
    kept = [found.span() for found in lexicon.indicator_words.finditer(words)]
    for found in sorted(lexicon.segment_words.finditer(words), key=lambda m: -len(m.group())):
        inside = any(a <= found.start() and found.end() <= b for a, b in kept)
        if not inside:
            return lexicon.segments[found.group()], words[: found.start()] + words[found.end() :]
    return None, words


def _take_measure(lexicon: Lexicon, words: str) -> tuple[str, str]:
    if words in lexicon.indicators:  # 固定资产投资完成率 is a rate of its own
        return "value", words
    names = [found.span() for found in lexicon.indicator_words.finditer(words)]
    for measure, pattern in _MEASURES:
        for found in pattern.finditer(words):
            if not any(a <= found.start() and found.end() <= b for a, b in names):
                return measure, words[: found.start()] + words[found.end() :]
    return "value", words


def _take_indicator(
    lexicon: Lexicon, words: str, segment: str | None, unit: str, measure: str
) -> tuple[str | None, str]:
    for text in (words, _NOISE.sub("", words)):
        last = _last(lexicon.indicator_words, text)
        if last:
            return lexicon.indicators[last.group()], text[: last.start()] + text[last.end() :]
    shorts = lexicon.shorts.get(segment.partition("=")[0], {}) if segment else {}
    bare = _NOISE.sub("", words)
    if bare in shorts:
        return (shorts.get(unit) if bare == "企业" and unit in shorts else shorts[bare]), ""
    if segment and _HARMLESS.fullmatch(bare):
        return shorts.get(unit) or shorts.get("占比" if measure == "share" else ""), bare
    return None, words


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Find the word that ends last, and of those the longest (finditer may hide it)."""
    best: re.Match[str] | None = None
    for start in range(len(text)):
        found = pattern.match(text, start)
        if found and (best is None or found.end() > best.end()):
            best = found
    return best


def _unexplained(words: str) -> str:
    return "" if _HARMLESS.fullmatch(words) else _NOISE.sub("", words)
