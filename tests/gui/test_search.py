"""The tab “Search”."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean, stdev

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QSpinBox,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

import gui.tuning.search_controls
from core.foundation.percent import percent
from core.hyperparameters.schema import Hyperparameters
from core.runs.library import Library
from core.runs.run import read_run
from core.runs.run_listing import RunListing
from core.tuning.definition import saved_searches
from core.tuning.repetition import Repetition, Spread, define_repetition
from core.tuning.space_file import examples, read_space
from gui.common.fitting_label import FittingLabel
from gui.common.static_label import StaticLabel
from gui.common.tasks import Tasks
from gui.help.help_pages import find_term
from gui.session.run_curves import RunCurves
from gui.session.settings_offer import SettingsOffer
from gui.tuning.importance_bars import ImportanceBars
from gui.tuning.parallel_coordinates import ParallelCoordinates
from gui.tuning.repetition_summary import RepetitionSummary
from gui.tuning.search_controls import SearchControls
from gui.tuning.search_text import repetition_text
from gui.tuning.tuning_page import TuningPage

from .errors import Errors
from .person import PATIENCE, will_choose

BEFORE = Path(__file__).parents[1] / "data" / "before" / "searches"
SPACE = """
title = "Tiny"
preset = "report-3000"
sampler = "random"
trials = 5
[settings]
training_images = 200
evaluation_images = 200
epochs = {epochs}
[space]
learning_rate = {{ from = 1e-4, to = 0.1, scale = "log" }}
batch_size = {{ choose = [8, 16] }}
"""


SETTINGS = Hyperparameters(
    training_images=200, evaluation_images=200, epochs=1, hidden_layers=(8,), seed=3
)


_opens_a_list = pytest.mark.qt_log_ignore(
    "^This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"
)
"""Offscreen, the list of what is found has no window of its own."""


class SearchTab:
    """What a person sees and does."""

    def __init__(self, panel: TuningPage, tasks: Tasks, errors: Errors, qtbot: QtBot) -> None:
        self.panel, self.tasks, self._qtbot = panel, tasks, qtbot
        self.failures = errors.reported
        self.runs: list[Path] = []
        self.used: list[tuple[Hyperparameters, str]] = []
        self.means: list[RunCurves | None] = []
        panel.run_chosen.connect(self.runs.append)
        panel.settings_chosen.connect(lambda settings, title: self.used.append((settings, title)))
        panel.mean_changed.connect(self.means.append)
        self.places: list[str] = []
        self.messages: list[str] = []
        panel.progressed.connect(self.places.append)
        panel.message.connect(self.messages.append)

    def find(self, kind: type, name: str) -> QWidget:
        found = self.panel.findChild(kind, name)
        assert found is not None
        return found

    def click(self, name: str) -> None:
        QTest.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton)

    def enter(self, name: str, text: str) -> None:
        """Replace the text of a line or a number."""
        editor = self.find(QWidget, name)
        editor.setFocus()
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(editor, text)

    def text(self, name: str) -> str:
        return self.find(QLabel, name).text()

    def enabled(self, name: str) -> bool:
        return self.find(QWidget, name).isEnabled()

    def open(self, path: Path) -> None:
        """Open a space file, and wait until it is used or refused."""
        controls, failures = self.panel.findChild(SearchControls), len(self.failures)
        controls.open(path)
        self.wait(lambda: controls.path == path or len(self.failures) > failures)

    @property
    def status(self) -> str:
        return self.find(StaticLabel, "searchStatus").text()

    @property
    def column(self) -> list[str]:
        """What the table says of the metric."""
        model = self.find(QTableView, "trialsTable").model()
        return [model.index(row, 2).data() for row in range(model.rowCount())]

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=PATIENCE)

    def wait_for_end(self) -> None:
        self.wait(lambda: not self.enabled("stopSearchButton"))
        self.wait(lambda: self.enabled("searchTrials"))


@pytest.fixture
def desk(qtbot: QtBot, home: Path) -> Iterator[SearchTab]:
    errors = Errors()
    tasks = Tasks(errors)
    panel = TuningPage(tasks, errors, lambda: SettingsOffer(SETTINGS, "Small", {}))
    qtbot.addWidget(panel)
    panel.resize(520, 600)
    with qtbot.waitExposed(panel):
        panel.show()
    yield SearchTab(panel, tasks, errors, qtbot)
    tasks.shutdown_all()


def _write(folder: Path, epochs: int = 1, name: str = "tiny") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(SPACE.format(epochs=epochs), "utf-8")
    return path


def test_the_worked_examples_are_there_to_choose(desk: SearchTab) -> None:
    chooser = desk.find(QComboBox, "searchChooser")
    assert [Path(chooser.itemData(i)).stem for i in range(chooser.count())] == list(examples())
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert desk.find(QSpinBox, "searchTrials").value() == 15
    assert "optimizers" in desk.find(QLabel, "searchDescription").text()


def test_a_search_shows_its_trials_and_what_matters(desk: SearchTab, tmp_path: Path) -> None:
    desk.open(_write(tmp_path))
    desk.click("startSearchButton")
    desk.wait_for_end()
    assert desk.status == "5 of 5 trials"
    assert desk.find(QProgressBar, "searchProgress").value() == 5
    values = [float(text.removesuffix("%")) for text in desk.column]
    assert values == sorted(values, reverse=True)
    assert len(Library().listings()) == 5
    assert len(desk.panel.findChild(ParallelCoordinates).points) == 5
    assert set(desk.panel.findChild(ImportanceBars)._shares) == {"learning_rate", "batch_size"}
    assert desk.failures == []

    table = desk.find(QTableView, "trialsTable")
    header = table.horizontalHeader()
    assert isinstance(header, QHeaderView)
    at = header.sectionViewportPosition(2) + 10
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=_point(at))
    assert desk.column == [percent(value / 100) for value in sorted(values)]

    last = table.model().index(4, 0)
    table.setCurrentIndex(last)
    _double_click(table, last)
    assert desk.runs
    assert desk.runs[0] in [entry.path for entry in Library().listings()]
    QCoreApplication.processEvents()
    assert desk.panel.findChild(ParallelCoordinates).marked is not None


def test_trials_that_tie_for_the_best_say_so(desk: SearchTab, tmp_path: Path) -> None:
    # With so small a learning rate, no trial gets away from the same few answers.
    path = _write(tmp_path)
    path.write_text(path.read_text("utf-8").replace("0.1,", "2e-4,").replace("1e-4", "1e-6"))
    desk.open(path)
    desk.click("startSearchButton")
    desk.wait_for_end()
    assert len(set(desk.column)) < 5
    tied = [row for row in range(5) if desk.column[row] == desk.column[0]]
    assert f"{len(tied)} trials tie at {desk.column[0]} (" in desk.text("searchResult")
    model = desk.find(QTableView, "trialsTable").model()
    states = [model.index(row, 1).data() for row in range(5)]
    assert [row for row in range(5) if states[row] == "Completed, tied best"] == tied
    desk.click("repeatButton")
    source = _see_dialog(desk, "repeatDialog").findChild(QComboBox, "repeatSource")
    assert f", the first of {len(tied)} that tie)" in source.currentText()


def test_stop_ends_a_search_in_order_and_start_goes_on(desk: SearchTab, tmp_path: Path) -> None:
    desk.open(_write(tmp_path, epochs=5000))
    desk.click("startSearchButton")
    assert not desk.find(QAbstractButton, "startSearchButton").isEnabled()
    desk.wait(lambda: len(Library().listings()) > 0)
    desk.click("stopSearchButton")
    assert desk.status.startswith("Stopping")
    desk.wait_for_end()
    assert {entry.state.value for entry in Library().listings()} == {"stopped"}
    assert desk.failures == []
    assert desk.status == "0 of 5 trials. Stopped."
    assert "stopped; “Continue search” resumes" in desk.text("searchFailures")
    assert desk.find(QAbstractButton, "startSearchButton").text() == "Continue search"


def test_closing_stops_the_search(desk: SearchTab, tmp_path: Path) -> None:
    desk.open(_write(tmp_path, epochs=5000))
    desk.click("startSearchButton")
    desk.wait(lambda: len(Library().listings()) > 0)
    desk.tasks.shutdown_all()
    # It may take its time: nobody waits for it.
    desk.wait(lambda: {entry.state.value for entry in Library().listings()} == {"stopped"})


def test_marks_in_the_texts_of_a_space_file_are_text(desk: SearchTab, tmp_path: Path) -> None:
    path = _write(tmp_path)
    text = path.read_text("utf-8").replace('"Tiny"', '"<b>Tiny</b>\\nsearch"')
    path.write_text('\ufeffdescription = "<img src=x>"\n' + text, "utf-8")
    desk.open(path)
    description = desk.find(QLabel, "searchDescription")
    assert (description.text(), description.textFormat()) == (
        "<img src=x>",
        Qt.TextFormat.PlainText,
    )
    assert desk.find(QComboBox, "searchChooser").currentText() == "<b>Tiny</b> search"


def test_a_step_that_is_no_number_is_told_in_short(desk: SearchTab) -> None:
    desk.click("newSearchButton")
    dialog = _see_dialog(desk, "searchDialog")
    box = dialog.findChild(QComboBox, "learning_rateScale")
    assert "no steps" in desk.find(QLineEdit, "learning_rateStep").toolTip()
    box.setCurrentIndex(box.findData("linear"))
    desk.enter("learning_rateStep", "x" * 500)
    assert len(desk.text("learning_rateMessage")) < 100


def test_what_is_wrong_with_a_space_file_is_said(desk: SearchTab, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("trials = 0", "utf-8")
    before = desk.find(QComboBox, "searchChooser").currentText()
    desk.open(bad)
    assert "bad.toml: " in str(desk.failures[0])
    assert desk.find(QComboBox, "searchChooser").currentText() == before


def test_a_search_that_cannot_go_on_says_why(desk: SearchTab, tmp_path: Path, home: Path) -> None:
    (home / "data" / "searches").mkdir(parents=True)
    (home / "data" / "searches" / "tiny.journal").write_text("no journal\n\n", "utf-8")
    desk.open(_write(tmp_path))
    desk.click("startSearchButton")
    desk.wait_for_end()
    assert "tiny.journal is not a journal" in str(desk.failures[0])


def test_a_search_in_a_journal_of_before_is_shown(desk: SearchTab, home: Path) -> None:
    (home / "data" / "searches").mkdir(parents=True)
    shutil.copy(BEFORE / "tiny.journal", home / "data" / "searches")
    desk.open(BEFORE / "tiny.toml")
    desk.find(QSpinBox, "searchTrials").setValue(4)
    desk.click("startSearchButton")
    desk.wait_for_end()
    assert desk.status == "4 of 4 trials"
    assert len(desk.column) == 5
    assert "tiny.journal was imported" in desk.find(QLabel, "searchDescription").text()
    assert desk.failures == []


def test_without_optuna_the_tab_says_how_to_get_it(
    desk: SearchTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gui.tuning.search_controls, "is_installed", lambda: False)
    desk.open(_write(tmp_path))
    assert 'pip install "inkling-lab[search]"' in desk.find(QLabel, "searchDescription").text()
    assert not desk.find(QAbstractButton, "startSearchButton").isEnabled()


@pytest.mark.parametrize(
    ("trials", "rate", "text"),
    [
        (2, "1e-4", "Importance needs at least 4 completed trials; so far there are 2"),
        (5, "1e-9", "All completed trials have the same result: no setting made a difference"),
    ],
)
def test_a_search_that_has_ended_says_why_there_is_no_importance(
    desk: SearchTab, tmp_path: Path, trials: int, rate: str, text: str
) -> None:
    path = _write(tmp_path)
    limits = {"1e-4": "1e-4, to = 0.1", "1e-9": "1e-6, to = 2e-6"}
    path.write_text(path.read_text("utf-8").replace("1e-4, to = 0.1", limits[rate]))
    desk.open(path)
    desk.find(QSpinBox, "searchTrials").setValue(trials)
    bars = desk.panel.findChild(ImportanceBars)
    desk.click("startSearchButton")
    assert bars.accessible_contents().startswith("Importance appears when the search ends")
    desk.wait_for_end()
    assert bars.accessible_contents() == text


def test_a_running_search_says_where_it_is_and_once_what_came_of_it(
    desk: SearchTab, tmp_path: Path
) -> None:
    desk.open(_write(tmp_path))
    desk.find(QSpinBox, "searchTrials").setValue(2)
    desk.click("startSearchButton")
    assert desk.places == ["Search “Tiny”: trial 1 of 2"]
    desk.wait_for_end()
    assert desk.places[-1] == ""
    (message,) = desk.messages
    assert message.startswith("The search “Tiny” has ended. Best: trial ")
    desk.open(examples()["learning-rate"])
    desk.open(tmp_path / "tiny.toml")
    desk.wait(lambda: len(desk.column) == 2)
    assert desk.messages == [message]


def test_what_is_tried_again_is_no_failure_any_more(desk: SearchTab, tmp_path: Path) -> None:
    desk.open(_write(tmp_path, epochs=5000))
    desk.click("startSearchButton")
    desk.wait(lambda: len(Library().listings()) > 0)
    desk.click("stopSearchButton")
    desk.wait_for_end()
    failures = desk.find(QLabel, "searchFailures")
    assert failures.isVisible()
    assert desk.messages == ["The search “Tiny”: 0 of 5 trials. Stopped."]
    desk.click("startSearchButton")
    desk.wait(lambda: desk.panel._trials.table.trials.results != [])
    assert not failures.isVisible()
    desk.click("stopSearchButton")
    desk.click("stopSearchButton")
    desk.wait_for_end()
    assert failures.isVisible()


def test_what_is_disabled_says_why(desk: SearchTab, tmp_path: Path) -> None:
    def tip(name: str) -> str:
        assert not desk.enabled(name)
        return desk.find(QWidget, name).toolTip()

    desk.open(_write(tmp_path, epochs=5000))
    assert tip("useBestButton") == "No trial is complete yet."
    assert tip("stopSearchButton") == "No search is running."
    assert tip("trialMenuButton") == "Select a trial in the table first."
    desk.click("startSearchButton")
    for name in (*("searchChooser", "newSearchButton", "searchTrials"), "repeatButton"):
        assert tip(name) == "A search is running: it has to end, or be stopped, first."
    desk.click("stopSearchButton")
    assert "stopping" in tip("stopSearchButton")
    desk.wait_for_end()
    assert desk.find(QWidget, "newSearchButton").toolTip().startswith("Define a search")


def _see_dialog(desk: SearchTab, name: str) -> QDialog:
    desk.wait(lambda: desk.panel.findChild(QDialog, name) is not None)
    dialog = desk.find(QDialog, name)
    assert dialog.isVisible()
    return dialog


def _press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


def test_an_empty_page_says_what_a_search_is_and_offers_one(desk: SearchTab) -> None:
    assert desk.find(QWidget, "searchIntroduction").isVisible()
    desk.click("suggestion2")
    _see_dialog(desk, "searchDialog")
    assert desk.find(QLineEdit, "hidden_layersValues").text() == "20; 50; 100; 200; 100, 50"


@_opens_a_list
def test_a_search_is_defined_and_started_in_the_window(desk: SearchTab, home: Path) -> None:
    desk.click("newSearchButton")
    dialog = _see_dialog(desk, "searchDialog")
    assert desk.find(QComboBox, "searchBase").currentText() == "The form's settings: Small"
    desk.enter("searchName", "my search")
    desk.enter("searchTotal", "3")
    chooser = desk.find(QComboBox, "addDimension")
    QTest.keyClicks(chooser, "mini-b")
    _press(chooser, Qt.Key.Key_Return)
    assert dialog.isVisible()
    desk.enter("batch_sizeValues", "10, 20")
    assert desk.text("searchProblem") == "3 trials, 1 epoch each on 200 images."
    _press(desk.find(QLineEdit, "searchName"), Qt.Key.Key_Return)
    desk.wait(lambda: "my search" in saved_searches())
    desk.wait(lambda: desk.enabled("stopSearchButton"))
    desk.wait_for_end()
    assert desk.status == "3 of 3 trials"
    assert not desk.enabled("startSearchButton")
    space = read_space(saved_searches()["my search"])
    assert (space.trials, list(space.dimensions)) == (3, ["learning_rate", "batch_size"])
    assert space.base.hidden_layers == (8,)
    assert all("my search" in entry.annotations.tags for entry in Library().listings())
    assert desk.failures == []

    desk.click("useBestButton")
    (settings, title) = desk.used[0]
    best = max(desk.panel._trials.table.trials.results, key=lambda each: (each.value, -each.number))
    assert settings == space.base.with_values(best.settings)
    assert title == f"my search, trial {best.number}"
    assert desk.status == "3 of 3 trials"


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("learning_rateFrom", "x", "“x” is not a number such as 0.5e-3."),
        ("learning_rateFrom", "0.5", "The range must begin below its end."),
        ("learning_rateTo", "1000", "1000 is not between 1e-06 and 100."),
        ("learning_rateTo", "9" * 400, "Inf is not between 1e-06 and 100."),
        ("learning_rateTo", "nan", "“nan” is not a number such as 0.5e-3."),
        ("learning_rateTo", "", "Enter both ends of the range."),
    ],
)
def test_what_is_wrong_with_a_range_is_said_at_the_field(
    desk: SearchTab, field: str, text: str, problem: str
) -> None:
    desk.click("newSearchButton")
    _see_dialog(desk, "searchDialog")
    line = desk.find(QLineEdit, field)
    line.selectAll()
    _press(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, text)
    assert desk.text("learning_rateMessage") == problem
    assert not desk.enabled("defineSearchButton")
    assert not desk.enabled("saveSearchButton")
    desk.enter("learning_rateFrom", "0.001")
    desk.enter("learning_rateTo", "0.1")
    assert desk.text("learning_rateMessage") == "Allowed: between 1e-06 and 100"
    assert desk.enabled("defineSearchButton")


def test_the_terms_of_the_dialog_are_explained_beside_them(desk: SearchTab) -> None:
    desk.click("newSearchButton")
    dialog = _see_dialog(desk, "searchDialog")
    hint = dialog.findChild(FittingLabel, "searchSamplerHint")
    assert hint.visible_text.startswith("Tree-structured Parzen estimator: values near")
    box = dialog.findChild(QComboBox, "searchSampler")
    box.setCurrentIndex(box.findData("grid"))
    assert hint.visible_text == "Each combination of the values and steps above is tried once"
    assert "so it needs no seed" in desk.find(QSpinBox, "searchSeed").toolTip()
    # A grid needs steps: the button says so, too.
    assert desk.find(QWidget, "defineSearchButton").toolTip() == desk.text("searchProblem")
    names = ("searchName", "searchBase", "searchSuggestion", "searchSampler", "searchSeed")
    assert len({dialog.findChild(QWidget, name).geometry().left() for name in names}) == 1
    for term in ("Sampler", "Pruning", "Trials", "Processes", "Importance of the settings"):
        assert find_term(term) is not None, term


@_opens_a_list
def test_a_hyperparameter_without_an_effect_says_what_it_needs(desk: SearchTab) -> None:
    desk.click("newSearchButton")
    _see_dialog(desk, "searchDialog")
    chooser = desk.find(QComboBox, "addDimension")
    QTest.keyClicks(chooser, "momentum")
    _press(chooser, Qt.Key.Key_Return)
    assert "only where Optimizer is SGD, momentum or" in desk.text("momentumMessage")
    QTest.keyClicks(chooser, "optimizer")
    _press(chooser, Qt.Key.Key_Return)
    assert "only where" not in desk.text("momentumMessage")
    for option in ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"):
        _press(desk.find(QAbstractButton, f"optimizerOption_{option}"), Qt.Key.Key_Space)
    assert desk.text("optimizerMessage") == "Check at least one of the options."
    desk.click("optimizerRemove")
    desk.click("momentumRemove")
    desk.click("learning_rateRemove")
    assert "nothing to search" in desk.text("searchProblem")


def test_escape_asks_before_a_definition_is_lost(desk: SearchTab) -> None:
    desk.click("newSearchButton")
    dialog = _see_dialog(desk, "searchDialog")
    desk.enter("searchTotal", "7")
    _press(dialog, Qt.Key.Key_Escape)
    question = _see_dialog(desk, "discardQuestion")
    assert isinstance(question, QMessageBox)
    _press(question, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    desk.wait(lambda: desk.panel.findChild(QDialog, "discardQuestion") is None)
    _press(dialog, Qt.Key.Key_Escape)
    question = desk.find(QMessageBox, "discardQuestion")
    next(b for b in question.buttons() if b.text() == "Discard").click()
    desk.wait(lambda: desk.panel.findChild(QDialog, "searchDialog") is None)


def test_an_untouched_dialog_is_closed_without_a_question(desk: SearchTab) -> None:
    desk.click("newSearchButton")
    _press(_see_dialog(desk, "searchDialog"), Qt.Key.Key_Escape)
    desk.wait(lambda: desk.panel.findChild(QDialog, "searchDialog") is None)


def test_a_definition_is_saved_as_a_space_file(
    desk: SearchTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    will_choose(monkeypatch, tmp_path / "mine")
    desk.click("newSearchButton")
    _see_dialog(desk, "searchDialog")
    desk.click("saveSearchButton")
    desk.wait((tmp_path / "mine.toml").is_file)
    space = read_space(tmp_path / "mine.toml")
    assert space.base.hidden_layers == (8,)
    assert list(space.dimensions) == ["learning_rate"]
    desk.open(tmp_path / "mine.toml")
    assert "Learning rate η from" in desk.text("searchDescription")


def test_a_search_like_another_one_is_defined(desk: SearchTab, tmp_path: Path) -> None:
    desk.open(_write(tmp_path))
    desk.click("editSearchButton")
    _see_dialog(desk, "searchDialog")
    assert desk.find(QLineEdit, "batch_sizeValues").text() == "8; 16"
    assert desk.find(QLineEdit, "learning_rateFrom").text() == "0.0001"
    assert desk.find(QComboBox, "learning_rateScale").currentText() == "logarithmic"
    assert desk.find(QComboBox, "searchSampler").currentData() == "random"
    assert desk.find(QSpinBox, "searchTotal").value() == 5
    assert desk.find(QSpinBox, "search_training_images").value() == 200


def test_a_search_of_before_shows_its_trials_when_it_is_chosen(
    desk: SearchTab, tmp_path: Path
) -> None:
    path = _write(tmp_path)
    desk.open(path)
    desk.find(QSpinBox, "searchTrials").setValue(2)
    desk.click("startSearchButton")
    desk.wait_for_end()
    desk.open(examples()["learning-rate"])
    assert desk.column == []
    desk.open(path)
    desk.wait(lambda: len(desk.column) == 2)
    desk.wait(lambda: desk.find(QAbstractButton, "startSearchButton").text() == "Continue search")
    assert desk.status == "2 of 5 trials"
    assert len(Library().listings()) == 2


def test_a_search_whose_process_dies_says_so_and_can_be_continued(
    desk: SearchTab, tmp_path: Path
) -> None:
    desk.open(_write(tmp_path, epochs=5000))
    desk.click("startSearchButton")
    desk.wait(lambda: len(Library().listings()) > 0)
    process = desk.panel._process._child._process
    process.kill()
    desk.wait_for_end()
    assert "The search ended unexpectedly." in desk.status
    assert len(desk.failures) == 1
    assert desk.enabled("startSearchButton")


def test_settings_are_repeated_with_several_seeds(desk: SearchTab, tmp_path: Path) -> None:
    desk.open(_write(tmp_path))
    desk.find(QSpinBox, "searchTrials").setValue(1)
    desk.click("startSearchButton")
    desk.wait_for_end()
    desk.click("repeatButton")
    dialog = _see_dialog(desk, "repeatDialog")
    source = desk.find(QComboBox, "repeatSource")
    assert source.currentText() == "Best trial (0)"
    source.setCurrentIndex(source.findText("The form's settings: Small"))
    desk.enter("repeatSeeds", "3")
    assert "seeds 3 to 5: 1 epoch each on 200 images" in desk.text("repeatAmount")
    _press(dialog, Qt.Key.Key_Return)
    desk.wait(lambda: "repeat Small" in saved_searches())
    desk.wait(lambda: desk.enabled("stopSearchButton"))
    desk.wait_for_end()
    desk.wait(lambda: len(desk.column) == 3)
    summary = desk.panel.findChild(RepetitionSummary)
    desk.wait(lambda: summary.text(1)[2] != "–")
    tests = [read_run(entry.path).test for entry in Library().listings() if _is_repeated(entry)]
    accuracies = [each.accuracy for each in tests if each is not None]
    assert len(accuracies) == 3
    assert summary.text(1)[1] == f"{fmean(accuracies):.2%}"
    assert summary.text(1)[2] == f"{stdev(accuracies):.2%}"
    assert not desk.enabled("useBestButton")
    assert desk.find(QWidget, "useBestButton").toolTip().startswith("All seeds have the same")
    assert "so none is the best" in desk.text("searchResult")
    assert desk.messages[-1] == "The repetition “repeat Small” has ended: 3 of 3 trials."
    assert f"test accuracy {fmean(accuracies):.2%} ± " in desk.text("searchResult")
    assert not desk.enabled("startSearchButton")
    desk.find(QSpinBox, "searchTrials").setValue(4)
    assert desk.enabled("startSearchButton")
    assert desk.status == "3 of 4 trials"

    _press(desk.find(QAbstractButton, "bandSwitch"), Qt.Key.Key_Space)
    mean = desk.means[-1]
    assert mean is not None
    assert mean.title == "Mean of 3 seeds"
    assert len(mean.series) == 1
    desk.panel.hide_mean()
    assert desk.means[-1] is None
    assert desk.failures == []


def test_one_seed_is_no_spread_but_a_result() -> None:
    space = define_repetition("r", SETTINGS, 2)
    text = repetition_text(Repetition(Spread((0.9,)), Spread(()), None, ()), space)
    assert text == "One seed is complete: its spread needs two."


def _is_repeated(entry: RunListing) -> bool:
    return "repeat Small" in entry.annotations.tags


def _point(x: int) -> QPoint:
    return QPoint(x, 5)


def _double_click(table: QTableView, index: QModelIndex) -> None:
    place = table.visualRect(index).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
