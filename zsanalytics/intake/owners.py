"""Whose table it is: the region that 填报单位, title, sheet or file name names.

Comes in: the lines around a table. Goes out: a region, several where the name may mean several.
"""

from __future__ import annotations

import re

from zsanalytics.intake.labels import Words

_FILED_BY = re.compile(
    r"(?:填报|报送|上报|编制|填表|申报|提交)(?:单位|地区|部门|机构|机关)|^(?:地区|市州|单位名称|部门名称|地区名称)[:：]"
)


def find_owner(
    words: Words, lines: list[str], sheet: str, file: str
) -> tuple[str, tuple[str, ...], str]:
    """Find whose table it is: 填报单位, title, sheet, file; the finest of one line of descent."""
    told = sorted(lines, key=lambda text: not _FILED_BY.search(text))
    found = [(line, *_named(words, line)) for line in (*told, sheet, file)]
    found = [item for item in found if item[2]]
    if not found:
        top = tuple(r for r in words.book.children if words.book.level(r) == "province")
        return ("全省", top, "") if any("全省" in text for text in lines) else ("", (), "")
    _, text, names = found[0]
    for _, other, finer in found[1:]:
        below = set(words.book.descendants(names[0])) if len(names) == 1 else set(names)
        if len(finer) == 1 and finer[0] in below:
            text, names = other, finer
    last, _, of_file = found[-1]
    apart = last == file and len(names) == len(of_file) == 1 and not _related(words, names, of_file)
    return text, names, file if apart else ""


def _related(words: Words, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether one of two regions lies under the other."""
    book = words.book
    return (
        one == other
        or one[0] in book.descendants(other[0])
        or (other[0] in book.descendants(one[0]))
    )


_AFTER_SHORT = r"(?=[\d_\-—（(. ]|$|招商|投资|到位|签约|上报|报送|报表|汇总|各县|统计|数据|20)"


def _named(words: Words, text: str) -> tuple[str, tuple[str, ...]]:
    """Find the region a text names; short names (兰州) only where they stand alone."""
    written, names = words.place(text)
    if names:
        return written, names
    tokens = re.split(r"[\s_\-—.,，、()（）\[\]【】+]+|\d+(?:年|月)?", text)
    heads = [re.match(rf"([\u4e00-\u9fff]{{2,4}}?){_AFTER_SHORT}", t) for t in (text, *tokens)]
    for token in (*tokens, *(head[1] for head in heads if head)):
        names = words.label(token).regions if 1 < len(token) < 12 else ()
        if names:
            return token, names
    return "", ()
