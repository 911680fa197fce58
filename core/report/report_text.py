"""Numbers, dates and names as a report says them."""

from datetime import datetime

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def loss(value: float) -> str:
    """Four significant digits."""
    return f"{value:.4g}"


def percent(fraction: float) -> str:
    """With two decimals: an image of MNIST's test set is one in ten thousand."""
    return f"{100 * fraction:.2f} %"


def counted(count: int, noun: str) -> str:
    """A number of things."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def share(fraction: float) -> str:
    """With one decimal, as of something that is not counted."""
    return f"{100 * fraction:.1f} %"


def small(value: float) -> str:
    """A number near 0, in powers of ten."""
    if not value:
        return "0"
    digits, _, power = f"{value:.1e}".partition("e")
    return f"{digits}·10{str(int(power)).translate(_RAISED)}"


def day(date: datetime) -> str:
    """A date in English, whatever the system's language is."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def visible(text: str) -> str:
    """A text in which what has no letter is written as Python writes it, such as \\x07."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def one_line(text: str) -> str:
    """A text without line breaks and without what has no letter: no format can take that."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
