"""The page “Statistics” of the tab “Inside”."""
