"""Names in a ledger resolved through the codebook: chains, origins, marks, dimensions.

An unknown or ambiguous name is never guessed: it is left out and asked about, once for all the
rows that use it.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from zsanalytics.codebook import CODES, Codebook, squeeze
from zsanalytics.errors import CodebookError
from zsanalytics.intake.ledger_regions import Places
from zsanalytics.intake.ledger_rows import section_name
from zsanalytics.intake.ledger_values import missing_word, read_event, read_tick

_LONGEST = 60  # characters of a cell among which a name is looked for
_SPLIT = re.compile(r"[、,，;；/|\n]+")
_MEANS = re.compile(r"自筹|自有|贷款|融资|银行|债券|财政|社会资本")
_ABROAD = re.compile(r"^(?:境外|国外|外国|海外)[(（:：\-—]?")


@functools.lru_cache(maxsize=4)
def load_cities(file: Path = CODES / "cities.toml") -> Mapping[str, str]:
    """Map cities, and provinces without their suffix, to the provinces.

    Raises
    ------
    CodebookError
        If the file cannot be read or an entry lacks its province or cities.

    Examples
    --------
    >>> load_cities()["深圳"], load_cities()["浙江"]
    ('广东省', '浙江省')
    """
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8"))["city"]
        known = {city: entry["province"] for entry in listed for city in entry["cities"]}
        return known | {row["province"].removesuffix("省"): row["province"] for row in listed}
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise CodebookError(f"{file}: cities cannot be read ({error}); mend the file") from error


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
        self.places = Places(book, unit)
        self.cities = load_cities(book.codelist("cities.toml"))
        self._chains: dict[str, str | None] = {}
        self._strangers: dict[tuple[str, str], str] = {}
        self._origins: dict[str, str | None] = {}
        self._members: dict[tuple[str, str], str] = {}

    def chain(self, text: str | None, region: str | None = None) -> tuple[str | None, str]:
        """Give the one main chain, the first named, and the trouble with it if there is any.

        Returns
        -------
        (str or None, str)
            The chain, and ``""``, ``"unknown"``, or the region whose chain it is where that is
            neither above nor below the project's.
        """
        if text is None or missing_word(text):
            return None, ""
        if text not in self._chains:
            self._chains[text] = self._chain(text)
        found = self._chains[text]
        if not found:
            return None, "unknown" if found is None else ""
        stranger = self._stranger(found, region or self.unit)
        return (None, stranger) if stranger else (found, "")

    def _stranger(self, chain: str, place: str) -> str:
        """Give whose chain it is if no list of the place, of what is above or below it has it.

        While the place's own list is not complete, the chain may be one of those not yet listed.
        """
        if (chain, place) not in self._strangers:
            owners, book = self.book.chain_owners(chain), self.book
            complete = place and len(book.chain_list(place)) >= book.chain_count(place)
            near = not (owners and complete) or any(owner in self._line(place) for owner in owners)
            self._strangers[chain, place] = "" if near else owners[0]
        return self._strangers[chain, place]

    def _line(self, place: str) -> set[str]:
        line = {place, *self.book.descendants(place)}
        while place := self.book.parent(place):
            line.add(place)
        return line

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

    def is_place(self, text: str) -> bool:
        """Tell whether a text is a region, a province or a city and nothing else."""
        word = squeeze(text)
        known = word in self.cities or word in self.book.segment_names
        return known or bool(self.book.match_region(word))

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
        home = self.places.named(text, "")
        if home:
            return self.book.home
        cities = self.cities
        return next((cities[word[:cut]] for cut in range(2, 6) if word[:cut] in cities), word)

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
