"""Receiving: files go into the month's folder unchanged, and the register says what they are.

The content tells unit and month. A newer file of a unit that covers what was sent before takes
its place: its name gets a version mark, which the build understands. Nothing is overwritten or
removed, and a file that is no workbook stays outside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook
from zsanalytics.errors import RequestError, WorkbookError, ZsError
from zsanalytics.intake.recognition import Recognised, recognise, unit_named
from zsanalytics.office.places import free_place, known_before, shown
from zsanalytics.office.scans import compare_total, is_scan
from zsanalytics.periods import asof_text, parse_asof, read_period
from zsanalytics.register import (
    BETWEEN,
    NAME,
    SCAN,
    WORKBOOK,
    checked_time,
    in_force,
    read_register,
)
from zsanalytics.schema import REGISTER, conform

SAME = 0.5
"""Share of an earlier file's figures that a newer one must hold to take its place."""


class Received(NamedTuple):
    """What became of the files given.

    Attributes
    ----------
    register : DataFrame
        The new lines of the register.
    refused : list of str
        One sentence for each file that was not taken.
    said : list of str
        Chinese sentences: what supersedes what, which total is still asked for.
    """

    register: pd.DataFrame
    refused: list[str]
    said: list[str]


def receive(
    files: Sequence[str | Path],
    project: str | Path | None = None,
    *,
    asof: str | None = None,
    unit: str | None = None,
    received: str,
    total: float | None = None,
    book: Codebook | None = None,
) -> Received:
    """Take submissions into ``data/raw/<month>/`` and note them in its register.

    收下报送文件，放入当月文件夹并登记。

    Parameters
    ----------
    files : sequence of path
        Workbooks in any format that can be read, and PDF scans of them.
    project : path, optional
        The project's folder; the one we stand in by default.
    asof, unit : str, optional
        Month and sending unit where the content does not tell them.
    received : str
        When they came, such as ``"2024-10-08 09:30"``. Nothing here reads the clock: the command
        does.
    total : float, optional
        The total that a scan bears, in the unit of the workbook beside it.
    book : Codebook, optional
        The units.

    Returns
    -------
    Received
        A file with the same bytes as one received before for the month is not taken twice.

    Raises
    ------
    RequestError
        If ``asof``, ``unit`` or ``received`` is none, or another run is at work.
    """
    root = store.project_folder(project)
    book = book or store.project_book(root)
    told = _Told(
        asof and asof_text(*parse_asof(asof)),
        _unit(unit, book),
        checked_time(received),
        total,
    )
    with store.only_run(root, "receive"):
        rows: list[dict[str, Any]] = []
        refused, said = [], []
        for path in map(Path, files):
            try:
                row, sentences = _take(path, root, told, book)
                rows += [row] if row else []
                said += sentences
            except (ZsError, OSError) as error:
                refused.append(str(error))
    return Received(conform(rows, REGISTER), refused, said)


class _Told(NamedTuple):
    asof: str | None
    unit: str | None
    received: str
    total: float | None


def _unit(unit: str | None, book: Codebook) -> str | None:
    if unit is None:
        return None
    try:
        return book.region(unit)
    except ZsError as error:
        raise RequestError(f"unit: {error}") from error


class _Sent(NamedTuple):
    """One file as it came: bytes, and what it says of itself (nothing where it is a scan)."""

    path: Path
    content: bytes
    mark: str
    seen: Recognised | None
    unit: str
    asof: str


def _sent(path: Path, project: Path, told: _Told, book: Codebook) -> _Sent:
    if path.is_symlink() or not path.is_file():
        raise RequestError(f"{path}: no such file; check the path")
    seen = None if is_scan(path) else recognise(path, book, asof=told.asof)
    if seen is not None and not (seen.figures or seen.projects or seen.leads or len(seen.records)):
        raise WorkbookError(
            f"{shown(path.name)}: neither figures nor projects nor leads were found in it, "
            "expected a statistical sheet, a ledger or a list of leads; it was not taken"
        )
    unit = told.unit or (seen.unit if seen else "") or unit_named(path.stem, book)
    asof = told.asof or (seen.asof if seen else "") or _month_of_scan(path, project, told.received)
    if not unit or not asof:
        found, option = ("unit", "--unit") if asof else ("month", "--month")
        raise WorkbookError(
            f"{shown(path.name)}: neither its sheets nor its name tell the {found}; add {option}"
        )
    content = path.read_bytes()
    return _Sent(path, content, hashlib.sha256(content).hexdigest(), seen, unit, asof)


def _take(
    path: Path, project: Path, told: _Told, book: Codebook
) -> tuple[dict[str, Any] | None, list[str]]:
    """Take one file: copy it whole, then write its line; a run cut short between is repeated."""
    sent = _sent(path, project, told, book)
    folder = project / store.RAW / sent.asof
    register = read_register(folder)
    twin = register[register["sha256"] == sent.mark]
    if len(twin):
        return None, _again(path, twin.index[0], register, folder, told, book)
    there = known_before(project, folder, sent.mark, register)
    if there:
        return None, [_known(path, folder, there)]
    old = _superseded(register, sent, folder, book)
    version = 1 + max([int(v) for v in register.loc[register["file"].isin(old), "version"]] or [0])
    place = free_place(folder, sent.path.name, version, sent.mark)
    store.replace_file(place, sent.content)
    row = {
        "file": place.name, "kind": WORKBOOK if sent.seen else SCAN, "unit": sent.unit,
        "asof": sent.asof, "version": version, "received": told.received,
        "supersedes": BETWEEN.join(old) or None, "original_name": shown(path.name),
        "sha256": sent.mark, "bytes": len(sent.content),
        "total": None if sent.seen else told.total,
    }  # fmt: skip
    new = pd.concat([register, conform([row], REGISTER)], ignore_index=True)
    write_register(folder, new)
    return row, [_welcome(row, old), *(() if sent.seen else compare_total(row, new, folder, book))]


def write_register(folder: Path, register: pd.DataFrame) -> None:
    """Replace the register of a month's folder in one step."""
    rows = conform(register, REGISTER).sort_values(["received", "file"], ignore_index=True)
    text = rows.to_csv(index=False, lineterminator="\n")
    store.replace_file(folder / NAME, text.encode("utf-8-sig"))


def _again(
    path: Path, line: Any, register: pd.DataFrame, folder: Path, told: _Told, book: Codebook
) -> list[str]:
    """Say that a file is here already; the total of a scan may be told now."""
    known = register.loc[line]
    if known["kind"] == SCAN and told.total is not None:
        new = register.assign(total=register["total"].where(register.index != line, told.total))
        write_register(folder, new)
        return compare_total(new.loc[line].to_dict(), new, folder, book)
    return [_known(path, folder, known["file"])]


def _known(path: Path, folder: Path, name: str) -> str:
    return f"{shown(path.name)} 与 {folder.name} 已有的 {name} 完全相同，未重复登记。"


def _month_of_scan(path: Path, project: Path, received: str) -> str:
    """Give the month of the workbook that a scan is named after, else the month in its name.

    A month without a year is the newest such month when the scan came.
    """
    for asof, folder in reversed(store.month_folders(project).items()):
        if shown(path.stem) in {Path(name).stem for name in read_register(folder)["file"]}:
            return asof
    named = read_period(path.stem)
    if named is None:
        return ""
    year, month = parse_asof(received[: len("2024-09")])
    return asof_text(named.year or year - (named.month > month), named.month)


def _superseded(register: pd.DataFrame, sent: _Sent, folder: Path, book: Codebook) -> list[str]:
    """List the files of the unit that this one covers and that nothing has replaced yet."""
    if sent.seen is None:
        return []
    covered = []
    for name in in_force(register, sent.unit):
        if not (folder / name).is_file():
            continue
        try:
            old = recognise(folder / name, book, asof=folder.name)
        except WorkbookError:
            continue  # damaged since it came: the build names it
        if any(
            _covers(getattr(sent.seen, what), getattr(old, what))
            for what in ("figures", "projects", "leads")
        ):
            covered.append(name)
    return covered


def _covers(new: frozenset[Any], old: frozenset[Any]) -> bool:
    return bool(old) and len(new & old) >= SAME * len(old)


def _welcome(row: dict[str, Any], old: list[str]) -> str:
    kind = "扫描件" if row["kind"] == SCAN else f"第{row['version']}版"
    taken = f"，取代 {'、'.join(old)}" if old else ""
    return f"{row['file']}：{row['unit']} {row['asof']} {kind}{taken}。"
