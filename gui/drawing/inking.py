"""What the pointer does to the drawing: a stroke or an erasing, and the history of both."""

from enum import Enum

from core.ink.strokes import Drawing
from gui.drawing.contact import Contact
from gui.drawing.eraser import RADIUS, Eraser
from gui.drawing.history import DrawingHistory
from gui.drawing.look import PEN
from gui.drawing.pen_stroke import PenStroke, StrokeClock

Point = tuple[float, float]


class Tool(Enum):
    """What the left button, a pen's tip or a finger does."""

    PEN = "pen"
    ERASER = "eraser"
    """Takes whole strokes."""


class Inking:
    """The drawing under the hand. Points are in its coordinates."""

    def __init__(self) -> None:
        self.history = DrawingHistory()
        self.tool = Tool.PEN
        self.pen_width = PEN
        """Of the next stroke, in the unit of the drawing."""
        self.stroke: PenStroke | None = None
        self.eraser: Eraser | None = None
        self._clock = StrokeClock()

    @property
    def under_way(self) -> bool:
        """Whether a stroke or an erasing has begun and not ended."""
        return self.stroke is not None or self.eraser is not None

    @property
    def finished(self) -> Drawing:
        """The drawing without the stroke under the pen."""
        return self.history.drawing if self.eraser is None else self.eraser.drawing

    @property
    def drawing(self) -> Drawing:
        """The drawing with it."""
        stroke = self.stroke
        return self.finished if stroke is None else self.finished.with_stroke(stroke.stroke)

    def begin(self, point: Point, contact: Contact) -> None:
        """The pointer touches the paper."""
        drawing = self.history.drawing
        if contact.rubs or self.tool is Tool.ERASER:
            take = Drawing.erased if contact.rubs else Drawing.without_strokes_at
            self.eraser = Eraser(drawing, take, RADIUS + PEN / 2)
        else:
            self._clock.begin(drawing, contact.stamp)
            self.stroke = PenStroke(None if self.pen_width == PEN else self.pen_width)
        self.go_on(point, contact)

    def go_on(self, point: Point, contact: Contact) -> None:
        """It moves, or has just touched."""
        if self.eraser is not None:
            self.eraser.move_to(point)
        elif self.stroke is not None:
            self.stroke.add(point, self._clock.seconds(contact.stamp), contact.pressure)

    def finish(self) -> None:
        """It leaves the paper."""
        drawing = self.drawing
        self.stroke = self.eraser = None
        self.history.do(drawing)
