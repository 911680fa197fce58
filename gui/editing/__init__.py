"""The page “Change” of the tab “Inside”: an edited network beside the one in use."""
