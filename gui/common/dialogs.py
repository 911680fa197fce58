"""What all dialogs of the program have in common: what Enter does, and what Escape asks."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QMessageBox,
    QPushButton,
    QTextEdit,
    QWidget,
)

from gui.common.focus_frame import show_focus
from gui.common.widgets import make_primary, named

_FRAME = 8
"""Pixels at its right and lower edges that the frame of a window may have."""


class FormDialog(QDialog):
    """A dialog with fields, beside the window, which does not wait for it.

    Enter does what the dialog is for. Escape, Cancel and the close button ask first if something
    that was typed would be lost.
    """

    def __init__(self, parent: QWidget, name: str, title: str, *, width: int = 0) -> None:
        super().__init__(parent)
        self._width = width
        """The least width in pixels, in which the dialog is as high as it needs; 0 for others."""
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._do: QPushButton | None = None
        # F1 works here too, even if the dialog blocks the window.
        everywhere = Qt.ShortcutContext.ApplicationShortcut
        actions = parent.window().actions()
        self.addActions([each for each in actions if each.shortcutContext() is everywhere])

    def showEvent(self, event: QShowEvent) -> None:
        """Let Enter press the button of the dialog, and give its texts the height they need.

        A button that is made the default one before it has a dialog would not be its only one.
        """
        if self._do is not None:
            self._do.setDefault(True)
        if self._width:
            fit_to_text(self, self._width)
        super().showEvent(event)

    @property
    def unsaved(self) -> str:
        """What would be lost now, as the object of a sentence; empty if nothing would be."""
        return ""

    def reject(self) -> None:
        """Close the dialog, if the user agrees to lose what was typed."""
        if not self.unsaved:
            self.discard()
            return
        ask_question(
            self,
            "discardQuestion",
            f"Discard {self.unsaved}?",
            yes="Discard",
            no="Keep editing",
            do=self.discard,
            enter_declines=True,
        )

    @Slot()
    def discard(self) -> None:
        """Close the dialog, whatever has been typed."""
        super().reject()

    def button_row(self, do: QPushButton, *others: QPushButton) -> QDialogButtonBox:
        """Return the row with the button that Enter presses, others, and Cancel."""
        buttons = QDialogButtonBox()
        buttons.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole)
        for other in others:
            buttons.addButton(other, QDialogButtonBox.ButtonRole.ActionRole)
        cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        for button in (*others, cancel):
            button.setAutoDefault(False)
        self._do = do
        remove_icons(buttons)
        make_primary(do)
        buttons.rejected.connect(self.reject)
        return buttons


def close_row(dialog: QDialog, *others: QPushButton) -> QDialogButtonBox:
    """Return the row of a dialog that is only looked at, with Close, which Enter presses."""
    buttons = QDialogButtonBox()
    for other in others:
        buttons.addButton(other, QDialogButtonBox.ButtonRole.ActionRole)
        other.setAutoDefault(False)
    close = buttons.addButton(QDialogButtonBox.StandardButton.Close)
    close.setDefault(True)
    show_focus(close)  # as the default button it looks the same with and without the focus
    buttons.rejected.connect(dialog.reject)
    remove_icons(buttons)
    return buttons


def fit_to_text(dialog: QDialog, width: int) -> None:
    """Give a dialog at least a width, in pixels, and the height that its texts need there.

    Qt would give it at most two thirds of the screen, and does not count the lines of a text.
    """
    layout = dialog.layout()
    assert layout is not None
    width = max(width, layout.totalMinimumSize().width())
    dialog.setMinimumWidth(width)
    dialog.resize(width, layout.totalHeightForWidth(width))


def place_below(widget: QWidget, size: QSize) -> QPoint:
    """Return the corner, on the screen, of something that opens below a widget.

    It stays in the window of the widget where there is room, and always on the screen.
    """
    window, screen = widget.window().geometry(), widget.screen().availableGeometry()
    place = QRect(widget.mapToGlobal(QPoint(0, widget.height())), size)
    for area in (window, screen):
        place.moveRight(min(place.right(), area.right() - _FRAME))
        place.moveBottom(min(place.bottom(), area.bottom() - _FRAME))
    place.moveLeft(max(place.left(), screen.left()))
    place.moveTop(max(place.top(), screen.top()))
    return place.topLeft()


def finish_message_box(box: QMessageBox) -> None:
    """Let a message box that is open have no icons, and let the keyboard reach its details."""
    remove_icons(box)
    details = box.findChild(QTextEdit)
    if details is not None and not details.accessibleName():
        details.setAccessibleName("Details")
        details.setToolTip("The cause, for a report of a bug.")
        details.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        details.setTabChangesFocus(True)
        show_focus(details)


def remove_icons(dialog: QWidget) -> None:
    """Remove the icons of standard buttons, such as the red cross that some desktops put on Cancel.

    A file dialog has its buttons from the beginning, an input dialog only when it is open.
    """
    for button in dialog.findChildren(QPushButton):
        button.setIcon(QIcon())


def ask_question(
    parent: QWidget,
    name: str,
    text: str,
    more: str = "",
    details: str = "",
    *,
    yes: str,
    do: Callable[[], object],
    no: str = "Cancel",
    enter_declines: bool = False,
) -> QMessageBox:
    """Ask a question that blocks only its parent; call the slot `do` if the answer is yes.

    Enter agrees and Escape declines. With `enter_declines`, which is for whatever destroys
    something that cannot be brought back, Enter declines, too.
    """
    question = named(QMessageBox(parent), name)
    question.setIcon(QMessageBox.Icon.Question)
    question.setWindowTitle("Inkling")
    question.setTextFormat(Qt.TextFormat.PlainText)  # it may contain the name of a file
    question.setText(text)
    question.setInformativeText(more)
    question.setDetailedText(details)
    agree = question.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    decline = question.addButton(no, QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(decline if enter_declines else agree)
    question.setEscapeButton(decline)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    agree.clicked.connect(do)
    question.open()
    finish_message_box(question)
    return question
