"""Checks: tables come in, findings go out, all at once; nothing is changed.

`rules` lists every rule with its severity and its definition and runs them; each other module
holds the rules of one kind. A rule is a plain function from `evidence.Evidence` to doubts.
"""
