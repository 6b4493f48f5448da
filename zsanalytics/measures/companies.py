"""Company names: which group an investor belongs to, and by what evidence.

Comes in: names as ledgers write them, and the lists of ``codes/top500/``. Goes out: a `Match`, or
none. A name matches in full, as a known other name, or as a member of a group; a name that is
only near matches nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook, squeeze
from zsanalytics.measures.top500_lists import Lists, in_use, load_lists

CONFIDENCE = ("high", "medium", "low")

_FORM = re.compile(r"(股份有限责任公司|有限责任公司|股份有限公司|有限公司|股份公司|总公司|公司)$")
_LEGAL = re.compile(r"(?:集团|控股|股份|实业)+$")
_ENGLISH_FORM = re.compile(
    r"(?:china|corporation|corp|company|co|limited|ltd|inc|plc|group|holdings?|ag|se|sa|nv|gmbh)$"
)
_BRANCH = re.compile(
    r"^(.*(?:公司|集团|厂|行))(?!$).*(分公司|分行|支行|分厂|办事处|代表处|项目部)$"
)
_NO_COMPANY = re.compile(
    r"(大学|学院|学校|[小中]学|医院|协会|学会|商会|联合会|研究会|委员会|政府|基金会|街道办事处|管理处|个体|"
    r"合作社|商[贸店]?行|贸易行|经营部|经销部)$"
)
_STREET = re.compile(r"路(?!桥)|[街巷村镇]|小区|大厦|广场")
_AFTER_NAME = re.compile(  # what may follow a group's name that does not end in 集团
    r"股份|集团|控股|有限|公司|投资|新能源|第|[一二三四五六七八九十]+(?:[局冶处]|建设)|西北|华北|东北|西南|华东|华南|中南"
)
_GENERIC = re.compile(
    r"能源|建设|建工|建筑|交通|投资|钢铁|工业|控股|集团|实业|高速|煤业|煤炭|化工|农业|黄金|医药|汽车|有色|"
    r"金属|产业|发展|开发|城市|城投|国际|科技|新材料|材料|物流|商贸|贸易|电子|电力|电气|纺织|食品|重工|石化|石油"
)


class Match(NamedTuple):
    """The group an investor belongs to, and the evidence for it."""

    group: str
    evidence: str  # listed: its own name is on a list; alias: another name; subsidiary
    found: str  # the name that matched
    confidence: str


@dataclass(frozen=True)
class Directory:
    """The names of groups, prepared for matching; build it with `directory`."""

    listed: Mapping[str, str] = field(repr=False)  # normal form of a list's name -> group
    aliases: Mapping[str, tuple[str, str]] = field(repr=False)  # -> group, confidence
    subsidiaries: Mapping[str, tuple[str, str]] = field(repr=False)
    prefixes: Mapping[str, str] = field(repr=False)  # a group's name, longest first
    distinct: Mapping[str, str] = field(repr=False)  # a name that no other firm would have
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
        return _FORM.sub("", name)
    while (shorter := _ENGLISH_FORM.sub("", name)) not in (name, ""):
        name = shorter
    return name


def match(name: str, known: Directory) -> Match | None:
    """Find the group of one investor, or nothing.

    Examples
    --------
    >>> known = directory()
    >>> match("中国电建", known).group, match("中国电建", known).evidence
    ('中国电力建设集团有限公司', 'alias')
    >>> match("电力建设有限公司", known) is None
    True
    """
    full = normal(name)
    head = _BRANCH.match(full)
    forms = [full, head[1]] if head else [full]
    own = [_own_name(form, known) for form in forms if form]
    members = [_member(form, known) for form in forms if not _NO_COMPANY.search(full)]
    return next((found for found in (*own, *members, _in_china(name, known)) if found), None)


def _in_china(name: str, known: Directory) -> Match | None:
    """Match the Chinese company of a foreign group: its name, then (中国)."""
    head, found, _ = squeeze(name).partition("(中国)")
    group = _own_name(normal(head), known) if found and head else None
    return group._replace(evidence="subsidiary", confidence="medium") if group else None


def _own_name(full: str, known: Directory) -> Match | None:
    """Match a name in full: on a list, or as another name of a group."""
    if full in known.listed:
        return Match(known.listed[full], "listed", full, "high")
    for form in (full, stem(full)):
        if form in known.aliases:
            group, confidence = known.aliases[form]
            return Match(group, "alias", form, confidence)
    return None


def _member(full: str, known: Directory) -> Match | None:
    """Match a member of a group: a known subsidiary, or a name built from the group's."""
    for form in (full, stem(full)):
        if form in known.subsidiaries:
            parent, confidence = known.subsidiaries[form]
            return Match(parent, "subsidiary", form, confidence)
    inner = known.places.sub("", full)
    for length in range(len(full) - 1, 3, -1):
        head, rest = full[:length], full[length:]
        if head in known.prefixes and (head.endswith("集团") or _goes_on(rest, known)):
            return Match(known.prefixes[head], "subsidiary", head, "medium")
    return _by_brand(full, inner, known) or _by_own_name(full, inner, known)


def _by_own_name(full: str, inner: str, known: Directory) -> Match | None:
    """Match a member named like its group, with or without a place before it."""
    for form in dict.fromkeys((full, inner)):
        for length in range(len(form) - 1, 3, -1):
            if form[:length] in known.distinct and not _STREET.match(form[length:]):
                return Match(known.distinct[form[:length]], "subsidiary", form[:length], "medium")
    return None


def _goes_on(rest: str, known: Directory) -> bool:
    return bool(_AFTER_NAME.match(rest) or known.places.match(rest))


def _by_brand(full: str, inner: str, known: Directory) -> Match | None:
    for row in known.brands:
        forms = [full] + ([inner] if row["after_place"] == "yes" else [])
        for form in forms:
            rest = form.removeprefix(row["brand"])
            if rest == form or len(rest) < 2 or _STREET.match(rest):
                continue
            if row["except"] and re.match(row["except"], form):
                continue
            if not row["needs"] or re.search(row["needs"], rest):
                return Match(row["parent"], "subsidiary", row["brand"], row["confidence"])
    return None


def parents(investors: pd.Series, *, book: Codebook | None = None) -> pd.Series:
    """Give the group of each investor; an unknown investor is its own, a missing one missing."""
    known = directory(book)
    groups = {}
    for name in investors.dropna().unique():
        found = match(str(name), known)
        groups[name] = found.group if found else stem(normal(str(name)))
    return investors.map(groups)


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
    return Directory(listed, aliases, members, prefixes, distinct, tuple(brands), before, lists)


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
        own = _LEGAL.sub("", before.sub("", stem(form)))
        if len(_GENERIC.sub("", own)) >= 4 and not own.startswith(("中国", *brands)):
            found[own] = listed[form]
    return found


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
    if inner != whole and len(inner) >= 4 and len(_GENERIC.sub("", inner)) >= least:
        yield inner
