"""What the labels of one row, or of one column, say together: region, words, times, units.

Comes in: an axis of a block. Goes out: a `Side`. Rows and columns are treated alike, so a table
may stand either way round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zsanalytics.codebook import Codebook, Heading, squeeze
from zsanalytics.errors import CodebookError
from zsanalytics.intake.axes import Axis
from zsanalytics.intake.frames import ORIGIN, Frame
from zsanalytics.intake.groups import Part
from zsanalytics.intake.labels import Words
from zsanalytics.intake.roles import basis_of, names_regions
from zsanalytics.intake.sheet import DATE, Cell
from zsanalytics.intake.times import Time, read_time
from zsanalytics.intake.values import RATIOS
from zsanalytics.periods import read_period
from zsanalytics.quantities import unit_name
from zsanalytics.schema import MEASURES

_GENERIC = re.compile(r"\s*(?:value|数值|数据|指标值|数据值|本期数?|实绩|number)\s*", re.IGNORECASE)


class Side(NamedTuple):
    """What a row or a column says.

    ``regions`` is None where it names none, empty where the name is unknown, several where it has
    several meanings. ``words`` are its own labels that may say an indicator, ``above`` those of
    its parents; ``times`` and ``units`` stand innermost first; ``place`` holds the region's name.
    """

    at: int
    label: str
    cell: Cell | None
    region_text: str
    regions: tuple[str, ...] | None
    words: tuple[str, ...]
    above: tuple[str, ...]
    times: tuple[Time, ...]
    units: tuple[tuple[str, ...], ...]
    unit_text: str
    measure: str = ""
    segment: str = ""
    part: bool = False
    place: Cell | None = None


def side_of(axis: Axis, words: Words, frame: Frame) -> Side:
    """Read the labels of a row or a column; ``frame`` says what stands around it."""
    regional = frame.regional
    region_text, regions, place = _region(axis, words, frame)
    home = frame.dimension == ORIGIN and _is_root(words.book, regions)
    if home:  # 甘肃省 among the provinces that investors come from
        region_text, regions, place = "", None, None
    own = [
        p for p in axis.path
        if p.role in ("", "label", "indicator", "segment")
        or (p.role == "region" and _is_measure(p, words))
    ]  # fmt: skip
    texts = [
        p for p in own
        if not _is_place(p, words, regional) and not _GENERIC.fullmatch(p.text)
    ]  # fmt: skip
    parents = [p.text for p in axis.above if p.role != "region" and not words.label(p.text).regions]
    explicit = {
        p.role: p.text.strip() for p in axis.path if p.role in ("measure", "basis", "segment")
    }
    if regions is None and regional == "mostly" and texts and _unexplained(texts, words):
        place, regions, region_text = texts[-1], (), texts[-1].text.strip()
        texts = []
    basis = basis_of(explicit.get("basis", ""))
    times = [*_times(axis, words), *([Time(basis=basis)] if basis else [])]
    units, unit_text = _units(axis, words)
    return Side(
        axis.at, axis.label(), next((p.cell for p in reversed(own or axis.path)), None),
        region_text, regions, tuple(_word(p, words, frame) for p in texts),
        tuple(parents), tuple(times),
        units, unit_text, _measure(explicit.get("measure", "")),
        _segment(explicit.get("segment", "省内" if home else ""), words.book),
        any(words.label(p.text).part for p in (*texts, *([place] if place else []))),
        place.cell if place else None,
    )  # fmt: skip


def _is_root(book: Codebook, regions: tuple[str, ...] | None) -> bool:
    return regions is not None and len(regions) == 1 and not book.parent(regions[0])


def _is_measure(part: Part, words: Words) -> bool:
    """Tell whether a label among regions only measures: 同比增长(%) below a total."""
    found = words.heading(part.text)
    return not found.rest and found.indicator is None and found.measure not in ("value", "target")


def following(sides: list[Side], words: Words) -> list[Side]:
    """Give rows (columns) of 同比 and the like the region of the one before."""
    found: list[Side] = []
    for side in sides:
        before = found[-1] if found else None
        if before is not None and before.regions and side.regions is None and side.words:
            said = words.heading(*side.words)
            if said == Heading(None, None, "", said.measure) and said.measure in RATIOS:
                side = side._replace(regions=before.regions, region_text=before.region_text)
        found.append(side)
    return found


def _is_place(part: Part, words: Words, regional: str) -> bool:
    label = words.label(part.text)
    if regional and names_regions(label.bare):
        return True
    if part.role == "segment" and _segment(part.text, words.book):
        return True
    return bool(label.regions) or (bool(label.total) and bool(regional))


def _unexplained(parts: Sequence[Part], words: Words) -> bool:
    """Tell whether no list knows any word of these labels."""
    for part in parts:
        found = words.heading(part.text)
        if found.indicator or found.segment or not found.rest or read_time(part.text):
            return False
    return True


_OF_NAMES = re.compile(r"(?:名称|类别|分类|类型)?(?:[(].*[)])?$")


def _word(part: Part, words: Words, frame: Frame) -> str:
    """Say of what 合计 is the sum: of the chains under 产业链名称."""
    if words.label(part.text).total:
        of = _OF_NAMES.sub("", squeeze(part.head))
        segment = words.heading(f"{of}合计").segment if of else None
        if segment and segment.endswith("=合计"):
            return f"{of}合计"
    return frame.renamed.get(squeeze(part.text), part.text) if frame.renamed else part.text


def _region(
    axis: Axis, words: Words, frame: Frame
) -> tuple[str, tuple[str, ...] | None, Part | None]:
    """Find the finest region the labels name, how it is written and where."""
    outer: tuple[str, ...] | None = None
    text, place = "", None
    for part in (*axis.above, *axis.path):
        label = words.label(part.text)
        written = part.text.strip()
        if label.regions:
            outer, text, place = _within(words.book, label.regions, outer), written, part
        elif label.total and (part.role == "region" or (frame.regional and part in axis.path)):
            inside = outer is not None and written != text
            if outer is None and label.sums_some:
                outer = tuple(frame.subtotal)
            elif outer is None:
                outer = _whole(words.book, label.total, frame.total)
            text, place = f"{text}{written}" if inside else written, part
        elif part.role == "region" and written and not _is_measure(part, words):
            outer, text, place = (), written, part
    return text, outer, place


def _within(
    book: Codebook, names: tuple[str, ...], outer: tuple[str, ...] | None
) -> tuple[str, ...]:
    """Keep the meanings that lie under the region of the group, if any does."""
    if len(names) < 2 or not outer or len(outer) != 1:
        return names
    below = set(book.descendants(outer[0]))
    return tuple(name for name in names if name in below) or names


_WITHOUT = re.compile(r"不(?:含|包括|包含)([^()]+)")
_LEVELS = {"省": "省", "市": "市", "州": "州", "县": "县", "区": "区"}


def _whole(book: Codebook, word: str, total: Sequence[str]) -> tuple[str, ...]:
    """Say which region 合计, 全市 or 全省 is; none where a part of it is left out."""
    without = _WITHOUT.search(word)
    if without and any(part in book.descendants(whole) for whole in total
                       for part in book.match_region(without[1])):  # fmt: skip
        return ()
    level = next((end for end in _LEVELS if f"全{end}" in word or f"本{end}" in word), "")
    if level == "省" and not total:
        return tuple(r for r in book.children if book.level(r) == "province")
    if not level or len(total) != 1:
        return tuple(total)
    region = total[0]
    while region:
        if region.endswith(level) or (level == "区" and region.endswith("新区")):
            return (region,)
        region = book.parent(region)
    return tuple(total)


def _times(axis: Axis, words: Words) -> list[Time]:
    found: list[Time] = []
    yearly = any(p.role == "year" for p in axis.path)
    for part in reversed([*axis.above, *axis.path]):
        time = _time(part, yearly)
        if time is not None:
            found.append(time)
    return found


def _time(part: Part, yearly: bool) -> Time | None:
    cell, text = part.cell, squeeze(part.text)
    if part.role in ("region", "unit", "code", "measure", "basis"):
        return None
    if cell.kind == DATE:
        period = read_period(cell.value)
        return Time(period.year, period.month, single=not part.role) if period else None
    whole = re.fullmatch(r"(\d{1,4})(?:\.0)?", text)
    if part.role == "year" and whole and 1900 < int(whole[1]) < 2100:
        return Time(year=int(whole[1]))
    if part.role == "month" and whole and 1 <= int(whole[1]) <= 12:
        return Time(month=int(whole[1]), single=not yearly)
    if part.role == "period" and whole and len(whole[1]) == 4:
        return Time(year=int(whole[1]))
    time = read_time(part.text)
    if time is not None and part.role == "month" and yearly:
        time = time._replace(single=False)
    if time is not None and part.role == "period" and time.year is not None:
        time = time._replace(single=False)
    return time


def _measure(text: str) -> str:
    return text if text in MEASURES else ""


def _segment(text: str, book: Codebook) -> str:
    """Resolve what stands under 分组; an unknown name stays a word, and so a doubt."""
    if not text:
        return ""
    try:
        return book.segment(text)
    except CodebookError:
        return ""


def _units(axis: Axis, words: Words) -> tuple[tuple[tuple[str, ...], ...], str]:
    stated: list[tuple[str, ...]] = []
    said = ""
    for part in reversed([*axis.above, *axis.path]):
        if part.role == "unit":
            name = unit_name(part.text)
            units: tuple[str, ...] = (name,) if name else ()
        elif part.role in ("region", "code", "year", "month", "period"):
            continue
        else:
            units = words.label(part.text).units
        if units:
            stated.append(units)
            said = said or part.text.strip()
    return tuple(stated), said
