"""Measures: a panel (or a ledger) comes in, the same rows with one more quantity go out.

Each module holds a few pure functions; `keys` says how rows find each other. A measure keeps the
rows, their order and their index, drops the columns it is about to add (so applying it twice
changes nothing), and joins on the key: it never shifts rows. `at`, `prefer`, `add_total` and
`completion` choose or add rows, and number them anew from 0.
"""
