"""Hints about layouts: what a known form leaves unsaid, found by what stands on the sheet.

Comes in: ``codes/layouts/*.toml``. Goes out: a context with what the form means by bare columns.
A hint only adds where the sheet itself says nothing; without any, every sheet is still read.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from zsanalytics.codebook import CODES, Codebook, squeeze
from zsanalytics.errors import CodebookError
from zsanalytics.intake.context import Context
from zsanalytics.quantities import unit_name


class Hint(NamedTuple):
    """What one form means.

    A form is known by ``says``: each of these texts stands in a title, header or note, and none of
    ``unless``. ``indicator``, ``segment`` and ``unit`` hold where the labels name none; ``heads``
    gives a head of column or row the words it stands for.
    """

    name: str
    says: tuple[str, ...]
    unless: tuple[str, ...] = ()
    indicator: str = ""
    segment: str = ""
    unit: str = ""
    heads: Mapping[str, str] = MappingProxyType({})


@functools.lru_cache(maxsize=8)
def load_hints(folder: Path = CODES / "layouts") -> tuple[Hint, ...]:
    """Read the hints of a folder, in the order of its files.

    Raises
    ------
    CodebookError
        If a file is not TOML, or a hint has no name, no texts to be known by or an unknown field.
    """
    return tuple(_hint(path, row) for path in sorted(folder.glob("*.toml")) for row in _read(path))


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        return list(tomllib.loads(path.read_text("utf-8")).get("hint", []))
    except (OSError, ValueError) as error:
        raise CodebookError(f"{path}: cannot be read as TOML ({error}); mend the file") from error


def _hint(path: Path, row: dict[str, Any]) -> Hint:
    fields = {"source", *Hint._fields}
    surplus = sorted(set(row) - fields)
    if surplus or not row.get("name") or not row.get("says"):
        found = ", ".join(surplus) or f"name {row.get('name')!r}, says {row.get('says')!r}"
        raise CodebookError(
            f"{path}: [[hint]] with {found}; expected a name, a list says, and of "
            f"{', '.join(sorted(fields - {'name', 'says'}))} what is needed"
        )
    unit = row.get("unit", "")
    if unit and not unit_name(unit):
        raise CodebookError(f"{path}: hint {row['name']} has the unknown unit {unit!r}; write 万元")
    return Hint(
        row["name"], _plain(row["says"]), _plain(row.get("unless", ())), row.get("indicator", ""),
        row.get("segment", ""), unit, {squeeze(k): v for k, v in row.get("heads", {}).items()},
    )  # fmt: skip


def _plain(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(squeeze(text) for text in texts)


def hinted(
    context: Context, texts: Iterable[str], book: Codebook, hints: Iterable[Hint]
) -> tuple[Context, Mapping[str, str]]:
    """Add what the first fitting hint says to a context.

    Parameters
    ----------
    context : Context
        What the sheet says itself; it wins.
    texts : iterable of str
        Titles, header and notes of the table.
    book : Codebook
        Knows indicators and segments.
    hints : iterable of Hint
        Asked in their order.

    Returns
    -------
    (Context, mapping)
        The context, and the words that heads stand for.
    """
    said = "\n".join(squeeze(text) for text in texts)
    for hint in hints:
        known = all(text in said for text in hint.says)
        if known and not any(text in said for text in hint.unless):
            return _completed(context, hint, book), hint.heads
    return context, {}


def _completed(context: Context, hint: Hint, book: Codebook) -> Context:
    return context._replace(
        indicator=context.indicator or book.indicator_names.get(hint.indicator, ""),
        segment=context.segment or book.segment_names.get(squeeze(hint.segment), ""),
        units=context.units or ((hint.unit,) if hint.unit else ()),
    )
