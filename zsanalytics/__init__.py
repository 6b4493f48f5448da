"""zsanalytics: investment-attraction statistics (招商引资), from workbook to briefing.

    import zsanalytics as zs

Every public name is loaded when it is first used, so that neither a notebook's first cell nor
``zs --help`` waits for libraries it does not need.
"""

from __future__ import annotations

import difflib
import importlib
import sys
import types
from typing import Any

_ROOMS = {
    "audit.report": ["audit_figures", "audit_text"],
    "briefing.batch": ["brief", "trace"],
    "briefing.gathering": ["prepare"],
    "briefing.target_gap": ["ask"],
    "checks.rules": ["check", "insist"],
    "codebook": ["Codebook", "load_codebook"],
    "errors": [
        "CodebookError", "LayoutError", "PanelError", "RequestError", "SubmissionError",
        "WorkbookError", "ZsError",
    ],
    "history": ["as_of", "revisions"],
    "intake.cells": ["read_cells"],
    "intake.folder": ["Intake", "intake"],
    "intake.lead_lists": ["read_leads"],
    "intake.ledger": ["read_projects"],
    "intake.records": ["read_records"],
    "measures.actor_tasks": ["actor_progress"],
    "measures.actors": ["actor_scores"],
    "measures.breaks": ["breaks_crossed"],
    "measures.cohorts": ["funnel", "overdue"],
    "measures.decomposition": ["decompose"],
    "measures.fairs": ["conversion", "fairs"],
    "measures.flows": ["at", "monthly", "prefer"],
    "measures.growth": ["growth"],
    "measures.lead_register": ["first_listings", "lead_register"],
    "measures.leads": [
        "approached_twice", "days_in_stage", "lead_conversion", "linked_leads", "lost_reasons",
    ],
    "measures.progress": ["completion"],
    "measures.ranks": ["rank"],
    "measures.revisions": ["revision_triangle"],
    "measures.shares": ["contribution", "share"],
    "measures.stages": ["stage_rates", "tally"],
    "measures.standing": ["standing"],
    "measures.top500": ["top500_share"],
    "measures.top500_lists": ["load_lists"],
    "measures.top500_new": ["add_list"],
    "measures.verdicts": ["top500"],
    "measures.totals": ["add_total"],
    "measures.works": ["works_rate"],
    "month": ["build"],
    "outlook.coherence": ["draw"],
    "outlook.deciding": ["deciding_projects", "due_next", "largest_to_come"],
    "outlook.goals": ["goal_seek", "goal_split", "sensitivity"],
    "outlook.joint": ["joint_chance", "units_missing"],
    "outlook.landing": ["year_end"],
    "outlook.paths": ["crossing", "year_path"],
    "outlook.replay": ["record", "replay"],
    "outlook.runoff": ["development", "runoff"],
    "outlook.scenarios": ["scenarios"],
    "outlook.views": ["two_views"],
    "outlook.words": ["explain"],
    "published_figures": ["published_outlook", "published_panel"],
    "store": ["open_panel", "open_vintage", "project_folder"],
    "quality.clues": ["screening_clues"],
    "quality.sampling": ["sampling_plan"],
    "quality.scorecard": ["scorecard"],
    "quality.verification": ["cut_rate"],
    "office.receiving": ["receive"],
    "showing.fonts": ["fonts"],
    "showing.tables": ["show"],
    "targets.allocation": ["allocate"],
    "targets.book": ["load_targets"],
    "targets.consistency": ["check_targets"],
    "targets.scoring": ["load_sheet", "ranking", "score"],
    "targets.tiers": ["candidates", "load_tiers"],
    "office.verifying": ["verify"],
    "vintage_tables": ["corrections", "open_leads"],
    "partitions": ["by_province", "export_panel", "read_panel"],
    "workers": ["open_executor"],
}  # fmt: skip
_PLACES = {name: room for room, names in _ROOMS.items() for name in names}

_MODULES = {"blocks": "publish.blocks", "explore": "explore"}
"""Public names that are modules: the pieces of a briefing, and the analyst's figures."""

__all__ = sorted({*_PLACES, *_MODULES})
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        value = importlib.import_module(f"zsanalytics.{_MODULES[name]}")
    elif name in _PLACES:
        value = getattr(importlib.import_module(f"zsanalytics.{_PLACES[name]}"), name)
    else:
        near = difflib.get_close_matches(name, __all__, n=1)
        instead = f"type zs.{near[0]}" if near else "dir(zs) lists the names"
        raise AttributeError(f"module 'zsanalytics' has no attribute {name!r}; {instead}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*(name for name in globals() if name.startswith("__")), *__all__})


class _Front(types.ModuleType):
    """The package as a module: `zs.intake` is the function, though a room has its name too."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _PLACES and isinstance(value, types.ModuleType):
            return  # the import system ties a room to its package; the public name wins
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Front
