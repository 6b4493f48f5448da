"""The regions of a codebook: a tree, with each name resolved to one region or asked back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from reprlib import repr as short
from typing import Any

import pandas as pd

from zsanalytics.codebook.lists import LONGEST, bare_name, nearest
from zsanalytics.errors import CodebookError


@dataclass(frozen=True, eq=False)
class Tree:
    """Regions and what lies below each: ``region_names`` maps every spelling to what it may mean.

    ``places`` holds the entry of each region, ``children`` the regions right below it.
    """

    regions: pd.DataFrame
    region_names: Mapping[str, tuple[str, ...]] = field(repr=False)
    places: Mapping[str, Mapping[str, Any]] = field(repr=False)
    children: Mapping[str, tuple[str, ...]] = field(repr=False)

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

    @property
    def submitters(self) -> tuple[str, ...]:
        """List who reports to the office: the root's members; a park without any is its own.

        Examples
        --------
        >>> from zsanalytics.codebook import load_codebook
        >>> load_codebook().submitters[:2]
        ('兰州市', '嘉峪关市')
        """
        return self.members(self.root) or (self.root,)

    @property
    def home(self) -> str:
        """Give the province that the tree lies in: what is 省内 is told by it."""
        return str(self.places[self.root].get("within") or self.root)

    def parent(self, region: str) -> str:
        """Give the region above, or an empty string for the root."""
        return str(self.places[self.region(region)]["parent"])

    def level(self, region: str) -> str:
        """Give a region's level: province, prefecture, new_area, county or zone."""
        return str(self.places[self.region(region)]["level"])
