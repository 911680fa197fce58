"""The one way in which the program writes a share in percent."""

from math import isnan

ACCURACY_DECIMALS = 2
"""One image of MNIST's test set is 0.01%."""
SHARE_DECIMALS = 1
"""For what is not counted, such as the outputs of a network."""
_TINY = 1e-9
"""Less than is ever written."""


def percent(share: float, decimals: int = ACCURACY_DECIMALS) -> str:
    """Return a share as text, such as “98.61%”.

    Only exactly 0 is written as 0%, and only exactly 1 as 100%. What lies between but would be
    rounded to one of them is written as less than the smallest step above 0%, such as “<0.1%”, or
    as more than the largest below 100%, such as “>99.9%”.
    """
    text = f"{share:.{decimals}%}"
    if 0 < share < 1:
        step = 10.0**-decimals
        if text == f"{0:.{decimals}%}":
            return f"<{step:.{decimals}f}%"
        if text == f"{1:.{decimals}%}":
            return f">{100 - step:.{decimals}f}%"
    return text


def output_percent(share: float, decimals: int = SHARE_DECIMALS) -> str:
    """Return an output of a network as text, such as “97.2%”; none is written as 0% or 100%.

    Sigmoid and softmax never reach 0 or 1. Where an output is stored as exactly that, it was
    rounded, like the outputs that are just above 0 or below 1, and is written like them.
    """
    within = not isnan(share) and 0 <= share <= 1
    return percent(min(max(share, _TINY), 1 - _TINY) if within else share, decimals)


def percent_below(share: float, limit: float, decimals: int = ACCURACY_DECIMALS) -> str:
    """Return a share that is less than `limit` as text that is less than that of the limit, too.

    Where both would be written the same, the text is the next lower one. The limit is not near 0.
    """
    text, least = percent(share, decimals), percent(limit, decimals)
    if text != least:
        return text
    below = 0.0 if least.startswith(">") else 10.0**-decimals
    return f"{float(least.strip('>%')) - below:.{decimals}f}%"


def widest_percent(decimals: int = ACCURACY_DECIMALS) -> str:
    """Return the widest text for a share from 0 to 1, to make room for it."""
    return f">{100 - 10.0**-decimals:.{decimals}f}%"
