# ruff: noqa: E501
"""Writes docs/office-quarter.md: a quarter of an office, played with the real commands.

Run ``python -m tests.office_quarter`` after a change of what the commands print; a slow test plays
the quarter again and compares. What the units send is written by the sample generator and then
spoilt here, the way real submissions are.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import openpyxl
import pandas as pd

from zsanalytics.cli import main
from zsanalytics.codebook import load_codebook
from zsanalytics.demo import install_published
from zsanalytics.forms.workbook import form_workbook
from zsanalytics.intake.folder import intake_files
from zsanalytics.intake.submissions import DEMO
from zsanalytics.periods import parse_asof
from zsanalytics.sample.writer import write_sample

PAGE = Path(__file__).parents[1] / "docs" / "office-quarter.md"
HISTORY = ("2024-05", "2024-06")
UNITS = (
    "兰州市",
    "兰州新区",
    "嘉峪关市",
    "天水市",
    "定西市",
    "平凉市",
    "庆阳市",
    "张掖市",
    "武威市",
    "甘南",
    "白银市",
    "酒泉市",
    "金昌市",
    "陇南市",
    "临夏",
)
INTRODUCTION = """\
# 一个季度的办公记录

三个月的收表、校核、退回、更正、定稿，以及一次迟到的修订，按先后记在下面：每一步先说为什么，再给命令和命令的真实输出。
本页由 `python -m tests.office_quarter` 从头演一遍后写成，测试会重演并与本页比对，所以它不会过时。
报送表是样本生成器写的**演示数据**，再由脚本改出真实报送里常见的毛病。长的输出只留开头，注明还有几行；版本名后的校验码写作 `…`。
"""


class Office:
    """A project folder that is worked in, and the page that tells what was done."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.page = [INTRODUCTION]

    def month(self, title: str) -> None:
        """Begin a month."""
        self.page.append(f"\n## {title}\n")

    def why(self, text: str) -> None:
        """Say why the next step is taken."""
        self.page.append(f"\n{text}\n")

    def zs(self, line: str, *, keep: int = 12, code: int = 0) -> None:
        """Run a ``zs`` command and show it with its output."""
        words = [name for word in shlex.split(line) for name in self._named(word)]

        def run() -> None:
            with ends_with(code):
                main(words)

        self._show(f"zs {line}", self._said(run), keep, code)

    def shell(self, line: str, *, keep: int = 12) -> None:
        """Run a command of the shell and show it with its output."""
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.project,
            text=True,
            check=True,
            stdout=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        self._show(line, done.stdout, keep, 0)

    def python(self, text: str, *, keep: int = 20) -> None:
        """Run a few lines as in a notebook and show them with what they print."""
        said = cut(self._said(lambda: exec(text, {})), keep)
        self.page.append(f"\n```python\n{text.strip()}\n```\n\n```text\n{said}\n```\n")

    def write(self, name: str, text: str) -> None:
        """Write a file of the project and show it."""
        place = self.project / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        self.page.append(f"\n`{name}`：\n\n```toml\n{text.strip()}\n```\n")

    def _named(self, word: str) -> Iterable[str]:
        found = sorted(self.project.glob(word)) if "*" in word else []
        return [path.relative_to(self.project).as_posix() for path in found] or [word]

    def _show(self, line: str, said: str, keep: int, code: int) -> None:
        end = f"\n（退出码 {code}）" if code else ""
        self.page.append(f"\n```console\n$ {line}\n{cut(said, keep)}{end}\n```\n")

    def _said(self, run: Callable[[], None]) -> str:
        """Give what is printed, without what differs from run to run."""
        told = io.StringIO()
        with chdir(self.project), redirect_stdout(told), redirect_stderr(told):
            try:
                run()
            except Exception as error:
                raise RuntimeError(f"{''.join(self.page)}\n{told.getvalue()}") from error
        text = (
            told.getvalue().replace(f"{self.project}{os.sep}", "").replace(str(self.project), ".")
        )
        return re.sub(r"(20\d\d-\d\d)-[0-9a-f]{12}", r"\1-…", text)


@contextmanager
def ends_with(code: int) -> Iterator[None]:
    """Take a command's end; another exit code than the expected one is an error."""
    try:
        yield
    except SystemExit as end:
        if end.code != code:
            raise ValueError(f"exit {end.code}, expected {code}") from end


def cut(text: str, keep: int) -> str:
    """Keep the first lines of an output and count the others."""
    lines = [line.rstrip() for line in text.strip("\n").splitlines()]
    if len(lines) <= keep + 1:
        return "\n".join(lines)
    return "\n".join([*lines[:keep], f"… 还有 {len(lines) - keep} 行"])


class Inbox:
    """What the units send: files of the sample, in folders by the day they come."""

    def __init__(self, project: Path, sample: Path) -> None:
        self.project, self.sample = project, sample

    def send(self, day: str, asof: str, units: Iterable[str]) -> None:
        """Put the files of some units as they are into the folder of a day."""
        for path in sorted((self.sample / asof).iterdir()):
            if path.name.startswith(tuple(units)):
                self.put(day, path.name, path.read_bytes())

    def file(self, asof: str, name: str) -> bytes:
        """Give a file of the sample."""
        return (self.sample / asof / name).read_bytes()

    def put(self, day: str, name: str, content: bytes) -> Path:
        """Put a file into the folder of a day."""
        place = self.project / "收件" / day / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        return place

    def spoilt(self, day: str, asof: str, name: str, old: str, new: str) -> None:
        """Put a file in which a text or number is another; everything else is as it was."""
        place = self.put(day, name, self.file(asof, name))
        place.write_bytes(patched(place, old, new))

    def on_template(self, day: str, asof: str, unit: str) -> None:
        """Put a unit's template, filled in with what its own files say."""
        self._form(day, f"{unit}.xlsx", unit, asof, *self._read(unit, asof))

    def revised(self, day: str, asof: str, unit: str, county: str, more: float) -> None:
        """Put a unit's template with the funds of one county, and of the unit, so much more."""
        panel, projects = self._read(unit, asof)
        funds = panel["indicator"].eq("funds_in_place") & panel["segment"].isin(
            ["全部", "来源地=省外"]
        )
        own = funds & panel["region"].isin([unit, county])
        panel = panel.assign(value=panel["value"].mask(own, panel["value"] + more))
        self._form(day, f"{unit}8月修订.xlsx", unit, asof, panel, projects)

    def _read(self, unit: str, asof: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        taken = intake_files(sorted((self.sample / asof).glob(f"{unit}*")), asof, load_codebook())
        year, month = parse_asof(asof)
        now = (taken.panel["year"] == year) & (taken.panel["month"] == month)
        return taken.panel[now], taken.projects

    def _form(
        self, day: str, name: str, unit: str, asof: str, panel: pd.DataFrame, projects: pd.DataFrame
    ) -> None:
        book = load_codebook()
        content = form_workbook(unit, asof, book=book, mark=DEMO, panel=panel, projects=projects)
        self.put(day, name, content)


def patched(path: Path, old: str, new: str) -> bytes:
    """Replace a text in the parts of an xlsx; cached values of formulas stay."""
    with zipfile.ZipFile(path) as box:
        parts = {info: box.read(info) for info in box.infolist()}
    if not any(old.encode() in part for part in parts.values()):
        raise ValueError(f"{path.name}: {old} is not in it")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        for info, part in parts.items():
            box.writestr(info.filename, part.replace(old.encode(), new.encode()))
    return path.read_bytes()


def others(*names: str) -> tuple[str, ...]:
    """List the units that are not named."""
    return tuple(unit for unit in UNITS if unit not in names)


def july(office: Office, inbox: Inbox) -> None:
    """Play July: start, templates, receiving, returning, correcting, the final briefing."""
    office.month("七月：开张、收表、退回、定稿")
    office.why(
        "省级办公室新建项目文件夹。先前几个月的报送表原样放进 `data/raw/年-月/`，建一次面板，历史就在了。"
    )
    office.zs("init --region 甘肃省")
    write_sample(office.project / "data" / "raw", first=HISTORY[0], last=HISTORY[1])
    install_published(office.project)
    office.zs("build --month 2024-06", keep=6)
    office.why(
        "八月初，把七月的表样发给各单位：汇总表、产业链表、带出上月项目的台账，有下拉列表和填写检查。"
    )
    office.zs("template --month 2024-07", keep=4)

    inbox.send(
        "0805", "2024-07", others("金昌市", "庆阳市", "天水市", "甘南", "陇南市", "兰州新区")
    )
    inbox.put("0805", "金昌市月报表.xlsx", inbox.file("2024-06", "金昌市月报表.xlsx"))
    inbox.spoilt("0805", "2024-07", "庆阳市招商引资情况表.xlsx", "万元", "亿元")
    inbox.spoilt("0805", "2024-07", "天水市招商引资月报.xlsx", "<v>47.6956</v>", "<v>74.6956</v>")
    inbox.put("0805", "甘南州7月报表.xlsx", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(2000))
    office.why(
        "第一批表八月五日到。有的用自己的版式，定西是 GB18030 的 CSV，甘南把照片改名成了 `.xlsx`。`receive` 按内容认出单位和月份，原样入库登记；不是工作簿的不收，说明为什么。"
    )
    office.zs("receive 收件/0805/* --received '2024-08-05 10:20'", keep=16, code=2)
    office.why(
        "看谁报了、谁没报、各有几处问题。金昌发来的还是六月的表，内容里写着六月，所以登记在六月，七月仍算未报。"
    )
    office.zs("status --month 2024-07", keep=24)
    office.why(
        "校核，并把有问题的退回：每个文件一个文件夹，里面是标好的原表、校核结果表和一页《退回修改单》。"
    )
    office.zs("check data/raw/2024-07 --return 退回/0805", keep=26, code=1)
    office.shell("ls 退回/0805/天水市招商引资月报")
    july_mended(office, inbox)


def july_mended(office: Office, inbox: Inbox) -> None:
    """Take the mended files of July, correct what nobody can mend in time, and close the month."""
    inbox.send("0808", "2024-07", ("金昌市", "庆阳市", "甘南"))
    inbox.spoilt("0808", "2024-07", "兰州新区招商引资数据.xlsx", "284.3802亿元", "286.3802亿元")
    inbox.put(
        "0808", "天水市招商引资月报（更正）.xlsx", inbox.file("2024-07", "天水市招商引资月报.xlsx")
    )
    inbox.put("0808", "兰州新区7月盖章扫描.pdf", b"%PDF-1.4\n%%EOF\n")
    office.why(
        "八月八日，改好的表回来了：庆阳改正了单位，天水发来更正稿，金昌补发七月的表，甘南换成真正的工作簿；兰州新区另附一份盖章扫描件。同名的新表登记为第 2 版，旧表原样保留，不再过问。"
    )
    office.zs("receive 收件/0808/* --received '2024-08-08 16:05'")
    office.why("扫描件上的合计由人看一眼，登记时与表内的数自动核对：表里打错了一个数。")
    office.zs(
        "receive data/raw/2024-07/兰州新区7月盖章扫描.pdf --unit 兰州新区 --month 2024-07 --total 284.38"
    )
    inbox.send("0812", "2024-07", ("陇南市",))
    office.why(
        "陇南八月十二日才到，过了八日的期限。再校核一遍：退回的错误都改好了，剩下兰州新区打错的那个数，校核结果连应当是多少都推了出来。"
    )
    office.zs("receive 收件/0812/* --received '2024-08-12 09:00'")
    office.zs("check data/raw/2024-07", keep=30, code=1)
    office.why(
        "兰州新区来电确认是打错了，以盖章件为准，来不及重报。更正决定写成数据：改哪个数、改前是多少、改成多少、为什么、谁定的；报送表不动。更正之后，错误就没有了。"
    )
    office.write("data/corrections/2024.toml", CORRECTION)
    office.zs("build --month 2024-07", keep=20)
    office.python(CORRECTED)
    office.why("出通报：先出送审稿，领导看过后定稿。定稿锁定数据版本，`….final.json` 里记着。")
    office.zs("brief --month 2024-07 --region 甘肃省 --format html")
    office.zs("brief --month 2024-07 --region 甘肃省 --format html,pdf --final")
    office.python(LOCK.format(asof="2024-07"))


CORRECTION = """\
[[correction]]
region = "兰州新区"
indicator = "funds_in_place"
year = 2024
months = [7]
action = "override"
value = 284.3802
expect = { equals = 286.3802 }
reason = "报送表打错一位，以盖章件为准"
authority = "省级办公室电话记录，2024年8月12日"
"""

CORRECTED = """
import zsanalytics as zs
print(zs.corrections("2024-07")[["region", "segment", "before", "after", "reason"]].to_string(index=False))
"""

LOCK = """
import json
from pathlib import Path
print(json.loads(Path("reports/{asof}/甘肃省.final.json").read_text("utf-8"))["vintage"])
"""


def august(office: Office, inbox: Inbox) -> None:
    """Play August: a filled template, a corrected ledger, the final briefing, a spot check."""
    office.month("八月：表样、更正稿、定稿、抽查")
    office.why(
        "八月的表九月初到。嘉峪关用发下去的表样填报，其余单位用自己的版式；这个月还要报项目台账。"
    )
    inbox.send("0905", "2024-08", others("嘉峪关市", "陇南市", "武威市"))
    inbox.on_template("0905", "2024-08", "嘉峪关市")
    inbox.spoilt("0905", "2024-08", "武威市招商引资项目台账.xlsx", "凉州区", "凉洲区")
    inbox.put(
        "0905", "武威市招商引资情况表.xlsx", inbox.file("2024-08", "武威市招商引资情况表.xlsx")
    )
    office.zs("receive 收件/0905/* --received '2024-09-05 15:00'", keep=8)
    office.zs("status --month 2024-08", keep=24)
    office.zs("check data/raw/2024-08 --return 退回/0905", keep=24, code=1)
    office.why(
        "武威的台账把凉州区打成了“凉洲区”，不猜，退回；更正稿来了，整份取代旧台账，项目不会算两遍。陇南的表也在期限前到了。"
    )
    inbox.put(
        "0907",
        "武威市招商引资项目台账（更正）.xlsx",
        inbox.file("2024-08", "武威市招商引资项目台账.xlsx"),
    )
    inbox.send("0907", "2024-08", ("陇南市",))
    office.zs("receive 收件/0907/* --received '2024-09-07 11:30'")
    office.zs("build --month 2024-08", keep=20)
    office.zs("brief --month 2024-08 --region 甘肃省 --format html,pdf,docx,xlsx --final")
    office.why(
        "定稿之后抽查：按金额大小在庆阳抽 5 个项目，带着抽查表去现场；认定数和原因填好后收回，得出核减率。"
    )
    office.zs("verify --plan 5 --region 庆阳市 --month 2024-08")
    fill_spot_check(office.project / "data/verified/2024-08/抽查-庆阳市.xlsx")
    office.zs("verify data/verified/2024-08/抽查-庆阳市.xlsx --month 2024-08")
    office.why("记下定稿每个文件的校验码，以后要用它证明定稿没有变。")
    office.shell(
        "sha256sum reports/2024-08/甘肃省.{html,pdf,docx,xlsx,ipynb,facts.json} > 定稿.sha256; wc -l 定稿.sha256"
    )


def fill_spot_check(path: Path) -> None:
    """Write what was found on the spot: one project of five was smaller than reported."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3]}
    rows = range(4, sheet.max_row + 1)
    for row in rows:
        reported = sheet.cell(row, heads["上报数"]).value
        sheet.cell(row, heads["认定数"]).value = (
            reported if row > rows[0] else round(reported * 0.8, 4)
        )
    sheet.cell(rows[0], heads["原因"]).value = "设备款为预付，未到位"
    workbook.save(path)


def september(office: Office, inbox: Inbox) -> None:
    """Play September: a late revision of August, and what it changes and does not change."""
    office.month("九月：迟到的修订、前后两个版本、季度排名")
    office.why("十月八日，九月的表全部到齐。")
    inbox.send("1008", "2024-09", UNITS)
    office.zs("receive 收件/1008/* --received '2024-10-08 10:00'", keep=4)
    office.why(
        "十月九日，天水用表样重报八月的数：张家川县核实后增加 2 亿元。八月早已定稿，修订稿照样收下登记。"
    )
    inbox.revised("1009", "2024-08", "天水市", "张家川回族自治县", 2.0)
    office.zs("receive 收件/1009/* --received '2024-10-09 09:30'")
    office.why("面板可以回到任何一天：修订稿到的前一天和当天，天水八月的数各是多少。")
    office.python(AS_OF)
    office.zs("build --month 2024-09", keep=16)
    office.python(REVISIONS)
    office.why(
        "八月的数据也重建一次，得到新的版本；但定稿锁着当时的版本，重出一遍，每个文件逐字节相同。"
    )
    office.zs("build --month 2024-08", keep=6)
    office.zs("brief --month 2024-08 --region 甘肃省 --format html,pdf,docx,xlsx")
    office.shell("sha256sum --check 定稿.sha256")
    office.why(
        "九月的送审稿说清楚：总数比上期通报多了多少，其中多少是新到位，多少是以前月份的修订，涉及哪个单位。"
    )
    office.zs("brief --month 2024-09 --region 甘肃省")
    office.python(CHANGED)
    office.why("报送质量四项得分（没有依据的不评），季度综合排名，最后给九月定稿。")
    office.zs("status --month 2024-09 --scores", keep=22)
    office.zs("brief --month 2024-09 --region 甘肃省 --notebook quarterly_ranking")
    office.zs("brief --month 2024-09 --region 甘肃省 --format html,pdf,docx,xlsx --final")


AS_OF = """
import zsanalytics as zs

def august(panel):
    rows = panel.query("region == '天水市' and indicator == 'funds_in_place' and segment == '全部'")
    return rows.query("year == 2024 and month == 8 and status != 'computed'")[["value", "status", "source"]]

print(august(zs.as_of("2024-10-08")).to_string(index=False))
print(august(zs.as_of("2024-10-09")).to_string(index=False))
"""

REVISIONS = """
import zsanalytics as zs

figures = zs.revisions().query("region in ['天水市', '兰州新区'] and indicator == 'funds_in_place' and segment == '全部'")
moved = figures[figures["revision"].notna() & (figures["revision"] != 0)]
print(moved[["region", "year", "month", "known", "previous", "value", "revision"]].to_string(index=False))
"""

CHANGED = """
import re
from pathlib import Path
page = Path("reports/2024-09/甘肃省.html").read_text("utf-8")
text = re.sub(r"<[^>]+>", "", page)
print(*dict.fromkeys(re.findall(r"[^。\\n]*修订[^。\\n]*。", text)), sep="\\n")
"""


def written(project: Path) -> str:
    """Play the quarter in a folder and write the page."""
    office = Office(project)
    with tempfile.TemporaryDirectory(prefix="zs-") as place:
        write_sample(place, first=HISTORY[1], last="2024-09")
        inbox = Inbox(project, Path(place))
        july(office, inbox)
        august(office, inbox)
        september(office, inbox)
    return "".join(office.page)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="zs-") as folder:
        PAGE.write_text(written(Path(folder).resolve()), encoding="utf-8")
