"""Chinese on the page: no blank where a source line ends, anchors of pages written for GitHub too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

_WIDE = "\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_BETWEEN = re.compile(rf"(?<=[{_WIDE}]) *\n *(?=[{_WIDE}])")
_ANCHOR = re.compile(r'^<a id="([\w-]+)"></a>$', flags=re.MULTILINE)


def joined(text: str) -> str:
    """Take out the line breaks between two Chinese characters: a browser would show a blank.

    Examples
    --------
    >>> joined("中文\\n换行 and\\nLatin")
    '中文换行 and\\nLatin'
    """
    return _BETWEEN.sub("", text)


def _running_texts(document: nodes.document) -> Iterator[nodes.Text]:
    kept = (nodes.literal, nodes.literal_block, nodes.raw, nodes.comment)
    for text in list(document.findall(nodes.Text)):
        if not isinstance(text.parent, kept):
            yield text


def join_lines(app: Sphinx, document: nodes.document) -> None:
    """Join the wrapped lines of a page's running text."""
    for text in _running_texts(document):
        plain = joined(str(text))
        if plain != str(text):
            text.parent.replace(text, nodes.Text(plain))


def name_anchors(app: Sphinx, page: str, source: list[str]) -> None:
    """Make ``<a id="x"></a>``, which GitHub understands, a target that links are checked against."""
    source[0] = _ANCHOR.sub(r"(\1)=", source[0])


def use(app: Sphinx) -> None:
    """Read and join the pages of a site so."""
    app.connect("source-read", name_anchors)
    app.connect("doctree-read", join_lines)
