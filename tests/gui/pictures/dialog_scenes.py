"""Every dialog, message box and menu, each with the way that a person takes to it."""

import json

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from core.foundation.errors import InklingError
from core.training.events import EpochEnd
from gui.common.error_reporter import show_error

from ..person import drop_on_pad
from ..run_library_fixture import Visitor
from .stage import SEVEN, Scene, Stage, go_back, names


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


def mistakes_in_a_search(stage: Stage) -> QWidget:
    stage.tab("centre", "searchPanel")
    stage.person.click("suggestion3")
    stage.person.enter("learning_rateFrom", "5")
    return stage.dialog("searchDialog")


def the_report_dialog(stage: Stage) -> QWidget:
    visitor = Visitor(stage.person)
    stage.library.add("a run")
    visitor.open(rows=1)
    visitor.select("a run")
    stage.person.choose_action("Report…")
    return stage.dialog("reportDialog")


def the_film_dialog(stage: Stage) -> QWidget:
    go_back(stage)
    return stage.after("Film…", "filmDialog")


def the_question_about_a_branch(stage: Stage) -> QWidget:
    go_back(stage)
    stage.person.enter("learning_rate", "0.01")
    stage.person.enter("hidden_layers", "30")
    return stage.after("Branch from here…", "branchQuestion")


def the_budget_of_weights(stage: Stage) -> QWidget:
    return stage.after("Disk space for past moments…", "weightsBudgetDialog")


def two_digits_in_time(stage: Stage) -> QWidget:
    go_back(stage)
    window = stage.after("Two digits in time…", "digitPairWindow")
    stage.person.wait(lambda: "It has told" in stage.person.text("digitPairAnswer"))
    stage.person.wait_for_threads()
    return window


def menu_of_past_moments(stage: Stage) -> QWidget:
    go_back(stage)
    menu = stage.person.window.moments.bar.menu
    menu.popup(stage.person.window.mapToGlobal(stage.person.window.rect().center()))
    return menu


def the_about_box(stage: Stage) -> QWidget:
    return stage.after("About Inkling", "aboutBox")


def the_guide(stage: Stage) -> QWidget:
    return stage.after("Guide", "helpWindow")


def the_glossary(stage: Stage) -> QWidget:
    return stage.after("Glossary", "helpWindow")


def the_shortcuts(stage: Stage) -> QWidget:
    return stage.after("Keyboard shortcuts", "shortcutsWindow")


def a_search_to_define(stage: Stage) -> QWidget:
    stage.tab("centre", "searchPanel")
    stage.person.click("suggestion1")
    return stage.dialog("searchDialog")


def a_learning_rate_to_find(stage: Stage) -> QWidget:
    stage.person.choose_action("Find learning rate…")
    stage.person.wait_for_threads()
    return stage.dialog("rateRangeDialog")


def several_seeds(stage: Stage) -> QWidget:
    stage.library.add("a run")
    visitor = Visitor(stage.person)
    visitor.open(rows=1)
    visitor.select("a run")
    return stage.after("Repeat with seeds…", "repeatDialog")


def an_error(stage: Stage) -> QWidget:
    stage.expect_log("is not a model")
    error = InklingError("The file “a.safetensors” is not a model.", details="A long cause.\n" * 9)
    return show_error(stage.person.window, error)


def the_question_at_closing(stage: Stage) -> QWidget:
    stage.person.begin()
    stage.person.wait_for_events(EpochEnd)
    stage.person.window.close()
    return stage.dialog("closeQuestion")


def the_details_of_an_error(stage: Stage) -> QWidget:
    box = an_error(stage)
    _button(box, "Show Details...").click()
    return box


def _button(box: QWidget, text: str) -> QPushButton:
    return next(each for each in box.findChildren(QPushButton) if each.text() == text)


def the_drawing_chooser(stage: Stage) -> QWidget:
    path = stage.library.root.parent / "many.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{json.dumps({'strokes': [SEVEN], 'label': 7})}\n" * 30)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drop_on_pad(stage.person, mime)
    return stage.dialog("drawingChooser")


def the_number_of_a_test_image(stage: Stage) -> QWidget:
    stage.person.train()
    return stage.after("Test image by number…", "testImageQuestion")


def the_large_matrix(stage: Stage) -> QWidget:
    stage.person.train()
    return stage.after("Show the confusion matrix large", "matrixWindow")


def _menu(title: str) -> Scene:
    def show(stage: Stage) -> QWidget:
        bar = stage.person.window.menuBar()
        action = next(each for each in bar.actions() if each.text().replace("&", "") == title)
        menu = action.menu()
        assert isinstance(menu, QMenu)
        menu.popup(bar.mapToGlobal(bar.actionGeometry(action).bottomLeft()))
        return menu

    return show


_MENUS = ("File", "Edit", "Run", "View", "Help")
DIALOGS: dict[str, Scene] = {f"menu-{title.lower()}": _menu(title) for title in _MENUS} | names(
    the_preset_dialog, about_a_preset, the_finder_of_settings, mistakes_in_a_search,
    the_report_dialog, the_about_box, the_guide, the_glossary, the_shortcuts, a_search_to_define,
    several_seeds, an_error, the_question_at_closing, the_details_of_an_error, the_drawing_chooser,
    the_number_of_a_test_image,
    the_large_matrix, a_learning_rate_to_find, the_film_dialog, the_question_about_a_branch,
    the_budget_of_weights, menu_of_past_moments, two_digits_in_time,
)  # fmt: skip
