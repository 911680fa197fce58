"""The drawing pad: pointers in, strokes out."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.drawing.strokes import Drawing
from gui.drawing.pad_geometry import Field
from gui.drawing.pad_painter import Overlay, PadPicture
from gui.drawing.pointers import Contact, PointerWidget
from gui.drawing.stroke_controller import StrokeController, Tool
from gui.drawing.undo_history import DrawingHistory


class DrawingPad(PointerWidget):
    """Draw with mouse, pen or finger; rub out with the right button or a pen's eraser end.

    The shorter side of the pad is 1, the unit square in its middle; along the longer side there
    is room beyond it.
    """

    drawing_changed = Signal()
    """At each movement of the pen."""
    history_changed = Signal()
    """When there is something else to undo, redo or clear."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawingPad")
        self.setAccessibleName("Drawing pad")
        self.setToolTip(
            "Draw a digit with the left button, a pen or a finger. Erase with the right "
            "button or the pen's eraser."
        )
        self.setCursor(Qt.CursorShape.CrossCursor)
        # Else the keys for undo would go on to the field that was edited last.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 160)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._field = Field(QRectF(0, 0, 1, 1), 1.0)
        self._inking = StrokeController()
        self._picture = PadPicture(self, self._inking)

    @property
    def drawing(self) -> Drawing:
        """What is on the pad, the stroke under the pen included."""
        return self._inking.drawing

    @property
    def history(self) -> DrawingHistory:
        """What can be undone and redone."""
        return self._inking.history

    @property
    def to_widget(self) -> QTransform:
        """From coordinates of the drawing to pixels of the pad, as it is now."""
        return self._field.to_widget

    def from_widget(self, point: QPointF) -> tuple[float, float]:
        """Coordinates in the drawing of the point of the pad nearest to one in pixels."""
        return self._field.from_widget(point)

    def set_tool(self, tool: Tool) -> None:
        """Draw with another tool from the next touch on."""
        self._inking.tool = tool

    def set_pen_width(self, width: float) -> None:
        """Draw the next strokes with a pen of another width, in the unit of the drawing."""
        self._inking.pen_width = width

    def set_overlay(self, paint: Overlay | None) -> None:
        """Have something painted above the ink from now on, or nothing.

        It is called at each movement of the pen; `update()` asks for a call.
        """
        self._picture.overlay = paint
        self.update()

    def put(self, drawing: Drawing) -> None:
        """Replace what is on the pad by another drawing; can be undone."""
        self.lift()
        self.history.do(drawing)
        self._show_history()

    def clear(self) -> None:
        """Take all ink away; can be undone."""
        self.lift()
        if self.drawing:
            self.put(Drawing())

    def undo(self) -> None:
        """Take the last thing back."""
        self.lift()
        self.history.undo()
        self._show_history()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.lift()
        self.history.redo()
        self._show_history()

    def pointer_down(self, contact: Contact) -> None:
        """Begin a stroke, or to erase."""
        self._inking.begin(self._place(contact), contact)
        self.update()
        self.drawing_changed.emit()

    def pointer_moved(self, contact: Contact) -> None:
        """Go on with it."""
        self._inking.go_on(self._place(contact), contact)
        self.update(self._picture.changed)
        self.drawing_changed.emit()

    def pointer_up(self) -> None:
        """Keep what was done."""
        self._inking.finish()
        self._picture.end_stroke()
        self._show_history()

    def sizeHint(self) -> QSize:
        return QSize(210, 210)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._picture.forget()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._picture.paint(painter, self._field)
        painter.end()

    def _place(self, contact: Contact) -> tuple[float, float]:
        return self._field.from_widget(QPointF(contact.x, contact.y))

    def _show_history(self) -> None:
        self._fit()
        self.update()
        self.drawing_changed.emit()
        self.history_changed.emit()

    def _fit(self) -> None:
        """Find the place of the ink where all of it can be seen."""
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        field = Field.around(self.drawing, area)
        if field != self._field:
            self._field = field
            self._picture.forget()
            self.update()
