"""The button that learns, its progress, and what it has brought."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gui.common.object_names import named
from gui.common.static_label import Readout
from gui.common.theme import number_font
from gui.my_digits.fine_tuner import FineTuner

if TYPE_CHECKING:
    from core.personalization.fine_tuning import (
        FineTuningProgress,
        FineTuningResult,
        ScoreChange,
    )

_STEPS = 1000
_HELP = (
    "Teach the network your digits, mixed with MNIST's so that it does not forget those. The "
    "accuracy on yours is judged on digits left out of learning, each in its turn."
)
_TEXTS = ("Go back", "Use learnt")


class FineTuningPanel(QWidget):
    """Learn, cancel, and go back with one click."""

    asked = Signal()
    """To learn."""

    def __init__(self, learner: FineTuner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._learner = learner
        self._missing = ""
        self._learn = named(QPushButton("Learn my digits"), "learnButton")
        self._cancel = named(QPushButton("Cancel"), "cancelLearningButton")
        self._switch = named(QPushButton(_TEXTS[0]), "switchLearntButton")
        self._progress = named(QProgressBar(textVisible=False), "learningProgress")
        self._result = named(Readout(), "learningResult")
        self._lay_out()
        self._learn.clicked.connect(self.asked)
        self._cancel.clicked.connect(learner.cancel)
        self._switch.clicked.connect(learner.switch)
        learner.changed.connect(self._show)
        learner.progressed.connect(self._show_progress)
        self._show()

    def set_missing(self, sentence: str) -> None:
        """Why there are too few digits; empty where there are enough."""
        self._missing = sentence
        self._show()

    @Slot()
    def _show(self) -> None:
        learner = self._learner
        why = learner.why_not_learn() or self._missing
        why_not = "Your digits are being learnt." if learner.active else why
        _enable(self._learn, why_not, _HELP)
        _enable(
            self._cancel, "" if learner.active else "Nothing is being learnt.", "Stop learning."
        )
        self._switch.setText(_TEXTS[not learner.uses_learnt and learner.learnt is not None])
        nothing = "" if learner.learnt is not None else "Nothing has been learnt yet."
        _enable(
            self._switch,
            nothing or learner.why_not(),
            "Use the network as it was before it learnt your digits."
            if learner.uses_learnt
            else "Use the network that has learnt your digits.",
        )
        if not learner.active:
            self._progress.setValue(0)
            self._show_result(learner.learnt, why)

    def _show_result(self, learnt: "FineTuningResult | None", why: str) -> None:
        if learnt is None:
            self._say(why or "Learning takes up to about a minute; you can go on drawing.")
            return
        mine, test = learnt.own, learnt.test
        self._say(
            f"My digits {_change(mine)} of {mine.after.total:,}, cross-validated\n"
            f"MNIST's test set {_change(test, 2)}"
        )

    @Slot(object)
    def _show_progress(self, progress: "FineTuningProgress") -> None:
        self._progress.setValue(round(_STEPS * progress.share))
        self._say(f"{progress.stage} …")

    def _say(self, text: str) -> None:
        self._result.setText(text)
        self._result.setToolTip(text)

    def _lay_out(self) -> None:
        self._progress.setRange(0, _STEPS)
        self._progress.setMaximumHeight(5)
        self._progress.setMinimumWidth(40)
        self._progress.setAccessibleName("Progress of learning")
        widths = []
        for text in _TEXTS:
            self._switch.setText(text)
            widths.append(self._switch.sizeHint().width())
        self._switch.setMinimumWidth(max(widths))
        self._learn.setMinimumWidth(self._learn.sizeHint().width() + 12)
        self._result.setFont(number_font(self._result, 0.9))
        self._result.setWordWrap(True)
        self._result.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._result.setFixedHeight(2 * self._result.fontMetrics().lineSpacing())
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self._learn)
        buttons.addWidget(self._progress, stretch=1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(buttons)
        layout.addWidget(self._result)


def _enable(button: QPushButton, why_not: str, tip: str) -> None:
    button.setEnabled(not why_not)
    button.setToolTip(why_not or tip)


def _change(change: "ScoreChange", decimals: int = 1) -> str:
    return " → ".join(
        f"{100 * score.accuracy:.{decimals}f} %" for score in (change.before, change.after)
    )
