"""What the reader is not sure of, collected as findings: each doubt once, where it stands first."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from zsanalytics.codebook import Codebook
from zsanalytics.intake.contacts import is_private
from zsanalytics.intake.context import Context
from zsanalytics.intake.months import When
from zsanalytics.intake.sheet import Cell, Grid
from zsanalytics.intake.sides import Side
from zsanalytics.intake.subjects import Subject
from zsanalytics.intake.values import MONEY, Figure
from zsanalytics.schema import finding
from zsanalytics.units import units_kind

_NO_PLACE = re.compile(
    r"本级|直属|其他|其它|未分|不分|跨|省直|市直|机关|厅|局|委|办|公司|集团|平均|占比|增|小计|合计"
)


_MOST = 12
"""Unknown headings named on one sheet: with more, it is a sheet about something else."""


class Doubts:
    """Collects findings while a workbook is read."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self._found: dict[tuple[str, ...], dict[str, Any]] = {}
        self._unknown: Counter[tuple[str, str]] = Counter()

    def findings(self) -> list[dict[str, Any]]:
        """List the findings in the order they came up."""
        return list(self._found.values())

    def _add(self, key: tuple[str, ...], row: dict[str, Any]) -> None:
        self._found.setdefault(key, row)

    def region(self, grid: Grid, side: Side, cell: Cell, subject: Subject) -> None:
        """Ask back a region's name that is unknown or has several meanings."""
        name = " ".join(side.region_text.split())
        place = side.place.address if side.place else cell.address
        where = {"file": grid.file, "sheet": grid.sheet, "cell": place, "found": name}
        key = ("region", grid.file, grid.sheet, name)
        if side.regions:
            options = "、".join(side.regions)
            self._add(key, finding(
                "error", "ambiguous_region",
                f"地区名称“{name}”可能是{options}，不能确定是哪一个，该行数据未采用。",
                "请写出全称。", expected=options, **where,
            ))  # fmt: skip
            return
        if not subject.indicator:
            return
        near = self.book.nearest_region(name)
        severity = "note" if _NO_PLACE.search("".join(name.split())) else "error"
        hint = f"最接近的是“{near}”；" if near else ""
        self._add(key, finding(
            severity, "unknown_region", f"地区名称“{name}”不在地区表中，该行数据未采用。",
            f"{hint}如为同一地区的另一种写法，请改写，或在 codes/regions.toml 中加别名。",
            expected=near, **where,
        ))  # fmt: skip

    def overlap(self, grid: Grid, side: Side, above: str) -> None:
        """Say that a unit of its own stands as a part of another (其中：兰州新区)."""
        region = side.regions[0] if side.regions else ""
        cell = side.place.address if side.place else None
        self._add(("overlap", grid.file, grid.sheet, region), finding(
            "warning", "overlapping_unit",
            f"{region}列为{above}的其中数，而{region}单独计列，{above}的数可能重复包含它。",
            f"请确认{above}的数是否包含{region}；应分开填报。",
            file=grid.file, sheet=grid.sheet, cell=cell, region=above, found=region,
        ))  # fmt: skip

    def owner(self, grid: Grid, context: Context, cell: Cell) -> None:
        """Ask whose table it is."""
        options = "、".join(context.owner)
        message = (
            f"“{context.owner_text}”可能是{options}，不能确定本表属于哪个地区，数据未采用。"
            if options
            else "表题、表名和文件名都没有写明地区，数据未采用。"
        )
        rule = "ambiguous_region" if options else "no_region"
        self._add((rule, grid.file, grid.sheet), finding(
            "error", rule, message, "请在表题或文件名中写明填报地区的全称。",
            file=grid.file, sheet=grid.sheet, cell=cell.address, found=context.owner_text or None,
            expected=options or None,
        ))  # fmt: skip

    def contradiction(self, grid: Grid, side: Side, context: Context) -> None:
        """Ask for the month where title and header state different ones."""
        head = " ".join(side.label.split())
        title = context.period_cell.text if context.period_cell else ""
        title = _without_contacts(" ".join(title.split())[:40])
        self._add(("contradiction", grid.file, grid.sheet, head), finding(
            "error", "period_conflict",
            f"表头“{head}”与表题“{title}”的月份不一致，不能确定是哪一期，该栏数据未采用。",
            "请核对表题和表头的所属时期。",
            file=grid.file, sheet=grid.sheet, cell=side.cell.address if side.cell else None,
            found=head, expected=title,
        ))  # fmt: skip

    def unclear_year(self, grid: Grid, side: Side) -> None:
        """Ask which months of last year a column headed 上年 alone is of."""
        head = " ".join(side.label.split())
        self._add(("unclear_year", grid.file, grid.sheet, head), finding(
            "warning", "unclear_period",
            f"表头“{head}”没有写明是上年同期还是上年全年，该栏数据未采用。",
            "请写明“上年同期”或“上年全年”。",
            file=grid.file, sheet=grid.sheet, cell=side.cell.address if side.cell else None,
            found=head,
        ))  # fmt: skip

    def rival(self, grid: Grid, context: Context) -> None:
        """Say that title and file name name different regions."""
        owner = context.owner[0]
        self._add(("rival", grid.file, grid.sheet), finding(
            "warning", "owner_conflict",
            f"表内写的是{owner}，文件名“{context.rival}”写的是另一地区，按表内为准。",
            "请核对填报地区和文件名。",
            file=grid.file, sheet=grid.sheet, region=owner, found=context.rival, expected=owner,
        ))  # fmt: skip

    def unknown_subject(self, grid: Grid, subject: Subject, row: Side, column: Side) -> None:
        """Name a heading with words that no list knows."""
        key = ("subject", grid.file, grid.sheet, subject.rest or column.label or subject.text)
        sheet = (grid.file, grid.sheet)
        if key in self._found or self._unknown[sheet] >= _MOST:
            return
        self._unknown[sheet] += 1
        rest = subject.rest or subject.text
        near = self.book.nearest_indicator(rest) if subject.rest and len(rest) < 20 else ""
        named = str(self.book.about(near)["name"]) if near else ""
        ours = self.book.heading(*row.words, *column.words).indicator is not None
        side = row if any(rest in "".join(w.split()) for w in row.words) else column
        what = f"中的“{rest}”不在指标表中" if subject.rest else "没有说明是哪一项指标"
        hint = f"最接近的是“{named}”；" if named else ""
        self._add(key, finding(
            "warning" if named or ours or not subject.rest else "note", "unknown_indicator",
            f"“{subject.text}”{what}，该项数据未采用。",
            f"{hint}如为已有指标的另一种写法，请在 codes/indicators.toml 中加别名。",
            file=grid.file, sheet=grid.sheet, cell=side.cell.address if side.cell else None,
            found=rest, expected=named or None,
        ))  # fmt: skip

    def unreadable(self, grid: Grid, cell: Cell, row: Side, column: Side) -> None:
        """Name words that stand where a figure should."""
        text = _without_contacts(" ".join(cell.text.split())[:20])
        if text.startswith("#"):
            return  # an error of a formula has been named where the file was opened
        self._add(("unreadable", grid.file, grid.sheet, cell.address), finding(
            "warning", "unreadable_number", f"数据栏中的“{text}”不是数字，按缺失处理。",
            "请填写数字；没有数据的请留空或填“—”。",
            file=grid.file, sheet=grid.sheet, cell=cell.address, found=text, expected="数字",
        ))  # fmt: skip

    def no_value(
        self, grid: Grid, address: str, subject: Subject, unit: str, figure: Figure
    ) -> None:
        """Ask for the unit of an amount, or for one that can be converted."""
        entry = self.book.about(subject.indicator)
        name, wanted = str(entry["name"]), str(entry["unit"])
        if figure.percent or figure.formatted:
            rule, said = "wrong_unit", f"应填{wanted}数，单元格为百分数"
            remedy = "请填写数额；比率请另列一栏。"
        elif not unit:
            rule, said = "no_unit", "没有写明计量单位"
            remedy = "请在表头或表题右下注明单位，如“单位：万元”。"
        elif units_kind(unit) in MONEY and units_kind(wanted) in MONEY:
            rule, said = "no_rate", f"以{unit}填报而没有写明汇率"
            remedy = f"请折算为{wanted}，或在表下注明汇率，如“汇率：1美元=7.1元”。"
        else:
            rule, said = "wrong_unit", f"的单位“{unit}”不能换算为{wanted}"
            remedy = "请核对数字和单位。"
        self._add((rule, grid.file, grid.sheet, subject.indicator, unit), finding(
            "error", rule, f"“{name}”{said}，数据未采用。", remedy,
            file=grid.file, sheet=grid.sheet, cell=address, indicator=subject.indicator,
            found=unit or None, expected=wanted,
        ))  # fmt: skip

    def no_period(self, grid: Grid, period: When, address: str) -> None:
        """Ask for the month of a table."""
        if period.year is not None and period.month is not None:
            return
        self._add(("period", grid.file, grid.sheet), finding(
            "error", "no_period", "表题、表名和文件名都没有写明年份和月份，数据未采用。",
            "请在表题中写明所属时期，如“2024年1-9月”。",
            file=grid.file, sheet=grid.sheet, cell=address,
        ))  # fmt: skip


def _without_contacts(text: str) -> str:
    """Quote no person and no telephone number in a finding."""
    return "……" if is_private(text) or re.search(r"\d{7}", text) else text
