"""A group of rows of the form, under a heading that opens and closes it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStyleOptionToolButton,
    QToolButton,
    QWidget,
)

from gui.common.theme import SPACING, TIGHT, theme_of
from gui.common.widgets import named, vbox
from gui.training.form.form_row import FormRow

_ARROW, _GAP = 16, 4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def heading_name(group: str) -> str:
    """Return the object name of a group's heading, which stays when the group is renamed."""
    former = {"Regularization": "Regularisation"}.get(group, group)
    return f"{former.lower()}Group"


class FormGroup(QWidget):
    """Contains rows that can be hidden, and an optional preview, made when it is first opened.

    Rows that are rarely used are folded under “More” at its end.
    """

    toggled = Signal()
    opened = Signal(QWidget)
    """Emitted with the group itself when the user has opened it."""

    def __init__(
        self, name: str, rows: Sequence[FormRow], extra: Callable[[], QWidget] | None = None
    ) -> None:
        super().__init__()
        self.name = name
        usual = [row for row in rows if not row.field.advanced]
        advanced = [row for row in rows if row.field.advanced]
        self.rows = [*usual, *advanced]
        """The rows from top to bottom."""
        self._extra = extra
        self._heading = named(GroupHeading(name), heading_name(name))
        self._heading.toggled.connect(self._show_inside)
        self._heading.clicked.connect(self._emit_opened)
        self._inside = QWidget()
        self.more = FoldedRows(advanced, f"more{name}")
        self.more.toggled.connect(self.toggled)
        self._column = vbox(*usual, self.more, spacing=TIGHT, margins=(0, 0, 0, SPACING))
        self._inside.setLayout(self._column)
        self._inside.hide()
        self.setLayout(vbox(self._heading, self._inside, spacing=0))

    @property
    def is_open(self) -> bool:
        """Whether its rows are shown."""
        return self._heading.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show or hide its rows."""
        self._heading.setChecked(is_open)

    def focus_order(self) -> list[QWidget]:
        """Return what the tab key visits, from top to bottom."""
        usual = [row for row in self.rows if not row.field.advanced]
        rows = [widget for row in usual for widget in row.focus_order()]
        return [self._heading, *rows, *self.more.focus_order()]

    def reveal(self, row: FormRow) -> None:
        """Open the group, and what the row is folded in."""
        self.set_open(True)
        if row.field.advanced:
            self.more.set_open(True)

    def show_summary(self) -> None:
        """Show what differs from the defaults in the headings that are closed."""
        self.more.show_summary()
        rows = [] if self.is_open else self.rows
        valid = all(row.valid for row in self.rows)
        self._heading.show_summary(_differences(rows), valid=valid)

    @Slot(bool)
    def _show_inside(self, is_open: bool) -> None:
        if is_open and self._extra is not None:
            extra, self._extra = self._extra(), None
            self._column.insertWidget(0, extra)
            QWidget.setTabOrder(self._heading, extra)
        self._inside.setVisible(is_open)
        self.toggled.emit()

    @Slot(bool)
    def _emit_opened(self, is_open: bool) -> None:
        if is_open:
            self.opened.emit(self)


class FoldedRows(QWidget):
    """Contains the rarely used rows of a group under a heading “More”, which opens them."""

    toggled = Signal()

    def __init__(self, rows: Sequence[FormRow], name: str) -> None:
        super().__init__()
        self._rows = rows
        self._heading = named(GroupHeading("More", bold=False), name)
        self._heading.toggled.connect(self._show_inside)
        self._heading.clicked.connect(self._note_wish)
        self._inside = QWidget()
        self._inside.setLayout(vbox(*rows, spacing=TIGHT))
        self._inside.hide()
        self.setLayout(vbox(self._heading, self._inside, spacing=TIGHT))
        self._needed = False
        self.wanted = False
        """Whether the user has opened it; otherwise it opens and closes with what it holds."""

    def set_open(self, is_open: bool) -> None:
        """Show or hide the rows."""
        self._heading.setChecked(is_open)

    def focus_order(self) -> list[QWidget]:
        """Return what the tab key visits, from top to bottom."""
        rows = [widget for row in self._rows for widget in row.focus_order()]
        return [self._heading, *rows]

    def open_if_needed(self) -> None:
        """Open it as soon as one of its fields does not have its default, or is invalid.

        The user may close it again.
        """
        needed = bool(_differences(self._rows))
        if needed and not self._needed:
            self.set_open(True)
        self._needed = needed

    def close_if_unneeded(self) -> None:
        """Close it if all of its fields have their defaults, unless the user has opened it."""
        if not (_differences(self._rows) or self.wanted):
            self.set_open(False)

    def show_summary(self) -> None:
        """Name the rows in the heading, or what differs from the defaults, while it is closed."""
        applying = [row for row in self._rows if row.applies]
        self.setVisible(bool(applying))
        names = ", ".join(row.field.label for row in applying)
        closed = not self._heading.isChecked()
        text = (_differences(self._rows) or names) if closed else ""
        self._heading.show_summary(text, valid=all(row.valid for row in self._rows))

    @Slot(bool)
    def _show_inside(self, is_open: bool) -> None:
        self._inside.setVisible(is_open)
        self.toggled.emit()

    @Slot(bool)
    def _note_wish(self, is_open: bool) -> None:
        self.wanted = is_open


def _differences(rows: Sequence[FormRow]) -> str:
    """Return short texts of the rows that apply and do not have their defaults."""
    return ", ".join(row.short for row in rows if row.applies and not row.is_default)


class GroupHeading(QToolButton):
    """Shows an arrow, the name of the group and, shortened to the width, another text."""

    def __init__(self, name: str, *, bold: bool = True) -> None:
        super().__init__()
        self._name, self._more, self._valid = name, "", True
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._is_bold = bold
        self.setText(name)
        self._write()

    def show_summary(self, more: str, *, valid: bool) -> None:
        """Set the text after the name, and whether all fields of the group are valid."""
        if (more, valid) != (self._more, self._valid):
            self._more, self._valid = more, valid
            self._write()

    @property
    def _name_font(self) -> QFont:
        font = QFont(self.font())
        font.setBold(self._is_bold)
        return font

    def sizeHint(self) -> QSize:
        """Return the size of the arrow and the name."""
        name = QFontMetrics(self._name_font).size(0, self._name)
        return QSize(name.width() + _ARROW + 2 * _GAP, name.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the arrow and the name: they are never cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrow, the name and the other text."""
        painter = QPainter(self)
        self._draw_button(painter)
        place = self.rect().adjusted(_ARROW + _GAP, 0, -_GAP, 0)
        painter.setFont(self._name_font)
        palette = self.palette()
        error = theme_of(self).error
        painter.setPen(palette.color(QPalette.ColorRole.WindowText) if self._valid else error)
        written = painter.boundingRect(place, _LEFT, self._name)
        painter.drawText(place, _LEFT, self._name)
        if self._more:
            place.setLeft(written.right() + 2)
            self._draw_more(painter, place)
        painter.end()

    def _draw_button(self, painter: QPainter) -> None:
        """Draw the hover, the focus and the arrow, but not that the button is down."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        option.state &= ~QStyle.StateFlag.State_On
        style = self.style()
        style.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option, painter, self)
        if self.hasFocus():  # the style shows it on other buttons, and not on flat ones
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        arrow = QStyleOption()
        arrow.initFrom(self)
        side = 10
        arrow.rect = QRect(_GAP, (self.height() - side) // 2, side, side)
        open_, closed = (
            QStyle.PrimitiveElement.PE_IndicatorArrowDown,
            QStyle.PrimitiveElement.PE_IndicatorArrowRight,
        )
        style.drawPrimitive(open_ if self.isChecked() else closed, arrow, painter, self)

    def _draw_more(self, painter: QPainter, place: QRect) -> None:
        painter.setFont(self.font())
        if self._valid:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        width, right = place.width(), Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(f" · {self._more}", right, width)
        painter.drawText(place, _LEFT, text)

    def _write(self) -> None:
        text = f"{self._name} · {self._more}" if self._more else self._name
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(self._more or f"Open or close the group “{self._name}”.")
        self.update()
