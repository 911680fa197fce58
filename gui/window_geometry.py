"""Where the window opens: within a screen, and no larger than it."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QRect, QSize

_FIRST = QSize(1440, 900)
"""The size at the first start, on a screen that has room for it."""
_GRASP = 100
"""Pixels of the window's top edge that must be on a screen, so that it can be moved."""
FRAME = QMargins(8, 40, 8, 8)
"""Pixels around a window that is not shown yet, for the title bar and borders that it will get."""


def first_place(screen: QRect) -> QRect:
    """Return the place of the window, without its frame, at the first start."""
    room = screen.marginsRemoved(FRAME)
    place = QRect(room.topLeft(), _FIRST.boundedTo(room.size()))
    place.moveCenter(room.center())
    return place


def fitted(window: QRect, screens: Sequence[QRect]) -> QRect:
    """Return the place of a window, without its frame, so that it can be seen and moved.

    It becomes no larger than the screen that shows most of it, and stays where it is if it fits
    and its top edge can be reached. `screens` are the available areas, the primary one first.
    """
    screen = max(screens, key=lambda area: _area(area.intersected(window)))
    room = screen.marginsRemoved(FRAME)
    size = window.size().boundedTo(room.size())
    place = QRect(window.topLeft(), size)
    if size == window.size() and any(_reachable(place, area) for area in screens):
        return place
    left = max(min(place.left(), room.right() + 1 - size.width()), room.left())
    top = max(min(place.top(), room.bottom() + 1 - size.height()), room.top())
    return QRect(left, top, size.width(), size.height())


def _reachable(window: QRect, screen: QRect) -> bool:
    visible = QRect(window.topLeft(), QSize(window.width(), 1)).intersected(screen)
    return visible.width() >= min(_GRASP, window.width())


def _area(rectangle: QRect) -> int:
    return max(rectangle.width(), 0) * max(rectangle.height(), 0)
