"""Letters: a text made readable for search, every place in it traceable to the original.

Comes in: any text: pasted, with HTML tags, Markdown marks, control characters, traditional
letters. Goes out: a `Line` in half width, lower case and simplified letters, without what stands
between a number and its unit only for looks. Nothing is refused.
"""

from __future__ import annotations

import bisect
import re
from typing import NamedTuple

from zsanalytics.numerals import plain

_TAGS = r"<!--[^<>]{0,2000}-->|</?[a-zA-Z][^<>]{0,2000}>"
_JUNK = re.compile(
    rf"(?P<hidden><(?:style|script)\b[^<>]{{0,2000}}>[^<]*</(?:style|script)>)|(?P<tag>{_TAGS})"
    r"|&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|shy|#160|#xa0|#8203);"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    r"|\*{1,3}|`+|(?<!\w)__?(?=\w)|(?<=\w)__?(?!\w)"
    r"|(?P<space>[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+)",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"</?(?:p|div|br|li|tr|td|th|h[1-6]|table|ul|ol|section|article)\b", re.I)
_SPLITTING = re.compile(r"[a-zA-Z0-9.]")
_TRADITIONAL = re.compile("[資項簽約長佔總額達產業鏈縣區屆蘭實現與連為標務進]")


class Line(NamedTuple):
    """A clean text; ``places`` holds pairs (place in it, place in the original), ascending."""

    text: str
    clean: tuple[int, ...]
    original: tuple[int, ...]

    def place(self, position: int) -> int:
        """Give the place in the original of a character of the clean text."""
        at = bisect.bisect_right(self.clean, position) - 1
        return self.original[at] + position - self.clean[at]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span in the original of a span of the clean text."""
        return self.place(start), self.place(end - 1) + 1


def read_line(text: str) -> Line:
    """Make a text readable for search.

    Examples
    --------
    >>> line = read_line("到位資金<b>５，６７６．６９</b> 億元")
    >>> line.text, line.span(4, 14)
    ('到位资金5,676.69亿元', (7, 22))
    """
    pieces: list[str] = []
    clean, original = [0], [0]
    length = last = 0
    for match in _JUNK.finditer(text):
        kept = text[last : match.start()] + _instead(match, text)
        if kept:
            pieces.append(kept)
            length += len(kept)
        last = match.end()
        clean.append(length)
        original.append(last)
    pieces.append(text[last:])
    joined = "".join(pieces)
    return Line(_lower(_simplified(plain(joined))), tuple(clean), tuple(original))


def _instead(match: re.Match[str], text: str) -> str:
    """Give what stands for a piece of junk: a line's end, a space that parts two words, nothing."""
    if match["tag"]:
        return "\n" if _BLOCK.match(match["tag"]) else ""
    if not match["space"]:
        return ""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return " " if _SPLITTING.match(before) and _SPLITTING.match(after) else ""


def _lower(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def _simplified(text: str) -> str:
    if not _TRADITIONAL.search(text):
        return text
    from opencc import OpenCC

    written = str(OpenCC("t2s").convert(text))
    return written if len(written) == len(text) else text
