"""One month with plain pandas, papermill and nbconvert, as a competent analyst would write it.

    cd PROJECT; python plain_month.py 2024-09 [--only-read]

Reads the 15 units' summary tables of ``data/raw/2024-09``, each by its own recipe, keeps the
history in ``plain/history.csv``, and makes 16 briefings ``plain/2024-09/*.html``.
"""

import subprocess
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
RAW, OUT = Path("data/raw"), Path("plain")
COLUMNS = {1: "implemented", 3: "projects", 5: "amount", 7: "funds", 8: "funds_outside"}
LINES = {
    "实施项目数": "implemented",
    "新签约合同项目数": "projects",
    "签约金额": "amount",
    "到位资金": "funds",
    "其中:省外到位资金": "funds_outside",
}
FUNDS = ["funds", "funds_outside"]
MONEY = ["amount", *FUNDS]
TOTALS = ["合计", "全市合计", "全州合计", "全市", "全州"]
TARGET = 7000  # 亿元，全年省外到位资金

# unit: file, sheet, how it is laid out, column of the year to date, what is in 万元
UNITS = {
    "兰州市": ("兰州市招商引资月报.xlsx", "汇总表", "table", None, []),
    "嘉峪关市": ("嘉峪关市招商引资统计表.xlsx", 0, "list", "本年累计", MONEY),
    "金昌市": ("金昌市月报表.xlsx", "月报", "table", None, []),
    "白银市": ("白银市.xlsx", "县区情况", "table", None, MONEY),
    "天水市": ("天水市招商引资月报.xlsx", "天水市", "list", "本年累计", []),
    "武威市": ("武威市招商引资情况表.xlsx", 0, "table", None, MONEY),
    "张掖市": ("张掖市招商引资报表.xlsx", "主要指标", "list", "本年累计", []),
    "平凉市": ("平凉市招商引资汇总.xlsx", 0, "table", None, FUNDS),
    "酒泉市": ("酒泉市招商引资统计表.xlsx", "本月", "table", None, []),
    "庆阳市": ("庆阳市招商引资情况表.xlsx", "县区汇总", "table", None, MONEY),
    "定西市": ("定西市招商引资统计.csv", None, "table", None, []),
    "陇南市": ("陇南市.xlsx", "汇总", "list", "全市", MONEY),
    "临夏回族自治州": ("临夏州招商引资月报.xlsx", "汇总", "table", None, []),
    "甘南藏族自治州": ("甘南州招商引资月报.xlsx", "甘南州", "split", None, FUNDS),
    "兰州新区": ("兰州新区招商引资数据.xlsx", "主要指标", "list", "本年累计", []),
}


def clean(text):
    """Write a label in one way."""
    return str(text).replace(" ", "").replace("\u3000", "").replace("：", ":").strip()


def number(value):
    """Read a number that may be typed as text: full width, commas, a unit behind it."""
    text = clean(value).translate({ord(c) + 0xFEE0: c for c in "0123456789.,"})
    return float(text.replace(",", "").replace("亿元", "").replace("万元", ""))


def sheet_of(path, sheet):
    if path.suffix == ".csv":
        return pd.read_csv(path, header=None, encoding="gb18030", skip_blank_lines=False)
    return pd.read_excel(path, sheet_name=sheet, header=None, engine="openpyxl")


def read_table(sheet, columns=COLUMNS):
    """Take the total row of a table with a row a county."""
    labels = sheet[0].map(clean)
    row = sheet[labels.isin(TOTALS)].iloc[0]
    return {name: number(row[column]) for column, name in columns.items()}


def read_list(sheet, column, lines=LINES):
    """Take the lines of a table with a row an indicator."""
    labels = sheet[0].map(clean)
    head = sheet[labels.isin(["指标名称", "指标"])].iloc[0].map(clean)
    values = sheet.set_axis(labels)[head[head == column].index[0]]
    return {name: number(values[label]) for label, name in lines.items()}


def read_split(sheet):
    """Take 甘南: projects in a table with a row a county, funds in a list below it."""
    projects = {place: name for place, name in COLUMNS.items() if place <= 5}
    funds = {label: name for label, name in LINES.items() if name.startswith("funds")}
    return read_table(sheet, projects) | read_list(sheet, "本年累计", funds)


def read_unit(folder, unit):
    file, name, kind, column, in_wan = UNITS[unit]
    sheet = sheet_of(folder / file, name)
    if kind == "table":
        found = read_table(sheet)
    elif kind == "list":
        found = read_list(sheet, column)
    else:
        found = read_split(sheet)
    return found | {name: found[name] / 10000 for name in in_wan}


def read_month(month):
    year, number_of_month = map(int, month.split("-"))
    rows = [{"unit": unit, **read_unit(RAW / month, unit)} for unit in UNITS]
    return pd.DataFrame(rows).assign(year=year, month=number_of_month)


def remembered(months):
    """Read months anew and keep them with those read before."""
    path = OUT / "history.csv"
    known = [pd.read_csv(path)] if path.exists() else []
    history = pd.concat([*known, *map(read_month, months)])
    history = history.drop_duplicates(["unit", "year", "month"], keep="last")
    OUT.mkdir(exist_ok=True)
    history.to_csv(path, index=False)
    return history


def measured(history, month):
    """Put growth, month's flow, share and rank beside the month's figures."""
    year, number_of_month = map(int, month.split("-"))
    figures = ["implemented", "projects", "amount", "funds", "funds_outside"]
    province = history.groupby(["year", "month"], as_index=False)[figures].sum()
    history = pd.concat([history, province.assign(unit="甘肃省")])
    keyed = history.pivot_table("funds_outside", "unit", ["year", "month"])
    now = history[(history["year"] == year) & (history["month"] == number_of_month)]
    now = now.set_index("unit")
    now["growth"] = now["funds_outside"] / keyed[year - 1, number_of_month] - 1
    now["flow"] = now["funds_outside"] - keyed[year, number_of_month - 1]
    now["share"] = now["funds_outside"] / now.loc["甘肃省", "funds_outside"]
    now["completion"] = (now["funds_outside"] / TARGET).where(now.index == "甘肃省")
    now["rank"] = now["funds_outside"].drop("甘肃省").rank(ascending=False)
    return now


def warned(now):
    """Print what looks wrong."""
    for unit, row in now.iterrows():
        if row["flow"] < 0:
            print(f"注意: {unit} 累计数比上月少")
        if abs(row["growth"]) > 3:
            print(f"注意: {unit} 同比 {row['growth']:.0%}")
    if now[["projects", "amount", "funds", "funds_outside"]].isna().any(axis=None):
        print("注意: 有缺数")


def brief(month, unit):
    out = OUT / month / f"{unit}.ipynb"
    out.parent.mkdir(parents=True, exist_ok=True)
    told = ["-p", "month", month, "-p", "unit", unit, "--no-progress-bar"]
    source = str(HERE / "plain_briefing.ipynb")
    subprocess.run([sys.executable, "-m", "papermill", source, str(out), *told], check=True)
    convert = ["nbconvert", "--to", "html", "--no-input", str(out)]
    subprocess.run([sys.executable, "-m", *convert], check=True)


def main(month, only_read):
    path = OUT / "history.csv"
    earlier = [] if path.exists() else [f for f in sorted(RAW.glob("20??-??")) if f.name < month]
    history = remembered([*(folder.name for folder in earlier), month])
    now = measured(history, month)
    now.to_csv(OUT / f"{month}.csv")
    warned(now)
    whole = now.loc["甘肃省"]
    print(f"省外到位资金 {whole['funds_outside']:.2f} 亿元，增长 {whole['growth']:.2%}")
    if not only_read:
        for unit in now.index:
            brief(month, unit)


if __name__ == "__main__":
    main(sys.argv[1], "--only-read" in sys.argv)
