"""Shows a page of the help, follows its links, and marks the words that were searched for."""

import re

from PySide6.QtCore import QEvent, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QPalette, QTextBlock, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from gui.common.error_reporter import ErrorReporter
from gui.help.help_pages import Found, Section, find_section, folder, page_text, slug

_MOST_MARKS = 500
_DARK = 128
"""Below this lightness, from 0 to 255, the paper is dark."""


class HelpBrowser(QTextBrowser):
    """Shows sections by their address, with a history to go back and forward in."""

    moved = Signal(object)
    """Emitted with the Section that is shown now."""
    link_opened = Signal(QUrl)
    """Emitted with the address of a page of the web."""

    def __init__(self, errors: ErrorReporter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpPage")
        self.setAccessibleName("Page of the help")
        self.setOpenLinks(False)
        self.setSearchPaths([str(folder())])
        self.document().setDocumentMargin(16)
        self._errors = errors
        self._page = ""
        self._found = Found((), ())
        self._history: list[Section] = []
        self._place = -1
        self.anchorClicked.connect(self._follow)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a section that was shown before this one."""
        return self._place > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether the user has gone back from another section."""
        return self._place < len(self._history) - 1

    def open_section(self, section: Section) -> None:
        """Show a section, and add it to the history."""
        if self._place < 0 or self._history[self._place] != section:
            del self._history[self._place + 1 :]
            self._history.append(section)
            self._place += 1
        self._show(section)

    @Slot()
    def go_back(self) -> None:
        """Show the section that was shown before."""
        if self.can_go_back:
            self._place -= 1
            self._show(self._history[self._place])

    @Slot()
    def go_forward(self) -> None:
        """Show the section again from which the user went back."""
        if self.can_go_forward:
            self._place += 1
            self._show(self._history[self._place])

    def mark(self, found: Found) -> None:
        """Mark what a search has found, in the sections that it has found."""
        self._found = found
        self._mark()

    def changeEvent(self, event: QEvent) -> None:
        """Show the page in the colors of a new palette, at the same place."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_page") and self._page:
            place = self.verticalScrollBar().value()
            self._load(self._page)
            self.verticalScrollBar().setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - Qt's name
        """Return a picture; its dark version, if there is one, on dark paper."""
        dark = self.palette().color(QPalette.ColorRole.Base).lightness() < _DARK
        path = QUrl(name).toString()
        if dark and path.endswith("-light.png"):
            path = f"{path.removesuffix('-light.png')}-dark.png"
        return super().loadResource(kind, QUrl(path))

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        address = url.toString()
        section = find_section(f"{self._page}{address}" if address.startswith("#") else address)
        if section is not None:
            self.open_section(section)
        elif url.scheme() in {"http", "https"}:
            self.link_opened.emit(url)

    def _show(self, section: Section) -> None:
        if section.page != self._page:
            self._load(section.page)
        block = self._heading(section)
        if block is not None:
            self.setTextCursor(QTextCursor(block))
            top = self.document().documentLayout().blockBoundingRect(block).top()
            first = block.blockNumber() == 0
            self.verticalScrollBar().setValue(0 if first else round(top) - 8)
        self.moved.emit(section)

    def _load(self, page: str) -> None:
        self._page = page
        self.document().setMarkdown(
            page_text(page), QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        )
        self._mark()

    def _heading(self, section: Section) -> QTextBlock | None:
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and slug(block.text()) == slug(section.title):
                return block
            block = block.next()
        return None

    def _mark(self) -> None:
        style = QTextCharFormat()
        highlight = QColor(self.palette().color(QPalette.ColorRole.Highlight))
        highlight.setAlphaF(0.3)
        style.setBackground(highlight)
        marks: list[QTextEdit.ExtraSelection] = []
        for cursor in self._places()[:_MOST_MARKS]:
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, style
            marks.append(mark)
        self.setExtraSelections(marks)

    def _places(self) -> list[QTextCursor]:
        """The places of what was found, each as a selection."""
        if not self._found.patterns:
            return []
        wanted = {slug(each.title) for each in self._found.sections if each.page == self._page}
        pattern = re.compile("|".join(self._found.patterns), re.IGNORECASE)
        places: list[QTextCursor] = []
        inside, block = False, self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel():
                inside = slug(block.text()) in wanted
            for match in pattern.finditer(block.text()) if inside else ():
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + match.start())
                cursor.setPosition(block.position() + match.end(), QTextCursor.MoveMode.KeepAnchor)
                places.append(cursor)
            block = block.next()
        return places
