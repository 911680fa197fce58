"""A touch of the paper, whatever device it comes from."""

from dataclasses import dataclass
from enum import Enum, auto
from math import isfinite

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointerEvent

Button = Qt.MouseButton


class Phase(Enum):
    """What a pointer does to the paper."""

    DOWN = auto()
    MOVE = auto()
    UP = auto()


@dataclass(frozen=True, slots=True)
class Contact:
    """One event of the pointer that draws."""

    phase: Phase
    x: float = 0.0
    y: float = 0.0
    """In pixels of the widget."""
    stamp: int = 0
    """In milliseconds of the device's clock; 0 where it has none."""
    pressure: float | None = None
    """0-1; None where the device has none."""
    rubs: bool = False
    """With the eraser end of a pen, or with the right button."""


LIFT = Contact(Phase.UP)


def contact(
    phase: Phase,
    event: QPointerEvent,
    position: QPointF,
    pressure: float | None = None,
    *,
    rubs: bool = False,
) -> Contact | None:
    """What an event tells; None where its position is not a number."""
    x, y = position.x(), position.y()
    if not (isfinite(x) and isfinite(y)):
        return None
    if pressure is not None:
        known = event.pointingDevice().hasCapability(QInputDevice.Capability.Pressure)
        pressure = min(max(pressure, 0.0), 1.0) if known and isfinite(pressure) else None
    return Contact(phase, x, y, event.timestamp(), pressure, rubs)
