"""The tab “My digits”, and the bar that labels a drawing."""
