"""Causes: doubts that one wrong cell, or one wrong column, explains are told as one.

A wrong figure breaks its sum, its growth and the month's own figure at once. Each of these doubts
says what the cell would have to be; where one value would settle several, the cell is named once
with all that follows from it. Many doubts of one kind down a column are a column put wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from zsanalytics.checks.hints import NARROW, Suspect, hint, written
from zsanalytics.checks.wording import SUSPECTS, Doubt, place, runs
from zsanalytics.codebook import Codebook
from zsanalytics.schema import SEVERITIES

MANY = 6
"""So many doubts of one rule in a column are told as one."""


class Told(NamedTuple):
    """A doubt with the rule that raised it; ``title`` is the rule's short name."""

    rule: str
    title: str
    severity: str
    doubt: Doubt


class _Accused(NamedTuple):
    """A cell, the doubts that one other value in it would settle, and that value's bounds."""

    source: str
    doubts: frozenset[int]
    low: float
    high: float


def settled(told: Sequence[Told], book: Codebook) -> list[Told]:
    """Join doubts with a common cause; every cell named before is named still.

    Parameters
    ----------
    told : sequence of Told
        In the order of the rules: of doubts joined, the gravest and first speaks.
    book : Codebook
        Names the region that several lie in.
    """
    return _columns_joined(_cells_joined(told), book)


def _cells_joined(told: Sequence[Told]) -> list[Told]:
    """Join the doubts that one cell explains, most first."""
    accusations: dict[tuple[str, float], list[tuple[int, Suspect]]] = defaultdict(list)
    for n, one in enumerate(told):
        for suspect in one.doubt.get(SUSPECTS, ()):
            named = "cell" in place(suspect.source)
            if named and not suspect.low <= suspect.value <= suspect.high:
                accusations[suspect.source, suspect.value].append((n, suspect))
    left, joined = set(range(len(told))), {}
    shared = {cell: several for cell, several in accusations.items() if len(several) > 1}
    while shared:
        ranked = (_accused(cell[0], several) for cell, several in shared.items())
        worst = max(ranked, key=lambda a: (len(a.doubts), *_directness(a, told)))
        if len(worst.doubts) < 2:
            break
        joined[min(worst.doubts)] = _as_one([told[n] for n in sorted(worst.doubts)], worst)
        left -= worst.doubts
        shared = {
            cell: kept
            for cell, several in shared.items()
            if len(kept := [(n, s) for n, s in several if n in left]) > 1
        }
    return [joined.get(n, one) for n, one in enumerate(told) if n in left or n in joined]


def _accused(source: str, several: Sequence[tuple[int, Suspect]]) -> _Accused:
    """Find the bounds within which most of the doubts about a cell would be settled."""
    best = _Accused(source, frozenset(), 0.0, 0.0)
    for _, first in several:
        inside = [(n, s) for n, s in several if s.low <= first.low <= s.high]
        if len(inside) > len(best.doubts):
            high = min(s.high for _, s in inside)
            best = _Accused(source, frozenset(n for n, _ in inside), first.low, high)
    return best


def _directness(accused: _Accused, told: Sequence[Told]) -> tuple[int, int]:
    """Prefer the cell that the doubts name themselves, then the one named by the first."""
    own = place(accused.source)
    direct = [n for n in accused.doubts if _first_cell(told[n].doubt) == own.get("cell")]
    return len(direct), -min(accused.doubts)


def _first_cell(doubt: Doubt) -> str | None:
    cell = doubt.get("cell")
    return cell.split(", ")[0] if isinstance(cell, str) else None


def _as_one(several: Sequence[Told], accused: _Accused) -> Told:
    """Let the gravest doubt speak for all, the accused cell first."""
    first = min(several, key=lambda one: SEVERITIES.index(one.severity))
    where = place(accused.source)
    cells = _cells(several, where)
    others = [name for name in dict.fromkeys(one.title for one in several) if name != first.title]
    suspect = next(
        s for one in several for s in one.doubt[SUSPECTS] if s.source == accused.source
    )._replace(low=accused.low, high=accused.high)
    slip = "" if "应为" in first.doubt["remedy"] else hint([suspect], "以上各处即相符")
    also = f"，{'、'.join(others)}也与它不符" if others else ""
    right = "" if slip or not _narrow(suspect) else f"；若为{_middle(suspect)}左右即都相符"
    consequence = f"疑在{where['cell']}{also}{right}。"
    return first._replace(doubt={
        **first.doubt, **where, "cell": ", ".join(cells),
        "message": first.doubt["message"] + consequence,
        "remedy": first.doubt["remedy"] + slip, SUSPECTS: (suspect,),
    })  # fmt: skip


def _narrow(suspect: Suspect) -> bool:
    """Tell whether the bounds of a suspect leave little open."""
    return suspect.high > 0 and suspect.high - suspect.low <= NARROW * suspect.high


def _middle(suspect: Suspect) -> str:
    return written(suspect, (suspect.low + suspect.high) / 2)


def _cells(several: Iterable[Told], where: dict[str, str]) -> list[str]:
    """List the cells of doubts of one file, the accused first, each once."""
    named = [where["cell"]]
    for one in several:
        cell, sheet = one.doubt.get("cell"), one.doubt.get("sheet")
        if isinstance(cell, str) and one.doubt.get("file") == where.get("file"):
            for part in cell.split(", "):
                far = sheet != where["sheet"] and "!" not in part
                part = f"{sheet}!{part}" if far else part.removeprefix(f"{where['sheet']}!")
                named.append(part)
    return list(dict.fromkeys(named))


def _columns_joined(told: Sequence[Told], book: Codebook) -> list[Told]:
    """Join the doubts of one rule down one column where there are many."""
    columns: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for n, one in enumerate(told):
        cell = re.match(r"([A-Z]+)\d", str(_first_cell(one.doubt)))
        if cell and one.doubt.get("file"):
            columns[one.rule, one.doubt["file"], one.doubt["sheet"], cell[1]].append(n)
    many = {min(ns): ns for ns in columns.values() if len(ns) >= MANY}
    gone = {n for ns in many.values() for n in ns} - set(many)
    return [
        _as_column([told[k] for k in many[n]], book) if n in many else one
        for n, one in enumerate(told)
        if n not in gone
    ]


def _as_column(several: Sequence[Told], book: Codebook) -> Told:
    """Tell the first of many doubts, and the cells of all."""
    first = min(several, key=lambda one: SEVERITIES.index(one.severity))
    cells = sorted({str(_first_cell(one.doubt)) for one in several}, key=_down)
    letters = re.sub(r"\d.*", "", cells[0])
    figures = any(one.doubt.get(SUSPECTS) for one in several)  # else texts: a claim, a name
    whole = "如系整列错行、错期或口径不同，请整列更正；否则逐处核对。" if figures else ""
    others = _others(several, cells) if figures else []
    return first._replace(doubt={
        **first.doubt, "cell": ", ".join([*runs(cells), *others]),
        "region": _common(several, book),
        "message": f"{letters}列有{len(several)}处“{first.title}”问题，其中："
        f"{first.doubt['message']}",
        "remedy": whole + first.doubt["remedy"],
    })  # fmt: skip


def _others(several: Iterable[Told], named: Sequence[str]) -> list[str]:
    """List what the doubts name beside their first cells."""
    parts = {part for one in several for part in one.doubt["cell"].split(", ")[1:]}
    here = sorted((part for part in parts if "!" not in part and part not in named), key=_down)
    return [*here, *sorted(part for part in parts if "!" in part)]


def _down(cell: str) -> tuple[int, str]:
    return int(re.sub(r"\D", "", cell.split(":")[0]) or 0), cell


def _common(several: Iterable[Told], book: Codebook) -> str | None:
    """Name the region of all doubts, or the one that all their regions are members of."""
    regions = {one.doubt.get("region") for one in several}
    if len(regions) == 1:
        return regions.pop()
    above = {book.places[str(name)]["parent"] if name in book.places else "" for name in regions}
    return str(above.pop() or "") or None if len(above) == 1 else None
