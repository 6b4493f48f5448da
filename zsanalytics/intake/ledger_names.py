"""Names in a ledger resolved through the codebook: regions, chains, origins, marks.

An unknown or ambiguous name is never guessed: it is left out and asked about, once for all the
rows that use it.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence

from zsanalytics.codebook import CODES, Codebook, squeeze
from zsanalytics.errors import CodebookError
from zsanalytics.intake.ledger_rows import section_name
from zsanalytics.intake.ledger_values import missing_word, read_event, read_tick

_FULL = "省市州县区旗"  # a name that ends so is written in full
_LONGEST = 60  # characters of a cell among which a name is looked for
_OWN_LEVEL = re.compile(r"[(]?(?:本级|市直|州直|市属|省直|省属|直属|市级|州级|县级|省级)[)]?")
_OFFICE = re.compile(
    r"(?:人民政府|招商局|商务局|投资促进(?:局|中心)|经济合作局|经合局|招商(?:服务)?中心|管委会|商务和.*局)+$"
)
_ZONE = re.compile(r"(?:经济|技术)*开|高新|工业|循环|产业|新区|化工|物流|空港|保税|园区")
_SPLIT = re.compile(r"[、,，;；/|\n]+")
_MEANS = re.compile(r"自筹|自有|贷款|融资|银行|债券|财政|社会资本")
_ABROAD = re.compile(r"^(?:境外|国外|外国|海外)[(（:：\-—]?")


@functools.cache
def _cities() -> dict[str, str]:
    """Map the cities of other provinces to these."""
    with (CODES / "cities.toml").open("rb") as stream:
        listed = tomllib.load(stream)["city"]
    return {city: entry["province"] for entry in listed for city in entry["cities"]}


class Names:
    """Resolves names for one ledger and collects what it could not resolve.

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
        self._chains: dict[str, str | None] = {}
        self._origins: dict[str, str | None] = {}
        self._members: dict[tuple[str, str], str] = {}

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
            found = self._named(name, base) or self._zone(name, base)
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
        found = self._named(text, within) if within else ()
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
        return self._named(text, "") if not within or word[-1:] in _FULL else ()

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
        names = self._named(text, base)
        return self.book.descendants(names[0]) if len(names) == 1 else ()

    def _depth(self, region: str) -> int:
        depth = 0
        while region := self.book.parent(region):
            depth += 1
        return depth

    def _named(self, text: str, within: str) -> tuple[str, ...]:
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

    def chain(self, text: str | None) -> tuple[str | None, bool]:
        """Give the one main chain, the first named, and whether the name is unknown."""
        if text is None or missing_word(text):
            return None, False
        if text not in self._chains:
            self._chains[text] = self._chain(text)
        found = self._chains[text]
        return found or None, found is None

    def chain_titled(self, sections: Sequence[str]) -> str | None:
        """Give the chain that the title of a section names, the innermost first."""
        for title in sections:
            name = section_name(title)
            known = self._chain(name) or self.chain_within(re.sub(r"产业链?(?:项目)?$", "", name))
            if known:
                return known
        return None

    def chain_within(self, text: str) -> str | None:
        """Give the chain that a title ends in (甘肃省新能源及装备制造)."""
        known = self.book.chain_names
        return next(
            (known[text[cut:]] for cut in range(len(text) - 1) if text[cut:] in known), None
        )

    def _chain(self, text: str) -> str | None:
        text = text[:_LONGEST]
        first = next((part for part in _SPLIT.split(text.strip()) if part.strip()), text)
        if re.search(r"^(?:其他|其它|非重点|不属于|否|不涉及)", squeeze(first)):
            return ""
        for name in (text, first):
            try:
                return self.book.chain(name)
            except CodebookError:
                continue
        return None

    def origin(self, text: str | None) -> str | None:
        """Give the investor's province, country, 省内 or 省外, or the text where none is known.

        A city keeps its province where the text names it or the codebook knows it.
        """
        if text is None or missing_word(text):
            return None
        if text not in self._origins:
            self._origins[text] = self._origin(text)
        return self._origins[text]

    def outside(self, said: Sequence[tuple[str, str | None]]) -> str | None:
        """Tell 省外 or 省内 from marks (是否省外), given as (header, text)."""
        for header, text in said:
            tick = read_tick(text)
            if tick is not None:
                asked = "省内" in header and "省外" not in header
                return "省内" if tick == asked else "省外"
            if text is not None and (named := re.match(r"(省[内外]|境外|国外)", squeeze(text))):
                return "省内" if named[1] == "省内" else "省外"
        return None

    def _origin(self, text: str) -> str | None:
        word = squeeze(text[:_LONGEST]).removeprefix("中国")
        if _MEANS.search(word):
            return None
        country = _ABROAD.sub("", word).strip("()")
        if country != word:
            return country or "境外"
        for cut in range(len(word), 1, -1):
            segment = self.book.segment_names.get(word[:cut], "")
            if segment.startswith("来源地=") and segment[4:] not in ("东中部", "合计"):
                return segment[4:]
        home = self._named(text, "")
        if home:
            return self._root(home[0])
        cities = _cities()
        return next((cities[word[:cut]] for cut in range(2, 6) if word[:cut] in cities), word)

    def _root(self, region: str) -> str:
        while parent := self.book.parent(region):
            region = parent
        return region

    def member(self, text: str | None, dimension: str) -> str | None:
        """Give the member of a dimension as the codebook spells it, else the text itself."""
        if text is None or missing_word(text):
            return None
        if (text, dimension) not in self._members:
            word = squeeze(text)
            named, _, member = self.book.segment_names.get(word, "").partition("=")
            other = read_event(text) if dimension == "届次" else word
            self._members[text, dimension] = member if named == dimension else other
        return self._members[text, dimension]

    def tags(self, texts: Sequence[tuple[str, str | None]]) -> str | None:
        """Join the marks of a firm, given as (header, text): a tick means what its header says."""
        marks: dict[str, None] = {}
        for header, text in texts:
            if text is None or missing_word(text) or read_tick(text) is False:
                continue
            named = re.sub(r"^是否(?:为|属于)?|企业$", "", squeeze(header))
            said = [named] if read_tick(text) else _SPLIT.split(text)
            for part in said:
                if part.strip():
                    marks[str(self.member(part.strip(), "企业标签"))] = None
        return "、".join(marks) or None
