"""The hues of Okabe and Ito's palette, which all eyes tell apart, on white paper."""

TRAINING = "#0072b2"
VALIDATION = "#c25200"
"""Both are those of the window."""
CHANGE = "#5c636b"
GRID = "#e4e7eb"
INK = "#1b2027"

RUNS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""One for each run where several are compared."""


def faint(colour: str, share: float = 0.5) -> str:
    """A share of a colour over white paper."""
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(share * part + (1 - share) * 255):02x}" for part in parts)
