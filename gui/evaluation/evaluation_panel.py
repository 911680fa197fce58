"""The tab “Test set”: accuracy and confusion matrix on images that were not used for training."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QPalette, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QPushButton, QWidget

from core.datasets.mnist import DatasetProvider
from core.foundation.percent import percent, widest_percent
from gui.common.enlargement import keep_room, set_text_size
from gui.common.fitting_label import FittingLabel
from gui.common.plot_menu import PlotMenu
from gui.common.tasks import Policy, Publish, Tasks, Work
from gui.common.theme import SPACING, TIGHT, TextSize
from gui.common.timers import Timer
from gui.common.widgets import hbox, make_primary, named, new_action, set_text_role, vbox
from gui.evaluation.confusion_matrix import ConfusionMatrix
from gui.evaluation.test_image_browser import TestImageBrowser
from gui.session.commands import Tested
from gui.session.model_line import ModelLine, is_outdated, lasting_name
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from core.datasets.dataset import Split
    from core.evaluation.metrics import Evaluation
    from core.models.model_file import Model
    from gui.evaluation.matrix_picture import MatrixPicture
    from gui.evaluation.matrix_window import MatrixWindow


_REST = 250
"""Milliseconds between the evaluations of two moments during a training, which they would slow."""
_LEAST_PROGRESS = 40
"""Pixels."""


class EvaluationPanel(QWidget):
    """Evaluates the latest model on the test set, on demand, in a task."""

    __test__ = False
    """It is not a test: this tells pytest so."""

    def __init__(self, source: DatasetProvider, tasks: Tasks) -> None:
        super().__init__()
        self._source = source
        self._session: TrainingSession | None = None
        self._follows = False
        """Whether the model is that of a past moment, or was until now."""
        self._resting = Timer(self, singleShot=True, interval=_REST)
        self._resting.timeout.connect(self._follow_moments)
        self._model: Model | None = None
        self._evaluated: Model | None = None
        """The model of the result that is shown."""
        self._runner = tasks.runner(Policy.LATEST)
        self._accuracy = named(QLabel("–"), "testAccuracyLabel")
        self._details = named(FittingLabel(), "testDetails")
        self._model_line = ModelLine("testModel")
        self._button = named(QPushButton("Evaluate"), "evaluateButton")
        self._progress = named(QProgressBar(textVisible=False), "evaluationProgress")
        self._matrix = ConfusionMatrix()
        self._window: MatrixWindow | None = None
        self._picture: MatrixPicture | None = None
        self.images = TestImageBrowser(self)
        self._next_misread = named(QPushButton("Next misclassified"), "nextMisclassifiedButton")
        self._action = new_action(self, "&Evaluate on the test set", "Ctrl+E", self.evaluate)
        self._enlarge = new_action(
            self, "Show the confusion matrix &large", "Ctrl+Shift+E", self._open_window
        )
        self._matrix.addAction(self._enlarge)
        self._lay_out()
        self._runner.received.connect(self._receive)
        self._runner.finished.connect(self._enable)
        self._runner.failed.connect(self._enable)
        self._button.clicked.connect(self.evaluate)
        self._next_misread.clicked.connect(self.images.show_next_misread)
        self._matrix.clicked.connect(self.images.show_next)
        self.images.cell_left.connect(self._matrix.unmark)
        self._show_nothing()

    @property
    def actions_for_menu(self) -> list[QAction]:
        """The actions, for a menu."""
        return [self._action, self._enlarge, *self.images.actions_for_menu]

    def add_menus(self, menu: PlotMenu) -> None:
        """Give the confusion matrix its context menu."""
        menu.add(self._matrix, "confusion-matrix", self._matrix.table, self._picture_parts)

    def connect_session(self, session: TrainingSession) -> None:
        """Evaluate the latest model of a session, and show its own evaluation at the end."""
        self._session = session
        session.model_changed.connect(self._set_model)
        session.tested.connect(self._show_tested)

    @Slot(object)
    def _set_model(self, model: "Model | None") -> None:
        """Set the model for the next evaluation; None also clears the last result."""
        self._model = model
        if model is None:
            self._runner.cancel()
            self._show_nothing()
        self._show_model()
        self._enable()
        self._follow_moments()

    def showEvent(self, event: QShowEvent) -> None:
        """Evaluate the network of a past moment that was chosen while the panel was hidden."""
        super().showEvent(event)
        self._follow_moments()

    @Slot()
    def _follow_moments(self) -> None:
        """Evaluate by itself while the window goes through past moments, and once after it."""
        if self._session is None or self._resting.isActive():
            return
        shows = self._session.shows_moment
        self._follows = self._follows or shows
        if self._follows and self.isVisible():
            self._follows = shows
            if self._model is not None and self._evaluated is not self._model:
                self._runner.start(_evaluation(self._source, self._model))
                if self._session.active:
                    self._resting.start()

    @Slot()
    def evaluate(self) -> None:
        """Evaluate the latest model, after the evaluation in progress if there is one."""
        if self._model is not None:
            self._progress.setValue(0)
            self._runner.start(_evaluation(self._source, self._model))
            self._enable()

    @Slot(object)
    def _receive(self, evaluations: "list[tuple[Model, Evaluation, Split]]") -> None:
        self._show_part(*evaluations[-1])

    @Slot(object)
    def _show_tested(self, tested: Tested) -> None:
        """Show a part of the evaluation at the end of a training; any other is older."""
        self._runner.cancel()
        self._show_part(tested.model, tested.evaluation, tested.split)

    def _show_part(self, model: "Model", evaluation: "Evaluation", split: "Split") -> None:
        self._progress.setRange(0, evaluation.total)
        self._progress.setValue(evaluation.images)
        self._progress.setVisible(evaluation.images < evaluation.total)
        if evaluation.images == evaluation.total:
            self._show(model, evaluation)
            self.images.set_evaluated((model, split, evaluation))

    def _show(self, model: "Model", evaluation: "Evaluation") -> None:
        self._accuracy.setText(percent(evaluation.accuracy))
        errors, loss = f"{evaluation.errors:,} errors", f"loss {evaluation.loss:.4f}"
        self._details.show_texts(
            f"{errors} in {evaluation.total:,} · {loss}", f"{errors} · {loss}", errors
        )
        self._matrix.show_counts(evaluation.confusion)
        self._next_misread.setEnabled(evaluation.errors > 0)
        self._evaluated = model
        self._show_model()

    def _show_model(self) -> None:
        """Name the model of the result; a result of another model than the one in use fades."""
        outdated = is_outdated(self._evaluated, self._model)
        self._model_line.show_model(self._evaluated, self._model)
        self._matrix.set_faded(faded=outdated)
        self._update_window()
        role = QPalette.ColorRole.PlaceholderText if outdated else QPalette.ColorRole.WindowText
        set_text_role(self._accuracy, role)
        set_text_role(self._details, role)

    @Slot()
    def _open_window(self) -> None:
        """Show the matrix large; it follows the result as long as it is open."""
        if self._window is None:
            from gui.evaluation.matrix_window import MatrixWindow

            self._window = MatrixWindow(self)
            self._window.matrix.clicked.connect(self.images.show_next)
        self._window.open_over()
        self._update_window()

    def _update_window(self) -> None:
        if self._window is not None and self._window.isVisible():
            texts = (self._accuracy.text(), self._details.text(), self._model_line.text())
            result = " · ".join(text for text in texts if text)
            self._window.show_result(result, faded=self._matrix.faded)
            self._window.matrix.show_counts(self._matrix.counts)
            self._window.matrix.set_faded(faded=self._matrix.faded)

    def _picture_parts(self) -> list[QWidget]:
        """Return the matrix for a file, with its result and its model above it."""
        if self._picture is None:
            from gui.evaluation.matrix_picture import MatrixPicture

            self._picture = MatrixPicture(self)
        caption = ""
        if self._evaluated is not None:
            result = f"Accuracy on the test set: {self._accuracy.text()} · {self._details.text()}"
            caption = f"{result}\nModel: {lasting_name(self._evaluated)}"
        return self._picture.parts(self._matrix, caption)

    def _show_nothing(self) -> None:
        self._accuracy.setText("–")
        self._details.show_texts(
            "Evaluated at the end of training, or when you press Evaluate.",
            "Press Evaluate, or train to the end.",
            "Press Evaluate.",
        )
        self._matrix.show_counts(None)
        self._next_misread.setEnabled(False)
        self._evaluated = None
        self._show_model()
        self.images.set_evaluated(None)
        self._progress.setValue(0)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        self._action.setEnabled(self._model is not None)
        # A full bar beside an accuracy would look like a picture of it.
        self._progress.setVisible(self._runner.busy)
        self._button.setEnabled(self._model is not None and not self._runner.busy)
        self._button.setToolTip(
            "Evaluate the current network on the 10,000 test images (Ctrl+E)."
            if self._model is not None
            else "There is no network yet."
        )

    def _lay_out(self) -> None:
        self._set_fonts()
        self._progress.setMaximumHeight(TIGHT)
        self._progress.setMinimumWidth(_LEAST_PROGRESS)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        make_primary(self._button)
        self._next_misread.setToolTip("Show the next misclassified image on the pad (Ctrl+M).")
        self._progress.setAccessibleName("Evaluation progress")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(SPACING)
        layout.setVerticalSpacing(TIGHT)
        layout.addWidget(self._accuracy, 0, 0)
        layout.addLayout(vbox(self._details, self._model_line, spacing=0), 0, 1)
        row = hbox((self._progress, 1), self._next_misread, self._button)
        layout.addLayout(row, 1, 0, 1, 2)
        layout.addWidget(self._matrix, 2, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(2, 1)

    def _set_fonts(self) -> None:
        set_text_size(self._accuracy, TextSize.FIGURE, bold=True)
        keep_room(self._accuracy, [widest_percent()])
        set_text_size(self._details)


def _evaluation(source: DatasetProvider, model: "Model") -> Work:
    def work(publish: Publish) -> None:
        from core.evaluation.metrics import evaluation_steps

        split = source.get().test
        for evaluation in evaluation_steps(model.network, split):
            publish((model, evaluation, split))

    return work
