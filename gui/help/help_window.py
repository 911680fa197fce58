"""The window with the guide and the glossary."""

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QSplitter, QToolButton, QWidget

from gui.common.desktop import open_link
from gui.common.error_reporter import ErrorReporter
from gui.common.focus_frame import show_focus
from gui.common.search_field import SearchField
from gui.common.widgets import container, hbox, named, new_action, vbox
from gui.help.help_browser import HelpBrowser
from gui.help.help_pages import GUIDE, TITLES, Section, find_section, search

_SECTION = Qt.ItemDataRole.UserRole
_INDENT = "    "


class HelpWindow(QDialog):
    """Shows the contents on the left, which a search narrows, and a page on the right."""

    def __init__(self, parent: QWidget, errors: ErrorReporter) -> None:
        super().__init__(parent)
        self.setObjectName("helpWindow")
        self.setWindowTitle("Inkling help")
        self._errors = errors
        self._search = named(SearchField("Search the help"), "helpSearch")
        self._contents = named(QListWidget(), "helpContents")
        self._page = HelpBrowser(errors)
        self._back = new_action(self, "Back", QKeySequence.StandardKey.Back, self._page.go_back)
        self._forward = new_action(
            self, "Forward", QKeySequence.StandardKey.Forward, self._page.go_forward
        )
        self._lay_out()
        self._fill()
        self._search.textChanged.connect(self._fill)
        self._search.returnPressed.connect(self._open_next)
        self._contents.currentItemChanged.connect(self._open_item)
        self._contents.itemActivated.connect(self._open_item)
        self._page.moved.connect(self._show_moved)
        self._page.link_opened.connect(self._open_link)

    def open_address(self, address: str = GUIDE) -> None:
        """Show a section, given by its link, and bring the window to the front."""
        self._search.clear()
        section = find_section(address) or find_section(GUIDE)
        if section is not None:
            self._page.open_section(section)
        self.show()
        self.activateWindow()

    def _lay_out(self) -> None:
        self._search.setAccessibleName("Search the help")
        self._search.setToolTip("Show only sections with all these words. Enter: the next one.")
        self._contents.setAccessibleName("Contents of the help")
        self._contents.setToolTip("The sections of the guide and the terms of the glossary.")
        show_focus(self._contents)
        show_focus(self._page)
        self._page.setToolTip("Links open with a click, or with Tab and Enter.")
        buttons = hbox(
            _button("helpBackButton", self._back, "Go back to the section before"),
            _button("helpForwardButton", self._forward, "Go forward again"),
            None,
            spacing=4,
        )
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.addWidget(container(vbox(self._search, (self._contents, 1), spacing=8)))
        parts.addWidget(container(vbox(buttons, (self._page, 1), spacing=8)))
        parts.setStretchFactor(1, 1)
        parts.setSizes([260, 620])
        self._contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(vbox(parts, margins=(8, 8, 8, 8)))
        self.resize(900, 600)

    @Slot()
    def _fill(self) -> None:
        """List the sections that contain the words of the search."""
        found = search(self._search.text())
        self._contents.blockSignals(True)
        self._contents.clear()
        for section in found.sections:
            indent = "" if found.patterns else _INDENT * (section.level - 1)
            item = QListWidgetItem(indent + section.title, self._contents)
            item.setData(_SECTION, section)
            if found.patterns:
                item.setToolTip(TITLES[section.page])
        if not found.sections:
            nothing = QListWidgetItem("Nothing contains all of this.", self._contents)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
        self._contents.blockSignals(False)
        self._page.mark(found)

    @Slot()
    def _open_next(self) -> None:
        """Show the first section that was found, or the one after the current one."""
        count = self._contents.count()
        if count:
            self._contents.setCurrentRow((self._contents.currentRow() + 1) % count)

    @Slot(QListWidgetItem)
    def _open_item(self, item: QListWidgetItem | None) -> None:
        section = item.data(_SECTION) if item is not None else None
        if isinstance(section, Section):
            self._page.open_section(section)

    @Slot(object)
    def _show_moved(self, section: Section) -> None:
        """Follow the page in the contents."""
        self._back.setEnabled(self._page.can_go_back)
        self._forward.setEnabled(self._page.can_go_forward)
        for row in range(self._contents.count()):
            if self._contents.item(row).data(_SECTION) == section:
                self._contents.setCurrentRow(row)
                break

    @Slot(QUrl)
    def _open_link(self, url: QUrl) -> None:
        open_link(url, self._errors)


def _button(name: str, action: QAction, tip: str) -> QToolButton:
    button = named(QToolButton(), name)
    button.setDefaultAction(action)
    action.setEnabled(False)
    action.setToolTip(f"{tip} ({action.shortcut().toString()})")
    return button
