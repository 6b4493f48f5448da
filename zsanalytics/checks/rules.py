"""The one pass that runs every rule, and the refusal to go on with errors.

Comes in: a panel and what goes with it. Goes out: findings, sorted; nothing is changed.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from zsanalytics.checks.causes import Told, settled
from zsanalytics.checks.evidence import gather
from zsanalytics.checks.lateness import configured_day
from zsanalytics.checks.rulebook import RULES
from zsanalytics.checks.wording import SUSPECTS
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import SubmissionError
from zsanalytics.schema import FINDINGS, SEVERITIES, conform, empty, finding
from zsanalytics.versions import standing


def check(
    panel: pd.DataFrame,
    *,
    book: Codebook | None = None,
    previous: pd.DataFrame | None = None,
    records: pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
    register: pd.DataFrame | None = None,
    due_day: int | None = None,
    leads: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Look at a panel with every rule and list all findings.

    用全部规则校核面板，列出所有问题。

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel; every month in it is looked at. Rows that we added up
        (``computed``) are compared with submitted ones, never found fault with.
    book : Codebook, optional
        Says what adds up to what, and in which units.
    previous : DataFrame, optional
        The panel before: it serves as history and is not looked at itself.
    records : DataFrame, optional
        Records of the submissions: the printed growth, shares, ranks, the month's own figures,
        and the printed precision. Without them half a unit of the indicator's last decimal is
        allowed for. Of a figure sent again as a correction, the newest version is looked at.
    projects : DataFrame, optional
        The ledgers; the newest in the panel's months is looked at (without a month in common, the
        newest of all), those before it are history.
    targets : DataFrame, optional
        The target book, for printed completion.
    register : DataFrame, optional
        When each file came: ``unit``, ``received`` (a time as text), and where known ``file`` and
        ``asof``. Without it nobody is late.
    due_day : int, optional
        The day of the following month on which reports are due; by default that of
        ``codes/reporting.toml``, 0 for none.
    leads : DataFrame, optional
        The leads of all months known; those of the newest in the panel's months are looked at.

    Returns
    -------
    DataFrame
        The findings table: errors first, then by file, sheet and cell; empty if all is well.
        Missing values are no finding of their own; where they stand in the way of a rule, it is
        silent.

    Raises
    ------
    PanelError
        If a table lacks columns of its key.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": 2024,
    ...         "month": [8, 9],
    ...         "value": [120.0, 90.0],
    ...         "status": "reported",
    ...         "source": ["兰州市8月.xlsx!汇总表!D7", "兰州市9月.xlsx!汇总表!D7"],
    ...     }
    ... )
    >>> check(panel).loc[0, ["severity", "rule", "file", "cell"]].tolist()
    ['warning', 'ytd_fall', '兰州市9月.xlsx', 'D7']
    """
    book = book or load_codebook()
    day = configured_day(book.codelist("reporting.toml")) if due_day is None else due_day
    evidence = gather(
        panel,
        book=book,
        previous=previous,
        records=None if records is None else standing(records),
        projects=projects,
        targets=targets,
        register=register,
        due_day=day,
        leads=leads,
    )
    told = [
        Told(rule.name, rule.title, rule.severity, doubt)
        for rule in RULES
        if len(getattr(evidence, rule.needs))
        for doubt in rule.run(evidence)
    ]
    rows = [_finding(one) for one in settled(told, evidence.book)]
    return _sorted(conform(rows, FINDINGS)) if rows else empty(FINDINGS)


def _finding(told: Told) -> dict[str, Any]:
    doubt = {name: value for name, value in told.doubt.items() if name != SUSPECTS}
    return finding(told.severity, told.rule, **doubt)


def _sorted(findings: pd.DataFrame) -> pd.DataFrame:
    """Errors first; within a severity by file, sheet, and cell as a reader would go."""
    severity = findings["severity"].map({name: n for n, name in enumerate(SEVERITIES)})
    row = findings["cell"].str.extract(r"(\d+)")[0].astype("float64")
    order = findings.assign(severity_order=severity, row_order=row)
    order = order.sort_values(
        ["severity_order", "file", "sheet", "row_order", "cell", "region", "rule"],
        kind="stable", na_position="last",
    )  # fmt: skip
    return findings.loc[order.index].reset_index(drop=True)


def insist(findings: pd.DataFrame) -> None:
    """Refuse to go on while there is an error among the findings.

    校核结果里有错误就不再往下做。

    Parameters
    ----------
    findings : DataFrame
        As given by `check` or by intake.

    Raises
    ------
    SubmissionError
        If any finding is an error; the offending rows are its ``findings``.

    Examples
    --------
    >>> insist(
    ...     check(
    ...         pd.DataFrame(columns=["region", "indicator", "segment", "year", "month", "value"])
    ...     )
    ... )
    """
    errors = findings[findings["severity"] == "error"].reset_index(drop=True)
    if errors.empty:
        return
    first = errors.iloc[0]
    named = (first[name] for name in ("file", "sheet", "cell"))
    where = "!".join(text for text in named if isinstance(text, str) and text)
    count = f"{len(errors)} errors" if len(errors) > 1 else "1 error"
    raise SubmissionError(
        f"{where or first['region'] or 'submission'}: {count} in the submission, the first: "
        f"{first['message']} mend the cells listed in .findings and submit again",
        findings=errors,
    )
