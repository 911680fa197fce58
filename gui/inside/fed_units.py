"""The weights with which a unit feeds the units of the next layer, as bars."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy

from core.foundation.number_text import number_text
from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import set_text_size
from gui.common.theme import TIGHT, TextSize, theme_of
from gui.common.tip_widget import TipWidget

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.nn.activations import Floats

_COLUMNS = 10
_WIDEST, _GAP = "8888", 2
"""The widest number of a unit, and pixels between two numbers."""
_BARS = 4
"""The height of the bars in lines of text."""


class FedUnits(TipWidget):
    """Shows a bar for each unit that is fed: upwards where the weight is positive."""

    accessible_role = Role.Chart

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("fedUnits")
        self.setAccessibleName("Weights to the next layer")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._units: list[int] = []
        self.weights: list[float] = []
        """The weights that are shown."""
        self._name = ""
        set_text_size(self, TextSize.SMALL)

    def show_weights(
        self, feeds: "tuple[npt.NDArray[np.intp], Floats] | None", name: str = "unit"
    ) -> None:
        """Show units with the weights to them; `name` is what they are. None shows nothing."""
        units, weights = feeds if feeds is not None else (np.empty(0, np.intp), np.empty(0))
        self._units, self.weights, self._name = units.tolist(), weights.tolist(), name
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the units and the weights."""
        pairs = zip(self._units, self.weights, strict=True)
        return "; ".join(f"{self._name} {unit}: {_signed(weight)}" for unit, weight in pairs)

    def sizeHint(self) -> QSize:
        """Return a size with room for the numbers of ten units."""
        metrics = self.fontMetrics()
        width = _COLUMNS * (metrics.horizontalAdvance(_WIDEST) + _GAP)
        return QSize(width, (_BARS + 1) * metrics.height() + TIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def tip_at(self, point: QPointF) -> str:
        """Return the weights."""
        del point
        return self.accessible_contents().replace("; ", "\n")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars around their axis, and the numbers of the units below."""
        if not self.weights:
            return
        painter, theme, line = QPainter(self), theme_of(self), self.fontMetrics().height()
        column = min(self.width() / _COLUMNS, 3.0 * line)
        half = _BARS * line / 2
        finite = [abs(weight) for weight in self.weights if np.isfinite(weight)]
        largest = max(finite, default=0.0) or 1.0
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        for number, (unit, weight) in enumerate(zip(self._units, self.weights, strict=True)):
            share = weight / largest
            if abs(share) <= 1:  # a diverged network has weights that are not finite
                height = abs(share) * half
                top = half - height if share > 0 else half
                bar = QRectF((number + 0.2) * column, top, 0.6 * column, height)
                painter.fillRect(bar, QColor(theme.supports if share > 0 else theme.opposes))
            below = QRectF(number * column, 2 * half + TIGHT, column, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(unit))
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawLine(0, round(half), round(len(self.weights) * column), round(half))
        painter.end()


def _signed(value: float) -> str:
    return number_text(value, 3, signed=True)
