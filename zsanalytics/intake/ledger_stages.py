"""Stages and states of projects by words: how far they are, whether they go on, and why not."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from zsanalytics.codebook import squeeze
from zsanalytics.intake.ledger_values import plain, read_tick
from zsanalytics.schema import PROJECT_STAGES

STAGES = tuple(PROJECT_STAGES)

_WORDS = (
    (5, re.compile(r"投产|达产|运营|投运|试生产|开业")),
    (4, re.compile(r"竣工|建成|完工|完成建设|验收")),
    (3, re.compile(
        r"开工|在建|续建|施工|动工|建设中|正在建设|复工|主体|装修|安装|基础|封顶|停工|停建|缓建"
        r"|建设阶段"
    )),
    (2, re.compile(r"落地|注册|工商登记")),
    (1, re.compile(r"履约")),
    (0, re.compile(r"签约|签订|前期|手续|意向|未")),
)  # fmt: skip
_UNMET = re.compile(
    r"(?:未|尚未|暂未|没有|拟|拟于|计划|待|即将|预计|准备|争取|力争|具备|不具备|等待|暂不)[^,，。;；、和]{0,8}?"
    r"(?:开工|动工|复工|建成|竣工|完工|投产|达产|运营|投运|落地|注册|履约|施工|验收|开业)(?:建设|条件)?"
    r"|(?:开工|施工|投产|竣工|落地|建设)(?:前|准备|条件|许可|手续)"
)
_STATES = (
    ("withdrawn", re.compile(r"撤销|撤资|撤回|撤项|退出|撤离|注销")),
    ("terminated", re.compile(r"(?<!未)(?:终止|中止|解约|解除|取消|失败|作废|流产|夭折)")),
    ("stalled", re.compile(r"(?<![无未])(?:停滞|停工|停建|缓建|暂停|搁置|停产|烂尾|推进缓慢)")),
    (
        "active",
        re.compile(r"正常|在建|推进|执行|有效|存续|实施|建设|续建|新建|运营|投产|活跃|顺利"),
    ),
)


@functools.lru_cache(maxsize=4096)
def read_stage(text: str) -> str | None:
    """Read the furthest stage that a text says was reached; None if it says nothing.

    Examples
    --------
    >>> read_stage("已开工建设"), read_stage("正在办理手续，计划10月开工"), read_stage("建成投产")
    ('开工', '签约', '投产')
    """
    word = plain(text)
    reached = _UNMET.sub("", word)
    for place, pattern in _WORDS:
        if pattern.search(reached if place else word):
            return STAGES[place]
    return STAGES[0] if reached != word else None


@functools.lru_cache(maxsize=4096)
def read_state(text: str) -> tuple[str | None, str | None]:
    """Read a project's state and the reason stated with it.

    Examples
    --------
    >>> read_state("停滞（资金链断裂）"), read_state("正常"), read_state("已终止：企业破产")
    (('stalled', '资金链断裂'), ('active', None), ('terminated', '企业破产'))
    """
    word = plain(text)
    for state, pattern in _STATES:
        if pattern.search(word):
            reason = re.search(r"[(（](.+?)[)）]|[:：,，](.+)", text)
            told = (reason[1] or reason[2]).strip(" 。") if reason and state != "active" else None
            return state, told or None
    return None, None


_REASON = re.compile(
    r"(?:因|由于)?(企业|政府|要素)(?:自身|方面?|保障|制约|不足|原因|因素|问题|层面|类)*"
)


_IN_SECTION = re.compile(
    r"(?:已|新)?(?:开工|在建|竣工|(?:建成|竣工)?投产|建成|落地|履约)(?:建设)?(?:的)?(?:招商引资)?(?:项目)?.{0,2}"
    r"|.{0,4}[未待拟](?:履约|落地|开工|竣工|投产).{0,6}"
)
_STATE_SECTION = re.compile(
    r"(?:已|企业)?(?:终止|中止|退出|撤销|撤资|解约|解除|取消|停工|停建|停滞|暂停|搁置)[^不未]{0,12}"
)


@functools.lru_cache(maxsize=4096)
def section_stage(title: str) -> str | None:
    """Give the stage that a title gives all projects below it: 已开工项目, not 续建项目."""
    told = _IN_SECTION.fullmatch(title) or _STATE_SECTION.fullmatch(title)
    return read_stage(title) if told else None


@functools.lru_cache(maxsize=4096)
def section_state(title: str) -> str | None:
    """Give the state that a title gives all projects below it: 终止项目."""
    return read_state(title)[0] if _STATE_SECTION.fullmatch(title) else None


@functools.lru_cache(maxsize=4096)
def read_reason(text: str) -> str | None:
    """Read the reason of a state: 企业, 政府 or 要素 where nothing more is said, else as told.

    Examples
    --------
    >>> read_reason("企业自身原因"), read_reason("要素保障"), read_reason("土地指标未落实")
    ('企业', '要素', '土地指标未落实')
    """
    found = _REASON.fullmatch(plain(text))
    return found[1] if found else text or None


_LEGEND = re.compile(r"(?<!\d)(\d)[.、:：=．]?([^\W\d_]+(?:500强)?)")
_PROGRESS = re.compile(r"(\d{1,3}(?:\.\d+)?)%?")


@functools.lru_cache(maxsize=8192)
def in_words(header: str, text: str | None) -> str:
    """Say a mark in words: a tick means what its header asks, a number what its header lists.

    Examples
    --------
    >>> in_words("是否停滞", "√"), in_words("是否新建", "否"), in_words("在建", "×")
    ('停滞', '续建', '')
    >>> in_words("项目阶段（1签约、2开工、3投产）", "2"), in_words("形象进度", "35%")
    ('开工', '在建')
    """
    if text is None:
        return ""
    legend = _legend(header)
    if legend:
        return legend.get(plain(text), text)
    if "进度" in header and ("%" in text or "%" in header):
        done = _PROGRESS.fullmatch(plain(text))
        if done is not None:
            return "竣工" if float(done[1]) >= 100 else "在建" if float(done[1]) > 0 else "未开工"
    tick = read_tick(text)
    return text if tick is None else _asked(header, tick)


def _asked(header: str, tick: bool) -> str:
    """Say what a tick under a heading means; nothing where a no says nothing."""
    asked = re.sub(r"^是否(?:为|属于)?", "", squeeze(header))
    if asked.startswith("正常"):
        return "正常" if tick else "停滞"
    if asked.startswith(("新建", "新签")):
        return "新建" if tick else "续建"
    return asked if tick else ""


def _legend(header: str) -> Mapping[str, str]:
    """Give what the numbers under a heading stand for, where it lists them; else nothing."""
    found = dict(_LEGEND.findall(plain(header)))
    return found if len(found) > 1 and "1" in found and "2" in found else {}


@functools.lru_cache(maxsize=4096)
def read_build(text: str) -> str | None:
    """Read 新建 or 续建; None where a text says neither or both.

    Examples
    --------
    >>> read_build("二、结转项目"), read_build("新建、续建"), read_build("2024年新签约")
    ('续建', None, '新建')
    """
    word = squeeze(text) if len(text) < 40 else ""
    new, old = re.search(r"新建|新签|新增|当年签约", word), re.search(r"续建|结转|跨年|往年", word)
    if bool(new) == bool(old):
        return None
    return "新建" if new else "续建"


_SAID_IN_NOTE = re.compile(
    r"(?:项目|企业|合同|协议)?(?:现|均|目前)?已(?:经)?"
    r"(?:终止|中止|退出|撤资|撤销|解约|解除|停工|停建|搁置|停滞|注销|取消)"
)


@functools.lru_cache(maxsize=4096)
def state_in_note(note: str) -> tuple[str | None, str | None]:
    """Read a state and its reason from a remark, only where it says that it has happened.

    Examples
    --------
    >>> state_in_note("因用地问题，该项目已终止"), state_in_note("如不开工将终止合同")
    (('terminated', '用地问题'), (None, None))
    """
    if not _SAID_IN_NOTE.search(plain(note)):
        return None, None
    state, told = read_state(note)
    because = _BECAUSE.search(note)
    return state, because[1] if because else told


_BECAUSE = re.compile(r"(?:因|由于)(.{2,20}?)(?:[,，。;；]|已|$)")
