"""The target book: TOML files, one a document and one entry a clause, into the targets table."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics.codebook import CODES, Codebook, load_codebook
from zsanalytics.errors import CodebookError
from zsanalytics.schema import TARGETS, WHOLE, conform

KINDS = ("level", "growth", "share", "count", "rate", "multiple")
LINES = ("floor", "dispatch", "goal")
STATUSES = ("final", "draft")
NEEDED = ("clause", "indicator", "year", "kind", "line", "value")
ALLOWED = {*NEEDED, "region", "actor", "segment", "base_year", "status", "note"}


def load_targets(folder: str | Path | None = None, *, book: Codebook | None = None) -> pd.DataFrame:
    """Read the target book: every ``*.toml`` of a folder; the shipped one by default.

    读入目标册；不指定就用随程序发布的。

    Parameters
    ----------
    folder : str or Path, optional
        Holds one file a document: ``[document]`` with ``title``, ``number`` and ``status``, then
        ``[[target]]`` entries with ``clause``, ``region`` (or ``actor``, for who is no region),
        ``indicator``, ``segment``, ``year``, ``kind``, ``line``, ``value``, ``base_year``.
    book : Codebook, optional
        Resolves regions and indicators; the shipped one by default.

    Returns
    -------
    DataFrame
        The targets table, in the order of the files. ``value`` is in the indicator's unit for
        ``level`` and ``count``, a fraction for ``growth`` (a year on average where ``base_year``
        lies further back), ``share`` and ``rate``, and times the base for ``multiple``. ``clause``
        and ``source`` give document and clause; a draft has status ``draft``.

    Raises
    ------
    CodebookError
        If a file cannot be read, an entry lacks a field or has an unknown one, a name is unknown,
        or two entries have the same clause.

    Examples
    --------
    >>> targets = load_targets()
    >>> row = targets.query("region == '甘肃省' and kind == 'level' and year == 2024").iloc[0]
    >>> row["segment"], float(row["value"]), row["line"]
    ('来源地=省外', 7000.0, 'goal')
    """
    path = Path(folder) if folder is not None else CODES / "targets"
    book = book or load_codebook()
    files = sorted(path.glob("*.toml"))
    if not files:
        raise CodebookError(f"{path}: no *.toml in it; a target book is one file a document")
    rows = [row for file in files for row in _rows(file, book)]
    table = conform(pd.DataFrame(rows), TARGETS)
    twice = table.loc[table["clause"].duplicated(), "clause"]
    if len(twice):
        raise CodebookError(f"{path}: clause {twice.iloc[0]!r} occurs twice; name each once")
    return table


def _rows(file: Path, book: Codebook) -> Iterator[dict[str, Any]]:
    try:
        text = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"{file}: cannot be read as TOML ({error}); mend the file") from error
    document = text.get("document", {})
    label = document.get("number") or document.get("title")
    if not label:
        raise CodebookError(f"{file}: [document] has neither number nor title; add one")
    for number, entry in enumerate(text.get("target", []), start=1):
        where = f"{file.name}: [[target]] number {number}"
        _insist_fields(entry, where)
        yield {
            "segment": WHOLE,
            "status": document.get("status", "final"),
            **entry,
            "clause": f"{label} {entry['clause']}",
            "region": entry["actor"] if "actor" in entry else book.region(entry["region"]),
            "indicator": book.indicator(entry["indicator"]),
            "source": f"{document.get('title', label)} {entry['clause']}",
        }


def _insist_fields(entry: dict[str, Any], where: str) -> None:
    """Refuse an entry with a field missing, unknown or out of its list."""
    missing = [name for name in NEEDED if name not in entry]
    if ("region" in entry) == ("actor" in entry):
        missing.append("region or actor (one of them)")
    if missing:
        raise CodebookError(f"{where}: field missing: {', '.join(missing)}; add it")
    unknown = sorted(set(entry) - ALLOWED)
    if unknown:
        raise CodebookError(f"{where}: unknown field {', '.join(unknown)}; take it out")
    for name, allowed in (("kind", KINDS), ("line", LINES), ("status", STATUSES)):
        if entry.get(name, allowed[0]) not in allowed:
            raise CodebookError(
                f"{where}: {name} {entry[name]!r}; expected one of {', '.join(allowed)}"
            )
    if not isinstance(entry["value"], int | float) or isinstance(entry["value"], bool):
        raise CodebookError(f"{where}: value {entry['value']!r} is no number; write one")
    if entry.get("base_year", entry["year"] - 1) >= entry["year"]:
        raise CodebookError(f"{where}: base_year is not before year; growth needs an earlier base")
