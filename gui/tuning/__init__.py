"""The tab “Search”: which settings do best."""
