"""Intake: from the files of a month to records, panel and projects, every doubt named."""
