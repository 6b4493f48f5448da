"""Text files of rows: csv and tsv in any encoding and with any delimiter used in practice."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import datetime
from typing import Any

from .grid import CELLS, Sheet, UnfitError, check_size

_DELIMITERS = (",", "\t", ";", "|", "，", "；", "、", "\x01", "^", " ")


def read(data: bytes) -> list[Sheet]:
    """Read a text file as one sheet; its name is empty, for a text file has none."""
    text = decoded(data)
    sheet = Sheet("")
    csv.field_size_limit(1 << 24)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=False)
        for row, fields in enumerate(rows):
            for column, field in enumerate(fields):
                kept = field.strip(" \t\u3000\xa0\r\n")
                if kept:
                    sheet.put(row, column, typed(kept), kept)
            if len(sheet.rows) > CELLS:
                check_size([sheet])
    except csv.Error as error:
        raise UnfitError(
            f"cannot be read as delimited text ({error}), expected rows of fields; "
            "save the table as .xlsx and send that"
        ) from error
    return [sheet]


def decoded(data: bytes) -> str:
    """Decode text by its mark, else as UTF-8, else as UTF-16 without a mark, else as GB18030.

    Raises
    ------
    UnfitError
        For what is no text in any of these.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):  # fmt: skip
        if data.startswith(mark):
            return _strict(data, (encoding,))
    zeros = data[:4096].count(0)
    if zeros:
        order = "le" if data[1:4096:2].count(0) >= data[0:4096:2].count(0) else "be"
        return _strict(data, (f"utf-16-{order}",))
    return _strict(data, ("utf-8", "gb18030", "big5"))


def _strict(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:20_000]
        odd = sum(not (c.isprintable() or c in "\t\r\n\f\x01\u3000\xa0\ufeff") for c in sample)
        if odd <= len(sample) // 200:
            return text
    raise UnfitError(
        "is neither a workbook nor readable text, expected xlsx, xls, xlsb, ods or csv; "
        "save the table as .xlsx and send that"
    )


def delimiter(text: str) -> str:
    r"""Guess the delimiter: the one that cuts most lines alike, into more than one field.

    Examples
    --------
    >>> delimiter("地区;金额\n兰州市;1,5\n天水市;2,5")
    ';'
    """
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:200]
    best, score = ",", 0.0
    for candidate in _DELIMITERS:
        counts = Counter(_fields(line, candidate) for line in lines)
        counts.pop(1, None)
        if counts:
            fields, times = max(counts.items(), key=lambda item: (item[1] * item[0], item[0]))
            alike = times / len(lines)
            found = alike**2 * min(fields, 4) * (0.3 if candidate in " 、，；^" else 1.0)
            if found > score:
                best, score = candidate, found
    return best


def _fields(line: str, candidate: str) -> int:
    plain = line.split('"')[::2] if '"' in line else [line]  # quoted delimiters do not count
    return sum(piece.count(candidate) for piece in plain) + 1


def typed(text: str) -> Any:
    """Type a field: a plain number, an ISO date or the text itself.

    A number with a leading zero (a code), with separators or with a sign of percent stays text.

    Examples
    --------
    >>> typed("12.50"), typed("620100"), typed("0931"), typed("1,234"), typed("2024-09-30").year
    (12.5, 620100, '0931', '1,234', 2024)
    """
    plain = text[1:] if text[0] in "+-" else text
    if not plain[:1].isdigit() or not plain.isascii():
        return text
    if plain.isdigit():
        return text if (plain[0] == "0" and plain != "0") or len(plain) > 15 else int(text)
    if plain.replace(".", "", 1).isdigit():
        return text if plain[0] == "0" and plain[1:2].isdigit() else float(text)
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return text
    return text
