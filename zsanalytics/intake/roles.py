"""What each stub column of a block is for: it names regions, years, units, codes, or nothing.

Its head tells, and where the head is silent or general, what stands in the column.
"""

from __future__ import annotations

import re

from zsanalytics.intake.contacts import is_private
from zsanalytics.intake.labels import Words
from zsanalytics.intake.sheet import DATE, NUMBER, TEXT, Cell
from zsanalytics.intake.tables import Block, is_serial
from zsanalytics.quantities import unit_name
from zsanalytics.schema import BASES, MEASURES

_ROLES = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        ("skip", r"备\s*注|说明|来源|数据来源|网址|链接|出处|标题|摘要|可靠性|状态|是否.*|签字|盖章"
                 r"|source.*|url|quote|notes?|remark|status|reliability|level|link|file|sheet|cell"
                 r"|title"),
        ("code", r".*(?:代码|编码|编号|号码|代号)|code|id|region_code"),
        ("year", r"(?:报告|统计|所属)?(?:年份|年度|年)|year"),
        ("month", r"(?:报告|统计|所属)?(?:月份|月)|month"),
        ("period", r"(?:报告|统计|所属|数据)?(?:日期|时间|期间|年月|报告期|所属期|时期|季度)"
                   r"|period|date|quarter|asof"),
        ("unit", r"(?:计量|数据|指标)?单位(?:名称)?|计量|unit|unit_text"),
        ("basis", r"basis|口径|累计口径|期别"),
        ("measure", r"measure|指标类型|数据类型|度量"),
        ("region", r"各?(?:地区|市州|市\(州\)|市、州|地州市|地市|州市|县区|县\(区\)|县\(市、区\)"
                   r"|县市区|县\(市\)区|区县|市县|区域|行政区划?|辖区|园区|开发区)(?:名称)?"
                   r"|(?:填报|报送|上报)单位|region|area|prefecture"),
        ("group", r"(?:所属)?(?:片区|板块|经济[带区]|组别|梯队|分片)(?:名称)?"),
        ("segment", r"segment|segment_text|分组|分组名称|细分|维度"),
        ("indicator", r"indicator|indicator_(?:zh|text|name)|指标|指标名称|统计指标"),
    )
)  # fmt: skip
_UNIT_WORD = re.compile(
    r"(?:万亿|亿|千万|百万|十万|万|千)?(?:元|美元|人民币)|[个家项户次人条件名宗批]|%|个百分点|百分点|人次|平方米|亩|吨"
)


_REGIONS = next(pattern for role, pattern in _ROLES if role == "region")


def names_regions(head: str) -> bool:
    """Tell whether a head announces regions: 市州, 县区, 园区."""
    return bool(_REGIONS.fullmatch(head))


_BASES = {
    "累计": "ytd", "本年累计": "ytd", "当月": "month", "本月": "month", "全年": "annual",
    "年度": "annual", **{basis: basis for basis in BASES},
}  # fmt: skip


def is_basis(text: str) -> bool:
    """Tell whether a text is a basis, or a measure, as lists have a column for."""
    return text in _BASES or text in MEASURES


def basis_of(text: str) -> str:
    """Give the basis that a word in such a column stands for, or an empty string."""
    return _BASES.get(text, "")


def stub_roles(block: Block, words: Words) -> dict[int, str]:
    """Tell what each stub column is for."""
    roles: dict[int, str] = {}
    for column in block.stub:
        head = head_of(block, column)
        held = [block.grid.cells[r][column] for r in block.body]
        held = [cell for cell in held if cell.kind]
        roles[column] = _role(head, held, words, column == block.stub[0])
    if not any(role in ("region", "label", "indicator", "segment") for role in roles.values()):
        for column, role in roles.items():  # nothing else names the rows
            if role == "skip" and column < block.data[0]:
                roles[column] = "label"
                break
    after = block.data[0]
    naming = ("region", "label", "indicator", "segment")
    before = any(role in naming for column, role in roles.items() if column < after)
    for column, role in roles.items():
        if before and column > after and role in ("label", "segment", "indicator"):
            roles[column] = "skip"
    return roles


def head_of(block: Block, column: int) -> str:
    """Give the lowest head of a column, without spaces, brackets of half width."""
    for row in reversed(block.header):
        cell = block.grid.cells[row][column]
        if cell.kind:
            return "".join(cell.text.split()).replace("（", "(").replace("）", ")")
    return ""


def _ratio(text: str) -> bool:
    """Tell whether a text is a unit such as 万元/亩."""
    return "/" in text and unit_name(text) is not None


def _role(head: str, held: list[Cell], words: Words, first: bool) -> str:
    if is_serial(head):
        return "serial"
    if is_private(head):
        return "private"
    texts = ["".join(cell.text.split()) for cell in held]
    named = next((role for role, pattern in _ROLES if pattern.fullmatch(head)), "")
    if texts and all(_UNIT_WORD.fullmatch(text) or _ratio(text) for text in texts):
        return "unit"
    if named == "unit":
        named = ""  # 单位 heads names of units of measure, or of organisations
    if named in ("basis", "measure") and not all(is_basis(text) for text in texts):
        named = ""  # 口径 heads 累计 and 当月, or 省外 and 省内
    if named and named not in ("region", "code"):
        return named
    return _of_places(named, texts, words) or named or _unheaded(head, held, texts, first)


def _of_places(named: str, texts: list[str], words: Words) -> str:
    """Tell whether a column holds regions, or provinces that investors come from."""
    regions = sum(bool(words.label(text).regions) for text in texts)
    totals = sum(bool(words.label(text).total) for text in texts)
    if named == "region":
        origins = sum("来源地=" in str(words.heading(text).segment) for text in texts)
        if origins > regions:
            return "label"
    return "region" if regions and 2 * (regions + totals) >= len(texts) else ""


def _unheaded(head: str, held: list[Cell], texts: list[str], first: bool) -> str:
    if all(cell.kind == NUMBER for cell in held) and not head and first:
        return "serial"
    if held and all(cell.kind == DATE for cell in held):
        return "period"
    if texts and not any("\u4e00" <= c <= "\u9fff" for text in texts for c in text) and not first:
        return "skip" if all(cell.kind == TEXT for cell in held) else "label"
    return "label"
