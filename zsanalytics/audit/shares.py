"""Shares: a part against its whole, parts against each other, shares that must fill the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from zsanalytics.audit import words
from zsanalytics.audit.figures import Figure, last_word
from zsanalytics.audit.frames import Frames
from zsanalytics.audit.relations import LEVELS, Check, Relation, before, series_of, subject

_WHOLE = re.compile(
    r"占(?!比)([^,;。\n]*?)(?:的(?:比重|比例)?|比重|比例|份额)?(?:分别|均|已|约|为|是|达到|达|到|超过|:)*$"
)
_OWN = re.compile(
    r"(?:^|[,;:。、(和])(?!其|分别|约|合计|共|总|均)[^,;:。、(和占\d]{2,20}(?<!投资)占[^,;。]*$"
)
"""技改投资占工业投资的: what the share is of stands before it, without its amount."""
_COUNTED = re.compile(r"项目(?:总)?[数个]|个数|企业(?:总)?数|[户家]数")
Operand = tuple[Figure, bool]
_IN_IT = re.compile(r"[^,;。\d]{0,12}中[,:]")
_CLASS = re.compile("以上|以下|500强|链|[一二三]产|企业|[市县区州]")
MOST = 200
"""Levels looked at when the whole is sought far back."""


def shares(figures: Sequence[Figure], frames: Frames) -> Iterator[Check]:
    """Check 占签约总额的27.04% against part and whole."""
    pairs = [
        (claim, part)
        for claim in figures
        if claim.role == "share" and claim.kind == "ratio" and (part := _part(figures, claim))
    ]
    parts = {part.place for _, part in pairs}
    for claim, part in pairs:
        wholes = _wholes(figures, claim, part, frames, parts)
        readings = tuple(
            Relation(claim, (part, whole), _ratio, "部分÷总量", sure) for whole, sure in wholes
        )
        if readings:
            yield Check("share", claim, readings)


def _ratio(part: float, whole: float) -> float:
    return part / whole


def _part(figures: Sequence[Figure], claim: Figure) -> Figure | None:
    if claim.inline >= 0:
        earlier = [f for f in before(figures, claim.inline) if f.role in LEVELS]
        same = [f for f in earlier if f.kind == figures[claim.inline].kind]
        return same[0] if same else None
    if _OWN.search(claim.lead) or re.match("的(?!比)", claim.tail):
        return None
    counted = _COUNTED.search(claim.lead.rpartition("占")[2])
    return subject(figures, claim, ("count",) if counted else ("money", "count"))


def _wholes(
    figures: Sequence[Figure], claim: Figure, part: Figure, frames: Frames, parts: set[int]
) -> list[Operand]:
    """Find the wholes a share may be of; sure where the text leaves no other."""
    if claim.inline >= 0:
        return [(figures[claim.inline], True)]
    match = _WHOLE.search(claim.lead)
    named = match[1] if match else ""
    earlier = [
        f
        for f in reversed(figures[max(0, part.place - MOST) : part.place])
        if f.kind == part.kind and f.role in LEVELS and _of_family(f, part, named)
    ]
    whole = _named(earlier, part, frames, named, parts)
    possible = [f for f in earlier if f in whole or f.number.high >= part.number.low]
    return [(f, f in whole) for f in possible[:60]]


def _of_family(other: Figure, part: Figure, named: str) -> bool:
    if part.kind == "count":
        return (other.family == "firms") == (part.family == "firms") and other.family != "units"
    family = last_word(words.MONEY_FAMILIES, named)
    return not family or other.family in (family, "")


def _named(
    earlier: list[Figure], part: Figure, frames: Frames, named: str, parts: set[int]
) -> list[Figure]:
    """Pick what 占… surely names: a level no word narrows further, in the same frame."""
    narrow = frames.narrowing(named, "")
    if narrow:
        fits = [f for f in earlier if narrow in f.topic and narrow not in part.topic]
    elif heads := _among(earlier, part) or _heads(earlier, part, named, parts):
        return heads
    else:
        whole = [f for f in earlier if f.topic in ("", "省外") and f.place not in parts]
        fits = [f for f in whole if part.topic not in ("", f.topic)]
    if frames.names_main(named):
        return [f for f in fits if f.frame[0] == ""]
    if part.frame.sure:
        return [f for f in fits if f.frame[:2] == part.frame[:2]]
    alone = len({(f.number.value, f.frame[:2]) for f in fits}) == 1
    return fits if alone else []


def _among(earlier: list[Figure], part: Figure) -> list[Figure]:
    """Give the whole of 375亿元到位资金中,…到位217.2亿元,占58%."""
    here = [f for f in earlier if f.sentence == part.sentence]
    return here[:1] if here[:1] and _IN_IT.match(here[0].tail) else []


def _heads(earlier: list[Figure], part: Figure, named: str, parts: set[int]) -> list[Figure]:
    """Give the whole that 其中 refers to, where it is no class itself and stands alone."""
    here = [f for f in earlier if f.sentence == part.sentence]
    if named or "其中" not in part.lead or len(here) != 1 or _CLASS.search(here[0].topic):
        return []
    return [f for f in here if f.place not in parts]


def implied(figures: Sequence[Figure], frames: Frames) -> Iterator[Check]:
    """Check shares of one unnamed whole against each other: part ÷ share must agree."""
    groups: dict[tuple[int, str, str], list[tuple[Figure, Figure]]] = {}
    for claim in figures:
        match = _WHOLE.search(claim.lead) if claim.role == "share" and claim.inline < 0 else None
        part = _part(figures, claim) if match else None
        if match and part and match[1] and part.kind == "money":
            groups.setdefault((claim.sentence, match[1], part.kind), []).append((part, claim))
    for members in groups.values():
        for (first, first_share), (part, claim) in pairwise(members):
            relation = Relation(
                claim, (part, first, first_share), lambda a, b, s: a * s / b, "按同一总量推算"
            )
            yield Check("implied", claim, (relation,))


def filling(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check that the shares of the three industries make 100 %."""
    for figure in figures:
        if figure.kind != "ratio" or figure.series != figure.place:
            continue
        series = series_of(figures, figure)
        named = all(
            re.search(label, figure.lead) for label in (r"一|三次产业", r"二|三次产业", "三")
        )
        if len(series) == 3 and named and re.search("占比|比重|比例|结构", figure.lead):
            last = series[-1]
            relation = Relation(
                last, tuple(series[:-1]), lambda *parts: 1 - sum(parts), "三次产业占比合计100%"
            )
            yield Check("filling", last, (relation,))
