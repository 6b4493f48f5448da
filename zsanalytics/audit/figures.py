"""Figures: printed numbers that know what they are and what they speak of.

Comes in: the printed numbers of a clean line and its frames. Goes out: a `Figure` for each: its
role (a level, a share, a growth rate, a target …), what it counts, its sentence and frame. Numbers
that only name a class (10亿元以上项目, 500强) are passed over, but stay in the lead of the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from zsanalytics.audit import words
from zsanalytics.audit.frames import Frame, Frames
from zsanalytics.audit.numbers import Printed, find_numbers

CLAIMS = frozenset(
    ["share", "growth", "compound", "completion", "rate", "time", "pull_rate", "pull", "ahead",
     "behind", "above", "below", "risen", "fallen", "rank", "times", "gap", "per_month", "surplus",
     "increment", "average", "sum", "percent", "points"]
)  # fmt: skip
"""Roles of numbers that were computed from others."""

LEAD, TAIL = 70, 24
_CARRIED = ("base", "increment", "gap", "surplus")
_JOINT = re.compile(r"[、和及与](?:分别)?")
_BREAK = re.compile(r"[,;:。、(\n]")


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A printed number with its role.

    ``series`` numbers the enumeration it stands in, -1 for none: numbers of one series follow
    each other with nothing but 、 or 和 between. ``lead`` and ``tail`` are the text between it and
    its neighbours, cut to some length. ``topic`` holds the words of the sentence so far that
    narrow what is counted: empty for 全省到位资金, 以上大 for 10亿元以上大项目.
    """

    number: Printed
    place: int
    sentence: int
    paragraph: int
    lead: str
    tail: str
    frame: Frame
    month: int | None
    role: str = ""
    family: str = ""
    topic: str = ""
    series: int = -1
    inline: int = -1  # place of the whole that stands right before: 占任务205亿元的99%

    @property
    def kind(self) -> str:
        """Give the kind of number, as `numbers` names it."""
        return self.number.kind

    @property
    def text(self) -> str:
        """Give the number as printed, in half width."""
        return self.number.text


def read_figures(line: str, frames: Frames) -> list[Figure]:
    """Read the figures of a clean line, from left to right."""
    found: list[Figure] = []
    sentence = end = -1
    for number in find_numbers(line):
        own = frames.sentence(number.start)
        if own != sentence:
            sentence, end = own, frames.starts[own]
        lead = line[max(end, number.start - LEAD) : number.start]
        tail = line[number.end : number.end + TAIL]
        if number.kind == "other" or _names_a_class(number, lead, tail):
            continue
        frame, month = frames.at(number.start), frames.month(number.start)
        figure = Figure(number, len(found), own, frames.paragraph(own), lead, tail, frame, month)
        before = found[-1] if found and found[-1].sentence == own else None
        if before and before.kind == figure.kind and _JOINT.fullmatch(lead):
            if before.series < 0:
                before = found[-1] = replace(before, series=before.place)
            role = before.role if before.role != "sum" else "level"
            figure = replace(figure, role=role, family=before.family, series=before.series)
        else:
            figure = _described(figure, before, found)
            if before and before.role in _CARRIED and _JOINT.fullmatch(lead):
                figure = replace(figure, role=before.role)  # 增加83个、583.14亿元
        found.append(replace(figure, topic=_topic(figure, before, frames)))
        end = number.end
    return found


def _names_a_class(number: Printed, lead: str, tail: str) -> bool:
    """Tell 10亿元以上项目, 1亿元至5亿元项目, 14条重点产业链 from what came in."""
    if number.kind == "money" and re.search(r"元(?:[至到~-]|以上[,、至到]?|\(含\)至)$", lead):
        return True
    match = words.CLASS_TAIL.match(tail)
    if not match or number.kind not in ("money", "count"):
        return False
    if number.approx in ("以上", "以下", "以内"):
        return True
    return match[0][0] in ("条重大产\"“”'5" if number.kind == "count" else "及以至到~-级(")


def _topic(figure: Figure, before: Figure | None, frames: Frames) -> str:
    """Give the words that narrow the figure, its own or those still holding in the sentence."""
    if figure.kind not in ("money", "count") or figure.role not in ("level", "sum"):
        return before.topic if before else ""
    own = frames.narrowing(figure.lead, figure.family)
    return own or (before.topic if before else "")


def _described(figure: Figure, before: Figure | None, found: list[Figure]) -> Figure:
    """Give a figure its role and family, from its lead, its tail and the figure before."""
    if figure.kind in ("money", "dollars"):
        return _money(figure, found)
    if figure.kind in ("count", "people"):
        return _count(figure, found)
    if figure.kind == "ratio":
        return _ratio(figure, before)
    if figure.kind == "points":
        bracketed = before and figure.lead == ")"  # 高于全市平均增速(21%)3个百分点
        lead = before.lead if before and bracketed else figure.lead
        return replace(figure, role=_role(words.POINT_LEADS, lead.rstrip("(")) or "points")
    if figure.kind == "times":
        inline = before.place if before and re.match(r"[^,;。]{0,8}的$", figure.lead) else -1
        return replace(figure, role="times", inline=inline)
    return replace(figure, role="rank")


def _role(table: tuple[tuple[str, re.Pattern[str]], ...], lead: str) -> str:
    return next((role for role, pattern in table if pattern.search(lead)), "")


def _money(figure: Figure, found: list[Figure]) -> Figure:
    role = _role(words.MONEY_LEADS, figure.lead)
    if not role and words.TARGET_TAIL.match(figure.tail):
        role = "target"
    return replace(figure, role=role or "level", family=_money_family(figure, found))


def _money_family(figure: Figure, found: list[Figure]) -> str:
    clause = _BREAK.split(figure.lead)[-1]
    named = next((f for f, pattern in words.MONEY_FAMILIES if pattern.search(clause)), "")
    before = named or _family_before(figure, found)
    if before:
        return before
    family = last_word(words.MONEY_FAMILIES, figure.lead)
    return family or ("signed" if words.ANY_MONEY.search(figure.lead) else "")


def _count(figure: Figure, found: list[Figure]) -> Figure:
    role = _role(words.MONEY_LEADS, figure.lead)
    role = role if role in ("increment", "sum", "base", "average", "target") else ""
    if role == "increment" and re.search(
        r"[的有](?:[增减]\S{0,2})?$|(?:增长|下降)的?$", figure.lead
    ):
        role = ""
    family = next((f for f, pattern in words.TAIL_FAMILIES if pattern.match(figure.tail)), "")
    if not family and figure.number.text[-1] in "家户":
        family = "firms"
    family = family or last_word(words.COUNT_FAMILIES, figure.lead) or _family_before(figure, found)
    return replace(figure, role=role or "level", family=family)


def _ratio(figure: Figure, before: Figure | None) -> Figure:
    if before and re.fullmatch(r"[^,;。、(]{0,8}的(?:比例|比重)?(?:为|达)?", figure.lead):
        if before.role == "target":
            return replace(figure, role="completion", inline=before.place)
        if "占" in before.lead[-24:] and before.role == "level":
            return replace(figure, role="share", inline=before.place)
    role = _role(words.RATIO_LEADS, figure.lead)
    family = ""
    if role == "rate":
        names = words.RATE.findall(figure.lead)
        family = words.STAGES.get(names[-1], "") if names else ""
    return replace(figure, role=role or "percent", family=family)


def last_word(table: tuple[tuple[str, re.Pattern[str]], ...], lead: str) -> str:
    """Give the family named in the last clause of a lead, else in the whole of it."""
    clause = _BREAK.split(lead)[-1]
    for text in (clause, lead):
        for family, pattern in table:
            if pattern.search(text):
                return family
    return ""


def _family_before(figure: Figure, found: list[Figure]) -> str:
    """Take the family over from the last figure of the kind in the sentence."""
    for other in reversed(found[-12:]):
        if other.sentence != figure.sentence:
            break
        if other.kind == figure.kind and other.family and other.family != "units":
            return other.family
    return ""
