"""The outlook: where the year will land, how sure we are, and what it would take.

A panel comes in, an `outlook` table goes out. `landing` forecasts, `replay` states the record of
past years, `coherence` makes units and province add up in every draw, `scenarios` answers "what
if" and "what would it take".
"""
