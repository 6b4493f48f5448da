"""zsanalytics: investment-attraction statistics (招商引资), from workbook to briefing."""
