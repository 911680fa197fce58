"""One run, closely: the best and last of each metric, its folder, and what is said of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.runs.entry import Entry
from core.runs.summary import METRICS
from gui.naming import named
from gui.runs import wording
from gui.runs.label_editor import LabelEditor
from gui.theme import number_font, set_foreground, theme_of

_RIGHT = Qt.AlignmentFlag.AlignRight
_NAMES = {metric: metric.replace("_", " ").replace("train ", "training ") for metric in METRICS}
_WIDEST = "100.00 % @ 10,000"


class OneRun(QWidget):
    """Numbers at the left, the person's own words at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runDetails")
        self.label = LabelEditor()
        self._about = named(_line(), "runAbout")
        self._folder = named(_line(), "runFolder")
        self._problem = named(QLabel(wordWrap=True), "runProblem")
        self._best = {metric: named(QLabel(), f"best_{metric}") for metric in METRICS}
        self._last = {metric: named(QLabel(), f"last_{metric}") for metric in METRICS}
        self._lay_out()

    def show_entry(self, entry: Entry, origin: str = "") -> None:
        """Show a run, and the title of the one that it went on from."""
        for metric in METRICS:
            form = wording.loss if metric.endswith("loss") else wording.percent
            best, epoch = entry.summary.best.get(metric, (None, 0))
            last = entry.summary.last.get(metric)
            self._best[metric].setText(f"{form(best)} @ {epoch:,}" if best is not None else "–")
            self._last[metric].setText(form(last) if last is not None else "–")
        _write(self._about, _about(entry, origin))
        _write(self._folder, str(entry.path))
        self._problem.setText(f"Damaged: {entry.problem}")
        self._problem.setVisible(bool(entry.problem))
        set_foreground(self._problem, theme_of(self).error)
        self.label.show_entry(entry)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        for column, title in enumerate(("Best @ epoch", "Last"), start=1):
            grid.addWidget(QLabel(title), 0, column, _RIGHT)
        for row, metric in enumerate(METRICS, start=1):
            grid.addWidget(QLabel(_NAMES[metric].capitalize()), row, 0)
            for column, label in enumerate((self._best[metric], self._last[metric]), start=1):
                label.setFont(number_font(label))
                label.setAlignment(_RIGHT)
                grid.addWidget(label, row, column)
        metrics = self._best["train_loss"].fontMetrics()
        grid.setColumnMinimumWidth(1, metrics.horizontalAdvance(_WIDEST))
        grid.setColumnMinimumWidth(2, metrics.horizontalAdvance("100.00 %"))
        grid.setRowStretch(len(METRICS) + 1, 1)
        beside = QHBoxLayout()
        beside.setSpacing(14)
        beside.addLayout(grid)
        beside.addWidget(self.label, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(beside, stretch=1)
        for widget in (self._about, self._folder, self._problem):
            layout.addWidget(widget)


def _about(entry: Entry, origin: str) -> str:
    parts = [f"Started {wording.moment(entry.about.created)}"]
    if entry.settings is not None:
        parts.append(wording.network(entry.settings))
    if entry.about.origin:
        parts.append(f"from epoch {entry.about.origin_epoch:,} of {origin or 'a run that is gone'}")
    if entry.summary.end is not None and entry.summary.end.reason:
        parts.append(entry.summary.end.reason)
    return " · ".join(parts)


def _line() -> QLabel:
    """One line that is cut off where it is too long; it can be selected and copied."""
    label = QLabel()
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _write(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setToolTip(text)
