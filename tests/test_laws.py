"""Laws every measure keeps, and slow plain recomputations of each, over random panels."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zsanalytics.codebook import load_codebook
from zsanalytics.measures.flows import monthly, prefer
from zsanalytics.measures.growth import growth
from zsanalytics.measures.progress import completion
from zsanalytics.measures.ranks import rank
from zsanalytics.measures.shares import contribution, share
from zsanalytics.measures.totals import add_total

BOOK = load_codebook()
PROVINCE = "甘肃省"
REGIONS = [PROVINCE, "兰州市", "庆阳市", "兰州新区", "西峰区"]
INDICATORS = ["funds_in_place", "implemented_projects", "start_rate", "未列指标"]
SEGMENTS = ["来源地=省外", "全部", "规模=10亿元以上"]
KEY = ["region", "indicator", "segment", "year", "month"]
FULL = [*KEY, "computed"]

laws = settings(
    max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

value = st.one_of(st.just(math.nan), st.just(0.0), st.integers(-50, 500).map(lambda n: n / 4))


@st.composite
def panels(draw, least=1):
    """A panel in any row order, with holes, odd values, an odd index and a further column."""
    cell = st.tuples(
        st.sampled_from(draw(st.sampled_from([REGIONS[:2], REGIONS]))),
        st.sampled_from(draw(st.sampled_from([INDICATORS[:1], INDICATORS]))),
        st.sampled_from(draw(st.sampled_from([SEGMENTS[:1], SEGMENTS]))),
        st.sampled_from([2023, 2024]), st.sampled_from([2, 3, 9, 12]), st.booleans(),
    )  # fmt: skip
    cells = draw(st.lists(cell, min_size=least, max_size=30, unique=True))
    rows = pd.DataFrame(cells, columns=[*KEY, "computed"])
    rows["value"] = draw(st.lists(value, min_size=len(cells), max_size=len(cells)))
    rows["status"] = np.where(rows.pop("computed"), "computed", "reported")
    rows["source"], rows["remark"] = "a.xlsx!S!A1", "x"
    rows.index = pd.Index(draw(st.permutations(range(7, 7 + len(rows)))), name="region")
    return rows


def keyed(panel, column="value"):
    """Look a value up by key; NaN where there is none."""
    computed = panel["status"] == "computed"
    rows = zip(*(panel[c] for c in KEY), computed, panel[column], strict=True)
    table = {row[:6]: row[6] for row in rows}
    return lambda *key: table.get(key, math.nan)


def rows_of(panel):
    for row in panel.to_dict("records"):
        yield row, (row["region"], row["indicator"], row["segment"]), row["status"] == "computed"


def same(column, expected):
    np.testing.assert_allclose(
        column.to_numpy(dtype=float), np.array(expected, dtype=float), rtol=1e-9, atol=1e-9
    )


def divided(part, whole):
    return part / whole if whole > 0 else math.nan


TARGETS = pd.DataFrame(
    [
        (PROVINCE, "funds_in_place", "来源地=省外", 2024, "level", "goal", 100.0, None),
        (PROVINCE, "funds_in_place", "来源地=省外", 2024, "growth", "floor", 0.15, 2023),
        ("兰州市", "funds_in_place", "全部", 2023, "level", "floor", 40.0, None),
        ("兰州市", "start_rate", "全部", 2024, "rate", "floor", 0.5, None),
    ],
    columns=["region", "indicator", "segment", "year", "kind", "line", "value", "base_year"],
)

MEASURES = {
    "monthly": monthly,
    "growth": growth,
    "monthly growth": lambda panel: growth(monthly(panel), of="monthly"),
    "completion": lambda panel: completion(panel, TARGETS),
    "segment share": lambda panel: share(panel, of="全部"),
    "segment contribution": lambda panel: contribution(panel, of="全部"),
    "share": lambda panel: share(panel, of=PROVINCE),
    "contribution": lambda panel: contribution(panel, of=PROVINCE),
    "rank": lambda panel: rank(panel, among=REGIONS[1:4]),
}
BY_REGION = [n for n in MEASURES if n not in ("share", "contribution", "rank")]


def applied(name, panel):
    """Apply a measure; a panel without the whole gives None."""
    try:
        return MEASURES[name](panel)
    except ValueError as error:
        assert "no row of" in str(error)
        return None


def ordered(frame):
    known = [c for c in [*KEY, "status", "line"] if c in frame.columns]
    return frame.reset_index(drop=True).sort_values(known, ignore_index=True)


@laws
@given(panels(), st.sampled_from(sorted(MEASURES)), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(panel, name, random):
    places = list(range(len(panel)))
    random.shuffle(places)
    one, other = applied(name, panel), applied(name, panel.iloc[places])
    if one is not None:
        pd.testing.assert_frame_equal(ordered(one), ordered(other))


@laws
@given(panels(), st.sampled_from(sorted(MEASURES)))
def test_a_measure_keeps_rows_and_input_and_twice_is_once(panel, name):
    before = panel.copy(deep=True)
    once = applied(name, panel)
    pd.testing.assert_frame_equal(panel, before)
    if once is None:
        return
    pd.testing.assert_frame_equal(applied(name, once), once)
    if name != "completion":  # it gives one row a target line
        pd.testing.assert_frame_equal(once[panel.columns], panel)


@laws
@given(panels(), st.sampled_from(BY_REGION))
def test_region_by_region_is_the_same_as_together(panel, name):
    together = applied(name, panel)
    parts = [applied(name, part) for _, part in panel.groupby(panel["region"].to_numpy())]
    parts = [part for part in parts if part is not None]
    if together is None:
        assert not parts
        return
    apart = pd.concat(parts)[together.columns]
    both = [ordered(together), ordered(apart)]
    if name.startswith("segment"):  # a region without the whole refuses by itself, is NaN together
        both[0] = both[0][both[0]["region"].isin(apart["region"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(*both, check_dtype=False)


@laws
@given(panels(), st.sampled_from(sorted(MEASURES)))
def test_a_unit_scales_amounts_and_leaves_ratios(panel, name):
    scaled = panel.assign(value=panel["value"] * 4)
    targets = TARGETS.assign(
        value=np.where(TARGETS["kind"] == "growth", 0.15, TARGETS["value"] * 4)
    )
    if name == "completion":
        one, other = completion(panel, TARGETS), completion(scaled, targets)
    else:
        one, other = applied(name, panel), applied(name, scaled)
    if one is None:
        return
    amounts = {"value", "monthly", "base", "change", "target", "gap", "needed_per_month"}
    for column in one.select_dtypes("number").columns.difference(["year", "month"]):
        factor = 4 if column in amounts else 1
        same(other[column], one[column] * factor)


@laws
@given(panels())
def test_flows_by_hand(panel):
    out = monthly(panel)
    flows, spans = [], []
    for row, series, computed in rows_of(panel):
        known = [
            (r["month"], r["value"])
            for r, s, c in rows_of(panel)
            if s == series and c == computed and r["year"] == row["year"]
            and r["month"] < row["month"] and not math.isnan(r["value"])
        ]  # fmt: skip
        flow = row["indicator"] in ("funds_in_place", "未列指标") and not math.isnan(row["value"])
        month, before = max(known, default=(0, 0.0))
        flows.append(row["value"] - before if flow else math.nan)
        spans.append(row["month"] - month if flow else math.nan)
    same(out["monthly"], flows)
    same(out["months"], spans)


@laws
@given(panels())
def test_growth_by_hand(panel):
    out = growth(panel)
    at = keyed(panel)
    base, grown, change = [], [], []
    for row, series, computed in rows_of(panel):
        before = at(*series, row["year"] - 1, row["month"], computed)
        rate = row["indicator"] == "start_rate"
        base.append(before)
        grown.append(math.nan if rate else divided(row["value"], before) - 1)
        change.append(row["value"] - before if rate else math.nan)
    same(out["base"], base)
    same(out["growth"], grown)
    same(out["change"], change)


@laws
@given(panels(), st.sampled_from([PROVINCE, "全部"]))
def test_shares_and_contributions_by_hand(panel, of):
    try:
        shared, added = share(panel, of=of), contribution(panel, of=of)
    except ValueError:
        column = "segment" if of == "全部" else "region"
        assert not (panel[column] == of).any()
        return
    at = keyed(panel)

    def known(pair):
        return not any(math.isnan(number) for number in pair)

    members = {PROVINCE, *BOOK.members(PROVINCE)}
    shares, pulls, rates = [], [], []
    for row, (region, indicator, segment), computed in rows_of(panel):
        whole = (region, indicator, of) if of == "全部" else (of, indicator, segment)
        part = indicator != "start_rate" and (of == "全部" or region in members)
        now, before = (
            row["value"],
            at(*(region, indicator, segment), row["year"] - 1, row["month"], computed),
        )
        kinds = (computed, not computed)
        levels = [at(*whole, row["year"], row["month"], kind) for kind in kinds]
        level = next((n for n in levels if not math.isnan(n)), math.nan)
        pairs = [
            tuple(at(*whole, row["year"] - back, row["month"], kind) for back in (0, 1))
            for kind in kinds
        ]
        total, base = next((pair for pair in pairs if known(pair)), (math.nan, math.nan))
        shares.append(divided(now, level) if part else math.nan)
        pulls.append(divided(now - before, base) if part else math.nan)
        rates.append((now - before) / (total - base) if part and total != base else math.nan)
    same(shared["share"], shares)
    same(added["contribution"], pulls)
    same(added["contribution_rate"], rates)


@laws
@given(panels())
def test_ranks_by_hand(panel):
    panel = prefer(panel, "reported")
    out = rank(panel, among=REGIONS) if len(panel) else panel.assign(rank=[])
    places = []
    for row, (_, *series), _computed in rows_of(panel):
        peers = [
            r["value"]
            for r, (_, *s), _c in rows_of(panel)
            if s == series and (r["year"], r["month"]) == (row["year"], row["month"])
        ]
        better = sum(peer > row["value"] for peer in peers)
        places.append(math.nan if math.isnan(row["value"]) else better + 1)
    same(out["rank"], places)


@laws
@given(panels())
def test_progress_by_hand(panel):
    out = completion(panel, TARGETS)
    at = keyed(panel)
    for row, series, computed in rows_of(out):
        if pd.isna(row["line"]):
            assert math.isnan(row["target"])
            assert (row["region"], row["indicator"], row["segment"], row["year"]) not in set(
                TARGETS[["region", "indicator", "segment", "year"]].itertuples(index=False)
            )
            continue
        goal = TARGETS[
            (TARGETS["line"] == row["line"]) & (TARGETS["indicator"] == row["indicator"])
        ]
        goal = goal[(goal["region"] == row["region"]) & (goal["year"] == row["year"])].iloc[0]
        target = goal["value"]
        if goal["kind"] == "growth":
            ends = [at(*series, 2023, 12, kind) for kind in (False, True)]
            target = 1.15 * next((n for n in ends if not math.isnan(n)), math.nan)
        gap, left = target - row["value"], 12 - row["month"]
        flow = row["indicator"] == "funds_in_place" and left
        rest = at(*series, row["year"] - 1, 12, computed) - at(
            *series, row["year"] - 1, row["month"], computed
        )
        done = divided(row["value"], target)
        needs = [gap / left, divided(gap, rest) - 1] if flow else [math.nan] * 2
        lead = done - row["month"] / 12 if row["indicator"] == "funds_in_place" else math.nan
        names = ["target", "completion", "gap", "needed_per_month", "needed_growth", "lead"]
        found = [row[name] for name in names]
        np.testing.assert_allclose(found, [target, done, gap, *needs, lead], rtol=1e-9, atol=1e-9)
    assert len(out) == len(panel) + sum(out.duplicated([*KEY, "status"]))


@laws
@given(panels())
def test_a_year_of_flows_adds_up_to_its_last_value(panel):
    out = monthly(panel).dropna(subset="monthly")
    by = [out[c].to_numpy() for c in [*KEY[:4], "status"]]
    for _, year in out.groupby(by):
        last = year.sort_values("month")["value"].iloc[-1]
        assert year["monthly"].sum() == pytest.approx(last)
        assert year["months"].sum() == year["month"].max()


@laws
@given(st.lists(st.integers(1, 1000), min_size=30, max_size=30))
def test_members_make_up_the_whole(values):
    rows = pd.DataFrame({"region": list(BOOK.members(PROVINCE)) * 2, "indicator": "funds_in_place"})
    rows = rows.assign(segment="全部", year=[2023] * 15 + [2024] * 15, month=9, value=values)
    rows = add_total(rows.assign(value=rows["value"] / 100, status="reported"), PROVINCE)
    out = rows.pipe(growth).pipe(share, of=PROVINCE).pipe(contribution, of=PROVINCE)
    now = out[out["year"] == 2024]
    members, whole = now[now["region"] != PROVINCE], now[now["region"] == PROVINCE].iloc[0]
    assert members["share"].sum() == pytest.approx(1)
    assert members["contribution"].sum() == pytest.approx(whole["growth"])
    if not math.isnan(whole["contribution_rate"]):
        assert members["contribution_rate"].sum() == pytest.approx(1)


def test_empty_in_empty_out(panel):
    nothing = panel([])
    for name, measure in MEASURES.items():
        assert len(measure(nothing)) == 0, name
    assert {"rank"} <= set(MEASURES["rank"](nothing).columns)
    assert {"target", "line"} <= set(MEASURES["completion"](nothing).columns)
