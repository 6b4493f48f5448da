"""Frames: which region, event and period each place of a text speaks of, and how surely.

Comes in: a clean line and the codebook. Goes out: a `Frame` for any place. The first region of a
text is its main one, written ``""``: 全省 (全市, 全县 …) then means it too. A region or event named
in a sentence holds to the sentence's end; the next sentence of the paragraph may or may not go on
with it, so its frame is not sure.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from zsanalytics.audit.words import FILLING, NEW_ONLY, STAGE_FAMILIES, STAGE_WORDS
from zsanalytics.codebook import Codebook
from zsanalytics.periods import Found, Period, find_periods

_SENTENCE = re.compile(r"[。!?！？]|\n+|…{1,6}|\.{3,6}")
_EVENT = re.compile(
    r"(?:(?:第[\d一二三四五六七八九十]{1,4}|本|上|近[\d一二三四五]|历)届)?"
    r"(?:兰洽会|进博会|丝博会|投洽会|西洽会|博览会|洽谈会|推介会|签约仪式|对接会|展会|节会)"
)
_WHOLES = {
    "全国": 0,
    "全省": 1,
    "全区域": 9,
    "全市": 2,
    "全州": 2,
    "全县": 3,
    "全区": 3,
    "全新区": 2,
}
_WHOLE = re.compile(
    r"(?<![占居于比动列对在较过出与和])(全国|我国|全省|我省|全市|我市|全州|我州|全县|我县|全区|我区)"
)
_LEVELS = {"province": 1, "prefecture": 2, "new_area": 2, "county": 3, "zone": 4}
_SUFFIXES = {"省": 1, "市": 2, "州": 2, "县": 3, "区": 3, "镇": 4, "乡": 4}
_ANY = re.compile(
    r"(?:^|[,;。:、(\n])(?!全|各|该|我|本|其|多|有)([^\W\d_占居比于超过到对了的和为在与中实现以]{2,7}?"
    r"(?:省|市|自治州|州|县|新区|开发区|经开区|高新区|园区|区|镇))(?![外内级委政直州属域场区])",
    re.MULTILINE,
)
_ORDINARY = {"合作"}  # a city's short name that is an ordinary word
_NOT_BEFORE = "占居于比动列对在较过出与和"


_GOING_ON = re.compile(r"\s{0,4}[(]?(?:其中|从|按|分)")


NEAR = 12
"""Marks and periods of its sentence looked at before a figure."""


class Frame(NamedTuple):
    """What a place speaks of; ``sure`` says that nothing before it may still hold."""

    region: str = ""
    event: str = ""
    period: Period | None = None
    sure: bool = True

    def agrees(self, other: Frame) -> bool:
        """Tell whether two places surely speak of the same region, event and period."""
        return self.sure and other.sure and self[:3] == other[:3]


class _Mark(NamedTuple):
    place: int
    kind: str
    name: str


class Frames:
    """The frames of a text, looked up by place."""

    def __init__(self, line: str, book: Codebook) -> None:
        ends = [0, *(match.end() for match in _SENTENCE.finditer(line))]
        self.starts: Sequence[int] = ends
        self._breaks = [place for place in ends[1:] if "\n" in line[place - 1 : place]]
        self.year = _year(line)
        self.periods = find_periods(line, year=self.year, alone="month")
        self._period_starts = [found.start for found in self.periods]
        marks, self._main = _regions(line, book)
        self.main = next((name for name in self._main if name in book.places), "")
        marks += [_Mark(m.start(), "event", m[0]) for m in _EVENT.finditer(line)]
        self._marks = sorted(marks)
        self._mark_places = [mark.place for mark in self._marks]
        self.default = next((f.period for f in self.periods if f.period.basis == "ytd"), None)
        self._line = line
        self._seen, self._last, self._before = -1, ("", ""), ("", "")

    def sentence(self, place: int) -> int:
        """Give the number of the sentence a place lies in."""
        return bisect.bisect_right(self.starts, place) - 1

    def paragraph(self, sentence: int) -> int:
        """Give the number of the paragraph a sentence lies in."""
        return bisect.bisect_right(self._breaks, self.starts[sentence])

    def _opens(self, start: int) -> bool:
        """Tell whether a sentence opens a paragraph."""
        at = bisect.bisect_left(self._breaks, start)
        return self._breaks[at : at + 1] == [start]

    def at(self, place: int) -> Frame:
        """Give the frame of a place; places must be asked for from left to right."""
        sentence = self.sentence(place)
        start = self.starts[sentence]
        if sentence != self._seen:
            kept = sentence == self._seen + 1 and not self._opens(start)
            self._before = self._last if kept else ("", "")
            self._seen = sentence
        low, high = (bisect.bisect_left(self._mark_places, x) for x in (start, place))
        own = {mark.kind: mark.name for mark in self._marks[max(low, high - NEAR) : high]}
        region, event = own.get("region"), own.get("event")
        sure = own != {} or self._before == ("", "") or self._goes_on(start)
        if own == {}:
            region, event = self._before
        self._last = (region or "", event or "")
        return Frame(*self._last, self._period(start, place), sure)

    def _goes_on(self, start: int) -> bool:
        """Tell whether a sentence begins with 其中: it surely speaks of the one before."""
        return bool(_GOING_ON.match(self._line, start))

    def narrowing(self, text: str, family: str) -> str:
        """Give the words of a text that make it speak of less than the main region's whole."""
        for name in self._main:
            text = text.replace(name, "")
        text = _EVENT.sub("", text)
        if family in STAGE_FAMILIES:
            text = STAGE_WORDS.sub("", text)
        clause = FILLING.sub("", text)
        if family == "funds" and NEW_ONLY.search(re.split("[,;:。]", text)[-1]):
            clause += "新"
        return clause

    def names_main(self, text: str) -> bool:
        """Tell whether a text names the main region: 占全省的, 占全市到位资金的."""
        return any(name in text for name in self._main)

    def _period(self, start: int, place: int) -> Period | None:
        low, high = (bisect.bisect_left(self._period_starts, x) for x in (start, place))
        for found in reversed(self.periods[max(low, high - NEAR) : high]):
            return found.period
        return self.default

    def month(self, place: int) -> int | None:
        """Give the month up to which the year has run: the last cumulated period before."""
        sentence = self.starts[self.sentence(place)]
        low, high = (bisect.bisect_left(self._period_starts, x) for x in (sentence, place))
        stated = [f.period for f in self.periods[max(low, high - NEAR) : high] if _cumulated(f)]
        chosen = stated[-1] if stated else self.default
        return chosen.month if chosen else None


def _cumulated(found: Found) -> bool:
    return found.period.basis == "ytd"


def _year(line: str) -> int | None:
    match = re.search(r"(?<!\d)((?:19|20)\d\d)年", line)
    return int(match[1]) if match else None


def _regions(line: str, book: Codebook) -> tuple[list[_Mark], tuple[str, ...]]:
    """Find the regions named and every name of the main one, whose own mark is empty."""
    known, names = _known(book)
    found = [(m.start(), names[m[0]]) for m in known.finditer(line)]
    taken = {place for place, _ in found}
    found += [(m.start(1), m[1]) for m in _ANY.finditer(line) if m.start(1) not in taken]
    found += [(m.start(), m[0].replace("我", "全")) for m in _WHOLE.finditer(line)]
    found = sorted(
        (place, name)
        for place, name in found
        if line[place - 1 : place] not in _NOT_BEFORE or not place
    )
    if not found:
        return [], tuple(_WHOLES)
    first = found[0][1]
    level = _level(first, book)
    main = {first, *(word for word, own in _WHOLES.items() if own == level)}
    main |= {word.replace("全", "我") for word in main if word[0] == "全"}
    main |= {name for name, own in _known(book)[1].items() if own == first}
    marks = [_Mark(p, "region", "" if name in main else name) for p, name in found]
    return marks, tuple(sorted(main, key=len, reverse=True))


def _level(name: str, book: Codebook) -> int:
    if name in _WHOLES:
        return _WHOLES[name]
    if name in book.places:
        return _LEVELS.get(book.level(name), 4)
    return _SUFFIXES.get(name[-1], 4)


@functools.lru_cache(maxsize=4)
def _known(book: Codebook) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {
        name: found[0]
        for name, found in book.region_names.items()
        if len(name) > 1 and name not in _ORDINARY
    }
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(f"(?:{either})(?:省|市|州|县|区)?" if either else r"(?!)"), _Names(names)


class _Names(dict[str, str]):
    """Names with or without the suffix that the search took along."""

    def __missing__(self, name: str) -> str:
        return self.get(name[:-1], name)
