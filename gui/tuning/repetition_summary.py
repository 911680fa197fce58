"""What several seeds have in common: means and spreads, and a band on the curves."""

import math

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from core.foundation.percent import percent
from core.tuning.repetition import Band, Repetition, Spread
from core.tuning.space import SearchSpace
from gui.common.enlargement import set_text_size
from gui.common.theme import TextSize
from gui.common.widgets import container, heading, named, vbox
from gui.tuning.message_label import MessageLabel

_ROWS = {
    "Mean": "Mean of all seeds.",
    "Std. deviation": "Sample standard deviation: how much one training differs from another.",
    "95% interval": "Student's t interval in which the true mean lies.",
    "Range": "Lowest and highest value.",
}
_NOTE = "Standard deviation of the sample (divisor n − 1); Student's t interval of the mean."
_NOTHING = "Mean and spread appear when two seeds are complete"


class RepetitionSummary(QWidget):
    """Shows a column of numbers for each quantity, and the switch of the band."""

    band_changed = Signal(object)
    """Emitted with the Band that is to be drawn on the curves; None for none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("repetitionSummary")
        self._band: Band | None = None
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._columns: list[list[QLabel]] = []
        self._nothing = named(MessageLabel(_NOTHING), "repetitionHint")
        self._show = named(QCheckBox("Show on the curves"), "bandSwitch")
        self._show.setToolTip(
            "The mean curves of all seeds; the band around the validation curve is one standard "
            "deviation wide on either side."
        )
        self._show.toggled.connect(self._emit)
        self._note = MessageLabel(_NOTE)
        set_text_size(self._note, TextSize.SMALL)
        self._note.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._add_cells()
        title = heading("Accuracy at the end, with several seeds")
        self.setLayout(
            vbox(
                title, self._nothing, container(self._grid), self._note, self._show, None, spacing=4
            )
        )
        self.clear()

    def minimumSizeHint(self) -> QSize:
        """Return the size in which its wrapped texts have their lines at the present width."""
        size, layout = super().minimumSizeHint(), self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return size
        return QSize(size.width(), max(size.height(), layout.minimumHeightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height that another width needs."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def text(self, column: int) -> list[str]:
        """Return the texts of a column: 0 for the metric, 1 for the test accuracy."""
        return [label.text() for label in self._columns[column]]

    def clear(self) -> None:
        """Show that there is no result yet, and remove the band."""
        self._band = None
        self._show.setChecked(False)
        self._show.setEnabled(False)
        self._nothing.show()
        for column in self._columns:
            for label in column[1:]:
                label.setText("–")

    def show_repetition(self, repetition: Repetition, space: SearchSpace) -> None:
        """Show the result of a repetition."""
        self._nothing.setVisible(len(repetition.validation.values) < 2)
        name = "Validation loss" if space.lower_is_better else "Validation"
        self._show_column(0, name, repetition.validation, as_percent=not space.lower_is_better)
        self._show_column(1, "Test", repetition.test, as_percent=True)
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

    def _show_column(self, column: int, name: str, spread: Spread, *, as_percent: bool) -> None:
        def number(value: float) -> str:
            if math.isnan(value):
                return "–"
            return percent(value) if as_percent else f"{value:.4f}"

        def span(low: float, high: float) -> str:
            return f"{number(low).removesuffix('%')} – {number(high)}"

        interval, range_ = "–", "–"
        if len(spread.values) > 1:
            interval = span(spread.mean - spread.margin, spread.mean + spread.margin)
            range_ = span(min(spread.values), max(spread.values))
        cells = [name, number(spread.mean), number(spread.deviation), interval, range_]
        for label, text in zip(self._columns[column], cells, strict=True):
            label.setText(text)

    def _add_cells(self) -> None:
        for row, (title, tip) in enumerate(_ROWS.items(), start=1):
            label = QLabel(title)
            label.setToolTip(tip)
            label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
            self._grid.addWidget(label, row, 0)
        for column, name in enumerate(("Validation", "Test"), start=1):
            labels = [QLabel(name), *(QLabel("–") for _ in _ROWS)]
            for row, label in enumerate(labels):
                set_text_size(label)
                self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight)
            self._columns.append(labels)
        self._grid.setColumnStretch(len(self._columns) + 1, 1)
