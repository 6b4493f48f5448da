"""Where each fact of a project stands, so that a question can name the very cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zsanalytics.intake.ledger_grid import Page
from zsanalytics.intake.ledger_header import BLOCKS, DATES, Header
from zsanalytics.intake.ledger_rows import Entry

_FACTS = (
    "project_id", "name", "region", "investor", "origin", "chain", *DATES,
)  # fmt: skip


def places(laid: Page, header: Header, entries: Sequence[Entry]) -> list[str]:
    """List for each project the cells of its facts: ``contract_amount=O4 funds_ytd=S4``."""
    columns = list(_columns(header))
    return [
        " ".join(f"{field}={laid.address(entry.row, column)}" for field, column in columns)
        for entry in entries
    ]


def _columns(header: Header) -> Iterator[tuple[str, int]]:
    """List each fact of the projects table with the first column that tells it."""
    told = [(field, header.of(field)) for field in _FACTS]
    told += [(block, header.of(block, "total") or header.of(block, "outside")) for block in BLOCKS]
    told.append(("funds_outside_ytd", header.of("funds_ytd", "outside")))
    told.append(("top500_claim", header.of("top500")))
    if not dict(told)["funds_total"]:
        told.append(("funds_total", header.of("cumulative", "total")))
    for field, columns in told:
        if columns:
            yield field, columns[0]
