"""What several seeds have in common: means and spreads, and a band on the curves."""

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from core.foundation.percent import percent
from core.tuning.repetition import Band, Repetition, Spread
from core.tuning.space import SearchSpace
from gui.common.theme import TextSize, number_font
from gui.common.widgets import container, heading, named, vbox

_COLUMNS = {
    "Mean": "Mean of all seeds.",
    "Std. deviation": "Sample standard deviation: how much one training differs from another.",
    "95% interval": "Student's t interval in which the true mean lies.",
    "Range": "Lowest and highest value.",
}
_NOTE = (
    "± is half of the 95% t interval of the mean. The standard deviation is that of the sample "
    "(divisor n − 1)."
)
_NOTHING = "Mean and spread appear when two seeds are complete"


class RepetitionSummary(QWidget):
    """Shows a row of numbers for each quantity, and the switch of the band."""

    band_changed = Signal(object)
    """Emitted with the Band that is to be drawn on the curves; None for none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("repetitionSummary")
        self._band: Band | None = None
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._rows: list[list[QLabel]] = []
        self._nothing = named(QLabel(_NOTHING), "repetitionHint")
        self._show = named(
            QCheckBox("Show mean and standard deviation on the curves"), "bandSwitch"
        )
        self._show.setToolTip(
            "The mean curves of all seeds; the band around the validation curve is one standard "
            "deviation wide on either side."
        )
        self._show.toggled.connect(self._emit)
        self._note = QLabel(_NOTE, wordWrap=True)
        self._note.setFont(number_font(self._note, TextSize.SMALL))
        self._note.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._add_cells()
        title = heading("Several seeds")
        self.setLayout(
            vbox(
                title, self._nothing, container(self._grid), self._note, self._show, None, spacing=4
            )
        )
        self.clear()

    def text(self, row: int) -> list[str]:
        """Return the texts of a row: 0 for the metric, 1 for the test accuracy."""
        return [label.text() for label in self._rows[row]]

    def clear(self) -> None:
        """Show that there is no result yet, and remove the band."""
        self._band = None
        self._show.setChecked(False)
        self._show.setEnabled(False)
        self._nothing.show()
        for row in self._rows:
            for label in row[1:]:
                label.setText("–")

    def show_repetition(self, repetition: Repetition, space: SearchSpace) -> None:
        """Show the result of a repetition."""
        self._nothing.setVisible(len(repetition.validation.values) < 2)
        name = "Validation loss" if space.lower_is_better else "Validation accuracy"
        self._show_row(0, name, repetition.validation, as_percent=not space.lower_is_better)
        self._show_row(1, "Test accuracy", repetition.test, as_percent=True)
        self._band = repetition.band
        self._show.setEnabled(self._band is not None)
        if self._show.isChecked():
            self._emit()

    @Slot()
    def hide_band(self) -> None:
        """Remove the band from the curves."""
        self._show.setChecked(False)

    @Slot()
    def _emit(self) -> None:
        self.band_changed.emit(self._band if self._show.isChecked() else None)

    def _show_row(self, row: int, name: str, spread: Spread, *, as_percent: bool) -> None:
        def number(value: float) -> str:
            if math.isnan(value):
                return "–"
            return percent(value) if as_percent else f"{value:.4f}"

        low, high = spread.mean - spread.margin, spread.mean + spread.margin
        ends = (min(spread.values), max(spread.values)) if spread.values else (math.nan, math.nan)
        interval = f"{number(low)} to {number(high)}" if len(spread.values) > 1 else "–"
        range_ = f"{number(ends[0])} to {number(ends[1])}"
        cells = [name, number(spread.mean), number(spread.deviation), interval, range_]
        for label, text in zip(self._rows[row], cells, strict=True):
            label.setText(text)

    def _add_cells(self) -> None:
        for column, (title, tip) in enumerate(_COLUMNS.items(), start=1):
            label = QLabel(title)
            label.setToolTip(tip)
            label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
            self._grid.addWidget(label, 0, column, Qt.AlignmentFlag.AlignRight)
        for row, name in enumerate(("Validation accuracy", "Test accuracy"), start=1):
            labels = [QLabel(name), *(QLabel("–") for _ in _COLUMNS)]
            for column, label in enumerate(labels):
                label.setFont(number_font(label))
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                self._grid.addWidget(label, row, column, side)
            self._rows.append(labels)
        self._grid.setColumnStretch(len(_COLUMNS) + 1, 1)
