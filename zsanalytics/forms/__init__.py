"""Forms: the workbooks that we send out, and what goes back with one that was returned."""
