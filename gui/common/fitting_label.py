"""A label that has shorter texts for where the whole text does not fit."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.common.static_label import StaticLabel


class FittingLabel(StaticLabel):
    """Shows the first of some texts that fits into its width; the tooltip has the whole text.

    The texts say the same in fewer and fewer words. If even the last does not fit, it ends with an
    ellipsis.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._texts: tuple[str, ...] = ("",)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_texts(self, *texts: str, tip: str = "") -> None:
        """Show one of these texts, the longest first; `tip` is the tooltip if it says more."""
        self._texts = texts or ("",)
        self.setText(self._texts[0])
        if self.toolTip() != (tip or self.text()):
            self.setToolTip(tip or self.text())
        self.update()

    @property
    def visible_text(self) -> str:
        """The text that is painted."""
        metrics, width = self.fontMetrics(), self.contentsRect().width()
        fitting = (each for each in self._texts if metrics.horizontalAdvance(each) <= width)
        last = self._texts[-1]
        return next(fitting, metrics.elidedText(last, Qt.TextElideMode.ElideRight, width))

    def minimumSizeHint(self) -> QSize:
        """Return the height of a line, and no width: there is a text for every width."""
        return QSize(0, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """Return the same as `minimumSizeHint`."""
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text that fits."""
        painter = QPainter(self)
        flags = self.alignment() | Qt.TextFlag.TextSingleLine
        painter.drawText(self.contentsRect(), flags, self.visible_text)
        painter.end()
