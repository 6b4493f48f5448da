"""Report: a text audited, as findings and as a table of every figure with its verdict."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from itertools import chain

import pandas as pd

from zsanalytics.audit.completion import completion
from zsanalytics.audit.figures import CLAIMS, Figure, read_figures
from zsanalytics.audit.flows import flows
from zsanalytics.audit.frames import Frames
from zsanalytics.audit.growth import growth
from zsanalytics.audit.hints import swapped, typo
from zsanalytics.audit.letters import Line, read_line
from zsanalytics.audit.panel import against
from zsanalytics.audit.points import points
from zsanalytics.audit.ranks import ranks
from zsanalytics.audit.relations import Check, Relation
from zsanalytics.audit.repeats import repeats, within
from zsanalytics.audit.shares import filling, implied, shares
from zsanalytics.audit.stages import averages, beyond, rates
from zsanalytics.audit.sums import sums
from zsanalytics.audit.verdicts import BREAKS, OPEN, Verdict, expected_of, judge
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.numerals import shown
from zsanalytics.schema import FINDINGS, conform, finding

ROLES = {
    "level": "数值", "share": "占比", "growth": "增速", "compound": "年均增速",
    "completion": "完成率",
    "rate": "阶段率", "time": "序时进度", "pull": "拉动", "pull_rate": "贡献率",
    "ahead": "超进度",
    "behind": "欠进度", "above": "高于", "below": "低于", "risen": "提高", "fallen": "回落",
    "rank": "位次", "times": "倍数", "gap": "缺口", "per_month": "月均", "surplus": "超额",
    "increment": "增减额", "average": "平均", "sum": "合计", "target": "目标", "base": "上年同期",
    "percent": "百分数", "points": "百分点",
}  # fmt: skip


def audit_text(
    text: str, *, book: Codebook | None = None, panel: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Recompute the printed figures of a Chinese bulletin from each other.

    把通报里印出的数互相重算，找出对不上的。

    Every printed number stands for all values that round to it, and so do those it was computed
    from; 约, 超 and 以上 widen that. A contradiction is an error only where the text leaves no
    doubt what the number is computed from.

    Parameters
    ----------
    text : str
        Any bulletin, ours or pasted; HTML tags and Markdown marks are passed over.
    book : Codebook, optional
        Names of regions; the shipped one by default.
    panel : DataFrame, optional
        Levels and growth of the regions and months the text names are compared with it, too.

    Returns
    -------
    DataFrame
        Findings in the order of the text, one a number at most: ``error`` where it contradicts
        others (or the panel), ``note`` for a computed figure the text does not let one recompute.
        ``found`` is the printed number, ``expected`` what it should be, ``start`` and ``end``
        its place in ``text``. Figures that agree give no row; see `audit_figures`.

    Examples
    --------
    >>> found = audit_text("签约总额10,101.33亿元，其中10亿元以上项目5,631.34亿元，占57.55%。")
    >>> found[["severity", "found", "expected"]].values.tolist()
    [['error', '57.55%', '55.75%']]
    """
    line, verdicts = _audited(text, book, panel)
    rows = [_row(verdict, line, text) for verdict in verdicts if _tells(verdict)]
    found = conform(
        [{k: v for k, v in row.items() if k in FINDINGS.columns} for row in rows], FINDINGS
    )
    found["start"] = pd.Series([row["start"] for row in rows], dtype="int64")
    found["end"] = pd.Series([row["end"] for row in rows], dtype="int64")
    return found


def audit_figures(text: str, *, book: Codebook | None = None) -> pd.DataFrame:
    """List every figure of a text with what it is and whether it agrees with the others.

    列出一篇文字里的每个数：是什么，与其他数是否一致。

    Returns
    -------
    DataFrame
        ``text, role, value, verdict, expected, formula, start, end``: ``role`` in Chinese,
        ``value`` in 亿元, fractions or as counted, ``verdict`` one of 一致, 矛盾, 无法复核.

    Examples
    --------
    >>> audit_figures("到位资金80亿元，完成年度目标100亿元的80%。")["verdict"].tolist()
    ['一致', '一致', '一致']
    """
    line, verdicts = _audited(text, book, None)
    rows = []
    for verdict in verdicts:
        number = verdict.figure.number
        start, end = line.span(number.start, number.end)
        rows.append(
            (text[start:end], ROLES.get(verdict.figure.role, verdict.figure.role), number.value,
             verdict.verdict, _expected(verdict), _formula(verdict.relations[:1]), start, end)
        )  # fmt: skip
    names = ["text", "role", "value", "verdict", "expected", "formula", "start", "end"]
    return pd.DataFrame(rows, columns=names)


def _audited(
    text: str, book: Codebook | None, panel: pd.DataFrame | None
) -> tuple[Line, list[Verdict]]:
    line = read_line(text)
    frames = Frames(line.text, book or load_codebook())
    found = read_figures(line.text, frames)
    checks = _checks(found, frames)
    return line, judge(
        found, checks if panel is None else chain(checks, against(found, frames, panel))
    )


def _checks(found: list[Figure], frames: Frames) -> Iterable[Check]:
    return chain(
        shares(found, frames), implied(found, frames), filling(found), growth(found),
        completion(found), rates(found), beyond(found), flows(found), averages(found),
        points(found), sums(found), ranks(found), repeats(found), within(found),
    )  # fmt: skip


def _tells(verdict: Verdict) -> bool:
    return verdict.verdict == BREAKS or (
        verdict.verdict == OPEN and verdict.figure.role in CLAIMS - {"sum"}
    )


def _row(verdict: Verdict, line: Line, text: str) -> dict[str, object]:
    start, end = line.span(verdict.figure.number.start, verdict.figure.number.end)
    printed = text[start:end]
    kind = ROLES.get(verdict.figure.role, "")
    if verdict.verdict == OPEN:
        row = finding(
            "note", "audit_open", f"{kind}“{printed}”无法复核：文中没有可据以重算的数字。",
            "如需复核，请在文中列出计算所用的数字，或与数据表核对。", found=printed,
        )  # fmt: skip
        return {**row, "start": start, "end": end}
    expected = _expected(verdict)
    hint = _hint(verdict)
    other = "数据表" if verdict.rule == "panel" else "文中其他数字"
    message = f"{kind}“{printed}”与{other}矛盾：{_formula(verdict.relations)}，应为{expected}"
    message += f"；疑似“{hint}”误写为“{printed}”。" if hint else _other_hint(verdict)
    row = finding(
        "error", f"audit_{verdict.rule}", message, "核对原始数据，更正这个数或计算它所用的数。",
        found=printed, expected=expected,
    )  # fmt: skip
    return {**row, "start": start, "end": end}


def _hint(verdict: Verdict) -> str:
    """Guess the slip: the number meant must print as the expected one."""
    number, half = verdict.figure.number, verdict.figure.number.step / 2
    low, high = verdict.low, verdict.high
    if math.isfinite(verdict.middle):
        low = high = verdict.middle
    return typo(number.text, number.value, low - half, high + half)


def _other_hint(verdict: Verdict) -> str:
    """Guess at two digits swapped in a number the figure was computed from."""
    for operand in verdict.relations[0].operands:
        if operand is not verdict.figure:
            low, high, _ = expected_of(operand, verdict.relations[0])
            meant = swapped(operand.text, operand.number.value, low, high)
            if meant and math.isfinite(low):
                return f"；也可能是“{meant}”误写为“{operand.text}”。"
    return "。"


def _formula(relations: tuple[Relation, ...]) -> str:
    """Tell how a number was recomputed, with the numbers used."""
    told = []
    for relation in relations[:2]:
        used = "、".join(operand.text for operand in relation.operands[:6])
        claim = relation.claim.text
        told.append(f"{claim}按{relation.words}计算" + (f"（{used}）" if used else ""))
    return "，".join(told)


def _expected(verdict: Verdict) -> str:
    """Write the expected value in the unit and decimals of the printed one."""
    number = verdict.figure.number
    if math.isfinite(verdict.middle):
        return _written(verdict.figure, verdict.middle)
    bounds = []
    if math.isfinite(verdict.high):
        bounds.append(f"不大于{_written(verdict.figure, _inner(verdict.high, number.step, -1))}")
    if math.isfinite(verdict.low):
        bounds.append(f"不小于{_written(verdict.figure, _inner(verdict.low, number.step, 1))}")
    return "、".join(bounds)


def _inner(bound: float, step: float, way: int) -> float:
    return bound + way * step / 2 if step < 1 else bound


def _written(figure: Figure, value: float) -> str:
    number = figure.number
    match = re.search(r"\d[\d,]*(?:\.\d+)?", number.text)
    if not match or not number.size:
        return f"{value:g}"
    decimals = len(match[0].partition(".")[2])
    turned = value / number.size
    turned = -turned if number.value < 0 else turned
    digits = shown(turned, decimals)
    digits = digits if "," in match[0] or abs(turned) < 1000 else digits.replace(",", "")
    return number.text.replace(match[0], digits)
