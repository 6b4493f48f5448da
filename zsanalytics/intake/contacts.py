"""Persons and how to reach them: what announces them on a sheet, and what answers it.

Names and telephone numbers are never carried past the cells.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from zsanalytics.codebook import squeeze
from zsanalytics.intake.sheet import NUMBER, Cell

_PRIVATE = re.compile(
    r"(?:联系)?电话|手机号|手机$|联系人|联系方式|身份证|邮箱|微信|QQ|传真|邮编|填[报表写]人|制[表单]人|经[办手]人?|审[核批]人|复核人|报[送出]人"
    r"|负责人|负责$|责任人|联络[人员]|对接人|统计[人员]$|姓名|(?:包[抓联挂]|分管|责任|主管)领导|签字"
)
"""Labels of persons and how to reach them: what stands beside them is never carried on."""
_REACHED = re.compile(r".{0,8}(?:电话|手机|号码|联系方式|传真|邮编|身份证号?|QQ号?|微信号?)[:：]?")
_MOBILE = re.compile(r"1[3-9]\d{9}")


@functools.lru_cache(maxsize=8192)
def is_private(text: str) -> bool:
    """Tell whether a label announces a person or how to reach one.

    Examples
    --------
    >>> is_private("联 系 人：张三"), is_private("聯絡電話"), is_private("到位资金")
    (True, True, False)
    """
    return bool(_PRIVATE.search(squeeze(text)))


def is_contact(row: Sequence[Cell], at: int, *, yuan: bool = False) -> bool:
    """Tell whether a figure is a telephone number: it answers a label, or has a mobile's form.

    Amounts in 元 (``yuan``) may have eleven digits too.

    Examples
    --------
    >>> from zsanalytics.intake.sheet import read_cell
    >>> row = [read_cell("A1", "电话"), read_cell("B1", 8212345), read_cell("C1", 13900000001)]
    >>> is_contact(row, 1), is_contact(row, 2)
    (True, True)
    """
    cell = row[at]
    if cell.kind != NUMBER:
        return False
    before = next((left for left in reversed(row[:at]) if left.kind), None)
    answers = before is not None and bool(_REACHED.fullmatch(squeeze(before.text)))
    return answers or (not yuan and bool(_MOBILE.fullmatch(cell.text)))
