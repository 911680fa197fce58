"""The controls of fine-tuning, with its progress and result."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from core.foundation.percent import percent
from gui.common.enlargement import keep_room, set_text_size
from gui.common.fitting_label import FittingLabel
from gui.common.focus_scrolling import scroll_to
from gui.common.static_label import StaticLabel
from gui.common.theme import SPACING, TIGHT, TextSize
from gui.common.widgets import hbox, named, vbox
from gui.my_digits.fine_tuner import FineTuner
from gui.session.model_line import ModelLine, is_outdated, model_name

if TYPE_CHECKING:
    from core.personalization.fine_tuning import FineTuningProgress, FineTuningResult, ScoreChange

_STEPS = 1000
_HELP = (
    "Fine-tune the network on your digits, mixed with MNIST's so that it does not forget those. "
    "The accuracy on your digits is cross-validated: it comes from digits left out of training."
)
_AROUND = 24
"""Pixels around the text of a button."""
_TEXTS = ("Use original", "Use fine-tuned")


class FineTuningPanel(QWidget):
    """Starts and cancels fine-tuning, and switches between both networks.

    Why fine-tuning is not possible stands beside its button. *Cancel* is there only during
    fine-tuning, and the switch only while there are two networks.
    """

    start_requested = Signal()
    """Emitted when the user wants to fine-tune."""

    def __init__(self, tuner: FineTuner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tuner = tuner
        self._missing: tuple[str, ...] = ()
        self._learn = named(QPushButton("Fine-tune on my digits"), "learnButton")
        self._cancel = named(QPushButton("Cancel"), "cancelLearningButton")
        self._switch = named(QPushButton(_TEXTS[0]), "switchLearntButton")
        self._progress = named(QProgressBar(textVisible=False), "learningProgress")
        self._reason = named(FittingLabel(), "learnReason")
        self._result = named(StaticLabel(), "learningResult")
        self._model = ModelLine("learningModel")
        self._lay_out()
        self._learn.clicked.connect(self._start)
        self._cancel.clicked.connect(tuner.cancel)
        self._switch.clicked.connect(tuner.switch)
        tuner.changed.connect(self._show)
        tuner.progressed.connect(self._show_progress)
        self._show()

    def set_missing(self, *sentences: str) -> None:
        """Set what says that digits are missing, the longest first; none if there are enough."""
        self._missing = sentences
        self._show()

    @Slot()
    def _start(self) -> None:
        """Begin, where the progress and the result can be seen."""
        scroll_to(self._model)
        self.start_requested.emit()

    @Slot()
    def _show(self) -> None:
        tuner = self._tuner
        reasons = self._reasons()
        why = reasons[0] if reasons else ""
        self._progress.setVisible(tuner.active)
        self._cancel.setVisible(tuner.active)
        self._switch.setVisible(tuner.result is not None and not tuner.active)
        # Without room for any of them, the tooltip of the button says why.
        self._reason.show_texts(*(() if tuner.active else (*reasons, "")))
        why_not = "Fine-tuning is in progress." if tuner.active else why
        _enable(self._learn, why_not, _HELP)
        _enable(
            self._cancel,
            "" if tuner.active else "Fine-tuning is not in progress.",
            "Cancel fine-tuning.",
        )
        self._switch.setText(_TEXTS[not tuner.uses_result and tuner.result is not None])
        nothing = "" if tuner.result is not None else "There is no fine-tuned network yet."
        _enable(
            self._switch,
            nothing or tuner.why_not(),
            "Use the network as it was before fine-tuning."
            if tuner.uses_result
            else "Use the network that was fine-tuned on your digits.",
        )
        if not tuner.active:
            self._progress.setValue(0)
            self._show_result(tuner.result)
            self._show_model(tuner)

    def _reasons(self) -> tuple[str, ...]:
        """Return why the network cannot be fine-tuned, the longest sentence first."""
        why = self._tuner.why_not_learn()
        return (why, why.partition(":")[0]) if why else self._missing

    def _show_result(self, result: "FineTuningResult | None") -> None:
        if result is None:
            self._show_text("Fine-tuning takes up to about a minute; you can keep drawing.")
            return
        mine, test = result.own, result.test
        self._show_text(
            f"My {mine.after.total:,} digits: {_change(mine)}, cross-validated\n"
            f"MNIST test set: {_change(test)}"
        )

    def _show_model(self, tuner: FineTuner) -> None:
        """Name the networks of the result, which fades while another one is in use."""
        if tuner.result is None or tuner.basis is None:
            self._model.show_model(None, None)
            return
        tuned = tuner.result.model
        current = tuned if tuner.current is tuner.basis else tuner.current
        notes = (f"from {model_name(tuner.basis, tuner.basis)}",)
        self._model.show_model(tuned, current, notes, "fine-tune again")
        role = QPalette.ColorRole
        faded = is_outdated(tuned, current)
        self._result.setForegroundRole(role.PlaceholderText if faded else role.WindowText)

    @Slot(object)
    def _show_progress(self, progress: "FineTuningProgress") -> None:
        self._progress.setValue(round(_STEPS * progress.share))
        self._show_text(f"{progress.stage} …")

    def _show_text(self, text: str) -> None:
        self._result.setText(text)
        self._result.setToolTip(text)

    def _lay_out(self) -> None:
        self._progress.setRange(0, _STEPS)
        self._progress.setMaximumHeight(TIGHT)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        self._progress.setAccessibleName("Fine-tuning progress")
        keep_room(self._switch, _TEXTS, padding=_AROUND)
        keep_room(self._learn, [self._learn.text()], padding=_AROUND)
        set_text_size(self._result, TextSize.SMALL)
        self._result.setWordWrap(True)
        self._result.setAlignment(Qt.AlignmentFlag.AlignTop)
        keep_room(self._result, lines=2)
        set_text_size(self._reason, TextSize.SMALL)
        buttons = hbox(self._learn, (self._reason, 1), self._cancel, self._switch, spacing=SPACING)
        self.setLayout(vbox(buttons, self._progress, self._result, self._model, spacing=TIGHT))


def _enable(button: QPushButton, why_not: str, tip: str) -> None:
    button.setEnabled(not why_not)
    button.setToolTip(why_not or tip)


def _change(change: "ScoreChange") -> str:
    return " → ".join(percent(score.accuracy) for score in (change.before, change.after))
