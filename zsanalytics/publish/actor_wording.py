"""Wording of the review of actors and leads: phrases of ``codes/text/actors.toml``, filled."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping

from zsanalytics.codebook import CODES
from zsanalytics.publish import blocks
from zsanalytics.publish.actor_facts import Review
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.bulletin import known
from zsanalytics.publish.wording import Runs, Told, fill, listing, plain


@functools.cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """Give every phrase of the review, by section and branch."""
    with (CODES / "text" / "actors.toml").open("rb") as stream:
        return tomllib.load(stream)


def say(told: Told, phrase: str, **parts: str | Runs) -> Runs:
    """Fill a phrase of the review, as `wording.say` does those of the bulletin."""
    part, _, branch = phrase.partition(".")
    return fill(told, phrases()[part][branch], phrase, parts)


def section(
    review: Review, name: str, paragraphs: Iterable[Runs], parts: Iterable[Block | None] = ()
) -> Block:
    """Put a heading over paragraphs, tables and figures."""
    heading = blocks.heading(1, plain(say(review.material.told, f"heading.{name}")))
    said = [blocks.paragraph(runs) for runs in paragraphs if runs]
    return blocks.group(heading, *said, *known(parts))


def names(texts: Iterable[object]) -> Runs:
    """List names as Chinese does; some may come from workbooks."""
    return listing([[blocks.foreign(text, longest=40)] for text in texts])


def document(source: str) -> str:
    """Give the document that a target's source names before the clause.

    Examples
    --------
    >>> document("某市工作措施（征求意见稿） 4(引进项目)")
    '某市工作措施（征求意见稿）'
    """
    return source.rpartition(" ")[0] or source
