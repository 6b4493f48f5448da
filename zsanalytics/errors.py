"""Exceptions for the analyst at the keyboard: one English sentence each.

A sentence says where, what was found, what was expected and what to do. They are all
``ValueError`` (``KeyError`` would quote the sentence). What a submitter has to mend is not an
exception but a row of the findings table (`zsanalytics.schema.FINDINGS`).
"""

from __future__ import annotations

from typing import Any


class ZsError(ValueError):
    """Anything zsanalytics refuses to do, with the remedy in the sentence.

    程序拒绝做的事，句子里写着怎么办。
    """


class CodebookError(ZsError):
    """A name, code or target that the codelists do not know or that contradict each other.

    名录里没有的名称，或名录自相矛盾。
    """


class LayoutError(ZsError):
    """A sheet or table whose layout cannot be understood.

    看不懂的表式。
    """


class WorkbookError(ZsError):
    """A file that cannot or must not be read as a workbook.

    读不了或不该读的文件。
    """


class PanelError(ZsError):
    """A table that is not what a measure needs: columns, keys, members or months.

    表不是计算所需要的：缺列、重行、缺成员或缺月份。
    """


class RequestError(ZsError):
    """A wrong use of a command: unknown region, format or month, a path outside the folder.

    命令或参数用错：地区、格式、月份不对，或路径越界。
    """


class SubmissionError(ZsError):
    """A submission with findings of severity error.

    报送里有错误级的问题，`.findings` 是这些问题。

    Parameters
    ----------
    message : str
        One sentence that counts them and quotes the first.
    findings : DataFrame
        The offending rows, kept as ``.findings``.
    """

    def __init__(self, message: str, findings: Any = None) -> None:
        super().__init__(message)
        self.findings = findings
