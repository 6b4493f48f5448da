"""The parents of a row: groups above it, rows with less indent, the row before 其中.

Chinese tables say what belongs to what by numbering (一、（一）1.), by spaces before a name, and by
其中; none of them reliably, so each is read where it stands.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from zsanalytics.intake.labels import Label, Words
from zsanalytics.intake.sheet import Cell

_STYLES = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]"),
    re.compile(r"^[(（][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"^\d{1,2}[、.．](?!\d)"),
    re.compile(r"^[(（]\d{1,2}[)）]"),
)


class Part(NamedTuple):
    """One label of a path: its text, its role and where it stands."""

    text: str
    role: str
    cell: Cell
    head: str = ""


class Groups:
    """The groups a row stands under: rows of words alone, by their numbering (一、（一）1.)."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._open: list[tuple[int, Part]] = []
        self._fresh = False
        self._places_first: bool | None = None

    def parts(self) -> tuple[Part, ...]:
        """List the open groups, outermost first."""
        return tuple(part for _, part in self._open)

    def opens(self, part: Part, after: Part | None) -> bool:
        """Tell whether a row of words names what follows, and is not a figure left blank.

        Parameters
        ----------
        part : Part
            The label of the row.
        after : Part or None
            The next label that is no total.
        """
        label = self.words.label(part.text)
        if label.part or label.total or after is None:
            return False
        if label.regions or part.role == "region":
            return self._holds(label.regions, self.words.label(after.text), after.role)
        found = self.words.heading(part.text)
        return not (found.indicator and not found.rest)

    def _holds(self, regions: tuple[str, ...], after: Label, role: str) -> bool:
        """Tell whether a region is followed by its parts, or by what is counted in it."""
        if not after.regions:
            return role != "region"
        below = {place for region in regions for place in self.words.book.descendants(region)}
        return bool(below.intersection(after.regions))

    def settle(self) -> None:
        """Note that figures have followed."""
        self._fresh = False

    def push(self, part: Part) -> None:
        """Open a group: it ends those of its own level and deeper ones."""
        level = self._level(part)
        if self._fresh and self._open and level == self._open[-1][0] == len(_STYLES):
            level += 1
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, part))
        self._fresh = True

    def _level(self, part: Part) -> int:
        place = bool(self.words.label(part.text).regions)
        if self._places_first is None:
            self._places_first = place
        if place:
            return -1 if self._places_first else len(_STYLES) + 2
        plain = part.text.strip()
        return next((i for i, style in enumerate(_STYLES) if style.match(plain)), len(_STYLES))


def parents_of(indents: list[tuple[float, Part]], main: Part) -> tuple[Part, ...]:
    """Find the rows a row is part of: those with less indent, and the one before 其中."""
    text = main.text
    plain = text.strip()
    depth: float = len(text) - len(text.lstrip())
    if re.match(r"其中|#|＃", plain):
        while indents and indents[-1][0] > depth:
            indents.pop()
        depth += 0.5
    while indents and indents[-1][0] >= depth:
        indents.pop()
    if indents and indents[-1][0] % 1 and depth > indents[-1][0]:
        depth = indents[-1][0]  # aligned under what follows 其中：, a sibling
        indents.pop()
    above = tuple(part for _, part in indents)
    indents.append((depth, main))
    return above
