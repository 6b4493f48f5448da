"""The place of a project: the finest region that a row, its sections or its ledger name.

An unknown or ambiguous name is never guessed. Names are read within what stands around them:
经开区 in a ledger of 张掖市 is its own, 平川镇 there is not the district 平川区 of another city.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zsanalytics.codebook import Codebook, squeeze
from zsanalytics.intake.ledger_rows import section_name
from zsanalytics.intake.ledger_values import missing_word

_FULL = "省市州县区旗"  # a name that ends so is written in full
_LONGEST = 60  # characters of a cell among which a name is looked for
_OWN_LEVEL = re.compile(r"[(]?(?:本级|市直|州直|市属|省直|省属|直属|市级|州级|县级|省级)[)]?")
_OFFICE = re.compile(
    r"(?:人民政府|招商局|商务局|投资促进(?:局|中心)|经济合作局|经合局|招商(?:服务)?中心|政府|管委会|商务和.*局)+$"
)
_ZONE = re.compile(r"(?:经济|技术)*开|高新|工业|循环|产业|新区|化工|物流|空港|保税|园区")


class Places:
    """Resolves the regions of one ledger.

    Parameters
    ----------
    book : Codebook
    unit : str
        The region the ledger belongs to, or empty if nothing says so.
    """

    def __init__(self, book: Codebook, unit: str) -> None:
        self.book = book
        self.unit = unit
        self._regions: dict[tuple[str, ...], tuple[str | None, str]] = {}

    def region(
        self, texts: Sequence[str | None], sections: Sequence[str] = ()
    ) -> tuple[str | None, str]:
        """Give the finest region that a row names, and the trouble with it if there is any.

        Parameters
        ----------
        texts : sequence of str
            The row's region cells, coarse to fine or in any order.
        sections : sequence of str
            The titles of the sections the row stands in, the innermost first.

        Returns
        -------
        (str or None, str)
            The region or None, and ``""``, ``"unknown"`` or ``"ambiguous"``.
        """
        key = (*(text or "" for text in texts), *sections)
        if key not in self._regions:
            said = [t for t in texts if t and not missing_word(t)]
            self._regions[key] = self._region(said, sections)
        return self._regions[key]

    def _region(self, texts: list[str], sections: Sequence[str]) -> tuple[str | None, str]:
        base = self._titled(sections) or self.unit
        region, trouble = self._finest(texts, base)
        if region is None and not trouble:
            return base or None, "" if base else "unknown"
        return region, trouble

    def _titled(self, sections: Sequence[str]) -> str:
        """Give the region that the titles of sections name, the outer one settling the inner."""
        base = self.unit
        for title in reversed(sections):
            name = section_name(title)
            found = self.named(name, base) or self._zone(name, base)
            if len(found) == 1:
                base = found[0]
        return base

    def _finest(self, texts: list[str], base: str) -> tuple[str | None, str]:
        """Resolve each cell inside what the others name; the finest node is the project's."""
        found: list[tuple[str, ...]] = []
        trouble = ""
        for text in sorted(texts, key=lambda t: -len(self._widest(t, base))):
            within = next((f[0] for f in reversed(found) if len(f) == 1), base)
            names = self._place(text, within)
            if not names:
                trouble = trouble or "unknown"
            found.append(names)
        known = [names for names in found if len(names) == 1]
        if not known:
            return None, trouble or ("ambiguous" if found else "")
        nodes = [names[0] for names in known]
        finest = max(nodes, key=self._depth)
        unclear = any(len(names) > 1 for names in found)
        return (None, "ambiguous") if unclear else (None, trouble) if trouble else (finest, "")

    def _place(self, text: str, within: str) -> tuple[str, ...]:
        """Resolve a cell: within a region, as its zone, elsewhere in full, or as an address."""
        found = self.named(text, within) if within else ()
        found = found or self._zone(text, within) or self._elsewhere(text, within)
        if found or not within:
            return found
        word = squeeze(text[:_LONGEST])
        inside = [name for name in self.book.descendants(within) if name in word]
        if inside:
            return (max(inside, key=self._depth),)
        return (within,) if not self.book.members(within) else ()  # a county's towns and streets

    def _elsewhere(self, text: str, within: str) -> tuple[str, ...]:
        """Resolve a name outside the ledger's region: there it must be written in full."""
        word = _OFFICE.sub("", squeeze(text[:_LONGEST]))
        return self.named(text, "") if not within or word[-1:] in _FULL else ()

    def _zone(self, text: str, within: str) -> tuple[str, ...]:
        """Resolve a zone called by its bare kind: 经开区 in 张掖市 is 张掖经开区."""
        if not within:
            return ()
        whole = (within, str(self.book.places[within]["short"]))
        bare = _OFFICE.sub("", squeeze(text[:_LONGEST]))
        found = (self.book.match_region(name + bare, within=within) for name in whole)
        return next((names for names in found if names), ())

    def _widest(self, text: str, base: str) -> tuple[str, ...]:
        """Give what lies under a region, so that cells are read from coarse to fine."""
        names = self.named(text, base)
        return self.book.descendants(names[0]) if len(names) == 1 else ()

    def _depth(self, region: str) -> int:
        depth = 0
        while region := self.book.parent(region):
            depth += 1
        return depth

    def named(self, text: str, within: str) -> tuple[str, ...]:
        """List what a name may mean within a region, or anywhere."""
        word = _OFFICE.sub("", squeeze(text[:_LONGEST]))
        below = within or None
        found = self.book.match_region(word, within=below)
        if found:
            return found
        bare = _OWN_LEVEL.sub("", word)
        if bare != word:  # 市本级 is the unit itself
            bare = "" if bare in ("市", "州", "县", "区", "省") else bare
            return self.book.match_region(bare, within=below) if bare else (
                (self.unit,) if self.unit else ()
            )  # fmt: skip
        if below and self.book.match_region(word):
            return ()  # a region of its own elsewhere: 兰州新区 is no part of 兰州市
        for cut in range(len(word) - 1, 1, -1):  # 西峰区董志镇 lies in 西峰区
            if word[cut - 1] in _FULL or _ZONE.match(word, cut):
                found = self.book.match_region(word[:cut], within=below)
                if found:
                    return found
        return ()

    def root(self, region: str) -> str:
        """Give the topmost region above one."""
        while parent := self.book.parent(region):
            region = parent
        return region
