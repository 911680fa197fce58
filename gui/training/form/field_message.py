"""The small line of text below an editor, and the frame of an editor with an error."""

from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui.common.theme import theme_of

_WIDTH = 2


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


class MessageKind(Enum):
    """What a message is about, which decides its color."""

    HINT = auto()
    LATER = auto()
    """The value in the editor applies later."""
    PROBLEM = auto()


class FieldMessage(QLabel):
    """Shows a line that is shortened to its width; the whole text is then in its tooltip.

    It paints itself, because a plain label lays out the whole form again for each new text.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text, self._kind = "", MessageKind.HINT
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        self.setFont(font)

    def text(self) -> str:
        """Return the whole text, even if it is shown shortened."""
        return self._text

    def set_message(self, text: str, kind: MessageKind) -> None:
        """Show a text."""
        if (text, kind) == (self._text, self._kind):
            return
        self._text, self._kind = text, kind
        self.setAccessibleName(text)
        self._offer_whole()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a line; the layout decides the width."""
        return QSize(0, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return the height of a line, of any width."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Update the tooltip: another part of the text may fit."""
        super().resizeEvent(event)
        self._offer_whole()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, shortened to the width."""
        painter = QPainter(self)
        painter.setPen(self._color())
        sides = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), sides, self._fitting())
        painter.end()

    def _fitting(self) -> str:
        return self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())

    def _offer_whole(self) -> None:
        if not self.isVisible():
            return  # it gets its size when it is shown
        # Without one of its own it shows its row's.
        self.setToolTip(self._text if self._fitting() != self._text else "")

    def _color(self) -> QColor:
        theme, palette = theme_of(self), self.palette()
        match self._kind:
            case MessageKind.PROBLEM:
                return QColor(theme.error)
            case MessageKind.LATER:
                return QColor(theme.validation)
            case MessageKind.HINT:
                return palette.color(palette.ColorRole.PlaceholderText)
