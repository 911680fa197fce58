"""A small plot of the learning rate that the schedule plans for each epoch."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from core.hyperparameters.schema import Hyperparameters
from core.training.schedules import planned_rates
from gui.common.accessibility import Role
from gui.common.enlargement import set_text_size
from gui.common.plot_menu import Row
from gui.common.theme import TextSize, theme_of

_HEIGHT, _TOP, _GAP = 74, 6, 4
_RIGHT = Qt.AlignmentFlag.AlignRight
_LEFT = Qt.AlignmentFlag.AlignLeft
_VCENTER = Qt.AlignmentFlag.AlignVCenter
_WRAPPED = _LEFT | _VCENTER | Qt.TextFlag.TextWordWrap


class SchedulePlot(QWidget):
    """Plots the planned learning rate, with a line at the current epoch."""

    accessible_role = Role.Chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("schedulePlot")
        self.setAccessibleName("Planned learning rate for each epoch")
        self.setToolTip("Planned learning rate for each epoch.")
        self.setFixedHeight(_HEIGHT)
        set_text_size(self, TextSize.SMALL)
        self._epochs: npt.NDArray[np.float64] = np.array([0.0, 1.0])
        self._rates: npt.NDArray[np.float64] = np.zeros(2)
        self._caption = ""
        self._epoch: float | None = None

    def show_settings(self, settings: Hyperparameters) -> None:
        """Plot the schedule of these settings."""
        self._epochs, self._rates = planned_rates(settings)
        self._caption = _caption(settings)
        self.setAccessibleDescription(
            f"From {self._rates[0]:.3g} to {self._rates[-1]:.3g} over {settings.epochs:,} epochs. "
            f"{self._caption}".strip()
        )
        self.update()

    def show_epoch(self, epoch: float | None) -> None:
        """Mark how far the training is, in epochs; None for no mark."""
        if self._column(epoch) != self._column(self._epoch):
            self._epoch = epoch
            self.update()

    def table(self) -> list[Row]:
        """Return the planned learning rate at each epoch."""
        rows: list[Row] = [("epoch", "learning_rate")]
        pairs = zip(self._epochs.tolist(), self._rates.tolist(), strict=True)
        return [*rows, *pairs]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes, the curve, and the mark of the training."""
        painter = QPainter(self)
        place = self._place()
        self._draw_axes(painter, place)
        if self._caption:
            painter.drawText(place.adjusted(_GAP, _GAP, -_GAP, 0), _WRAPPED, self._caption)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme_of(self).training), 2))
        painter.drawPolyline(QPolygonF(self._points(place)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        column = self._column(self._epoch)
        if column is not None:
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            painter.drawLine(column, int(place.top()) - 2, column, int(place.bottom()))
        painter.end()

    def _place(self) -> QRectF:
        """Return the rectangle of the curve, without the texts of the axes."""
        metrics = self.fontMetrics()
        left = max(metrics.horizontalAdvance(text) for text in (self._highest, "0")) + _GAP
        return QRectF(self.rect()).adjusted(left, _TOP, -_GAP, -metrics.height() - 2)

    @property
    def _highest(self) -> str:
        return f"{self._rates.max():.3g}"

    def _points(self, place: QRectF) -> list[QPointF]:
        x = place.left() + self._epochs / self._epochs[-1] * place.width()
        y = place.bottom() - self._rates / max(self._rates.max(), 1e-30) * place.height()
        return [QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]

    def _column(self, epoch: float | None) -> int | None:
        if epoch is None:
            return None
        place = self._place()
        share = min(epoch / float(self._epochs[-1]), 1.0)
        return round(place.left() + share * place.width())

    def _draw_axes(self, painter: QPainter, place: QRectF) -> None:
        palette = self.palette()
        painter.fillRect(place, palette.color(QPalette.ColorRole.Base))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(place.topLeft(), place.bottomLeft())
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        height = painter.fontMetrics().height()
        beside = QRectF(0, place.top() - height / 2, place.left() - _GAP, height)
        painter.drawText(beside, _RIGHT | _VCENTER, self._highest)
        painter.drawText(beside.translated(0, place.height()), _RIGHT | _VCENTER, "0")
        painter.drawText(beside.translated(0, place.height() / 2), _RIGHT | _VCENTER, "η")
        below = QRectF(place.left(), place.bottom() + 1, place.width(), height)
        painter.drawText(below, _LEFT, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "epochs")
        painter.drawText(below, _RIGHT, f"{self._epochs[-1]:,.0f}")


def _caption(settings: Hyperparameters) -> str:
    """Return a sentence on what the plot cannot show; empty for most schedules."""
    if settings.schedule != "plateau":
        return ""
    epochs = settings.plateau_epochs
    long = f"{epochs:,} epochs" if epochs > 1 else "an epoch"
    return f"Halved whenever the validation loss has not fallen for {long}."
