"""The tab “Runs”: list, compare, continue and export runs."""
