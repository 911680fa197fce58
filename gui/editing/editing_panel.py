"""The page “Change”: edit the network, and see what its answer and its test accuracy become."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent, QUndoStack
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from core.datasets.mnist import DatasetProvider
from core.foundation.percent import percent
from core.recognition.prediction import chosen_digit
from gui.common.flow_layout import FlowLayout
from gui.common.request_pacer import RequestPacer
from gui.common.tasks import Policy, Tasks
from gui.common.widgets import heading, named, set_available, vbox
from gui.editing.answer_comparison import AnswerComparison
from gui.editing.edit_commands import ChangeOfEdits, Edits, UsedNetwork, UseOfEdited
from gui.editing.edit_controls import EditControls
from gui.editing.edit_requests import (
    EditedAccuracy,
    EditedAnswer,
    edited_accuracy,
    edited_answer,
    edited_model,
)
from gui.session.model_line import ModelLine
from gui.session.session import State, TrainingSession

if TYPE_CHECKING:
    from core.inside.edits import Edit
    from core.models.model_file import Model
    from core.recognition.prediction import DigitPrediction, DrawingPrediction

_INTERVAL, _TRAINING_INTERVAL = 50, 10_000
"""Milliseconds from one calculation to the next: after a change, and while a network is trained."""
_ANSWER, _ACCURACY = "answer", "accuracy"
_UNCHANGED = "There are no changes yet. Each change is added to those before it."
_USE = "Use the edited network everywhere: on the pad, on the test set, and to save or export it."
_TRAIN = (
    "Begin a new run from the edited network instead of initial weights, with the settings in the "
    "form and the layers of this network."
)
_NO_NETWORK = "There is no network yet."
_TRAINING = "A training is in progress: stop it first, so that there is one network to use."
_SAME = "The network has already been changed in this way: doing it again has no effect."
_KEPT = (
    "The edited network is in use now. “Save model as…” keeps it as a file, and Undo goes back to "
    "the network from before these changes."
)
_KEPT_STOPPED = (
    "The edited network is in use now. Undo goes back to the network from before these changes, "
    "with which the stopped training can continue."
)
_ORIGINAL = "The network from before these changes is in use again."
_STOPPED = "After that, the stopped training can only continue if you press Undo first."


class EditingPanel(QWidget):
    """Keeps a list of edits of the network in use, and compares both networks."""

    message = Signal(str)
    """Emitted with a passing message for the user."""
    training_requested = Signal(object)
    """Emitted with the model with which a new training is to begin."""

    def __init__(
        self, session: TrainingSession, source: DatasetProvider, stack: QUndoStack, tasks: Tasks
    ) -> None:
        super().__init__()
        self._session, self._dataset, self._stack = session, source, stack
        self._runner = tasks.runner(Policy.LATEST)
        self._model: Model | None = None
        self._part: DigitPrediction | None = None
        self._edits: Edits = ()
        self._applied: tuple[Model, Edits] | None = None
        """The edited network that was put in use last, and its changes."""
        self._counted: tuple[Model, int] | None = None
        """A model, and how many test images it classifies correctly."""
        self._answer: EditedAnswer | None = None
        self._accuracy: EditedAccuracy | None = None
        self._pacer = RequestPacer(self, self._runner, _INTERVAL)
        self._controls = EditControls()
        self._list = named(QLabel(wordWrap=True), "editList")
        self._undo = named(QPushButton("Undo"), "undoEditButton")
        self._redo = named(QPushButton("Redo"), "redoEditButton")
        self._remove = named(QPushButton("Remove all"), "removeEditsButton")
        self._use = named(QPushButton("Use edited network"), "useEditedButton")
        self._train = named(QPushButton("Train edited network"), "trainEditedButton")
        self._answer_text = named(QLabel(wordWrap=True), "editedAnswer")
        self._accuracy_text = named(QLabel(wordWrap=True), "editedAccuracy")
        self._comparison = AnswerComparison()
        self._model_line = ModelLine("editingModel")
        self._lay_out()
        self._connect()
        self._show_edits(())

    @Slot(object, int)
    def show_digit(self, prediction: "DrawingPrediction | None", chosen: int) -> None:
        """Compare the answers to one of the digits of a prediction from now on."""
        model, self._part = chosen_digit(prediction, chosen)
        self._show_model(model if model is not None else self._session.model)

    def showEvent(self, event: QShowEvent) -> None:
        """Compute what has changed while the page was hidden."""
        super().showEvent(event)
        self._pacer.resume()

    def _connect(self) -> None:
        self._runner.returned.connect(self._receive)
        self._pacer.due.connect(self._request)
        self._controls.requested.connect(self._add)
        self._undo.clicked.connect(self._stack.undo)
        self._redo.clicked.connect(self._stack.redo)
        self._remove.clicked.connect(lambda: self._push("removal of all changes", ()))
        self._use.clicked.connect(self._use_edited)
        self._train.clicked.connect(self._train_edited)
        self._stack.indexChanged.connect(self._show_buttons)
        self._session.model_changed.connect(self._follow_session)
        self._session.state_changed.connect(self._follow_state)

    @Slot(object)
    def _follow_state(self, state: State) -> None:
        """Show the last network of a training without waiting.

        Once a network is trained, none from before can be used again.
        """
        if state is State.RUNNING and self._uses_edited:
            self._stack.clear()
        self._show_buttons()
        if self._pacer.waiting and not self._session.active:
            self._pacer.request()

    @property
    def _uses_edited(self) -> bool:
        """Whether the use of an edited network is among the steps."""
        steps = (self._stack.command(number) for number in range(self._stack.count()))
        return any(isinstance(step, UseOfEdited) for step in steps)

    @Slot()
    def _follow_session(self) -> None:
        """Edit another network while nothing is drawn; a drawing brings its model by itself."""
        if self._part is None:
            self._show_model(self._session.model)

    def _show_model(self, model: "Model | None") -> None:
        before, self._model = self._model, model
        self._show_list()
        if before is not None and (model is None or before.network.sizes != model.network.sizes):
            self._stack.clear()
            self._controls.show_network(model.network if model is not None else None)
            self._show_edits(())
        elif model is not before and self._session.active:
            self._pacer.request_soon()
        else:
            self._pacer.request()

    @Slot(object)
    def _add(self, edit: "Edit") -> None:
        if edit.idempotent and self._edits[-1:] == (edit,):
            self.message.emit(_SAME)
        else:
            self._push("change of the network", (*self._edits, edit))

    def _push(self, text: str, edits: Edits) -> None:
        if edits != self._edits:
            self._stack.push(ChangeOfEdits(text, self._edits, edits, self._show_edits))

    def _show_edits(self, edits: Edits) -> None:
        self._edits = edits
        self._controls.edits = len(edits)
        self._accuracy = None
        self._show_list()
        self._show_buttons()
        self._show_results()
        self._pacer.request()

    def _show_list(self) -> None:
        """Show the changes, below those that the network in use has already."""
        texts = [f"{number}. {edit.text}" for number, edit in enumerate(self._edits, start=1)]
        if self._applied is not None and self._applied[0] is self._model:
            made = "; ".join(edit.text for edit in self._applied[1])
            texts.insert(0, f"An edited network is in use: {made}.")
        self._list.setText("\n".join(texts) or _UNCHANGED)

    @Slot()
    def _show_buttons(self) -> None:
        nothing = "" if self._edits else "There are no changes."
        undone = "" if self._stack.canRedo() else "Nothing has been undone."
        set_available(
            self._undo, "Undo the last step.", "" if self._stack.canUndo() else "No step yet."
        )
        set_available(self._redo, "Redo the step that was undone.", undone)
        set_available(
            self._remove,
            "Remove all changes of this list; the network in use stays as it is.",
            nothing,
        )
        training = _TRAINING if self._session.active else ""
        stopped = self._session.state is State.STOPPED
        use = f"{_USE} {_STOPPED}" if stopped else _USE
        set_available(self._use, use, training or nothing)
        missing = "" if self._model is not None else _NO_NETWORK
        set_available(self._train, _TRAIN, training or missing)

    @Slot()
    def _request(self) -> None:
        model, edits = self._model, self._edits
        if model is None:
            self._answer = self._accuracy = None
            self._controls.show_network(None)
            self._show_results()
        elif self._pacer.ready:
            if self._session.active:
                self._pacer.pause(_TRAINING_INTERVAL)
            ink = self._part.pixels if self._part is not None else None
            self._runner.call(lambda: edited_answer(model, edits, ink), _ANSWER)

    @Slot(object)
    def _receive(self, result: EditedAnswer | EditedAccuracy) -> None:
        if isinstance(result, EditedAccuracy):
            self._receive_accuracy(result)
        elif result.edits is self._edits and result.model is self._model:
            before, self._answer = self._answer, result
            same = before is not None and (before.model, before.edits) == (
                *(result.model, result.edits),
            )
            self._controls.show_network(result.edited.network)
            if not same or self._accuracy is None:
                self._count(result)
            self._show_results()

    def _receive_accuracy(self, result: EditedAccuracy) -> None:
        answer = self._answer
        if answer is None or result.edited.network is not answer.edited.network:
            return
        self._counted = (answer.model, result.correct_before)
        self._accuracy = result
        self._show_results()

    def _count(self, answer: EditedAnswer) -> None:
        counted = self._counted
        known = counted[1] if counted is not None and counted[0] is answer.model else None
        self._runner.call(lambda: edited_accuracy(answer, self._dataset, known), _ACCURACY)

    def _show_results(self) -> None:
        answer, accuracy = self._answer, self._accuracy
        before, after = (answer.before, answer.after) if answer is not None else (None, None)
        self._comparison.show_answers(before, after)
        if before is None or after is None:
            text = "Draw a digit to compare the answers of both networks."
        else:
            text = f"Answer: {before.answer_in_brief} → {after.answer_in_brief}."
        self._answer_text.setText(text)
        self._accuracy_text.setText(
            _accuracy_text(accuracy) if accuracy is not None else "Testing …"
        )
        self._accuracy_text.setVisible(answer is not None)
        model = answer.model if answer is not None else None
        self._model_line.show_model(model, model)

    @Slot()
    def _use_edited(self) -> None:
        if self._answer is None or not self._edits or self._session.active:
            return
        accuracy, edited = self._accuracy, self._answer.edited
        if accuracy is not None:
            edited = replace(edited, test_accuracy=accuracy.correct_after / accuracy.images)
        session, before = self._session, self._applied
        applied = before[1] if before is not None and before[0] is self._answer.model else ()
        previous = UsedNetwork(session.shown.latest, session.moment, self._edits, applied)
        now = UsedNetwork(edited, None, (), (*applied, *self._edits))
        self._stack.push(UseOfEdited(previous, now, self._use_network))

    @Slot()
    def _train_edited(self) -> None:
        if self._model is not None and not self._session.active:
            self.training_requested.emit(edited_model(self._model, self._edits))

    def _use_network(self, used: UsedNetwork) -> None:
        """Use a network everywhere, with edits that are shown here."""
        if self._session.active:
            self.message.emit(_TRAINING)
            return
        kept = _KEPT_STOPPED if self._session.state is State.STOPPED else _KEPT
        model = used.moment.model if used.moment is not None else used.model
        self._applied = (model, used.applied) if model is not None and used.applied else None
        self._session.use_model(used.model, used.moment)
        self._show_edits(used.edits)
        self.message.emit(_ORIGINAL if used.edits else kept)

    def _lay_out(self) -> None:
        buttons = FlowLayout(self._undo, self._redo, self._remove, self._use, self._train)
        self.setLayout(
            vbox(
                self._controls,
                buttons,
                heading("Changes"),
                self._list,
                heading("Both networks"),
                self._answer_text,
                self._accuracy_text,
                self._comparison,
                self._model_line,
                None,
            )
        )


def _accuracy_text(accuracy: EditedAccuracy) -> str:
    before, after = (
        percent(correct / accuracy.images)
        for correct in (accuracy.correct_before, accuracy.correct_after)
    )
    change = accuracy.correct_after - accuracy.correct_before
    sign = f"{change:+,}".replace("-", "−") if change else "±0"
    return f"Test accuracy: {before} → {after} ({sign} of {accuracy.images:,} images)."
