"""The codelists of an office below the province, cut out of a larger codebook as TOML.

Comes in: a codebook and a region. Goes out: the texts of ``regions.toml``, with that region as the
root, and ``chains.toml``, with its key chains; in a folder they are what `load_codebook` takes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from zsanalytics.codebook.book import Codebook

_REGION = ("code", "level", "parent", "within", "short", "aliases", "member", "source")


def office_codes(book: Codebook, region: str) -> dict[str, str]:
    """Give the codelists of a region's own office, by file name.

    Parameters
    ----------
    book : Codebook
        Holds the region.
    region : str
        The office's region, in any spelling; it and all below it are listed.

    Raises
    ------
    CodebookError
        If the region is unknown or ambiguous.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> codes = office_codes(load_codebook(), "庆阳")
    >>> sorted(codes), codes["regions.toml"].count("[[region]]")
    (['chains.toml', 'regions.toml'], 15)
    """
    root = book.region(region)
    places = [{**book.places[root], "parent": "", "within": _above(root, book)}]
    places += [dict(book.places[name]) for name in book.descendants(root)]
    regions = [_entry("region", {"name": p["region"], **_kept(p)}) for p in places]
    owner, below = book.chain_owner(root), book.descendants(root)
    owned = book.chains[book.chains["list"].isin([owner, *below])]
    chains = [
        {"name": row.chain, "list": root if row.list == owner else row.list,
         "aliases": row.aliases, "source": row.source}
        for row in owned.itertuples()
    ]  # fmt: skip
    count = {"list": root, "chains": book.chain_count(root)}
    return {
        "regions.toml": _file(f"{root}的地区目录，列法见随程序发布的同名文件", regions),
        "chains.toml": _file(
            f"{root}的重点产业链", [_entry("count", count), *(_entry("chain", c) for c in chains)]
        ),
    }


def _above(root: str, book: Codebook) -> str:
    """Name the province that an office below it lies in; empty for a province's own."""
    return book.home if book.home != root else ""


def _kept(place: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty or the default."""
    told = {name: place[name] for name in _REGION if place[name] not in ("", (), True)}
    return {"parent": "", **told} if not place["parent"] else told


def _file(title: str, entries: list[str]) -> str:
    return "\n".join((f"# {title}。\n", *entries))


def _entry(table: str, values: Mapping[str, Any]) -> str:
    lines = [f"{name} = {_value(value)}" for name, value in values.items()]
    return "\n".join((f"[[{table}]]", *lines)) + "\n"


def _value(value: Any) -> str:
    """Write a text, number, truth value or list of texts as TOML, which shares JSON's forms."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
