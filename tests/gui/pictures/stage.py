"""What a scene needs: a window with a person in front of it, and ways to go somewhere in it."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QTabWidget, QWidget

from core.datasets.dataset import Dataset
from core.tuning.definition import define_search, save_search
from core.tuning.study import SharedStudy
from core.tuning.trial import TrialRunner, run_trials
from gui.tuning.trial_table_model import TrialTable

from ..person import Person
from ..run_library_fixture import SETTINGS, Library

SEVEN = [(0.27, 0.2), (0.5, 0.2), (0.74, 0.19), (0.66, 0.36), (0.57, 0.55), (0.48, 0.83)]


@dataclass(frozen=True)
class Stage:
    """A window with a person in front of it, and the library of runs that it shows."""

    person: Person
    library: Library
    dataset: Dataset
    expect_log: Callable[[str], None]

    def tab(self, tabs: str, page: str) -> QWidget:
        """Show a page of one of the two tab widgets."""
        shown = self.person.find(QWidget, page)
        self.person.find(QTabWidget, tabs).setCurrentWidget(shown)
        QCoreApplication.processEvents()
        return self.person.window

    def after(self, action: str, dialog: str) -> QWidget:
        """Choose an action from the menus, and return the dialog that it opens."""
        self.person.choose_action(action)
        QCoreApplication.processEvents()
        return self.dialog(dialog)

    def dialog(self, name: str) -> QWidget:
        """Return the dialog that is open."""
        boxes = self.person.window.findChildren(QDialog, name)
        return next(box for box in boxes if box.isVisible())

    def search(self, space: dict[str, object]) -> QWidget:
        """Show a search whose trials have been run, without processes for them."""
        definition = define_search(
            "a search with a rather long name", SETTINGS, space, sampler="grid"
        )
        _, search = save_search(definition)
        with closing(SharedStudy(search)) as study:
            runner = TrialRunner(study, self.dataset, lambda: False, self._fail, threads=1)
            run_trials(runner, search.trials, lambda: None)
        window = self.tab("centre", "searchPanel")
        table = self.person.find(TrialTable, "trialsTable")
        self.person.wait(lambda: table.model().rowCount() == search.trials)
        return window

    def _fail(self, error: Exception) -> None:
        raise error


def go_back(stage: Stage) -> None:
    """Train a network that answers to a drawing, and go back to its second epoch."""
    person = stage.person
    person.draw(SEVEN)
    person.train(epochs="8", batch_size="50", learning_rate="0.002")
    person.wait_for_threads()
    player = person.window.moments.player
    person.wait(lambda: player.list is not None and player.list.places[-1] == 8.0)
    player.go_to_epoch(2.0)
    person.wait(lambda: "epoch 2" in person.text("testModel"))
    person.wait_for_threads()


Scene = Callable[[Stage], QWidget]
"""Goes there, and returns the window or the dialog to look at."""


def names(*scenes: Scene) -> dict[str, Scene]:
    """Return scenes by the names of their pictures."""
    return {scene.__name__.replace("_", "-"): scene for scene in scenes}
