"""The text of a duration, which is the same wherever it is shown."""

import math


def duration(seconds: float) -> str:
    """Return a duration such as “1.7 s”, “12 min 05 s” or “3 h 02 min”."""
    if not math.isfinite(seconds):
        return "–"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60:,} h {minutes % 60:02} min"
