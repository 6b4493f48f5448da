"""Errors planted in workbooks by hand: what was changed, and in which cells.

A planter takes a `Sent` and a random generator, edits the files on disk, and gives the cells that
a finding has to name; None where the file has no place for the error. Nothing here uses the
sample's own defects.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd

Cells = set[tuple[str, str, str]]
MONEY = ("funds_in_place", "contracted_amount")


class Sent(NamedTuple):
    """One unit's files of a month, and what a reader gets from them as they are."""

    unit: str
    summary: Path
    ledger: Path
    records: pd.DataFrame
    projects: pd.DataFrame
    others: pd.DataFrame


Planter = Callable[[Sent, random.Random], Cells | None]
PLANTERS: dict[str, Planter] = {}


def planter(function: Planter) -> Planter:
    """Keep a planter under its name."""
    PLANTERS[function.__name__] = function
    return function


def edited(path: Path, changes: dict[tuple[str, str], Any]) -> Cells:
    """Write values into cells; what formulas gave is kept as values."""
    workbook = openpyxl.load_workbook(path, data_only=True)
    for (sheet, cell), value in changes.items():
        workbook[sheet][cell].value = value
    workbook.save(path)
    return {(path.name, sheet, cell) for sheet, cell in changes}


def value_at(path: Path, sheet: str, cell: str) -> Any:
    """Give what a cell holds."""
    return openpyxl.load_workbook(path, data_only=True)[sheet][cell].value


def retyped(value: Any, change: Callable[[Decimal], Decimal | None]) -> Any:
    """Change a number and keep the way it is typed; None where it cannot be."""
    text = str(value)
    plain = text.translate({ord(c) + 0xFEE0: c for c in "0123456789.,"})
    match = re.search(r"-?\d[\d,]*(?:\.\d+)?", plain)
    if match is None:
        return None
    old = Decimal(match[0].replace(",", ""))
    new = change(old)
    if new is None or new == old:
        return None
    if not isinstance(value, str):
        return float(new)
    written = f"{new.quantize(Decimal(1).scaleb(int(old.as_tuple().exponent)))}"
    return plain[: match.start()] + written + plain[match.end() :]


def transposed(number: Decimal) -> Decimal | None:
    """Exchange two neighbouring digits."""
    text = str(number)
    for at in range(len(text) - 1):
        if text[at].isdigit() and text[at + 1].isdigit() and text[at] != text[at + 1]:
            return Decimal(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return None


def dropped(number: Decimal) -> Decimal | None:
    """Leave out the second digit."""
    whole = str(number).partition(".")[0]
    return Decimal(str(number)[:1] + str(number)[2:]) if len(whole) > 1 else None


def figures(sent: Sent, **wanted: Any) -> pd.DataFrame:
    """List the summary's year-to-date amounts of the month, or other figures as wanted."""
    about = {"measure": "value", "basis": "ytd", "year": 2024, "month": 9, **wanted}
    rows = sent.records.dropna(subset=["number", "region", "indicator", "segment"])
    for name, value in about.items():
        rows = rows[rows[name] == value]
    return rows[rows["indicator"].isin(MONEY) & (rows["value"].abs() > 0.5)
                | (about["measure"] != "value")]  # fmt: skip


def changed(
    sent: Sent, rng: random.Random, rows: pd.DataFrame, change: Callable[[Decimal], Decimal | None]
) -> Cells | None:
    """Change one of some figures."""
    if rows.empty:
        return None
    row = rows.iloc[rng.randrange(len(rows))]
    new = retyped(value_at(sent.summary, row["sheet"], row["cell"]), change)
    return None if new is None else edited(sent.summary, {(row["sheet"], row["cell"]): new})


def amount(name: str, change: Callable[[Decimal], Decimal | None], **wanted: Any) -> None:
    """Register a planter that changes one amount of the summary."""
    PLANTERS[name] = lambda sent, rng: changed(sent, rng, figures(sent, **wanted), change)


amount("digits_transposed", transposed)
amount("digit_dropped", dropped)
amount("ten_thousandfold", lambda n: n * 10_000)
amount("thousandfold", lambda n: n * 1_000)
amount("ten_thousandth", lambda n: n / 10_000)
amount("sign_flipped", lambda n: -n)
amount("outside_over_all", lambda n: n * 3, segment="来源地=省外")
amount("month_wrong", lambda n: n * Decimal("1.4"), basis="month")
amount("base_wrong", lambda n: n * Decimal("0.85"), year=2023)
amount("growth_wrong", lambda n: n + (7 if abs(n) > 1 else Decimal("0.07")), measure="growth")


@planter
def county_changed(sent: Sent, rng: random.Random) -> Cells | None:
    """Change a county, so that the sum breaks."""
    rows = figures(sent)
    counties = rows[rows["region"] != sent.unit]
    return changed(sent, rng, counties, lambda n: n * Decimal("1.2"))


@planter
def rate_over_one(sent: Sent, rng: random.Random) -> Cells | None:
    """Add 100 % to a rate."""
    rates = figures(sent, measure="rate")
    rates = rates[rates["value"] > 0.01]
    return changed(sent, rng, rates, lambda n: n + (100 if n > 1 else 1))


@planter
def cell_blanked(sent: Sent, rng: random.Random) -> Cells | None:
    """Empty a cell."""
    rows = figures(sent)
    rows = rows[~rows.duplicated(["region", "indicator", "segment"], keep=False)]
    row = rows.iloc[rng.randrange(len(rows))]
    return edited(sent.summary, {(row["sheet"], row["cell"]): None})


@planter
def words_for_a_number(sent: Sent, rng: random.Random) -> Cells | None:
    """Write words where a number should stand."""
    row = figures(sent).iloc[rng.randrange(len(figures(sent)))]
    words = rng.choice(["同上", "见附件", "待核", "12.3.4", "O.5"])
    return edited(sent.summary, {(row["sheet"], row["cell"]): words})


@planter
def column_shifted(sent: Sent, rng: random.Random) -> Cells | None:
    """Move a column of counties down by a row, the last to the top."""
    rows = figures(sent)
    counties = rows[rows["region"] != sent.unit]
    if counties.empty:
        return None
    row = counties.iloc[rng.randrange(len(counties))]
    letters = re.sub(r"\d", "", row["cell"])
    same = counties[(counties["sheet"] == row["sheet"])
                    & counties["cell"].str.fullmatch(rf"{letters}\d+")]  # fmt: skip
    cells = sorted(same["cell"], key=lambda cell: int(re.sub(r"\D", "", cell)))
    if len(cells) < 3:
        return None
    values = [value_at(sent.summary, row["sheet"], cell) for cell in cells]
    moved = zip(cells, values[-1:] + values[:-1], strict=True)
    return edited(sent.summary, {(row["sheet"], cell): value for cell, value in moved})


@planter
def month_in_the_title(sent: Sent, rng: random.Random) -> Cells | None:
    """Write August in the first title."""
    workbook = openpyxl.load_workbook(sent.summary, data_only=True)
    for sheet in workbook:
        for row in sheet.iter_rows(min_row=1, max_row=3):
            for cell in row:
                title = cell.value if isinstance(cell.value, str) else ""
                new = re.sub(r"(?<!\d)9月|九月", "8月", title)
                if new != title:
                    return edited(sent.summary, {(sheet.title, cell.coordinate): new})
    return None


def cells_of(project: Any) -> dict[str, tuple[str, str]]:
    """Give sheet and cell of each fact of a project."""
    sheet = project.source.rsplit("!", 2)[1]
    return {field: (sheet, cell) for field, _, cell in
            (pair.partition("=") for pair in project.cells.split())}  # fmt: skip


def fact(
    name: str, field: str, able: Callable[[pd.DataFrame], Any], new: Callable[[Any], Any]
) -> None:
    """Register a planter that changes one fact of one project."""

    def plant(sent: Sent, rng: random.Random) -> Cells | None:
        rows = sent.projects[able(sent.projects)]
        if rows.empty:
            return None
        place = cells_of(rows.iloc[rng.randrange(len(rows))]).get(field)
        value = place and value_at(sent.ledger, *place)
        if place is None or value in (None, ""):
            return None
        wrong = new(value)
        return None if wrong == value else edited(sent.ledger, {place: wrong})

    PLANTERS[name] = plant


def _typed(change: Callable[[Decimal], Decimal | None]) -> Callable[[Any], Any]:
    return lambda value: retyped(value, change) or value


fact("contract_too_small", "contract_amount", lambda p: p["funds_total"] > 0.5, lambda v: v / 1000)
fact("contract_missing", "contract_amount", lambda p: p["contract_amount"] > 0, lambda v: None)
fact("contract_in_wan", "contract_amount", lambda p: p["contract_amount"] > 1, lambda v: v * 10_000)
fact("contract_transposed", "contract_amount", lambda p: p["signed_on"] < "2024-08-01",
     _typed(transposed))  # fmt: skip
fact("funds_in_wan", "funds_ytd", lambda p: p["funds_ytd"] > 0.1, lambda v: v * 10_000)
fact("funds_dropped", "funds_ytd", lambda p: p["funds_ytd"] > 0.1, _typed(dropped))
fact("funds_negative", "funds_ytd", lambda p: p["funds_ytd"] > 0.1, lambda v: -v)
fact("outside_doubled", "funds_outside_ytd", lambda p: p["funds_outside_ytd"] > 0.1,
     lambda v: v * 2)  # fmt: skip
fact("signed_next_year", "signed_on", lambda p: p["signed_on"].notna(), lambda v: "2025年3月1日")
fact("investor_at_home", "origin", lambda p: p["funds_outside_ytd"] > 0.1, lambda v: "甘肃省")


@planter
def dates_swapped(sent: Sent, rng: random.Random) -> Cells | None:
    """Exchange the days of signing and of starting."""
    rows = sent.projects[sent.projects["started_on"] > sent.projects["signed_on"]]
    if rows.empty:
        return None
    places = cells_of(rows.iloc[rng.randrange(len(rows))])
    signed, started = places["signed_on"], places["started_on"]
    first, second = (value_at(sent.ledger, *place) for place in (signed, started))
    return edited(sent.ledger, {signed: second, started: first})


@planter
def project_repeated(sent: Sent, rng: random.Random) -> Cells | None:
    """Write one project over the next one."""
    if len(sent.projects) < 3:
        return None
    at = rng.randrange(len(sent.projects) - 1)
    one, other = (cells_of(sent.projects.iloc[k]) for k in (at, at + 1))
    workbook = openpyxl.load_workbook(sent.ledger, data_only=True)
    sheet = workbook[one["name"][0]]
    rows = [int(re.sub(r"\D", "", places["name"][1])) for places in (one, other)]
    for column in range(2, sheet.max_column + 1):
        sheet.cell(rows[1], column).value = sheet.cell(rows[0], column).value
    workbook.save(sent.ledger)
    return {(sent.ledger.name, *other["name"])}


@planter
def project_of_another_unit(sent: Sent, rng: random.Random) -> Cells | None:
    """Write another unit's project over the last one."""
    theirs = sent.others.iloc[rng.randrange(len(sent.others))]
    mine = cells_of(sent.projects.iloc[-1])
    new = {mine[name]: theirs[name] for name in ("project_id", "name", "investor")}
    edited(sent.ledger, new)
    return {(sent.ledger.name, *mine["name"])}
