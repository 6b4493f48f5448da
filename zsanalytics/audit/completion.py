"""Completion: levels against targets and the calendar, gaps and what is needed a month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import LEVELS, Check, Relation, before, series_of, subject

_FAR, NEAREST = 80, 12
_GOAL = re.compile("(?:年度|全年|底线|力争)?(?:调度)?(?:目标|任务)")


def completion(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check completion rates, 序时进度, leads, gaps, surpluses and monthly needs."""
    for claim in figures:
        if claim.role == "completion" and claim.kind == "ratio":
            yield from _rate(figures, claim)
        elif claim.role == "time":
            yield from _time(claim)
        elif claim.role in ("ahead", "behind"):
            yield from _lead(figures, claim)
        elif claim.role in ("gap", "surplus") and claim.kind == "money":
            yield from _gap(figures, claim)
        elif claim.role == "per_month" and claim.kind == "money":
            yield from _per_month(figures, claim)


def _targets(figures: Sequence[Figure], claim: Figure, kind: str) -> list[tuple[Figure, bool]]:
    """List targets near a claim; sure where only one is meant: named alike, or the only one."""
    earlier = list(before(figures, claim.place, sentences=40, most=_FAR))
    later = list(figures[claim.place + 1 : claim.place + _FAR])
    found = [f for f in earlier + later if f.role == "target" and f.kind == kind]
    found = [f for f in found if f.topic in ("", "省外", claim.topic)] or found
    near = [f for f in found if f.sentence == claim.sentence]
    beside = [f for f in near if _same_part(figures, f, claim)]
    goal = _GOAL.search(claim.lead)
    alike = [f for f in found if goal and goal[0] in f.lead]
    meant = next((some for some in (beside, near, alike, found) if _one(some)), [])
    told = [(f, f in meant and f.frame.region == claim.frame.region) for f in found]
    return sorted(told, key=lambda item: not item[1])[:NEAREST]


def _same_part(figures: Sequence[Figure], target: Figure, claim: Figure) -> bool:
    """Tell whether no semicolon parts a target from the claim after it."""
    between = figures[target.place + 1 : claim.place + 1]
    return target.place < claim.place and not any(";" in f.lead for f in between)


def _one(targets: list[Figure]) -> bool:
    return len({round(f.number.value, 6) for f in targets}) == 1


def _rate(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    inline = figures[claim.inline] if claim.inline >= 0 else None
    place = inline.place if inline else claim.place
    done = [
        f
        for f in before(figures, place, sentences=40, most=_FAR)
        if f.role in LEVELS and f.kind != "people"
    ]
    targets: list[tuple[Figure, bool]]
    targets = (
        [(inline, True)]
        if inline
        else _targets(figures, claim, "money") + _targets(figures, claim, "count")
    )
    readings = []
    nearest = _nearest(done, claim)
    if inline and nearest and nearest.sentence == claim.sentence:
        done = [f for f in done if f.sentence == claim.sentence]
    for target, sure in targets:
        for level in done[:40]:
            if level.kind != target.kind or (
                level.family not in (target.family, "") and target.family
            ):
                continue
            certain = sure and level is nearest and level.frame[:2] == claim.frame[:2]
            certain = certain and (target is inline or _alike(level, target, done))
            readings.append(
                Relation(claim, (level, target), _ratio, "完成数÷目标", certain, loose=False)
            )
    if readings:
        yield Check("completion", claim, tuple(readings))


def _alike(level: Figure, target: Figure, done: list[Figure]) -> bool:
    """Tell whether a target printed elsewhere is surely that of a level: no part of it has one."""
    if level.topic == target.topic:
        return True
    whole = any(f.topic == "" and f.family == level.family for f in done)
    return target.topic == "" and level.topic == "省外" and not whole


def _nearest(done: list[Figure], claim: Figure) -> Figure | None:
    """Give the level a completion rate speaks of: the last of its sentence, else the headline."""
    own = [f for f in done if f.sentence == claim.sentence]
    headlines = [f for f in done if f.topic in ("", "省外") and f.family == "funds"]
    whole = [f for f in headlines if f.topic == ""]
    return next(iter(own or whole or headlines), None)


def _ratio(level: float, target: float) -> float:
    return level / target


def _time(claim: Figure) -> Iterator[Check]:
    if claim.month:
        share = claim.month / 12
        yield Check("time", claim, (Relation(claim, (), lambda: share, f"{claim.month}个月÷12"),))


def _lead(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    """Check 超(欠)序时进度X个百分点 against the completion rate before it."""
    rates = [
        f
        for f in before(figures, claim.place, sentences=1)
        if f.role == "completion" and f.kind == "ratio"
    ]
    times = [f for f in before(figures, claim.place, sentences=40) if f.role == "time"]
    sign = 1 if claim.role == "ahead" else -1
    series = series_of(figures, claim)
    if len(series) > 1:  # 分别超序时进度9.9、4.5个百分点: the rates stand in the same order
        at = len(series) - 1 - series.index(claim)
        rates = rates[at : at + 1] if len(rates) >= len(series) else []
    readings = []
    for at, rate in enumerate(rates[:3]):
        sure = at == 0 and rate.sentence == claim.sentence
        readings += [
            Relation(claim, (rate, time), lambda r, t: sign * (r - t), "完成率－序时进度", sure)
            for time in times[:2]
        ]
        if claim.month:
            share = claim.month / 12
            readings.append(
                Relation(
                    claim,
                    (rate,),
                    lambda r, s=share: sign * (r - s),
                    f"完成率－{claim.month}/12",
                    sure,
                )
            )
    if readings:
        yield Check("lead", claim, tuple(readings))


def _gap(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    sign = -1 if claim.role == "surplus" else 1
    targets = _targets(figures, claim, "money")
    done = [
        f for f in before(figures, claim.place, sentences=40, most=_FAR)
        if f.role in LEVELS and f.kind == "money"
    ]  # fmt: skip
    main = next((f for f in done if f.topic in ("", "省外") and f.family == "funds"), None)
    readings = []
    for target, sure in targets:
        for level in done[:40]:
            near = level.sentence == claim.sentence and level is done[0]
            certain = sure and (
                near or (level is main and level.frame.region == claim.frame.region)
            )
            readings.append(
                Relation(
                    claim,
                    (target, level),
                    lambda t, x: sign * (t - x),
                    "目标－完成数",
                    certain,
                    loose=False,
                )
            )
        rate = next(
            (f for f in before(figures, claim.place, sentences=1) if f.role == "completion"), None
        )
        if rate:
            readings.append(
                Relation(
                    claim,
                    (target, rate),
                    lambda t, r: sign * t * (1 - r),
                    "目标×（1－完成率）",
                    sure and rate.sentence == claim.sentence,
                    loose=False,
                )
            )
    if readings:
        yield Check("gap", claim, tuple(readings))


def _per_month(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    """Check 后续月均需到位X亿元 against the gap, and 月均到位X亿元 against the level."""
    if not claim.month:
        return
    needed = bool(
        re.search("需|还要|方可|才能|剩余|后续|后\\d|今后", claim.lead[-16:] + claim.tail[:8])
    )
    left = re.search(r"(?:后|剩余|剩下)的?(\d{1,2}|[一二三四五六七八九十])个月", claim.lead)
    months = 12 - claim.month if needed else claim.month
    if needed and left:
        months = int(left[1]) if left[1].isdigit() else "零一二三四五六七八九十".index(left[1])
    if months <= 0:
        return
    if needed:
        sources = [f for f in before(figures, claim.place, sentences=1) if f.role == "gap"]
    else:
        own = subject(figures, claim, ("money",))
        sources = [own] if own else []
    readings = tuple(
        Relation(
            claim,
            (source,),
            lambda x: x / months,
            f"÷{months}个月",
            at == 0 and (needed or source.sentence == claim.sentence),
        )
        for at, source in enumerate(sources[:3])
    )
    if readings:
        yield Check("per_month", claim, readings)
