"""Numbers, dates and names as a report shows them."""

from datetime import datetime

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def count_of(count: int, noun: str) -> str:
    """Return a number with its noun in the singular or plural."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def small(value: float) -> str:
    """Return a small number with a power of ten."""
    if not value:
        return "0"
    digits, _, power = f"{value:.1e}".partition("e")
    return f"{digits}·10{str(int(power)).translate(_RAISED)}"


def day(date: datetime) -> str:
    """Return a date in English, whatever the language of the system."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def visible(text: str) -> str:
    """Return a text with unprintable characters escaped as in Python, such as \\x07."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def one_line(text: str) -> str:
    """Return a text in one line without unprintable characters, which no format can contain."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
