"""Showing: facts, text, tables and figures become blocks, and blocks become four formats."""
