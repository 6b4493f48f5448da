"""What the cells of a column say of it, where its heading can mean two things."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zsanalytics.codebook import Codebook, squeeze
from zsanalytics.intake.ledger_grid import Page
from zsanalytics.intake.ledger_header import Header
from zsanalytics.intake.ledger_values import missing_word
from zsanalytics.quantities import unit_name

_SAMPLE = 60  # rows that are looked at
_SHORT = 20  # characters of a kind of investor


def settled(page: Page, header: Header, book: Codebook) -> Header:
    """Settle columns by what they hold.

    投资主体 may name investors or their kind (民企); 单位 who reports, or a unit of money.
    """

    def kind(text: str) -> bool:
        named = book.segment_names.get(squeeze(text), "") if len(text) < _SHORT else ""
        return named.startswith("投资主体=")

    def unit(text: str) -> bool:
        return len(text) < _SHORT and unit_name(text) is not None

    columns = dict(header.columns)
    rules: tuple[tuple[str, Callable[[str], bool], str], ...] = (
        ("investor", kind, "ownership"), ("region", unit, "unit"),
    )  # fmt: skip
    for field, test, better in rules:
        for column in header.of(field):
            texts = list(_texts(page, header, column))
            if texts and sum(map(test, texts)) * 2 > len(texts):
                columns[column] = columns[column]._replace(field=better)
    return header._replace(columns=columns)


def _texts(page: Page, header: Header, column: int) -> Iterator[str]:
    for row in page.spread[header.bottom + 1 : header.bottom + 1 + _SAMPLE]:
        text = row[column]
        if text is not None and not missing_word(text):
            yield text
