"""Flows: a month's amount against the cumulated amounts on both sides of it, and means a month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import Check, Relation

MOST, NEAREST = 40, 6


def flows(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check 9月当月X亿元 against 1—9月 and 1—8月."""
    for claim in figures:
        period = claim.frame.period
        if claim.role != "level" or claim.kind != "money" or not period:
            continue
        if period.basis != "month" or period.start != period.month or period.month < 2:
            continue
        near = figures[max(0, claim.place - MOST) : claim.place + MOST]
        until = _levels(near, claim, period.month)
        earlier = _levels(near, claim, period.month - 1)
        readings = tuple(
            Relation(claim, (last, first), lambda x, y: x - y, "累计数之差", _plain(claim))
            for last in until[:NEAREST]
            for first in earlier[:NEAREST]
        )
        if readings:
            yield Check("month", claim, readings)


def _levels(near: Sequence[Figure], claim: Figure, month: int) -> list[Figure]:
    """List the cumulated amounts up to a month that speak of the same thing."""
    return [
        f for f in near
        if f.role == "level" and f.kind == "money" and f.family == claim.family
        and f.frame.period and f.frame.period.basis == "ytd" and f.frame.period.month == month
        and f.frame[:2] == claim.frame[:2] and f.topic in ("", "省外", claim.topic)
        and not re.search("去年|上年|同期", f.lead)
    ]  # fmt: skip


def _plain(claim: Figure) -> bool:
    """Tell whether nothing but the month narrows a flow."""
    return set(claim.topic) <= set("当单本月份省外")
