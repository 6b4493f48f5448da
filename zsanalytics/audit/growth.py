"""Growth: this year against last, from a printed base, an increment or another period's level."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import Check, Relation, before, subject, subjects, year_apart

_FROM = re.compile(r"(?:从|由)[^,;。\d]{0,8}(?:20\d\d年|上年|去年)?[^,;。\d]{0,8}$")
_TO = re.compile(
    r"(?:增长|增加|提高|上升|扩大|攀升|达|跃升|下降|减少)?[到至][^,;。\d]{0,6}(?:20\d\d年|今年|本年)?"
    r"[^,;。\d]{0,6}$"
)
_FALL = re.compile("减少|下降|回落|少")
_NOT_A_YEAR = re.compile("月|环比|季度")
_REVISED = re.compile("修订|更正|订正|核减|核增|补报")
_COMPARABLE = re.compile("可比|同口径|调整后|核减|公布数")
REACH = 6
"""Figures behind a claim in which its base or increment may stand."""

Operand = tuple[Figure, bool]


def growth(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check growth rates, increments and multiples against the levels beside them."""
    for claim in figures:
        if claim.role == "compound" and claim.kind == "ratio":
            yield from _compound(figures, claim)
        elif (claim.role == "growth" and claim.kind == "ratio") or claim.role == "times":
            yield from _rate(figures, claim)
        elif claim.role == "increment" and claim.kind in ("money", "count"):
            yield from _increment(figures, claim)


def _rate(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    times = claim.role == "times"
    readings: list[Relation] = []
    found = subjects(figures, claim)
    if not found and not times:
        readings += _alone(figures, claim)
    for now in found:
        since = max(now.place, found[0].place)
        bases = list(_bases(figures, claim, now, since))
        readings += [
            Relation(claim, (now, base), _times if times else _grown, "本期÷上年同期－1", sure)
            for base, sure in bases
        ]
        if times and re.search("增|提高|扩大", claim.lead):  # 增长1.5倍: some mean 是1.5倍
            readings += [
                Relation(claim, (now, base), _grown, "增长倍数", False) for base, _ in bases
            ]
        elif not times:
            readings += _from_increments(_beside(figures, claim, now, since), claim, now, bases)
    if readings:
        yield Check("growth", claim, tuple(readings))


def _from_increments(
    beside: Iterator[Figure], claim: Figure, now: Figure, bases: list[Operand]
) -> Iterator[Relation]:
    for more in beside:
        if more.role != "increment" or _NOT_A_YEAR.search(more.lead):
            continue
        fall = bool(_FALL.search(more.lead[-6:]))
        yield Relation(claim, (now, more), _from_fall if fall else _from_rise, "增减额÷上年同期")
        for base, sure in bases:
            if base.sentence == more.sentence:
                yield Relation(claim, (more, base), _times, "增减额÷上年同期", sure)


def _alone(figures: Sequence[Figure], claim: Figure) -> Iterator[Relation]:
    """Read 较上年同期的50亿元净增10亿元,增幅20%, where this year's level is not said."""
    near = list(before(figures, claim.place, most=2))
    if [f.role for f in near] == ["increment", "base"] and near[0].kind == near[1].kind:
        fall = _FALL.search(near[0].lead[-6:])
        of = _lessened if fall else _times
        yield Relation(claim, (near[0], near[1]), of, "增减额÷上年同期")


def _lessened(less: float, base: float) -> float:
    return -_times(less, base)


def _grown(now: float, base: float) -> float:
    return now / base - 1 if base > 0 else math.nan


def _times(now: float, base: float) -> float:
    return now / base if base > 0 else math.nan


def _from_rise(now: float, more: float) -> float:
    return more / (now - more) if now > more else math.inf


def _from_fall(now: float, less: float) -> float:
    return -less / (now + less)


def _bases(figures: Sequence[Figure], claim: Figure, now: Figure, since: int) -> Iterator[Operand]:
    """Find last year's level: printed as such beside the claim, or a year before elsewhere."""
    if claim.inline >= 0 and figures[claim.inline].kind == now.kind:
        yield figures[claim.inline], True
    beside = [f for f in _beside(figures, claim, now, since) if f.role == "base"]
    earlier = [f for f in before(figures, now.place, most=4) if f.role == "base"]
    comparable = any(_COMPARABLE.search(f.lead) for f in (now, claim, *beside))
    for other in beside or earlier:
        if "全年" in other.lead and now.frame.period and now.frame.period.month < 12:
            continue  # last year's whole is no base for part of this one
        if (other.kind == now.kind and other.family in (now.family, "")) or not now.family:
            sure = bool(beside) or not _belongs_before(figures, other)
            yield other, sure and not comparable
    for other in before(figures, now.place, most=3):
        if other.kind == now.kind and _FROM.search(other.lead) and _TO.search(now.lead):
            yield other, True
    for other in before(figures, now.place, sentences=60, most=80):
        if _same(other) == _same(now) and year_apart(other, now) == 1:
            yield other, other.sentence == now.sentence and not comparable


def _same(figure: Figure) -> tuple[str, ...]:
    return figure.kind, figure.family, figure.topic, figure.role, figure.frame.region


def _beside(figures: Sequence[Figure], claim: Figure, now: Figure, since: int) -> Iterator[Figure]:
    """Give the figures of the sentence after the level, up to the next of its kind."""
    for other in figures[since + 1 : claim.place + REACH]:
        alike = other.role == "level" and other.kind == now.kind
        if other.sentence != claim.sentence or alike:
            return
        if other.kind == now.kind:
            yield other


def _belongs_before(figures: Sequence[Figure], base: Figure) -> bool:
    """Tell whether a base belongs to a level before it rather than to the one after."""
    near = before(figures, base.place, most=2)
    return any(f.role == "level" and f.kind == base.kind for f in near)


def _compound(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    now = subject(figures, claim)
    for base in before(figures, now.place, most=6) if now else ():
        years = year_apart(base, now) if now else None
        if now and base.kind == now.kind and base.role in ("level", "base") and years:
            power = 1 / years
            relation = Relation(
                claim, (now, base), lambda x, y, p=power: _yearly(x, y, p), "年均增长"
            )
            yield Check("compound", claim, (relation,))
            return


def _yearly(now: float, base: float, power: float) -> float:
    return (now / base) ** power - 1 if now > 0 and base > 0 else math.nan


def _increment(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    """Check 增加X亿元 against this year's level and last year's; a revision is no such change."""
    if _REVISED.search(claim.lead):
        return
    fall = bool(_FALL.search(claim.lead[-6:]))
    readings = tuple(
        Relation(claim, (now, base), _less if fall else _more, "本期与上年同期之差", sure)
        for now in subjects(figures, claim, (claim.kind,))
        for base, sure in _bases(figures, claim, now, now.place)
    )
    if readings:
        yield Check("increment", claim, readings)


def _more(now: float, base: float) -> float:
    return now - base


def _less(now: float, base: float) -> float:
    return base - now
