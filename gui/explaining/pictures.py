"""The three pictures: what speaks for a digit, the change, and what would come of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gui.explaining.images import change_image, drawing_image, faint_image, saliency_layer
from gui.explaining.legend import Legend
from gui.explaining.picture import Picture
from gui.naming import named
from gui.readout import Readout
from gui.theme import number_font, theme_of

if TYPE_CHECKING:
    from core.explaining.counterfactual import Counterfactual
    from gui.explaining.answers import Saliency

_GAP = 3


class Pictures(QWidget):
    """Paints what it is given in the colours of the theme, with a legend above each."""

    recoloured = Signal()
    """The theme has changed, and the layer with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saliency: Saliency | None = None
        self._change: Counterfactual | None = None
        self._why = Picture(
            "saliencyPicture",
            "What speaks for the digit and what against it. Paper speaks too: a gap can be what "
            "makes the digit. (Expected gradients of the log odds.)",
        )
        self._way = Picture("changePicture", "What to add and what to take away.")
        self._result = Picture("changedPicture", "What the network would see after the change.")
        self._verdict = named(Readout(), "changedAnswer")
        self._verdict.setFont(number_font(self._verdict))
        self._verdict.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._verdict.setFixedHeight(self._verdict.fontMetrics().height())
        self._lay_out()
        self._why.recoloured.connect(self._paint)

    @property
    def layer(self) -> QImage | None:
        """The colours of what speaks for and against, over transparency."""
        return saliency_layer(self._saliency.values, theme_of(self)) if self._saliency else None

    def show_saliency(self, saliency: "Saliency | None") -> None:
        """Show what speaks for a digit, or nothing."""
        self._saliency = saliency
        self._paint_why()

    def show_change(self, change: "Counterfactual | None") -> None:
        """Show a change, or nothing."""
        self._change = change
        self._paint_change()

    def show_verdict(self, text: str) -> None:
        """Say what the network makes of the change."""
        self._verdict.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Squares: in a high window, what is below comes up to them.
        self.setMaximumHeight(self._verdict.height() + _GAP + self.width() // 3)

    @Slot()
    def _paint(self) -> None:
        self._paint_why()
        self._paint_change()
        self.recoloured.emit()

    def _paint_why(self) -> None:
        shown = self._saliency
        self._why.show_image(
            faint_image(shown.part.pixels, theme_of(self)) if shown else None, self.layer
        )

    def _paint_change(self) -> None:
        change, theme = self._change, theme_of(self)
        self._way.show_image(change_image(change, theme) if change else None)
        self._result.show_image(drawing_image(change.after, theme) if change else None)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(_GAP)
        above = (Legend("for", "against"), Legend("add", "remove"), self._verdict)
        for column, widget in enumerate((self._why, self._way, self._result)):
            grid.addWidget(above[column], 0, column)
            grid.addWidget(widget, 1, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(1, 1)
