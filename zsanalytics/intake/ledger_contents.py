"""What the cells of a column say of it, where its heading can mean two things."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from zsanalytics.codebook import Codebook, squeeze
from zsanalytics.intake.ledger_grid import Page
from zsanalytics.intake.ledger_header import Header
from zsanalytics.intake.ledger_values import missing_word
from zsanalytics.quantities import unit_name

_SAMPLE = 60  # rows that are looked at
_WORKS = frozenset(("新建", "扩建", "改建", "改扩建", "技改", "技术改造", "迁建", "恢复"))
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

    def works(text: str) -> bool:
        return text in _WORKS  # 建设性质: 新建 beside 扩建 is a kind of works, no year's project

    rules: tuple[tuple[str, Callable[[str], bool], str], ...] = (
        ("investor", kind, "ownership"), ("region", unit, "unit"), ("build", works, "note"),
    )  # fmt: skip
    for field, test, better in rules:
        for column in header.of(field):
            texts = list(_texts(page, header, column))
            if field == "build" and not _kinds_of_works(texts, header.columns[column].path):
                continue
            if texts and sum(map(test, texts)) * 2 > len(texts):
                columns[column] = columns[column]._replace(field=better)
    return header._replace(columns=columns)


def _kinds_of_works(texts: Sequence[str], path: Sequence[str]) -> bool:
    """Tell whether a column speaks of 扩建 and the like, and nowhere of 续建."""
    carried = any("续建" in text or "结转" in text for text in (*texts, *path))
    return not carried and bool(set(texts) & (_WORKS - {"新建"}))


def _texts(page: Page, header: Header, column: int) -> Iterator[str]:
    for row in page.spread[header.bottom + 1 : header.bottom + 1 + _SAMPLE]:
        text = row[column]
        if text is not None and not missing_word(text):
            yield text
