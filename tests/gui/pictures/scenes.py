"""Every panel and dialog of the window, each with the way that a person takes to it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QTabWidget, QWidget

from core.foundation.errors import InklingError
from core.hyperparameters.schema import Hyperparameters
from core.training.events import EpochEnd
from core.tuning.definition import define_search, save_search
from gui.common.error_reporter import show_error
from gui.runs.run_actions import SHOW
from gui.session.session import State

from ..person import GROUPS, Person
from ..run_library_fixture import Library, Visitor

SEVEN = [(0.27, 0.2), (0.5, 0.2), (0.74, 0.19), (0.66, 0.36), (0.57, 0.55), (0.48, 0.83)]


@dataclass(frozen=True)
class Stage:
    """A window with a person in front of it, and the library of runs that it shows."""

    person: Person
    library: Library
    expect_log: Callable[[str], None]

    def tab(self, tabs: str, page: str) -> QWidget:
        """Show a page of one of the two tab widgets."""
        shown = self.person.find(QWidget, page)
        self.person.find(QTabWidget, tabs).setCurrentWidget(shown)
        QCoreApplication.processEvents()
        return self.person.window

    def dialog(self, name: str) -> QWidget:
        """Return the dialog that is open."""
        boxes = self.person.window.findChildren(QDialog, name)
        return next(box for box in boxes if box.isVisible())


Scene = Callable[[Stage], QWidget]
"""Goes there, and returns the window or the dialog to look at."""


def at_the_start(stage: Stage) -> QWidget:
    return stage.person.window


def with_a_drawing(stage: Stage) -> QWidget:
    person = stage.person
    person.wait(lambda: person.session.model is not None)
    person.draw(SEVEN)
    person.wait(lambda: person.text("predictionLabel").strip() not in {"", "–"})
    return person.window


def not_sure(stage: Stage) -> QWidget:
    person = stage.person
    person.wait(lambda: person.session.model is not None)
    person.draw([(0.2, 0.5), (0.8, 0.5)])
    person.draw([(0.3, 0.3), (0.7, 0.7)])
    person.wait_for_threads()
    return person.window


def during_a_training(stage: Stage) -> QWidget:
    stage.person.draw(SEVEN)
    stage.person.begin()
    stage.person.wait_for_events(EpochEnd, 3)
    stage.person.click("pauseButton")
    stage.person.wait_for(State.PAUSED)
    return stage.person.window


def after_a_training(stage: Stage) -> QWidget:
    stage.person.draw(SEVEN)
    stage.person.train(epochs="6")
    return stage.person.window


def two_trainings(stage: Stage) -> QWidget:
    stage.person.train(epochs="4")
    stage.person.train(epochs="6", learning_rate="0.01")
    return stage.person.window


def the_whole_form(stage: Stage) -> QWidget:
    for group in GROUPS:
        stage.person.open_group(group)
    return stage.person.window


def mistakes_in_the_form(stage: Stage) -> QWidget:
    stage.person.enter("hidden_layers", "many")
    stage.person.enter("epochs", "-3")
    return stage.person.window


def a_changed_preset(stage: Stage) -> QWidget:
    stage.person.train(epochs="4")
    stage.person.choose_preset("Best")
    stage.person.enter("clip_norm", "5")
    return stage.person.window


def the_preset_dialog(stage: Stage) -> QWidget:
    stage.person.enter("epochs", "7")
    stage.person.choose_action("Save as preset…")
    stage.person.find(QLineEdit, "presetTitle").setText("Best")
    return stage.dialog("presetDialog")


def about_a_preset(stage: Stage) -> QWidget:
    stage.person.choose_preset("Best")
    stage.person.enter("epochs", "7")
    stage.person.window.resize(1024, 600)  # it is no higher than the window
    stage.person.choose_action("About this preset")
    return stage.dialog("presetDetails")


def the_finder_of_settings(stage: Stage) -> QWidget:
    stage.person.choose_action("Find setting…")
    return stage.dialog("fieldFinder")


def no_runs(stage: Stage) -> QWidget:
    return stage.tab("centre", "runsPanel")


def runs(stage: Stage) -> QWidget:
    visitor = _open_runs(stage)
    visitor.select("a run with a rather long name")
    return stage.person.window


def compared_runs(stage: Stage) -> QWidget:
    visitor = _open_runs(stage)
    visitor.select("a run with a rather long name", "Adam")
    return stage.person.window


def runs_on_the_curves(stage: Stage) -> QWidget:
    visitor = _open_runs(stage)
    visitor.table.selectAll()
    stage.person.choose_action(SHOW)
    return stage.person.window


def _open_runs(stage: Stage) -> Visitor:
    stage.library.add("a run with a rather long name", note="The one of Tuesday", tags=["lab"])
    stage.library.add("Adam", settings={"optimizer": "adam", "loss": "softmax_cross_entropy"})
    stage.library.add_interrupted("interrupted", settings={"seed": 4})
    return Visitor(stage.person).open(rows=3)


def no_search(stage: Stage) -> QWidget:
    return stage.tab("centre", "searchPanel")


def a_search(stage: Stage) -> QWidget:
    _search(stage, {"learning_rate": {"choose": [1e-3, 1e-2]}, "batch_size": {"choose": [10, 20]}})
    return stage.person.window


def a_repetition(stage: Stage) -> QWidget:
    _search(stage, {"seed": {"choose": [0, 1, 2]}})
    stage.person.wait(lambda: stage.person.enabled("bandSwitch"))
    return stage.person.window


def _search(stage: Stage, space: dict[str, object]) -> None:
    settings = Hyperparameters(training_images=200, evaluation_images=200, epochs=2)
    save_search(define_search("a search with a rather long name", settings, space, sampler="grid"))
    stage.tab("centre", "searchPanel")
    stage.person.wait(lambda: stage.person.enabled("startSearchButton"))
    stage.person.click("startSearchButton")
    stage.person.wait(lambda: stage.person.enabled("stopSearchButton"))
    stage.person.wait(lambda: stage.person.enabled("searchTrials"))


def mistakes_in_a_search(stage: Stage) -> QWidget:
    no_search(stage)
    stage.person.click("suggestion3")
    stage.person.enter("learning_rateFrom", "5")
    return stage.dialog("searchDialog")


def why(stage: Stage) -> QWidget:
    with_a_drawing(stage)
    stage.tab("questions", "whyTab")
    stage.person.wait_for_threads()
    return stage.person.window


def no_digits(stage: Stage) -> QWidget:
    return stage.tab("questions", "myDigitsTab")


def the_report_dialog(stage: Stage) -> QWidget:
    visitor = Visitor(stage.person)
    stage.library.add("a run")
    visitor.open(rows=1)
    visitor.select("a run")
    stage.person.choose_action("Report…")
    return stage.dialog("reportDialog")


def the_about_box(stage: Stage) -> QWidget:
    return _after_action(stage, "About Inkling", "aboutBox")


def the_guide(stage: Stage) -> QWidget:
    return _after_action(stage, "Guide", "helpWindow")


def the_glossary(stage: Stage) -> QWidget:
    return _after_action(stage, "Glossary", "helpWindow")


def the_shortcuts(stage: Stage) -> QWidget:
    return _after_action(stage, "Keyboard shortcuts", "shortcutsWindow")


def a_search_to_define(stage: Stage) -> QWidget:
    stage.tab("centre", "searchPanel")
    stage.person.click("suggestion1")
    return stage.dialog("searchDialog")


def several_seeds(stage: Stage) -> QWidget:
    stage.library.add("a run")
    visitor = Visitor(stage.person)
    visitor.open(rows=1)
    visitor.select("a run")
    return _after_action(stage, "Repeat with seeds…", "repeatDialog")


def _after_action(stage: Stage, action: str, dialog: str) -> QWidget:
    stage.person.choose_action(action)
    QCoreApplication.processEvents()
    return stage.dialog(dialog)


def an_error(stage: Stage) -> QWidget:
    stage.expect_log("is not a model")
    error = InklingError("The file “a.safetensors” is not a model.", details="A long cause.\n" * 9)
    return show_error(stage.person.window, error)


def the_question_at_closing(stage: Stage) -> QWidget:
    stage.person.begin()
    stage.person.wait_for_events(EpochEnd)
    stage.person.window.close()
    return stage.dialog("closeQuestion")


SCENES: dict[str, Scene] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        at_the_start, with_a_drawing, not_sure, during_a_training, after_a_training, two_trainings,
        the_whole_form, mistakes_in_the_form, a_changed_preset, the_preset_dialog, about_a_preset,
        the_finder_of_settings, no_runs, runs, compared_runs, runs_on_the_curves, no_search,
        a_search, a_repetition, mistakes_in_a_search, why, no_digits, the_report_dialog,
        the_about_box, an_error, the_question_at_closing, the_guide, the_glossary, the_shortcuts,
        a_search_to_define, several_seeds,
    )
}  # fmt: skip
