"""The gradient check: of the chosen weight, for a size that the user chooses, and of all arrays."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSlider, QStyle, QWidget

from gui.common.plot_menu import PlotMenu
from gui.common.widgets import hbox, heading, named, vbox
from gui.one_step.array_error_bars import ArrayErrorBars
from gui.one_step.error_curve import ErrorCurve

if TYPE_CHECKING:
    from core.inside.array_check import ArrayCheck
    from core.inside.weight_check import WeightCheck
    from core.nn.activations import Floats

_SIZES, _USUAL = 25, 14
"""The number of sizes, and the usual one: 10⁻⁵, as in the report's course."""


class CheckView(QWidget):
    """Compares the derivative by back-propagation with the central difference."""

    def __init__(self) -> None:
        super().__init__()
        self._check: WeightCheck | None = None
        self._size = named(QSlider(Qt.Orientation.Horizontal), "differenceSize")
        self._size.setRange(0, _SIZES - 1)
        self._size.setPageStep(2)
        self._size.setValue(_USUAL)
        self._size.setAccessibleName("Size h of the difference")
        self._size.setToolTip("The size h of the central difference (J(w + h) − J(w − h)) / 2h.")
        self._curve = ErrorCurve()
        self._figures = named(QLabel(wordWrap=True), "gradientCheckFigures")
        self._size.valueChanged.connect(self._show)
        note = QLabel(
            "The derivative of the objective J, the loss with its penalties, with respect to the "
            "chosen weight: once by back-propagation, and once by trying two weights, "
            "(J(w + h) − J(w − h)) / 2h.",
            wordWrap=True,
        )
        self._name = QLabel("h")
        self._size_row = hbox(self._name, (self._size, 1), spacing=0)
        self._arrays = ArrayErrorBars()
        arrays_note = QLabel(
            "All weights and biases, in float64 with h = 1e−5: the derivative of J along three "
            "random directions, in which each parameter of the array grows or falls by the same "
            "amount. An error in one derivative shows in the bar of its array.",
            wordWrap=True,
        )
        self.setLayout(
            vbox(
                *(
                    heading("Gradient check of the weight"),
                    note,
                    self._curve,
                    self._size_row,
                    self._figures,
                ),
                *(heading("Gradient check of all parameters"), arrays_note, self._arrays),
            )
        )
        self._show()

    def add_menu(self, menu: PlotMenu) -> None:
        """Give the plot its context menu."""
        menu.add(self._curve, "gradient check", self._curve.table)
        menu.add(self._arrays, "gradient check of all parameters", self._arrays.table)

    def show_check(self, check: "WeightCheck | None", arrays: "Sequence[ArrayCheck]" = ()) -> None:
        """Show the check of a weight and those of all arrays; None for none."""
        self._check = check
        self._arrays.show_checks(arrays)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the handle of the slider below the line that marks its size."""
        super().resizeEvent(event)
        left, right = self._curve.margins
        half = self._size.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength) / 2
        self._name.setFixedWidth(round(left - half))
        self._size_row.setContentsMargins(0, 0, round(right - half), 0)

    @Slot()
    def _show(self) -> None:
        chosen = self._size.value()
        self._curve.show_check(self._check, chosen)
        self._figures.setText(_figures(self._check, chosen) if self._check is not None else "")


def _figures(check: "WeightCheck", chosen: int) -> str:
    from core.inside.weight_check import STEPS

    def line(name: str, differences: "Floats") -> str:
        absolute = float(check.errors(differences)[chosen])
        relative = float(check.relative_errors(differences)[chosen])
        numerical = f"{float(differences[chosen]):.8g}"
        return (
            f"{name}: numerical {numerical}, absolute error {absolute:.2g}, relative error "
            f"{relative:.2g}"
        )

    size = f"h = {np.format_float_scientific(STEPS[chosen], 2, trim='-')}"
    lines = (
        f"{size}: analytic {check.analytic:.8g}",
        line("float64", check.float64),
        line("float32", check.float32),
    )
    return "\n".join(lines).replace("-", "−")
