"""The tab “Inside”: what the units of a network look for, sum up, and are for."""
