"""Money columns of a ledger: which of the three blocks a heading belongs to, and which part of it.

The blocks are the contract (总投资/协议), the year (本年累计), since the start (开工以来累计), and
fixed assets of the year. The two cumulatives are never mixed: a 累计到位 that says neither is
``cumulative``, and is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

BLOCKS = ("contract_amount", "funds_ytd", "funds_total", "fai_ytd")

_NOT_MONEY = re.compile(
    r"时间|日期|年月|年限|周期|期限|率|占比|比重|比例|进度|%|％|内容|来源|方式|性质|类型|类别|名称|单位$"
    r"|企业$|主体|方$|商$|人$|地$|代码|编号|项目数|个数|家数|户数|情况|原因|规模及|是否|以上|地址"
)
_SKIPPED = re.compile(
    r"本月|当月|上月|上年|去年|同期|年度计划|计划到位|拟到位|预计到位|应到位|目标|任务|明年|下年|次年|未到位|缺口"
    r"|完成投资占|贷款|自筹|以前|之前|往年|历年(?!.*累计)|单月|剩余|(?:本年|今年|当年|年度|20\d\d年)计划"
    r"|计划(?:本年|今年|当年|20\d\d)"
)
_YEAR = re.compile(
    r"本年|今年|当年|年内|年初|年度|20\d\d年?(?!以来)|1月?[-—~～至到]+\d{1,2}月|前\d{1,2}个?月"
)
_SO_FAR = re.compile(r"(?:本年度?|今年|当年|年初|年内|1月|20\d\d年度?)以来")
_SINCE = re.compile(
    r"(?:开工|建设|签约|实施|立项|项目|投资|自)以?来|以来|至今|历年|总累计|自.{0,6}(?:开工|建设|签约)"
    r"|开工(?:后|起)"
)
_ARRIVED = r"到位|到账|到资|(?:引进|利用)(?:国内|省|境|[(]|[)]){1,6}[外内]资金"
_FUNDS = re.compile(rf"{_ARRIVED}|实际(?:利用|使用|引进|引资|投资)|引资额|引进资金|资金")
_CONTRACT = re.compile(
    r"总投资|投资总额|协议|合同|签约(?:总?金额|资金|总?额|投资)|(?:计划|拟|项目|投资)(?:投|引)?资?(?:总额|额|规模)"
    r"|计划投资|拟投资|投资额|引资总额|投资金额"
)
_FIXED = re.compile(r"固定资产|固投|完成投资|投资完成")
_FOREIGN = re.compile(r"美元|外币|欧元|港[元币]|日元|英镑")
_ONE_MONTH = re.compile(r"(?:\d{1,2}月份?(?:当月)?|第?[一二三四]季度)(?:到位(?:资金)?)?")
_DATED = re.compile(r"截[至止到][^/累]{0,12}?[底末日止]")
_ENDED = re.compile(r"截[至止到]\D{0,3}(20\d\d)年?(?:12月)?(?:31日)?(?:年?[底末]|累计|止|$)")
_STATED = re.compile(r"20\d\d")
_UNTIL = re.compile(
    r"(?:[-—~～至到]+|前|^|/)(\d{1,2})个?月|(?P<quarter>前三季度|上半年|(?<!第)一季度)"
)
_QUARTERS = {"前三季度": 9, "上半年": 6, "一季度": 3}


def read_block(path: Sequence[str]) -> tuple[str, str] | None:
    """Say which money block and which part of it a column is; None if it holds no money.

    Parameters
    ----------
    path : sequence of str
        The texts from the outermost group to the column's own name, units left out.

    Returns
    -------
    (str, str) or None
        A block of `BLOCKS`, ``cumulative`` or ``other``; and ``total``, ``outside`` (省外),
        ``domestic`` (国内省外), ``abroad`` (境外) or ``inside`` (省内).

    Examples
    --------
    >>> read_block(["本年累计到位资金", "其中:省外"]), read_block(["自开工累计到位"])
    (('funds_ytd', 'outside'), ('funds_total', 'total'))
    >>> read_block(["累计到位资金"]), read_block(["项目名称"])
    (('cumulative', 'total'), None)
    """
    whole, leaf = "/".join(path), path[-1]
    if _NOT_MONEY.search(leaf) or _SKIPPED.search(whole):
        return None
    if "累计" not in whole and any(_ONE_MONTH.fullmatch(part) for part in path):
        return ("other", "")
    if re.search(r"外资(?!金)", leaf) and not _FOREIGN.search(whole):
        return None
    said = [_SO_FAR.sub("本年", _DATED.sub("", re.sub(r"来源地?", "", part))) for part in path]
    block = _block("/".join(said))
    if block in ("funds_ytd", "funds_total", "cumulative") and _own_time(said[-1]):
        block = _block(f"到位/{said[-1]}")  # 开工以来累计到位资金 / 其中:本年到位
        leaf = leaf.removeprefix("其中").lstrip(":")
    if not block:
        return None
    split = _split(leaf, fixed=block == "fai_ytd")
    return (block, split) if split else ("other", "")


def _own_time(leaf: str) -> bool:
    """Tell whether a column's own name says of which time it is, whatever stands above it."""
    return bool(_YEAR.search(leaf)) != bool(_SINCE.search(leaf))


def _block(whole: str) -> str:
    year, since = _YEAR.search(whole), _SINCE.search(whole)
    if _FIXED.search(whole):
        this = (year or "新增" in whole) and not since
        return "fai_ytd" if this and not re.search(r"总投资|计划", whole) else "other"
    if re.search(r"(?:合同|协议|签约|计划)(?:引进)?资金", whole):
        return "contract_amount"
    if _FUNDS.search(whole) or "累计" in whole:
        if since and not (year and "累计" not in whole and "以来" not in whole):
            return "funds_total"
        if year:
            return "funds_ytd"
        if "累计" in whole:
            return "cumulative"
        if re.search(_ARRIVED, whole):
            return "funds_ytd"
    return "contract_amount" if _CONTRACT.search(whole) else ""


def _split(leaf: str, *, fixed: bool) -> str:
    if re.search(r"国内.{0,2}省外|省外.{0,2}国内|外省", leaf):
        return "domestic"
    if "省外" in leaf and "境外" not in re.sub(r"省外[及和、]?境外|省[(]境[)]外", "", leaf):
        return "outside"
    if re.search(r"省[(]境[)]外|省境外", leaf):
        return "outside"
    if re.search(r"省内|本省", leaf):
        return "inside"
    if re.search(r"境外|国外|港澳台", leaf):
        return "abroad"
    if (
        re.search(r"[市县区州][外内]|其中|外资|内资", leaf)
        and not fixed
        and not _FOREIGN.search(leaf)
    ):
        return ""
    return "total"


def is_since(path: Sequence[str]) -> bool:
    """Tell whether a heading says 开工以来 in any words."""
    return _SINCE.search("/".join(path)) is not None


def of_month(path: Sequence[str], year: int, month: int) -> int:
    """Say how well a column of money fits a month: 2 it states it, 1 it states none, 0 another.

    Examples
    --------
    >>> [of_month([text], 2024, 9) for text in ("1-9月到位", "本年到位", "2023年到位", "1-8月到位")]
    [2, 1, 0, 0]
    """
    whole = "/".join(path)
    if any(int(found) < year for found in _ENDED.findall(whole)):
        return 0
    if is_since(path):
        return 1
    years = {int(found) for found in _STATED.findall(whole)}
    ends = {int(m[1]) if m[1] else _QUARTERS[m["quarter"]] for m in _UNTIL.finditer(whole)}
    if (years and year not in years) or (ends and month not in ends):
        return 0
    return 2 if years or ends else 1
