"""The figures of one block, one by one: labels of row and column put together to a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from zsanalytics.intake.axes import column_axes, row_axes
from zsanalytics.intake.contacts import is_contact, is_private
from zsanalytics.intake.context import Context
from zsanalytics.intake.doubts import Doubts
from zsanalytics.intake.frames import ancestors, framed
from zsanalytics.intake.labels import Words
from zsanalytics.intake.leads import bare_measures, column_leads, row_leads
from zsanalytics.intake.months import (
    When,
    completed,
    contradicting,
    flow_singles,
    unclear,
    when,
    with_years,
)
from zsanalytics.intake.roles import stub_roles
from zsanalytics.intake.sheet import BLANK, MISSING, NUMBER, TEXT, Cell
from zsanalytics.intake.sides import Side, following, side_of
from zsanalytics.intake.subjects import Subject, Subjects
from zsanalytics.intake.tables import Block, is_remark
from zsanalytics.intake.times import Time, read_time
from zsanalytics.intake.values import (
    RATIOS,
    Figure,
    amount,
    are_percentages,
    completed_unit,
    pick_unit,
    ratio,
    read_figure,
)
from zsanalytics.quantities import units_of

_NAN = float("nan")


class BlockReader:
    """Reads the figures of a block.

    Parameters
    ----------
    block : Block
        Where they stand.
    context : Context
        What holds around the block.
    words : Words
        Reads labels.
    doubts : Doubts
        Told what is not understood.
    renamed : mapping
        The words that heads stand for in a known form.
    """

    def __init__(
        self,
        block: Block,
        context: Context,
        words: Words,
        doubts: Doubts,
        renamed: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.renamed = renamed
        self.block, self.context, self.words, self.doubts = block, context, words, doubts
        self.rows = self._sides(list(row_axes(block, stub_roles(block, words), words)))
        columns = self._sides(column_axes(block))
        self.columns = [side for side in columns if not is_private(side.label)]
        self.rows = [side for side in self.rows if not is_private(side.label)]
        self.context = completed(self._with_corner(context), self.columns, self.rows)
        self.columns = bare_measures(with_years(self.columns, self.context), words)
        captions = [cell.text for cell in block.captions if not is_private(cell.text)]
        self.title = " ".join(captions[-1].split()) if captions and not block.header else ""
        self.subjects = Subjects(words, self.context)
        self.leads = row_leads(self.rows, words)
        self.column_leads = column_leads(self.columns, words)
        self.when_known: dict[tuple[Any, ...], When] = {}
        self.percents: dict[tuple[str, int], bool] = {}
        self.same_period_years = self._has_bare_year()
        self._mark_flows()
        self._ask_overlaps()
        self._settle_months()

    def _with_corner(self, context: Context) -> Context:
        """Take unit and year from the corner of the header where nothing around says them."""
        grid = self.block.grid.cells
        corner = [grid[r][c].text for r in self.block.header for c in self.block.stub]
        units = next((u for text in corner if "单位" in text and (u := units_of(text))), ())
        times = [time for text in corner if (time := read_time(text)) is not None]
        year = next((time.year for time in times if time.year), None)
        return context._replace(units=context.units or tuple(units), year=context.year or year)

    def _sides(self, axes: list[Any]) -> list[Side]:
        frame = framed(axes, self.words, self.context.owner)._replace(renamed=self.renamed)
        return following([side_of(axis, self.words, frame) for axis in axes], self.words)

    def _mark_flows(self) -> None:
        """Tell single months that are flows (9月 beside 1-9月) from those that are cumulative."""
        titles = "".join(self.context.titles)
        for name in ("columns", "rows"):
            sides: list[Side] = getattr(self, name)
            flows = flow_singles(sides, titles, self._series(name == "columns"))
            marked = [
                side._replace(times=(*side.times, Time(guess="month")))
                if side.at in flows
                else side
                for side in sides
            ]
            setattr(self, name, marked)

    def _ask_overlaps(self) -> None:
        """Ask about a unit of its own listed as a part of its neighbour (其中：兰州新区)."""
        above = ""
        for side in self.rows:
            region = side.regions[0] if side.regions and len(side.regions) == 1 else ""
            if region and side.part and above and not side.words:
                if above not in ancestors(self.words.book, region):
                    self.doubts.overlap(self.block.grid, side, above)
            elif region:
                above = region

    def _settle_months(self) -> None:
        """Leave out the month of a header that contradicts the title (9月 over 1-8月累计)."""
        odd = contradicting(self.columns, self.context)
        if odd:
            side = next(side for side in self.columns if side.at in odd)
            self.doubts.contradiction(self.block.grid, side, self.context)
        silent = set() if self.same_period_years else unclear(self.columns, self.rows, self.context)
        for side in self.columns:
            if side.at in silent:
                self.doubts.unclear_year(self.block.grid, side)
        self.columns = [
            side._replace(times=(*side.times, Time(basis="unknown")))
            if side.at in odd | silent
            else side
            for side in self.columns
        ]
        if self.context.rival:
            self.doubts.rival(self.block.grid, self.context)

    def _series(self, by_column: bool) -> dict[int, list[float]]:
        grid = self.block.grid.cells
        series: dict[int, list[float]] = {}
        lines, others = (self.columns, self.rows) if by_column else (self.rows, self.columns)
        for line in lines:
            if not any(time.single for time in line.times):
                continue
            cells = [grid[o.at][line.at] if by_column else grid[line.at][o.at] for o in others]
            figures = [read_figure(c) if c.kind == NUMBER else None for c in cells]
            series[line.at] = [float(f.number) if f else _NAN for f in figures]
        return series

    def record(self, row: Side, column: Side) -> dict[str, Any] | None:
        """Make the record of one place; None where there is nothing to record."""
        cell = self.block.grid.cells[row.at][column.at]
        if not cell.anchor or (cell.kind == BLANK and not (row.label and column.label)):
            return None
        units = (*column.units, *row.units, self.context.units)
        yuan = any("元" in unit for unit in units)  # 元 itself, not 万元
        if is_contact(self.block.grid.cells[row.at], column.at, yuan=yuan):
            return None
        if cell.kind not in (NUMBER, MISSING, BLANK):
            if cell.kind == TEXT and not is_remark(column.words):
                self.doubts.unreadable(self.block.grid, cell, row, column)
            return None
        leads = (self.leads[row.at], self.column_leads[column.at])
        subject = self.subjects.read(row, column, leads)
        region_text, region = self._region(row, column, subject, cell)
        if cell.kind == BLANK and not (region and subject.indicator and subject.measure == "value"):
            return None
        figure = read_figure(cell) if cell.kind == NUMBER else None
        if cell.kind == NUMBER and figure is None:
            self.doubts.unreadable(self.block.grid, cell, row, column)
        if figure is not None and not subject.indicator and subject.measure:
            self.doubts.unknown_subject(self.block.grid, subject, row, column)
        return self._assembled(cell, row, column, subject, region_text, region, figure)

    def _assembled(
        self,
        cell: Cell,
        row: Side,
        column: Side,
        subject: Subject,
        region_text: str,
        region: str,
        figure: Figure | None,
    ) -> dict[str, Any]:
        grid = self.block.grid
        address = cell.address or grid.address(row.at, column.at)
        period = self._when(row, column, subject)
        wanted = str(self.words.book.about(subject.indicator)["unit"]) if subject.indicator else ""
        unit, value = "", _NAN
        if figure is not None:
            unit, value = self._value(figure, row, column, subject, wanted, address)
        if subject.indicator and figure is not None and period.basis != "unknown":
            self.doubts.no_period(grid, period, address)
        return {
            "file": grid.file, "sheet": grid.sheet, "cell": address,
            "region_text": region_text or None, "region": region or None,
            "indicator_text": subject.text or "".join(self.context.titles[:1]) or None,
            "indicator": subject.indicator or None, "segment_text": subject.segment_text or None,
            "segment": subject.segment or None,
            "unit_text": column.unit_text or row.unit_text or unit or None, "unit": unit or None,
            "year": period.year, "month": period.month,
            "basis": period.basis.removeprefix("unknown") or None,
            "measure": subject.measure or None,
            "number": float(figure.number) if figure else _NAN, "value": value,
            "decimals": figure.decimals if figure else None,
            "period_cell": stated.address if (stated := self.context.period_cell) else None,
            "row_label": row.label or None, "column_label": column.label or self.title or None,
        }  # fmt: skip

    def _region(self, row: Side, column: Side, subject: Subject, cell: Cell) -> tuple[str, str]:
        for side in (row, column):
            if side.regions is not None:
                if len(side.regions) != 1 and cell.kind == NUMBER:
                    self.doubts.region(self.block.grid, side, cell, subject)
                return side.region_text, side.regions[0] if len(side.regions) == 1 else ""
        owner = self.context.owner
        if len(owner) != 1 and cell.kind == NUMBER and subject.indicator:
            self.doubts.owner(self.block.grid, self.context, cell)
        return self.context.owner_text if owner else "", owner[0] if len(owner) == 1 else ""

    def _when(self, row: Side, column: Side, subject: Subject) -> When:
        stock = bool(subject.indicator) and (
            self.words.book.about(subject.indicator)["kind"] == "stock"
        )
        key = (row.times, column.times, stock)
        if key not in self.when_known:
            found = when((*column.times, *row.times), self.context, self.same_period_years)
            if stock and found.basis in ("ytd", "annual"):
                found = found._replace(basis="stock")
            self.when_known[key] = found
        return self.when_known[key]

    def _has_bare_year(self) -> bool:
        """Tell whether some label is the report's own year without a month."""
        return any(
            time.year == self.context.year and time.month is None and not time.basis
            for side in (*self.columns, *self.rows)
            for time in side.times
        )

    def _value(
        self, figure: Figure, row: Side, column: Side, subject: Subject, wanted: str, address: str
    ) -> tuple[str, float]:
        measure, grid = subject.measure, self.block.grid
        stated = (*column.units, *row.units, self.context.units)
        if measure in RATIOS:
            unit = pick_unit(stated, "", measure)
            percent = self._is_percent(row, column, bool(unit))
            return unit or ("%" if figure.percent else ""), ratio(figure, percent)
        if measure == "rank" or (subject.indicator and not wanted):  # 容积率 has no unit
            return "", float(figure.number)
        unit = figure.unit or self._unit(stated, row, column, wanted, measure)
        unit = completed_unit(unit, wanted)
        value = amount(figure, unit, wanted, self.context.usd_rate)
        if wanted and value != value and measure == "value":
            self.doubts.no_value(grid, address, subject, unit, figure)
        return unit, value

    def _unit(
        self, stated: Sequence[Sequence[str]], row: Side, column: Side, wanted: str, measure: str
    ) -> str:
        unit = pick_unit(stated, wanted, measure)
        if not unit and "/" in wanted:  # 亩均税收（万元） is in 万元/亩
            unit = pick_unit((*column.units, *row.units), wanted.partition("/")[0], measure)
        if not unit and wanted and "元" not in wanted:
            return wanted  # a count needs no unit to be a count
        return unit or self._own_unit(row, column, wanted)

    def _own_unit(self, row: Side, column: Side, wanted: str) -> str:
        """Take the codebook's unit where the table speaks in codes: an export of our own panel."""
        return wanted if row.segment and column.label.strip().lower() == "value" else ""

    def _is_percent(self, row: Side, column: Side, stated: bool) -> bool:
        by_column = self._says_ratio(column) or not self._says_ratio(row)
        key = ("column", column.at) if by_column else ("row", row.at)
        if key not in self.percents:
            grid = self.block.grid.cells
            cells = (
                [grid[r.at][column.at] for r in self.rows]
                if by_column
                else [grid[row.at][c.at] for c in self.columns]
            )
            figures = [read_figure(c) for c in cells if c.kind == NUMBER]
            plain = [f for f in figures if f and not f.percent and not f.formatted]
            beside = any(f.percent for f in figures if f)
            self.percents[key] = are_percentages(plain, stated or beside)
        return self.percents[key]

    def _says_ratio(self, side: Side) -> bool:
        return bool(side.words) and self.words.heading(*side.words).measure in RATIOS
