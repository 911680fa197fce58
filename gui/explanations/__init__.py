"""The tab “Why”, which explains the network's answer."""
