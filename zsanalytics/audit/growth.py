"""Growth: this year against last, from a printed base, an increment or another period's level."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import Check, Relation, before, subject, year_apart

_FROM = re.compile(r"(?:从|由)[^,;。\d]{0,8}(?:20\d\d年|上年|去年)?[^,;。\d]{0,8}$")
_TO = re.compile(
    r"(?:增长|增加|提高|上升|扩大|攀升|达|跃升|下降|减少)?[到至][^,;。\d]{0,6}(?:20\d\d年|今年|本年)?[^,;。\d]{0,6}$"
)


def growth(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check growth rates, increments and multiples against the levels beside them."""
    for claim in figures:
        if claim.role in ("growth", "compound") and claim.kind == "ratio" or claim.role == "times":
            yield from _rate(figures, claim)
        elif claim.role == "increment" and claim.kind in ("money", "count"):
            yield from _increment(figures, claim)


def _rate(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    now = subject(figures, claim)
    if now is None:
        return
    if claim.role == "compound":
        yield from _compound(figures, claim, now)
        return
    readings = [
        Relation(
            claim,
            (now, base),
            _times if claim.role == "times" else _grown,
            "本期÷上年同期－1",
            sure,
        )
        for base, sure in _bases(figures, claim, now)
    ]
    if claim.role == "times":  # 增长1.5倍 is read as 是2.5倍 by some and as 是1.5倍 by others
        readings += [
            Relation(claim, r.operands, _grown, r.words, False)
            for r in readings if re.search("增|提高|扩大", claim.lead)
        ]  # fmt: skip
    readings += [
        Relation(claim, (now, more), _from_increment, "增量÷（本期－增量）", sure)
        for more, sure in _increments(figures, claim, now)
        if claim.role == "growth"
    ]
    if readings:
        yield Check("growth", claim, tuple(readings))


def _grown(now: float, base: float) -> float:
    return now / base - 1 if base > 0 else float("nan")


def _times(now: float, base: float) -> float:
    return now / base if base > 0 else float("nan")


def _from_increment(now: float, more: float) -> float:
    return more / (now - more) if now > more else float("nan")


def _bases(figures: Sequence[Figure], claim: Figure, now: Figure) -> Iterator[tuple[Figure, bool]]:
    """Find last year's level: printed as such beside the claim, or a year before elsewhere."""
    own = [f for f in figures[now.place + 1 : claim.place + 2] if f.sentence == claim.sentence]
    own += list(before(figures, now.place, most=4))
    for other in own:
        if other.kind == now.kind and other.role == "base" and other.family in (now.family, ""):
            first = other.place > now.place or not _grows_before(figures, other, now)
            yield other, first
        elif (
            other.kind == now.kind
            and other.place < now.place
            and _FROM.search(other.lead)
            and _TO.search(now.lead)
        ):
            yield other, True
    if claim.inline >= 0 and figures[claim.inline].kind == now.kind:
        yield figures[claim.inline], True
    for other in before(figures, now.place, sentences=400, most=200):
        alike = (other.kind, other.family, other.topic, other.role) == (
            now.kind,
            now.family,
            now.topic,
            now.role,
        )
        if alike and year_apart(other, now) == 1 and other.frame.region == now.frame.region:
            yield other, False


def _grows_before(figures: Sequence[Figure], base: Figure, now: Figure) -> bool:
    """Tell whether a base belongs to a level before it rather than to the one after."""
    return any(
        f.role == "level" and f.kind == base.kind for f in before(figures, base.place, most=2)
    )


def _increments(
    figures: Sequence[Figure], claim: Figure, now: Figure
) -> Iterator[tuple[Figure, bool]]:
    for other in figures[now.place + 1 : claim.place + 3]:
        if other.sentence != claim.sentence or (other.role == "level" and other.place > now.place):
            return
        if (
            other.role == "increment"
            and other.kind == now.kind
            and not re.search("月|环比", other.lead)
        ):
            yield other, True


def _compound(figures: Sequence[Figure], claim: Figure, now: Figure) -> Iterator[Check]:
    for base in before(figures, now.place, most=6):
        years = year_apart(base, now)
        if base.kind == now.kind and base.role in ("level", "base") and years and years > 0:
            power = 1 / years
            relation = Relation(
                claim, (now, base),
                lambda x, y, p=power: (x / y) ** p - 1 if x > 0 and y > 0 else float("nan"), "年均增长",
            )  # fmt: skip
            yield Check("compound", claim, (relation,))
            return


def _increment(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    """Check 增加X亿元 against this year's level and last year's."""
    now = subject(figures, claim, (claim.kind,))
    if now is None:
        return
    fall = bool(re.search("减少|下降|回落|少", claim.lead[-6:]))
    of = (lambda x, y: y - x) if fall else (lambda x, y: x - y)
    readings = tuple(
        Relation(claim, (now, base), of, "本期－上年同期", sure)
        for base, sure in _bases(figures, claim, now)
    )
    if readings:
        yield Check("increment", claim, readings)
