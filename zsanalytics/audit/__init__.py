"""Audit: the printed figures of any bulletin text, recomputed from each other.

Comes in: Chinese text, ours or pasted. Goes out: every figure with a verdict, and findings.
Letters become a clean line (`letters`), the line printed numbers (`numbers`), the numbers figures
that know what they speak of (`figures`, with the words in `words` and `frames`). Each kind of
relation is a module of plain functions (`shares`, `growth`, `completion`, `points`, `sums`,
`ranks`, `repeats`); `verdicts` collects what they say, `report` tells it.
"""
