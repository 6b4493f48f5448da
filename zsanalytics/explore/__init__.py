"""Exploring (the analyst's figures): plotly figures of panel, targets, outlook and projects.

    zs.explore.progress(panel, "兰州市")

One call a figure: what is not said is chosen sensibly (the province, the headline indicator, the
newest month). Hovering tells the numbers in Chinese with their units, the same strings that
tables and briefings print; the buttons above a figure zoom and save it as a picture; nothing is
fetched from a network. `sheet` paints what the reader understood onto a workbook's sheet.
"""

from zsanalytics.explore.ahead import outlook, revisions
from zsanalytics.explore.contracts import cohort, lag
from zsanalytics.explore.course import flows, growth, progress
from zsanalytics.explore.makeup import structure
from zsanalytics.explore.printing import block
from zsanalytics.explore.sheets import sheet
from zsanalytics.explore.units import completion, gap, ranking

__all__ = [
    "block", "cohort", "completion", "flows", "gap", "growth", "lag", "outlook", "progress",
    "ranking", "revisions", "sheet", "structure",
]  # fmt: skip


def __dir__() -> list[str]:
    return list(__all__)
