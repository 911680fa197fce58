"""Names that are shortened where they are like others, so that they can still be told apart."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

_SIMILAR = 0.25
"""The share of a name that others have as well, from which on it is compared with them."""
_ELLIPSIS = "…"
_FEWEST = 3
"""Characters of a part: fewer say nothing."""
_NUMBER = re.compile(r" \(\d+\)$")
"""What tells runs of the same name apart."""
_OPENING, _CLOSING = "(“", ")”"
"""Marks that stay with what they enclose: an ellipsis would take as much room."""


class NameParts(NamedTuple):
    """A name in three parts, of which only the second one tells it apart from similar ones."""

    before: str
    own: str
    after: str


def parts_of(names: Sequence[str]) -> list[NameParts]:
    """Divide each of several names into what others have as well and what is its own."""
    return [parts_among(name, [other for other in names if other != name]) for name in names]


def parts_by_name(names: Iterable[str]) -> dict[str, NameParts]:
    """Divide each of many names like `parts_of`, but compare it only with its neighbors in the
    order of the alphabet. A number such as “ (2)” at the end always is its own."""
    bases = {name: _NUMBER.sub("", name) for name in names}
    counts = Counter(bases.values())
    ordered = sorted(counts)
    divided = {
        base: parts_among(
            base, [*ordered[max(place - 1, 0) : place], *ordered[place + 1 : place + 2]]
        )
        for place, base in enumerate(ordered)
    }
    return {
        name: _with_number(divided[base], name[len(base) :], alone=counts[base] == 1)
        for name, base in bases.items()
    }


def _with_number(parts: NameParts, number: str, *, alone: bool) -> NameParts:
    """Add a number to the parts of a name; `alone` is whether no other has the same name."""
    before, own, after = parts
    if before or after:
        return NameParts(before, own + after + number, "") if number else parts
    if alone:
        return NameParts("", own + number, "")
    return NameParts(own + number[:1], number[1:], "")


def elided(parts: NameParts, metrics: QFontMetrics, room: int) -> str:
    """Return a name in so many pixels: its end is shortened first, then its beginning.

    A name that is like no other is shortened in the middle.
    """
    before, own, after = parts
    whole = before + own + after
    measure = metrics.horizontalAdvance
    if measure(whole) <= room:
        return whole
    if not own:
        return metrics.elidedText(whole, Qt.TextElideMode.ElideRight, room)
    if not (before or after):
        return metrics.elidedText(whole, Qt.TextElideMode.ElideMiddle, room)
    if measure(before + own) + measure(_ELLIPSIS) <= room:
        return before + own + _fitting(after, metrics, room - measure(before + own))
    end = _ELLIPSIS if after else ""
    left = room - measure(own + end)
    if left >= measure(_ELLIPSIS):
        start = _fitting(before, metrics, left)
        return start + (_bare(own) if start == _ELLIPSIS else own) + end
    start = _ELLIPSIS if before else ""
    own = _bare(own) if start else own
    return start + metrics.elidedText(own, Qt.TextElideMode.ElideMiddle, room - measure(start))


def _bare(own: str) -> str:
    """Return a part without the marks before it, which say nothing after an ellipsis."""
    return own.lstrip(" ,:·") or own


def _fitting(text: str, metrics: QFontMetrics, room: int) -> str:
    """Return as much of the beginning of a text as has room, or only an ellipsis."""
    if metrics.horizontalAdvance(text) <= room:
        return text
    found = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    return found if len(found) > _FEWEST else _ELLIPSIS


def parts_among(name: str, others: Iterable[str]) -> NameParts:
    """Divide a name into what any of the others has as well and what is its own."""
    before, after = len(name), len(name)
    similar = False
    for other in others:
        start, end = _shared(name, other)
        if start + end >= _SIMILAR * len(name):
            before, after, similar = min(before, start), min(after, end), True
    if not similar:
        return NameParts("", name, "")
    end = max(len(name) - after, before)
    if name[before:end][:1].isdigit():
        before = _start_of_label(name, before)
    while before and name[before - 1] in _OPENING:
        before -= 1
    while end < len(name) and name[end] in _CLOSING:
        end += 1
    return NameParts(name[:before], name[before:end], name[end:])


def _start_of_label(name: str, number: int) -> int:
    """Return where the word before a number begins, such as “seed”; the number if there is none."""
    before = name[:number].removesuffix(" ")
    start = before.rfind(" ") + 1
    return start if len(before) < number and before[start:].isalpha() else number


def _shared(name: str, other: str) -> tuple[int, int]:
    """Return how many characters two names share at their beginnings, and how many at their ends.

    Only whole words and numbers are shared: a part of a number would be another one.
    """
    start = _same(name, other)
    while start and _in_word(name, start - 1) and (_in_word(name, start) or _in_word(other, start)):
        start -= 1
    end = _same(name[start:][::-1], other[start:][::-1])
    while end and _in_word(name, len(name) - end):
        if not any(_in_word(each, len(each) - end - 1) for each in (name, other)):
            break
        end -= 1
    return start, end


def _same(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _in_word(text: str, place: int) -> bool:
    """Return whether the character at a place belongs to a word or a number."""
    if not 0 <= place < len(text):
        return False
    if text[place] == ",":  # as in 3,000
        return text[place + 1 : place + 2].isdigit()
    return text[place].isalnum() or text[place] in "._+-−"
