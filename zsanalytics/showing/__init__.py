"""Tables for the desk: any table of the house in Chinese, with units, sortable, nothing hidden."""
