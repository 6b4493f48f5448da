"""Names in the ledgers: projects, investors, contacts — visibly invented.

Comes in: projects. Goes out: texts. Only the 三个500强 investors bear real names, from the printed
lists; every other firm has 演示 in its name, and telephone numbers cannot be dialled.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zsanalytics.sample.attributes import EAST, firms

Texts = NDArray[np.object_]

WEST = (
    "四川省", "陕西省", "重庆市", "宁夏回族自治区", "新疆维吾尔自治区", "青海省", "内蒙古自治区",
    "云南省", "贵州省", "广西壮族自治区", "辽宁省", "吉林省", "黑龙江省", "香港特别行政区",
)  # fmt: skip
_WEST_SHARES = (26, 30, 9, 8, 6, 5, 4, 2, 2, 2, 2, 1, 1, 2)
_EAST_SHARES = (14, 3, 5, 10, 14, 15, 6, 11, 12, 1, 3, 4, 2, 7, 5, 4)
HOME = "甘肃省"

_SHORT = {"内蒙古自治区": "内蒙古", "黑龙江省": "黑龙江"}
_WORK = (
    ("高标准农田种植基地", "肉牛肉羊养殖", "马铃薯良种繁育", "中药材标准化种植", "戈壁农业产业园"),
    ("风力发电", "光伏发电", "农产品精深加工", "精细化工", "有色金属新材料", "储能电站", "建材"),
    ("文旅康养综合体", "商贸物流园", "数据中心", "特色街区改造", "职业教育园区", "冷链仓储配送"),
)  # fmt: skip
_CHAIN_WORK = (
    "新能源装备制造",
    "农产品精深加工",
    "石化化工新材料",
    "文化旅游综合开发",
    "有色金属精深加工",
)
_TRADE = ("农业发展", "实业", "商贸服务")
METHODS = ("产业链", "以商", "展会", "资源", "基金", "证券")
_METHOD_SHARES = (0.34, 0.24, 0.18, 0.14, 0.06, 0.04)


def described(projects: pd.DataFrame, counties: list[list[str]], seed: int) -> pd.DataFrame:
    """Add names, investors, origins, owners, claims, methods, tags and contacts to projects."""
    rng = np.random.default_rng([seed, int(projects["year"].max()), 8])
    count = len(projects)
    serial = [
        f"{year % 100:02d}{number:05d}"
        for year, number in zip(projects["year"], projects.index, strict=True)
    ]
    origin = _origins(projects, rng)
    listed = firms()
    known = projects["firm"].to_numpy()
    claimed = known >= 0
    short = [_short(name) for name in origin]
    trade = [_TRADE[i] for i in projects["industry"]]
    invented = [f"{s}演示{n}号{t}有限公司" for s, n, t in zip(short, serial, trade, strict=True)]
    investor = np.array(invented, dtype=object)
    investor[claimed] = listed["name"].to_numpy(dtype=object)[known[claimed]]
    method = rng.choice(METHODS, count, p=_METHOD_SHARES).astype(object)
    method[projects["fair"].to_numpy(dtype=bool)] = "展会"
    return projects.assign(
        name=_names(projects, counties, serial), investor=investor, origin=origin,
        ownership=_owners(projects, listed, rng), method=method,
        claim=np.where(claimed, listed["list"].to_numpy(dtype=object)[known], ""),
        tags=rng.choice(["", "高新技术", "专精特新", "上市"], count, p=[0.8, 0.1, 0.07, 0.03]),
        contact=[f"演示{n[-4:]}" for n in serial], phone=[f"0930-0{n}" for n in serial],
    )  # fmt: skip


def _origins(projects: pd.DataFrame, rng: np.random.Generator) -> Texts:
    count = len(projects)
    east = rng.choice(EAST, count, p=np.array(_EAST_SHARES) / sum(_EAST_SHARES))
    west = rng.choice(WEST, count, p=np.array(_WEST_SHARES) / sum(_WEST_SHARES))
    origin = np.where(projects["east"].to_numpy(dtype=bool), east, west).astype(object)
    origin[~projects["outside"].to_numpy(dtype=bool)] = HOME
    known = projects["firm"].to_numpy()
    origin[known >= 0] = firms()["origin"].to_numpy(dtype=object)[known[known >= 0]]
    return origin


def _owners(projects: pd.DataFrame, listed: pd.DataFrame, rng: np.random.Generator) -> Texts:
    other = rng.choice(["地方国企", "央企", "外资"], len(projects), p=[0.7, 0.2, 0.1])
    other = np.where(projects["outside"], other, "地方国企")
    owner = np.where(projects["private"].to_numpy(dtype=bool), "民企", other).astype(object)
    known = projects["firm"].to_numpy()
    owner[known >= 0] = listed["ownership"].to_numpy(dtype=object)[known[known >= 0]]
    return owner


def _names(projects: pd.DataFrame, counties: list[list[str]], serial: list[str]) -> list[str]:
    names = []
    for unit, county, industry, chain, number in zip(
        projects["unit"],
        projects["county"],
        projects["industry"],
        projects["chain"],
        serial,
        strict=True,
    ):
        works = _WORK[industry]
        work = (
            _CHAIN_WORK[chain] if 0 <= chain < len(_CHAIN_WORK) else works[int(number) % len(works)]
        )
        names.append(f"{counties[unit][county]}{work}项目(演示{number})")
    return names


def _short(province: str) -> str:
    return _SHORT.get(province, province[:2])
