"""Sums: 合计 against the list before it, two halves against their whole, counts of units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zsanalytics.audit import words
from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import LEVELS, Check, Relation, before, series_of

LONGEST = 20
KINDS = (("count", ""), ("count", "firms"), ("money", "funds"), ("money", "signed"))
COHORTS = ("signed", "implemented", "projects")
_WAYS = (
    ("growth up", r"(?:(?<!负)(?:增长|增加)|正增长|上升|提高|提升|实现增长)"),
    ("growth down", r"(?:下降|减少|负增长|回落|降低)"),
    ("pace down", r"(?:未完成|未达到|未达|欠|慢于|低于|滞后|落后)"),
    ("pace up", r"(?:完成|超过|超|快于|高于|达到|领先)"),
)
_LEADS = tuple((way, re.compile(words + r"[^,;。、\d]{0,12}$")) for way, words in _WAYS)
_TAILS = tuple((way, re.compile(r"[^,;。、\d]{0,10}?" + words)) for way, words in _WAYS)
_LEVEL = re.compile(
    r"(?:持平|不变|无上年同期[^,;。、\d]{0,6}|未报送|没有[^,;。、\d]{0,14}|其余|其他)"
    r"[^,;。、\d]{0,8}$"
)

_PLACES = re.compile(r"位次|名次|排名|排位")


def sums(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check every sum a text prints or implies."""
    for claim in figures:
        if claim.role == "sum" and claim.kind in ("money", "count"):
            yield from _listed(figures, claim)
    yield from _halves(figures)
    yield from _shared_out(figures)
    yield from _units(figures)


def _add(*parts: float) -> float:
    return sum(parts)


def _listed(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    """Check A(1亿元)、B(2亿元),合计3亿元: the last two, three … amounts before the sum."""
    listed = [
        f for f in before(figures, claim.place, most=LONGEST * 2)
        if f.kind == claim.kind and f.role == "level"
    ]  # fmt: skip
    run = _run(listed)
    readings = [
        Relation(claim, tuple(listed[:n]), _add, "各项相加", n == run, loose=False, rising=True)
        for n in range(2, min(len(listed), LONGEST) + 1)
    ]
    if readings:
        yield Check("sum", claim, tuple(sorted(readings, key=lambda r: not r.sure)))


def _run(listed: list[Figure]) -> int:
    """Count the amounts of the enumeration that ends the list: parted by 、 and 和."""
    count = 0
    for figure in listed:
        count += 1
        if not re.match(r"[)]?[、和及]", figure.lead) or "其中" in figure.lead:
            break
    return count if count > 1 else 0


def _halves(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check 新签 + 续建 = 实施, 省外 + 省内 = all, the three industries = all."""
    for pairs in words.OPPOSITES:
        for members in _complete(figures, pairs):
            for kind, family in KINDS:
                parts = [_first(group, kind, family) for group in members]
                known = [part for part in parts if part]
                if len(known) == len(members):
                    yield from _whole_of(figures, known, kind, family)


def _complete(
    figures: Sequence[Figure], pairs: Sequence[tuple[str, str]]
) -> Iterator[list[list[Figure]]]:
    """Find places where every label of a set occurs once, one after the other."""
    opened: list[tuple[str, list[Figure]]] = []
    for figure in figures:
        if opened and figure.sentence - opened[0][1][0].sentence > 1:
            opened = []
        clause = re.split("[,;:。]", figure.lead)
        labels = {
            name for part in clause[-2:] for name, pattern in pairs if re.search(pattern, part)
        }
        if len(labels) == 1 and figure.role == "level":
            label = labels.pop()
            if opened and opened[-1][0] == label:
                opened[-1][1].append(figure)
                continue
            if any(name == label for name, _ in opened):
                opened = []
            opened.append((label, [figure]))
            if len(opened) == len(pairs):
                following = _rest(figures, figure)
                yield [group for _, group in opened[:-1]] + [[figure, *following]]
        elif opened and not labels:
            opened[-1][1].append(figure)
        elif labels:
            opened = []


def _rest(figures: Sequence[Figure], first: Figure) -> list[Figure]:
    found = []
    for figure in figures[first.place + 1 : first.place + 8]:
        if figure.sentence != first.sentence or re.search("[;。]", figure.lead):
            break
        found.append(figure)
    return found


def _first(group: list[Figure], kind: str, family: str) -> Figure | None:
    fits = (
        f for f in group
        if f.kind == kind and f.role == "level" and (not family or f.family == family)
        and (family or kind != "count" or f.family in COHORTS)
    )  # fmt: skip
    return next(fits, None)


def _whole_of(
    figures: Sequence[Figure], parts: list[Figure], kind: str, family: str
) -> Iterator[Check]:
    first = parts[0]
    wholes = [
        f for f in before(figures, first.place, sentences=2, most=30)
        if f.kind == kind and f.role in LEVELS
        and (f.family == family if family else f.family in COHORTS)
    ]  # fmt: skip
    near = [f for f in wholes if f.sentence == first.sentence] or wholes
    sure = len({f.number.value for f in near}) == 1 and near[0].frame[:2] == first.frame[:2]
    sure = sure and not _more_parts(figures, parts[-1])
    readings = [
        Relation(whole, tuple(parts), _add, "各部分相加", sure and whole is near[0])
        for whole in wholes
    ]
    if readings:
        yield Check("parts", readings[0].claim, tuple(readings))


def _more_parts(figures: Sequence[Figure], last: Figure) -> bool:
    """Tell whether the sentence goes on to amounts of the kind: the two are not all."""
    for figure in figures[last.place + 1 : last.place + LONGEST]:
        if figure.sentence != last.sentence:
            return False
        if (figure.kind, figure.family, figure.role) == (last.kind, last.family, last.role):
            return True
    return False


def _shared_out(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check 一二三产业分别为9、55、12个 against the number of all."""
    for figure in figures:
        if figure.series != figure.place or figure.kind not in ("money", "count"):
            continue
        lead = figure.lead
        whole_named = any(
            all(re.search(p, lead) for _, p in pairs) for pairs in words.OPPOSITES
        ) or re.search("一、?二、?三产", lead)
        parts = series_of(figures, figure)
        if not whole_named or "分别" not in lead:
            continue
        wholes = [
            f
            for f in before(figures, figure.place, most=8)
            if f.kind == figure.kind and f.role in LEVELS
        ]
        same = [f for f in wholes if f.family == figure.family or not figure.family]
        readings = tuple(
            Relation(whole, tuple(parts), _add, "各部分相加", at == 0)
            for at, whole in enumerate(same or wholes)
        )
        if readings:
            yield Check("parts", readings[0].claim, readings)


def _units(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check that the units that grow, fall and stay are all the units there are."""
    group: list[Figure] = []
    for figure in [*figures, None]:
        counted = figure is not None and figure.kind == "count" and bool(_way(figure))
        if (figure and counted and group and figure.sentence != group[0].sentence) or (
            figure and counted and group and _way(figure) in {_way(f) for f in group} - {"level"}
        ):
            yield from _unit_sum(figures, group)
            group = [figure]
        elif figure and counted:
            group.append(figure)
        elif group and (
            figure is None or figure.sentence != group[0].sentence or figure.kind == "count"
        ):
            yield from _unit_sum(figures, group)
            group = []


def _way(figure: Figure) -> str:
    """Say whether a count of units is of those that rise, fall or stay, and in what."""
    counted = figure.family in ("units", "") or re.search(r"的(?:有|为|共)?$", figure.lead)
    if counted and _LEVEL.search(figure.lead):
        return "level"
    if not counted or figure.role not in ("level", "increment"):
        return ""
    direct = re.match("(?:实现|同比|呈)?[正负]?(?:增长|下降|持平)", figure.tail)
    if direct and "持平" in direct[0]:
        return "level"
    if direct or figure.family == "units":
        ways = [way for way, pattern in _TAILS if pattern.match(figure.tail)]
        if ways:
            return ways[0]
    return next((way for way, pattern in _LEADS if pattern.search(figure.lead)), "")


def _unit_sum(figures: Sequence[Figure], group: list[Figure]) -> Iterator[Check]:
    ways = {_way(f) for f in group}
    if _PLACES.search(group[0].lead):  # places move among those that can be compared
        return
    if not ({"growth up", "growth down"} <= ways or {"pace up", "pace down"} <= ways):
        return
    heads = [
        f for f in before(figures, group[0].place, sentences=6, most=60)
        if f.family == "units" and f.kind == "count" and not _way(f)
    ]  # fmt: skip
    readings = []
    for at, head in enumerate(heads[:6]):
        pair = heads[at + 1] if at + 1 < len(heads) else None
        near = head.sentence == group[0].sentence or ("level" in ways and at == 0)
        readings.append(Relation(head, tuple(group), _add, "各类个数相加", near and at == 0))
        if pair and pair.sentence == head.sentence:
            last = group[-1]
            rest = tuple(group[:-1])
            readings.append(
                Relation(
                    last,
                    (head, pair, *rest),
                    lambda x, y, *z: x + y - sum(z),
                    "各类个数相加",
                    False,
                )
            )
        extra = re.match(r"[^,;。\d]{0,6}(?:和|及|、)(?:兰州新区|[^,;。\d]{2,4}新区)", head.tail)
        if extra:
            readings.insert(
                0, Relation(head, tuple(group), lambda *z: sum(z) - 1, "各类个数相加", near)
            )
    if readings:
        yield Check("units", readings[0].claim, tuple(readings))
