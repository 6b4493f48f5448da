"""Panel: printed levels and growth against the panel's own values, where region and month are sure.

A level is compared with every value the panel holds for it (as submitted and as computed, all
investors and those from outside the province): it contradicts only if none of them rounds to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.frames import Frames
from zsanalytics.audit.relations import Check, Relation, subject
from zsanalytics.audit.repeats import plainly
from zsanalytics.codebook import load_codebook
from zsanalytics.codebook.breaks import bridge_to
from zsanalytics.periods import period_text
from zsanalytics.schema import KEY, PANEL, WHOLE, require

OUTSIDE = "来源地=省外"
_INDICATORS = {
    ("money", "funds"): "funds_in_place", ("money", "signed"): "contracted_amount",
    ("count", "signed"): "contracted_projects", ("count", "implemented"): "implemented_projects",
}  # fmt: skip

Values = dict[tuple[object, ...], list[float]]


def against(figures: Sequence[Figure], frames: Frames, panel: pd.DataFrame) -> Iterator[Check]:
    """Check levels, and the growth rates that speak of them, against a panel."""
    require(panel, PANEL, [*KEY, "value"])
    values: Values = {}
    for row in panel.dropna(subset=["value"]).itertuples():
        key = (row.region, row.indicator, row.segment, row.year, row.month)
        values.setdefault(key, []).append(float(row.value))
    for figure in figures:
        level = figure if figure.role == "level" else None
        if figure.role == "growth" and figure.kind == "ratio":
            level = subject(figures, figure)
        if level is not None and (known := _known(level, frames, values, figure is not level)):
            told = f"数据表{_about(level, frames)}"
            readings = tuple(Relation(figure, (), lambda v=v: v, told) for v in known)
            yield Check("panel", figure, readings)


def _about(level: Figure, frames: Frames) -> str:
    period = level.frame.period
    told = period_text(period.year, period.month) if period else ""
    return (level.frame.region or frames.main) + told


def _known(level: Figure, frames: Frames, values: Values, growth: bool) -> list[float]:
    """Give the panel's values of a level, or its growth over the year before."""
    region, period = level.frame.region or frames.main, level.frame.period
    indicator = _INDICATORS.get((level.kind, level.family))
    topic = level.topic.replace("省外", "")
    if not indicator or not period or period.year is None or not plainly(level):
        return []
    if period.basis == "month" or not region or (topic and not region.startswith(topic)):
        return []
    outside = "省外" in level.topic + level.lead
    found = []
    for segment in (OUTSIDE,) if outside else (WHOLE, OUTSIDE):
        now = values.get((region, indicator, segment, period.year, period.month), [])
        last = values.get((region, indicator, segment, period.year - 1, period.month), [])
        if growth:
            month = (period.year, period.month)
            factor = bridge_to(region, indicator, segment, month, years=1, book=load_codebook())
            found += [x / (y * factor) - 1 for x in now for y in last if y * factor > 0]
        else:
            found += now
    return found
