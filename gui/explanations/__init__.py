"""The tab “Why”."""
