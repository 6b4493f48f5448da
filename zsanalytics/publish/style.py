"""Fonts, colours and printable text: what every format has in common.

The two bundled fonts (Noto Serif SC, Noto Sans SC) are used by path, so nothing depends on what a
machine has installed. Nothing is configured at import: charts are drawn inside `chart_style`.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pylopdf_fonts_zh_cn
import uharfbuzz

from zsanalytics.errors import RequestError

ASSETS = Path(__file__).parent / "assets"

SERIF = "Noto Serif SC"
SANS = "Noto Sans SC"
GETA = "〓"
"""Printed for a character that no bundled font can show (the printers' sign for one)."""

INK = "#1f2328"
GREY = "#8a9099"
RULE = "#d5d8dc"
ACCENT = "#1b4f8a"
WARM = "#d9822b"
CATEGORIES = ("#1b4f8a", "#e0932f", "#5fa8d3", "#7a3e65", "#b8bcc2", "#2f7d6b")
"""Colours for kinds: neighbours differ in lightness, so they also differ in grey print."""
SEQUENCE = ("#eaf1f8", "#c3d8ec", "#8fb8dc", "#4f8ec4", "#1b4f8a")
"""Colours for amounts, light to dark."""

_DROPPED = {"Cc", "Cf", "Cs"}
_PHONE = re.compile(
    r"(?<![\d-])(?:(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}|0\d{2,3}-\d{7,8})(?!\d)"
)
_SCHEME = re.compile(r"(?i)(?<![a-z])(https?|ftp|file|data|javascript|vbscript|mailto):")
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


class Printable(NamedTuple):
    """A text that can be printed, and the characters that had to be replaced."""

    text: str
    replaced: tuple[str, ...]


def font_path(family: str) -> Path:
    """Give the file of a bundled font family (`SERIF` or `SANS`)."""
    serif = family == SERIF
    return pylopdf_fonts_zh_cn.serif_path() if serif else pylopdf_fonts_zh_cn.sans_path()


@functools.cache
def coverage() -> frozenset[int]:
    """Give the code points that both bundled fonts can show."""
    found = [
        frozenset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_path(name)))).unicodes)
        for name in (SERIF, SANS)
    ]
    return found[0] & found[1]


def clean(text: str) -> str:
    r"""Take control, format, bidi and surrogate characters out of a text; line ends are spaces.

    Examples
    --------
    >>> clean("甲\u202e乙\x00\n丙")
    '甲乙 丙'
    """
    spaced = re.sub(r"[\r\n\t\u2028\u2029]+", " ", text)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in _DROPPED)
    return _SELECTOR.sub("", kept)


def missing_glyphs(text: str) -> str:
    """Give the characters of a text that the bundled fonts cannot show, each once, sorted.

    Examples
    --------
    >>> missing_glyphs("兰州市 1,200.5亿元")
    ''
    """
    return "".join(sorted(c for c in set(clean(text)) if ord(c) not in coverage()))


def printable(text: object, *, longest: int = 120) -> Printable:
    r"""Make a foreign text (a name from a workbook) fit to be printed.

    Control and bidi characters go, telephone numbers are masked, an address is no longer one (its
    colon becomes full width), what no font can show becomes ``〓``, and what is longer than
    ``longest`` characters is cut with ``…``. A missing text is "".

    Examples
    --------
    >>> printable("某\u202e公司\U0010fffd").text
    '某公司〓'
    >>> printable("联系13912345678").text
    '联系（号码略）'
    >>> printable("长" * 500, longest=4).text
    '长长长…'
    """
    plain = clean(text) if isinstance(text, str) else "" if text is None else clean(str(text))
    masked = _PHONE.sub("（号码略）", _SCHEME.sub(r"\1：", plain))
    cut = masked if len(masked) <= longest else masked[: longest - 1] + "…"
    lost = missing_glyphs(cut)
    shown = "".join(GETA if c in lost else c for c in cut) if lost else cut
    return Printable(shown, tuple(lost))


def width(text: str) -> float:
    """Measure a text in em: a Chinese character is 1, a digit or Latin letter about 0.55.

    Examples
    --------
    >>> width("同比%")
    2.55
    """
    wide = {"W", "F", "A"}  # why A: dashes and dots such as — … are full width in Chinese fonts
    return round(sum(1.0 if unicodedata.east_asian_width(c) in wide else 0.55 for c in text), 2)


def broken(label: str, room: float) -> tuple[str, ...]:
    """Break a heading into even lines of at most ``room`` em, before a bracket at its end first.

    Words of two characters stay whole where that is possible; a label without a place to break
    stays one line.

    Examples
    --------
    >>> broken("上年同期", 3.5), broken("超/欠序时（百分点）", 5), broken("资金到位率", 4)
    (('上年', '同期'), ('超/欠序时', '（百分点）'), ('资金', '到位率'))
    """
    if width(label) <= room:
        return (label,)
    front, bracket, inner = label.rpartition("（")
    if front and bracket and inner.endswith("）"):
        return (*broken(front, room), bracket + inner)
    middle = len(label) / 2
    places = [place for place in range(1, len(label)) if _may_break(label, place)]
    if not places:
        return (label,)

    def unfit(place: int) -> tuple[bool, float, int]:
        widest = max(width(label[:place]), width(label[place:]))
        return widest > room, abs(place - middle) + place % 2 * 1.1, -place

    best = min(places, key=unfit)
    return broken(label[:best], room) + broken(label[best:], room)


def _may_break(label: str, place: int) -> bool:
    before, after = label[place - 1], label[place]
    together = before.isascii() and after.isascii()
    return not together and before not in "（/、" and after not in "）/、，。%％"


def month_end(asof: str) -> datetime.datetime:
    """Give the last day of a month such as ``"2024-09"``: the fixed time stamp of every file.

    Raises
    ------
    RequestError
        If the month is not written as year and month.

    Examples
    --------
    >>> month_end("2024-09").isoformat()
    '2024-09-30T00:00:00+00:00'
    """
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", asof)
    if not found:
        raise RequestError(f"asof {asof!r}: expected a month such as '2024-09'")
    year, month = int(found[1]), int(found[2])
    after = datetime.datetime(year + month // 12, month % 12 + 1, 1, tzinfo=datetime.UTC)
    return after - datetime.timedelta(days=1)


@contextlib.contextmanager
def chart_style(**settings: Any) -> Iterator[None]:
    """Draw matplotlib charts with the house fonts and colours, and leave its settings as found.

    Parameters
    ----------
    **settings
        Further matplotlib settings, with ``_`` for the dot: ``font_size=9``.

    Examples
    --------
    >>> with chart_style():
    ...     pass
    """
    import matplotlib  # 0.2 s and more, needed only where charts are drawn
    from matplotlib import font_manager

    registered = {entry.fname for entry in font_manager.fontManager.ttflist}
    for family in (SANS, SERIF):
        if str(font_path(family)) not in registered:
            font_manager.fontManager.addfont(str(font_path(family)))
    house: Any = {
        "font.family": [SANS], "font.size": 9, "svg.fonttype": "none", "svg.hashsalt": "zs",
        "axes.unicode_minus": False, "text.parse_math": False, "axes.edgecolor": GREY,
        "axes.labelcolor": INK,
        "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.6,
        "text.color": INK, "xtick.color": INK, "ytick.color": INK, "xtick.major.width": 0.6,
        "ytick.major.width": 0.6, "legend.frameon": False, "figure.facecolor": "none",
        "axes.facecolor": "none", "savefig.facecolor": "none",
        **{name.replace("_", ".", 1): value for name, value in settings.items()},
    }  # fmt: skip
    with matplotlib.rc_context(house):
        yield
