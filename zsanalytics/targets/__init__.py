"""Targets: the book of what was promised, whether it is consistent, and how it is shared out.

Comes in: TOML with one entry a clause, and the panel. Goes out: the targets table, findings,
tasks by region and score sheets. How far a year has come is a measure (`completion`).
"""
