"""Actors: who brings projects in beside the regions, by kind, and who of them has a task.

Comes in: ``codes/actors.toml``, a project's own or the shipped one. Goes out: the kind of a name,
and the names a text stands for. A name is the same with or without its place (张掖市工信局,
市工信局, 工信局) and under each of its aliases.
"""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook.book import Codebook
from zsanalytics.codebook.lists import CODES, squeeze
from zsanalytics.errors import CodebookError

REGION, OTHER = "县区", "其他"
"""The kinds of what is a region of the codebook, and of what fits no kind."""

DEPARTMENT, PARK = "市直部门", "园区"

LIST = "actors.toml"
_FIELDS = {"name", "of", "kind", "task", "aliases", "chains", "source"}
_OFFICE = re.compile(r"^(?:省|市(?!场)|州|县|区)?(?:(?:人民)?政府(?!国资))?")
_GOVERNMENT = re.compile(r"(?:人民)?政府$")
_BETWEEN = re.compile(r"[、,，;；/]+")

_HEAD = """# {region}的招商主体：部门、驻外机构、国有企业、商会等，列法见随程序发布的同名文件。
# task = true 的承担本类任务：目标册中“…市直部门(每个)”一类的目标，没有项目的也列出。
"""
_EXAMPLE = """
# [[member]]
# name = "市工信局"
# task = true
# aliases = ["市工业和信息化局"]
"""

Kinds = tuple[tuple[str, re.Pattern[str]], ...]


class Actors(NamedTuple):
    """The kinds in the order they are asked, and the listed actors by what a text may call them.

    ``members`` is one row a listed actor: ``actor, kind, of`` (the region whose actor it is),
    ``task`` (whether the targets of its kind are its own), ``chains`` (those it leads, a tuple).
    ``names`` gives the actor of a region by its bare name.
    """

    kinds: Kinds
    members: pd.DataFrame
    names: Mapping[tuple[str, str], str]


@functools.lru_cache(maxsize=8)
def load_kinds(file: Path = CODES / LIST) -> Kinds:
    """Read the kinds of actors, in the order they are asked; a list without any has the shipped.

    Raises
    ------
    CodebookError
        If the file cannot be read.
    """
    listed = _read(file).get("actor", [])
    try:
        kinds = tuple((row["kind"], re.compile("|".join(row["words"]))) for row in listed)
    except (KeyError, TypeError, re.error) as error:
        raise CodebookError(f"{file}: actors cannot be read ({error}); mend the file") from error
    return kinds or load_kinds()


def load_actors(book: Codebook) -> Actors:
    """Read the actors of a codebook's tree: the kinds, and who is listed by name.

    Raises
    ------
    CodebookError
        If the list cannot be read, an entry lacks its name or has an unknown field, or one name
        means two actors.
    """
    file = book.codelist(LIST)
    rows = [_member(entry, file, book) for entry in _read(file).get("member", [])]
    own = [row for row in rows if row["of"] in book.places]
    columns = ["actor", "kind", "of", "task", "chains"]
    return Actors(load_kinds(file), pd.DataFrame(own, columns=columns), _names(own, file))


def office_actors(book: Codebook, region: str) -> str:
    """Write the actors of a region's own office as TOML: those listed, else an example.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> text = office_actors(load_codebook(), "张掖市")
    >>> text.count("[[member]]"), text.count('name = "市工信局"')
    (7, 1)
    """
    entries = _read(book.codelist(LIST)).get("member", [])
    own = {region, *book.descendants(region)}
    kept = [entry for entry in entries if entry.get("of", book.root) in own]
    head = _HEAD.format(region=region)
    return "\n".join((head, *(_written(entry) for entry in kept))) if kept else head + _EXAMPLE


def _written(entry: Mapping[str, Any]) -> str:
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in entry.items())
    return "\n".join(("[[member]]", *lines)) + "\n"


def _names(rows: list[dict[str, Any]], file: Path) -> dict[tuple[str, str], str]:
    """Map a region and every spelling to its actor."""
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        for said in (row["actor"], *row["aliases"]):
            key = (row["of"], bare_actor(said, row["of"]))
            if names.setdefault(key, row["actor"]) != row["actor"]:
                raise CodebookError(f"{file}: {said!r} means two actors; name each once")
    return names


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CodebookError(f"{file}: actors cannot be read ({error}); mend the file") from error


def _member(entry: dict[str, Any], file: Path, book: Codebook) -> dict[str, Any]:
    unknown = sorted(set(entry) - _FIELDS)
    if not entry.get("name") or unknown:
        wrong = f"unknown field {unknown[0]}" if unknown else "no name"
        raise CodebookError(f"{file}: a member has {wrong}; give {', '.join(sorted(_FIELDS))}")
    return {
        "actor": entry["name"],
        "of": entry.get("of", book.root),
        "kind": entry.get("kind") or kind_of(entry["name"], book),
        "task": bool(entry.get("task", False)),
        "aliases": tuple(entry.get("aliases", ())),
        "chains": tuple(entry.get("chains", ())),
    }


def kind_of(name: str, book: Codebook) -> str:
    """Say what kind of actor a name is: a region of the codebook, one of the kinds, or 其他.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> names = ("市政府驻上海联络处", "市工信局", "西峰区", "西峰区工信局")
    >>> [kind_of(name, load_codebook()) for name in names]
    ['驻外机构', '市直部门', '县区', '县区']
    """
    word = squeeze(name)
    if book.match_region(word.removesuffix("人民政府")):
        return REGION
    kinds = load_kinds(book.codelist(LIST))
    kind = next((kind for kind, words in kinds if words.search(word)), OTHER)
    return REGION if kind == DEPARTMENT and place_of(word, book) else kind


def place_of(name: str, book: Codebook) -> str:
    """Give the county or zone that a name begins with; empty where there is none.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> place_of("甘州区工信局", load_codebook()), place_of("市工信局", load_codebook())
    ('甘州区', '')
    """
    word = squeeze(name)
    for end in range(min(len(word), 12), 1, -1):
        found = book.match_region(word[:end])
        if len(found) == 1 and book.level(found[0]) in ("county", "zone"):
            return found[0]
    return ""


def bare_actor(name: str, place: str) -> str:
    """Take from an actor's name the place and government it belongs to.

    Examples
    --------
    >>> {bare_actor(name, "张掖市") for name in ("张掖市工信局", "市工信局", "张掖市政府工信局")}
    {'工信局'}
    >>> bare_actor("市市场监管局", "张掖市"), bare_actor("市场监管局", "张掖市")
    ('市场监管局', '市场监管局')
    """
    word = squeeze(name)
    short = re.sub(r"[省市州县区]$", "", place)
    if len(word) > len(place) + 1:
        word = re.sub(rf"^{re.escape(short)}(?=[省市州县区]|政府|人民政府|驻)", "", word)
    return _OFFICE.sub("", word) or word


def actors_in(text: str, actors: Actors, region: str, book: Codebook) -> Iterator[str]:
    """Give the actors that a text names, each once: as they are listed, regions by their name.

    Parameters
    ----------
    text : str
        Names with 、 or another mark between them.
    actors : Actors
    region : str
        Where the project or lead is: 市工信局 is that of its city. Empty for the root.
    book : Codebook

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> book = load_codebook()
    >>> list(actors_in("张掖市文旅局、上海市甘肃商会", load_actors(book), "甘州区", book))
    ['市文广旅游局', '上海市甘肃商会']
    """
    places = [region if region in book.places else book.root]
    while above := str(book.places[places[-1]]["parent"]):
        places.append(above)
    parts = (part.strip() for part in _BETWEEN.split(text))
    yield from dict.fromkeys(_listed(part, actors, places, book) for part in parts if part)


def _listed(name: str, actors: Actors, places: list[str], book: Codebook) -> str:
    """Give the listed name of an actor of one of the places, a region's own, else the name."""
    found = (actors.names.get((place, bare_actor(name, place))) for place in places)
    regions = book.match_region(_GOVERNMENT.sub("", squeeze(name)))
    return next((actor for actor in found if actor), regions[0] if len(regions) == 1 else name)
