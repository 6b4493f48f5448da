"""Verdicts: what the checks of a text say of each figure, and which figure is to blame.

A broken relation only says that one of its numbers is wrong. The number that stands in most broken
relations and in no fitting one is named; where that leaves a choice, the one that was computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import Check, Range, Relation

STEPS = 90
REACH = 1e6
"""How far from the printed number the right one is sought when an operand is to blame."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``verdict`` is 一致, 矛盾 or 无法复核; ``low`` and ``high`` bound the expected value."""

    figure: Figure
    verdict: str
    rule: str = ""
    low: float = float("nan")
    high: float = float("nan")
    middle: float = float("nan")
    relations: tuple[Relation, ...] = ()


Told = tuple[str, Relation]
MOST = 100
"""Broken relations weighed together."""

FITS, BREAKS, OPEN = "一致", "矛盾", "无法复核"


def judge(figures: Sequence[Figure], checks: Iterable[Check]) -> list[Verdict]:
    """Give one verdict a figure."""
    fitting: dict[int, tuple[str, Relation]] = {}
    supported: set[int] = set()
    broken: list[tuple[str, Relation]] = []
    for check in checks:
        reading = check.fitting()
        if reading:
            fitting.setdefault(reading.claim.place, (check.rule, reading))
            if not isinstance(reading, Range) and reading.operands:
                supported |= {reading.claim.place, *(o.place for o in reading.operands)}
        elif contradicted := check.broken():
            broken.append((check.rule, contradicted))
    broken = [x for x in broken if x[0] != "beyond" or x[1].claim.place not in fitting]
    blamed = _blame(broken, supported)
    verdicts = []
    for figure in figures:
        if figure.place in blamed:
            verdicts.append(_contradiction(figure, blamed[figure.place]))
        elif figure.place in fitting:
            rule, reading = fitting[figure.place]
            verdicts.append(
                Verdict(figure, FITS, rule, *reading.expected(), reading.middle(), (reading,))
            )
        elif figure.place in supported:
            verdicts.append(Verdict(figure, FITS))
        else:
            verdicts.append(Verdict(figure, OPEN))
    return verdicts


def _blame(broken: Sequence[Told], supported: set[int]) -> dict[int, list[Told]]:
    """Name figures until every broken relation has one."""
    blamed: dict[int, list[Told]] = {}
    for group in _linked(broken):
        left = group
        while left:
            claims = {relation.claim.place for _, relation in left}
            touched: dict[int, list[Told]] = {}
            for told in left:
                for place in _places(told[1]):
                    touched.setdefault(place, []).append(told)
            guilty = max(
                touched, key=lambda p: (p not in supported, len(touched[p]), p in claims, p)
            )
            blamed.setdefault(guilty, []).extend(touched[guilty])
            left = [told for told in left if told not in touched[guilty]]
    return blamed


def _linked(broken: Sequence[Told]) -> Iterator[list[Told]]:
    """Part the broken relations where they share no figure, and where there are very many."""
    group: list[Told] = []
    seen: set[int] = set()
    for told in sorted(broken, key=lambda item: item[1].claim.place):
        places = _places(told[1])
        if group and (not places & seen or len(group) >= MOST):
            yield group
            group, seen = [], set()
        group.append(told)
        seen |= places
    if group:
        yield group


def _places(relation: Relation) -> set[int]:
    return {relation.claim.place, *(operand.place for operand in relation.operands)}


def _contradiction(figure: Figure, found: list[tuple[str, Relation]]) -> Verdict:
    low, high, middle = float("-inf"), float("inf"), float("nan")
    for _, relation in found:
        own_low, own_high, own_middle = expected_of(figure, relation)
        if own_low > high or own_high < low:
            continue  # two relations that ask for different numbers: the first is told
        low, high = max(low, own_low), min(high, own_high)
        middle = own_middle if middle != middle else middle
    if middle == middle and not low <= middle <= high:
        middle = (low + high) / 2
    return Verdict(figure, BREAKS, found[0][0], low, high, middle, tuple(r for _, r in found))


def expected_of(figure: Figure, relation: Relation) -> tuple[float, float, float]:
    """Give what a figure should be: the relation's value, or the operand that would give it."""
    if figure.place == relation.claim.place:
        return *relation.expected(), relation.middle()
    at = next(i for i, operand in enumerate(relation.operands) if operand.place == figure.place)
    if isinstance(relation, Range):
        return float("-inf"), float("inf"), float("nan")
    claim = relation.claim.number
    solved = [_solve(relation, at, goal) for goal in (claim.low, claim.high, claim.value)]
    known = [value for value in solved if value == value]
    if len(known) < 3:
        return float("-inf"), float("inf"), float("nan")
    return min(known), max(known), solved[2]


def _solve(relation: Relation, at: int, goal: float) -> float:
    """Find the operand that gives the goal, by halving; NaN where none does."""
    values = [operand.number.value for operand in relation.operands]
    own = values[at]

    def off(x: float) -> float:
        values[at] = x
        try:
            return float(relation.of(*values)) - goal
        except (ZeroDivisionError, OverflowError, ValueError):
            return float("nan")

    low, high = (own - abs(own) * 1000 - 1000, own + abs(own) * 1000 + 1000)
    low = 1e-12 if off(low) != off(low) or off(low) * off(high) > 0 else low
    start, end = off(low), off(high)
    if start != start or end != end or start * end > 0:
        return float("nan")
    for _ in range(STEPS):
        middle = (low + high) / 2
        if off(middle) * start > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
