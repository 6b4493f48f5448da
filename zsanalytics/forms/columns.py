"""What the forms ask for: the columns of ``codes/forms.toml`` and the lists to choose from."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from zsanalytics.codebook import CODES, Codebook
from zsanalytics.errors import CodebookError
from zsanalytics.schema import (
    LEAD_LOST,
    LEAD_STAGES,
    LEADS,
    PROJECT_STAGES,
    PROJECTS,
    TOP500_LISTS,
    WHOLE,
    Table,
)

STATES = {"active": "正常", "stalled": "停滞", "terminated": "终止", "withdrawn": "退出"}
"""How the ledger writes the states of a project."""

BUILDS = ("新建", "续建")
_GROUPS = ("省外", "省内", "境外", "东中部")  # of places: the form asks for the place itself


class Figure(NamedTuple):
    """A column of a table of figures."""

    heading: str
    indicator: str
    segment: str


class Field(NamedTuple):
    """A column of the ledger or of the list of leads."""

    heading: str
    field: str
    choose: str
    keep: bool
    told: str


TITLES = {"summary": "招商引资情况汇总表", "ledger": "招商引资项目台账"}
"""What the sheets are called where the forms do not say."""


class Forms(NamedTuple):
    """All columns of the forms; an office that keeps no leads, or no chains, has none for them."""

    summary: tuple[Figure, ...]
    chain: tuple[Figure, ...]
    ledger: tuple[Field, ...]
    leads: tuple[Field, ...] = ()
    titles: Mapping[str, str] = MappingProxyType(TITLES)


@functools.lru_cache(maxsize=4)
def load_forms(file: Path = CODES / "forms.toml") -> Forms:
    """Read what the forms ask for.

    Raises
    ------
    CodebookError
        If the file cannot be read, lacks an entry, or names a field that projects, or leads, do
        not have.

    Examples
    --------
    >>> load_forms().summary[0]
    Figure(heading='到位资金', indicator='funds_in_place', segment='全部')
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        forms = Forms(
            summary=_figures(told["summary"]),
            chain=_figures(told.get("chain", [])),
            ledger=_fields(told["ledger"]),
            leads=_fields(told.get("leads", [])),
            titles={**TITLES, **told.get("titles", {})},
        )
    except (OSError, KeyError, ValueError) as error:
        raise CodebookError(f"{file}: forms cannot be read ({error}); mend the file") from error
    _refuse_unknown(file, forms.ledger, PROJECTS)
    _refuse_unknown(file, forms.leads, LEADS)
    return forms


def _fields(rows: list[dict[str, Any]]) -> tuple[Field, ...]:
    return tuple(
        Field(
            row["heading"], row["field"], row.get("choose", ""), row.get("keep", False),
            row["told"],
        )
        for row in rows
    )  # fmt: skip


def _refuse_unknown(file: Path, fields: tuple[Field, ...], table: Table) -> None:
    unknown = [column.field for column in fields if column.field not in table.columns]
    if unknown:
        raise CodebookError(
            f"{file}: field {unknown[0]!r} is no column of {table.name}; expected one of "
            f"{', '.join(table.columns)}"
        )


def _figures(rows: list[dict[str, str]]) -> tuple[Figure, ...]:
    return tuple(
        Figure(row["heading"], row["indicator"], row.get("segment", WHOLE)) for row in rows
    )


def choices(name: str, unit: str, book: Codebook) -> list[str]:
    """List what a cell is chosen from.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> choices("status", "庆阳市", load_codebook())
    ['正常', '停滞', '终止', '退出']
    """
    if name == "region":
        return [unit, *book.descendants(unit)]
    if name == "chain":
        return list(dict.fromkeys(book.chains["chain"]))
    fixed = {
        "status": STATES.values(),
        "stage": PROJECT_STAGES,
        "top500": TOP500_LISTS,
        "build": BUILDS,
        "lead_stage": (*LEAD_STAGES, LEAD_LOST),
    }
    if name in fixed:
        return list(fixed[name])
    dimension = {"ownership": "投资主体", "method": "招商方式", "origin": "来源地"}[name]
    members = book.segments.loc[book.segments["dimension"] == dimension, "name"]
    return [member for member in members if member not in _GROUPS]
