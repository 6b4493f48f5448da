"""Who brought the projects of an office's sample in, and which firms lead a chain. All invented.

Comes in: ledgers. Goes out: the same with 引荐单位 for some of them, by the mark of the project, so
that a project keeps it from month to month.
"""

from __future__ import annotations

import zlib

import pandas as pd

ACTORS = {
    "驻外机构": ("市政府驻北京联络处", "市政府驻上海联络处"),
    "市直部门": ("市工信局", "市农业农村局", "市文旅局", "市商务局"),
    "国有企业": ("市演示国投集团有限公司", "市演示产投集团有限公司"),
    "商会协会": ("江苏省甘肃演示商会", "广东省甘肃演示商会"),
    "中介机构": ("上海演示招商咨询有限公司",),
}
"""Actors of an office that lists none of a kind."""

SHARES = {"驻外机构": 8, "市直部门": 12, "国有企业": 5, "商会协会": 5, "中介机构": 2}
"""How many of a hundred projects each kind brings in; the rest are the counties' own."""

LEADER, LEAST = "链主", 0.5
"""The tag of a firm that leads a chain, and the contract amount (亿元) from which some have it."""


def introduced(projects: pd.DataFrame, actors: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """Name an actor for about a third of the projects, and the leaders of chains.

    The last department brings nothing in, so that a sample shows one that is behind.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "project_id": [f"P{n}" for n in range(200)],
    ...         "tags": None,
    ...         "chain": "文化旅游",
    ...         "contract_amount": 1.0,
    ...     }
    ... )
    >>> told = introduced(projects, ACTORS)
    >>> int(told["introduced_by"].notna().sum()), "市商务局" in set(told["introduced_by"])
    (60, False)
    """
    marks = project_marks(projects)
    brought = [_actor(int(mark), actors) for mark in marks]
    leads = (marks % 5 == 0) & projects["chain"].notna() & (projects["contract_amount"] >= LEAST)
    tags = projects["tags"].astype("object")
    also = [f"{said}、{LEADER}" if isinstance(said, str) else LEADER for said in tags]
    return projects.assign(
        introduced_by=pd.Series(brought, index=projects.index, dtype="object"),
        tags=tags.where(~leads, pd.Series(also, index=tags.index, dtype="object")),
    )


def project_marks(projects: pd.DataFrame) -> pd.Series:
    """Give each project a number of its own, the same in every month."""
    marks = [zlib.crc32(str(code).encode()) for code in projects["project_id"]]
    return pd.Series(marks, index=projects.index, dtype="int64")


def _actor(mark: int, actors: dict[str, tuple[str, ...]]) -> str | None:
    place, rest = mark % 100, mark // 100
    for kind, share in SHARES.items():
        if place < share:
            named = actors.get(kind, ())
            named = named[:-1] if kind == "市直部门" and len(named) > 1 else named
            return named[rest % len(named)] if named else None
        place -= share
    return None
