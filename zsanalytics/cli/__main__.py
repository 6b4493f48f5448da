"""`python -m zsanalytics.cli` is `zs`."""

from zsanalytics.cli import main

main()
