"""Words: what the text beside a number says of it, as regular expressions on plain text.

The ``…_LEADS`` are matched at the end of what stands before a number (its lead), in their order;
the first that matches names the role. ``…_TAIL`` are matched at the start of what follows. The
lists hold the words of bulletins of many offices; whoever meets another wording adds it here.
"""

from __future__ import annotations

import re

Leads = tuple[tuple[str, re.Pattern[str]], ...]


def _leads(*pairs: tuple[str, str], end: str = "$") -> Leads:
    return tuple((name, re.compile(pattern + end)) for name, pattern in pairs)


_N = r"[^,;。\n\d]"  # a character of the same clause, no digit
_NEAR = rf"(?:(?![平均]){_N}){{0,4}}"
_ONE = "[一二三四五六七八九十]"
_IS = r"(?:分别|均|已|约|仅|只|为|是|达到了|达到|达|至|到|占|:|了|就|的|有)*"
_GROWN = (
    "增长|增幅|增速|增加|增|上升|提高|提升|上涨|扩大|下降|降幅|减少|回落|下滑|降低|负增长|降|跌"
)
_MORE = (
    "(?<!达)(?:增加|净增|多增|增量|增长|增收|增加额|增量额|净增加|[高低]出|多|减少|少"
    "|下降|回落|减少额|[多少](?:到位|完成|引进|签约))"
)
_GOAL = "目标任务|任务目标|目标|任务|计划|指标"
_LAST = r"上年|去年|上一年度?|前一年|上届|上年度|上期|前年|基数|20\d\d年(?:同期|同月)"
_CALENDAR = "(?:序时|时序|时间|计划|年度)?进度(?:要求|目标)?"

MONEY_LEADS = _leads(
    ("surplus", rf"超额(?:完成)?(?:年度|全年)?(?:{_GOAL})?(?:额|值)?{_IS}"),
    ("surplus", rf"(?:超出?(?:年度|全年)?(?:{_GOAL})|多完成)(?:额|值)?{_IS}"),
    ("per_month", rf"(?:月均|平均每月){_N}{{0,10}}{_IS}"),
    ("gap", rf"(?:剩余|剩下|后|今后)的?(?:\d{{1,2}}|{_ONE})个月[还仍尚]?需要?"
            "(?:完成|到位|落实)?(?:资金)?"),
    ("gap", rf"[与距]{_N}{{0,16}}(?:还有|尚有|仍有|有)"),
    ("gap", "(?:[尚还仍]?[差欠缺]|缺口|缺额|差额|差距|剩余(?:任务|目标)?|[尚还仍]需(?:完成|到位"
            rf"|落实|引进)?)(?:到位资金|资金|任务|额|数)?{_IS}"),
    ("increment", rf"{_MORE}(?:了|额|为|达|约|:)*"),
    ("average", rf"平均(?:每[个家户]{_N}{{0,6}}|单{_N}{{0,8}}|投资{_N}{{0,6}}){_IS}"),
    ("average", rf"(?:户均|项均|项目均){_N}{{0,6}}{_IS}"),
    ("average", rf"(?:单[个体]项目|单体){_N}{{0,8}}{_IS}"),
    ("sum", rf"(?:{_ONE}|两|\d)[条个类项地者家市县区]{_N}{{0,6}}共{_N}{{0,6}}"),
    ("sum", rf"(?:合计|共计|总计|小计|之和|相加)(?:(?!:){_N}){{0,10}}{_IS}"),
    ("base", rf"(?:{_LAST}|同期)(?:同期|同月|全年|实绩|水平)?(?:(?![:增减超]){_N}){{0,14}}{_IS}"),
    ("target", rf"(?:{_GOAL})(?!(?:总|的)?投资|项目|企业)(?:任务|目标|数|值|额|量|总额|金额|资金"
               rf"|引进|完成|到位|省外|实际|招商|引资|总量)*{_IS}"),
    ("target", rf"(?:完成|占){_N}{{0,12}}(?:{_GOAL})(?!(?:总|的)?投资){_N}{{0,14}}"),
    ("target", rf"(?:全年|年度|年)(?:{_GOAL})(?!(?:总|的)?投资){_N}{{0,10}}"),
)  # fmt: skip
TARGET_TAIL = re.compile(
    r"(?:以上|左右|元)?的?(?:全年|年度|年初|既定|招商|引资|到位|资金|省外|省定|调度|总)*"
    rf"(?:{_GOAL})(?!项目|企业)"
)
RATE = re.compile(
    r"(?P<rate>履约|落地|建成投产|投产达产|开\(复\)工|复工|开工|竣工|建成|投产|资金到位|到位|转化|签约)率"
    rf"{_N}{{0,6}}{_IS}"
)
RATIO_LEADS = _leads(
    ("pull_rate", rf"贡献率{_N}{{0,6}}{_IS}"),
    ("time", rf"(?:序时|时间)进度(?:(?!差){_N}){{0,6}}{_IS}"),
    ("rate", RATE.pattern),
    ("rate", rf"(?:率|水平)(?:由|从|{_LAST}|同期|{_N}{{0,4}}(?:提高|上升|下降|回落|降低)[到至])"
             rf"{_N}{{0,6}}{_IS}"),
    ("share", r"占(?![比地])[^,;。\n]{0,40}?(?:的|比重|比例|比|份额)?" + _IS),
    ("share", rf"(?:占比|比重|份额|占的比例|所占比例){_N}{{0,6}}{_IS}"),
    ("completion", rf"(?:完成|达到?|为)[^,;。\n]{{0,30}}(?:{_GOAL}){_N}{{0,8}}的(?:比例)?{_IS}"),
    ("pace", rf"(?:平均|近年|常年|往年|历年|上年|去年){_N}{{0,6}}进度{_IS}"),
    ("completion", rf"(?:完成率|完成比例|完成年?计划百分比|完成){_IS}"),
    ("completion", rf"(?<!序时)(?<!时间)(?<![超欠])进度{_IS}"),
    ("compound", rf"年均{_N}{{0,8}}(?:{_GROWN})(?:率|速度)?{_IS}"),
    ("growth", rf"(?:同比|同期|环比|比上年|比去年)(?:分别|均)?(?:{_GROWN})?{_IS}"),
    ("growth", rf"(?:{_GROWN})(?:率|速度|幅度|幅|速|比例|值)?{_IS}"),
)  # fmt: skip
POINT_LEADS = _leads(
    ("pull", rf"(?:拉动|拉低|带动|影响){_N}{{0,18}}"),
    ("ahead", rf"(?:超[过前出]?|快于|高于|领先于?|超前于?){_NEAR}{_CALENDAR}{_IS}"),
    ("behind", rf"(?:欠|低于|落后于?|慢于|滞后于?|未达|差){_NEAR}{_CALENDAR}{_IS}"),
    ("ahead", rf"[比较](?:序时|时间)进度(?:要求)?(?:超前|快|高|领先|超)[出了]?{_IS}"),
    ("behind", rf"[比较](?:序时|时间)进度(?:要求)?(?:滞后|慢|低|落后|欠)了?{_IS}"),
    ("above", rf"(?:高于|高出|快于|好于|超出|超过|超|领先){_N}{{0,18}}"),
    ("below", rf"(?:低于|慢于|落后于?|不及){_N}{{0,18}}"),
    ("above", rf"[比较]{_N}{{0,18}}[高快][出了]?{_IS}"),
    ("below", rf"[比较]{_N}{{0,18}}[低慢]了?{_IS}"),
    ("risen", rf"(?:提高|上升|提升|增加|扩大|加快|增长|高|升){_IS}"),
    ("fallen", rf"(?:回落|下降|降低|减少|收窄|放缓|下滑|低|降){_IS}"),
)  # fmt: skip

_ITS = r"(?:及以上|以上|以下|以内|\(含\)|含)*"
CLASS_TAIL = re.compile(
    rf"{_ITS}[的级]?(?:重大|特大|大型|大|产业|工业|招商|签约|省外|重点|优质|新签约?|合同|引资|亿元)*"
    r"(?:项目|企业)|(?:及以上|以上|以下)的|的(?:项目|有|共|\d)|(?:至|到|[-~])[\d.,]+[余多]?[万亿]?元"
    r"|[\"“”'']*500强|条?重点产业链|大?产业链|级|个月"
)
"""After an amount that names a class of projects (10亿元以上项目), not what came in."""

UNIT_TAIL = re.compile(
    r"(?:市州|市\(州\)|市、州|县区|县\(市|县\(区|县市区|县市|县、区|区县|市县|地区|地市|单位|省\(区"
    r"|开发区|园区|乡镇|新区|成员|市(?![级场政属])|州|县(?![级域])|区(?![域级])|省(?![外内级直属]))"
)
_PROJECTS = "(?:签约)?(?:项目)?(?:已|均|实现)?"
TAIL_FAMILIES = _leads(
    ("units", UNIT_TAIL.pattern),
    ("produced", rf"{_PROJECTS}(?:建成)?投产(?!\d)"),
    ("completed", rf"{_PROJECTS}(?:建成|竣工)(?!投产|\d)"),
    ("started", rf"{_PROJECTS}(?:开工|开复工)(?!\d|的?有)"),
    ("performed", rf"{_PROJECTS}履约"),
    ("landed", rf"{_PROJECTS}落地"),
    ("building", "(?:签约)?(?:项目)?(?:正在|在)建"),
    ("signed", r"(?:签约|合同|新签)[^,;。\d]{0,6}项目"),
    ("implemented", r"(?:实施|执行)[^,;。\d]{0,6}项目"),
    end="",
)
COUNT_FAMILIES = _leads(
    ("firms", "企业(?!投资)|公司|央企|民企|外企|客商|集团"),
    ("produced", "投产"),
    ("completed", "建成|竣工"),
    ("started", "开工"),
    ("performed", "履约"),
    ("landed", "落地"),
    ("building", "在建|正在建设"),
    ("implemented", "实施|执行|新建|续建|结转|新续建|在库"),
    ("signed", "签约|合同|引进|新签|新增|招引"),
    ("projects", "项目"),
    end="",
)
MONEY_FAMILIES = _leads(
    ("fai", "固定资产投资|完成投资|固投|投资完成"),
    ("funds", "到位|引进资金|落实资金|引资额|到账|实际引进|利用资金|使用资金"),
    ("signed", "签约|合同|协议|总投资|投资额|投资总额|计划投资|引资"),
    end="",
)
ANY_MONEY = re.compile("总额|金额|资金|投资")
"""Words for money that say no family: it is the one spoken of before, else of contracts."""

NAMED = (
    ("funds", ("到位资金", "资金到位", "到位额")),
    ("signed", ("签约额", "签约金额", "签约总额", "合同额", "合同金额", "总投资", "投资额")),
    ("count", ("项目数", "个数", "项目数量")),
    ("firms", ("企业数",)),
)
"""What a growth rate may name by itself: 签约额同比增长12%."""

STAGES = {
    "履约": "performed", "落地": "landed", "开工": "started", "开(复)工": "started",
    "竣工": "completed", "建成": "completed", "投产": "produced", "建成投产": "produced",
    "投产达产": "produced", "资金到位": "funds", "到位": "funds",
}  # fmt: skip
STAGE_FAMILIES = ("performed", "landed", "started", "building", "completed", "produced")
STAGE_WORDS = re.compile("正在|建成投产|开工|竣工|建成|投产|履约|落地|在建|建设|率")

OPPOSITES = (  # labels that split a whole without a rest
    (
        ("new", r"新签(?!约率)|新建|新执行|新实施|新增|新引进|新开工"),
        ("old", r"续建|结转|历年|上年转|往年"),
    ),
    (("outside", r"(?<!国内)省外"), ("inside", r"(?<![市州]外)省内")),
    (("foreign", r"外资"), ("home", r"内资")),
    (("first", r"第?一次?产"), ("second", r"第?二次?产"), ("third", r"第?三次?产")),
)

_MONTH = rf"(?:\d{{1,2}}|{_ONE}{{1,2}})"
FILLING = re.compile(
    rf"重点|\d{{1,2}}条|20\d\d年(?:\d{{1,2}}[-至]\d{{1,2}}月)?|(?:今年)?[1一][-至~]{_MONTH}月份?"
    rf"|截[至止]|\d{{1,2}}月[份底末]?|前?[一二三四]季度|前三季度|上半年|全年|今年|本年|年初|以来|目前"
    rf"|末|底|前{_MONTH}个?月|(?:20)?\d\d年|[当本]年"
    "|新建[、和及]?续建|新续建|招商引资|合同|协议|项目|金额|资金|投资|总额|总量|总规模|规模|总|实际|累计"
    "|超过|超|突破|逾|近|不足|完成|实现|实施|执行|引进|落实|到位|到账|签约|签订|新增|新签|签|招引|引资|省级"
    "|个数|数量|数|额|共计|合计|全部|全社会|本期|各类|共|计划|新|约|已|达到|达|为|是|其|并|累|均|有|的|额度|情况|方面|从|看"
    "|总体|分别|年度|(?:快速)?(?:增长|增加|提高|上升|扩大)[至到]|连续|来|个|家|户|项|了|到|至|亿|元|第|内"
    r"|产业(?![链转])|[\W_]"
)
"""What a headline is made of; the rest of a lead narrows it."""

NEW_ONLY = re.compile(r"新签|新建(?![、和及]续)|签约|续建(?<!建[、和及]续建)|结转")
