"""The names of groups, prepared for matching: `directory`.

Comes in: the lists of ``codes/top500/`` and the codebook's places. Goes out: a `Directory`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zsanalytics.codebook import Codebook, load_codebook, squeeze
from zsanalytics.measures import company_words as words
from zsanalytics.measures.top500_lists import Lists, in_use, load_lists


@dataclass(frozen=True)
class Directory:
    """The names of groups, prepared for matching; build it with `directory`."""

    listed: Mapping[str, str] = field(repr=False)  # normal form of a list's name -> group
    aliases: Mapping[str, tuple[str, str]] = field(repr=False)  # -> group, confidence
    subsidiaries: Mapping[str, tuple[str, str]] = field(repr=False)
    prefixes: Mapping[str, str] = field(repr=False)  # a group's name, longest first
    distinct: Mapping[str, str] = field(repr=False)  # a name that no other firm would have
    heads: Mapping[str, str] = field(repr=False)  # the first word of such a name, without its trade
    brands: tuple[Mapping[str, str], ...] = field(repr=False)
    places: re.Pattern[str] = field(repr=False)
    lists: Lists = field(repr=False)


def normal(name: str) -> str:
    """Write a company's name in one way: half width, simplified, without brackets or spaces.

    Examples
    --------
    >>> normal("陕西延长石油（集团）有限责任公司 ")
    '陕西延长石油集团有限责任公司'
    """
    return re.sub(r"[()\[\]【】《》“”\"'·.,，。-]", "", squeeze(name)).casefold()


def stem(name: str) -> str:
    """Take the legal form off a normal name.

    Examples
    --------
    >>> stem("国家电网有限公司"), stem(normal("Siemens (China) Co., Ltd."))
    ('国家电网', 'siemens')
    """
    if not name.isascii():
        return words.FORM.sub("", name)
    while (shorter := words.ENGLISH_FORM.sub("", name)) not in (name, ""):
        name = shorter
    return name


def directory(book: Codebook | None = None, lists: Lists | None = None) -> Directory:
    """Prepare the lists in use (or others) for matching."""
    book = book or load_codebook()
    if lists is not None:
        return _directory(lists, _places(book))
    return _of_lists_in_use(_places(book), *in_use())


@functools.lru_cache(maxsize=4)
def _of_lists_in_use(places: str, *_: object) -> Directory:
    return _directory(load_lists(), places)


def _places(book: Codebook) -> str:
    """Write a pattern of place names that may stand before a company's own name."""
    regions = [
        name
        for row in book.regions.to_dict("records")
        for name in (row["region"], row["short"], *row["aliases"])
    ]
    origins = book.segments.loc[book.segments["dimension"] == "来源地"]
    names = {str(name) for name in (*regions, *origins["name"]) if len(str(name)) > 1}
    names |= {alias for row in origins["aliases"] for alias in row if len(alias) <= 3}
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


def _directory(lists: Lists, places: str) -> Directory:
    group, before = _groups(lists), re.compile(f"^({places})+")
    listed = {normal(name): group[name] for name in lists.entries["name"]}
    aliases = _aliases(lists, listed, group, before)
    members = {
        form: (group.get(row["parent"], row["parent"]), row["confidence"])
        for row in lists.subsidiaries.to_dict("records")
        for form in (normal(row["company"]), normal(row["short"]))
        if form and form not in listed and form not in aliases
    }
    prefixes = _prefixes(listed, aliases, members)
    brands = [
        {**row, "brand": normal(row["brand"]), "parent": group.get(row["parent"], row["parent"])}
        for row in lists.brands.to_dict("records")
    ]
    brands.sort(key=lambda row: -len(row["brand"]))
    distinct = _distinct(lists, listed, before, tuple(row["brand"] for row in brands))
    anywhere = re.compile(f"^({places}|{words.CITIES})+")
    heads = _heads(distinct, tuple(row["brand"] for row in brands))
    return Directory(
        listed, aliases, members, prefixes, distinct, heads, tuple(brands), anywhere, lists
    )


def _prefixes(
    listed: Mapping[str, str],
    aliases: Mapping[str, tuple[str, str]],
    members: Mapping[str, tuple[str, str]],
) -> dict[str, str]:
    """Collect the names with which those of a group's members may begin."""
    heads = {form: found for form, (found, _) in members.items() if form.startswith("中国")}
    heads |= {form: found for form, (found, sure) in aliases.items() if sure != "low"}
    heads |= {stem(form): found for form, found in listed.items()}
    heads |= {form.replace("控股集团", "集团"): found for form, found in list(heads.items())}
    heads |= {
        form.removesuffix("集团"): found
        for form, found in list(heads.items())
        if form.startswith("中国") and form.endswith("集团") and len(form) > 6
    }
    return {form: name for form, name in heads.items() if len(form) >= 4}


def _distinct(
    lists: Lists, listed: Mapping[str, str], before: re.Pattern[str], brands: tuple[str, ...]
) -> dict[str, str]:
    """Collect the own names of Chinese enterprises that say more than a trade or a place.

    What a brand's row describes is left to it.
    """
    chinese = lists.entries.loc[lists.entries["list"] != "世界500强", "name"].unique()
    found = {}
    for form in map(normal, chinese):
        own = words.LEGAL.sub("", before.sub("", stem(form)))
        if len(words.GENERIC.sub("", own)) >= 4 and not own.startswith(("中国", *brands)):
            found[own] = listed[form]
    return found


def _heads(distinct: Mapping[str, str], brands: tuple[str, ...]) -> dict[str, str]:
    """Cut own names at their first trade: 东方雨虹防水技术 gives 东方雨虹."""
    found: dict[str, set[str]] = {}
    for own, group in distinct.items():
        trade = words.INDUSTRY.search(own) or words.TRADE.search(own)
        head = own[: trade.start()] if trade else own
        if len(head) >= 3 and not words.COMMON.fullmatch(head) and not head.startswith(brands):
            found.setdefault(head, set()).add(group)
    return {head: next(iter(groups)) for head, groups in found.items() if len(groups) == 1}


def _groups(lists: Lists) -> Mapping[str, str]:
    """Map each official name to its group: names joined as 同一集团 share the first of them."""
    order = list(dict.fromkeys([*lists.entries["name"], *lists.names["name"]]))
    group = {name: name for name in order}
    for row in lists.names[lists.names["kind"] == "同一集团"].itertuples():
        one, other = (group.get(n, n) for n in (row.alias, row.name))
        first, second = sorted((one, other), key=lambda n: order.index(n) if n in group else 10**6)
        group |= {name: first for name, head in group.items() if head == second}
        group |= {second: first, row.alias: first}
    return group


def _aliases(
    lists: Lists, listed: Mapping[str, str], group: Mapping[str, str], before: re.Pattern[str]
) -> dict[str, tuple[str, str]]:
    """Collect other names; one that could mean two groups means none."""
    given = [(row.alias, row.name, row.confidence) for row in lists.names.itertuples()]
    given += [(name, name, "high") for name in lists.names["name"]]
    given += [(name, name, "high") for name in lists.entries["name"]]
    given += [
        (short, name, "medium") for name in lists.entries["name"] for short in _inner(name, before)
    ]
    found: dict[str, dict[str, str]] = {}
    for alias, name, confidence in given:
        for form in {normal(alias), stem(normal(alias))}:
            if len(form) > 1 and form not in listed and confidence != "low":
                found.setdefault(form, {}).setdefault(group.get(name, name), confidence)
    return {form: next(iter(heads.items())) for form, heads in found.items() if len(heads) == 1}


def _inner(name: str, before: re.Pattern[str]) -> Iterable[str]:
    """Give a listed name without its leading place, where something of its own is left."""
    whole = stem(normal(name))
    inner = before.sub("", whole)
    least = 2 if "集团" in whole or "控股" in whole else 3  # a short name without them is anybody's
    if inner != whole and len(inner) >= 4 and len(words.GENERIC.sub("", inner)) >= least:
        yield inner
