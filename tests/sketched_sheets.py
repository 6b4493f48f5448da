"""Sheets sketched as text, with what each figure is said to mean; read and compared.

A sketch holds the grid and, below ``---``, the truth::

    # file=庆阳市.xlsx hidden=C
    庆阳市2024年1-9月情况 | < | <
    县区 | 签约项目数 | 到位资金（万元）
    西峰区 | 3 | '1,200
    ---
    * 2024-09; B projects; C funds /10000; 3 西峰区

In the grid ``<`` joins a cell to its left neighbour, ``^`` to the one above, ``'`` makes a text,
``0.12~12.0%`` is a number with what its format shows, ``@2024-09-01`` a date, ``\\n`` a line break.
In the truth a selector (all ``*``, columns ``B:D``, rows ``3:5``, cell ``B4``) gives what the words
after it say: region, indicator, segment, period, basis, measure, divisor; the later wins. ``-`` is
no figure, ``?`` one that must not be understood, ``=1.5`` a value. Only figures in rows or cells
selected are compared; any other figure must stay without a meaning. ``!`` lists the rules asked.
"""

import datetime as dt
import math
import re
import unicodedata

import pandas as pd

from zsanalytics.codebook import load_codebook
from zsanalytics.intake.records import take_records
from zsanalytics.intake.sheet import letters
from zsanalytics.schema import BASES, CELLS, MEASURES, conform

BOOK = load_codebook()
SHORT = {
    "funds": "funds_in_place", "projects": "contracted_projects", "amount": "contracted_amount",
    "firms": "contracted_firms", "implemented": "implemented_projects",
    "started": "started_projects", "completed": "completed_projects",
    "produced": "produced_projects",
}  # fmt: skip
FIGURE = re.compile(r"[约近超]?\(?[-+]?[\d,. ]*\d[\d,. ]*\)?(?:[万亿]?(?:元|美元)?|%|个|家|次|余)*")
_SELECTED = re.compile(r"(\*|[A-Z]+(?::[A-Z]+)?|\d+(?::\d+)?|[A-Z]+\d+)\s+(.*)")


def typed(text):
    """Give the value of a cell as written in a sketch, and what its format shows."""
    if text.startswith("'"):
        return text[1:], None
    if text.startswith("@"):
        return dt.datetime.fromisoformat(text[1:]), None
    number, _, shown = text.partition("~")
    try:
        return float(number), shown or None
    except ValueError:
        return text.replace("\\n", "\n"), None


class Sketch:
    """A sheet drawn as text: its cells, and the truth of its figures."""

    def __init__(self, text):
        grid, _, truth = text.partition("---\n")
        lines = grid.strip("\n").split("\n")
        options = lines.pop(0)[1:] if lines[0].startswith("# ") else ""
        self.options = dict(re.findall(r"(\w+)=(\S+)", options))
        self.table = [[c.removeprefix(" ").rstrip(" ") for c in line.split("|")] for line in lines]
        self.file = self.options.get("file", "报表.xlsx")
        self.sheet = self.options.get("sheet", "Sheet1").replace("_", " ")
        self.asked, self.truth = set(), []
        for line in filter(None, (part.strip() for part in re.split(r"[;\n]", truth))):
            if line.startswith("!"):
                self.asked |= set(line[1:].split())
            else:
                self.truth.append(_SELECTED.fullmatch(line).groups())

    def cells(self):
        """Give the cells table."""
        merges, rows = self._merges(), []
        hidden = set(self.options.get("hidden", "").split(","))
        for r, row in enumerate(self.table):
            for c, text in enumerate(row):
                value, shown = typed(text) if text not in ("", "<", "^") else (None, None)
                if value is None and (r, c) not in merges:
                    continue
                rows.append({
                    "file": self.file, "sheet": self.sheet, "cell": f"{letters(c)}{r + 1}",
                    "row": r, "column": c, "value": value, "text": shown,
                    "merged_into": merges.get((r, c)),
                    "hidden": bool({str(r + 1), letters(c)} & hidden),
                })  # fmt: skip
        return conform(rows, CELLS)

    def _merges(self):
        into = {}
        for r, row in enumerate(self.table):
            for c, text in enumerate(row):
                if text in ("<", "^"):
                    other = (r, c - 1) if text == "<" else (r - 1, c)
                    into[r, c] = into.setdefault(other, f"{letters(other[1])}{other[0] + 1}")
        return into

    def expected(self):
        """Give the truth: {cell: what it means}, None for a figure not to be understood."""
        found = {}
        for r, row in enumerate(self.table):
            for c, text in enumerate(row):
                said = self._said(f"{letters(c)}{r + 1}", letters(c), r + 1)
                bare = unicodedata.normalize("NFKC", text).lstrip("'").split("~")[0]
                if said is None or not (FIGURE.fullmatch(bare) or "=" in said):
                    continue
                if "?" not in said and "-" not in said:
                    found[f"{letters(c)}{r + 1}"] = _meaning(said, text)
        return found

    def _said(self, cell, column, row):
        words, marked = {}, False
        for selector, said in self.truth:
            first, _, last = selector.partition(":")
            last = last or first
            if first.isdigit():
                hit = int(first) <= row <= int(last)
            elif first.isalpha():
                hit = (len(first), first) <= (len(column), column) <= (len(last), last)
            else:
                hit = selector in ("*", cell)
            if hit:
                marked = marked or first.isdigit() or selector == cell
                for word in said.split():
                    words.update(_word(word))
        return words if marked and "indicator" in words else None


def _word(word):
    forms = (
        (r"[-?]", lambda: {word: True}),
        (r"=-?[\d.]+", lambda: {"=": float(word[1:])}),
        (r"/[\de.]+", lambda: {"per": float(word[1:])}),
        (r"\d{4}-\d\d", lambda: {"period": (int(word[:4]), int(word[5:]))}),
        ("|".join(BASES), lambda: {"basis": word}),
        ("|".join(MEASURES), lambda: {"measure": word}),
        ("whole", lambda: {"segment": "全部"}),
        (".+=.+", lambda: {"segment": word}),
        ("|".join(SHORT), lambda: {"indicator": SHORT[word]}),
        ("|".join(BOOK.entries), lambda: {"indicator": word}),
        ("|".join(BOOK.places), lambda: {"region": word}),
    )
    return next(give() for pattern, give in forms if re.fullmatch(pattern, word))


def _meaning(said, text):
    kind = BOOK.about(said["indicator"])["kind"]
    measure = said.get("measure", "rate" if kind == "rate" else "value")
    basis = said.get("basis", "ytd")
    if kind == "stock" and basis == "ytd":
        basis = "stock"
    year, month = said["period"]
    value = said["="] if "=" in said else _value(text, measure, said.get("per"))
    return (said.get("region"), said["indicator"], said.get("segment", "全部"), year, month, basis,
            measure, value)  # fmt: skip


def _value(text, measure, per):
    plain = unicodedata.normalize("NFKC", text.split("~")[0]).lstrip("'约近超").replace(",", "")
    plain = plain.replace(" ", "")
    match = re.match(r"\(?([-+]?[\d.]+)", plain)
    number = float(match[1]) * (-1 if plain.startswith("(") else 1)
    if "%" in plain:
        return number / 100
    if per is None:
        per = 1 if measure in ("value", "rank") else 100
    return number / {"亿": 1, "万": 10_000}.get(plain[match.end() :][:1], per)


COLUMNS = ("region", "indicator", "segment", "year", "month", "basis", "measure", "value")


def differences(text):
    """Read a sketch and list what is misread, invented, lost or asked without need."""
    sketch = Sketch(text)
    asof = sketch.options.get("asof")
    asof = (int(asof[:4]), int(asof[5:])) if asof else None
    taken = take_records(sketch.cells(), BOOK, asof=asof)
    records = taken.records[taken.records["number"].notna()]
    found = {row[0]: row[1:] for row in records[["cell", *COLUMNS]].itertuples(index=False)}
    expected = sketch.expected()
    wrong = [
        f"{cell}: expected {truth}, found {found.get(cell)}"
        for cell, truth in expected.items()
        if cell not in found or not _same(truth, found[cell])
    ]
    wrong += [
        f"{cell}: invented {row}"
        for cell, row in found.items()
        if cell not in expected and not pd.isna(list(row)).any()
    ]
    asked = taken.findings[taken.findings["severity"] != "note"]
    said = asked[~asked["rule"].isin(sketch.asked)]
    wrong += [f"asked: {row.rule} {row.cell} {row.message}" for row in said.itertuples()]
    wrong += [f"not asked: {rule}" for rule in sketch.asked - set(asked["rule"])]
    if not expected and not sketch.asked:
        wrong.append("nothing is compared")
    return wrong


def _same(truth, found):
    found = [None if value is pd.NA else value for value in found]
    return tuple(found[:-1]) == truth[:-1] and math.isclose(found[-1], truth[-1], rel_tol=1e-9)
