"""Examples that cannot rot: their code is run when the handbook is built."""

from __future__ import annotations

import ast
import datetime
from typing import Any, NamedTuple

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import zsanalytics as zs
from handbook.markdown import frame_table


class Example(NamedTuple):
    """Code, the table its last expression gives, and a sentence with the numbers it computed."""

    code: str
    result: pd.DataFrame
    reading: str


def run(code: str, reading: str = "") -> Example:
    r"""Run an example; its last statement is an expression that gives a frame.

    Names that the code defines may stand in ``reading`` as ``{name:.2f}``.

    Examples
    --------
    >>> run("a = 2\npd.DataFrame({'x': [a]})", "x 是 {a:.1f}").reading
    'x 是 2.0'
    """
    names: dict[str, Any] = {"zs": zs, "pd": pd, "datetime": datetime}
    try:
        *before, last = ast.parse(code.strip()).body
        if not isinstance(last, ast.Expr):
            raise TypeError("the last statement shows nothing")
        exec(compile(ast.Module(before, []), "example", "exec"), names)  # our own text
        result = eval(compile(ast.Expression(last.value), "example", "eval"), names)
    except Exception as error:
        raise ValueError(f"an example of the handbook does not run ({error!r}):\n{code}") from error
    return Example(code.strip(), result, reading.format(**names, result=result))


def shown(example: Example) -> str:
    """Write an example as Markdown: code, result, reading."""
    parts = [f"```python\n{example.code}\n```\n", frame_table(example.result)]
    return "\n".join([*parts, example.reading + "\n"] if example.reading else parts)


class Shown(SphinxDirective):
    """An example in a page written by hand: ``{example}`` with the code and, if any, a reading."""

    has_content = True
    option_spec = {"reading": directives.unchanged}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Run the code, and give what it shows in place of the directive."""
        example = run("\n".join(self.content), self.options.get("reading", ""))
        return self.parse_text_to_nodes(shown(example))


def use(app: Sphinx) -> None:
    """Let pages hold examples."""
    app.add_directive("example", Shown)
