"""The buttons of dialogs have texts and no icons, also on desktops that give them icons."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.foundation.errors import InklingError
from gui.common.dialogs import FormDialog
from gui.common.error_reporter import show_error
from gui.common.file_dialogs import ask_to_open
from gui.common.widgets import vbox


@pytest.fixture(autouse=True)
def desktop_with_icons(qapp: QApplication) -> Iterator[None]:
    """What a desktop says to the style, by the only way to say it here."""
    qapp.setStyleSheet("QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 1; }")
    yield
    qapp.setStyleSheet("")


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def assert_no_icons(parent: QWidget) -> None:
    """Of the dialogs that are open, which are closed then."""
    (dialog,) = parent.findChildren(QDialog)
    buttons = [each for each in dialog.findChildren(QPushButton) if each.isVisible()]
    assert buttons
    assert all(button.icon().isNull() for button in buttons)
    dialog.close()


def test_here_standard_buttons_have_icons() -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert not box.buttons()[0].icon().isNull()


def test_a_file_dialog_has_no_icons_on_its_buttons(parent: QWidget) -> None:
    ask_to_open(parent, "dialog", "Open", ["All (*)"], lambda _path: None)
    assert_no_icons(parent)


def test_a_dialog_with_fields_has_no_icons_on_its_buttons(parent: QWidget) -> None:
    dialog = FormDialog(parent, "dialog", "Fields")
    dialog.setLayout(vbox(dialog.button_row(QPushButton("Go"))))
    dialog.show()
    assert_no_icons(parent)


def test_the_box_of_an_error_has_no_icons_on_its_buttons(
    parent: QWidget, expect_log: Callable[[str], None]
) -> None:
    expect_log("a mistake")
    show_error(parent, InklingError("a mistake"))
    assert_no_icons(parent)
