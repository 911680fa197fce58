"""The colors of figures and of the light theme.

The hues are those of Okabe and Ito, which can be told apart with all kinds of color vision.
"""

TRAINING = "#0072b2"
VALIDATION = "#c25200"
"""The colors of training and validation in every figure and curve."""
CHANGE = "#5c636b"
ERROR = "#b3261e"
"""The color of what went wrong, such as a training that diverged."""
GRID = "#e4e7eb"
INK = "#1b2027"

RUNS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""The colors of several runs that are compared."""
RUN_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
"""The shapes of their markers in Matplotlib's letters, which tell them apart without colors."""
MOST_MARKED = 15
"""The most points of a curve that are all marked."""
_MARKS = 5
"""The number of marks on a longer curve that is compared with others."""


def marked_points(count: int, number: int) -> list[int]:
    """Return which of the points of one of several curves are marked.

    The marks of curves with different numbers are at different points, so that all can be seen
    where the curves are close to each other.
    """
    if count <= MOST_MARKED:
        return list(range(count))
    phase = (number % len(RUN_MARKERS)) / len(RUN_MARKERS)
    return [round((mark + phase) / _MARKS * (count - 1)) for mark in range(_MARKS)]


def faint(color: str, share: float = 0.5) -> str:
    """Return a share of a color over white paper."""
    parts = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(share * part + (1 - share) * 255):02x}" for part in parts)
