"""Chinese on the page: no blank where a source line ends; anchors that GitHub knows too."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

_WIDE = "\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_BETWEEN = re.compile(rf"(?<=[{_WIDE}]) *\n *(?=[{_WIDE}])")
_ONE_WIDE = re.compile(rf"[{_WIDE}]")
_KEPT = (nodes.literal, nodes.literal_block, nodes.raw, nodes.comment)
_ANCHOR = re.compile(r'^<a id="([\w-]+)"></a>$', flags=re.MULTILINE)


def joined(text: str) -> str:
    r"""Take out the line breaks between two Chinese characters: a browser would show a blank.

    Examples
    --------
    >>> joined("中文\n换行 and\nLatin")
    '中文换行 and\nLatin'
    """
    return _BETWEEN.sub("", text)


def join_lines(app: Sphinx, document: nodes.document) -> None:
    """Join the wrapped lines of a page's running text; Markdown keeps each break as a text."""
    for text in list(document.findall(nodes.Text)):
        plain = joined(str(text))
        if str(text) == "\n" and _wide_around(text):
            text.parent.remove(text)
        elif plain != str(text) and not isinstance(text.parent, _KEPT):
            text.parent.replace(text, nodes.Text(plain))


def _wide_around(line_break: nodes.Text) -> bool:
    """Tell whether the pieces before and after a break end and begin with Chinese."""
    pieces = list(line_break.parent.children)
    place = next(n for n, piece in enumerate(pieces) if piece is line_break)
    if not 0 < place < len(pieces) - 1:
        return False
    before, after = pieces[place - 1].astext()[-1:], pieces[place + 1].astext()[:1]
    return bool(_ONE_WIDE.fullmatch(before) and _ONE_WIDE.fullmatch(after))


def name_anchors(app: Sphinx, page: str, source: list[str]) -> None:
    """Make ``<a id="x"></a>``, which GitHub understands, a target that links can name."""
    source[0] = _ANCHOR.sub(r"(\1)=", source[0])


def use(app: Sphinx) -> None:
    """Read and join the pages of a site so."""
    app.connect("source-read", name_anchors)
    app.connect("doctree-read", join_lines)
