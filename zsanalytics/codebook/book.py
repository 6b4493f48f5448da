"""The codebook itself: lists as DataFrames, each name resolved to one meaning or asked back."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from reprlib import repr as short
from typing import Any

import pandas as pd

from zsanalytics.codebook.headings import Heading, Lexicon, read_heading
from zsanalytics.codebook.lists import LONGEST, UNKNOWN_INDICATOR, bare_name, nearest
from zsanalytics.errors import CodebookError
from zsanalytics.schema import WHOLE

_CHAIN_ENDINGS = ("产业链", "产业", "产业集群", "产业链条", "链")


@dataclass(frozen=True, eq=False)
class Codebook:
    """The lists of a project.

    ``regions``, ``indicators``, ``chains``, ``segments`` and ``groupings`` are DataFrames;
    ``region_names``, ``indicator_names``, ``segment_names`` and ``chain_names`` map every squeezed
    spelling to its meaning.
    """

    regions: pd.DataFrame
    indicators: pd.DataFrame
    chains: pd.DataFrame
    segments: pd.DataFrame
    groupings: pd.DataFrame
    region_names: Mapping[str, tuple[str, ...]] = field(repr=False)
    indicator_names: Mapping[str, str] = field(repr=False)
    chain_names: Mapping[str, str] = field(repr=False)
    segment_names: Mapping[str, str] = field(repr=False)
    places: Mapping[str, Mapping[str, Any]] = field(repr=False)
    children: Mapping[str, tuple[str, ...]] = field(repr=False)
    chain_counts: Mapping[str, int] = field(repr=False)
    entries: Mapping[str, Mapping[str, Any]] = field(repr=False)
    lexicon: Lexicon = field(repr=False)

    def match_region(self, text: str, *, within: str | None = None) -> tuple[str, ...]:
        """List every region a name may mean: none, one, or several.

        Parameters
        ----------
        text : str
            A name in any spelling; a leading parent (``甘肃省临夏州``) is understood.
        within : str, optional
            Keep only this region and what lies under it.

        Examples
        --------
        >>> from zsanalytics.codebook import load_codebook
        >>> load_codebook().match_region("临夏")
        ('临夏回族自治州', '临夏市', '临夏县')
        """
        name = bare_name(text)
        found = self.region_names.get(name) or self._after_parent(name)
        if within is not None:
            below = set(self.descendants(within)) | {within}
            found = tuple(region for region in found if region in below)
        return found

    def _after_parent(self, name: str) -> tuple[str, ...]:
        if len(name) > LONGEST:
            return ()
        for cut in range(len(name) - 1, 1, -1):
            for parent in self.region_names.get(name[:cut], ()):
                below = set(self.descendants(parent))
                last = self.region_names.get(name[cut:]) or self._after_parent(name[cut:])
                found = tuple(region for region in last if region in below)
                if found:
                    return found
        return ()

    def region(self, text: str, *, within: str | None = None) -> str:
        """Give the canonical name of a region.

        Raises
        ------
        CodebookError
            For an unknown name (with the nearest known) and for an ambiguous one (with all it
            may mean).

        Examples
        --------
        >>> from zsanalytics.codebook import load_codebook
        >>> load_codebook().region("临夏州")
        '临夏回族自治州'
        """
        found = self.match_region(text, within=within)
        if len(found) == 1:
            return found[0]
        if found:
            raise CodebookError(
                f"region {short(text)} may mean {', '.join(found)}; write one of these in full"
            )
        raise CodebookError(
            f"region {short(text)} is unknown; nearest: {self.nearest_region(text) or 'none'}; "
            "add an alias in codes/regions.toml if it is a spelling of a known region"
        )

    def nearest_region(self, text: str) -> str:
        """Give the known name most like an unknown one, or an empty string."""
        return nearest(text, {name: found[0] for name, found in self.region_names.items()})

    def nearest_indicator(self, text: str) -> str:
        """Give the code of the indicator whose name is most like an unknown one, or ``""``."""
        return nearest(text, self.indicator_names)

    def nearest_chain(self, text: str) -> str:
        """Give the listed chain whose name is most like an unknown one, or an empty string."""
        return nearest(text, self.chain_names)

    def members(self, region: str) -> tuple[str, ...]:
        """List the regions whose sum a region is: its children that count as members.

        Examples
        --------
        >>> from zsanalytics.codebook import load_codebook
        >>> len(load_codebook().members("甘肃省"))  # 14 prefectures and 兰州新区
        15
        """
        name = self.region(region)
        return tuple(r for r in self.children.get(name, ()) if self.places[r]["member"])

    def descendants(self, region: str) -> tuple[str, ...]:
        """List everything under a region, zones included."""
        below: list[str] = list(self.children.get(region, ()))
        for child in tuple(below):
            below.extend(self.descendants(child))
        return tuple(below)

    @property
    def root(self) -> str:
        """Give the region at the top of the tree."""
        return str(self.regions.loc[self.regions["parent"] == "", "region"].iloc[0])

    def parent(self, region: str) -> str:
        """Give the region above, or an empty string for the root."""
        return str(self.places[self.region(region)]["parent"])

    def level(self, region: str) -> str:
        """Give a region's level: province, prefecture, new_area, county or zone."""
        return str(self.places[self.region(region)]["level"])

    def indicator(self, text: str) -> str:
        """Give the code of an indicator from its code, name or alias.

        Examples
        --------
        >>> from zsanalytics.codebook import load_codebook
        >>> load_codebook().indicator("签约总额")
        'contracted_amount'
        """
        code = self.indicator_names.get(bare_name(text))
        if code is None:
            raise CodebookError(
                f"indicator {short(text)} is unknown; "
                f"nearest: {self.nearest_indicator(text) or 'none'}; "
                "add an alias in codes/indicators.toml"
            )
        return code

    def segment(self, text: str) -> str:
        """Give a segment as the panel writes it, from any spelling of it.

        Examples
        --------
        >>> from zsanalytics.codebook import load_codebook
        >>> book = load_codebook()
        >>> book.segment("其中：省外"), book.segment("亿元以上项目"), book.segment("全部")
        ('来源地=省外', '规模=1亿元以上', '全部')
        """
        name = bare_name(text)
        if name == WHOLE:
            return WHOLE
        if name in self.segment_names:
            return self.segment_names[name]
        if name in set(self.segments.get("segment", ())):
            return name
        found = self.heading(name)
        if found.segment is None or found.rest:
            near = nearest(text, self.segment_names) or "none"
            raise CodebookError(
                f"segment {short(text)} is unknown; nearest: {near}; "
                "add an alias in codes/segments.toml"
            )
        return found.segment

    def heading(self, *texts: str) -> Heading:
        """Explain a heading: which indicator, which part of the whole, which measure.

        Parameters
        ----------
        *texts : str
            One text, or the path of a multi-row heading from the outermost to the innermost
            (a row label may come first). Units in brackets, periods, 累计, 其中 and the like
            may be left in.

        Returns
        -------
        Heading
            ``indicator`` (a code) and ``segment`` (``dimension=member``), None where the heading
            says nothing of it; ``rest``, the words in no list, empty when all is understood: a
            non-empty rest is a doubt (``人均到位资金`` is not 到位资金); ``measure``, one of
            `schema.MEASURES` or ``target`` for a 目标/任务/计划 column. The period, and whether
            it is 上年同期 or 本月, is left to the caller.

        Examples
        --------
        >>> from zsanalytics.codebook import load_codebook
        >>> book = load_codebook()
        >>> book.heading("其中:省外到位资金(亿元)")
        Heading(indicator='funds_in_place', segment='来源地=省外', rest='', measure='value')
        >>> book.heading("三个500强", "企业数(家)")[:2]
        ('contracted_firms', '三个500强=合计')
        >>> book.heading("到位资金", "同比增长(%)").measure
        'growth'
        >>> book.heading("人均到位资金").rest
        '人均'
        """
        return _explained(self.lexicon, texts)

    def chain(self, text: str) -> str:
        """Give the canonical name of an industrial chain (without the 产业链 suffix)."""
        name = bare_name(text)
        for ending in ("", *_CHAIN_ENDINGS):
            known = self.chain_names.get(name.removesuffix(ending))
            if known:
                return known
        near = self.nearest_chain(text) or "none"
        raise CodebookError(
            f"chain {short(text)} is unknown; nearest: {near}; add an alias in codes/chains.toml"
        )

    def chain_list(self, region: str) -> tuple[str, ...]:
        """List the key chains of a region: its own list, else that of the nearest region above.

        Examples
        --------
        >>> from zsanalytics.codebook import load_codebook
        >>> load_codebook().chain_list("西峰区")[:2]
        ('石化', '数据信息')
        """
        owner = self.chain_owner(region)
        return tuple(self.chains.loc[self.chains["list"] == owner, "chain"])

    def chain_owners(self, chain: str) -> tuple[str, ...]:
        """List the regions whose list of key chains names a chain."""
        return self._chain_owners.get(chain, ())

    @functools.cached_property
    def _chain_owners(self) -> dict[str, tuple[str, ...]]:
        listed = self.chains.groupby("chain", sort=False)["list"] if len(self.chains) else ()
        return {str(chain): tuple(owners) for chain, owners in listed}

    def chain_count(self, region: str) -> int:
        """Give how many chains a region's list has when complete (14 for the province)."""
        return self.chain_counts.get(self.chain_owner(region), len(self.chain_list(region)))

    def chain_owner(self, region: str) -> str:
        """Give the region whose list of key chains a region uses, or an empty string."""
        place, lists = self.region(region), set(self.chains.get("list", ()))
        while place and place not in lists:
            place = str(self.places[place]["parent"])
        return place

    def group(self, name: str) -> tuple[str, ...]:
        """List the members of a grouping such as 一核 or 东中部.

        Examples
        --------
        >>> from zsanalytics.codebook import load_codebook
        >>> load_codebook().group("一核")
        ('兰州市', '兰州新区', '白银市', '定西市', '临夏回族自治州')
        """
        found = self.groupings.loc[self.groupings["grouping"] == bare_name(name), "members"]
        if found.empty:
            known = ", ".join(self.groupings["grouping"]) or "none"
            raise CodebookError(f"grouping {short(name)} is unknown; known: {known}")
        return tuple(found.iloc[0])

    def about(self, indicator: str) -> Mapping[str, Any]:
        """Give an indicator's entry; an unknown one is a flow that cannot shrink."""
        return self.entries.get(indicator) or {**UNKNOWN_INDICATOR, "indicator": indicator}


@functools.lru_cache(maxsize=65536)
def _explained(lexicon: Lexicon, texts: tuple[str, ...]) -> Heading:
    return read_heading(lexicon, texts)
