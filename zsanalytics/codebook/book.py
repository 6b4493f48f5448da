"""The codebook itself: lists as DataFrames, each name resolved to one meaning or asked back."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from reprlib import repr as short
from typing import Any

import pandas as pd

from zsanalytics.codebook.headings import Heading, Lexicon, read_heading
from zsanalytics.codebook.lists import CODES, UNKNOWN_INDICATOR, bare_name, nearest
from zsanalytics.codebook.tree import Tree
from zsanalytics.errors import CodebookError
from zsanalytics.schema import WHOLE

_CHAIN_ENDINGS = ("产业链", "产业", "产业集群", "产业链条", "链")


@dataclass(frozen=True, eq=False)
class Codebook(Tree):
    """The lists of a project.

    项目用的各种名录：地区、指标、产业链、分类，每个名称只有一个意思。

    ``regions``, ``indicators``, ``chains``, ``segments`` and ``groupings`` are DataFrames;
    ``region_names``, ``indicator_names``, ``segment_names`` and ``chain_names`` map every squeezed
    spelling to its meaning. ``folder`` holds the lists; `codelist` finds those not among these.
    """

    indicators: pd.DataFrame
    chains: pd.DataFrame
    segments: pd.DataFrame
    groupings: pd.DataFrame
    indicator_names: Mapping[str, str] = field(repr=False)
    chain_names: Mapping[str, str] = field(repr=False)
    segment_names: Mapping[str, str] = field(repr=False)
    chain_counts: Mapping[str, int] = field(repr=False)
    entries: Mapping[str, Mapping[str, Any]] = field(repr=False)
    lexicon: Lexicon = field(repr=False)
    folder: Path = field(default=CODES, repr=False)

    def codelist(self, name: str) -> Path:
        """Give the place of a codelist: the project's own, else the shipped one.

        Parameters
        ----------
        name : str
            A file or folder of ``codes/``, such as ``ledger.toml``.

        Examples
        --------
        >>> from zsanalytics.codebook import CODES, load_codebook
        >>> load_codebook().codelist("ledger.toml") == CODES / "ledger.toml"
        True
        """
        own = self.folder / name
        return own if own.exists() else CODES / name

    def nearest_indicator(self, text: str) -> str:
        """Give the code of the indicator whose name is most like an unknown one, or ``""``."""
        return nearest(text, self.indicator_names)

    def nearest_chain(self, text: str) -> str:
        """Give the listed chain whose name is most like an unknown one, or an empty string."""
        return nearest(text, self.chain_names)

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
