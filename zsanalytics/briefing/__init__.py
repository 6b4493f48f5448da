"""Briefings: what a bulletin tells is gathered, its notebooks run, its files published at once."""
