"""A block's content: plain JSON values, cleaned of what must not be printed.

The builders of `blocks` put content together from here, and `report` reads it back. Control and
bidi characters are taken out of every text, missing values become None.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from zsanalytics.errors import ZsError
from zsanalytics.publish import markup, style, svg

MIME = "application/vnd.zsanalytics.block+json"

KINDS = ("title", "heading", "paragraph", "table", "figure", "note", "facts", "group")

UNSEEN = ("fact", "kind", "align", "plotly", "replaced", "number")
"""Parts of a block's content that are not text to be printed."""


class BlockError(ZsError):
    """A block that cannot be shown: empty, malformed, or with a character no font can print."""


@dataclass(frozen=True)
class Block:
    """One piece of a briefing: its kind and its content (plain JSON values)."""

    kind: str
    content: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Give Jupyter the fragment of HTML and the structured form."""
        return {"text/html": markup.fragment(self.as_json()), MIME: self.as_json()}

    def as_json(self) -> dict[str, Any]:
        """Give kind and content as one JSON object."""
        return {"kind": self.kind, **self.content}

    def __repr__(self) -> str:
        said = "".join(texts(self))
        return f"<{self.kind}: {said[:40]}{'…' if len(said) > 40 else ''}>"


def from_json(content: Mapping[str, Any]) -> Block:
    """Make a block of its JSON object.

    Raises
    ------
    BlockError
        If its kind is unknown.
    """
    kind = content.get("kind")
    if kind not in KINDS:
        raise BlockError(f"block: kind {kind!r}; expected one of {', '.join(KINDS)}")
    return Block(str(kind), {name: value for name, value in content.items() if name != "kind"})


def texts(block: Block) -> list[str]:
    """List every text that a block prints."""
    return list(_texts(block.content))


def flat(block: Block) -> list[Block]:
    """Open a group into the blocks it holds; any other block is alone."""
    if block.kind != "group":
        return [block]
    return [part for inner in block.content["blocks"] for part in flat(from_json(inner))]


def filled(text: str, where: str) -> str:
    """Clean a text and refuse an empty one, saying where."""
    shown = style.clean(text)
    if not shown.strip():
        raise BlockError(f"{where}: the text is empty; leave the block out or give it words")
    return shown


def one_run(run: Any, where: str) -> dict[str, Any]:
    """Make a run, or a cell, of a string or a mapping with ``text``."""
    if isinstance(run, Mapping) and "text" in run:
        return cleaned({**run, "text": str(run["text"])})
    if isinstance(run, str):
        return {"text": style.clean(run)}
    raise BlockError(f"{where}: {run!r} is not a text; expected a string or a mapping with 'text'")


def cleaned(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a mapping's values as plain JSON, texts cleaned and missing values left out."""
    known = {name: value for name, value in plain(row).items() if value is not None}
    return {
        name: style.clean(value) if isinstance(value, str) else value
        for name, value in known.items()
    }


def all_runs(runs: Iterable[Any], where: str) -> list[dict[str, Any]]:
    """Make runs of strings, mappings and lists of them, and refuse runs that say nothing."""
    made: list[dict[str, Any]] = []
    for part in runs:
        single = isinstance(part, str | Mapping) or not isinstance(part, Iterable)
        made += [one_run(run, where) for run in ([part] if single else part)]
    filled("".join(run["text"] for run in made), where)
    return [run for run in made if run["text"]]


def one_column(column: str | Mapping[str, Any]) -> dict[str, Any]:
    """Make a column of its label or of a mapping with ``label``."""
    given = {"label": column} if isinstance(column, str) else plain(column)
    kept = {name: value for name, value in given.items() if value not in (None, "")}
    named = {name: style.clean(str(kept[name])) for name in ("label", "group") if name in kept}
    return {"label": "", **kept, **named}


def plain(value: Any) -> Any:
    """Turn numpy scalars, tuples and missing values into plain JSON values."""
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _texts(value: Any, name: str = "text") -> Iterable[str]:
    if isinstance(value, str):
        yield from svg.words(value) if name == "svg" else [value]
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in UNSEEN:
                yield from _texts(inner, key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, name)
