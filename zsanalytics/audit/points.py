"""Points: differences of two rates in 百分点, and 拉动 against 贡献率."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from zsanalytics.audit.figures import Figure
from zsanalytics.audit.relations import Check, Relation, before, subject

_RATES = ("growth", "rate", "completion", "share", "percent")
_NAMES = (
    ("completion", "完成率|进度"), ("rate", "履约率|开工率|投产率|竣工率|建成率|到位率|落地率"),
    ("share", "占比|比重"), ("growth", "增速|增长|增幅|同比"),
)  # fmt: skip


def points(figures: Sequence[Figure]) -> Iterator[Check]:
    """Check 高于全省平均X个百分点, 比上年同期提高X个百分点 and 拉动X个百分点."""
    for claim in figures:
        if claim.kind != "points":
            continue
        if claim.role in ("above", "below", "risen", "fallen"):
            yield from _difference(figures, claim)
        elif claim.role == "pull":
            yield from _pull(figures, claim)


def _difference(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    sign = 1 if claim.role in ("above", "risen") else -1
    rates = [
        f for f in before(figures, claim.place, most=8) if f.role in _RATES and f.kind == "ratio"
    ]
    readings = []
    for at, reference in enumerate(rates[:2]):  # the rate compared with stands right before
        if _compared(figures, claim, reference):
            own = [f for f in rates[at + 1 :] if f.role == rates[at + 1].role]
            readings += [
                Relation(
                    claim,
                    (mine, reference),
                    _apart(sign),
                    "两率之差",
                    at == 0 and i == 0,
                )
                for i, mine in enumerate(own[:3])
            ]
    pace = next((f for f in before(figures, claim.place, most=3) if f.role == "pace"), None)
    done = [f for f in before(figures, claim.place, most=8) if f.role == "completion"]
    if pace and done and not readings and re.search("平均|同期|进度", claim.lead):
        readings = [Relation(claim, (done[0], pace), _apart(sign), "两率之差")]
    if not readings and len(rates) > 1 and _from_to(rates[1], rates[0]):
        readings = [Relation(claim, (rates[0], rates[1]), _apart(sign), "两率之差")]
    if not readings and claim.role in ("above", "below"):
        readings = _against_whole(figures, claim, sign)
    if readings:
        yield Check("points", claim, tuple(readings))


def _compared(figures: Sequence[Figure], claim: Figure, reference: Figure) -> bool:
    """Tell whether a rate is what the claim compares with: 比上年同期的85.10%提高1.49."""
    between = claim.lead if reference.place == claim.place - 1 else ""
    close = re.fullmatch(
        r"[)]|[)]?(?:平均)?(?:水平)?(?:的?水平)?(?:提高|上升|提升|增加|扩大|加快|高|快|回落|下降|降低|减少|放缓|低|慢|高出)(?:了|出)?",
        between,
    )
    return bool(close) and bool(re.search(r"[比较于]|上年|去年|同期|平均", reference.lead[-20:]))


def _against_whole(figures: Sequence[Figure], claim: Figure, sign: int) -> list[Relation]:
    """Read 增速高于全省平均X个百分点 where the whole's rate stands elsewhere in the text."""
    role = _role(claim) or "growth"
    near = before(figures, claim.place, sentences=3)
    own = [f for f in near if f.role == role and f.kind == "ratio"]
    wholes = [
        f for f in figures
        if f.role == role and f.kind == "ratio" and f.frame.region != claim.frame.region
        and re.search("全省|全市|全国|全州|全县|平均", f.lead + claim.lead)
    ]  # fmt: skip
    readings = []
    for mine in own[:6]:
        like = [f for f in wholes if _about(figures, f) == _about(figures, mine) != ""]
        sure = mine is own[0] and mine.sentence == claim.sentence and len(like) == 1
        readings += [
            Relation(claim, (mine, whole), _apart(sign), "两率之差", sure and whole is like[0])
            for whole in (like if sure else wholes[:8])
        ]
    return readings


def _from_to(first: Figure, last: Figure) -> bool:
    """Tell 由80.2%提高到85.5%."""
    return bool(re.search("[由从][^,;。]{0,12}$", first.lead) and re.search("[到至]$", last.lead))


def _about(figures: Sequence[Figure], rate: Figure) -> str:
    """Give what the level before a growth rate counts."""
    level = subject(figures, rate)
    return f"{level.kind} {level.family}" if level else ""


def _apart(sign: int) -> Callable[[float, float], float]:
    return lambda x, y: sign * (x - y)


def _role(claim: Figure) -> str:
    clause = claim.lead[-24:]
    return next((role for role, words in _NAMES if re.search(words, clause)), "")


def _pull(figures: Sequence[Figure], claim: Figure) -> Iterator[Check]:
    """Check 拉动 = 贡献率 × the whole's growth, printed or own growth less the difference to it."""
    near = [f for f in figures[max(0, claim.place - 12) : claim.place + 4]]
    rate = next(
        (f for f in near[::-1] if f.role == "pull_rate" and f.sentence == claim.sentence), None
    )
    if rate is None or re.search("拉低", claim.lead[-20:]):
        return
    growths = [f for f in near if f.role == "growth" and f.kind == "ratio"]
    gaps = [f for f in near if f.kind == "points" and f.role in ("above", "below")]
    readings = [
        Relation(claim, (rate, g), lambda r, x: r * x, "贡献率×总体增速", False) for g in growths
    ]
    readings += [
        Relation(
            claim, (rate, g, d),
            lambda r, x, y, s=1 if d.role == "above" else -1: r * (x - s * y),
            "贡献率×总体增速", False,
        )
        for g in growths for d in gaps
    ]  # fmt: skip
    if readings:
        yield Check("pull", claim, tuple(readings))
