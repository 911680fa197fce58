"""The drawing pad, which turns movements of pointers into strokes."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.drawing.strokes import Drawing
from gui.common.accessibility import Role
from gui.common.focus_frame import paint_focus
from gui.common.keys import CLEAR_PAD
from gui.common.undo import DrawingHistory
from gui.drawing.pad_geometry import PadGeometry
from gui.drawing.pad_painter import Overlay, PadPainter
from gui.drawing.pointers import Contact, PointerWidget
from gui.drawing.stroke_controller import StrokeController, Tool


class DrawingPad(PointerWidget):
    """Draw with mouse, pen or finger; erase with the right button or a pen's eraser end.

    The shorter side of the pad is 1, the unit square in its middle; along the longer side there
    is room beyond it.
    """

    accessible_role = Role.Canvas

    drawing_changed = Signal()
    """Emitted at each movement of the pen."""
    history_changed = Signal()
    """Emitted when the drawing is replaced, and when a stroke has ended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawingPad")
        self.setAccessibleName("Drawing pad")
        self.setToolTip(
            "Draw a digit with the left button, a pen or a finger. Erase with the right "
            "button or the pen's eraser. Delete clears the pad; the keys 0 to 9 label the drawing."
        )
        self.setCursor(Qt.CursorShape.CrossCursor)
        # Also by a click: else the keys for undo would go to the field that was edited last.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 160)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._geometry = PadGeometry(QRectF(0, 0, 1, 1), 1.0)
        self.history = DrawingHistory(self)
        """The drawing, with the steps that can be undone and redone."""
        self._controller = StrokeController(self.history)
        self._painter = PadPainter(self, self._controller)
        self.history.indexChanged.connect(self._show_history)

    @property
    def drawing(self) -> Drawing:
        """The drawing on the pad, including the stroke under the pen."""
        return self._controller.drawing

    @property
    def to_widget(self) -> QTransform:
        """The transform from coordinates of the drawing to pixels of the pad, as it is now."""
        return self._geometry.to_widget

    def set_tool(self, tool: Tool) -> None:
        """Use another tool from the next touch on."""
        self._controller.tool = tool

    def set_pen_width(self, width: float) -> None:
        """Draw the next strokes with a pen of another width, in the unit of the drawing."""
        self._controller.pen_width = width

    def set_overlay(self, paint: Overlay | None) -> None:
        """Paint something above the ink from now on, or nothing.

        `paint` is called at each movement of the pen, and after `update()`.
        """
        self._painter.overlay = paint
        self.update()

    def put(self, drawing: Drawing) -> None:
        """Replace the drawing on the pad by another; this can be undone."""
        self.lift()
        self._replace(drawing)

    @Slot()
    def clear(self) -> None:
        """Remove all ink; this can be undone."""
        self.lift()
        if self.drawing:
            self.put(Drawing())

    def pointer_down(self, contact: Contact) -> None:
        """Begin a stroke or an erasure."""
        self._controller.begin(self._position_of(contact), contact)
        self.update()
        self.drawing_changed.emit()

    def pointer_moved(self, contact: Contact) -> None:
        """Continue the stroke or the erasure."""
        self._controller.extend(self._position_of(contact), contact)
        self.update(self._painter.changed)
        self.drawing_changed.emit()

    def pointer_up(self) -> None:
        """Put the stroke or the erasure into the history."""
        drawing = self._controller.finish()
        self._painter.end_stroke()
        self._replace(drawing)

    def sizeHint(self) -> QSize:
        """Return the size that the pad prefers."""
        return QSize(210, 210)

    def event(self, event: QEvent) -> bool:
        """End the stroke under the pen before a shortcut for undo or redo."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                self.lift()  # the shortcut that follows acts on the stroke under the pen, too
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale the drawing to the new size."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Paint everything anew in the colors of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._painter.invalidate()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet with its ink."""
        painter = QPainter(self)
        self._painter.paint(painter, self._geometry)
        painter.setClipping(False)
        # Who draws has given it the focus by a click, and sees where the ink is.
        if self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            paint_focus(painter, self)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear the pad with Delete."""
        if CLEAR_PAD.match(event):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _position_of(self, contact: Contact) -> tuple[float, float]:
        margin = self._controller.ink_reach(contact)  # no ink is cut at the edges
        return self._geometry.from_widget(QPointF(contact.x, contact.y), margin)

    def _replace(self, drawing: Drawing) -> None:
        if drawing is self.history.drawing:
            self._show_history()
        else:
            self.history.replace(drawing)

    @Slot()
    def _show_history(self) -> None:
        self._fit()
        self.update()
        self.drawing_changed.emit()
        self.history_changed.emit()

    def _fit(self) -> None:
        """Choose the geometry so that all of the drawing is visible."""
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        geometry = PadGeometry.around(self.drawing, area)
        if geometry != self._geometry:
            self._geometry = geometry
            self._painter.invalidate()
            self.update()
