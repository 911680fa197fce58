"""The dialog of the learning-rate range test."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QProgressBar, QPushButton, QWidget

from core.hyperparameters.schema import Hyperparameters
from gui.common.dialogs import FormDialog
from gui.common.plot_menu import PlotMenu
from gui.common.theme import SPACING
from gui.common.widgets import named, set_available, vbox
from gui.training.rate_range.rate_plot import RatePlot

if TYPE_CHECKING:
    from core.learning_rate.range_test import RangePoint
    from core.learning_rate.suggestion import RangeResult

_WIDTH = 520
"""Pixels."""
_ABOUT = (
    "Trains a new network with the settings in the form for up to 200 mini-batches, and raises the "
    "learning rate from one to the next. The network in the window stays as it is."
)
_USE = "Put the suggested rate into the form."
_RUNNING = "The test is still running."
_RUN_AGAIN = "Run the test again, with what stands in the form now."
_CANCELED = "Canceled."


class RateDialog(FormDialog):
    """Shows the curve while it is measured, and puts the suggested rate into the form."""

    run_requested = Signal()
    cancel_requested = Signal()
    rate_chosen = Signal(float)

    def __init__(self, parent: QWidget, menu: PlotMenu) -> None:
        super().__init__(parent, "rateRangeDialog", "Find learning rate", width=_WIDTH)
        self._plot = RatePlot()
        menu.add(self._plot, "learning-rate-range", self._plot.table)
        self._progress = named(QProgressBar(), "rateRangeProgress")
        self._progress.setAccessibleName("Progress of the test")
        self._progress.setToolTip("The test ends early when the loss explodes.")
        self._text = named(QLabel(wordWrap=True), "rateRangeText")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setMinimumHeight(3 * self._text.fontMetrics().lineSpacing())
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._use = named(QPushButton("Use this rate"), "useRateButton")
        self._again = named(QPushButton("Run again"), "rateRangeAgainButton")
        self._settings: Hyperparameters | None = None
        self._points: list[RangePoint] = []
        self._suggestion: float | None = None
        self._running = False
        about = QLabel(_ABOUT, wordWrap=True)
        buttons = self.button_row(self._use, self._again)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("Close")
        parts = (about, (self._plot, 1), self._progress, self._text, buttons)
        self.setLayout(vbox(*parts, spacing=SPACING, margins=(16, 16, 16, 16)))
        self._use.clicked.connect(self._choose)
        self._again.clicked.connect(self._run_or_cancel)
        self.finished.connect(lambda: self.cancel_requested.emit())

    def begin(self, settings: Hyperparameters) -> None:
        """Show that a test of these settings begins."""
        from core.learning_rate.range_test import STEPS

        self._settings, self._points, self._suggestion = settings, [], None
        self._plot.clear_curves(settings.learning_rate)
        self._progress.setRange(0, STEPS)
        self._progress.setValue(0)
        self._text.setText("Testing …")
        self._set_running(running=True, why_not=_RUNNING)

    def show_points(self, points: "Sequence[RangePoint]") -> None:
        """Show more mini-batches."""
        self._points.extend(points)
        self._progress.setValue(len(self._points))
        self._plot.show_points(self._points)

    def show_result(self, result: "RangeResult") -> None:
        """Show the result of the test."""
        from core.learning_rate.suggestion import RULE

        assert self._settings is not None
        self._plot.show_result(result)
        self._progress.setValue(self._progress.maximum())
        self._suggestion = result.suggestion
        comparison = result.comparison(self._settings)
        self._text.setText(
            comparison if result.problem else f"{comparison}\nIt is {RULE[0].lower()}{RULE[1:]}"
        )
        self._set_running(running=False, why_not=result.problem)

    def show_end(self, why: str = _CANCELED) -> None:
        """Say why a test has ended without a result, if it has."""
        if self._running:
            self._text.setText(why)
            self._set_running(running=False, why_not=why)

    def show_refusal(self, why: str) -> None:
        """Say why no test begins; what is shown stays."""
        self._text.setText(why)

    def _set_running(self, *, running: bool, why_not: str) -> None:
        self._running = running
        self._progress.setVisible(running)
        set_available(self._use, _USE, why_not)
        self._again.setText("Cancel the test" if running else "Run again")
        self._again.setToolTip("End the test." if running else _RUN_AGAIN)

    @Slot()
    def _choose(self) -> None:
        if self._suggestion is not None:
            self.rate_chosen.emit(self._suggestion)
            self.accept()

    @Slot()
    def _run_or_cancel(self) -> None:
        if self._running:
            self.cancel_requested.emit()
            self.show_end()
        else:
            self.run_requested.emit()
