"""Checks of saved window, splitter and header states before Qt restores them.

Qt does not check them itself: a wrong number makes it allocate as much memory as the number says,
or access a column that does not exist.
"""

import struct
from collections.abc import Callable

_LONGEST = 1 << 14
"""Bytes."""
_GEOMETRY = 0x1D9D0CB
_WITH_WIDTH, _WITH_PLACE = 2, 3
"""The versions since which a geometry has the width of the screen, and the place without frame."""
_MARK = 0xFF
"""The first number in the state of a splitter or header."""
_HORIZONTAL = 1
_MOST_PARTS = 1000
_FARTHEST = 100_000
"""Pixels."""
_WIDEST_HANDLE = 100
_SCREENS = 100


def is_geometry(state: bytes) -> bool:
    """Return whether bytes are the position and size of a window, by `QWidget.saveGeometry`."""
    return _is_well_formed(_check_geometry, state)


def is_splitter_state(state: bytes) -> bool:
    """Return whether bytes are a horizontal splitter's state, by `QSplitter.saveState`."""
    return _is_well_formed(_check_splitter, state)


def is_header_state(state: bytes) -> bool:
    """Return whether bytes are a horizontal header's state, by `QHeaderView.saveState`."""
    return _is_well_formed(_check_header, state)


class _Reader:
    """Reads numbers as QDataStream writes them. Raises ValueError for a number out of bounds, and
    struct.error if the bytes end too early."""

    def __init__(self, state: bytes) -> None:
        self._state, self._at = state, 0

    def number(self, least: int, most: int, kind: str = ">i") -> int:
        (value,) = struct.unpack_from(kind, self._state, self._at)
        self._at += struct.calcsize(kind)
        if not least <= value <= most:
            raise ValueError(f"{value} is not between {least} and {most}")
        return int(value)

    def flag(self) -> None:
        self.number(0, 255, ">B")

    def numbers(self, most: int, least: int, largest: int) -> list[int]:
        return [self.number(least, largest) for _ in range(self.number(0, most, ">I"))]


def _is_well_formed(check: Callable[[_Reader], None], state: bytes) -> bool:
    if len(state) > _LONGEST:
        return False
    try:
        check(_Reader(state))
    except (ValueError, struct.error):
        return False
    return True


def _check_geometry(read: _Reader) -> None:
    read.number(_GEOMETRY, _GEOMETRY)
    version = read.number(1, _WITH_PLACE, ">H")
    read.number(0, 100, ">H")
    for _ in range(2):  # the current frame, and the frame when not maximized
        _check_rectangle(read)
    read.number(-1, _SCREENS)
    for _ in range(2):  # maximized, full screen
        read.flag()
    if version >= _WITH_WIDTH:
        read.number(0, _FARTHEST)
    if version >= _WITH_PLACE:
        _check_rectangle(read)


def _check_rectangle(read: _Reader) -> None:
    left, top, right, bottom = (read.number(-_FARTHEST, _FARTHEST) for _ in range(4))
    if right < left or bottom < top:
        raise ValueError("a rectangle with a negative size")


def _check_splitter(read: _Reader) -> None:
    read.number(_MARK, _MARK)
    read.number(0, 1)
    read.numbers(_MOST_PARTS, -1, _FARTHEST)
    # The flag is 0 or 1 in the first versions of the format, and 0 or 255 in later ones.
    read.flag()
    read.number(-1, _WIDEST_HANDLE)
    read.flag()
    read.number(_HORIZONTAL, _HORIZONTAL)


def _check_header(read: _Reader) -> None:
    read.number(_MARK, _MARK)
    read.number(0, 0)
    read.number(_HORIZONTAL, _HORIZONTAL)
    read.number(0, 1)  # ascending or descending
    sorted_by = read.number(-1, _MOST_PARTS)
    read.flag()
    orders = [read.numbers(_MOST_PARTS, 0, _MOST_PARTS) for _ in range(2)]
    hidden = read.number(0, _MOST_PARTS, ">I")
    for _ in range((hidden + 7) // 8):
        read.flag()
    keys = []
    for _ in range(read.number(0, _MOST_PARTS, ">I")):
        keys.append(read.number(0, _MOST_PARTS))
        read.number(0, _FARTHEST)
    read.number(0, _FARTHEST * _MOST_PARTS)
    count = read.number(0, _MOST_PARTS)
    columns = list(range(count))
    if any(order and sorted(order) != columns for order in orders) or hidden not in (0, count):
        raise ValueError("the lists of columns do not agree")
    if sorted_by >= count or any(key >= count for key in keys):
        raise ValueError("a column that does not exist")
    for _ in range(5):
        read.flag()
    for _ in range(4):
        read.number(-1, _FARTHEST)
    read.number(0, 0xFFFF)
    read.number(0, 3)  # the resize mode
    total = 0
    for _ in range(read.number(0, _MOST_PARTS, ">I")):
        read.number(0, _FARTHEST)
        total += read.number(1, _MOST_PARTS)
        read.number(0, 3)
    if total != count:
        raise ValueError("the number of widths is not the number of columns")
