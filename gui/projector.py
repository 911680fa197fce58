"""The projector mode: what a class has to see fills the screen, in large text."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontInfo, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QTabWidget, QWidget
from shiboken6 import isValid

from gui.common.content_area import ContentArea
from gui.common.enlargement import enlarge, enlargement
from gui.common.timers import Timer
from gui.common.widgets import new_action
from gui.splitter import Column, WindowSplitter

_LINES, _ACROSS = 40, 45
"""The text is as high as one of so many parts of the screen's height, so that it is equally large
on the wall with any resolution; but no more than one of so many parts of its width."""
_LINE_FACTOR = 1.5
"""Lines are at least so many times as wide as normal."""
_PATIENCE = 100
"""Milliseconds in which the window usually gets its new size."""
_DRAWING_SHARE = 0.45
"""The part of the width for the pad and its answer."""


class ProjectorMode(QObject):
    """Shows the window in full screen, with larger text and lines and without the form.

    The tabs that are below the pad otherwise stand beside the main tabs, so that the pad and all
    tabs have the whole height.

    Leaving the mode restores what was before; nothing of it is stored.
    """

    changed = Signal(bool)
    """Emitted with whether the window is in the mode now."""

    def __init__(
        self,
        window: QMainWindow,
        columns: WindowSplitter,
        tabs: QTabWidget,
        questions: QTabWidget,
    ) -> None:
        super().__init__(window)
        self._window, self._columns = window, columns
        self._tabs, self._questions = tabs, questions
        self._restore: Callable[[], None] | None = None
        self._geometry, self._widths = QByteArray(), QByteArray()
        self._text = 0
        """The normal size of the text, in pixels."""
        self._fitting = Timer(self, singleShot=True, interval=_PATIENCE)
        self._fitting.timeout.connect(self._fit)
        self.action: QAction = new_action(window, "&Projector mode", "F11")
        self.action.setCheckable(True)
        self.action.setToolTip("Full screen with larger text and pad, without the settings")
        self.action.toggled.connect(self._switch)

    @property
    def active(self) -> bool:
        """Whether the window is in projector mode."""
        return self.action.isChecked()

    @property
    def geometry(self) -> QByteArray:
        """The position and size of the window outside of projector mode."""
        return self._geometry if self.active else self._window.saveGeometry()

    @property
    def widths(self) -> QByteArray:
        """The widths of the columns outside of projector mode."""
        return self._widths if self.active else self._columns.saveState()

    @Slot()
    def leave(self) -> None:
        """Show the window as it was before."""
        self.action.setChecked(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the text follow the size of the window, and leave the mode on Escape in the menu bar,
        which keeps the focus after a menu of it was closed, and would use up the key for that."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._fitting.start()
        if event.type() == QEvent.Type.KeyPress and watched is self._window.menuBar():
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
        return super().eventFilter(watched, event)

    @Slot(bool)
    def _switch(self, on: bool) -> None:
        if on:
            self._enter()
        elif self._restore is not None:
            self._restore()
            self._restore = None
        self.changed.emit(on)

    def _enter(self) -> None:
        window, columns = self._window, self._columns
        self._geometry, self._widths = window.saveGeometry(), columns.saveState()
        before, states, focus = columns.state, window.windowState(), window.focusWidget()

        separate = _join(self._tabs, self._questions)
        bar = window.menuBar()
        watched = bar, window
        for each in watched:
            each.installEventFilter(self)

        def restore() -> None:
            for each in watched:
                each.removeEventFilter(self)
            self._fitting.stop()
            enlarge(1.0, 1.0)
            separate()
            window.setWindowState(states)
            columns.restore(before)
            if focus is not None and isValid(focus):
                focus.setFocus()  # the form scrolls to it

        self._restore = restore
        self._text = QFontInfo(QApplication.font()).pixelSize()
        self._enlarge(window.screen().size())
        columns.set_shown(Column.SETTINGS, shown=False)
        columns.set_share(_DRAWING_SHARE)
        window.setWindowState(states | Qt.WindowState.WindowFullScreen)
        self._fitting.start()

    @Slot()
    def _fit(self) -> None:
        """Fit the text to a window that does not fill the screen: not every window manager lets it,
        and the user may make it smaller."""
        self._enlarge(self._window.size().boundedTo(self._window.screen().size()))

    def _enlarge(self, room: QSize) -> None:
        factor = text_factor(room, self._text)
        if factor != enlargement():
            enlarge(factor, max(factor, _LINE_FACTOR))


def text_factor(screen: QSize, text: float) -> float:
    """Return how many times as large as normal the text has to be on a screen, or in a window.

    `text` is the normal size of the text; both are in pixels.
    """
    wanted = min(screen.height() / _LINES, screen.width() / _ACROSS)
    return max(wanted / text, 1.0)


def _join(tabs: QTabWidget, others: QTabWidget) -> Callable[[], None]:
    """Move the tabs of `others` beside those of `tabs`, and return what moves them back.

    Where the screen is too small for the large text, their pages scroll.
    """
    count, current, chosen = tabs.count(), tabs.currentWidget(), others.currentIndex()
    others.hide()  # else each page would be shown for a moment, and made for that
    _move(others, tabs, 0, ContentArea)

    def separate() -> None:
        shown = tabs.currentIndex() - count
        if shown >= 0:
            tabs.setCurrentWidget(current)
        _move(tabs, others, count, _content)
        others.setCurrentIndex(shown if shown >= 0 else chosen)
        others.show()

    return separate


def _move(
    source: QTabWidget, target: QTabWidget, first: int, change: Callable[[QWidget], QWidget]
) -> None:
    """Move the tabs from number `first` on; `change` makes the new page of an old one."""
    while (page := source.widget(first)) is not None:
        text, tip = source.tabText(first), source.tabToolTip(first)
        source.removeTab(first)
        target.setTabToolTip(target.addTab(change(page), text), tip)


def _content(area: QWidget) -> QWidget:
    """Take the page out of its area, which is deleted."""
    assert isinstance(area, QScrollArea)
    page = area.takeWidget()
    area.deleteLater()
    return page
