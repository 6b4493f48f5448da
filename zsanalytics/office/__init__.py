"""The monthly office: templates out, submissions in, status, returns, spot checks."""
