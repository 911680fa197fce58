"""The dialog in which a search is defined."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLineEdit,
    QMessageBox,
    QSpinBox,
    QWidget,
)

from core.runs.library import Library
from core.tuning.definition import saved_searches
from core.tuning.space_file import read_space
from gui.common.fitting_label import FittingLabel
from gui.help.help_pages import find_term

from .person import will_choose
from .search_tab import SearchTab, press, write_space

_opens_a_list = pytest.mark.qt_log_ignore(
    "^This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"
)
"""Offscreen, the list of what is found has no window of its own."""


@_opens_a_list
def test_a_search_is_defined_and_started_in_the_window(search_tab: SearchTab, home: Path) -> None:
    search_tab.click("newSearchButton")
    dialog = search_tab.see_dialog("searchDialog")
    assert search_tab.find(QComboBox, "searchBase").currentText() == "The form's settings: Small"
    search_tab.enter("searchName", "my search")
    search_tab.enter("searchTotal", "3")
    chooser = search_tab.find(QComboBox, "addDimension")
    QTest.keyClicks(chooser, "mini-b")
    press(chooser, Qt.Key.Key_Return)
    assert dialog.isVisible()
    search_tab.enter("batch_sizeValues", "10, 20")
    assert search_tab.text("searchProblem") == "3 trials, 1 epoch each on 200 images."
    press(search_tab.find(QLineEdit, "searchName"), Qt.Key.Key_Return)
    search_tab.wait(lambda: "my search" in saved_searches())
    search_tab.wait(lambda: search_tab.enabled("stopSearchButton"))
    search_tab.wait_for_end()
    assert search_tab.status == "3 of 3 trials"
    assert not search_tab.enabled("startSearchButton")
    space = read_space(saved_searches()["my search"])
    assert (space.trials, list(space.dimensions)) == (3, ["learning_rate", "batch_size"])
    assert space.base.hidden_layers == (8,)
    assert all("my search" in entry.annotations.tags for entry in Library().listings())
    assert search_tab.failures == []

    search_tab.click("useBestButton")
    (settings, title) = search_tab.used[0]
    best = max(
        search_tab.panel._trials.table.trials.results, key=lambda each: (each.value, -each.number)
    )
    assert settings == space.base.with_values(best.settings)
    assert title == f"my search, trial {best.number + 1}"
    assert search_tab.status == "3 of 3 trials"


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
    search_tab: SearchTab, field: str, text: str, problem: str
) -> None:
    search_tab.click("newSearchButton")
    search_tab.see_dialog("searchDialog")
    line = search_tab.find(QLineEdit, field)
    line.selectAll()
    press(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, text)
    assert search_tab.text("learning_rateMessage") == problem
    assert not search_tab.enabled("defineSearchButton")
    assert not search_tab.enabled("saveSearchButton")
    search_tab.enter("learning_rateFrom", "0.001")
    search_tab.enter("learning_rateTo", "0.1")
    assert search_tab.text("learning_rateMessage") == "Allowed: between 1e-06 and 100"
    assert search_tab.enabled("defineSearchButton")


def test_the_terms_of_the_dialog_are_explained_beside_them(search_tab: SearchTab) -> None:
    search_tab.click("newSearchButton")
    dialog = search_tab.see_dialog("searchDialog")
    hint = dialog.findChild(FittingLabel, "searchSamplerHint")
    assert hint.visible_text.startswith("Tree-structured Parzen estimator: values near")
    box = dialog.findChild(QComboBox, "searchSampler")
    box.setCurrentIndex(box.findData("grid"))
    assert hint.visible_text == "Each combination of the values and steps above is tried once"
    assert "so it needs no seed" in search_tab.find(QSpinBox, "searchSeed").toolTip()
    # A grid needs steps: the button says so, too.
    assert search_tab.find(QWidget, "defineSearchButton").toolTip() == search_tab.text(
        "searchProblem"
    )
    names = ("searchName", "searchBase", "searchSuggestion", "searchSampler", "searchSeed")
    assert len({dialog.findChild(QWidget, name).geometry().left() for name in names}) == 1
    for term in ("Sampler", "Pruning", "Trials", "Processes", "Importance of the settings"):
        assert find_term(term) is not None, term


def test_pruning_says_where_it_cannot_end_any_trial(search_tab: SearchTab) -> None:
    search_tab.click("newSearchButton")
    dialog = search_tab.see_dialog("searchDialog")
    hint = dialog.findChild(FittingLabel, "searchPruningHint")
    search_tab.enter("search_epochs", "3")
    assert hint.text() == "No effect with 3 epochs per trial or fewer"
    assert not search_tab.enabled("searchPruning")
    search_tab.enter("search_epochs", "4")
    assert search_tab.enabled("searchPruning")
    assert hint.text().startswith("Saves time: from epoch 3 on")
    search_tab.enter("searchTotal", "5")
    assert hint.text() == "No effect with 5 trials or fewer"
    search_tab.enter("searchTotal", "6")
    assert hint.text().startswith("Saves time")


@_opens_a_list
def test_a_hyperparameter_without_an_effect_says_what_it_needs(search_tab: SearchTab) -> None:
    search_tab.click("newSearchButton")
    search_tab.see_dialog("searchDialog")
    chooser = search_tab.find(QComboBox, "addDimension")
    QTest.keyClicks(chooser, "momentum")
    press(chooser, Qt.Key.Key_Return)
    assert "only where Optimizer is SGD, momentum or" in search_tab.text("momentumMessage")
    QTest.keyClicks(chooser, "optimizer")
    press(chooser, Qt.Key.Key_Return)
    assert "only where" not in search_tab.text("momentumMessage")
    for option in ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"):
        press(search_tab.find(QAbstractButton, f"optimizerOption_{option}"), Qt.Key.Key_Space)
    assert search_tab.text("optimizerMessage") == "Check at least one of the options."
    search_tab.click("optimizerRemove")
    search_tab.click("momentumRemove")
    search_tab.click("learning_rateRemove")
    assert "nothing to search" in search_tab.text("searchProblem")


def test_escape_asks_before_a_definition_is_lost(search_tab: SearchTab) -> None:
    search_tab.click("newSearchButton")
    dialog = search_tab.see_dialog("searchDialog")
    search_tab.enter("searchTotal", "7")
    press(dialog, Qt.Key.Key_Escape)
    question = search_tab.see_dialog("discardQuestion")
    assert isinstance(question, QMessageBox)
    press(question, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    search_tab.wait(lambda: search_tab.panel.findChild(QDialog, "discardQuestion") is None)
    press(dialog, Qt.Key.Key_Escape)
    question = search_tab.find(QMessageBox, "discardQuestion")
    next(b for b in question.buttons() if b.text() == "Discard").click()
    search_tab.wait(lambda: search_tab.panel.findChild(QDialog, "searchDialog") is None)


def test_an_untouched_dialog_is_closed_without_a_question(search_tab: SearchTab) -> None:
    search_tab.click("newSearchButton")
    press(search_tab.see_dialog("searchDialog"), Qt.Key.Key_Escape)
    search_tab.wait(lambda: search_tab.panel.findChild(QDialog, "searchDialog") is None)


def test_a_definition_is_saved_as_a_space_file(
    search_tab: SearchTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    will_choose(monkeypatch, tmp_path / "mine")
    search_tab.click("newSearchButton")
    search_tab.see_dialog("searchDialog")
    search_tab.click("saveSearchButton")
    search_tab.wait((tmp_path / "mine.toml").is_file)
    space = read_space(tmp_path / "mine.toml")
    assert space.base.hidden_layers == (8,)
    assert list(space.dimensions) == ["learning_rate"]
    search_tab.open(tmp_path / "mine.toml")
    assert "Learning rate η from" in search_tab.text("searchDescription")


def test_a_search_like_another_one_is_defined(search_tab: SearchTab, tmp_path: Path) -> None:
    search_tab.open(write_space(tmp_path))
    search_tab.click("editSearchButton")
    search_tab.see_dialog("searchDialog")
    assert search_tab.find(QLineEdit, "batch_sizeValues").text() == "8; 16"
    assert search_tab.find(QLineEdit, "learning_rateFrom").text() == "0.0001"
    assert search_tab.find(QComboBox, "learning_rateScale").currentText() == "logarithmic"
    assert search_tab.find(QComboBox, "searchSampler").currentData() == "random"
    assert search_tab.find(QSpinBox, "searchTotal").value() == 5
    assert search_tab.find(QSpinBox, "search_training_images").value() == 200


@_opens_a_list
def test_suggested_ranges_follow_the_settings_to_start_from(search_tab: SearchTab) -> None:
    search_tab.click("newSearchButton")
    search_tab.see_dialog("searchDialog")
    base = search_tab.find(QComboBox, "searchBase")
    texts = []
    for title in ("Fast", "Small"):
        base.setCurrentIndex(base.findText(title, Qt.MatchFlag.MatchContains))
        texts.append(float(search_tab.find(QLineEdit, "learning_rateFrom").text()))
    assert texts == [0.1, 1e-5]
    search_tab.enter("learning_rateFrom", "0.0002")
    base.setCurrentIndex(base.findText("Fast", Qt.MatchFlag.MatchContains))
    assert search_tab.find(QLineEdit, "learning_rateFrom").text() == "0.0002"
