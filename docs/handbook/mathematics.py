"""Formulas as MathML, which browsers draw by themselves: no script, nothing fetched."""

from __future__ import annotations

import re

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

_SIZES = re.compile(r"\\[bB]igg?[lr]?(?![a-zA-Z])")  # docutils draws brackets in their own size


def drawn(node: nodes.Element, as_block: bool) -> str:
    """Draw a formula."""
    return tex2mathml(_SIZES.sub("", node.astext()), as_block=as_block)


def inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Draw a formula within a line."""
    translator.body.append(drawn(node, as_block=False))
    raise nodes.SkipNode


def block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Draw a formula that stands by itself."""
    translator.body.append(f'<div class="formula">{drawn(node, as_block=True)}</div>\n')
    raise nodes.SkipNode


def use(app: Sphinx) -> None:
    """Make this the site's way of drawing formulas."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
