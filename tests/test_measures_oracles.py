"""Slow, plain recomputations of totals, progress and targets, over random panels and books.

Each is written row by row from the definition, without pandas' grouping, and compared with the
measure. Flows, growth, shares and ranks have theirs in `test_laws`, what comes from ledgers in
`test_measures_ledger_oracles`.
"""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.progress import completion
from zsanalytics.measures.standing import standing
from zsanalytics.measures.totals import add_total
from zsanalytics.targets.consistency import check_targets

BOOK = load_codebook()
NAN = math.nan
KINDS = [["reported"]] * 3 + [["revised", "computed"], ["computed"], []]
ADDS = ["funds_in_place", "未列指标"]
CITY = "金昌市"
COUNTIES = BOOK.members(CITY)
KEY = ["region", "indicator", "segment", "year", "month"]

laws = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def same(found, expected):
    np.testing.assert_allclose(
        np.array(found, dtype=float), np.array(expected, dtype=float), rtol=1e-9, atol=1e-9
    )


def missing(value):
    return value is None or value is pd.NaT or value != value


def panel_of(rows):
    table = pd.DataFrame(rows, columns=[*KEY, "status", "value"])
    return table.assign(source=[f"a.xlsx!S!A{n}" for n in range(len(table))])


# --- totals -------------------------------------------------------------------------------------


@st.composite
def member_panels(draw):
    rows = []
    for indicator in ("funds_in_place", "start_rate", "contracted_firms", "未列指标"):
        for month in draw(st.lists(st.sampled_from([2, 9, 12]), unique=True, max_size=2)):
            for region in (CITY, *COUNTIES):
                for status in draw(st.sampled_from(KINDS)):
                    value = draw(st.sampled_from([0.0, 1.5, -2.25, 7, 7, 7, NAN]))
                    rows.append((region, indicator, "全部", 2024, month, status, value))
    return panel_of(rows).iloc[draw(st.permutations(range(len(rows))))]


@laws
@given(member_panels())
def test_totals_by_hand(panel):
    expected, lacking = {}, False
    for indicator in ADDS:
        for month in (2, 9, 12):
            at = {}
            for row in panel.to_dict("records"):
                if (row["indicator"], row["month"]) == (indicator, month):
                    at.setdefault(row["region"], {})[row["status"] == "computed"] = row["value"]
            if not any(region in at for region in COUNTIES):
                continue
            values = []
            for region in COUNTIES:
                own = at.get(region, {})
                values.append(own.get(False, own.get(True, NAN)))
            expected[indicator, month] = sum(values)
            lacking |= math.isnan(sum(values))
    adds = panel["indicator"].isin(ADDS)
    nothing = adds.any() and not (adds & panel["region"].isin(COUNTIES)).any()
    if lacking or nothing:
        with pytest.raises(PanelError, match=r"add_total"):
            add_total(panel, CITY)
    else:
        add_total(panel, CITY)
    out = add_total(panel, CITY, if_missing="blank")
    totals = out[(out["region"] == CITY) & (out["status"] == "computed")]
    old = panel[(panel["region"] == CITY) & (panel["status"] == "computed")]
    kept = {
        (row["indicator"], row["month"]): row["value"] for row in old.to_dict("records")
    } | expected
    found = {(row["indicator"], row["month"]): row["value"] for row in totals.to_dict("records")}
    assert set(found) == set(kept)
    same([found[key] for key in kept], list(kept.values()))
    assert len(out) == len(panel) + len(
        set(expected) - set(zip(old["indicator"], old["month"], strict=True))
    )
    pd.testing.assert_frame_equal(add_total(out, CITY, if_missing="blank"), out)


# --- targets ------------------------------------------------------------------------------------

SERIES = [
    ("甘肃省", "funds_in_place", "来源地=省外"), ("兰州市", "funds_in_place", "来源地=省外"),
    ("兰州市", "start_rate", "全部"), ("甘肃省", "implemented_projects", "全部"),
]  # fmt: skip


@st.composite
def books(draw):
    rows = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["level", "growth", "share", "count", "rate", "multiple"]))
        value = draw(st.sampled_from([0.15, 0.2, 2.0, 7.0, 100.0, 0.0]))
        year = draw(st.sampled_from([2023, 2024, 2025]))
        base = draw(st.sampled_from([None, year - 1, year - 2]))
        line = draw(st.sampled_from(["floor", "dispatch", "goal"]))
        rows.append((f"c{number}", *draw(st.sampled_from(SERIES)), year, kind, line, value, base))
    columns = ["clause", "region", "indicator", "segment", "year", "kind", "line", "value"]
    return pd.DataFrame(rows, columns=[*columns, "base_year"]).astype({"base_year": "Int64"})


@st.composite
def long_panels(draw):
    keys = st.tuples(
        st.sampled_from(SERIES), st.sampled_from([2022, 2023, 2024]),
        st.sampled_from([1, 2, 6, 9, 11, 12, 12]), st.sampled_from(["reported", "computed"]),
    )  # fmt: skip
    keys = draw(st.lists(keys, unique=True, min_size=1, max_size=30))
    values = st.sampled_from([NAN, 0.0, -3.0, 5.0, 8.25, 60.0, 120.0])
    return panel_of([(*s, y, m, status, draw(values)) for s, y, m, status in keys])


def lookup(panel, series, year, month, computed):
    for row in panel.to_dict("records"):
        key = (row["region"], row["indicator"], row["segment"], row["year"], row["month"])
        if key == (*series, year, month) and (row["status"] == "computed") == computed:
            return row["value"]
    return NAN


def december(panel, series, year):
    """The submitted December, else the computed."""
    own = lookup(panel, series, year, 12, False)
    return lookup(panel, series, year, 12, True) if math.isnan(own) else own


def level_of(clause, panel):
    base_year = clause["year"] - 1 if missing(clause["base_year"]) else clause["base_year"]
    series = (clause["region"], clause["indicator"], clause["segment"])
    base = december(panel, series, base_year)
    if clause["kind"] == "growth":
        return base * (1 + clause["value"]) ** (clause["year"] - base_year)
    return base * clause["value"] if clause["kind"] == "multiple" else clause["value"]


@laws
@given(long_panels(), books())
def test_completion_by_hand(panel, book):
    out = completion(panel, book)
    expected = []
    for row in panel.to_dict("records"):
        series = (row["region"], row["indicator"], row["segment"])
        lines = {}
        for clause in book.to_dict("records"):
            own = (clause["region"], clause["indicator"], clause["segment"]) == series
            if own and clause["year"] == row["year"] and clause["kind"] != "share":
                lines.setdefault(clause["line"], []).append(level_of(clause, panel))
        for line, levels in (lines or {None: [NAN]}).items():
            target = max((x for x in levels if not math.isnan(x)), default=NAN)
            value, left = row["value"], 12 - row["month"]
            computed = row["status"] == "computed"
            flow = row["indicator"] == "funds_in_place"
            gap = target - value
            rest = lookup(panel, series, row["year"] - 1, 12, computed) - lookup(
                panel, series, row["year"] - 1, row["month"], computed
            )
            done = value / target if target > 0 else NAN
            expected.append({
                **{name: row[name] for name in (*KEY, "status")}, "line": line, "target": target,
                "completion": done, "time_progress": row["month"] / 12, "gap": gap,
                "lead": done - row["month"] / 12 if flow else NAN,
                "needed_per_month": gap / left if flow and left else NAN,
                "needed_growth": gap / rest - 1 if flow and left and rest > 0 else NAN,
                "months_left": left,
            })  # fmt: skip
    order = [*KEY, "status", "line"]
    expected = pd.DataFrame(expected).sort_values(order, ignore_index=True)
    out = out.sort_values(order, ignore_index=True)
    assert len(out) == len(expected)
    for column in expected.columns:
        if column in order:
            assert out[column].fillna("-").tolist() == expected[column].fillna("-").tolist()
        else:
            same(out[column], expected[column])


@laws
@given(long_panels(), books())
def test_standing_by_hand(panel, book):
    months = sorted({(row["year"], row["month"]) for row in panel.to_dict("records")})
    year, month = months[-1]
    out = standing(book, panel, asof=f"{year}-{month:02d}")
    assert out["clause"].tolist() == book["clause"].tolist()
    for clause, found in zip(book.to_dict("records"), out.to_dict("records"), strict=True):
        series = (clause["region"], clause["indicator"], clause["segment"])
        rows = [lookup(panel, series, clause["year"], month, kind) for kind in (False, True)]
        there = panel[(panel["year"] == year) & (panel["month"] == month)]
        there = there[(there[KEY[:3]] == list(series)).all(axis=1)]
        submitted = (there["status"] == "reported").any()
        so_far = NAN if clause["year"] != year else rows[0] if submitted else rows[1]
        target = NAN if clause["kind"] == "share" else level_of(clause, panel)
        done = so_far / target if target > 0 else NAN
        names = ("target", "so_far", "completion", "gap")
        same([found[name] for name in names], [target, so_far, done, target - so_far])


@laws
@given(
    st.integers(1, 10**6), st.integers(-20, 60), st.integers(1, 2 * 10**6), st.integers(1, 3),
    st.sampled_from(["floor", "dispatch", "goal"]),
)  # fmt: skip
def test_a_growth_line_against_a_level_by_hand(base, percent, level, span, line):
    head = dict(zip(KEY[:3], SERIES[0], strict=True))
    ends = pd.DataFrame([{**head, "year": 2023, "month": 12, "value": base / 100}])
    book = pd.DataFrame([
        {**head, "clause": "增速", "year": 2023 + span, "kind": "growth", "line": line,
         "value": percent / 100, "base_year": 2023},
        {**head, "clause": "总量", "year": 2023 + span, "kind": "level", "line": "goal",
         "value": level / 100, "base_year": None},
    ])  # fmt: skip
    rows = check_targets(book, ends)
    rows = rows[rows["rule"] == "target-growth"]
    reached = round(base / 100 * (1 + percent / 100) ** span + 1e-9, 2)
    if abs(reached - level / 100) > 0.02:
        assert rows["severity"].tolist() == ["warning" if reached < level / 100 else "note"]
        needed = abs((level / base) ** (1 / span) - 1) * 100
        near = {f"{needed + shift:,.2f}%" for shift in (-0.01, 0, 0.01)}
        text = rows["message"].iloc[0]
        assert any(each in text for each in near) or "需持平" in text or "需年均持平" in text
    assert rows["expected"].tolist() == [f"{level / 100:,.2f}"]
