"""Bulletins written by chance for the audit: figures that agree, and one of them spoilt.

A style is a function of a `Pen`; what it writes with `Pen.fig` is a figure, and a figure that the
rest of the text determines is marked so. `spoil` alters one of these as typists do: two digits
swapped, one mistyped, the decimal point moved, 亿 for 万, one more or less of a count.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

CITIES = (
    "兰州市",
    "嘉峪关市",
    "金昌市",
    "白银市",
    "天水市",
    "武威市",
    "张掖市",
    "平凉市",
    "酒泉市",
    "庆阳市",
    "定西市",
    "陇南市",
    "临夏州",
    "甘南州",
    "兰州新区",
)
CHAINS = (
    "新能源及装备制造",
    "特色农产品及食品加工",
    "石化化工",
    "文化旅游",
    "冶金有色",
    "数据信息",
    "生物医药",
    "新材料",
    "现代物流",
    "商贸服务",
)


@dataclass(frozen=True)
class Figure:
    """A printed figure: its digits without commas, its unit, and whether it is checked."""

    digits: str
    unit: str
    commas: bool
    checked: bool

    def __str__(self) -> str:
        whole, point, rest = self.digits.partition(".")
        return (f"{int(whole):,}" if self.commas else whole) + point + rest + self.unit


class Pen:
    """Writes one bulletin: text and figures in turn, with every choice from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.pieces: list[str | Figure] = []
        self.commas = self.chance.random() < 0.4

    def pick(self, *words: str) -> str:
        """Choose a wording."""
        return self.chance.choice(words)

    def amount(self, low: float, high: float, decimals: int = 2) -> float:
        """Draw an amount that does not end in a zero."""
        value = round(self.chance.uniform(low, high), decimals)
        return (
            value
            if round(value * 10**decimals) % 10
            else round(value + 3 * 10**-decimals, decimals)
        )

    def count(self, low: int, high: int) -> int:
        """Draw a count."""
        return self.chance.randint(low, high)

    def write(self, *parts: str | Figure) -> None:
        """Add to the text."""
        self.pieces.extend(parts)

    def fig(self, value: float, unit: str, decimals: int = 2, checked: bool = True) -> Figure:
        """Print a figure."""
        return Figure(f"{value:.{decimals}f}", unit, self.commas and value >= 1000, checked)

    def yi(self, value: float, checked: bool = True) -> Figure:
        """Print an amount in 亿元."""
        return self.fig(value, "亿元", 2, checked)

    def per(self, value: float, checked: bool = True) -> Figure:
        """Print a fraction in %; its sign is said by a word."""
        return self.fig(abs(value) * 100, "%", 2, checked)

    def points(self, value: float, checked: bool = True) -> Figure:
        """Print a difference of two rates."""
        return self.fig(abs(value) * 100, self.pick("个百分点"), 2, checked)

    def ge(self, value: int, checked: bool = True, unit: str = "个") -> Figure:
        """Print a count."""
        return self.fig(value, unit, 0, checked)

    def text(self) -> str:
        """Give the bulletin."""
        return "".join(map(str, self.pieces))


def r2(value: float) -> float:
    """Round as printed, half up."""
    return int(abs(value) * 100 + 0.5 + 1e-9) / 100 * (1 if value >= 0 else -1)


def r4(value: float) -> float:
    """Round a fraction to two decimals of a percent."""
    return int(abs(value) * 10000 + 0.5 + 1e-9) / 10000 * (1 if value >= 0 else -1)


def parts_of(pen: Pen, total: float, number: int, share: float) -> list[float]:
    """Draw falling parts that take about ``share`` of a total."""
    weights = sorted((pen.chance.uniform(1, 9) ** 1.5 for _ in range(number)), reverse=True)
    found = [r2(total * share * w / sum(weights)) for w in weights]
    return sorted(found, reverse=True)


def spoil(pen: Pen, seed: int) -> tuple[str, int, int, str] | None:
    """Alter one checked figure; give the text, where it stands and what was right."""
    chance = random.Random(seed)
    places = [
        i for i, piece in enumerate(pen.pieces) if isinstance(piece, Figure) and piece.checked
    ]
    chance.shuffle(places)
    for place in places:
        figure = pen.pieces[place]
        assert isinstance(figure, Figure)
        wrong = _slip(chance, figure)
        if wrong is None:
            continue
        pieces = [*pen.pieces[:place], wrong, *pen.pieces[place + 1 :]]
        start = len("".join(map(str, pieces[:place])))
        return "".join(map(str, pieces)), start, start + len(str(wrong)), str(figure)
    return None


def _slip(chance: random.Random, figure: Figure) -> Figure | None:
    digits = figure.digits
    kinds: list[Callable[[random.Random, str], str]] = [_swap, _mistype]
    if "." not in digits:
        kinds.append(_one_off)
    else:
        kinds.append(_move_point)
    chance.shuffle(kinds)
    for kind in kinds:
        wrong = kind(chance, digits)
        value, right = float(wrong or "nan"), float(digits)
        least = max(0.02, 0.001 * right) if "." in digits else 1
        sound = not wrong.startswith("0") or wrong.startswith("0.")
        if sound and value > 0 and abs(value - right) >= least:
            return Figure(wrong, figure.unit, figure.commas, True)
    return None


def _swap(chance: random.Random, digits: str) -> str:
    pairs = [
        i
        for i in range(len(digits) - 1)
        if "." not in digits[i : i + 2] and digits[i] != digits[i + 1]
    ]
    if not pairs:
        return ""
    at = chance.choice(pairs)
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _mistype(chance: random.Random, digits: str) -> str:
    at = chance.choice([i for i, c in enumerate(digits) if c != "."])
    return digits[:at] + chance.choice("123456789") + digits[at + 1 :]


def _one_off(chance: random.Random, digits: str) -> str:
    return str(int(digits) + chance.choice((-1, 1)))


def _move_point(chance: random.Random, digits: str) -> str:
    whole, _, rest = digits.partition(".")
    return f"{whole}{rest[0]}.{rest[1:]}0"[: len(digits) + 1] if len(rest) > 1 else ""
