"""Ledgers put together at random from the ways offices write them, with known truth."""

import datetime as dt
import random
import re

import pandas as pd
import pytest
import xlsxwriter

from zsanalytics.codebook import load_codebook
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.ledger import take_projects

BOOK = load_codebook()
WORDS = """
number: 序号 编号 序 NO.
name: 项目名称 招商项目 项目 招商引资项目名称 项目全称 签约项目名称 建设项目名称 引进项目
region: 县区 所在县区 县（市、区） 落地县区 项目所在地 建设地点 落户地 属地
investor: 投资方 投资企业 投资主体名称 客商名称 投资商 投资方（企业）名称 引进企业 签约企业
origin: 投资方所在地 企业注册地 来源地 投资来源地 客商来源 投资方所属省份 国别（地区）
ownership: 企业性质 投资主体性质 所有制性质 企业类型
contract_amount: 总投资 协议投资 计划总投资 合同金额 签约金额 协议总投资 合同投资额 投资总额
    计划投资额
funds_total: 开工以来累计到位资金 自开工累计到位 开工至今到位资金 签约以来累计到位资金
    项目开工以来到位资金
funds_ytd: 本年累计到位资金 今年到位资金 年内到位 1-9月到位资金 本年到位 2024年1—9月累计到位
    当年到位资金 今年以来到位资金
fai_ytd: 本年完成固定资产投资 1-9月固定资产投资 今年完成投资 当年固投
signed_on: 签约时间 签约日期 合同签订时间 签订日期
started_on: 开工时间 实际开工时间 开工日期 动工时间
start_due: 计划开工时间 拟开工时间 预计开工日期
finish_due: 计划竣工时间 计划建成时间 预计完工时间
produced_on: 投产时间 投产日期 达产时间
stage: 项目进度 建设阶段 项目进展 形象进度 目前进展情况 项目推进情况
build: 建设性质 新建/续建 项目性质 新建或续建
chain: 所属产业链 产业链 重点产业链 产业链名称
industry: 所属行业 行业 产业类别 行业类别
method: 招商方式 引资方式 招商途径
event: 签约展会 届次 签约活动 节会名称
introduced_by: 引荐单位 引进单位 招商单位 招商引资单位
top500_claim: 500强类别 三个500强 500强类型 是否500强企业
project_id: 项目代码 投资项目代码 项目编码 在线平台项目代码
other: 备注 联系人 联系电话 项目负责人 建设内容及规模 用地面积（亩） 资金到位率 本年目标 建设年限
    上年到位资金 9月当月到位资金
"""
HEADINGS = {
    field.strip(): words.split()
    for field, words in re.findall(r"^(\w+):([^:]+)(?=^\w+:|\Z)", WORDS, re.MULTILINE)
}
MONEY = ("contract_amount", "funds_total", "funds_ytd", "fai_ytd")
DATES = ("signed_on", "started_on", "start_due", "finish_due", "produced_on")
COUNTIES = ("西峰区", "庆城县", "环县", "华池县", "合水县", "正宁县", "宁县", "镇原县")
POOLS = {
    "region": COUNTIES, "origin": ("广东省", "北京市", "陕西省", "甘肃省"),
    "ownership": ("民企", "央企", "外资"), "stage": ("签约", "落地", "开工", "竣工", "投产"),
    "build": ("新建", "续建"), "chain": ("数据信息", "文化旅游", "石化", None),
    "industry": ("制造业", "农业", "批发业"), "method": ("以商", "产业链", "资源"),
    "event": ("第30届兰洽会", "第29届兰洽会", None), "introduced_by": ("市商务局", "驻京办", None),
    "top500_claim": ("世界500强", "中国民营企业500强", None, None),
}  # fmt: skip
SAID = {
    ("stage", "签约"): "已签约，正在办理前期手续", ("stage", "落地"): "已注册公司",
    ("stage", "开工"): "在建", ("stage", "竣工"): "已竣工", ("stage", "投产"): "建成投产",
    ("chain", "数据信息"): "数据信息产业链", ("method", "以商"): "以商招商",
    ("method", "产业链"): "产业链招商", ("method", "资源"): "资源招商",
    ("origin", "广东省"): "广东深圳", ("origin", "甘肃省"): "甘肃省兰州市",
    ("ownership", "民企"): "民营企业", ("ownership", "央企"): "中央企业",
    ("event", "第30届兰洽会"): "第三十届兰洽会",
}  # fmt: skip
STYLES = (
    "day",
    "month",
    "{:%Y.%m.%d}",
    "{:%Y年%m月%d日}",
    "{:%Y-%m-%d}",
    "{:%Y%m%d}",
    "{:%y.%m.%d}",
)
ALWAYS = ("name", "investor", "contract_amount")
FACTORS = {"万元": 10_000, "亿元": 1, "元": 100_000_000}


class Ledger:
    """One random ledger: its rows as they are written, its merges, and what is true of them."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        choose = self.rng.choice
        optional = [f for f in HEADINGS if f not in (*ALWAYS, "other") and self.rng.random() < 0.55]
        self.fields = [*ALWAYS, *optional, *[""] * self.rng.randrange(3)]
        self.rng.shuffle(self.fields)
        if "number" in self.fields:
            self.fields.remove("number")
            self.fields.insert(0, "number")
        noise = self.rng.sample(HEADINGS["other"], 3)
        self.heads = [choose(HEADINGS[f]) if f else noise.pop() for f in self.fields]
        self.corner = choose(list(FACTORS))
        self.units = {f: choose([None, None, *FACTORS]) for f in MONEY}
        self.split = {
            f: self.rng.random() < 0.4 for f in ("contract_amount", "funds_total", "funds_ytd")
        }
        self.style = {f: choose(STYLES) for f in DATES}
        self.sections = choose([None, None, "region", "build"])
        self.spelled = choose(["", " ", "\n"])
        self.projects = [self._project(n) for n in range(self.rng.randint(3, 9))]
        self.rows, self.merges = [], []
        self._write()

    def _project(self, n):
        rng = self.rng
        signed = dt.date(2024 - rng.randrange(2), rng.randint(1, 9), rng.randint(1, 28))
        project = {field: rng.choice(values) for field, values in POOLS.items()}
        project |= {
            "name": f"{rng.choice('风光煤油')}{rng.choice('电业化')}项目{n}",
            "investor": f"{rng.choice('甲乙丙丁')}{n}有限公司",
            "project_id": f"24{rng.randint(10, 99)}-621000-04-01-{rng.randint(100000, 999999)}",
            "signed_on": signed, "produced_on": None,
            "started_on": rng.choice([None, signed + dt.timedelta(days=rng.randint(5, 90))]),
            "start_due": signed + dt.timedelta(days=100),
            "finish_due": signed + dt.timedelta(days=700),
        }  # fmt: skip
        whole = {f: rng.randint(1, 99_999) for f in MONEY}
        for field in MONEY:
            outside = rng.randint(0, whole[field])
            project[field] = whole[field] if rng.random() < 0.9 else None
            project[field, "outside"] = outside
            project[field, "inside"] = whole[field] - outside
        return project

    def _unit(self, field):
        return self.units[field] or self.corner

    def _amount(self, field, number):
        if number is None:
            return self.rng.choice([None, "—", "/", ""])
        value = number * FACTORS[self._unit(field)] / 10_000
        value = int(value) if value == int(value) else value
        if self.rng.random() < 0.15:
            return f"{value:,}" if self.rng.random() < 0.5 else f"约{value}"
        return value

    def _date(self, field, day):
        if day is None:
            return self.rng.choice([None, "—", "未开工", "/"])
        style = self.style[field]
        if style == "day":
            return dt.datetime(day.year, day.month, day.day)
        return f"{day.year}年{day.month}月" if style == "month" else style.format(day)

    def _texts(self, field, value):
        told = SAID.get((field, value), value)
        return told if field == "stage" else self.rng.choice([told, value])

    def _columns(self):
        """List (field, split, group, leaf) of each written column."""
        for field, head in zip(self.fields, self.heads, strict=True):
            unit = f"（{self.units[field]}）" if self.units.get(field) else ""
            if self.split.get(field):
                yield field, "", head + unit, self.rng.choice(["合计", "小计", "总额"])
                yield field, "outside", head + unit, self.rng.choice(["省外", "其中：省外"])
                yield field, "inside", head + unit, self.rng.choice(["省内", "其中：省内"])
            else:
                yield field, "", "", self.spelled.join(head[:2]) + head[2:] + unit

    def _write(self):
        columns = list(self._columns())
        width = len(columns)
        self.rows.append([f"庆阳市2024年1-9月招商引资项目台账（单位：{self.corner}）"])
        self.merges.append((0, 0, 0, width - 1))
        if self.rng.random() < 0.5:
            self.rows[0] = ["庆阳市2024年9月招商引资项目台账"]
            self.rows.append([None] * (width - 1) + [f"单位：{self.corner}"])
        top = len(self.rows)
        two = any(group for _, _, group, _ in columns)
        if two:
            firsts = [group if group and split == "" else leaf if not group else None
                      for _, split, group, leaf in columns]  # fmt: skip
            self.rows.append(firsts)
            self.rows.append([leaf if group else None for _, _, group, leaf in columns])
            for i, (_, split, group, _) in enumerate(columns):
                if not group:
                    self.merges.append((top, i, top + 1, i))
                elif split == "":
                    self.merges.append((top, i, top, i + 2))
        else:
            self.rows.append([leaf for _, _, _, leaf in columns])
        self._write_body(columns)

    def _write_body(self, columns):
        projects = self.projects
        if self.sections:
            projects = sorted(projects, key=lambda p: p[self.sections])
            self.projects = projects
        if self.rng.random() < 0.4:
            self.rows.append(
                self._sum(columns, projects, self.rng.choice(["合计", "全市合计", "总计"]))
            )
        before = None
        for n, project in enumerate(projects, start=1):
            if self.sections and project[self.sections] != before:
                before = project[self.sections]
                rank = "一二三四五六七八九"[
                    len([r for r in self.rows if r and str(r[0])[1:2] == "、"])
                ]
                title = f"{rank}、{before}" + ("项目" if self.sections == "build" else "")
                self.rows.append([title] + [None] * (len(columns) - 1))
            self.rows.append(
                [self._cell(n, project, field, split) for field, split, _, _ in columns]
            )
        if self.rng.random() < 0.4:
            self.rows.append(self._sum(columns, projects, "合计"))
        if self.rng.random() < 0.4:
            self.rows.append(["填报人：张某某    联系电话：0934-8612345"])

    def _sum(self, columns, projects, label):
        row = [None] * len(columns)
        for i, (field, split, _, _) in enumerate(columns):
            if field in MONEY:
                told = [p[field, split] if split else p[field] for p in projects]
                row[i] = sum(t for t in told if t) * FACTORS[self._unit(field)] / 10_000
        place = next(i for i, (f, _, _, _) in enumerate(columns) if f == "name")
        row[0 if self.fields[0] not in MONEY else place] = label
        return row

    def _cell(self, n, project, field, split):
        if field == "":
            return self.rng.choice([None, "张三", "13912345678", 12])
        if field == "number":
            return n
        if field in MONEY:
            return self._amount(field, project[field, split] if split else project[field])
        if field in DATES:
            return self._date(field, project[field])
        return self._texts(field, project[field])

    def save(self, path):
        made = xlsxwriter.Workbook(path)
        sheet = made.add_worksheet("台账")
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for top, left, bottom, right in self.merges:
            if (top, left) != (bottom, right):
                sheet.merge_range(top, left, bottom, right, "")
        for r, row in enumerate(self.rows):
            for c, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(r, c, value, day)
                elif value is not None and value != "":
                    sheet.write(r, c, value)
        made.close()
        return path

    def expected(self, field):
        told = [project[field] for project in self.projects]
        if field in MONEY:
            return [None if n is None else n / 10_000 for n in told]
        if field in DATES:
            return [day and self._day(field, day) for day in told]
        return told

    def _day(self, field, day):
        if self.style[field] == "month":
            day = day.replace(day=1)
            if field.endswith("_due"):
                day = (day + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        return pd.Timestamp(day)


def wrong(ledger, projects):
    """List (field, found, expected) of what was misread."""
    if projects["name"].tolist() != ledger.expected("name"):
        return [("name", projects["name"].tolist(), ledger.expected("name"))]
    told = set(ledger.fields) - {"", "number"} | ({ledger.sections} - {None})
    if "stage" in told and {"started_on", "produced_on"} & told:
        told.remove("stage")
    found = []
    for field in sorted(told):
        for a, b in zip(projects[field], ledger.expected(field), strict=True):
            if not (
                (pd.isna(a) and b is None) or a == b or (isinstance(b, float) and abs(a - b) < 1e-9)
            ):
                found.append((field, a, b))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_a_ledger_put_together_at_random_is_read_right(seed, tmp_path):
    ledger = Ledger(seed)
    path = ledger.save(tmp_path / f"庆阳市{seed}.xlsx")
    projects, findings = take_projects(read_cells(path), BOOK)
    assert wrong(ledger, projects) == []
    assert findings["rule"].tolist() == []
