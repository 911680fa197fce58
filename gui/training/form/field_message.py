"""The explanation of a field below the form, and the frame of an editor with an error."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from gui.common.theme import theme_of

_WIDTH = 2
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_TALL = 10_000
_GAP = 8
"""Pixels between the label and what follows it."""


class ErrorFrame(QWidget):
    """Paints a frame over an editor, whose own style a style sheet would change."""

    def __init__(self, editor: QWidget, name: str) -> None:
        super().__init__(editor)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(editor.rect())
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the editor."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame in the color of errors."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(theme_of(self).error), _WIDTH))
        inset = _WIDTH // 2
        painter.drawRect(self.rect().adjusted(inset, inset, -inset, -inset))
        painter.end()


class FieldMessage(QLabel):
    """Shows the label of a field, its range or what is wrong with its text, and a hint.

    It paints itself, because a plain label lays out the whole form again for each new text.
    """

    def __init__(self, label: str, hint: str) -> None:
        super().__init__()
        self._label, self._hint = label, hint
        self._text, self._is_problem = "", False
        self.hide()

    def text(self) -> str:
        """Return the range, or what is wrong."""
        return self._text

    def set_message(self, text: str, *, is_problem: bool) -> None:
        """Show the range, or what is wrong."""
        if (text, is_problem) != (self._text, self._is_problem):
            self._text, self._is_problem = text, is_problem
            self.setAccessibleName(f"{self._label}: {text}")
            self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a line; the area decides the size."""
        return QSize(0, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return the height of a line, of any width."""
        return self.sizeHint()

    @property
    def length(self) -> int:
        """The number of characters of all its texts."""
        return len(self._label) + len(self._text) + len(self._hint)

    def height_at(self, width: int) -> int:
        """Return the height at which the whole text is visible in this width."""
        room, metrics = QRect(0, 0, width, _TALL), self.fontMetrics()
        texts = (
            [self._text, self._shown_hint] if self._after_label(width) == 0 else [self._shown_hint]
        )
        heights = [
            metrics.boundingRect(room, int(_WRAPPED), text).height() for text in texts if text
        ]
        return QFontMetrics(self._bold()).height() + sum(heights)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the label, and below it the range or the problem, and the hint."""
        painter, palette = QPainter(self), self.palette()
        error = QColor(theme_of(self).error)
        plain = palette.color(palette.ColorRole.WindowText)
        painter.setFont(self._bold())
        place = self._draw(painter, self.rect(), self._label, plain)
        painter.setFont(self.font())
        beside = self._after_label(self.width())
        color = error if self._is_problem else plain
        if beside:
            self._draw(painter, self.rect().adjusted(beside, 0, 0, 0), self._text, color)
        else:
            place = self._draw(painter, place, self._text, color)
        self._draw(
            painter, place, self._shown_hint, palette.color(palette.ColorRole.PlaceholderText)
        )
        painter.end()

    @property
    def _shown_hint(self) -> str:
        """The hint, for which what is wrong leaves no room."""
        return "" if self._is_problem else self._hint

    def _after_label(self, width: int) -> int:
        """Return where the text begins beside the label; 0 if it does not fit there."""
        beside = QFontMetrics(self._bold()).horizontalAdvance(self._label) + _GAP
        fits = beside + self.fontMetrics().horizontalAdvance(self._text) < width
        return beside if self._text and fits else 0

    def _draw(self, painter: QPainter, place: QRect, text: str, color: QColor) -> QRect:
        """Draw a text at the top of a rectangle, and return the rest of the rectangle."""
        if not text:
            return place
        painter.setPen(color)
        used = painter.boundingRect(place, int(_WRAPPED), text)
        painter.drawText(place, int(_WRAPPED), text)
        return place.adjusted(0, used.height(), 0, 0)

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font
