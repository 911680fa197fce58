"""Widgets for three images: what speaks for a digit, the change, and the result."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from core.datasets.dataset import IMAGE_SIDE
from gui.common.accessibility import Role
from gui.common.enlargement import keep_room, set_text_size
from gui.common.static_label import StaticLabel
from gui.common.theme import TIGHT, TextSize, theme_of
from gui.common.widgets import named, set_text_role
from gui.explanations.explanation_images import (
    change_image,
    drawing_image,
    faint_image,
    saliency_layer,
)

if TYPE_CHECKING:
    from core.explanations.counterfactual import Counterfactual
    from gui.explanations.explanation_requests import Saliency

_SMALLEST = 2 * IMAGE_SIDE
_FADED = 0.35
"""The opacity of a result of another model than the one in use."""


def paint_invitation(painter: QPainter, widget: QWidget, texts: tuple[str, ...]) -> None:
    """Fill an empty widget with a frame and the first text that fits: what will be shown there."""
    palette, frame = widget.palette(), widget.rect().adjusted(0, 0, -1, -1)
    painter.setPen(palette.color(QPalette.ColorRole.Mid))
    painter.drawRect(frame)
    room = frame.adjusted(TIGHT, 0, -TIGHT, 0)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
    for text in texts:
        if room.contains(painter.boundingRect(room, flags, text)):
            painter.drawText(room, flags, text)
            return


class Picture(QWidget):
    """Shows an image of 28 × 28 pixels, with a smoothed layer above it if there is one.

    Without an image, it shows the first of the `invitations` that fits: what will be there.
    """

    accessible_role = Role.Graphic

    palette_changed = Signal()
    """Emitted when the colors have changed, so that the image has to be made anew."""

    def __init__(
        self, name: str, tip: str, invitations: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._invitations = invitations
        self.setObjectName(name)
        set_text_size(self, TextSize.SMALL)
        self.setAccessibleName(tip)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_SMALLEST, _SMALLEST)
        self.image: QImage | None = None
        """The image that is shown, without the layer; None for an invitation."""
        self._layer: QImage | None = None
        self.faded = False
        """Whether the image is a result of another model than the one in use."""

    def set_faded(self, *, faded: bool) -> None:
        """Show the image as a result of another model than the one in use, or of that one."""
        if faded != self.faded:
            self.faded = faded
            self.update()

    def show_image(self, image: QImage | None, layer: QImage | None = None) -> None:
        """Show an image with a layer above it; None for an invitation."""
        self.image, self._layer = image, layer
        self.update()

    def sizeHint(self) -> QSize:
        """Return the smallest size: the layout makes it larger."""
        return QSize(_SMALLEST, _SMALLEST)

    def changeEvent(self, event: QEvent) -> None:
        """Emit `palette_changed` when the palette changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.palette_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the image, the layer and a frame, or the invitation."""
        painter = QPainter(self)
        if self.image is None:
            paint_invitation(painter, self, self._invitations)
        else:
            self._paint_image(painter, self.image)
        painter.end()

    def _paint_image(self, painter: QPainter, image: QImage) -> None:
        side = min(self.width(), self.height()) - 1
        place = QRectF((self.width() - side) // 2, 0, side, side)
        painter.setOpacity(_FADED if self.faded else 1.0)
        painter.drawImage(place, image)
        painter.setOpacity(1.0)
        if self._layer is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._layer)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)


class Legend(QWidget):
    """Shows a square and a word for each of the two colors."""

    accessible_role = Role.StaticText

    def __init__(self, supports: str, opposes: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = (supports, opposes)
        self.setAccessibleName(f"blue: {supports}; orange: {opposes}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of both words with their squares."""
        return QSize(round(sum(self._widths())), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same size: no word is cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the squares and the words, centered."""
        theme, painter = theme_of(self), QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        side, widths = self.fontMetrics().ascent() * 0.7, self._widths()
        left = (self.width() - sum(widths)) / 2
        colors = (theme.supports, theme.opposes)
        for word, color, width in zip(self._words, colors, widths, strict=True):
            painter.fillRect(QRectF(left, (self.height() - side) / 2, side, side), QColor(color))
            text = QRectF(left + side + TIGHT, 0, width, self.height())
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, word)
            left += width
        painter.end()

    def _widths(self) -> list[float]:
        metrics = self.fontMetrics()
        square = metrics.ascent() * 0.7
        return [
            square + TIGHT + metrics.horizontalAdvance(word) + 2 * TIGHT for word in self._words
        ]


class Pictures(QWidget):
    """Shows three images in the colors of the theme, with a legend above each."""

    palette_changed = Signal()
    """Emitted when the theme has changed, and the layer with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saliency: Saliency | None = None
        self._change: Counterfactual | None = None
        self._why = Picture(
            "saliencyPicture",
            "What counts for the digit and what counts against it. Blank paper counts too: a gap "
            "can be decisive. (Expected gradients of the log odds.)",
            ("What counts for the digit and against it", "For and against"),
        )
        self._way = Picture(
            "changePicture",
            "Ink to add and ink to remove.",
            ("The ink that would change the answer", "The change"),
        )
        self._result = Picture(
            "changedPicture",
            "What the network would see after the change.",
            ("The drawing after the change", "The result"),
        )
        self._verdict = named(StaticLabel(), "changedAnswer")
        set_text_size(self._verdict)
        self._verdict.setAlignment(Qt.AlignmentFlag.AlignCenter)
        keep_room(self._verdict, lines=1)
        self._lay_out()
        self._why.palette_changed.connect(self._paint)

    @property
    def layer(self) -> QImage | None:
        """The colors of what speaks for and against the digit, on a transparent background."""
        return saliency_layer(self._saliency.values, theme_of(self)) if self._saliency else None

    def show_saliency(self, saliency: "Saliency | None") -> None:
        """Show what speaks for a digit; None clears it."""
        self._saliency = saliency
        self._paint_why()

    def show_change(self, change: "Counterfactual | None") -> None:
        """Show a change; None clears it."""
        if change is not self._change:
            self._change = change
            self._paint_change()

    def show_verdict(self, text: str, *, faded: bool = False) -> None:
        """Show how probable the digit is after the change.

        A change that was found for another model than the one in use is faded.
        """
        role = QPalette.ColorRole.PlaceholderText if faded else QPalette.ColorRole.WindowText
        set_text_role(self._verdict, role)
        self._verdict.setText(text)
        for picture in (self._way, self._result):
            picture.set_faded(faded=faded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Limit the height, so that the pictures stay squares."""
        super().resizeEvent(event)
        # The images are squares: in a high window, what is below moves up to them.
        self.setMaximumHeight(self._verdict.height() + TIGHT + self.width() // 3)
        # While the widget is about to be shown, Qt tells the layout only of the size before.
        if (layout := self.layout()) is not None:
            layout.setGeometry(self.rect())

    @Slot()
    def _paint(self) -> None:
        self._paint_why()
        self._paint_change()
        self.palette_changed.emit()

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
        grid.setSpacing(TIGHT)
        above = (Legend("for", "against"), Legend("add", "remove"), self._verdict)
        for column, widget in enumerate((self._why, self._way, self._result)):
            grid.addWidget(above[column], 0, column)
            grid.addWidget(widget, 1, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(1, 1)
