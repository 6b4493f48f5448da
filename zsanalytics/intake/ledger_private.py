"""Persons in a ledger: names of contacts and ways to reach them are taken out of every text.

What names a firm, an office or a place stays; a name is known by the word before it (联系人), by
the number after it, or by standing alone beside an office.
"""

from __future__ import annotations

import functools
import re

_PHONE = (
    r"(?<!\d)(?:(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s—-]?\d{7,8}|[48]00-?\d{3}-?\d{4})"
    r"(?!\d)"
)
_LONG_NUMBER = re.compile(r"\d(?:[\s—-]?\d){9}")  # as many digits as the shortest number
_SURNAME = (
    "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄米贝明臧戴宋庞熊纪舒屈项祝董梁"
    "杜阮蓝闵席季麻强贾路江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪解应宗丁邓郁洪包石崔吉龚程邢"
    "裴陆翁荀甄曲家封储靳段焦巴牧谷车侯全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印白怀蒲卓蔺屠池"
    "乔阴胥能苍双闻翟谭贡姬申冉雍桑桂牛寿边燕尚农温庄晏柴瞿阎慕连习艾容向古易廖耿满匡国文寇关东沃利蔚越师巩聂勾敖"
    "冷辛阚那简饶曾沙鞠丰荆游权盖益桓公俸闫肖尕祁拜妥]"
)
_BODY = "司局办委处院厂会部心所站科室镇乡村县市区州省团社店校行队组园集矿业厅馆库路"
_TITLES = "先生|女士|总经理|董事长|经理|总监|总|主任|局长|科长|书记|县长|市长|同志"
_PERSON = rf"{_SURNAME}(?:(?={_TITLES})|[\u4e00-\u9fff]?(?![{_BODY}])[\u4e00-\u9fff])(?:{_TITLES})?"
_ROLE = (
    r"(?:联系人?|(?:负责|责任|经办|对接|包抓|法)人|(?:包抓|分管|牵头)领导|招商专员|法定代表人|法人代表|项目秘书)"
    r"(?:及?(?:联系)?(?:电话|方式))?"
)
_SEP = r"[\s:：,，、;；(（)）/-]"
_SAID = re.compile(
    rf"{_SEP}{{0,3}}{_ROLE}[为是]?{_SEP}{{0,3}}(?:(?:{_PERSON}(?![\u4e00-\u9fff]){_SEP}{{0,3}})+(?:{_PHONE})?"
    rf"|{_PHONE})[)）]?"
)
_REACHED = re.compile(
    rf"{_SEP}{{0,3}}(?:(?:(?<![\u4e00-\u9fff])|(?<=[{_BODY}])){_PERSON}{_SEP}{{0,3}})?"
    rf"(?:(?:联系)?(?:电话|手机|方式)号?码?{_SEP}{{0,2}})?{_PHONE}[)）]?"
)
_ADDRESS = re.compile(
    r"[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{1,20})+|(?:微信|qq)号?[:：]?\s{0,2}[a-z\d_-]{4,}",
    re.IGNORECASE,
)
_CUT = re.compile(_SEP)
_ALONE = re.compile(rf"(?<=[{_BODY}司]){_SEP}{{1,3}}{_PERSON}[)）]?$")
_HINT = re.compile(rf"{_ROLE}|@|微信|qq", re.IGNORECASE)
_PERHAPS = re.compile("[联人领员秘@信qQ]")  # one of them stands in every hint, and is soon found


@functools.lru_cache(maxsize=8192)
def without_persons(text: str) -> str:
    """Take persons, telephone numbers and addresses out of a text that is carried on.

    Examples
    --------
    >>> without_persons("市商务局 李四0931-8259999"), without_persons("华为 张三丰13893112345")
    ('市商务局', '华为')
    >>> without_persons("资金链断裂（联系人孙七13811112222）"), without_persons("张掖某某公司")
    ('资金链断裂', '张掖某某公司')
    """
    if _PERHAPS.search(text) and _HINT.search(text):
        text = _ADDRESS.sub("", _SAID.sub("", text))
    if _LONG_NUMBER.search(text):
        text = re.sub(_PHONE, "", _REACHED.sub("", text))
    if _CUT.search(text):
        text = _ALONE.sub("", text)
    return text.strip(" ,，、;；:：")


_ONLY = re.compile(rf"(?:{_PERSON}(?:{_SEP}+|$))+")


def is_person(text: str) -> bool:
    """Tell whether a text is nothing but names of persons.

    Examples
    --------
    >>> is_person("李四"), is_person("王经理、赵六"), is_person("市商务局")
    (True, True, False)
    """
    return len(text) < 40 and _ONLY.fullmatch(text) is not None
