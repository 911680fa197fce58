"""The tab “Search”."""

import shutil
from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QSpinBox,
    QTableView,
    QWidget,
)

import gui.tuning.search_controls
from core.foundation.percent import percent
from core.runs.library import Library
from core.runs.run import read_run
from core.runs.run_listing import RunListing
from core.tuning.definition import saved_searches
from core.tuning.repetition import Repetition, Spread, define_repetition
from core.tuning.space_file import examples
from core.tuning.trial_result import State, TrialResult
from gui.common.static_label import StaticLabel
from gui.tuning.importance_bars import ImportanceBars
from gui.tuning.parallel_coordinates import ParallelCoordinates
from gui.tuning.repetition_summary import RepetitionSummary
from gui.tuning.search_controls import SearchControls
from gui.tuning.search_text import end_text, repetition_text

from .search_tab import SETTINGS, SearchTab, press, write_space

BEFORE = Path(__file__).parents[1] / "data" / "before" / "searches"


def test_the_worked_examples_are_there_to_choose(search_tab: SearchTab) -> None:
    chooser = search_tab.find(QComboBox, "searchChooser")
    assert [Path(chooser.itemData(i)).stem for i in range(chooser.count())] == list(examples())
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert search_tab.find(QSpinBox, "searchTrials").value() == 15
    assert "optimizers" in search_tab.find(QLabel, "searchDescription").text()


def test_a_search_shows_its_trials_and_what_matters(search_tab: SearchTab, tmp_path: Path) -> None:
    search_tab.open(write_space(tmp_path))
    search_tab.click("startSearchButton")
    search_tab.wait_for_end()
    assert search_tab.status == "5 of 5 trials"
    assert search_tab.find(QProgressBar, "searchProgress").value() == 5
    values = [float(text.removesuffix("%")) for text in search_tab.column]
    assert values == sorted(values, reverse=True)
    assert len(Library().listings()) == 5
    assert len(search_tab.panel.findChild(ParallelCoordinates).points) == 5
    assert set(search_tab.panel.findChild(ImportanceBars)._shares) == {
        "learning_rate",
        "batch_size",
    }
    assert search_tab.failures == []

    table = search_tab.find(QTableView, "trialsTable")
    header = table.horizontalHeader()
    assert isinstance(header, QHeaderView)
    at = header.sectionViewportPosition(2) + 10
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=_point(at))
    assert search_tab.column == [percent(value / 100) for value in sorted(values)]

    last = table.model().index(4, 0)
    table.setCurrentIndex(last)
    _double_click(table, last)
    assert search_tab.runs
    assert search_tab.runs[0] in [entry.path for entry in Library().listings()]
    QCoreApplication.processEvents()
    assert search_tab.panel.findChild(ParallelCoordinates).marked is not None


def test_trials_that_tie_for_the_best_say_so(search_tab: SearchTab, tmp_path: Path) -> None:
    # With so small a learning rate, no trial gets away from the same few answers.
    path = write_space(tmp_path)
    path.write_text(path.read_text("utf-8").replace("0.1,", "2e-4,").replace("1e-4", "1e-6"))
    search_tab.open(path)
    search_tab.click("startSearchButton")
    search_tab.wait_for_end()
    assert len(set(search_tab.column)) < 5
    tied = [row for row in range(5) if search_tab.column[row] == search_tab.column[0]]
    assert f"{len(tied)} trials tie at {search_tab.column[0]} (" in search_tab.text("searchResult")
    model = search_tab.find(QTableView, "trialsTable").model()
    states = [model.index(row, 1).data() for row in range(5)]
    assert [row for row in range(5) if states[row] == "Completed, tied best"] == tied
    search_tab.click("repeatButton")
    source = search_tab.see_dialog("repeatDialog").findChild(QComboBox, "repeatSource")
    assert f", the first of {len(tied)} that tie)" in source.currentText()


def test_stop_ends_a_search_in_order_and_start_goes_on(
    search_tab: SearchTab, tmp_path: Path
) -> None:
    search_tab.open(write_space(tmp_path, epochs=5000))
    search_tab.click("startSearchButton")
    assert not search_tab.find(QAbstractButton, "startSearchButton").isEnabled()
    search_tab.wait(lambda: len(Library().listings()) > 0)
    search_tab.click("stopSearchButton")
    assert search_tab.status.startswith("Stopping")
    search_tab.wait_for_end()
    assert {entry.state.value for entry in Library().listings()} == {"stopped"}
    assert search_tab.failures == []
    assert search_tab.status == "0 of 5 trials. Stopped."
    assert "stopped; “Continue search” resumes" in search_tab.text("searchFailures")
    assert search_tab.find(QAbstractButton, "startSearchButton").text() == "Continue search"


def test_closing_stops_the_search(search_tab: SearchTab, tmp_path: Path) -> None:
    search_tab.open(write_space(tmp_path, epochs=5000))
    search_tab.click("startSearchButton")
    search_tab.wait(lambda: len(Library().listings()) > 0)
    search_tab.tasks.shutdown_all()
    # It may take its time: nobody waits for it.
    search_tab.wait(lambda: {entry.state.value for entry in Library().listings()} == {"stopped"})


def test_marks_in_the_texts_of_a_space_file_are_text(search_tab: SearchTab, tmp_path: Path) -> None:
    path = write_space(tmp_path)
    text = path.read_text("utf-8").replace('"Tiny"', '"<b>Tiny</b>\\nsearch"')
    path.write_text('\ufeffdescription = "<img src=x>"\n' + text, "utf-8")
    search_tab.open(path)
    description = search_tab.find(QLabel, "searchDescription")
    assert (description.text(), description.textFormat()) == (
        "<img src=x>",
        Qt.TextFormat.PlainText,
    )
    assert search_tab.find(QComboBox, "searchChooser").currentText() == "<b>Tiny</b> search"


def test_a_step_that_is_no_number_is_told_in_short(search_tab: SearchTab) -> None:
    search_tab.click("newSearchButton")
    dialog = search_tab.see_dialog("searchDialog")
    box = dialog.findChild(QComboBox, "learning_rateScale")
    assert "no steps" in search_tab.find(QLineEdit, "learning_rateStep").toolTip()
    box.setCurrentIndex(box.findData("linear"))
    search_tab.enter("learning_rateStep", "x" * 500)
    assert len(search_tab.text("learning_rateMessage")) < 100


def test_what_is_wrong_with_a_space_file_is_said(search_tab: SearchTab, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("trials = 0", "utf-8")
    before = search_tab.find(QComboBox, "searchChooser").currentText()
    search_tab.open(bad)
    assert "bad.toml: " in str(search_tab.failures[0])
    assert search_tab.find(QComboBox, "searchChooser").currentText() == before


def test_a_search_that_cannot_go_on_says_why(
    search_tab: SearchTab, tmp_path: Path, home: Path
) -> None:
    (home / "data" / "searches").mkdir(parents=True)
    (home / "data" / "searches" / "tiny.journal").write_text("no journal\n\n", "utf-8")
    search_tab.open(write_space(tmp_path))
    search_tab.click("startSearchButton")
    search_tab.wait_for_end()
    assert "tiny.journal is not a journal" in str(search_tab.failures[0])


def test_a_search_in_a_journal_of_before_is_shown(search_tab: SearchTab, home: Path) -> None:
    (home / "data" / "searches").mkdir(parents=True)
    shutil.copy(BEFORE / "tiny.journal", home / "data" / "searches")
    search_tab.open(BEFORE / "tiny.toml")
    search_tab.find(QSpinBox, "searchTrials").setValue(4)
    search_tab.click("startSearchButton")
    search_tab.wait_for_end()
    assert search_tab.status == "4 of 4 trials"
    assert len(search_tab.column) == 5
    assert "tiny.journal was imported" in search_tab.find(QLabel, "searchDescription").text()
    assert search_tab.failures == []


def test_without_optuna_the_tab_says_how_to_get_it(
    search_tab: SearchTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gui.tuning.search_controls, "is_installed", lambda: False)
    search_tab.open(write_space(tmp_path))
    assert (
        'pip install "inkling-lab[search]"' in search_tab.find(QLabel, "searchDescription").text()
    )
    assert not search_tab.find(QAbstractButton, "startSearchButton").isEnabled()


@pytest.mark.parametrize(
    ("trials", "rate", "text"),
    [
        (2, "1e-4", "Importance needs at least 4 completed trials; so far there are 2"),
        (5, "1e-9", "All completed trials have the same result: no setting made a difference"),
    ],
)
def test_a_search_that_has_ended_says_why_there_is_no_importance(
    search_tab: SearchTab, tmp_path: Path, trials: int, rate: str, text: str
) -> None:
    path = write_space(tmp_path)
    limits = {"1e-4": "1e-4, to = 0.1", "1e-9": "1e-6, to = 2e-6"}
    path.write_text(path.read_text("utf-8").replace("1e-4, to = 0.1", limits[rate]))
    search_tab.open(path)
    search_tab.find(QSpinBox, "searchTrials").setValue(trials)
    bars = search_tab.panel.findChild(ImportanceBars)
    search_tab.click("startSearchButton")
    assert bars.accessible_contents().startswith("Importance appears when the search ends")
    search_tab.wait_for_end()
    assert bars.accessible_contents() == text


def test_a_running_search_says_where_it_is_and_once_what_came_of_it(
    search_tab: SearchTab, tmp_path: Path
) -> None:
    search_tab.open(write_space(tmp_path))
    search_tab.find(QSpinBox, "searchTrials").setValue(2)
    search_tab.click("startSearchButton")
    assert search_tab.places == ["Search “Tiny”: trial 1 of 2"]
    search_tab.wait_for_end()
    assert search_tab.places[-1] == ""
    (message,) = search_tab.messages
    assert message.startswith("The search “Tiny” has ended. Best: trial ")
    search_tab.open(examples()["learning-rate"])
    search_tab.open(tmp_path / "tiny.toml")
    search_tab.wait(lambda: len(search_tab.column) == 2)
    assert search_tab.messages == [message]


def test_what_is_tried_again_is_no_failure_any_more(search_tab: SearchTab, tmp_path: Path) -> None:
    search_tab.open(write_space(tmp_path, epochs=5000))
    search_tab.click("startSearchButton")
    search_tab.wait(lambda: len(Library().listings()) > 0)
    search_tab.click("stopSearchButton")
    search_tab.wait_for_end()
    failures = search_tab.find(QLabel, "searchFailures")
    assert failures.isVisible()
    assert search_tab.messages == ["The search “Tiny”: 0 of 5 trials. Stopped."]
    search_tab.click("startSearchButton")
    search_tab.wait(lambda: search_tab.panel._trials.table.trials.results != [])
    assert not failures.isVisible()
    search_tab.click("stopSearchButton")
    search_tab.click("stopSearchButton")
    search_tab.wait_for_end()
    assert failures.isVisible()


def test_what_is_disabled_says_why(search_tab: SearchTab, tmp_path: Path) -> None:
    def tip(name: str) -> str:
        assert not search_tab.enabled(name)
        return search_tab.find(QWidget, name).toolTip()

    search_tab.open(write_space(tmp_path, epochs=5000))
    assert tip("useBestButton") == "No trial is complete yet."
    assert tip("stopSearchButton") == "No search is running."
    assert tip("trialMenuButton") == "Select a trial in the table first."
    search_tab.click("startSearchButton")
    for name in (*("searchChooser", "newSearchButton", "searchTrials"), "repeatButton"):
        assert tip(name) == "A search is running: it has to end, or be stopped, first."
    search_tab.click("stopSearchButton")
    assert "stopping" in tip("stopSearchButton")
    search_tab.wait_for_end()
    assert search_tab.find(QWidget, "newSearchButton").toolTip().startswith("Define a search")


def test_an_empty_page_says_what_a_search_is_and_offers_one(search_tab: SearchTab) -> None:
    assert search_tab.find(QWidget, "searchIntroduction").isVisible()
    search_tab.click("suggestion2")
    search_tab.see_dialog("searchDialog")
    assert search_tab.find(QLineEdit, "hidden_layersValues").text() == "20; 50; 100; 200; 100, 50"


def test_a_search_of_before_shows_its_trials_when_it_is_chosen(
    search_tab: SearchTab, tmp_path: Path
) -> None:
    path = write_space(tmp_path)
    search_tab.open(path)
    search_tab.find(QSpinBox, "searchTrials").setValue(2)
    search_tab.click("startSearchButton")
    search_tab.wait_for_end()
    search_tab.open(examples()["learning-rate"])
    assert search_tab.column == []
    search_tab.open(path)
    search_tab.wait(lambda: len(search_tab.column) == 2)
    search_tab.wait(
        lambda: search_tab.find(QAbstractButton, "startSearchButton").text() == "Continue search"
    )
    # With as many trials as it was started with, which are not those of its file.
    search_tab.wait(lambda: search_tab.find(QSpinBox, "searchTrials").value() == 2)
    assert search_tab.status == "2 of 2 trials"
    search_tab.find(QSpinBox, "searchTrials").setValue(5)
    assert search_tab.status == "2 of 5 trials"
    assert len(Library().listings()) == 2


def test_how_far_a_search_is_has_room(search_tab: SearchTab) -> None:
    page = search_tab.panel
    page.resize(340, 600)  # as in a window of 1024 × 600
    page._progress.set_total(20)
    page._progress.count([_trial(0, "pruned"), *(_trial(n, "complete") for n in range(1, 6))])
    page._progress.show_numbers(running=True)
    status = search_tab.find(StaticLabel, "searchStatus")
    assert status.text() == "6 of 20 trials, 1 ended early (pruned)"
    QCoreApplication.processEvents()
    widest = f"{status.text()}, about 10 min left"
    assert status.fontMetrics().horizontalAdvance(widest) <= status.width()
    assert status.toolTip() == status.text()


def test_trials_without_a_line_in_the_plot_are_counted(search_tab: SearchTab) -> None:
    view, label = search_tab.panel._trials, search_tab.find(QLabel, "trialsNotDrawn")
    view.add([_trial(0, "complete"), _trial(1, "failed")])
    assert label.isHidden()
    view.add([_trial(2, "pruned")])
    assert not label.isHidden()
    assert label.text() == "1 pruned trial is not drawn."
    view.add([_trial(3, "diverged"), _trial(4, "pruned")])
    assert label.text() == "2 pruned and 1 diverged trials are not drawn."


def test_a_repetition_counts_seeds(search_tab: SearchTab) -> None:
    page = search_tab.panel
    space = replace(define_repetition("mine", SETTINGS, 3), title="")
    page._begin(space)
    page._progress.set_total(3)
    page._show_place()
    assert search_tab.places[-1] == "Repetition “mine”: run 1 of 3"
    page._progress.count([_trial(0, "complete")])
    page._progress.show_numbers(running=False)
    assert search_tab.status == "1 of 3 seeds"
    said = end_text(space, (), page._progress.trials, "")
    assert said == "The repetition “mine” has ended: 1 of 3 seeds."


def _trial(number: int, state: State) -> TrialResult:
    return TrialResult(number, state, 0.5, {"learning_rate": 0.1}, "")


def test_a_search_whose_process_dies_says_so_and_can_be_continued(
    search_tab: SearchTab, tmp_path: Path
) -> None:
    search_tab.open(write_space(tmp_path, epochs=5000))
    search_tab.click("startSearchButton")
    search_tab.wait(lambda: len(Library().listings()) > 0)
    process = search_tab.panel._process._child._process
    process.kill()
    search_tab.wait_for_end()
    assert "The search ended unexpectedly." in search_tab.status
    assert len(search_tab.failures) == 1
    assert search_tab.enabled("startSearchButton")


def test_settings_are_repeated_with_several_seeds(search_tab: SearchTab, tmp_path: Path) -> None:
    search_tab.open(write_space(tmp_path))
    search_tab.find(QSpinBox, "searchTrials").setValue(1)
    search_tab.click("startSearchButton")
    search_tab.wait_for_end()
    assert search_tab.text("searchResult").startswith("Best: trial 1, ")  # people count from 1
    table = search_tab.find(QTableView, "trialsTable").model()
    assert table.index(0, 0).data() == "1"
    places = _places(search_tab)
    search_tab.click("repeatButton")
    dialog = search_tab.see_dialog("repeatDialog")
    source = search_tab.find(QComboBox, "repeatSource")
    assert source.currentText() == "Best trial (1)"
    source.setCurrentIndex(source.findText("The form's settings: Small"))
    search_tab.enter("repeatSeeds", "3")
    assert "seeds 3 to 5: 1 epoch each on 200 images" in search_tab.text("repeatAmount")
    press(dialog, Qt.Key.Key_Return)
    search_tab.wait(lambda: "Repeat of Small" in saved_searches())
    search_tab.wait(lambda: search_tab.enabled("stopSearchButton"))
    search_tab.wait_for_end()
    search_tab.wait(lambda: len(search_tab.column) == 3)
    assert _places(search_tab) == places
    words = ("startSearchButton", "stopSearchButton", "trialMenuButton")
    texts = [search_tab.find(QAbstractButton, name).text() for name in words]
    assert texts == ["Continue repetition", "Stop repetition", "Seed"]
    header = [table.headerData(column, Qt.Orientation.Horizontal) for column in range(2)]
    assert header == ["Seed", "State"]
    assert sorted(table.index(row, 0).data() for row in range(3)) == ["3", "4", "5"]
    summary = search_tab.panel.findChild(RepetitionSummary)
    search_tab.wait(lambda: summary.text(1)[2] != "–")
    tests = [read_run(entry.path).test for entry in Library().listings() if _is_repeated(entry)]
    accuracies = [each.accuracy for each in tests if each is not None]
    assert len(accuracies) == 3
    assert summary.text(1)[1] == f"{fmean(accuracies):.2%}"
    assert summary.text(1)[2] == f"{stdev(accuracies):.2%}"
    assert not search_tab.enabled("useBestButton")
    assert search_tab.find(QWidget, "useBestButton").toolTip().startswith("All seeds have the same")
    assert "so none is the best" in search_tab.text("searchResult")
    assert search_tab.places[-2] == "Repetition “Repeat of Small”: run 3 of 3"
    assert search_tab.messages[-1] == "The repetition “Repeat of Small” has ended: 3 of 3 seeds."
    assert f"test accuracy {fmean(accuracies):.2%} ± " in search_tab.text("searchResult")
    assert not search_tab.enabled("startSearchButton")
    search_tab.find(QSpinBox, "searchTrials").setValue(4)
    assert search_tab.enabled("startSearchButton")
    assert search_tab.status == "3 of 4 seeds"

    press(search_tab.find(QAbstractButton, "bandSwitch"), Qt.Key.Key_Space)
    mean = search_tab.means[-1]
    assert mean is not None
    assert mean.title == "mean ± std. dev. of 3 seeds: Small"
    assert len(mean.series) == 1
    search_tab.panel.hide_mean()
    assert search_tab.means[-1] is None
    assert search_tab.failures == []


def test_one_seed_is_no_spread_but_a_result() -> None:
    space = define_repetition("r", SETTINGS, 2)
    text = repetition_text(Repetition(Spread((0.9,)), Spread(()), None, ()), space)
    assert text == "One seed is complete. Mean and spread appear from two on."


def _places(search_tab: SearchTab) -> list[tuple[QPoint, int]]:
    """Return where the controls of the search are, relative to the first one, and their widths."""
    names = ("newSearchButton", "editSearchButton", "openSpaceButton", "searchTrials", "searchJobs")
    names = (*names, "startSearchButton", "stopSearchButton")
    QApplication.processEvents()
    origin = search_tab.find(QWidget, names[0]).mapTo(search_tab.panel, QPoint())
    found = (search_tab.find(QWidget, name) for name in names)
    return [(each.mapTo(search_tab.panel, QPoint()) - origin, each.width()) for each in found]


def _is_repeated(entry: RunListing) -> bool:
    return "Repeat of Small" in entry.annotations.tags


def _point(x: int) -> QPoint:
    return QPoint(x, 5)


def _double_click(table: QTableView, index: QModelIndex) -> None:
    place = table.visualRect(index).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_search_that_has_begun_is_not_offered_as_a_new_one_while_its_trials_are_read(
    search_tab: SearchTab, tmp_path: Path
) -> None:
    path = write_space(tmp_path)
    search_tab.open(path)
    search_tab.find(QSpinBox, "searchTrials").setValue(1)
    search_tab.click("startSearchButton")
    search_tab.wait_for_end()
    seen: list[tuple[str, bool, str]] = []
    button = search_tab.find(QAbstractButton, "startSearchButton")
    introduction = search_tab.find(QWidget, "searchIntroduction")
    controls = search_tab.panel.findChild(SearchControls)
    controls.chosen.connect(
        lambda: seen.append((button.text(), introduction.isVisible(), search_tab.status))
    )
    search_tab.open(path)
    search_tab.wait(lambda: bool(seen))
    assert seen == [("Continue search", False, "Reading its trials …")]
    search_tab.wait(lambda: len(search_tab.column) == 1)
