"""What the tab “My digits” shows while there are no digits: what it is for, and how it is used."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from gui.common.accessibility import Role
from gui.common.enlargement import enlargement, line_width
from gui.common.theme import TextSize, number_font, theme_of
from gui.common.widgets import hbox, heading, named, vbox

_PURPOSE = (
    "Save digits in your own handwriting, see them here, correct their labels, and fine-tune the "
    "network on them, so that it recognizes your digits better."
)
_STEPS = (
    "Draw a digit\non the pad",
    "Press its key,\nor “Label as …”\nbelow the pad",
    "It is saved\nhere",
)
_LINES = max(step.count("\n") for step in _STEPS) + 1
_SEVEN = ((0.28, 0.26), (0.72, 0.26), (0.44, 0.78))
"""The corners of a 7 in a square of side 1."""


def _scaled(pixels: int) -> int:
    """Return a length in pixels that grows with the text."""
    return round(pixels * enlargement())


class StepsPicture(QWidget):
    """Shows the way of a digit: the pad, the button that labels it, and the saved digit."""

    accessible_role = Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digitSteps")
        steps = (step.replace("\n", " ") for step in _STEPS)
        self.setAccessibleName(", then ".join(step[0].lower() + step[1:] for step in steps))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of three pictures with the lines of their texts below."""
        width = sum(self._widths) + 2 * self._arrow
        return QSize(width, self._side + 8 + _LINES * self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """Return the same size: nothing is cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the three pictures, the arrows between them, and the texts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        steps, side, inner = self._steps(), self._side, _scaled(8)
        places = [QRectF(step.center().x() - side / 2, 1, side, side) for step in steps]
        saved = places[2].adjusted(inner, inner, -inner, -inner)
        self._paint_sheet(painter, places[0])
        self._paint_button(painter, places[1])
        self._paint_sheet(painter, saved)
        self._paint_label(painter, saved)
        self._paint_texts(painter, steps)
        painter.end()

    @property
    def _side(self) -> int:
        """The side of a picture, in pixels."""
        return _scaled(56)

    @property
    def _arrow(self) -> int:
        """The width of the room for an arrow, in pixels."""
        return _scaled(28)

    @property
    def _widths(self) -> list[int]:
        """The widths of the steps, at least, in pixels."""
        advance = self.fontMetrics().horizontalAdvance
        return [max(self._side, *map(advance, step.split("\n"))) for step in _STEPS]

    def _steps(self) -> list[QRectF]:
        """The places of the steps from left to right, each with its picture and its text."""
        widths = self._widths
        more = (self.width() - 2 * self._arrow - sum(widths)) / len(widths)
        steps, left = list[QRectF](), 0.0
        for width in widths:
            steps.append(QRectF(left, 0, width + more, self.height()))
            left += width + more + self._arrow
        return steps

    def _paint_sheet(self, painter: QPainter, place: QRectF) -> None:
        theme = theme_of(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.setBrush(QColor(theme.paper))
        painter.drawRect(place)
        pen = QPen(QColor(theme.ink), place.width() / 12)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corners = [place.topLeft() + QPointF(x, y) * place.width() for x, y in _SEVEN]
        line = QPainterPath(corners[0])
        for corner in corners[1:]:
            line.lineTo(corner)
        painter.drawPath(line)

    def _paint_button(self, painter: QPainter, place: QRectF) -> None:
        palette = self.palette()
        beside, height = _scaled(8), _scaled(28)
        button = QRectF(0, 0, place.width() + 2 * beside, height)
        button.moveCenter(place.center())
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.setBrush(palette.color(QPalette.ColorRole.Button))
        painter.drawRoundedRect(button, 4, 4)
        painter.setPen(palette.color(QPalette.ColorRole.ButtonText))
        painter.setFont(number_font(self, bold=True))
        painter.drawText(button, Qt.AlignmentFlag.AlignCenter, "7")

    def _paint_label(self, painter: QPainter, place: QRectF) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.setFont(number_font(self, TextSize.SMALL))
        corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        painter.drawText(place.adjusted(0, 0, -3, -1), corner, "7")

    def _paint_texts(self, painter: QPainter, steps: list[QRectF]) -> None:
        painter.setFont(self.font())
        color = self.palette().color(QPalette.ColorRole.WindowText)
        for step, text in zip(steps, _STEPS, strict=True):
            below = step.adjusted(-8, self._side + 7, 8, 0)
            center = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.setPen(color)
            painter.drawText(below, center, text)
            if step.left() > 0:
                self._paint_arrow(
                    painter, QPointF(step.left() - self._arrow / 2, 1 + self._side / 2)
                )

    def _paint_arrow(self, painter: QPainter, middle: QPointF) -> None:
        painter.setPen(
            QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), line_width(2))
        )
        half, back = _scaled(10), _scaled(5)
        tip = middle + QPointF(half, 0)
        painter.drawLine(middle - QPointF(half, 0), tip)
        painter.drawLine(tip, tip + QPointF(-back, -back))
        painter.drawLine(tip, tip + QPointF(-back, back))


class EmptyDigits(QWidget):
    """Says what the tab is for and how a digit comes into it, with a button to begin."""

    draw_requested = Signal()
    """Emitted when the user wants to draw."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noDigitsYet")
        purpose = named(QLabel(_PURPOSE, wordWrap=True), "myDigitsPurpose")
        self._draw = named(QPushButton("Draw a digit"), "drawDigitButton")
        self._draw.setToolTip("Go to the pad. The keys 0 to 9 then label what you have drawn.")
        self._draw.clicked.connect(self.draw_requested)
        self.setFocusProxy(self._draw)
        parts = (heading("No digits yet"), purpose, StepsPicture(), hbox(self._draw, None), None)
        self.setLayout(vbox(*parts, spacing=8))
