"""Starting: a project folder for an office, with its own regions, chains and targets.

A prefecture, a county or a park runs the same programme for what lies below it; what differs is
in the folder ``codes/`` that is written here and can be edited.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from zsanalytics import store
from zsanalytics.codebook import CODES, Codebook, load_codebook, office_codes
from zsanalytics.codebook.actors import office_actors
from zsanalytics.errors import RequestError

FOLDERS = ("data/raw", "data/corrections", "reports")

OWN_TARGETS = """# {region}的目标册：一份文件一个文件，一条目标一个 [[target]]。
# 写法见随程序发布的 codes/targets/；下面的例子去掉行首的 # 即生效。

[document]
title = "{region}年度目标"
status = "draft"

# [[target]]
# clause = "到位资金"
# region = "{region}"
# indicator = "funds_in_place"
# segment = "全部"       # 全部到位资金；定在省外资金上的写 来源地=省外。通报说的就是这条线
# year = 2026
# kind = "level"
# line = "goal"
# value = 100.0
"""

IMPRINT = """# 通报的版头版记；不写的，通报上留空行。写法见 docs/briefings.md。

[office]
issuer = ""       # 编发单位
recipients = ""   # 报送

[issue]
# "2026-03" = "2026年第3期"

[deadline]
day = 8           # 次月几日前报送

[rhythm]          # 每月、季末、6月、12月出哪些通报（zs month）
{rhythm}
{duties}"""

RHYTHM = ("月", "季", "半年", "年")

READ_ME = """# {region}招商引资统计

| 文件夹 | 放什么 |
|---|---|
| `codes/` | 地区目录、重点产业链、承担任务的部门和机构、目标册，可直接编辑 |
| `data/raw/年-月/` | 收到的报送表，原样保存；用 `zs receive 文件` 放入并登记 |
| `data/corrections/` | 更正决定：改哪个数、怎么改、为什么 |
| `reports/` | 通报 |

每月五步：

1. `zs template --month 年-月`：发表样；
2. `zs receive 文件…`：收表、登记；
3. `zs status --month 年-月`：看谁报了、谁没报；
4. `zs check data/raw/年-月 --return 退回`：退回有误的；
5. `zs month --month 年-月`：校核、建面板、出当月该出的通报（`data/office.toml` 的 `[rhythm]`）。
"""


def start_project(folder: str | Path, region: str, *, book: Codebook | None = None) -> list[Path]:
    """Write a project folder for the office of a region.

    Parameters
    ----------
    folder : path
        Made where it is not there; an existing project is left alone.
    region : str
        The office's region, in any spelling.
    book : Codebook, optional
        Holds the region; the shipped one by default.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    RequestError
        If the folder is a project already.
    CodebookError
        If the region is unknown or ambiguous.
    """
    place, book = Path(folder), book or load_codebook()
    root = book.region(region)
    if (place / "data").exists() or (place / "codes").exists():
        raise RequestError(f"{place}: holds data/ or codes/ already; give a new folder")
    files = {f"codes/{name}": text for name, text in office_codes(book, root).items()}
    files["codes/actors.toml"] = office_actors(book, root)
    if book.level(root) == "zone":  # a park is asked for output, firms and land
        files["codes/forms.toml"] = book.codelist("forms_park.toml").read_text(encoding="utf-8")
    goals = target_files(root, book)
    files |= {f"codes/targets/{name}": text for name, text in goals.items()}
    files["data/office.toml"] = IMPRINT.format(
        rhythm=rhythm_of(root, book), duties=duties_of(goals.values())
    )
    files["README.md"] = READ_ME.format(region=root)
    for name in FOLDERS:
        (place / name).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        store.replace_file(place / name, text.encode())
    return [place / name for name in files]


def rhythm_of(region: str, book: Codebook) -> str:
    """Write the rhythm of a region as TOML: its own, else that of the nearest region above.

    Examples
    --------
    >>> print(rhythm_of("庆阳市", load_codebook()))
    # 据 S000 三(三)：月跟进、季评价、年督查
    "月" = ["monthly_briefing"]
    "季" = ["quarterly_ranking"]
    "年" = ["annual_review"]
    """
    told = tomllib.loads(book.codelist("rhythm.toml").read_text(encoding="utf-8"))["rhythm"]
    known = {row["region"]: row for row in told}
    place = region
    while place and place not in known:
        place = book.parent(place)
    entry = known.get(place, {"source": "随程序发布的默认安排", "月": ["monthly_briefing"]})
    lines = [f'"{word}" = {json.dumps(entry[word])}' for word in RHYTHM if word in entry]
    return "\n".join((f"# 据 {entry['source']}", *lines))


def target_files(region: str, book: Codebook) -> dict[str, str]:
    """Give the shipped target documents that are about a region and what lies below, by name.

    A document counts when each of its targets is about a region of the tree, or about an actor
    that bears the region's name. Where they set no target, an empty one with an example is added.
    """
    own = {region, *book.descendants(region)}
    found = {}
    for file in sorted((CODES / "targets").glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        told = [entry for kind in ("target", "tier") for entry in tomllib.loads(text).get(kind, [])]
        about = [_subject(entry, book) for entry in told]
        if about and all(name in own or name.startswith(region) for name in about):
            found[file.name] = text
    if not any(tomllib.loads(text).get("target") for text in found.values()):
        found["本级目标.toml"] = OWN_TARGETS.format(region=region)
    return found


def duties_of(documents: Iterable[str]) -> str:
    """Write the tiers of target documents as duties, the largest projects first.

    They are candidates: the office names the post once a project is confirmed (评审认定).
    """
    told = [tomllib.loads(text) for text in documents]
    tiers = [(entry, text["document"]) for text in told for entry in text.get("tier", [])]
    tiers.sort(key=lambda tier: -tier[0].get("contract_amount", 0.0))
    return "".join(
        f"""
[[duty]]          # {document.get("number", document["title"])} {entry["clause"]}
post = "{entry["tier"]}候选"   # 评审认定后改写为包抓领导的职务
region = "{entry["region"]}"
least = {entry["contract_amount"]}        # 签约金额（亿元）
"""
        for entry, document in tiers
        if "contract_amount" in entry
    )


def _subject(entry: dict[str, str], book: Codebook) -> str:
    return book.region(entry["region"]) if "region" in entry else entry["actor"]
