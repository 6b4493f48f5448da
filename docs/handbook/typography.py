"""Chinese on the page: no blank where a source line ends; anchors that GitHub knows too."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

_FULL = "\u3000-\u303f\uff00-\uffef"  # 。，（
_MARKS = "\u2014\u2018-\u201d\u2026"  # of both scripts: “ — …
_HAN = "\u3400-\u9fff"
_TIGHT = re.compile(
    rf"[{_FULL}].|.[{_FULL}]|[{_HAN}][{_HAN}{_MARKS}0-9]|[{_MARKS}0-9][{_HAN}]"
)  # pairs of characters that stand without a blank between them
_BREAK = re.compile(r"(\S) *\n *(?=(\S))")
_KEPT = (nodes.literal, nodes.literal_block, nodes.raw, nodes.comment)
_ANCHOR = re.compile(r'^<a id="([\w-]+)"></a>$', flags=re.MULTILINE)


def joined(text: str) -> str:
    r"""Take out the line breaks around Chinese, which a browser would show as blanks.

    Examples
    --------
    >>> joined("中文\n换行，\nand\nLatin，到\n9月")
    '中文换行，and\nLatin，到9月'
    """

    def bound(found: re.Match[str]) -> str:
        return found[1] if _TIGHT.fullmatch(found[1] + found[2]) else found[0]

    return _BREAK.sub(bound, text)


def join_lines(app: Sphinx, document: nodes.document) -> None:
    """Join the wrapped lines of a page's running text; Markdown keeps each break as a text."""
    for text in list(document.findall(nodes.Text)):
        plain = joined(str(text))
        if str(text) == "\n" and _tight_around(text):
            text.parent.remove(text)
        elif plain != str(text) and not isinstance(text.parent, _KEPT):
            text.parent.replace(text, nodes.Text(plain))


def _tight_around(line_break: nodes.Text) -> bool:
    """Tell whether the pieces before and after a break meet without a blank."""
    pieces = list(line_break.parent.children)
    place = next(n for n, piece in enumerate(pieces) if piece is line_break)
    if not 0 < place < len(pieces) - 1:
        return False
    ends = pieces[place - 1].astext()[-1:] + pieces[place + 1].astext()[:1]
    return bool(_TIGHT.fullmatch(ends))


def name_anchors(app: Sphinx, page: str, source: list[str]) -> None:
    """Make ``<a id="x"></a>``, which GitHub understands, a target that links can name."""
    source[0] = _ANCHOR.sub(r"(\1)=", source[0])


def use(app: Sphinx) -> None:
    """Read and join the pages of a site so."""
    app.connect("source-read", name_anchors)
    app.connect("doctree-read", join_lines)
