"""What the handbook's build writes by itself: pages from codelists, tables, docstrings, a demo."""
