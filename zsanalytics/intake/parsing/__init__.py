"""Parsers of workbook files, run in a child process; they know bytes, not statistics.

Nothing here imports zsanalytics or pandas: the child must start in a tenth of a second and hold
little. Hence the relative imports: the folder is imported there as a package of its own.
"""
