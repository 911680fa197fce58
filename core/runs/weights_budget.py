"""How many moments of a network the budget for kept weights allows."""

BUDGET = 100
"""The budget of a run in megabytes, unless the user chooses another one."""
MEGABYTE = 1_000_000
_HEADER = 4_000
"""Bytes of a file besides the weights, generously."""
_FEWEST = 3
"""With fewer moments than the first, the last and the best one, none is kept."""
_MOST = 4_000
"""More files than this would make the folder slow to list."""


def capacity(parameters: int, budget: int) -> int:
    """Return how many moments of a network with so many parameters a budget of bytes allows."""
    moments = min(budget // (4 * parameters + _HEADER), _MOST)
    return moments if moments >= _FEWEST else 0
