"""The dialog “About Inkling”: what it is, its license, and facts for a report of a bug."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from gui.common.dialogs import close_row, fit_to_text
from gui.common.focus_frame import show_focus
from gui.common.widgets import named, vbox
from gui.help.system_facts import as_text, system_facts

_TEXT = (
    "<h3>Inkling {version}</h3><p>A laboratory in which you train a neural network, written from "
    "scratch in NumPy, to recognize handwritten digits.</p><p>MIT license. The MNIST images are "
    "by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, CC BY-SA 3.0.</p>"
)


class AboutDialog(QDialog):
    """Shows version, license and system; a button copies the facts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("aboutBox")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About Inkling")
        facts = system_facts(parent)
        version = facts["Inkling"] if facts["Inkling"][:1].isdigit() else ""
        self._text = named(QLabel(_TEXT.format(version=version), wordWrap=True), "aboutText")
        self._facts = named(QPlainTextEdit(as_text(facts), readOnly=True), "systemFacts")
        self._facts.setAccessibleName("Versions and system")
        self._facts.setToolTip("Please add these lines to a report of a bug.")
        self._facts.setTabChangesFocus(True)
        self._facts.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._facts.setMinimumHeight((len(facts) + 2) * self.fontMetrics().lineSpacing())
        self._copy = named(QPushButton("Copy"), "copyFactsButton")
        self._copy.setToolTip("Copy versions and system, for a report of a bug.")
        self._copy.clicked.connect(self._copy_facts)
        show_focus(self._facts)
        buttons = close_row(self, self._copy)
        title = QLabel("Versions and system")
        parts = (self._text, title, (self._facts, 1), buttons)
        self.setLayout(vbox(*parts, spacing=8, margins=(16, 8, 16, 16)))
        fit_to_text(self, 520)
        buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()

    @Slot()
    def _copy_facts(self) -> None:
        QGuiApplication.clipboard().setText(self._facts.toPlainText())
        self._copy.setText("Copied")
