"""The part of the form that scrolls: the groups of rows."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStyle, QWidget

from gui.common.focus_scrolling import scroll_to_focus
from gui.common.widgets import vbox
from gui.training.form.form_group import FormGroup
from gui.training.form.form_row import FormRow
from gui.training.form.row_layout import BESIDE_LABEL_AND_EDITOR

OPEN_AT_FIRST = frozenset({"Network", "Training"})
_FORMER_NAMES = {"Regularisation": "Regularization"}
"""Names that groups had in former versions, which may be stored."""
_MORE = "more "
"""Begins what is stored for a group whose rarely used rows the user has opened."""
_LINES = 12
"""The least height of the area, in lines of text."""
_RIGHT = 6
"""Pixels right of the rows."""


class FormArea(QScrollArea):
    """Contains the groups, and scrolls to a group when the user opens it.

    All labels stand beside their editors if there is room for both, otherwise all above them; all
    editors have the same width.
    """

    def __init__(self, groups: Sequence[FormGroup]) -> None:
        super().__init__()
        self.setObjectName("formArea")
        self._groups, self._inside = groups, QWidget()
        self._needs: tuple[int, int, int] | None = None
        self._rows = [row for group in groups for row in group.rows]
        self._inside.setLayout(vbox(*groups, None, spacing=0, margins=(0, 0, _RIGHT, 8)))
        for group in groups:
            group.opened.connect(self._show_whole)
        for row in self._rows:
            row.reset_added.connect(self._order_focus)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        scroll_to_focus(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Rows would change their width when a group opens.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._order_focus()

    @property
    def open_groups(self) -> list[str]:
        """The names of the groups that are open, and what names their open rarely used rows."""
        opened = [group.name for group in self._groups if group.is_open]
        return opened + [_MORE + group.name for group in self._groups if group.more.wanted]

    def open_only(self, names: Collection[str]) -> None:
        """Open these groups, and close the others."""
        wanted = {_FORMER_NAMES.get(name, name) for name in names}
        for group in self._groups:
            group.set_open(group.name in wanted)
            group.more.wanted = _MORE + group.name in wanted
            if group.more.wanted:
                group.more.set_open(True)

    def reveal(self, row: FormRow) -> None:
        """Open what a row is in, scroll to it, and put the focus into its editor."""
        next(group for group in self._groups if row in group.rows).reveal(row)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        row.input.editor.setFocus()
        self.ensureWidgetVisible(row)

    def minimumSizeHint(self) -> QSize:
        """Return the width in which the labels stand beside their editors."""
        editors, narrowest, _ = self._measure()
        style = self.style()
        bar = style.pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        width = narrowest + editors + BESIDE_LABEL_AND_EDITOR + _RIGHT + bar
        return QSize(width, _LINES * self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the rows in the new width."""
        super().resizeEvent(event)
        self._set_widths()

    def changeEvent(self, event: QEvent) -> None:
        """Lay out the rows in the new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_rows"):
            self._needs = None
            self.updateGeometry()
            self._set_widths()

    def _set_widths(self) -> None:
        editors, narrowest, widest = self._measure()
        room = self.viewport().width() - _RIGHT - BESIDE_LABEL_AND_EDITOR
        fits = narrowest + editors <= room
        label = max(narrowest, min(widest, room - editors)) if fits else 0
        for row in self._rows:
            row.columns.set_label_width(label)

    def _measure(self) -> tuple[int, int, int]:
        """Return the widths of the editors, and of the labels in two lines and in one."""
        if self._needs is None:
            labels = sorted((row.columns.widest_label(), row.name, row) for row in self._rows)
            narrowest = 0
            for widest, _, row in reversed(labels):
                if widest <= narrowest:
                    break  # no shorter label needs more in two lines than this one in one
                narrowest = max(narrowest, row.columns.narrowest_label())
            editors = max(row.columns.editor_width() for row in self._rows)
            self._needs = (editors, narrowest, labels[-1][0])
        return self._needs

    @Slot()
    def _order_focus(self) -> None:
        """Let the tab key follow the rows from top to bottom."""
        former: QWidget | None = None
        for group in self._groups:
            for widget in group.focus_order():
                if former is not None:
                    QWidget.setTabOrder(former, widget)
                former = widget

    @Slot(QWidget)
    def _show_whole(self, group: QWidget) -> None:
        """Scroll until the group is visible; if it is long, until its heading is at the top."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        for part in (group.rect().bottomLeft(), group.rect().topLeft()):
            self.ensureVisible(0, group.mapTo(self._inside, part).y(), 0, 0)
