"""Where each fact of a project stands, so that a question can name the very cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from zsanalytics.intake.ledger_blocks import BLOCKS
from zsanalytics.intake.ledger_columns import DATES
from zsanalytics.intake.ledger_grid import Page
from zsanalytics.intake.ledger_header import Header
from zsanalytics.intake.ledger_rows import Entry
from zsanalytics.intake.parsing.grid import letters

_FACTS = (
    "project_id", "name", "region", "investor", "origin", "chain", *DATES,
)  # fmt: skip


def places(
    laid: Page, header: Header, entries: Sequence[Entry], money: Callable[[str, str], int | None],
    *, partial: bool = False,
) -> list[str]:  # fmt: skip
    """List for each project the cells of its facts: ``contract_amount=O4 funds_ytd=S4``.

    ``money`` gives the column that a part of a money block was read from; ``partial=A1`` is added
    where the sheet says that it does not list every project.
    """
    columns = _columns(header, money)
    heads = [f"{field}={letters(laid.columns[column])}" for field, column in columns]
    told = f" partial={laid.address(0, 0)}" if partial else ""
    rows = (str(laid.rows[entry.row] + 1) for entry in entries)
    return [" ".join([head + row for head in heads]) + told for row in rows]


def _columns(header: Header, money: Callable[[str, str], int | None]) -> Iterator[tuple[str, int]]:
    """List each fact of the projects table with the column that tells it."""
    for field in _FACTS:
        if columns := header.of(field):
            yield field, columns[0]
    if claims := header.of("top500"):
        yield "top500_claim", claims[0]
    parts: dict[str, tuple[int | None, ...]] = {
        block: (money(block, "total"), money(block, "outside")) for block in BLOCKS
    }
    parts["funds_total"] = (*parts["funds_total"], money("cumulative", "total"))
    parts["funds_outside_ytd"] = (money("funds_ytd", "outside"), money("funds_ytd", "domestic"))
    for field, told in parts.items():
        column = next((column for column in told if column is not None), None)
        if column is not None:
            yield field, column
