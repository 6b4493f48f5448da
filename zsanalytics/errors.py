"""Exceptions for the analyst at the keyboard: one English sentence each.

A sentence says where, what was found, what was expected and what to do. They are all
``ValueError`` (``KeyError`` would quote the sentence). What a submitter has to mend is not an
exception but a row of the findings table (`zsanalytics.schema.FINDINGS`).
"""

from __future__ import annotations

from typing import Any


class ZsError(ValueError):
    """Anything zsanalytics refuses to do, with the remedy in the sentence."""


class CodebookError(ZsError):
    """A name, code or target that the codelists do not know or that contradict each other."""


class LayoutError(ZsError):
    """A sheet or table whose layout cannot be understood."""


class WorkbookError(ZsError):
    """A file that cannot or must not be read as a workbook."""


class PanelError(ZsError):
    """A table that is not what a measure needs: columns, keys, members or months."""


class RequestError(ZsError):
    """A wrong use of a command: unknown region, format or month, a path outside the folder."""


class SubmissionError(ZsError):
    """A submission with findings of severity error.

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
