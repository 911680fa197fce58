"""The action that finds a learning rate by a range test."""

from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.datasets.mnist import DatasetProvider
from core.hyperparameters.schema import Hyperparameters
from gui.common.plot_menu import PlotMenu
from gui.common.tasks import Policy, Publish, Tasks
from gui.common.widgets import named, new_action, set_available
from gui.session.session import State, TrainingSession
from gui.training.form.form import HyperparameterForm

if TYPE_CHECKING:
    from gui.training.rate_range.rate_dialog import RateDialog

_TIP = "Suggest a learning rate for the settings in the form, by a short test."
_TRAINING = (
    "A training is in progress: pause or stop it first, so that the test does not slow it down."
)
_INVALID = "Correct the settings that are marked in the form, then find a learning rate."
_INTERRUPTED = "Canceled, because a training has started."
_FIELD = "learning_rate"


class RateFinder(QObject):
    """Runs range tests of the settings in the form, and shows them in a dialog.

    A test and a training would slow each other down: while a training runs, there is no test.
    """

    message = Signal(str)
    """Emitted with a sentence about the form."""
    suggested = Signal(object, float)
    """Emitted with the Hyperparameters of a test and the rate that it suggests."""

    def __init__(
        self,
        window: QWidget,
        form: HyperparameterForm,
        session: TrainingSession,
        source: DatasetProvider,
        menu: PlotMenu,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window, self._form, self._session = window, form, session
        self._source, self._menu = source, menu
        self._runner = tasks.runner(Policy.LATEST)
        self._dialog: RateDialog | None = None
        self._tested: Hyperparameters | None = None
        """The settings of the last test."""
        self.action = named(
            new_action(window, "Find learning &rate…", do=self.open), "findRateAction"
        )
        """Opens the dialog, in which the test begins at once."""
        set_available(self.action, _TIP)
        form.add_field_action(_FIELD, self.action)
        session.state_changed.connect(self._follow_state)
        self._runner.received.connect(self._receive)
        self._runner.failed.connect(lambda: self._end("The test has failed."))

    @Slot()
    def open(self) -> None:
        """Open the dialog and begin a test, if the settings in the form are valid."""
        from gui.training.rate_range.rate_dialog import RateDialog

        if self._form.settings is None:
            self.message.emit(_INVALID)
            return
        if self._dialog is None:
            self._dialog = dialog = RateDialog(self._window, self._menu)
            dialog.run_requested.connect(self._run)
            dialog.cancel_requested.connect(self._runner.cancel)
            dialog.rate_chosen.connect(self._use)
            dialog.finished.connect(self._forget)
            dialog.show()
            self._run()
        self._dialog.raise_()
        self._dialog.activateWindow()

    @Slot()
    def _run(self) -> None:
        settings = self._form.settings
        if self._dialog is None:
            return
        if settings is None:
            self._dialog.show_refusal(_INVALID)
        elif self._busy:
            self._dialog.show_refusal(_TRAINING)
        elif self._runner.start(lambda publish: self._test(settings, publish)):
            self._tested = settings
            self._dialog.begin(settings)

    def _test(self, settings: Hyperparameters, publish: Publish) -> None:
        """Publish the points of a test, and then its result."""
        from core.learning_rate.range_test import range_points
        from core.learning_rate.suggestion import range_result

        points = []
        with closing(range_points(self._source.get(), settings)) as measured:
            for point in measured:
                points.append(point)
                publish(point)
        publish(range_result(points))

    @Slot(object)
    def _receive(self, published: list[object]) -> None:
        from core.learning_rate.range_test import RangePoint
        from core.learning_rate.suggestion import RangeResult

        if self._dialog is None:
            return
        self._dialog.show_points([each for each in published if isinstance(each, RangePoint)])
        for each in published:
            if isinstance(each, RangeResult):
                self._dialog.show_result(each)
                if each.suggestion is not None:
                    self.suggested.emit(self._tested, each.suggestion)

    @property
    def _busy(self) -> bool:
        return self._session.state in (State.RUNNING, State.STOPPING)

    @Slot(object)
    def _follow_state(self, state: State) -> None:
        set_available(self.action, _TIP, _TRAINING if self._busy else "")
        if self._busy:
            self._runner.cancel()
            self._end(_INTERRUPTED)

    def _end(self, why: str) -> None:
        if self._dialog is not None:
            self._dialog.show_end(why)

    @Slot(float)
    def _use(self, rate: float) -> None:
        self._form.put(_FIELD, rate)
        self.message.emit(f"The learning rate in the form is now {rate:g}.")

    @Slot()
    def _forget(self) -> None:
        self._dialog = None
