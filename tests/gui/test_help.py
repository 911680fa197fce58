"""The Help menu: guide, glossary, shortcuts, explanations, and About."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QEvent, Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QDesktopServices,
    QGuiApplication,
    QImage,
    QKeySequence,
    QTextDocument,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTableWidget,
    QTabWidget,
    QWidget,
)

from core.foundation.errors import DataError
from core.hyperparameters.schema import FIELDS
from gui.common import keys
from gui.common.error_reporter import show_error
from gui.explanations.why_view import question
from gui.help.context_help import explain
from gui.help.help_browser import HelpBrowser
from gui.help.help_pages import (
    GLOSSARY,
    TITLES,
    find_section,
    find_term,
    folder,
    page_text,
    sections,
    slug,
)

from .person import Person

IMAGE = QTextDocument.ResourceType.ImageResource.value
NATIVE = QKeySequence.SequenceFormat.NativeText
LINK = re.compile(r"\]\(([^)]+)\)")


def test_all_links_of_the_help_lead_somewhere() -> None:
    for page in TITLES:
        for section in sections(page):
            for link in LINK.findall(section.text):
                address = f"{page}{link}" if link.startswith("#") else link
                if address.startswith("images/"):
                    assert (folder() / address).is_file()
                else:
                    assert find_section(address) is not None, f"{section.address}: {link}"


def test_the_terms_of_the_glossary_are_in_alphabetical_order_and_short() -> None:
    terms = sections(GLOSSARY)[1:]
    assert [each.title for each in terms] == sorted((t.title for t in terms), key=str.lower)
    assert len({slug(each.title) for each in terms}) == len(terms)
    for each in terms:
        assert 0 < len(each.plain_text) < 330, each.title


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("learning_rate", "Learning rate"),
        ("batch_size", "Mini-batch (batch size)"),
        ("epochs", "Epoch"),
        ("clip_norm", "Gradient clipping"),
        ("l2", "Weight decay (L2)"),
        ("dropout", "Dropout"),
        ("ema", "Weight averaging (EMA)"),
        ("seed", "Seed"),
    ],
)
def test_a_field_of_the_form_has_its_term(name: str, term: str) -> None:
    found = find_term(FIELDS[name].label)
    assert found is not None
    assert found.title == term


@pytest.mark.parametrize(
    "word",
    # On axes and in legends, tables and tooltips.
    [
        *("nats", "quadratic loss", "log odds", "logit", "log scale", "outliers", "smoothing"),
        *("standard deviation", "confidence interval", "calibration", "confidence", "temperature"),
        *("validation", "accuracy", "epoch", "mini-batch", "importance", "sigmoid", "softmax"),
        *("median", "pruning", "trial", "not sure", "saliency", "patience"),
    ],
)
def test_a_word_of_the_plots_and_results_is_explained(word: str) -> None:
    assert any(section.contains([word]) for section in sections(GLOSSARY)[1:])


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("Probabilities", "Probabilities"),
        ("Confusion matrix", "Confusion matrix"),
        ("Loss against epoch", "Loss"),
        ("Accuracy against images", "Accuracy"),
        ("Parallel coordinates of the trials", "Parallel coordinates"),
        ("Show outliers", "Outliers"),
        ("Log-scale loss", "Log scale"),
    ],
)
def test_a_plot_and_its_controls_have_their_term(name: str, term: str) -> None:
    found = find_term(name)
    assert found is not None
    assert found.title == term


def test_a_button_has_no_term_by_chance() -> None:
    assert find_term("Clear") is None


def help_window(person: Person) -> QDialog:
    return person.find(QDialog, "helpWindow")


def shown_heading(person: Person) -> str:
    return person.find(HelpBrowser, "helpPage").textCursor().block().text()


def test_the_guide_opens_and_links_lead_to_the_glossary_and_back(person: Person) -> None:
    person.choose_action("Guide")
    page = person.find(HelpBrowser, "helpPage")
    assert "laboratory" in page.toPlainText()
    page.anchorClicked.emit(QUrl("glossary.md#learning-rate"))
    assert shown_heading(person) == "Learning rate"
    page.anchorClicked.emit(QUrl("#gradient"))
    assert shown_heading(person) == "Gradient"
    person.click("helpBackButton")
    assert shown_heading(person) == "Learning rate"
    person.click("helpBackButton")
    assert shown_heading(person) == "Guide"
    assert not person.enabled("helpBackButton")
    person.click("helpForwardButton")
    assert shown_heading(person) == "Learning rate"


def test_a_search_lists_and_shows_the_sections_with_the_words(person: Person) -> None:
    person.choose_action("Guide")
    search, contents = (
        person.find(QLineEdit, "helpSearch"),
        person.find(QListWidget, "helpContents"),
    )
    every = contents.count()
    QTest.keyClicks(search, "momentum ball")
    assert [contents.item(n).text() for n in range(contents.count())] == ["Momentum"]
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert shown_heading(person) == "Momentum"
    assert person.find(HelpBrowser, "helpPage").extraSelections()
    QTest.keyClicks(search, " xyzzy")
    assert contents.item(0).text() == "Nothing contains all of this."
    search.clear()
    assert contents.count() == every
    QTest.keyClick(help_window(person), Qt.Key.Key_Escape)
    assert not help_window(person).isVisible()


def test_only_what_a_search_has_found_is_marked(person: Person) -> None:
    """Not the “not” of “another”, nor one in a section that is not listed."""
    person.choose_action("Guide")
    search, page = person.find(QLineEdit, "helpSearch"), person.find(HelpBrowser, "helpPage")
    contents = person.find(QListWidget, "helpContents")
    QTest.keyClicks(search, "not sure")
    listed = {contents.item(n).text() for n in range(contents.count())}
    selections = page.extraSelections()  # it owns the cursors
    marks = [each.cursor for each in selections]
    assert {cursor.selectedText().lower() for cursor in marks} == {"not", "sure"}
    for cursor in marks:
        block, place = cursor.block(), cursor.selectionStart() - cursor.block().position()
        assert not block.text()[:place][-1:].isalnum()
        while not block.blockFormat().headingLevel():
            block = block.previous()
        assert block.text() in listed


def test_a_search_finds_a_part_of_a_word_if_no_word_begins_with_it(person: Person) -> None:
    person.choose_action("Glossary")
    search, page = person.find(QLineEdit, "helpSearch"), person.find(HelpBrowser, "helpPage")
    QTest.keyClicks(search, "verfittin")
    assert person.find(QListWidget, "helpContents").count()
    assert page.extraSelections()
    assert {mark.cursor.selectedText() for mark in page.extraSelections()} == {"verfittin"}


def test_the_help_follows_the_colors_at_its_place(person: Person) -> None:
    person.choose_action("Glossary")
    page = person.find(HelpBrowser, "helpPage")
    page.anchorClicked.emit(QUrl("glossary.md#seed"))
    place = page.verticalScrollBar().value()
    assert place
    person.choose_action("Dark")
    QApplication.processEvents()
    assert page.verticalScrollBar().value() == place
    assert page.palette().base().color().lightness() < 128
    person.choose_action("Light")


def test_the_guide_shows_pictures_in_the_colors_of_the_window(person: Person) -> None:
    pictures = re.findall(r"!\[[^\]]+\]\((.+?)\)", page_text("guide.md"))
    assert len(pictures) >= 2
    sizes = [path.stat().st_size for path in (folder() / "images").iterdir()]
    assert sum(sizes) < 400_000  # of a wheel of many megabytes
    person.choose_action("Guide")
    page = person.find(HelpBrowser, "helpPage")
    for scheme, is_dark in (("Dark", True), ("Light", False)):
        person.choose_action(scheme)
        QApplication.processEvents()
        for name in pictures:
            image = page.document().resource(IMAGE, QUrl(name))
            image = image if isinstance(image, QImage) else page.loadResource(IMAGE, QUrl(name))
            picture = QImage.fromData(image) if isinstance(image, QByteArray) else QImage(image)
            assert not picture.isNull()
            assert (picture.pixelColor(0, 0).lightness() < 128) == is_dark, name
            assert picture.width() <= page.viewport().width()


def test_a_link_to_the_web_that_cannot_be_opened_is_told(
    person: Person, monkeypatch: pytest.MonkeyPatch, expect_log: object
) -> None:
    assert callable(expect_log)
    expect_log("No browser could be opened")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    person.choose_action("Guide")
    person.find(HelpBrowser, "helpPage").anchorClicked.emit(QUrl("https://example.org"))
    (box,) = person.dialogs("errorDialog")
    assert "https://example.org" in box.text()


def rows_of(table: QTableWidget) -> list[list[str]]:
    rows = (row for row in range(table.rowCount()) if not table.isRowHidden(row))
    return [[table.item(row, column).text() for column in range(3)] for row in rows]


def test_the_shortcuts_are_those_of_the_actions_and_widgets(person: Person) -> None:
    person.choose_action("Keyboard shortcuts")
    table = person.find(QTableWidget, "shortcutsTable")
    rows = rows_of(table)
    assert ["F5", "Start", "Run menu"] in rows
    assert ["0 … 9", "Label the drawing on the pad as that digit", "Window"] in rows
    for each in keys.ALL:
        assert [each.text, each.does, each.place] in rows
    assert ["0 … 9", "Change the label of the selected digits", "My digits"] in rows
    assert not any("Return" in row[0] for row in rows)
    assert ["F3", "Show or hide the settings", "View menu"] in rows
    assert ["Ctrl+Backspace", "Clear the pad", "Edit menu"] in rows
    assert ["F6", "Pause, or continue", "Run menu"] in rows
    person.action("Start").setShortcut("Ctrl+Alt+S")
    person.choose_action("Keyboard shortcuts")
    assert ["Ctrl+Alt+S", "Start", "Run menu"] in rows_of(table)


def test_an_action_is_listed_with_the_one_shortcut_that_its_menu_shows(person: Person) -> None:
    person.action("Undo").setShortcuts([QKeySequence("Ctrl+Z"), QKeySequence("F14")])
    person.choose_action("Keyboard shortcuts")
    rows = rows_of(person.find(QTableWidget, "shortcutsTable"))
    listed = {row[1]: row[0] for row in rows if row[2].endswith(" menu")}
    menus = person.window.menuBar().findChildren(QMenu)
    actions = [each for menu in menus for each in menu.actions() if not each.shortcut().isEmpty()]
    for action in actions:
        text = action.whatsThis() or action.text().replace("&", "").removesuffix("…")
        if text in listed:
            assert listed[text] == action.shortcut().toString(NATIVE)
    assert listed["Undo"] == "Ctrl+Z"
    assert "," not in listed["Redo"]


def test_the_shortcuts_can_be_searched(person: Person) -> None:
    person.choose_action("Keyboard shortcuts")
    search = person.find(QLineEdit, "shortcutsSearch")
    QTest.keyClicks(search, "pad clear")
    rows = rows_of(person.find(QTableWidget, "shortcutsTable"))
    assert rows
    assert all("clear" in row[1].lower() for row in rows)
    QTest.keyClicks(search, " xyzzy")
    assert rows_of(person.find(QTableWidget, "shortcutsTable")) == []


def test_no_shortcut_has_two_meanings(person: Person) -> None:
    person.choose_action("Keyboard shortcuts")
    rows = rows_of(person.find(QTableWidget, "shortcutsTable"))
    used = [
        key
        for row in rows
        if row[2] not in {k.place for k in keys.ALL}
        for key in row[0].split(", ")
    ]
    assert len(used) == len(set(used))


def explanation(person: Person) -> QLabel:
    return person.find(QLabel, "explanationText")


def test_f1_explains_the_field_with_the_focus(person: Person) -> None:
    person.line("learning_rate").setFocus()
    person.press(Qt.Key.Key_F1)
    text = explanation(person).text()
    assert "Learning rate" in text
    assert "Size of a step along the gradient" in text
    person.click("explanationMore")
    assert shown_heading(person) == "Learning rate"


def test_escape_closes_the_explanation(person: Person) -> None:
    person.find(QWidget, "startButton").setFocus()
    person.press(Qt.Key.Key_F1)
    popup = person.find(QWidget, "explanation")
    assert "Train a new network" in explanation(person).text()
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert person.window.findChildren(QWidget, "explanation") == []


def test_f1_explains_a_field_of_a_dialog(person: Person) -> None:
    person.choose_action("Save as preset…")
    dialog = person.find(QDialog, "presetDialog")
    person.wait(dialog.isActiveWindow)
    QTest.keyClick(person.line("presetTitle"), Qt.Key.Key_F1)
    assert "The name in the list of presets" in explanation(person).text()
    person.find(QWidget, "explanation").close()
    dialog.close()


def test_the_window_closes_while_an_explanation_is_open(person: Person) -> None:
    person.line("learning_rate").setFocus()
    person.press(Qt.Key.Key_F1)
    assert explanation(person).isVisible()
    assert person.window.close()


def test_f1_without_a_focus_opens_the_guide(person: Person) -> None:
    focused = person.window.focusWidget()
    if focused is not None:
        focused.clearFocus()
    person.choose_action("Explain this control")
    assert help_window(person).isVisible()


def test_each_field_of_the_form_is_explained(person: Person) -> None:
    for name in FIELDS:
        assert FIELDS[name].help[:20] in explain(person.find(QWidget, name))[0].replace(
            "&#x27;", "'"
        )


def test_about_names_versions_and_copies_them(person: Person) -> None:
    person.choose_action("About Inkling")
    box = person.find(QDialog, "aboutBox")
    assert "Yann LeCun" in person.text("aboutText")
    facts = person.find(QPlainTextEdit, "systemFacts").toPlainText()
    for name in ("Inkling", "Python", "NumPy", "BLAS", "Qt", "PySide6", "System", "Screen", "Data"):
        assert re.search(rf"^{name}: \S", facts, re.MULTILINE), name
    person.click("copyFactsButton")
    assert QGuiApplication.clipboard().text() == facts
    QTest.keyClick(box, Qt.Key.Key_Return)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert person.window.findChildren(QDialog, "aboutBox") == []


def test_the_window_opens_without_the_help() -> None:
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from gui.app import create_main_window\n"
        "application = QApplication([])\n"
        "window = create_main_window()\n"
        "print(sorted(n for n in sys.modules if n.startswith('gui.help.')), flush=True)\n"
        "import os; os._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "['gui.help.help_menu']\n"


def test_the_pages_are_installed_with_the_program() -> None:
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    assert '"resources"' in project
    assert folder().parent.name == "resources"


def test_a_dialog_closes_while_its_button_is_explained(person: Person) -> None:
    person.choose_action("Save as preset…")
    dialog = person.find(QDialog, "presetDialog")
    person.wait(dialog.isActiveWindow)
    button = person.find(QWidget, "savePresetButton")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_F1)
    assert "Save the preset" in explanation(person).text()


_LIVE = {
    "learning rate": {"learning_rate"},
    "momentum": {"momentum"},
    "penalties": {"weight_decay", "l1", "l2", "max_norm"},
    "dropout": {"dropout", "dropout_input"},
    "mini-batch": {"batch_size"},
    "epochs": {"epochs"},
    "gradient clipping": {"clip_norm"},
    "patience": {"patience"},
    "speed": {"speed"},
}


@pytest.mark.parametrize("page", ["guide", "README"])
def test_the_guide_names_all_that_can_be_changed_during_training(page: str) -> None:
    augmentation = {name for name, field in FIELDS.items() if field.group == "Augmentation"}
    named: dict[str, set[str]] = {**_LIVE, "distortions": augmentation}
    live = {name for name, field in FIELDS.items() if field.live}
    assert live == set().union(*named.values()) & live
    assert all(names & live for names in named.values())
    text = page_text("guide.md") if page == "guide" else Path("README.md").read_text("utf-8")
    (sentence,) = re.findall(r"[Ll]earning rate,[^.;:]*\bspeed\b", text)
    for word in named:
        assert word in sentence.lower()


def labels_of(window: QWidget) -> set[str]:
    """All that can be read on the controls of a window, without the marks of menus and keys."""
    texts = [each.text() for each in window.findChildren(QAction)]
    texts += [each.text() for each in window.findChildren(QAbstractButton)]
    texts += [each.text() for each in window.findChildren(QLabel)]
    for tabs in window.findChildren(QTabBar):
        texts += [tabs.tabText(number) for number in range(tabs.count())]
    for box in window.findChildren(QComboBox):
        texts += [box.itemText(number) for number in range(box.count())]
    texts += [menu.title() for menu in window.findChildren(QMenu)]
    return {text.replace("&", "").removesuffix("…").removesuffix("...") for text in texts}


@pytest.mark.parametrize("page", TITLES)
def test_every_control_that_the_help_names_is_called_so_in_the_window(
    person: Person, expect_log: Callable[[str], None], page: str
) -> None:
    expect_log("An error")
    for _ in range(2):  # a page that is made when it is first shown may have tabs, too
        for tabs in person.window.findChildren(QTabWidget):
            for number in range(tabs.count()):
                tabs.setCurrentIndex(number)
                person.wait_for_threads()
    show_error(person.window, DataError("An error.", "Its cause."))
    person.choose_action("About Inkling")
    known = {question(3), *labels_of(person.window)}
    places = {"F1", "Left:", "Middle:", "Right:", "Top:", "Bottom:", "temperature", "patience"}
    marked = re.findall(r"(?<!\*)\*{1,2}([^*\n]+)\*{1,2}(?!\*)", page_text(page))
    named = {text.removesuffix("…") for text in marked} - places
    assert sorted(named - known) == []
